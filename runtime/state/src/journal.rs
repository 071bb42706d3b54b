//! The state a block works on: a cache over the view, with an undo log for nested frames.
//!
//! Every account, slot and container is read from the view at most once. A frame that fails is undone by replaying the
//! log backwards to its checkpoint, so that success, the common case, costs nothing. Accounts and slots are kept in
//! the order of their first use and found through hash maps that are never iterated.

mod transient;

use std::collections::BTreeMap;

use alloy_primitives::{
    Log,
    map::{AddressMap, B256Map},
};
use primitives::{Address, B256, Bytes, U256};

use self::transient::TransientStorage;
use crate::{
    account::{Account, EMPTY_CODE_HASH},
    diff::StateDiff,
    view::{StateView, ViewError, ask},
};

/// The state during one block. Prices are the executor's matter; the journal keeps the facts they depend on.
///
/// After a [`ViewError`] the journal is of no further use: the block cannot go on.
pub struct Journal<'v> {
    view: &'v dyn StateView,
    accounts: Vec<AccountEntry>,
    account_index: AddressMap<usize>,
    /// The account used last: a transaction does several things to one in a row.
    last_account: usize,
    slots: Vec<SlotEntry>,
    /// The slot used last: a contract reads, prices and writes one in a row.
    last_slot: usize,
    transient: TransientStorage,
    /// Containers read from the view; `None` for a hash it does not have.
    codes_read: B256Map<Option<Bytes>>,
    /// Containers that accounts were given in this block.
    codes_set: BTreeMap<B256, Bytes>,
    undo: Vec<Undo>,
    /// The stretch of the undo log that is being written, numbered from 1: the innermost open checkpoint, or the
    /// transaction. All of it is undone at once, so a slot's value is saved only when it first changes in it.
    stretch: u64,
    stretch_count: u64,
    logs: Vec<Log>,
    refund: i64,
    /// Number of the current transaction, from 1. What is warm, or has an original value, says for which transaction:
    /// nothing need be cleared between two.
    transaction: u64,
}

/// A point to go back to. Checkpoints nest: the one taken last is rolled back or committed first.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a frame is either rolled back or committed"]
pub struct Checkpoint {
    transaction: u64,
    outer_stretch: u64,
    undo_len: usize,
    log_count: usize,
    refund: i64,
}

struct AccountEntry {
    address: Address,
    /// Its slots in use. The hash is quick, not cryptographic, but keyed by a secret of the process; and who found
    /// keys that collide would still pay the price of a cold slot for each.
    slot_index: B256Map<usize>,
    /// `None` until it is read: warming an account does not read it.
    values: Option<AccountValues>,
    warm_in: u64,
}

#[derive(Clone, Copy)]
struct AccountValues {
    at_block_start: Option<Account>,
    now: Option<Account>,
}

struct SlotEntry {
    /// Index of the account.
    account: usize,
    key: B256,
    /// `None` until it is read.
    values: Option<SlotValues>,
    warm_in: u64,
}

struct SlotValues {
    at_block_start: Bytes,
    /// The value when transaction `original_of` began; moved here by the first write in it.
    original: Bytes,
    original_of: u64,
    now: Bytes,
    /// The stretch of the undo log in which `now` was last written.
    saved_in: u64,
}

/// How to take one step back.
enum Undo {
    Account {
        index: usize,
        now: Option<Account>,
    },
    /// A transaction's first write to a slot: the value before is the original one.
    FirstWrite {
        index: usize,
    },
    Slot {
        index: usize,
        now: Bytes,
    },
    Transient {
        index: usize,
        now: Bytes,
    },
    WarmAccount {
        index: usize,
    },
    WarmSlot {
        index: usize,
    },
    Code {
        hash: B256,
    },
}

/// Not the number of any transaction or stretch.
const NEVER: u64 = 0;

impl<'v> Journal<'v> {
    /// The state as `view` has it.
    pub fn new(view: &'v dyn StateView) -> Self {
        Self {
            view,
            accounts: Vec::new(),
            account_index: AddressMap::default(),
            last_account: 0,
            slots: Vec::new(),
            last_slot: 0,
            transient: TransientStorage::default(),
            codes_read: B256Map::default(),
            codes_set: BTreeMap::new(),
            undo: Vec::new(),
            stretch: 1,
            stretch_count: 1,
            logs: Vec::new(),
            refund: 0,
            transaction: 1,
        }
    }

    /// The hash of block `number`, as [`StateView::block_hash`] tells it.
    pub fn block_hash(&self, number: u64) -> Result<Option<B256>, ViewError> {
        ask(|| self.view.block_hash(number))
    }

    /// Begins a transaction: nothing is warm, transient storage is empty, there are no logs and no refund, and every
    /// value as it now stands is the original one. What was done before can no longer be undone.
    pub fn begin_transaction(&mut self) {
        // 2^64 transactions cannot happen.
        self.transaction += 1;
        self.undo.clear();
        self.stretch = self.new_stretch();
        self.transient.clear();
        self.logs.clear();
        self.refund = 0;
    }

    /// Ends a transaction: removes the accounts it left empty (EIP-161), begins the next as [`Self::begin_transaction`]
    /// does, and gives the logs of the frames that were not rolled back.
    pub fn finish_transaction(&mut self) -> Vec<Log> {
        for step in &self.undo {
            if let Undo::Account { index, .. } = step
                && let Some(values) = &mut self.accounts[*index].values
                && values.now.is_some_and(|account| account.is_empty())
            {
                values.now = None;
            }
        }
        let logs = std::mem::take(&mut self.logs);
        self.begin_transaction();
        logs
    }

    /// A point to come back to with [`Self::rollback`].
    pub fn checkpoint(&mut self) -> Checkpoint {
        let stretch = self.new_stretch();
        Checkpoint {
            transaction: self.transaction,
            outer_stretch: std::mem::replace(&mut self.stretch, stretch),
            undo_len: self.undo.len(),
            log_count: self.logs.len(),
            refund: self.refund,
        }
    }

    /// Keeps what was done since `checkpoint`. The frame around it may still roll it back.
    pub fn commit(&mut self, checkpoint: Checkpoint) {
        self.assert_nested(&checkpoint);
        self.stretch = checkpoint.outer_stretch;
    }

    /// Undoes all that was done since `checkpoint`: state, transient storage, warmth, refund and logs. What was read
    /// stays cached.
    pub fn rollback(&mut self, checkpoint: Checkpoint) {
        self.assert_nested(&checkpoint);
        self.stretch = checkpoint.outer_stretch;
        for step in self.undo.drain(checkpoint.undo_len..).rev() {
            match step {
                Undo::Account { index, now } => {
                    if let Some(values) = &mut self.accounts[index].values {
                        values.now = now;
                    }
                }
                Undo::FirstWrite { index } => {
                    if let Some(values) = &mut self.slots[index].values {
                        values.now = std::mem::take(&mut values.original);
                        values.original_of = NEVER;
                    }
                }
                Undo::Slot { index, now } => {
                    if let Some(values) = &mut self.slots[index].values {
                        values.now = now;
                    }
                }
                Undo::Transient { index, now } => self.transient.set(index, now),
                Undo::WarmAccount { index } => self.accounts[index].warm_in = NEVER,
                Undo::WarmSlot { index } => self.slots[index].warm_in = NEVER,
                Undo::Code { hash } => {
                    self.codes_set.remove(&hash);
                }
            }
        }
        self.logs.truncate(checkpoint.log_count);
        self.refund = checkpoint.refund;
    }

    /// The account, an empty one if there is none.
    pub fn account(&mut self, address: Address) -> Result<Account, ViewError> {
        let (_, values) = self.read_account(address)?;
        Ok(values.now.unwrap_or_default())
    }

    /// True if the account is there and not empty (EIP-161).
    pub fn exists(&mut self, address: Address) -> Result<bool, ViewError> {
        Ok(!self.account(address)?.is_empty())
    }

    /// Wei that the account holds.
    pub fn balance(&mut self, address: Address) -> Result<U256, ViewError> {
        Ok(self.account(address)?.balance)
    }

    /// The account's nonce.
    pub fn nonce(&mut self, address: Address) -> Result<u64, ViewError> {
        Ok(self.account(address)?.nonce)
    }

    /// Hash of the account's container, [`EMPTY_CODE_HASH`] if it has none.
    pub fn code_hash(&mut self, address: Address) -> Result<B256, ViewError> {
        Ok(self.account(address)?.code_hash)
    }

    /// The account's container, `None` if it has none.
    ///
    /// # Errors
    ///
    /// Also if the account names a container that the view does not have.
    pub fn code(&mut self, address: Address) -> Result<Option<Bytes>, ViewError> {
        let hash = self.code_hash(address)?;
        if hash == EMPTY_CODE_HASH {
            return Ok(None);
        }
        match self.code_by_hash(hash)? {
            Some(code) => Ok(Some(code)),
            None => Err(ViewError(format!("the container {hash} of account {address} is missing"))),
        }
    }

    /// The container with this hash, if an account carries it or ever did.
    pub fn code_by_hash(&mut self, hash: B256) -> Result<Option<Bytes>, ViewError> {
        if let Some(code) = self.codes_set.get(&hash) {
            return Ok(Some(code.clone()));
        }
        if let Some(code) = self.codes_read.get(&hash) {
            return Ok(code.clone());
        }
        let code = ask(|| self.view.code(hash))?;
        self.codes_read.insert(hash, code.clone());
        Ok(code)
    }

    /// Adds to the balance. False, with nothing changed, if that would exceed 2^256 - 1 wei.
    pub fn add_balance(&mut self, address: Address, amount_wei: U256) -> Result<bool, ViewError> {
        self.change_account(address, |account| {
            let Some(balance) = account.balance.checked_add(amount_wei) else { return false };
            account.balance = balance;
            true
        })
    }

    /// Takes from the balance. False, with nothing changed, if it is too low.
    pub fn sub_balance(&mut self, address: Address, amount_wei: U256) -> Result<bool, ViewError> {
        self.change_account(address, |account| {
            let Some(balance) = account.balance.checked_sub(amount_wei) else { return false };
            account.balance = balance;
            true
        })
    }

    /// Sets the nonce.
    pub fn set_nonce(&mut self, address: Address, nonce: u64) -> Result<(), ViewError> {
        self.change_account(address, |account| account.nonce = nonce)
    }

    /// Gives the account a container, which is kept unless the state has it. `hash` must be its keccak-256.
    pub fn set_code(&mut self, address: Address, hash: B256, container: Bytes) -> Result<(), ViewError> {
        self.change_account(address, |account| account.code_hash = hash)?;
        if hash != EMPTY_CODE_HASH && self.code_by_hash(hash)?.is_none() {
            self.codes_set.insert(hash, container);
            self.undo.push(Undo::Code { hash });
        }
        Ok(())
    }

    /// The value under `key` in the account's storage, empty if there is none.
    pub fn storage(&mut self, address: Address, key: B256) -> Result<Bytes, ViewError> {
        let (_, values) = self.read_slot(address, key)?;
        Ok(values.now.clone())
    }

    /// The value that stood there when the transaction began, which EIP-2200 calls the original one, and the value
    /// that stands there now.
    pub fn original_and_current(&mut self, address: Address, key: B256) -> Result<(&Bytes, &Bytes), ViewError> {
        let transaction = self.transaction;
        let (_, values) = self.read_slot(address, key)?;
        let original = if values.original_of == transaction { &values.original } else { &values.now };
        Ok((original, &values.now))
    }

    /// Sets the value under `key`; an empty one deletes.
    pub fn set_storage(&mut self, address: Address, key: B256, value: Bytes) -> Result<(), ViewError> {
        // The difference names the account beside its storage.
        self.read_account(address)?;
        let (transaction, stretch) = (self.transaction, self.stretch);
        let (index, values) = self.read_slot(address, key)?;
        if values.now == value {
            return Ok(());
        }
        let now = std::mem::replace(&mut values.now, value);
        let first = values.original_of != transaction;
        let saved = std::mem::replace(&mut values.saved_in, stretch) == stretch;
        if first {
            values.original = now;
            values.original_of = transaction;
            self.undo.push(Undo::FirstWrite { index });
        } else if !saved {
            self.undo.push(Undo::Slot { index, now });
        }
        Ok(())
    }

    /// Makes the account warm for the rest of the transaction (EIP-2929). True if it was cold.
    pub fn warm_account(&mut self, address: Address) -> bool {
        let index = self.account_entry(address);
        let entry = &mut self.accounts[index];
        let was_cold = entry.warm_in != self.transaction;
        if was_cold {
            entry.warm_in = self.transaction;
            self.undo.push(Undo::WarmAccount { index });
        }
        was_cold
    }

    /// Makes the slot warm for the rest of the transaction (EIP-2929). True if it was cold.
    pub fn warm_slot(&mut self, address: Address, key: B256) -> bool {
        let index = self.slot_entry(address, key);
        let entry = &mut self.slots[index];
        let was_cold = entry.warm_in != self.transaction;
        if was_cold {
            entry.warm_in = self.transaction;
            self.undo.push(Undo::WarmSlot { index });
        }
        was_cold
    }

    /// Adds gas to the refund, or takes from it (EIP-3529).
    pub fn add_refund(&mut self, gas: i64) {
        // Saturation is out of reach: each step is some thousand gas, and costs gas.
        self.refund = self.refund.saturating_add(gas);
    }

    /// Gas to refund, before the cap. What was taken was added before, so that the sum is never below zero.
    pub fn refund(&self) -> u64 {
        debug_assert!(self.refund >= 0, "more was taken from the refund than was added");
        u64::try_from(self.refund).unwrap_or(0)
    }

    /// Emits a log.
    pub fn log(&mut self, log: Log) {
        self.logs.push(log);
    }

    /// What differs from the view. A value that was changed and changed back does not.
    pub fn into_diff(self) -> StateDiff {
        let mut diff = StateDiff { accounts: BTreeMap::new(), codes: self.codes_set };
        for entry in &self.accounts {
            if let Some(values) = &entry.values
                && values.now != values.at_block_start
            {
                diff.accounts.entry(entry.address).or_default().account = values.now;
            }
        }
        for slot in self.slots {
            if let Some(values) = slot.values
                && values.now != values.at_block_start
            {
                let entry = &self.accounts[slot.account];
                let changed = diff.accounts.entry(entry.address).or_default();
                changed.account = entry.values.and_then(|values| values.now);
                changed.storage.insert(slot.key, values.now);
            }
        }
        diff
    }

    /// A number that no stretch has had.
    fn new_stretch(&mut self) -> u64 {
        self.stretch_count += 1;
        self.stretch_count
    }

    fn assert_nested(&self, checkpoint: &Checkpoint) {
        assert!(
            checkpoint.transaction == self.transaction
                && checkpoint.undo_len <= self.undo.len()
                && checkpoint.log_count <= self.logs.len(),
            "checkpoints must be closed in the reverse order of their opening, within one transaction"
        );
    }

    fn change_account<R>(&mut self, address: Address, change: impl FnOnce(&mut Account) -> R) -> Result<R, ViewError> {
        let (index, values) = self.read_account(address)?;
        let before = values.now;
        let mut account = before.unwrap_or_default();
        let result = change(&mut account);
        // An account that is not there and would be empty is not made.
        if account != before.unwrap_or_default() {
            values.now = Some(account);
            self.undo.push(Undo::Account { index, now: before });
        }
        Ok(result)
    }

    fn read_account(&mut self, address: Address) -> Result<(usize, &mut AccountValues), ViewError> {
        let index = self.account_entry(address);
        let entry = &mut self.accounts[index];
        let values = match &mut entry.values {
            Some(values) => values,
            none => {
                let account = ask(|| self.view.account(address))?;
                none.insert(AccountValues { at_block_start: account, now: account })
            }
        };
        Ok((index, values))
    }

    fn read_slot(&mut self, address: Address, key: B256) -> Result<(usize, &mut SlotValues), ViewError> {
        let index = self.slot_entry(address, key);
        let entry = &mut self.slots[index];
        let values = match &mut entry.values {
            Some(values) => values,
            none => {
                let value = ask(|| self.view.storage(address, key))?;
                none.insert(SlotValues {
                    at_block_start: value.clone(),
                    original: Bytes::new(),
                    original_of: NEVER,
                    now: value,
                    saved_in: NEVER,
                })
            }
        };
        Ok((index, values))
    }

    fn account_entry(&mut self, address: Address) -> usize {
        if self.accounts.get(self.last_account).is_some_and(|last| last.address == address) {
            return self.last_account;
        }
        self.last_account = *self.account_index.entry(address).or_insert_with(|| {
            self.accounts.push(AccountEntry { address, slot_index: B256Map::default(), values: None, warm_in: NEVER });
            self.accounts.len() - 1
        });
        self.last_account
    }

    fn slot_entry(&mut self, address: Address, key: B256) -> usize {
        if let Some(slot) = self.slots.get(self.last_slot)
            && slot.key == key
            && self.accounts[slot.account].address == address
        {
            return self.last_slot;
        }
        let account = self.account_entry(address);
        self.last_slot = *self.accounts[account].slot_index.entry(key).or_insert_with(|| {
            self.slots.push(SlotEntry { account, key, values: None, warm_in: NEVER });
            self.slots.len() - 1
        });
        self.last_slot
    }
}

#[cfg(test)]
mod tests;
