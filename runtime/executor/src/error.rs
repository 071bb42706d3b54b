//! Why a transaction, a block or a simulation did not go as asked.
//!
//! Three kinds stay apart: a transaction that no block may contain ([`InvalidTransaction`]), a transaction that a block
//! contains and that failed ([`Failure`], told to people beside the receipt), and trouble of this node
//! ([`NodeError`]), which is never a result.

use std::fmt;

use interface::container::ContainerError;
use primitives::{Address, B256, Bytes, Gas, U256};
use state::ViewError;
use vm::{Bug, Fault, NodeError, Refusal};

/// Why a transaction may not be in a block. The first words of each text are geth's, because clients look for them.
#[derive(Clone, Debug, PartialEq)]
pub enum InvalidTransaction {
    /// It was signed for another chain.
    ChainId {
        /// This chain's id.
        expected: u64,
        /// The id it was signed for.
        found: u64,
    },
    /// Its nonce was used before.
    NonceTooLow {
        /// The sender's next nonce.
        expected: u64,
        /// The transaction's nonce.
        found: u64,
    },
    /// Transactions of the same sender are missing before it.
    NonceTooHigh {
        /// The sender's next nonce.
        expected: u64,
        /// The transaction's nonce.
        found: u64,
    },
    /// Its nonce is 2^64 - 1, which could not be counted up (EIP-2681).
    NonceMax,
    /// The sender cannot pay for the gas limit and the value together.
    InsufficientFunds {
        /// The sender.
        address: Address,
        /// Its balance in wei.
        have: U256,
        /// What it would need in wei; 2^256 - 1 if the sum does not fit.
        want: U256,
    },
    /// In a simulation without gas price: the sender does not have the value.
    InsufficientFundsForTransfer {
        /// The sender.
        address: Address,
        /// Its balance in wei.
        have: U256,
        /// The value in wei.
        want: U256,
    },
    /// Its gas limit does not even pay for its data.
    IntrinsicGas {
        /// Its gas limit.
        limit: u64,
        /// The least gas limit.
        needed: u64,
    },
    /// No block can hold it.
    GasLimitAboveBlock {
        /// Its gas limit.
        limit: u64,
        /// The block gas limit.
        block: u64,
    },
    /// The block being built has less gas left than its gas limit; a later block may hold it.
    BlockFull {
        /// Its gas limit.
        limit: u64,
        /// Gas left in the block.
        left: u64,
    },
    /// It pays less per gas than the block's base fee.
    FeeBelowBase {
        /// Most wei per gas that it pays.
        max_fee: u128,
        /// The base fee in wei per gas.
        base_fee: u64,
    },
    /// Its priority fee is above its fee.
    PriorityAboveFee {
        /// Most wei per gas above the base fee.
        priority: u128,
        /// Most wei per gas.
        max_fee: u128,
    },
    /// Its sender is a contract (EIP-3607).
    SenderHasCode {
        /// The sender.
        address: Address,
        /// Its code hash.
        code_hash: B256,
    },
    /// Its creation data is not a container and arguments.
    Container(ContainerError),
    /// The module in its container may not be deployed.
    Module(Refusal),
}

impl fmt::Display for InvalidTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChainId { expected, found } => {
                write!(f, "invalid chain id for signer: have {found} want {expected}; sign for chain {expected}")
            }
            Self::NonceTooLow { expected, found } => {
                write!(f, "nonce too low: next nonce {expected}, tx nonce {found}")
            }
            Self::NonceTooHigh { expected, found } => {
                write!(f, "nonce too high: next nonce {expected}, tx nonce {found}")
            }
            Self::NonceMax => write!(f, "nonce has max value: 2^64 - 1 cannot be counted up (EIP-2681)"),
            Self::InsufficientFunds { address, have, want } => {
                write!(f, "insufficient funds for gas * price + value: address {address} have {have} want {want}")
            }
            Self::InsufficientFundsForTransfer { address, have, want } => {
                write!(f, "insufficient funds for transfer: address {address} have {have} want {want}")
            }
            Self::IntrinsicGas { limit, needed } => write!(f, "intrinsic gas too low: have {limit}, want {needed}"),
            Self::GasLimitAboveBlock { limit, block } => {
                write!(f, "exceeds block gas limit: gas limit is {limit}, a block holds {block}")
            }
            Self::BlockFull { limit, left } => {
                write!(f, "gas limit reached: gas limit is {limit}, the block has {left} left; retry in the next block")
            }
            Self::FeeBelowBase { max_fee, base_fee } => {
                write!(f, "max fee per gas less than block base fee: maxFeePerGas: {max_fee}, baseFee: {base_fee}")
            }
            Self::PriorityAboveFee { priority, max_fee } => write!(
                f,
                "max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas: {priority}, maxFeePerGas: {max_fee}"
            ),
            Self::SenderHasCode { address, code_hash } => {
                write!(f, "sender not an eoa: address {address}, codehash: {code_hash}")
            }
            Self::Container(error) => write!(f, "invalid contract code: {error}"),
            Self::Module(refusal) => write!(f, "invalid contract code: {refusal}"),
        }
    }
}

impl std::error::Error for InvalidTransaction {}

/// Why a transaction could not be executed. Neither case leaves a trace in the block being built.
#[derive(Clone, Debug)]
pub enum ExecuteError {
    /// The transaction may not be in this block.
    Invalid(InvalidTransaction),
    /// The node could not go on.
    Node(NodeError),
}

impl fmt::Display for ExecuteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(invalid) => invalid.fmt(f),
            Self::Node(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ExecuteError {}

impl From<InvalidTransaction> for ExecuteError {
    fn from(invalid: InvalidTransaction) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<NodeError> for ExecuteError {
    fn from(error: NodeError) -> Self {
        Self::Node(error)
    }
}

/// Why a list of transactions is not a block.
#[derive(Clone, Debug)]
pub enum BlockError {
    /// One of them may not be where it stands.
    Transaction {
        /// Its index in the list.
        index: usize,
        /// What is wrong with it.
        invalid: InvalidTransaction,
    },
    /// The node could not go on.
    Node(NodeError),
}

impl fmt::Display for BlockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transaction { index, invalid } => write!(f, "transaction {index} of the block is invalid: {invalid}"),
            Self::Node(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BlockError {}

impl From<NodeError> for BlockError {
    fn from(error: NodeError) -> Self {
        Self::Node(error)
    }
}

/// Why a simulation gave no result.
#[derive(Clone, Debug)]
pub enum SimulateError {
    /// An estimate: it reverts with this data, whatever gas it gets.
    Reverted(Bytes),
    /// An estimate: it fails for this reason, whatever gas it gets.
    Failed(String),
    /// An estimate: it needs more gas than it may have.
    GasAllowance {
        /// The gas it may have: what was asked for, the block gas limit, or what the sender can pay.
        allowance: u64,
    },
    /// It could not be sent as a transaction.
    Invalid(InvalidTransaction),
    /// It runs into a bug of ours.
    Bug(Bug),
    /// The node could not go on.
    Node(NodeError),
}

impl fmt::Display for SimulateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reverted(data) => f.write_str(&crate::revert::revert_text(data)),
            Self::Failed(reason) => f.write_str(reason),
            Self::GasAllowance { allowance } => write!(f, "gas required exceeds allowance ({allowance})"),
            Self::Bug(bug) => f.write_str(&bug_text(bug)),
            Self::Invalid(invalid) => invalid.fmt(f),
            Self::Node(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SimulateError {}

impl From<InvalidTransaction> for SimulateError {
    fn from(invalid: InvalidTransaction) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<NodeError> for SimulateError {
    fn from(error: NodeError) -> Self {
        Self::Node(error)
    }
}

/// Why a frame failed: it lost all its gas and its changes were undone. For people; a calling contract and the hashed
/// receipt only show that it failed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure {
    /// Its code ended badly.
    Fault(Fault),
    /// The creation data is not a container.
    Container(ContainerError),
    /// The module may not be deployed.
    Refused(Refusal),
    /// A contract, or the remains of one, stands at the address that the creation would take.
    Collision(Address),
    /// The gas left after the constructor does not pay for keeping the container.
    CodeDeposit {
        /// Gas left.
        left: Gas,
        /// Gas needed.
        needed: Gas,
    },
    /// The receiver's balance would exceed 2^256 - 1 wei.
    BalanceOverflow(Address),
    /// A bug of ours. It ends the whole transaction, not one frame.
    Bug(Bug),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => fault.fmt(f),
            Self::Container(error) => write!(f, "invalid contract code: {error}"),
            Self::Refused(refusal) => write!(f, "invalid contract code: {refusal}"),
            Self::Collision(address) => write!(f, "contract address collision: {address} is taken"),
            Self::CodeDeposit { left, needed } => {
                write!(f, "contract creation code storage out of gas: have {left}, want {needed}")
            }
            Self::BalanceOverflow(address) => write!(f, "balance of {address} would exceed 2^256 - 1 wei"),
            Self::Bug(bug) => write!(f, "internal error: {}", bug_text(bug)),
        }
    }
}

impl Failure {
    /// Its code: one word per cause, which does not change between versions.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.code(),
            Self::Container(_) | Self::Refused(_) => "invalid_code",
            Self::Collision(_) => "address_collision",
            Self::CodeDeposit { .. } => "code_deposit",
            Self::BalanceOverflow(_) => "balance_overflow",
            Self::Bug(_) => "internal_error",
        }
    }

    /// True if more gas might have helped.
    pub(crate) fn is_out_of_gas(&self) -> bool {
        matches!(self, Self::Fault(Fault::OutOfGas) | Self::CodeDeposit { .. })
    }
}

/// What a user is told of a bug of ours.
fn bug_text(bug: &Bug) -> String {
    format!("{bug}; this is a bug of the node, not of the contract: please report it")
}

/// State that cannot be read is trouble of this node.
pub(crate) fn unreadable(error: ViewError) -> NodeError {
    NodeError(error.to_string())
}
