//! What the contract stores. Times are seconds since 1970.

use sdk::prelude::*;

/// Times that the authority fixed when it deployed the contract.
#[record]
pub struct Terms {
    /// Seconds in which a department answers requests and complaints, before they are the supervisor's.
    pub answer_seconds: u64,
    /// Seconds in which the other side records its part of a use.
    pub match_seconds: u64,
}

/// What a department is there for.
#[record]
pub struct Duty {
    /// Who bears it; zero if there is no such duty.
    pub department: Address,
    /// Hash of the legal basis.
    pub basis: B256,
    /// Its data sets that are not withdrawn.
    pub datasets: u64,
    /// True if nobody bears it any more.
    pub abolished: bool,
}

/// Data that a duty brings with it. It belongs to the department that bears the duty.
#[record]
pub struct Dataset {
    /// The duty's number; 0 if there is no such data set.
    pub duty: u64,
    /// The version that counts: 1 at first.
    pub version: u32,
    /// Fields that earlier versions had and this one has not. They never come back: a bit means one field for ever.
    pub retired: u128,
    /// When the data was last brought up to date.
    pub updated_at: u64,
    /// True if someone reported that this is too long ago.
    pub stale: bool,
    /// True if it is no longer shared.
    pub withdrawn: bool,
}

/// A version of a data set. Fields are bits.
#[record]
pub struct Version {
    /// Hash of the schema, which says what each field is.
    pub schema: B256,
    /// All fields.
    pub fields: u128,
    /// Those that every department gets when it asks.
    pub open: u128,
    /// Those that nobody gets.
    pub withheld: u128,
    /// Seconds in which the data is brought up to date.
    pub cycle: u64,
}

/// How far a share is.
#[record]
pub enum ShareStatus {
    /// There is no such share.
    None,
    /// A department asked for it.
    Requested,
    /// Nobody answered in time: the supervisor does.
    Escalated,
    /// It may be used.
    Granted,
    /// It was denied. The end.
    Denied,
    /// It was taken back. The end.
    Revoked,
}

/// Fields of a data set for one department and one of its duties.
#[record]
pub struct Share {
    /// How far it is.
    pub status: ShareStatus,
    /// The data set's number.
    pub dataset: u64,
    /// Who asked.
    pub consumer: Address,
    /// The consumer's duty that it is for.
    pub purpose: u64,
    /// What it asked for.
    pub fields: u128,
    /// From when on it is not used.
    pub until: u64,
    /// Until when the department answers.
    pub deadline: u64,
    /// Most records that may be used.
    pub quota: u64,
    /// How many were.
    pub used: u64,
}

/// What one side says of a use.
#[record]
pub struct Usage {
    /// The fields that were passed.
    pub fields: u128,
    /// How many records.
    pub count: u64,
    /// Hash of request and response.
    pub digest: B256,
}

/// How far the record of a use is.
#[record]
pub enum ExchangeStatus {
    /// There is no such exchange.
    None,
    /// The provider recorded it.
    Delivered,
    /// The consumer recorded it.
    Received,
    /// Both recorded the same. The end.
    Matched,
    /// They did not, or only one did in time.
    Disputed,
    /// The supervisor said which record stands. The end.
    Settled,
}

/// A use of a share, as both sides recorded it.
#[record]
pub struct Exchange {
    /// How far it is.
    pub status: ExchangeStatus,
    /// What the provider recorded.
    pub delivery: Usage,
    /// What the consumer recorded.
    pub receipt: Usage,
    /// How many records of it count against the quota.
    pub counted: u64,
    /// Until when the other side records it.
    pub deadline: u64,
}

/// How far a complaint is.
#[record]
pub enum ComplaintStatus {
    /// There is no such complaint.
    None,
    /// The department has to answer.
    Open,
    /// It did.
    Answered,
    /// It did not in time, or the complainant does not accept the answer: the supervisor decides.
    Escalated,
    /// The complainant accepted the answer, or the supervisor decided. The end.
    Closed,
}

/// What a department says is wrong with data it was granted.
#[record]
pub struct Complaint {
    /// How far it is.
    pub status: ComplaintStatus,
    /// The share that it is about.
    pub share: u64,
    /// The version that it is about.
    pub version: u32,
    /// Hash of what is wrong.
    pub text: B256,
    /// Hash of the last answer; zero while there is none.
    pub answer: B256,
    /// Until when the department answers.
    pub deadline: u64,
}
