//! Everything that can go wrong with the data on disk.

use std::{fmt, io, path::Path, path::PathBuf};

use primitives::{B256, BlockNumber};
use state::ViewError;
use trie::ReadError;

use crate::{fault::CrashPoint, head::Head};

/// Why the database was not opened, not written or not read.
#[derive(Debug)]
pub enum DbError {
    /// The operating system refused a file operation.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried.
        attempt: &'static str,
        /// Its answer.
        error: io::Error,
    },
    /// RocksDB failed: no space, an I/O error, or a bug.
    Rocks {
        /// What was tried.
        attempt: &'static str,
        /// RocksDB's words.
        message: String,
    },
    /// RocksDB found damaged data.
    Corruption {
        /// What was tried.
        attempt: &'static str,
        /// RocksDB's words, which name the file.
        message: String,
    },
    /// Another process holds the directory.
    Locked {
        /// The directory.
        path: PathBuf,
        /// Its process id, if it could be read.
        holder: Option<u32>,
    },
    /// The directory holds something else.
    NotADatabase {
        /// The directory.
        path: PathBuf,
        /// One of the names found in it.
        found: String,
    },
    /// The directory has a format that this program does not know.
    Format {
        /// The directory.
        path: PathBuf,
        /// The version found.
        found: u32,
        /// The version that this program reads and writes.
        supported: u32,
    },
    /// The file `FORMAT` does not read as one.
    FormatFileDamaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The directory belongs to another chain.
    ChainId {
        /// The directory.
        path: PathBuf,
        /// The chain asked for.
        expected: u64,
        /// The chain found.
        found: u64,
    },
    /// Parts of different directories were put together.
    MixedDirectory {
        /// The directory.
        path: PathBuf,
        /// What differs and how.
        reason: String,
    },
    /// There are blocks, but no head marker.
    MarkerMissing {
        /// The marker's file.
        path: PathBuf,
        /// The database's head.
        head: Head,
    },
    /// Neither slot of the head marker is whole.
    MarkerDamaged {
        /// The marker's file.
        path: PathBuf,
    },
    /// The database lacks blocks that were acknowledged.
    BehindMarker {
        /// The directory.
        path: PathBuf,
        /// The last block that was acknowledged.
        marker: Box<Head>,
        /// The last block that is there.
        database: Option<Box<Head>>,
    },
    /// The database has another block at the marker's height.
    MarkerForked {
        /// The directory.
        path: PathBuf,
        /// The last block that was acknowledged.
        marker: Box<Head>,
        /// The block at its height.
        database: B256,
    },
    /// An earlier write failed, so this handle may not write.
    Poisoned,
    /// A test stopped the database here.
    Stopped(CrashPoint),
    /// The block does not follow the head.
    WrongNumber {
        /// The height that would.
        expected: BlockNumber,
        /// The block's height.
        found: u64,
    },
    /// The block's parent is not the head.
    WrongParent {
        /// The head's hash.
        expected: B256,
        /// The parent that the block names.
        found: B256,
    },
    /// The block's hash is not that of its header.
    WrongHash {
        /// The hash of the header.
        expected: B256,
        /// The hash given.
        found: B256,
    },
    /// The state is not the one that the header names.
    WrongStateRoot {
        /// The header's.
        expected: B256,
        /// The state's.
        found: B256,
    },
    /// There is not one receipt for each transaction.
    WrongReceiptCount {
        /// Transactions in the block.
        expected: usize,
        /// Receipts given.
        found: usize,
    },
    /// The height is above the head, or there is no block yet.
    NotKept {
        /// The height asked for.
        number: BlockNumber,
        /// The newest height there is.
        head: Option<BlockNumber>,
    },
    /// A record that must be there is not, or does not decode.
    Damaged {
        /// The column family.
        family: &'static str,
        /// Its key in hexadecimal, or what it names.
        key: String,
        /// What is wrong.
        reason: String,
    },
    /// The state trie could not be read or updated.
    Trie(ReadError),
    /// What was recomputed from the data differs from what the data says.
    Mismatch {
        /// What was recomputed.
        subject: String,
        /// What was recorded.
        expected: String,
        /// What was computed.
        found: String,
    },
}

const REPLACE: &str =
    "restore the whole data directory from one backup, or remove it and start again (`--fresh` on a dev chain)";

impl DbError {
    pub(crate) fn io(path: &Path, attempt: &'static str, error: io::Error) -> Self {
        Self::Io { path: path.to_owned(), attempt, error }
    }

    pub(crate) fn rocks(attempt: &'static str, error: rocksdb::Error) -> Self {
        match error.kind() {
            rocksdb::ErrorKind::Corruption => Self::Corruption { attempt, message: error.into_string() },
            _ => Self::Rocks { attempt, message: error.into_string() },
        }
    }

    pub(crate) fn damaged(family: &'static str, key: impl fmt::Display, reason: impl Into<String>) -> Self {
        Self::Damaged { family, key: key.to_string(), reason: reason.into() }
    }

    pub(crate) fn mismatch(subject: impl Into<String>, expected: impl fmt::Display, found: impl fmt::Display) -> Self {
        Self::Mismatch { subject: subject.into(), expected: expected.to_string(), found: found.to_string() }
    }
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, attempt, error } => write!(f, "{attempt} {}: {error}", path.display()),
            Self::Rocks { attempt, message } => write!(f, "database: cannot {attempt}: {message}"),
            Self::Corruption { attempt, message } => {
                write!(f, "database is damaged: cannot {attempt}: {message}; {REPLACE}")
            }
            Self::Locked { path, holder } => {
                write!(f, "data directory {} is in use by ", path.display())?;
                match holder {
                    Some(pid) => write!(f, "process {pid}")?,
                    None => write!(f, "another process")?,
                }
                write!(f, "; stop it, or choose another directory (`--data-dir`)")
            }
            Self::NotADatabase { path, found } => write!(
                f,
                "data directory {} holds other files ({found}) and no FORMAT; choose an empty or new directory (`--data-dir`)",
                path.display()
            ),
            Self::Format { path, found, supported } => write!(
                f,
                "data directory {} has format {found}, expected {supported}; use the release that wrote it, choose another directory (`--data-dir`), or, if it is an older chain that may be lost, start with `--fresh`",
                path.display()
            ),
            Self::FormatFileDamaged { path, reason } => {
                write!(
                    f,
                    "{} is damaged: {reason}; restore the whole data directory from one backup, or delete the directory",
                    path.display()
                )
            }
            Self::ChainId { path, expected, found } => write!(
                f,
                "data directory {} belongs to chain id {found}, expected {expected}; choose another directory (`--data-dir`) or start the chain it belongs to",
                path.display()
            ),
            Self::MixedDirectory { path, reason } => {
                write!(f, "data directory {} is mixed from several: {reason}; {REPLACE}", path.display())
            }
            Self::MarkerMissing { path, head } => write!(
                f,
                "head marker {} is missing, but the database has {head}: blocks after it may be lost; {REPLACE}",
                path.display()
            ),
            Self::MarkerDamaged { path } => {
                write!(f, "head marker {} is damaged: neither slot has its checksum; {REPLACE}", path.display())
            }
            Self::BehindMarker { path, marker, database } => {
                write!(f, "data directory {} lost blocks: {marker} was acknowledged, but ", path.display())?;
                match database {
                    Some(head) => write!(f, "the newest one found is {head}")?,
                    None => write!(f, "none is found")?,
                }
                write!(f, "; a file was deleted, cut or replaced by an older one; {REPLACE}")
            }
            Self::MarkerForked { path, marker, database } => write!(
                f,
                "data directory {} is of another history than its head marker: {marker} was acknowledged, found {database} at that height; {REPLACE}",
                path.display()
            ),
            Self::Poisoned => {
                write!(f, "database takes no more writes since one failed; stop the node and start it again")
            }
            Self::Stopped(point) => write!(f, "database stopped at crash point {point}, as it was told to"),
            Self::WrongNumber { expected, found } => {
                write!(f, "block number does not follow the head: expected {expected}, found {found}")
            }
            Self::WrongParent { expected, found } => {
                write!(f, "block's parent is not the head: expected {expected}, found {found}")
            }
            Self::WrongHash { expected, found } => {
                write!(f, "block's hash is not its header's: expected {expected}, found {found}")
            }
            Self::WrongStateRoot { expected, found } => {
                write!(f, "state root is not the header's: expected {expected}, found {found}")
            }
            Self::WrongReceiptCount { expected, found } => {
                write!(f, "block needs a receipt for each transaction: expected {expected}, found {found}")
            }
            Self::NotKept { number, head: Some(head) } => {
                write!(f, "block {number} is not kept: the newest block is {head}")
            }
            Self::NotKept { number, head: None } => write!(f, "block {number} is not kept: there is no block yet"),
            Self::Damaged { family, key, reason } => {
                write!(f, "database is damaged: {family} record of {key}: {reason}; {REPLACE}")
            }
            Self::Trie(error) => error.fmt(f),
            Self::Mismatch { subject, expected, found } => {
                write!(f, "database is damaged: {subject}: expected {expected}, found {found}; {REPLACE}")
            }
        }
    }
}

impl std::error::Error for DbError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            Self::Trie(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ReadError> for DbError {
    fn from(error: ReadError) -> Self {
        Self::Trie(error)
    }
}

impl From<DbError> for ReadError {
    fn from(error: DbError) -> Self {
        Self(error.to_string())
    }
}

impl From<DbError> for ViewError {
    fn from(error: DbError) -> Self {
        Self(error.to_string())
    }
}
