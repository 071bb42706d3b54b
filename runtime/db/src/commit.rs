//! Committing a block: one synced batch, then the marker, and only then readers see it.
//!
//! ```text
//! 1  check that the block continues the head, and that state and receipts belong to it
//! 2  read what it replaces, build the batch
//! 3  write and sync the batch                    the block is there, whole
//! 4  write and sync the marker                   the block is acknowledged: losing it would be noticed
//! 5  publish a snapshot                          readers see the block
//! ```
//!
//! An error in step 1 or 2 leaves everything as it was. After an error in step 3 to 5 nobody knows what is on disk,
//! so the handle takes no more writes; opening the directory again tells. A crash before step 3 ends leaves the head
//! before, a crash after it leaves the new one.

use primitives::{BlockNumber, Bytes};
use rocksdb::WriteBatch;
use state::{StateCommit, account_leaf};
use types::{Receipt, SealedBlock};

use crate::{
    codec::{self, Changes},
    columns::{Family, META_HEAD, location_value, number_key, storage_key, trie_key},
    error::DbError,
    fault::CrashPoint,
    head::Head,
    open::{Database, Writer},
    snapshot::Snapshot,
    store::Store,
};

/// A block and everything that is kept about it.
#[derive(Clone, Copy, Debug)]
pub struct BlockCommit<'a> {
    /// The block.
    pub block: &'a SealedBlock,
    /// A receipt for each of its transactions.
    pub receipts: &'a [Receipt],
    /// What it changed in the state.
    pub state: &'a StateCommit,
}

impl Database {
    /// Makes the block the head, durably: when this returns, a power cut does not lose it.
    ///
    /// The block must be the genesis block of an empty database, or the head's child. After an error that is not
    /// about the block itself, every later write is refused with [`DbError::Poisoned`].
    pub fn commit(&self, commit: &BlockCommit<'_>) -> Result<(), DbError> {
        let mut writer = self.writer()?;
        let before = self.latest();
        let head = check(before.head(), commit)?;
        let batch = Building { store: self.store(), before: &before, batch: WriteBatch::new() }.block(&head, commit)?;
        writer.poison_on_error(|writer| {
            writer.fault.pass(CrashPoint::CommitPrepared)?;
            self.store().write(batch)?;
            writer.fault.pass(CrashPoint::CommitBatchWritten)?;
            if writer.fault.is_at(CrashPoint::CommitMarkerTorn) {
                writer.marker.tear(head)?;
            }
            writer.fault.pass(CrashPoint::CommitMarkerTorn)?;
            writer.marker.advance(head)?;
            writer.fault.pass(CrashPoint::CommitMarkerWritten)?;
            self.publish()
        })
    }
}

impl Writer {
    /// Runs the steps after which an error leaves it unknown what is on disk.
    pub(crate) fn poison_on_error(
        &mut self,
        steps: impl FnOnce(&mut Self) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        let result = steps(self);
        self.is_poisoned |= result.is_err();
        result
    }
}

/// The head that the block makes, if it follows `parent` and its parts belong together.
fn check(parent: Option<Head>, commit: &BlockCommit<'_>) -> Result<Head, DbError> {
    let BlockCommit { block, receipts, state } = commit;
    let expected = match parent {
        None => BlockNumber::GENESIS,
        Some(head) => head.number.next().ok_or(DbError::NotKept { number: head.number, head: Some(head.number) })?,
    };
    if block.header.number != expected.get() {
        return Err(DbError::WrongNumber { expected, found: block.header.number });
    }
    if let Some(head) = parent.filter(|head| head.hash != block.header.parent_hash) {
        return Err(DbError::WrongParent { expected: head.hash, found: block.header.parent_hash });
    }
    let hash = block.header.hash_slow();
    if block.hash != hash {
        return Err(DbError::WrongHash { expected: hash, found: block.hash });
    }
    if state.root != block.header.state_root {
        return Err(DbError::WrongStateRoot { expected: block.header.state_root, found: state.root });
    }
    if receipts.len() != block.transactions.len() {
        return Err(DbError::WrongReceiptCount { expected: block.transactions.len(), found: receipts.len() });
    }
    Ok(Head { number: expected, hash, state_root: state.root })
}

/// A block's batch in the making.
struct Building<'a> {
    store: &'a Store,
    before: &'a Snapshot,
    batch: WriteBatch,
}

impl Building<'_> {
    fn block(mut self, head: &Head, commit: &BlockCommit<'_>) -> Result<WriteBatch, DbError> {
        let BlockCommit { block, receipts, state } = commit;
        let number = number_key(head.number);
        self.put(Family::Headers, &number, &codec::encode_header(&block.header, head.hash))?;
        self.put(Family::Bodies, &number, &codec::encode_body(&block.transactions))?;
        self.put(Family::Receipts, &number, &codec::encode_receipts(receipts))?;
        self.put(Family::BlockNumbers, head.hash.as_slice(), &number)?;
        for (index, tx) in (0..).zip(&block.transactions) {
            self.put(Family::Transactions, tx.hash().as_slice(), &location_value(head.number, index))?;
        }
        let replaced = self.state(state)?;
        // Nothing comes before the genesis block, so there is nothing to go back to.
        if head.number != BlockNumber::GENESIS {
            self.put(Family::Changes, &number, &codec::encode_changes(&replaced))?;
        }
        self.put(Family::Meta, META_HEAD, &head.encode())?;
        Ok(self.batch)
    }

    /// Flat state, containers and branch records. Returns what they replace; rows that stay as they are take no part.
    fn state(&mut self, state: &StateCommit) -> Result<Changes, DbError> {
        let mut replaced = Changes::default();
        for (key, account) in &state.accounts {
            let new = account.as_ref().map(account_leaf);
            let old = self
                .before
                .pinned()
                .get(Family::Accounts, key.as_slice(), |value| Ok(Bytes::copy_from_slice(value)))?;
            if new != old {
                self.set(Family::Accounts, key.as_slice(), new.as_ref().map(AsRef::as_ref))?;
                replaced.accounts.push((key.0, old.map(Into::into)));
            }
        }
        for ((account, slot), new) in &state.storage {
            let old = self.before.storage_by_hash(account, slot)?;
            if *new != old {
                self.set(Family::Storage, &storage_key(account, slot), present(new))?;
                replaced.storage.push((account.0, slot.0, old.to_vec()));
            }
        }
        for (hash, container) in &state.codes {
            if !self.before.pinned().contains(Family::Code, hash.as_slice())? {
                self.put(Family::Code, hash.as_slice(), container)?;
                replaced.codes.push(hash.0);
            }
        }
        for ((trie, path), record) in &state.nodes.0 {
            self.set(Family::Trie, &trie_key(*trie, path), record.as_ref().map(AsRef::as_ref))?;
        }
        Ok(replaced)
    }

    fn put(&mut self, family: Family, key: &[u8], value: &[u8]) -> Result<(), DbError> {
        self.set(family, key, Some(value))
    }

    fn set(&mut self, family: Family, key: &[u8], value: Option<&[u8]>) -> Result<(), DbError> {
        set(self.store, &mut self.batch, family, key, value)
    }
}

/// Puts `value` into the batch, or a deletion for none.
pub(crate) fn set(
    store: &Store,
    batch: &mut WriteBatch,
    family: Family,
    key: &[u8],
    value: Option<&[u8]>,
) -> Result<(), DbError> {
    let family = store.family(family)?;
    match value {
        Some(value) => batch.put_cf(family, key, value),
        None => batch.delete_cf(family, key),
    }
    Ok(())
}

/// A storage value as a row: an empty one is none.
pub(crate) fn present(value: &Bytes) -> Option<&[u8]> {
    (!value.is_empty()).then_some(value.as_ref())
}

#[cfg(test)]
mod tests;
