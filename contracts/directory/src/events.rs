//! Every step in the directory, for departments, their gateways and the supervisor.

use sdk::prelude::*;

use crate::records::{ExchangeStatus, Usage, Version};

/// A department bears a new duty.
#[event]
pub struct DutyRegistered {
    #[indexed]
    duty: u64,
    #[indexed]
    department: Address,
    basis: B256,
}

/// Another department bears a duty, and has its data sets.
#[event]
pub struct DutyTransferred {
    #[indexed]
    duty: u64,
    #[indexed]
    from: Address,
    #[indexed]
    to: Address,
}

/// Nobody bears a duty any more.
#[event]
pub struct DutyAbolished {
    #[indexed]
    duty: u64,
}

/// There is a first or another version of a data set.
#[event]
pub struct VersionPublished {
    #[indexed]
    dataset: u64,
    #[indexed]
    duty: u64,
    version: u32,
    content: Version,
}

/// A data set is no longer shared.
#[event]
pub struct DatasetWithdrawn {
    #[indexed]
    dataset: u64,
    reason: B256,
}

/// The data was brought up to date.
#[event]
pub struct DatasetUpdated {
    #[indexed]
    dataset: u64,
    digest: B256,
}

/// The data was not brought up to date in time.
#[event]
pub struct DatasetStale {
    #[indexed]
    dataset: u64,
    #[indexed]
    department: Address,
    stale_from: u64,
}

/// A department asks for fields.
#[event]
pub struct ShareRequested {
    #[indexed]
    share: u64,
    #[indexed]
    dataset: u64,
    #[indexed]
    consumer: Address,
    purpose: u64,
    fields: u128,
    until: u64,
    deadline: u64,
}

/// Nobody answered in time: the supervisor does.
#[event]
pub struct ShareEscalated {
    #[indexed]
    share: u64,
    #[indexed]
    department: Address,
}

/// A share may be used. `by` is the contract if all its fields are open.
#[event]
pub struct ShareGranted {
    #[indexed]
    share: u64,
    #[indexed]
    by: Address,
    quota: u64,
}

/// A share was denied.
#[event]
pub struct ShareDenied {
    #[indexed]
    share: u64,
    #[indexed]
    by: Address,
    reason: B256,
}

/// A share was taken back.
#[event]
pub struct ShareRevoked {
    #[indexed]
    share: u64,
    #[indexed]
    by: Address,
    reason: B256,
}

/// One side recorded a use.
#[event]
pub struct UseRecorded {
    #[indexed]
    share: u64,
    #[indexed]
    exchange: B256,
    #[indexed]
    by: Address,
    usage: Usage,
}

/// What the records of a use came to: matched, disputed or settled.
#[event]
pub struct UseConcluded {
    #[indexed]
    share: u64,
    #[indexed]
    exchange: B256,
    status: ExchangeStatus,
    counted: u64,
}

/// A consumer says that something is wrong.
#[event]
pub struct ComplaintMade {
    #[indexed]
    complaint: u64,
    #[indexed]
    share: u64,
    version: u32,
    text: B256,
    deadline: u64,
}

/// The department answered.
#[event]
pub struct ComplaintAnswered {
    #[indexed]
    complaint: u64,
    answer: B256,
}

/// The supervisor is to decide.
#[event]
pub struct ComplaintEscalated {
    #[indexed]
    complaint: u64,
    #[indexed]
    department: Address,
}

/// The complainant accepted the answer, or the supervisor decided.
#[event]
pub struct ComplaintClosed {
    #[indexed]
    complaint: u64,
    #[indexed]
    by: Address,
    answer: B256,
}
