//! Why the node could not do something, one cause per variant. The pool has its own reasons
//! ([`PoolError`](crate::pool::PoolError)), because they are answers to users and never end the node.

use std::{fmt, io, net::SocketAddr, path::PathBuf};

use db::DbError;
use primitives::{B256, BlockNumber};
use state::ViewError;

/// Why the node could not do something.
#[derive(Debug)]
pub enum NodeError {
    /// Another program listens on the RPC address.
    AddressInUse {
        /// The address asked for.
        addr: SocketAddr,
    },
    /// The RPC address cannot be listened on for another reason.
    Listen {
        /// The address asked for.
        addr: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The data directory holds a chain that began with another genesis block.
    GenesisMismatch {
        /// Hash of the genesis block that is stored.
        stored: B256,
        /// Hash of the genesis block that the configuration gives.
        configured: B256,
    },
    /// The block interval is out of range.
    BlockTimeRange {
        /// Milliseconds asked for.
        found_ms: u128,
        /// Least milliseconds.
        least_ms: u128,
        /// Most milliseconds.
        most_ms: u128,
    },
    /// More blocks were asked for than one request may mine.
    MineRange {
        /// Blocks asked for.
        found: u64,
        /// Blocks allowed.
        most: u64,
    },
    /// The next block's timestamp would lie before its parent's.
    TimestampTooLow {
        /// Timestamp of the parent in seconds.
        parent: u64,
        /// Timestamp asked for in seconds.
        found: u64,
    },
    /// The chain's time would leave the range of 63-bit seconds.
    TimeRange {
        /// Seconds asked for.
        found: u64,
    },
    /// The database failed, or refused the data directory.
    Database(DbError),
    /// The VM could not be set up.
    Engine(vm::NodeError),
    /// The key or the folder of compiled contracts could not be used.
    Artifacts {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The state could not be read.
    State(ViewError),
    /// An execution was ended by trouble of this machine. No receipt came of it.
    Execution(vm::NodeError),
    /// A thread could not be started.
    Thread(io::Error),
    /// Block production has ended: by a failure, or because the node stops.
    Stopped {
        /// What ended it.
        reason: String,
    },
    /// The database names a block that it does not hold.
    BlockMissing {
        /// The block's height.
        number: BlockNumber,
    },
    /// A block was to be committed that is not the head's child.
    NotChildOfHead {
        /// Height and hash of the head.
        head: (u64, B256),
        /// Height and parent hash of the block.
        block: (u64, B256),
    },
}

/// Who can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The caller: another value, port or directory will do.
    User,
    /// The operator of this machine: disk, memory, permissions.
    Host,
    /// We: it must not happen.
    Bug,
}

impl NodeError {
    /// Who can help.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::AddressInUse { .. }
            | Self::Listen { .. }
            | Self::GenesisMismatch { .. }
            | Self::BlockTimeRange { .. }
            | Self::MineRange { .. }
            | Self::TimestampTooLow { .. }
            | Self::TimeRange { .. } => ErrorKind::User,
            Self::Database(
                DbError::Locked { .. }
                | DbError::NotADatabase { .. }
                | DbError::Format { .. }
                | DbError::ChainId { .. }
                | DbError::MixedDirectory { .. },
            ) => ErrorKind::User,
            Self::Database(DbError::WrongNumber { .. } | DbError::WrongParent { .. }) => ErrorKind::Bug,
            Self::Database(_)
            | Self::Engine(_)
            | Self::Artifacts { .. }
            | Self::State(_)
            | Self::Execution(_)
            | Self::Thread(_)
            | Self::Stopped { .. } => ErrorKind::Host,
            Self::BlockMissing { .. } | Self::NotChildOfHead { .. } => ErrorKind::Bug,
        }
    }
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddressInUse { addr } => write!(
                f,
                "RPC address {addr} is in use by another program: stop it, or choose another port with --port"
            ),
            Self::Listen { addr, source } => write!(f, "RPC address {addr} cannot be listened on: {source}"),
            Self::GenesisMismatch { stored, configured } => write!(
                f,
                "the data directory holds another chain: its genesis block is {stored}, the configuration gives {configured}; choose another --data-dir, or start over with --fresh"
            ),
            Self::BlockTimeRange { found_ms, least_ms, most_ms } => {
                write!(f, "block time is {found_ms} ms: expected {least_ms} to {most_ms} ms")
            }
            Self::MineRange { found, most } => {
                write!(f, "blocks to mine: expected at most {most}, found {found}; ask several times")
            }
            Self::TimestampTooLow { parent, found } => write!(
                f,
                "timestamp {found} is lower than the previous block's timestamp {parent}: time never goes back; give {parent} or more"
            ),
            Self::TimeRange { found } => {
                write!(f, "time: {found} seconds leave the range of the chain's clock, at most {} seconds", i64::MAX)
            }
            Self::Database(error) => error.fmt(f),
            Self::Engine(error) => write!(f, "the VM cannot be set up: {error}"),
            Self::Artifacts { path, source } => {
                write!(f, "compiled contracts cannot be kept in {}: {source}", path.display())
            }
            Self::State(error) => error.fmt(f),
            Self::Execution(error) => write!(f, "execution was ended by trouble of this machine: {error}"),
            Self::Thread(error) => write!(f, "a thread cannot be started: {error}"),
            Self::Stopped { reason } => {
                write!(f, "block production has stopped: {reason}; nothing is mined until the node is restarted")
            }
            Self::BlockMissing { number } => {
                write!(f, "the database names block {number} but does not hold it: restore the data directory")
            }
            Self::NotChildOfHead { head, block } => {
                write!(f, "block {} on parent {} is not the child of head {} {}", block.0, block.1, head.0, head.1)
            }
        }
    }
}

impl std::error::Error for NodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { source, .. } | Self::Artifacts { source, .. } | Self::Thread(source) => Some(source),
            Self::Database(error) => Some(error),
            Self::Engine(error) => Some(error),
            Self::State(error) => Some(error),
            Self::Execution(error) => Some(error),
            _ => None,
        }
    }
}

impl From<DbError> for NodeError {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

impl From<ViewError> for NodeError {
    fn from(error: ViewError) -> Self {
        Self::State(error)
    }
}

impl From<vm::NodeError> for NodeError {
    fn from(error: vm::NodeError) -> Self {
        Self::Execution(error)
    }
}
