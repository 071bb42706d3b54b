//! Every error of the RPC layer: its cause, its JSON-RPC code and its text.
//!
//! Texts of transaction rejections begin with geth's phrases, and reverts have exactly the one shape that every client
//! decodes, because libraries match on both. No other file knows a code.

use std::fmt;

use db::DbError;
use executor::{InvalidTransaction, SimulateError, revert_text};
use jsonrpsee::types::ErrorObjectOwned;
use primitives::{Address, B256, Bytes};
use state::ViewError;
use trie::ReadError;
use types::{DecodeError, SignatureError};

use crate::{ErrorKind, NodeError, pool::PoolError};

/// The JSON is malformed (JSON-RPC 2.0).
const PARSE: i32 = -32700;
/// The request is not one (JSON-RPC 2.0).
const INVALID_REQUEST: i32 = -32600;
/// No such method (JSON-RPC 2.0).
const METHOD_NOT_FOUND: i32 = -32601;
/// A parameter is wrong (JSON-RPC 2.0).
const INVALID_PARAMS: i32 = -32602;
/// Trouble of this node (JSON-RPC 2.0).
const INTERNAL: i32 = -32603;
/// A transaction was rejected, or another reason without a code of its own (EIP-1474).
const REJECTED: i32 = -32000;
/// A block or state that this node does not have (EIP-1474).
const NOT_FOUND: i32 = -32001;
/// The node is busy, or the call took too long (EIP-1474: resource unavailable).
const UNAVAILABLE: i32 = -32002;
/// The call asks for more than one call may have (EIP-1474).
const LIMIT: i32 = -32005;
/// The request is larger than allowed (jsonrpsee's code, used for both transports).
const OVERSIZED: i32 = -32007;
/// A simulated call reverted.
const REVERTED: i32 = 3;

/// Why a call has no result.
#[derive(Debug)]
pub(super) enum RpcError {
    /// The body is not JSON.
    Json(String),
    /// The body is JSON, but no JSON-RPC request.
    RequestForm {
        /// The member that is wrong.
        member: &'static str,
        /// What was expected.
        expected: &'static str,
        /// What was found, shortened.
        found: String,
    },
    /// The body is not sent as JSON.
    ContentType {
        /// The header found, empty if there is none.
        found: String,
    },
    /// The body is too large.
    BodyTooLarge {
        /// Bytes allowed.
        limit_bytes: u32,
    },
    /// The body did not arrive in time.
    BodyTimeout {
        /// Seconds allowed.
        limit_s: u64,
    },
    /// The `Host` header names neither this machine nor an allowed host.
    Host {
        /// The header found.
        found: String,
    },
    /// The `Origin` header names a web page that is not allowed.
    Origin {
        /// The header found.
        found: String,
    },
    /// No such method.
    MethodNotFound {
        /// The method asked for.
        method: String,
        /// True if a dev chain would have it.
        dev: bool,
    },
    /// A subscription was asked for over HTTP.
    SubscriptionOverHttp,
    /// `params` is not an array.
    ParamsForm {
        /// What was found.
        found: String,
    },
    /// There are more parameters than the method has.
    TooManyParams {
        /// Parameters found.
        found: usize,
        /// The method's parameters.
        names: &'static [&'static str],
    },
    /// A parameter, or a field of one, is missing or wrong.
    Param {
        /// Its place, from 1.
        position: usize,
        /// Its name, with dots before fields.
        name: String,
        /// What was expected.
        expected: String,
        /// What was found, shortened.
        found: String,
    },
    /// Two fields of a transaction object contradict each other.
    Contradiction(&'static str),
    /// The transaction object or raw transaction is for another chain.
    ChainId {
        /// This chain's id.
        expected: u64,
        /// The id found.
        found: u64,
    },
    /// No block has this height yet.
    AboveHead {
        /// The height asked for.
        number: u64,
        /// The head's height.
        head: u64,
    },
    /// No block has this hash.
    UnknownBlock {
        /// The hash asked for.
        hash: B256,
    },
    /// The state is no longer kept at this height, or not for proofs.
    StateNotKept {
        /// What the database said.
        reason: String,
    },
    /// Proofs are given for the head only.
    ProofNotKept {
        /// The height asked for.
        number: u64,
        /// The head's height.
        head: u64,
    },
    /// No filter has this id.
    UnknownFilter,
    /// The filter is not one for logs.
    NotLogFilter,
    /// There are too many filters.
    TooManyFilters {
        /// Filters allowed.
        limit: usize,
    },
    /// A log query spans too many blocks.
    LogRange {
        /// Blocks asked for.
        found: u64,
        /// Blocks allowed.
        limit: u64,
    },
    /// A log query has too many results.
    LogResults {
        /// What was counted: logs or bytes.
        unit: &'static str,
        /// How many are allowed.
        limit: usize,
        /// First block of the query.
        from: u64,
        /// Last block of the query whose logs still fit.
        fitting: Option<u64>,
    },
    /// Too many storage keys in one proof.
    ProofKeys {
        /// Keys found.
        found: usize,
        /// Keys allowed.
        limit: usize,
    },
    /// The call waited too long for its turn.
    Busy,
    /// The call took too long.
    Timeout {
        /// Seconds allowed.
        limit_s: u64,
    },
    /// The bytes are no transaction.
    Decode(DecodeError),
    /// The signature is wrong.
    Signature(SignatureError),
    /// The pool refused the transaction.
    Pool(PoolError),
    /// The transaction could not be executed at all.
    Invalid(InvalidTransaction),
    /// The simulated call reverted with this data.
    Reverted(Bytes),
    /// The simulated call failed.
    Failed(String),
    /// An estimate needs more gas than the call may have.
    GasAllowance {
        /// Gas that it may have.
        allowance: u64,
    },
    /// A dev chain holds no key for this account.
    NoKey {
        /// The account.
        account: Address,
    },
    /// A wish of a dev chain cannot be granted.
    Producer(NodeError),
    /// Trouble of this node. The text says what, the log says more.
    Internal(String),
}

impl RpcError {
    /// Its JSON-RPC code.
    fn code(&self) -> i32 {
        match self {
            Self::Json(_) => PARSE,
            Self::RequestForm { .. }
            | Self::ContentType { .. }
            | Self::Host { .. }
            | Self::Origin { .. }
            | Self::BodyTimeout { .. } => INVALID_REQUEST,
            Self::BodyTooLarge { .. } => OVERSIZED,
            Self::MethodNotFound { .. } | Self::SubscriptionOverHttp => METHOD_NOT_FOUND,
            Self::ParamsForm { .. } | Self::TooManyParams { .. } | Self::Param { .. } | Self::Contradiction(_) => {
                INVALID_PARAMS
            }
            Self::AboveHead { .. }
            | Self::UnknownBlock { .. }
            | Self::StateNotKept { .. }
            | Self::ProofNotKept { .. }
            | Self::UnknownFilter => NOT_FOUND,
            Self::NotLogFilter => INVALID_PARAMS,
            Self::TooManyFilters { .. } | Self::LogRange { .. } | Self::LogResults { .. } | Self::ProofKeys { .. } => {
                LIMIT
            }
            Self::Busy | Self::Timeout { .. } => UNAVAILABLE,
            Self::Reverted(_) | Self::Failed(_) => REVERTED,
            Self::ChainId { .. }
            | Self::Decode(_)
            | Self::Signature(_)
            | Self::Invalid(_)
            | Self::GasAllowance { .. }
            | Self::NoKey { .. } => REJECTED,
            Self::Pool(error) => match error {
                PoolError::State(_) | PoolError::Compilation(_) => INTERNAL,
                _ => REJECTED,
            },
            Self::Producer(error) => match error.kind() {
                ErrorKind::User => INVALID_PARAMS,
                ErrorKind::Host | ErrorKind::Bug => INTERNAL,
            },
            Self::Internal(_) => INTERNAL,
        }
    }

    /// The revert data of the answer, for the errors that have it.
    fn data(&self) -> Option<Bytes> {
        match self {
            Self::Reverted(data) => Some(data.clone()),
            Self::Failed(_) => Some(Bytes::new()),
            _ => None,
        }
    }

    /// The whole JSON-RPC response for a request whose id could not be read.
    pub(super) fn into_body(self) -> String {
        let error = ErrorObjectOwned::from(self);
        serde_json::json!({ "jsonrpc": "2.0", "id": null, "error": error }).to_string()
    }
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(reason) => write!(f, "parse error: the body is not valid JSON: {reason}"),
            Self::RequestForm { member, expected, found } => {
                write!(f, "invalid request: member {member}: expected {expected}, found {found}")
            }
            Self::ContentType { found } => {
                write!(f, "header content-type: expected application/json, found {found:?}")
            }
            Self::BodyTooLarge { limit_bytes } => {
                write!(f, "request is too large: at most {limit_bytes} bytes are allowed; split it")
            }
            Self::BodyTimeout { limit_s } => {
                write!(f, "the request's body did not arrive within {limit_s} s; send it at once")
            }
            Self::Host { found } => write!(
                f,
                "header host: {found:?} is not allowed; use localhost or an IP address, or have the operator allow it"
            ),
            Self::Origin { found } => {
                write!(f, "header origin: {found:?} is not allowed; have the operator allow it")
            }
            Self::MethodNotFound { method, dev } => {
                write!(f, "the method {method} does not exist/is not available")?;
                if *dev { write!(f, ": dev chains only have it") } else { Ok(()) }
            }
            Self::SubscriptionOverHttp => {
                write!(
                    f,
                    "notifications not supported over HTTP: open a WebSocket (ws://) on the same port, or use a filter"
                )
            }
            Self::ParamsForm { found } => write!(f, "invalid params: expected an array, found {found}"),
            Self::TooManyParams { found, names: [] } => {
                write!(f, "invalid params: expected no parameters, found {found}")
            }
            Self::TooManyParams { found, names } => {
                write!(f, "invalid params: expected at most {} ({}), found {found}", names.len(), names.join(", "))
            }
            Self::Param { position, name, expected, found } => {
                write!(f, "invalid params: parameter {position} ({name}): expected {expected}, found {found}")
            }
            Self::Contradiction(text) => write!(f, "invalid params: {text}"),
            Self::ChainId { expected, found } => {
                write!(f, "invalid chain id for signer: have {found} want {expected}; sign for chain {expected}")
            }
            Self::AboveHead { number, head } => {
                write!(f, "header not found: block {number} does not exist yet, the head is block {head}")
            }
            Self::UnknownBlock { hash } => write!(f, "header not found: no block has hash {hash}"),
            Self::StateNotKept { reason } => f.write_str(reason),
            Self::ProofNotKept { number, head } => {
                write!(f, "proofs are given for the head only: expected block {head} or latest, found block {number}")
            }
            Self::UnknownFilter => write!(f, "filter not found: it expired or was never made; make a new one"),
            Self::NotLogFilter => write!(f, "filter is not one for logs: use eth_getFilterChanges"),
            Self::TooManyFilters { limit } => {
                write!(f, "too many filters: at most {limit} may live at a time; uninstall some, or use eth_getLogs")
            }
            Self::LogRange { found, limit } => write!(
                f,
                "query exceeds max block range {limit}: found {found} blocks; ask for at most {limit} at a time"
            ),
            Self::LogResults { unit, limit, from, fitting } => {
                write!(f, "query exceeds max results: more than {limit} {unit}; ")?;
                match fitting {
                    Some(to) => write!(f, "retry with the range {from}-{to}"),
                    None => write!(f, "narrow it by address or topics"),
                }
            }
            Self::ProofKeys { found, limit } => {
                write!(f, "too many storage keys: expected at most {limit}, found {found}; ask several times")
            }
            Self::Busy => write!(f, "server is busy: too many calls are waiting; try again"),
            Self::Timeout { limit_s } => write!(f, "the call took longer than {limit_s} s and was given up"),
            Self::Decode(error) => error.fmt(f),
            Self::Signature(error) => error.fmt(f),
            Self::Pool(error) => error.fmt(f),
            Self::Invalid(error) => error.fmt(f),
            Self::Reverted(data) => f.write_str(&revert_text(data)),
            Self::Failed(reason) => write!(f, "execution reverted: {reason}"),
            Self::GasAllowance { allowance } => {
                write!(f, "gas required exceeds allowance ({allowance})")
            }
            Self::NoKey { account } => {
                write!(f, "unknown account {account}: the node signs for the accounts of eth_accounts only")
            }
            Self::Producer(error) => error.fmt(f),
            Self::Internal(reason) => write!(f, "internal error: {reason}"),
        }
    }
}

impl From<RpcError> for ErrorObjectOwned {
    fn from(error: RpcError) -> Self {
        let code = error.code();
        if code == INTERNAL {
            tracing::error!(%error, "rpc call failed");
        }
        Self::owned(code, error.to_string(), error.data())
    }
}

impl From<DbError> for RpcError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotKept { .. } => Self::StateNotKept { reason: error.to_string() },
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl From<ViewError> for RpcError {
    fn from(error: ViewError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<ReadError> for RpcError {
    fn from(error: ReadError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<DecodeError> for RpcError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl From<SignatureError> for RpcError {
    fn from(error: SignatureError) -> Self {
        Self::Signature(error)
    }
}

impl From<PoolError> for RpcError {
    fn from(error: PoolError) -> Self {
        Self::Pool(error)
    }
}

impl From<NodeError> for RpcError {
    fn from(error: NodeError) -> Self {
        Self::Producer(error)
    }
}

impl From<SimulateError> for RpcError {
    fn from(error: SimulateError) -> Self {
        match error {
            SimulateError::Reverted(data) => Self::Reverted(data),
            SimulateError::Failed(reason) => Self::Failed(reason),
            SimulateError::GasAllowance { allowance } => Self::GasAllowance { allowance },
            SimulateError::Invalid(error) => Self::Invalid(error),
            error @ SimulateError::Bug(_) => Self::Internal(error.to_string()),
            SimulateError::Node(error) => Self::Internal(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use primitives::U256;

    use super::*;

    fn object(error: RpcError) -> serde_json::Value {
        serde_json::to_value(ErrorObjectOwned::from(error)).unwrap()
    }

    #[test]
    fn revert_without_reason_has_the_bare_message() {
        let data = Bytes::from_static(&[0xde, 0xad, 0xbe, 0xef]);
        let expected = serde_json::json!({ "code": 3, "message": "execution reverted", "data": "0xdeadbeef" });
        assert_eq!(object(RpcError::Reverted(data)), expected);
    }

    #[test]
    fn revert_with_a_string_names_it() {
        let mut data = vec![0x08, 0xc3, 0x79, 0xa0];
        data.extend(U256::from(32).to_be_bytes::<32>());
        data.extend(U256::from(10).to_be_bytes::<32>());
        data.extend(b"too little");
        data.resize(4 + 96, 0);
        let answer = object(RpcError::Reverted(data.clone().into()));
        assert_eq!(answer["code"], 3);
        assert_eq!(answer["message"], "execution reverted: too little");
        assert_eq!(answer["data"], Bytes::from(data).to_string());
    }

    #[test]
    fn fault_is_a_revert_with_empty_data() {
        let expected = serde_json::json!({
            "code": 3, "message": "execution reverted: wasm trap: out of bounds memory access", "data": "0x"
        });
        assert_eq!(object(RpcError::Failed("wasm trap: out of bounds memory access".into())), expected);
    }
}
