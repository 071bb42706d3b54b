//! The state of a VM chain: what changed on it, in memory, over the state that it went on from, if there is one.

use std::{collections::BTreeSet, rc::Rc};

use primitives::{Address, B256, Bytes, keccak256};
use state::{Account, MemoryState, StateCommit, StateView, ViewError};

/// See the [module](self). Clones share what lies below, which does not change.
#[derive(Clone)]
pub(crate) struct Overlay {
    changed: MemoryState,
    below: Option<Rc<dyn StateView>>,
    /// Hashed addresses of accounts whose state is in `changed`, also if that says that there is none.
    accounts: BTreeSet<B256>,
    /// Hashed addresses and keys, likewise.
    slots: BTreeSet<(B256, B256)>,
}

impl Overlay {
    /// Nothing over `below`.
    pub(crate) fn new(below: Option<Rc<dyn StateView>>) -> Self {
        Self { changed: MemoryState::new(), below, accounts: BTreeSet::new(), slots: BTreeSet::new() }
    }

    /// Goes on to the state after a block.
    pub(crate) fn apply(&mut self, commit: &StateCommit) {
        if self.below.is_some() {
            self.accounts.extend(commit.accounts.keys());
            self.slots.extend(commit.storage.keys());
        }
        self.changed.apply(commit);
    }

    pub(crate) fn set_block_hash(&mut self, number: u64, hash: B256) {
        self.changed.set_block_hash(number, hash);
    }

    /// The tries of what changed, which is all of the state where nothing lies below.
    pub(crate) fn tries(&self) -> &MemoryState {
        &self.changed
    }
}

impl StateView for Overlay {
    fn account(&self, address: Address) -> Result<Option<Account>, ViewError> {
        match &self.below {
            Some(below) if !self.accounts.contains(&keccak256(address)) => below.account(address),
            _ => self.changed.account(address),
        }
    }

    fn storage(&self, address: Address, key: B256) -> Result<Bytes, ViewError> {
        match &self.below {
            Some(below) if !self.slots.contains(&(keccak256(address), keccak256(key))) => below.storage(address, key),
            _ => self.changed.storage(address, key),
        }
    }

    fn code(&self, hash: B256) -> Result<Option<Bytes>, ViewError> {
        match (self.changed.code(hash)?, &self.below) {
            (None, Some(below)) => below.code(hash),
            (found, _) => Ok(found),
        }
    }

    fn block_hash(&self, number: u64) -> Result<Option<B256>, ViewError> {
        match (self.changed.block_hash(number)?, &self.below) {
            (None, Some(below)) => below.block_hash(number),
            (found, _) => Ok(found),
        }
    }
}
