//! Checking that everything on disk belongs together, by computing it anew.
//!
//! The state root is computed from the flat state by alloy's trie builder, which shares no code with ours, and then
//! every branch record by our own. Blocks are hashed, linked and compared with their indexes. Takes time in
//! proportion to the whole database, and memory for the largest single trie. Blocks may be committed meanwhile.

use std::collections::BTreeMap;

use alloy_trie::HashBuilder;
use primitives::{B256, BlockNumber, Bytes, keccak256};
use trie::{NodeChanges, NodeReader, ReadError, TrieId};
use types::{receipts_root, transactions_root};

use crate::{
    columns::{Family, split_storage_key, trie_key},
    error::DbError,
    head::Head,
    history::changes_of,
    open::Database,
    snapshot::{Snapshot, decode_account, fixed_key, wrong_length},
    store::{Rows, hex},
};

/// What was found in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// The newest block.
    pub head: Option<Head>,
    /// Blocks, the genesis block included.
    pub blocks: u64,
    /// Transactions in them.
    pub transactions: u64,
    /// Accounts in the state.
    pub accounts: u64,
    /// Storage values of all of them.
    pub slots: u64,
    /// Branch records of all tries.
    pub branch_records: u64,
}

impl Database {
    /// Checks the whole database, as of the newest block.
    ///
    /// # Errors
    ///
    /// [`DbError::Mismatch`] or [`DbError::Damaged`] for the first thing that is not as it must be.
    pub fn verify(&self) -> Result<Verified, DbError> {
        let snapshot = self.latest();
        let mut verified = Verified { head: snapshot.head(), ..Verified::default() };
        if let Some(head) = snapshot.head() {
            check_blocks(&snapshot, head, &mut verified)?;
        }
        check_containers(&snapshot)?;
        check_state(&snapshot, &mut verified)?;
        for (family, expected) in [
            (Family::Headers, verified.blocks),
            (Family::Bodies, verified.blocks),
            (Family::Receipts, verified.blocks),
            (Family::BlockNumbers, verified.blocks),
            (Family::Changes, verified.blocks.saturating_sub(1)),
            (Family::Transactions, verified.transactions),
            (Family::Trie, verified.branch_records),
        ] {
            check_count(&snapshot, family, expected)?;
        }
        Ok(verified)
    }
}

/// No row beside those that were compared one by one.
fn check_count(snapshot: &Snapshot, family: Family, expected: u64) -> Result<(), DbError> {
    let mut found = 0;
    for row in snapshot.pinned().rows(family, &[], &[])? {
        row?;
        found += 1;
    }
    same(|| format!("number of rows in {}", family.name()), expected, found)
}

fn same<T: PartialEq + std::fmt::Display>(
    subject: impl FnOnce() -> String,
    expected: T,
    found: T,
) -> Result<(), DbError> {
    if expected == found { Ok(()) } else { Err(DbError::mismatch(subject(), expected, found)) }
}

fn check_blocks(snapshot: &Snapshot, head: Head, verified: &mut Verified) -> Result<(), DbError> {
    let mut parent = None;
    let mut number = BlockNumber::GENESIS;
    loop {
        parent = Some(check_block(snapshot, number, parent, verified)?);
        if number == head.number {
            break;
        }
        number = number.next().ok_or(DbError::NotKept { number, head: Some(head.number) })?;
    }
    same(|| "hash of the newest block".to_owned(), head.hash, parent.unwrap_or_default())
}

/// Checks one block and gives its hash.
fn check_block(
    snapshot: &Snapshot,
    number: BlockNumber,
    parent: Option<B256>,
    verified: &mut Verified,
) -> Result<B256, DbError> {
    let missing = |family: Family| DbError::damaged(family.name(), number, "it is missing below the head");
    let block = snapshot.block(number)?.ok_or_else(|| missing(Family::Headers))?;
    let receipts = snapshot.receipts(number)?.ok_or_else(|| missing(Family::Receipts))?;
    let header = &block.header;
    same(|| format!("number in header {number}"), number.get(), header.number)?;
    same(|| format!("hash of header {number}"), block.hash, header.hash_slow())?;
    if let Some(parent) = parent {
        same(|| format!("parent of block {number}"), parent, header.parent_hash)?;
        changes_of(snapshot, number)?;
    }
    let root = transactions_root(&block.transactions);
    same(|| format!("transactions root of block {number}"), header.transactions_root, root)?;
    same(|| format!("receipts root of block {number}"), header.receipts_root, receipts_root(&receipts))?;
    let indexed = snapshot.block_number(block.hash)?;
    if indexed != Some(number) {
        return Err(DbError::mismatch(format!("index of block {}", block.hash), number, format!("{indexed:?}")));
    }
    for (index, tx) in (0..).zip(&block.transactions) {
        let hash = tx.hash();
        match tx.transaction().clone().recover() {
            Ok(recovered) => same(|| format!("sender of transaction {hash}"), recovered.sender(), tx.sender())?,
            Err(error) => return Err(DbError::damaged(Family::Bodies.name(), hash, error.to_string())),
        }
        let found = snapshot.transaction_location(hash)?;
        if found != Some((number, index)) {
            let expected = format!("block {number}, index {index}");
            return Err(DbError::mismatch(format!("index of transaction {hash}"), expected, format!("{found:?}")));
        }
    }
    verified.blocks += 1;
    verified.transactions += block.transactions.len() as u64;
    Ok(block.hash)
}

/// Leaves of one trie: key and value.
type Leaves = BTreeMap<B256, Option<Bytes>>;

fn check_state(snapshot: &Snapshot, verified: &mut Verified) -> Result<(), DbError> {
    let mut slots = Slots { rows: snapshot.pinned().rows(Family::Storage, &[], &[])?, next: None };
    slots.advance()?;
    let mut accounts = Leaves::new();
    for row in snapshot.pinned().rows(Family::Accounts, &[], &[])? {
        let (key, value) = row?;
        let key = fixed_key(Family::Accounts, &key)?;
        let account =
            decode_account(&value).map_err(|reason| DbError::damaged(Family::Accounts.name(), key, reason))?;
        slots.refuse_before(Some(key))?;
        let leaves = slots.take(key)?;
        verified.slots += leaves.len() as u64;
        let subject = || format!("storage root of account {key}");
        check_trie(snapshot, TrieId::Sub(key), &leaves, account.storage_root, subject, verified)?;
        if account.has_code() {
            let hash = account.code_hash;
            if !snapshot.pinned().contains(Family::Code, hash.as_slice())? {
                return Err(DbError::damaged(Family::Code.name(), hash, "it is missing"));
            }
        }
        accounts.insert(key, Some(value.into()));
    }
    slots.refuse_before(None)?;
    verified.accounts = accounts.len() as u64;
    let root = snapshot.head().map_or(state::EMPTY_ROOT, |head| head.state_root);
    let subject = || "state root of the newest block".to_owned();
    check_trie(snapshot, TrieId::Main, &accounts, root, subject, verified)
}

/// Every container has the hash it is kept under.
fn check_containers(snapshot: &Snapshot) -> Result<(), DbError> {
    for row in snapshot.pinned().rows(Family::Code, &[], &[])? {
        let (key, container) = row?;
        same(|| "hash of a container".to_owned(), fixed_key(Family::Code, &key)?, keccak256(container))?;
    }
    Ok(())
}

/// Checks the root of one trie and all its branch records.
fn check_trie(
    snapshot: &Snapshot,
    id: TrieId,
    leaves: &Leaves,
    expected: B256,
    subject: impl Fn() -> String,
    verified: &mut Verified,
) -> Result<(), DbError> {
    let mut builder = HashBuilder::default();
    for (key, value) in leaves {
        builder.add_leaf(alloy_trie::Nibbles::unpack(key), value.as_ref().map_or(&[], |value| value.as_ref()));
    }
    same(&subject, expected, builder.root())?;

    let mut records = NodeChanges::default();
    same(&subject, expected, trie::update(&Nothing, id, leaves, &mut records)?)?;
    for ((id, path), record) in records.0 {
        let Some(record) = record else { continue };
        let key = trie_key(id, &path);
        let found = snapshot.pinned().get(Family::Trie, &key, |found| Ok(Bytes::copy_from_slice(found)))?;
        let found = found.ok_or_else(|| DbError::damaged(Family::Trie.name(), hex(&key), "it is missing"))?;
        same(|| format!("branch record {}", hex(&key)), record, found)?;
        verified.branch_records += 1;
    }
    Ok(())
}

/// A store without a single trie.
struct Nothing;

impl NodeReader for Nothing {
    fn branch(&self, _: TrieId, _: &trie::Nibbles) -> Result<Option<Bytes>, ReadError> {
        Ok(None)
    }

    fn first_leaf(&self, _: TrieId, _: &trie::Nibbles) -> Result<Option<(B256, Bytes)>, ReadError> {
        Ok(None)
    }
}

/// All storage values in key order, taken account by account.
struct Slots<'a> {
    rows: Rows<'a>,
    /// keccak(address), keccak(slot key), leaf.
    next: Option<(B256, B256, Bytes)>,
}

impl Slots<'_> {
    fn advance(&mut self) -> Result<(), DbError> {
        self.next = match self.rows.next().transpose()? {
            Some((key, value)) => {
                let (account, slot) = split_storage_key(&key).ok_or_else(|| wrong_length(Family::Storage, &key))?;
                Some((account, slot, state::storage_leaf(&value)))
            }
            None => None,
        };
        Ok(())
    }

    /// The leaves of `account`, whose turn it is.
    fn take(&mut self, account: B256) -> Result<Leaves, DbError> {
        let mut leaves = Leaves::new();
        while let Some((_, slot, leaf)) = self.next.take_if(|(owner, _, _)| *owner == account) {
            leaves.insert(slot, Some(leaf));
            self.advance()?;
        }
        Ok(leaves)
    }

    /// Storage that is left over before `account`, or before the end, belongs to nobody.
    fn refuse_before(&self, account: Option<B256>) -> Result<(), DbError> {
        match &self.next {
            Some((owner, slot, _)) if account.is_none_or(|account| *owner < account) => {
                Err(DbError::damaged(Family::Storage.name(), format!("{owner} {slot}"), "its account does not exist"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
