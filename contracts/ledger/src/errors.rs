//! Why a message is refused.

use blocks::RolesError;
use sdk::prelude::*;

use crate::records::{Class, PeriodStatus};

/// Why a message is refused. Each names what was found and what was expected.
#[error]
pub enum Error {
    /// The caller has not the role that this needs.
    #[from]
    Roles(RolesError),
    /// A period is a year and a month, such as 202611.
    InvalidPeriod { period: u32 },
    /// The period is not in the state that the step needs.
    WrongPeriodStatus { period: u32, found: PeriodStatus, expected: PeriodStatus },
    /// An account has a class.
    AccountWithoutClass { account: u32 },
    /// The code is taken.
    AccountExists { account: u32, class: Class },
    /// No account has this code.
    UnknownAccount { account: u32 },
    /// The account takes no entries.
    AccountClosed { account: u32 },
    /// The account is not closed.
    AccountOpen { account: u32 },
    /// An account closes when its sides are equal.
    AccountNotBalanced { account: u32, debits: u128, credits: u128 },
    /// A posting has entries, but not too many.
    WrongEntryCount { found: u64, limit: u64 },
    /// An entry is over something.
    ZeroAmount { account: u32 },
    /// An entry is over no more than this.
    AmountTooLarge { account: u32, amount: u128, most: u128 },
    /// Debits and credits of a posting are equal.
    PostingNotBalanced { debits: u128, credits: u128 },
    /// No posting has this number.
    UnknownPosting { number: u64 },
    /// Only who posted it may reverse it.
    NotBookkeeper { caller: Address, bookkeeper: Address },
    /// It was reversed by this posting already.
    AlreadyReversed { number: u64, reversal: u64 },
    /// A reversal stays: post anew what should not have been reversed.
    IsReversal { number: u64, reverses: u64 },
    /// The period has other postings than the keeper saw.
    WrongRoot { found: B256, expected: B256 },
    /// Who keeps the books does not attest to them, nor who posted to the month.
    AuditorKeepsBooks { auditor: Address },
    /// An opinion says something.
    NoOpinion,
    /// The auditor has attested to the period.
    AlreadyAttested { auditor: Address, period: u32 },
    /// A reconciliation takes two.
    SameParty { party: Address },
    /// Both parties' statements of the period are equal already.
    AlreadyReconciled { period: u32, counterparty: Address },
}
