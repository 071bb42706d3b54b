//! The node's data on disk: one RocksDB, one batch per block.
//!
//! Guarantees: a block is there whole or not at all; once [`Database::commit`] has returned, the block survives a
//! crash and a power cut; every [`Snapshot`] answers for exactly one block; a directory that lost an acknowledged
//! block, or belongs to another chain or format, is refused and never served. What a block means is left to others:
//! this crate checks that a commit continues the head, not that it was executed rightly.
//!
//! ```text
//! <path>/LOCK      held while the database is open; names the holder's process
//! <path>/FORMAT    format version and chain id, as text
//! <path>/HEAD      the head marker: the last block that was acknowledged (marker.rs)
//! <path>/rocksdb/  everything else (columns.rs)
//! ```

mod blocks;
mod check;
mod codec;
mod columns;
mod commit;
mod erase;
mod error;
mod fault;
mod head;
mod history;
mod lock;
mod marker;
mod open;
mod options;
mod receipts;
mod rewind;
mod snapshot;
mod store;

pub use check::Verified;
pub use columns::FORMAT_VERSION;
pub use commit::BlockCommit;
pub use erase::{ARTIFACTS_FOLDER, erase};
pub use error::DbError;
pub use fault::CrashPoint;
pub use head::Head;
pub use open::{Database, OpenOptions};
pub use snapshot::Snapshot;

#[cfg(test)]
mod tests {
    pub(crate) mod support;
}
