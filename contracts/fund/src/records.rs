//! What the contract stores. Amounts are whole wei, or the token's smallest unit.

use sdk::prelude::*;

/// What a contributor promised and did.
#[record]
pub struct Contribution {
    /// What it may pay in, by decision of the committee.
    pub committed: u128,
    /// What it paid in.
    pub paid: u128,
    /// What it got back after the fund was wound up.
    pub redeemed: u128,
}

/// All of the fund.
#[record]
pub struct Books {
    /// The fund takes no more payments and no new projects; what is free goes back to the contributors.
    pub is_wound_up: bool,
    /// Promised by all contributors.
    pub committed: u128,
    /// Paid in by them.
    pub paid: u128,
    /// Held, and promised to nobody.
    pub free: u128,
    /// Held for milestones of active projects.
    pub reserved: u128,
    /// Held for beneficiaries to withdraw.
    pub owed: u128,
    /// Released for milestones so far.
    pub released: u128,
    /// Of that, taken back or repaid.
    pub returned: u128,
    /// Paid back to contributors.
    pub redeemed: u128,
    /// Projects with milestones to come.
    pub active_projects: u64,
}

/// How far a project is.
#[record]
pub enum Status {
    /// No project has this number.
    None,
    /// The manager proposed it.
    Proposed,
    /// The committee funded it: the money for its milestones is reserved.
    Active,
    /// All milestones are released.
    Completed,
    /// The committee took money back, and nothing more is released.
    Stopped,
}

/// A project.
#[record]
pub struct Project {
    /// How far it is.
    pub status: Status,
    /// Who gets the money.
    pub beneficiary: Address,
    /// keccak256(salt ++ plan).
    pub plan: B256,
    /// How many milestones it has.
    pub milestones: u64,
    /// How many of them are released: the next one's number.
    pub next: u64,
    /// What all milestones amount to.
    pub total: u128,
    /// What was released.
    pub released: u128,
    /// Of that, what was taken back or repaid.
    pub returned: u128,
    /// What the beneficiary may withdraw.
    pub owed: u128,
    /// What the beneficiary has to repay.
    pub debt: u128,
}

/// A step of a project and what it is worth.
#[record]
pub struct Milestone {
    /// What is released for it.
    pub amount: u128,
    /// Last second, since 1970, in which evidence may be submitted.
    pub due: u64,
    /// keccak256(salt ++ goal).
    pub goal: B256,
    /// Hash of the evidence; zero before.
    pub evidence: B256,
}

/// What the committee can decide.
#[record]
pub enum Kind {
    /// Nothing.
    None,
    /// `account` may pay in up to `amount`.
    Admit,
    /// The money for a project's milestones is reserved.
    Fund,
    /// A milestone of a project is reached, by this evidence.
    Release,
    /// A project is stopped, and `amount` of what it got is to come back.
    ClawBack,
    /// The fund ends.
    WindUp,
}

/// A decision before the committee. Fields that its kind does not need are zero.
#[record]
pub struct Decision {
    /// What is decided.
    pub kind: Kind,
    /// Who is admitted.
    pub account: Address,
    /// Which project.
    pub project: u64,
    /// Which of its milestones, from 0 on.
    pub milestone: u64,
    /// How much.
    pub amount: u128,
    /// The evidence that was judged.
    pub evidence: B256,
}
