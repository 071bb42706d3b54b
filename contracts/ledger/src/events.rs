//! Every step of the ledger, for those who follow it off chain.

use sdk::prelude::*;

use crate::records::{Class, Entry, Opinion};

/// The chart has a new account.
#[event]
pub struct AccountOpened {
    #[indexed]
    account: u32,
    class: Class,
    name: String,
}

/// An account takes no entries from now on.
#[event]
pub struct AccountClosed {
    #[indexed]
    account: u32,
}

/// It takes entries again.
#[event]
pub struct AccountReopened {
    #[indexed]
    account: u32,
}

/// A month takes postings.
#[event]
pub struct PeriodOpened {
    #[indexed]
    period: u32,
}

/// A month is as it is for ever.
#[event]
pub struct PeriodClosed {
    #[indexed]
    period: u32,
    root: B256,
    postings: u64,
    total: u128,
}

/// Entries were posted. `reverses` is the posting that they take back, or 0.
#[event]
pub struct Posted {
    #[indexed]
    number: u64,
    #[indexed]
    period: u32,
    #[indexed]
    bookkeeper: Address,
    document: B256,
    reverses: u64,
    entries: Vec<Entry>,
}

/// An auditor spoke.
#[event]
pub struct Attested {
    #[indexed]
    period: u32,
    #[indexed]
    auditor: Address,
    opinion: Opinion,
    report: B256,
}

/// A party stated what it has with another in a period, which has not stated the same.
#[event]
pub struct Stated {
    #[indexed]
    period: u32,
    #[indexed]
    party: Address,
    #[indexed]
    counterparty: Address,
    statement: B256,
    /// The other's statement; zero if it made none yet, and a dispute if not.
    other: B256,
}

/// Both parties stated the same.
#[event]
pub struct Reconciled {
    #[indexed]
    period: u32,
    #[indexed]
    party: Address,
    #[indexed]
    counterparty: Address,
    statement: B256,
}
