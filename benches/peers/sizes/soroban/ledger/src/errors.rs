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
    AmountTooLarge = 11,
    PostingNotBalanced = 12,
    UnknownPosting = 13,
    NotBookkeeper = 14,
    AlreadyReversed = 15,
    IsReversal = 16,
    WrongRoot = 17,
    AuditorKeepsBooks = 18,
    AlreadyAttested = 19,
    SameParty = 20,
    AlreadyReconciled = 21,
}
