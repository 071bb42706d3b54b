//! Why a message is refused.

use soroban_sdk::contracterror;

#[contracterror]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Error {
    // The authority and the assets.
    NotOwner = 1,
    WrongTokens = 2,
    // The committee.
    NotApprover = 3,
    InvalidApprovers = 4,
    InvalidThreshold = 5,
    LifetimeWithinDelay = 6,
    UnknownProposal = 7,
    ProposalOutdated = 8,
    ProposalExpired = 9,
    ProposalExecuted = 10,
    AlreadyApproved = 11,
    NotApproved = 12,
    ApprovalsMissing = 13,
    ExecutedTooEarly = 14,
    // The fund.
    InvalidAccount = 15,
    ZeroAmount = 16,
    ZeroHash = 17,
    AboveLeft = 18,
    BelowPaid = 19,
    WoundUp = 20,
    NotWoundUp = 21,
    ProjectsActive = 22,
    UnknownProject = 23,
    WrongStatus = 24,
    InvalidCount = 25,
    OutOfOrder = 26,
    TooLate = 27,
    EvidenceDiffers = 28,
    AlreadyReported = 29,
    NothingOwed = 30,
}
