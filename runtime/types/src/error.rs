//! Why bytes are not a transaction of this chain.

use std::fmt;

/// Why bytes cannot be decoded into a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// There are no bytes.
    Empty,
    /// There are more bytes than a transaction may have.
    TooLarge {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The type byte names a transaction that this chain does not have.
    UnsupportedType {
        /// The type byte.
        found: u8,
    },
    /// The RLP is malformed, not canonical, or has a field of the wrong size.
    Rlp(alloy_rlp::Error),
    /// Bytes follow the transaction.
    TrailingBytes {
        /// How many.
        count: usize,
    },
    /// A legacy transaction does not name its chain (EIP-155), so it could be replayed on others.
    NoChainId,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "transaction is empty: expected the bytes of a signed transaction"),
            Self::TooLarge { found, limit } => {
                write!(f, "oversized data: transaction size is {found} bytes, at most {limit} are allowed")
            }
            Self::UnsupportedType { found: 3 } => write!(
                f,
                "transaction type not supported: type 3 (blob, EIP-4844); send a type 2 transaction, this chain has no blobs"
            ),
            Self::UnsupportedType { found: 4 } => write!(
                f,
                "transaction type not supported: type 4 (set code, EIP-7702); send a type 2 transaction, accounts here cannot delegate to code"
            ),
            Self::UnsupportedType { found } => write!(
                f,
                "transaction type not supported: first byte is {found:#04x}; expected a legacy (RLP list), type 1 or type 2 transaction"
            ),
            Self::Rlp(error) => write!(f, "transaction is not valid RLP: {error}"),
            Self::TrailingBytes { count } => {
                write!(f, "transaction is not valid RLP: {count} bytes follow the transaction, expected none")
            }
            Self::NoChainId => write!(
                f,
                "only replay-protected (EIP-155) transactions allowed over RPC: the legacy transaction names no chain id"
            ),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Why no sender can be recovered from a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// `s` lies in the upper half of the curve's order (EIP-2): the signature could be altered by anyone.
    HighS,
    /// `r` or `s` is zero or not below the curve's order, or no point fits.
    Invalid,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HighS => {
                write!(
                    f,
                    "invalid transaction signature: s is in the upper half of the curve order (EIP-2); expected its negation"
                )
            }
            Self::Invalid => write!(f, "invalid transaction signature: no public key can be recovered from v, r and s"),
        }
    }
}

impl std::error::Error for SignatureError {}
