//! The state at older blocks, from the reverse changes of every block since.
//!
//! Each block's record holds what the block replaced. Going up from the wanted block, the first record that names an
//! account or a slot has its value at that block; what no record names is as it is at the head.

use std::collections::BTreeMap;

use primitives::{B256, BlockNumber, Bytes};
use state::Account;

use crate::{
    codec::{self, Changes},
    columns::{Family, number_key},
    error::DbError,
    snapshot::{Snapshot, decode_account},
};

/// What differs between an older state and the head's.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    accounts: BTreeMap<B256, Option<Account>>,
    storage: BTreeMap<(B256, B256), Bytes>,
}

impl Overlay {
    /// The differences of the state after block `older` from that after block `newer`, the snapshot's own.
    pub(crate) fn between(snapshot: &Snapshot, older: BlockNumber, newer: BlockNumber) -> Result<Self, DbError> {
        let mut overlay = Self::default();
        let mut number = older;
        while number < newer {
            number = number.next().ok_or(DbError::NotKept { number, head: Some(newer) })?;
            overlay.put_below(changes_of(snapshot, number)?)?;
        }
        Ok(overlay)
    }

    /// Adds what a later block replaced: it counts where no earlier one replaced the same.
    fn put_below(&mut self, changes: Changes) -> Result<(), DbError> {
        for (key, previous) in changes.accounts {
            let account = previous.map(|rlp| decode_account(&rlp)).transpose();
            let account =
                account.map_err(|reason| DbError::damaged(Family::Changes.name(), B256::from(key), reason))?;
            self.accounts.entry(B256::from(key)).or_insert(account);
        }
        for (account, slot, previous) in changes.storage {
            self.storage.entry((B256::from(account), B256::from(slot))).or_insert_with(|| previous.into());
        }
        Ok(())
    }

    /// The account with this hashed address, if it differs from the head's.
    pub(crate) fn account(&self, key: &B256) -> Option<&Option<Account>> {
        self.accounts.get(key)
    }

    /// The value of this slot, if it differs from the head's.
    pub(crate) fn storage(&self, account: &B256, slot: &B256) -> Option<&Bytes> {
        self.storage.get(&(*account, *slot))
    }
}

/// What block `number` replaced.
pub(crate) fn changes_of(snapshot: &Snapshot, number: BlockNumber) -> Result<Changes, DbError> {
    snapshot
        .pinned()
        .get(Family::Changes, &number_key(number), codec::decode_changes)?
        .ok_or_else(|| DbError::damaged(Family::Changes.name(), number, "it is missing"))
}

#[cfg(test)]
mod tests;
