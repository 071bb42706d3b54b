//! From a block's differences to its state root, and to all that must be stored with it.

use std::collections::BTreeMap;

use alloy_rlp::Encodable;
use primitives::{B256, Bytes, keccak256};
use trie::{NodeChanges, NodeReader, ReadError, TrieId};

use crate::{
    account::{Account, EMPTY_ROOT},
    diff::StateDiff,
};

/// The state after a block, as changes to the state before it. Accounts and slots stand under the keccak-256 of their
/// address and key: that is the order of the tries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateCommit {
    /// The state root after the block.
    pub root: B256,
    /// Accounts by hashed address, with their new storage roots; `None` deletes.
    pub accounts: BTreeMap<B256, Option<Account>>,
    /// Storage values by hashed address and hashed key; an empty one deletes.
    pub storage: BTreeMap<(B256, B256), Bytes>,
    /// Containers by hash.
    pub codes: BTreeMap<B256, Bytes>,
    /// Branch records of the account trie, [`TrieId::Main`], and of the storage tries, [`TrieId::Sub`] with the
    /// hashed address.
    pub nodes: NodeChanges,
}

/// Applies `diff` to the state that `reader` reads: storage tries first, then the account trie with their roots.
///
/// An empty account (EIP-161) is not kept, whatever the diff says, unless it has storage: its leaf holds the root.
///
/// # Errors
///
/// If the reader fails, or if its records and leaves contradict each other.
pub fn commit(reader: &dyn NodeReader, diff: &StateDiff) -> Result<StateCommit, ReadError> {
    let mut commit = StateCommit { codes: diff.codes.clone(), ..StateCommit::default() };
    let mut account_leaves = BTreeMap::new();
    for (address, changed) in &diff.accounts {
        let hashed_address = keccak256(address);
        let mut slot_leaves = BTreeMap::new();
        for (key, value) in &changed.storage {
            let hashed_key = keccak256(key);
            slot_leaves.insert(hashed_key, (!value.is_empty()).then(|| storage_leaf(value)));
            commit.storage.insert((hashed_address, hashed_key), value.clone());
        }
        let storage_root = match &changed.account {
            Some(account) if slot_leaves.is_empty() => account.storage_root,
            _ => trie::update(reader, TrieId::Sub(hashed_address), &slot_leaves, &mut commit.nodes)?,
        };
        let account = Account { storage_root, ..changed.account.unwrap_or_default() };
        let account = (!account.is_empty() || storage_root != EMPTY_ROOT).then_some(account);
        account_leaves.insert(hashed_address, account.as_ref().map(account_leaf));
        commit.accounts.insert(hashed_address, account);
    }
    commit.root = trie::update(reader, TrieId::Main, &account_leaves, &mut commit.nodes)?;
    Ok(commit)
}

/// An account's leaf in the account trie: the RLP list of its four fields.
pub fn account_leaf(account: &Account) -> Bytes {
    alloy_rlp::encode(account).into()
}

/// A value's leaf in its storage trie: the RLP string of the whole value.
pub fn storage_leaf(value: &[u8]) -> Bytes {
    let mut leaf = Vec::with_capacity(value.length());
    value.encode(&mut leaf);
    leaf.into()
}

#[cfg(test)]
mod tests;
