//! Every step in the directory, for departments, their gateways and the supervisor.

use soroban_sdk::{contractevent, Address, BytesN};

use crate::records::{ExchangeStatus, Usage, Version};

#[contractevent(data_format = "vec")]
pub struct DutyRegistered {
    #[topic]
    pub duty: u64,
    #[topic]
    pub department: Address,
    pub basis: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct DutyTransferred {
    #[topic]
    pub duty: u64,
    #[topic]
    pub from: Address,
    #[topic]
    pub to: Address,
}

#[contractevent(data_format = "vec")]
pub struct DutyAbolished {
    #[topic]
    pub duty: u64,
}

#[contractevent(data_format = "vec")]
pub struct VersionPublished {
    #[topic]
    pub dataset: u64,
    #[topic]
    pub duty: u64,
    pub version: u32,
    pub content: Version,
}

#[contractevent(data_format = "vec")]
pub struct DatasetWithdrawn {
    #[topic]
    pub dataset: u64,
    pub reason: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct DatasetUpdated {
    #[topic]
    pub dataset: u64,
    pub digest: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct DatasetStale {
    #[topic]
    pub dataset: u64,
    #[topic]
    pub department: Address,
    pub stale_from: u64,
}

#[contractevent(data_format = "vec")]
pub struct ShareRequested {
    #[topic]
    pub share: u64,
    #[topic]
    pub dataset: u64,
    #[topic]
    pub consumer: Address,
    pub purpose: u64,
    pub fields: u128,
    pub until: u64,
    pub deadline: u64,
}

#[contractevent(data_format = "vec")]
pub struct ShareEscalated {
    #[topic]
    pub share: u64,
    #[topic]
    pub department: Address,
}

#[contractevent(data_format = "vec")]
pub struct ShareGranted {
    #[topic]
    pub share: u64,
    #[topic]
    pub by: Address,
    pub quota: u64,
}

#[contractevent(data_format = "vec")]
pub struct ShareDenied {
    #[topic]
    pub share: u64,
    #[topic]
    pub by: Address,
    pub reason: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct ShareRevoked {
    #[topic]
    pub share: u64,
    #[topic]
    pub by: Address,
    pub reason: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct UseRecorded {
    #[topic]
    pub share: u64,
    #[topic]
    pub exchange: BytesN<32>,
    #[topic]
    pub by: Address,
    pub usage: Usage,
}

#[contractevent(data_format = "vec")]
pub struct UseConcluded {
    #[topic]
    pub share: u64,
    #[topic]
    pub exchange: BytesN<32>,
    pub status: ExchangeStatus,
    pub counted: u64,
}

#[contractevent(data_format = "vec")]
pub struct ComplaintMade {
    #[topic]
    pub complaint: u64,
    #[topic]
    pub share: u64,
    pub version: u32,
    pub text: BytesN<32>,
    pub deadline: u64,
}

#[contractevent(data_format = "vec")]
pub struct ComplaintAnswered {
    #[topic]
    pub complaint: u64,
    pub answer: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct ComplaintEscalated {
    #[topic]
    pub complaint: u64,
    #[topic]
    pub department: Address,
}

#[contractevent(data_format = "vec")]
pub struct ComplaintClosed {
    #[topic]
    pub complaint: u64,
    #[topic]
    pub by: Address,
    pub answer: BytesN<32>,
}
