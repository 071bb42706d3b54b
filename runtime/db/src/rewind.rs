//! Going back to an older block, as if the later ones had never been.
//!
//! The reverse changes of all blocks above the target, the oldest counting where several name the same row, give the
//! flat state. The trie's records follow from it: they are computed by the same function that computes a block's,
//! and its root must be the one in the target's header. Only when all is computed and found right is the marker
//! lowered; then one batch does the whole step back.

use std::collections::BTreeMap;

use primitives::{B256, BlockNumber, Bytes};
use rocksdb::WriteBatch;
use state::{EMPTY_ROOT, storage_leaf};
use trie::{NodeChanges, TrieId};

use crate::{
    columns::{Family, META_HEAD, number_key, storage_key, trie_key},
    commit::{present, set},
    error::DbError,
    fault::CrashPoint,
    head::Head,
    history::changes_of,
    open::Database,
    snapshot::{Snapshot, decode_account},
};

impl Database {
    /// Makes block `to` the head again and removes every block above it, in one step that a crash cannot split.
    ///
    /// Takes time and memory in proportion to what the removed blocks changed. Snapshots taken before keep what they
    /// show.
    pub fn rewind(&self, to: BlockNumber) -> Result<(), DbError> {
        let mut writer = self.writer()?;
        let before = self.latest();
        let from = match before.head() {
            Some(head) if head.number == to => return Ok(()),
            Some(head) if to < head.number => head.number,
            head => return Err(DbError::NotKept { number: to, head: head.map(|head| head.number) }),
        };
        let (header, hash) = before
            .sealed_header(to)?
            .ok_or_else(|| DbError::damaged(Family::Headers.name(), to, "it is missing below the head"))?;
        let head = Head { number: to, hash, state_root: header.state_root };
        let batch = self.rewind_batch(&before, from, &head)?;
        writer.fault.pass(CrashPoint::RewindPrepared)?;
        writer.poison_on_error(|writer| {
            if writer.fault.is_at(CrashPoint::RewindMarkerTorn) {
                writer.marker.tear(head)?;
            }
            writer.fault.pass(CrashPoint::RewindMarkerTorn)?;
            writer.marker.lower(Some(head))?;
            writer.fault.pass(CrashPoint::RewindMarkerWritten)?;
            self.store().write(batch)?;
            writer.fault.pass(CrashPoint::RewindBatchWritten)?;
            self.publish()
        })
    }

    fn rewind_batch(&self, before: &Snapshot, from: BlockNumber, head: &Head) -> Result<WriteBatch, DbError> {
        let mut batch = WriteBatch::new();
        let mut put = |family, key: &[u8], value: Option<&[u8]>| set(self.store(), &mut batch, family, key, value);
        let mut undone = Undone::default();
        let mut number = from;
        while number > head.number {
            let (_, hash) = before
                .sealed_header(number)?
                .ok_or_else(|| DbError::damaged(Family::Headers.name(), number, "it is missing below the head"))?;
            let body = before.body(number)?;
            let body = body.ok_or_else(|| DbError::damaged(Family::Bodies.name(), number, "it is missing"))?;
            for tx in &body {
                put(Family::Transactions, tx.hash().as_slice(), None)?;
            }
            put(Family::BlockNumbers, hash.as_slice(), None)?;
            for family in [Family::Headers, Family::Bodies, Family::Receipts, Family::Changes] {
                put(family, &number_key(number), None)?;
            }
            undone.add(before, number)?;
            number = number.parent().ok_or(DbError::NotKept { number, head: Some(from) })?;
        }

        for (key, account) in &undone.accounts {
            put(Family::Accounts, key.as_slice(), account.as_ref().map(AsRef::as_ref))?;
        }
        for (account, slots) in &undone.storage {
            for (slot, value) in slots {
                put(Family::Storage, &storage_key(account, slot), present(value))?;
            }
        }
        for hash in &undone.codes {
            put(Family::Code, hash.as_slice(), None)?;
        }
        for ((trie, path), record) in &undone.trie_records(before, head)?.0 {
            put(Family::Trie, &trie_key(*trie, path), record.as_ref().map(AsRef::as_ref))?;
        }
        put(Family::Meta, META_HEAD, Some(&head.encode()))?;
        Ok(batch)
    }
}

/// The rows of the flat state as they were before the removed blocks.
#[derive(Default)]
struct Undone {
    /// keccak(address), and the account's RLP.
    accounts: BTreeMap<B256, Option<Bytes>>,
    /// keccak(address), keccak(slot key), and the value.
    storage: BTreeMap<B256, BTreeMap<B256, Bytes>>,
    codes: Vec<B256>,
}

impl Undone {
    /// Undoes block `number` too, which comes before all that were added.
    fn add(&mut self, before: &Snapshot, number: BlockNumber) -> Result<(), DbError> {
        let changes = changes_of(before, number)?;
        for (key, account) in changes.accounts {
            self.accounts.insert(B256::from(key), account.map(Bytes::from));
        }
        for (account, slot, value) in changes.storage {
            self.storage.entry(B256::from(account)).or_default().insert(B256::from(slot), value.into());
        }
        self.codes.extend(changes.codes.into_iter().map(B256::from));
        Ok(())
    }

    /// What changes in the tries. Every root is checked against the record that names it.
    fn trie_records(&self, before: &Snapshot, head: &Head) -> Result<NodeChanges, DbError> {
        let mut records = NodeChanges::default();
        for (account, slots) in &self.storage {
            let leaves = slots.iter().map(|(slot, value)| (*slot, present(value).map(storage_leaf))).collect();
            let root = trie::update(before, TrieId::Sub(*account), &leaves, &mut records)?;
            let expected = self.storage_root(before, account)?;
            if root != expected {
                return Err(DbError::mismatch(format!("storage root of account {account}"), expected, root));
            }
        }
        let root = trie::update(before, TrieId::Main, &self.accounts, &mut records)?;
        if root != head.state_root {
            return Err(DbError::mismatch(format!("state root of block {}", head.number), head.state_root, root));
        }
        Ok(records)
    }

    /// The storage root that the account had.
    fn storage_root(&self, before: &Snapshot, account: &B256) -> Result<B256, DbError> {
        let record = match self.accounts.get(account) {
            Some(Some(rlp)) => {
                Some(decode_account(rlp).map_err(|reason| DbError::damaged(Family::Changes.name(), account, reason))?)
            }
            Some(None) => None,
            None => before.account_by_hash(account)?,
        };
        Ok(record.map_or(EMPTY_ROOT, |account| account.storage_root))
    }
}

#[cfg(test)]
mod tests;
