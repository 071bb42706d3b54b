//! Every step of the fund.

use soroban_sdk::{contractevent, Address, BytesN};

use crate::records::Decision;

#[contractevent(topics = ["offered"], data_format = "vec")]
pub struct OwnershipTransferStarted {
    #[topic]
    pub previous: Address,
    #[topic]
    pub new: Address,
}

#[contractevent(topics = ["owner"], data_format = "vec")]
pub struct OwnershipTransferred {
    #[topic]
    pub previous: Option<Address>,
    #[topic]
    pub new: Option<Address>,
}

#[contractevent(topics = ["manager"], data_format = "vec")]
pub struct ManagerChanged {
    #[topic]
    pub manager: Address,
}

#[contractevent(topics = ["decision"], data_format = "single-value")]
pub struct DecisionProposed {
    #[topic]
    pub proposal: u64,
    pub decision: Decision,
}

#[contractevent(topics = ["admitted"], data_format = "single-value")]
pub struct Admitted {
    #[topic]
    pub contributor: Address,
    pub committed: i128,
}

#[contractevent(topics = ["paid"], data_format = "single-value")]
pub struct Paid {
    #[topic]
    pub contributor: Address,
    pub amount: i128,
}

#[contractevent(topics = ["project"], data_format = "vec")]
pub struct ProjectProposed {
    #[topic]
    pub project: u64,
    #[topic]
    pub beneficiary: Address,
    pub plan: BytesN<32>,
    pub total: i128,
}

#[contractevent(topics = ["funded"], data_format = "single-value")]
pub struct ProjectFunded {
    #[topic]
    pub project: u64,
    pub total: i128,
}

#[contractevent(topics = ["evidence"], data_format = "single-value")]
pub struct EvidenceSubmitted {
    #[topic]
    pub project: u64,
    #[topic]
    pub milestone: u32,
    pub evidence: BytesN<32>,
}

#[contractevent(topics = ["released"], data_format = "single-value")]
pub struct Released {
    #[topic]
    pub project: u64,
    #[topic]
    pub milestone: u32,
    pub amount: i128,
}

// A project is stopped: what was reserved is free again, a part of what it got came back, the rest is a debt.
#[contractevent(topics = ["clawback"], data_format = "vec")]
pub struct ClawedBack {
    #[topic]
    pub project: u64,
    pub unreserved: i128,
    pub taken: i128,
    pub debt: i128,
}

#[contractevent(topics = ["repaid"], data_format = "vec")]
pub struct Repaid {
    #[topic]
    pub project: u64,
    pub amount: i128,
    pub debt: i128,
}

#[contractevent(topics = ["reported"], data_format = "single-value")]
pub struct Reported {
    #[topic]
    pub project: u64,
    #[topic]
    pub period: u32,
    pub report: BytesN<32>,
}

#[contractevent(topics = ["withdrawn"], data_format = "vec")]
pub struct Withdrawn {
    #[topic]
    pub project: u64,
    pub to: Address,
    pub amount: i128,
}

#[contractevent(topics = ["wound_up"], data_format = "single-value")]
pub struct FundWoundUp {
    pub free: i128,
}

#[contractevent(topics = ["redeemed"], data_format = "vec")]
pub struct Redeemed {
    #[topic]
    pub contributor: Address,
    pub to: Address,
    pub amount: i128,
}
