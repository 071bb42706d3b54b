//! Why a chain did not do what was asked, each cause with what to do about it.

use std::fmt;

use alloy_primitives::{Address, B256, Bytes, U256, utils::format_ether};

/// Why a chain did not do what was asked.
#[derive(Debug)]
pub enum ChainError {
    /// The URL is not one of HTTP.
    Url {
        /// The URL given.
        url: String,
    },
    /// Nobody answers.
    Unreachable {
        /// The URL asked.
        url: String,
        /// The operating system's or the protocol's answer.
        reason: String,
    },
    /// What answers does not speak Ethereum's JSON-RPC.
    Answer {
        /// The URL asked.
        url: String,
        /// The method asked for.
        method: &'static str,
        /// What was found.
        reason: String,
    },
    /// The chain refused a request.
    Refused {
        /// The method asked for.
        method: &'static str,
        /// The chain's words.
        message: String,
        /// Revert data, if a contract refused.
        data: Option<Bytes>,
    },
    /// What a method answered is none of its results.
    Unreadable {
        /// The contract.
        address: Address,
        /// The method.
        method: String,
        /// The block that was asked about.
        block: String,
        /// What is wrong with the answer.
        reason: String,
    },
    /// A contract got coins without a call, and takes none so.
    NoReceive {
        /// The contract.
        address: Address,
        /// Its methods, if it tells them.
        known: Vec<String>,
    },
    /// The endpoint is of another chain than the one expected.
    WrongNetwork {
        /// The URL asked.
        url: String,
        /// The chain id expected.
        expected: u64,
        /// The chain id found.
        found: u64,
    },
    /// No contract is at the address.
    NoContract {
        /// The address.
        address: Address,
        /// The chain that was asked.
        chain_id: u64,
        /// The URL asked.
        url: String,
    },
    /// The code at the address carries no ABI, and no file was given.
    NoAbi {
        /// The address.
        address: Address,
        /// What is wrong with the code.
        reason: String,
    },
    /// The account cannot pay.
    NoFunds {
        /// The account.
        address: Address,
        /// The chain that was asked.
        chain_id: u64,
        /// Its balance in wei.
        have: U256,
        /// What the transaction may cost, in wei.
        want: U256,
    },
    /// A contract reverted, or failed.
    Reverted {
        /// What was attempted.
        attempt: String,
        /// The error by name with its values, or the chain's words.
        reason: String,
        /// The transaction, if it was mined.
        hash: Option<B256>,
    },
    /// The transaction was taken, but is in no block yet.
    NotMined {
        /// The transaction.
        hash: B256,
        /// How long was waited.
        seconds: u64,
    },
    /// The ABI in a file is not the one of the code on chain.
    AbiMismatch {
        /// The file.
        file: String,
        /// The contract.
        address: Address,
        /// Entries of the file that the code does not have.
        only_in_file: Vec<String>,
        /// Entries of the code that the file does not have.
        only_on_chain: Vec<String>,
    },
}

impl ChainError {
    /// The exit code, as the help text lists them.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Url { .. } => 2,
            Self::Unreachable { .. } | Self::Answer { .. } | Self::WrongNetwork { .. } => 8,
            Self::Refused { .. }
            | Self::NoFunds { .. }
            | Self::NoReceive { .. }
            | Self::Reverted { .. }
            | Self::NotMined { .. } => 9,
            Self::Unreadable { .. } | Self::NoContract { .. } | Self::NoAbi { .. } | Self::AbiMismatch { .. } => 11,
        }
    }
}

/// What a node says of a transaction that it does not take, in geth's words, and the flag that cures it.
const CURES: &[(&str, &str)] = &[
    ("intrinsic gas too low", "raise --gas, or leave it away: the chain estimates"),
    ("exceeds block gas limit", "lower --gas, or leave it away: the chain estimates"),
    ("nonce too low", "leave --nonce away: the next one is taken"),
    ("nonce too high", "leave --nonce away: the next one is taken"),
    ("underpriced", "raise --gas-price and --priority-gas-price"),
    ("less than block base fee", "raise --gas-price, or leave it away"),
    ("higher than max fee per gas", "lower --priority-gas-price, or raise --gas-price"),
    ("takes no value", "leave --value away"),
];

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url { url } => {
                write!(f, "--rpc-url: expected a URL that begins with http:// or https://, found `{url}`")
            }
            // What a server without TLS answers is no TLS.
            Self::Unreachable { url, reason } if url.starts_with("https://") && reason.contains("corrupt message") => {
                write!(f, "{url} does not speak HTTPS: {reason}; try it with http://")
            }
            Self::Unreachable { url, reason } => {
                write!(
                    f,
                    "no answer from {url}: {reason}; start a chain with `causeway dev`, or name one with --rpc-url"
                )
            }
            Self::Answer { url, method, reason } => {
                write!(
                    f,
                    "{url} does not answer {method} as an Ethereum node does: {reason}; is --rpc-url the JSON-RPC port?"
                )
            }
            Self::Refused { method, message, .. } => {
                write!(f, "the chain refuses {method}: {message}")?;
                let cure = CURES.iter().find(|(words, _)| message.contains(words));
                cure.map_or(Ok(()), |(_, cure)| write!(f, "; {cure}"))
            }
            Self::Unreadable { address, method, block, reason } => write!(
                f,
                "the answer of {address} to {method} is no result of it: {reason}; was the contract there at block {block}, \
                 and is --abi its own?"
            ),
            Self::NoReceive { address, known } if known.is_empty() => write!(
                f,
                "the contract at {address} takes no transaction without a method: name one behind the address"
            ),
            Self::NoReceive { address, known } => write!(
                f,
                "the contract at {address} takes no transaction without a method: name one behind the address; it has {}",
                known.join(", ")
            ),
            Self::WrongNetwork { url, expected, found } => write!(
                f,
                "wrong network: {url} is chain {found}, expected chain {expected}; name the right node with --rpc-url, or \
                 change --chain-id"
            ),
            Self::NoContract { address, chain_id, url } => write!(
                f,
                "no contract is at {address} on chain {chain_id} ({url}); check the address, and that --rpc-url is the \
                 chain it was deployed on"
            ),
            Self::NoAbi { address, reason } => {
                write!(f, "the code at {address} does not say its methods: {reason}; give its ABI with --abi FILE")
            }
            Self::NoFunds { address, chain_id, have, want } => write!(
                f,
                "{address} cannot pay on chain {chain_id}: it has {} coins, the transaction may cost {}; send it coins, or \
                 sign with another account",
                format_ether(*have),
                format_ether(*want)
            ),
            Self::Reverted { attempt, reason, hash: None } => write!(f, "{attempt} is refused: {reason}"),
            Self::Reverted { attempt, reason, hash: Some(hash) } => {
                write!(f, "{attempt} failed in transaction {hash}: {reason}")
            }
            Self::NotMined { hash, seconds } => write!(
                f,
                "transaction {hash} is in no block after {seconds} s; it may still be mined: ask for its receipt before \
                 sending again"
            ),
            Self::AbiMismatch { file, address, only_in_file, only_on_chain } => {
                write!(f, "the ABI in {file} is not that of the code at {address}:")?;
                for line in only_in_file {
                    write!(f, "\n  only in the file: {line}")?;
                }
                for line in only_on_chain {
                    write!(f, "\n  only on chain:    {line}")?;
                }
                write!(f, "\nleave --abi away to use the ABI on chain, or deploy the contract that the file describes")
            }
        }
    }
}

impl std::error::Error for ChainError {}
