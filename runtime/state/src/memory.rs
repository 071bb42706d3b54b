//! A state held in memory, for tests and for chains that are not kept.

use std::collections::BTreeMap;

use primitives::{Address, B256, Bytes, keccak256};
use trie::{MemoryTrie, Nibbles, NodeReader, ReadError, TrieId};

use crate::{
    account::Account,
    commit::{StateCommit, account_leaf, storage_leaf},
    view::{StateView, ViewError},
};

/// The state at one height. Empty at first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryState {
    accounts: BTreeMap<B256, Account>,
    storage: BTreeMap<(B256, B256), Bytes>,
    codes: BTreeMap<B256, Bytes>,
    block_hashes: BTreeMap<u64, B256>,
    /// Records, and the leaves in their encoded form.
    trie: MemoryTrie,
}

impl MemoryState {
    /// No accounts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes on to the state after the block that `commit` belongs to. It must have been made from this state.
    pub fn apply(&mut self, commit: &StateCommit) {
        for (address, account) in &commit.accounts {
            self.trie.set_leaf(TrieId::Main, *address, account.as_ref().map(account_leaf));
            match account {
                Some(account) => self.accounts.insert(*address, *account),
                None => self.accounts.remove(address),
            };
        }
        for ((address, key), value) in &commit.storage {
            let leaf = (!value.is_empty()).then(|| storage_leaf(value));
            self.trie.set_leaf(TrieId::Sub(*address), *key, leaf);
            if value.is_empty() {
                self.storage.remove(&(*address, *key));
            } else {
                self.storage.insert((*address, *key), value.clone());
            }
        }
        self.codes.extend(commit.codes.iter().map(|(hash, code)| (*hash, code.clone())));
        self.trie.apply(&commit.nodes);
    }

    /// Sets what [`StateView::block_hash`] answers for block `number`.
    pub fn set_block_hash(&mut self, number: u64, hash: B256) {
        self.block_hashes.insert(number, hash);
    }
}

impl StateView for MemoryState {
    fn account(&self, address: Address) -> Result<Option<Account>, ViewError> {
        Ok(self.accounts.get(&keccak256(address)).copied())
    }

    fn storage(&self, address: Address, key: B256) -> Result<Bytes, ViewError> {
        Ok(self.storage.get(&(keccak256(address), keccak256(key))).cloned().unwrap_or_default())
    }

    fn code(&self, hash: B256) -> Result<Option<Bytes>, ViewError> {
        Ok(self.codes.get(&hash).cloned())
    }

    fn block_hash(&self, number: u64) -> Result<Option<B256>, ViewError> {
        Ok(self.block_hashes.get(&number).copied())
    }
}

impl NodeReader for MemoryState {
    fn branch(&self, trie: TrieId, path: &Nibbles) -> Result<Option<Bytes>, ReadError> {
        self.trie.branch(trie, path)
    }

    fn first_leaf(&self, trie: TrieId, prefix: &Nibbles) -> Result<Option<(B256, Bytes)>, ReadError> {
        self.trie.first_leaf(trie, prefix)
    }
}
