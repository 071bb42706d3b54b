//! Why a message is refused.

use soroban_sdk::contracterror;

#[contracterror]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Error {
    MissingRole = 1,
    InvalidPeriod = 2,
    WrongPeriodStatus = 3,
    AccountExists = 4,
    UnknownAccount = 5,
    AccountClosed = 6,
    AccountOpen = 7,
    AccountNotBalanced = 8,
    WrongEntryCount = 9,
    ZeroAmount = 10,
    PostingNotBalanced = 11,
    UnknownPosting = 12,
    NotBookkeeper = 13,
    AlreadyReversed = 14,
    IsReversal = 15,
    WrongRoot = 16,
    AuditorKeepsBooks = 17,
    AlreadyAttested = 18,
    SameParty = 19,
    AlreadyReconciled = 20,
}
