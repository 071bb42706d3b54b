//! Every step of the fund, for those who follow it off chain.

use sdk::prelude::*;

use crate::records::Kind;

/// The authority named the manager.
#[event]
pub struct ManagerChanged {
    #[indexed]
    manager: Address,
}

/// A decision is before the committee.
#[event]
pub struct DecisionProposed {
    #[indexed]
    proposal: u64,
    #[indexed]
    kind: Kind,
    #[indexed]
    project: u64,
}

/// A contributor may pay in this much in all.
#[event]
pub struct Admitted {
    #[indexed]
    contributor: Address,
    committed: u128,
}

/// A contributor paid in.
#[event]
pub struct Paid {
    #[indexed]
    contributor: Address,
    amount: u128,
}

/// The manager proposed a project.
#[event]
pub struct ProjectProposed {
    #[indexed]
    project: u64,
    #[indexed]
    beneficiary: Address,
    plan: B256,
    total: u128,
}

/// The money for a project's milestones is reserved.
#[event]
pub struct ProjectFunded {
    #[indexed]
    project: u64,
    total: u128,
}

/// The beneficiary says that a milestone is reached.
#[event]
pub struct EvidenceSubmitted {
    #[indexed]
    project: u64,
    #[indexed]
    milestone: u64,
    evidence: B256,
}

/// The money for a milestone is the beneficiary's.
#[event]
pub struct Released {
    #[indexed]
    project: u64,
    #[indexed]
    milestone: u64,
    amount: u128,
}

/// A project is stopped: what was reserved is free again, a part of what it got came back, the rest is a debt.
#[event]
pub struct ClawedBack {
    #[indexed]
    project: u64,
    unreserved: u128,
    taken: u128,
    debt: u128,
}

/// The beneficiary paid back.
#[event]
pub struct Repaid {
    #[indexed]
    project: u64,
    amount: u128,
    debt: u128,
}

/// The beneficiary reported on a period, such as 202611.
#[event]
pub struct Reported {
    #[indexed]
    project: u64,
    #[indexed]
    period: u32,
    report: B256,
}

/// A beneficiary withdrew what it was owed.
#[event]
pub struct Withdrawn {
    #[indexed]
    project: u64,
    to: Address,
    amount: u128,
}

/// The fund ends.
#[event]
pub struct FundWoundUp {
    free: u128,
}

/// A contributor got its part of what was left.
#[event]
pub struct Redeemed {
    #[indexed]
    contributor: Address,
    to: Address,
    amount: u128,
}
