//! Why the pool refuses a transaction. The texts begin as geth's do where geth has the case, because clients match on
//! them.

use std::fmt;

use executor::{ExecuteError, InvalidTransaction};
use primitives::U256;
use state::ViewError;

/// Why the pool refuses a transaction.
#[derive(Debug)]
pub enum PoolError {
    /// The pool holds this very transaction.
    AlreadyKnown,
    /// No block may contain it.
    Invalid(InvalidTransaction),
    /// Another transaction with this sender and nonce waits, and this one does not pay 10 % more on both fees.
    ReplacementUnderpriced {
        /// Wei per gas of the waiting one's fee cap and of its tip.
        waiting: (u128, u128),
        /// Wei per gas of this one's fee cap and of its tip.
        offered: (u128, u128),
    },
    /// The sender's balance does not cover this transaction beside those that wait.
    InsufficientFunds {
        /// Wei that the account holds.
        balance: U256,
        /// Wei that the sender's waiting transactions may cost.
        queued: U256,
        /// Wei that this one may cost, at most 2^256 - 1.
        cost: U256,
    },
    /// The nonce lies too far ahead of the account's.
    NonceTooFarAhead {
        /// The account's nonce.
        expected: u64,
        /// The transaction's.
        found: u64,
        /// How far ahead it may lie.
        ahead: u64,
    },
    /// The pool holds as many transactions as it may.
    FullOfTransactions {
        /// Transactions allowed.
        most: usize,
    },
    /// The pool holds as many bytes as it may.
    FullOfBytes {
        /// Bytes allowed.
        most: usize,
        /// Bytes of this transaction.
        size: usize,
    },
    /// The state could not be read: trouble of this node.
    State(ViewError),
    /// The contract could not be compiled: trouble of this node.
    Compilation(vm::NodeError),
    /// Block production has ended, so nothing is taken in.
    Closed {
        /// What ended it.
        reason: String,
    },
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyKnown => write!(f, "already known"),
            Self::Invalid(error) => error.fmt(f),
            Self::ReplacementUnderpriced { waiting, offered } => write!(
                f,
                "replacement transaction underpriced: maxFeePerGas {} and maxPriorityFeePerGas {}, the waiting transaction has {} and {}; both must be at least 10 % higher",
                offered.0, offered.1, waiting.0, waiting.1
            ),
            Self::InsufficientFunds { balance, queued, cost } => write!(
                f,
                "insufficient funds for gas * price + value: balance {balance}, queued cost {queued}, tx cost {cost}, overshot {}",
                cost.saturating_add(*queued).saturating_sub(*balance)
            ),
            Self::NonceTooFarAhead { expected, found, ahead } => write!(
                f,
                "nonce too high: next nonce {expected}, tx nonce {found}, at most {ahead} ahead are held; send the earlier nonces first and wait until they are mined"
            ),
            Self::FullOfTransactions { most } => {
                write!(f, "txpool is full: it holds {most} transactions; send again when some are mined")
            }
            Self::FullOfBytes { most, size } => write!(
                f,
                "txpool is full: {size} more bytes exceed its {most} bytes; send again when some transactions are mined"
            ),
            Self::State(error) => error.fmt(f),
            Self::Compilation(error) => write!(f, "the contract is not compiled by trouble of this node: {error}"),
            Self::Closed { reason } => {
                write!(f, "transaction is not taken in: block production has stopped: {reason}; restart the node")
            }
        }
    }
}

impl std::error::Error for PoolError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            Self::State(error) => Some(error),
            _ => None,
        }
    }
}

impl From<InvalidTransaction> for PoolError {
    fn from(error: InvalidTransaction) -> Self {
        Self::Invalid(error)
    }
}

impl From<ExecuteError> for PoolError {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Invalid(error) => Self::Invalid(error),
            ExecuteError::Node(error) => Self::Compilation(error),
        }
    }
}

impl From<ViewError> for PoolError {
    fn from(error: ViewError) -> Self {
        Self::State(error)
    }
}
