//! What the contract stores and why a message is refused. Times are seconds since 1970, fields are bits.

use soroban_sdk::{contracterror, contracttype, Address, BytesN, Symbol};

#[contracttype]
pub(crate) enum Key {
    Role(Symbol, Address),
    Terms,
    LastDuty,
    Duty(u64),
    LastDataset,
    Dataset(u64),
    Version(u64, u32),
    LastShare,
    Share(u64),
    Exchange(u64, BytesN<32>),
    LastComplaint,
    Complaint(u64),
}

#[contracttype]
pub struct Terms {
    pub answer_seconds: u64,
    pub match_seconds: u64,
}

#[contracttype]
pub struct Duty {
    pub department: Address,
    pub basis: BytesN<32>,
    pub datasets: u64,
    pub abolished: bool,
}

#[contracttype]
pub struct Dataset {
    pub duty: u64,
    pub version: u32,
    pub retired: u128,
    pub updated_at: u64,
    pub stale: bool,
    pub withdrawn: bool,
}

#[contracttype]
pub struct Version {
    pub schema: BytesN<32>,
    pub fields: u128,
    pub open: u128,
    pub withheld: u128,
    pub cycle: u64,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ShareStatus {
    Requested = 1,
    Escalated = 2,
    Granted = 3,
    Denied = 4,
    Revoked = 5,
}

#[contracttype]
pub struct Share {
    pub status: ShareStatus,
    pub dataset: u64,
    pub consumer: Address,
    pub purpose: u64,
    pub fields: u128,
    pub until: u64,
    pub deadline: u64,
    pub quota: u64,
    pub used: u64,
}

#[contracttype]
#[derive(Clone, PartialEq, Eq)]
pub struct Usage {
    pub fields: u128,
    pub count: u64,
    pub digest: BytesN<32>,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ExchangeStatus {
    Delivered = 1,
    Received = 2,
    Matched = 3,
    Disputed = 4,
    Settled = 5,
}

#[contracttype]
pub struct Exchange {
    pub status: ExchangeStatus,
    pub delivery: Usage,
    pub receipt: Usage,
    pub counted: u64,
    pub deadline: u64,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ComplaintStatus {
    Open = 1,
    Answered = 2,
    Escalated = 3,
    Closed = 4,
}

#[contracttype]
pub struct Complaint {
    pub status: ComplaintStatus,
    pub share: u64,
    pub version: u32,
    pub text: BytesN<32>,
    pub answer: Option<BytesN<32>>,
    pub deadline: u64,
}

#[contracterror]
#[derive(Clone, Copy)]
pub enum Error {
    MissingRole = 1,
    InvalidTerms = 2,
    Missing = 3,
    UnknownDuty = 4,
    DutyAbolished = 5,
    DutyHasDatasets = 6,
    UnknownDataset = 7,
    DatasetWithdrawn = 8,
    InvalidVersion = 9,
    FieldsRetired = 10,
    NotStale = 11,
    NothingWanted = 12,
    FieldsNotShared = 13,
    OwnDataset = 14,
    NotInFuture = 15,
    UnknownShare = 16,
    WrongShareStatus = 17,
    TooEarly = 18,
    NotProvider = 19,
    PartyCannotDecide = 20,
    ShareExpired = 21,
    FieldsNotGranted = 22,
    PurposeLapsed = 23,
    AboveQuota = 24,
    UnknownExchange = 25,
    WrongExchangeStatus = 26,
    AlreadyRecorded = 27,
    UnknownComplaint = 28,
    WrongComplaintStatus = 29,
    TooLate = 30,
}
