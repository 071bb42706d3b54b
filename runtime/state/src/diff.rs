//! What a block changed.

use std::collections::BTreeMap;

use primitives::{Address, B256, Bytes};

use crate::account::Account;

/// Everything that differs from the state before the block, by plain addresses and keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateDiff {
    /// Accounts that changed, or whose storage did.
    pub accounts: BTreeMap<Address, AccountDiff>,
    /// Containers that accounts were given, by hash.
    pub codes: BTreeMap<B256, Bytes>,
}

/// What a block changed of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountDiff {
    /// The account as it now is, `None` if there is none. Its storage root is still that of before the block.
    pub account: Option<Account>,
    /// Values that changed, by key; an empty one is deleted.
    pub storage: BTreeMap<B256, Bytes>,
}
