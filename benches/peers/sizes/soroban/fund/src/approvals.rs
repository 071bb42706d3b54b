//! Actions that take several people and time: m of n approvers agree, a delay passes, then it happens once.

use soroban_sdk::{contractevent, contracttype, panic_with_error, symbol_short, Address, BytesN, Env, Symbol, Vec};

use crate::{require, Error, Key};

// Each approver is a bit of a proposal's word.
const APPROVERS_MAX: u32 = 64;

const TERMS: Symbol = symbol_short!("terms");
const COUNT: Symbol = symbol_short!("count");

// Who approves and on which terms. Times are in seconds.
#[contracttype]
pub struct Terms {
    // Counts the changes of these terms.
    pub version: u32,
    pub threshold: u32,
    pub delay: u64,
    pub lifetime: u64,
    pub approvers: Vec<Address>,
}

#[contracttype]
pub struct Proposal {
    pub action: BytesN<32>,
    // The version of the terms that it was made under.
    pub version: u32,
    // One bit for each approver in the order of the terms.
    pub approved_by: u64,
    // When it can be executed; 0 while approvals are missing.
    pub ready_at: u64,
    // From when on it cannot.
    pub expires_at: u64,
    pub executed: bool,
}

#[contractevent(topics = ["proposed"], data_format = "single-value")]
pub struct ActionProposed {
    #[topic]
    pub proposal: u64,
    #[topic]
    pub action: BytesN<32>,
    #[topic]
    pub proposer: Address,
    pub expires_at: u64,
}

#[contractevent(topics = ["approved"], data_format = "vec")]
pub struct ActionApproved {
    #[topic]
    pub proposal: u64,
    #[topic]
    pub approver: Address,
    pub approvals: u32,
    pub ready_at: u64,
}

#[contractevent(topics = ["withdrawn"], data_format = "single-value")]
pub struct ApprovalWithdrawn {
    #[topic]
    pub proposal: u64,
    #[topic]
    pub approver: Address,
    pub approvals: u32,
}

#[contractevent(topics = ["executed"], data_format = "vec")]
pub struct ActionExecuted {
    #[topic]
    pub proposal: u64,
    #[topic]
    pub action: BytesN<32>,
}

#[contractevent(topics = ["approvers"], data_format = "vec")]
pub struct ApproversChanged {
    pub approvers: Vec<Address>,
    pub threshold: u32,
    pub delay: u64,
    pub lifetime: u64,
}

pub fn terms(env: &Env) -> Terms {
    env.storage().instance().get(&TERMS).unwrap()
}

pub fn proposal(env: &Env, number: u64) -> Option<Proposal> {
    env.storage().persistent().get(&Key::Proposal(number))
}

// Sets approvers and terms, and voids all proposals.
pub fn configure(env: &Env, approvers: Vec<Address>, threshold: u32, delay: u64, lifetime: u64) {
    let count = approvers.len();
    let differ = (0..).zip(&approvers).all(|(n, approver)| approvers.first_index_of(approver) == Some(n));
    require(env, count <= APPROVERS_MAX && differ, Error::InvalidApprovers);
    require(env, (1..=count).contains(&threshold), Error::InvalidThreshold);
    require(env, lifetime > delay, Error::LifetimeWithinDelay);
    let before: Option<Terms> = env.storage().instance().get(&TERMS);
    let version = before.map_or(0, |terms| terms.version) + 1;
    let terms = Terms { version, threshold, delay, lifetime, approvers };
    env.storage().instance().set(&TERMS, &terms);
    ApproversChanged { approvers: terms.approvers, threshold, delay, lifetime }.publish(env);
}

// Approver: proposes an action, approves it, and returns the number of the proposal. Numbers start at 1.
pub fn propose(env: &Env, approver: Address, action: BytesN<32>) -> u64 {
    let terms = terms(env);
    let bit = approver_bit(env, &terms, &approver);
    let number = env.storage().instance().get(&COUNT).unwrap_or(0u64) + 1;
    env.storage().instance().set(&COUNT, &number);
    let expires_at = env.ledger().timestamp().saturating_add(terms.lifetime);
    ActionProposed { proposal: number, action: action.clone(), proposer: approver.clone(), expires_at }.publish(env);
    let record = Proposal { action, version: terms.version, approved_by: 0, ready_at: 0, expires_at, executed: false };
    add_approval(env, number, record, &terms, approver, bit);
    number
}

// Approver: agrees. The last needed approval starts the delay.
pub fn approve(env: &Env, approver: Address, number: u64) {
    let (terms, record) = open(env, number);
    let bit = approver_bit(env, &terms, &approver);
    require(env, record.approved_by & bit == 0, Error::AlreadyApproved);
    add_approval(env, number, record, &terms, approver, bit);
}

// Approver: no longer agrees. If approvals are missing then, the delay starts anew with the one that makes them enough.
pub fn withdraw(env: &Env, approver: Address, number: u64) {
    let (terms, mut record) = open(env, number);
    let bit = approver_bit(env, &terms, &approver);
    require(env, record.approved_by & bit != 0, Error::NotApproved);
    record.approved_by ^= bit;
    let approvals = record.approved_by.count_ones();
    if approvals < terms.threshold {
        record.ready_at = 0;
    }
    save(env, number, &record);
    ApprovalWithdrawn { proposal: number, approver, approvals }.publish(env);
}

// Uses up a proposal whose time has come, whoever calls; the contract does the action next.
pub fn execute(env: &Env, number: u64) {
    let (terms, mut record) = open(env, number);
    require(env, record.approved_by.count_ones() >= terms.threshold, Error::ApprovalsMissing);
    require(env, env.ledger().timestamp() >= record.ready_at, Error::ExecutedTooEarly);
    record.executed = true;
    save(env, number, &record);
    ActionExecuted { proposal: number, action: record.action }.publish(env);
}

// The terms and a proposal made under them that can still be executed.
fn open(env: &Env, number: u64) -> (Terms, Proposal) {
    let terms = terms(env);
    let Some(record) = proposal(env, number) else { panic_with_error!(env, Error::UnknownProposal) };
    require(env, !record.executed, Error::ProposalExecuted);
    require(env, record.version == terms.version, Error::ProposalOutdated);
    require(env, env.ledger().timestamp() < record.expires_at, Error::ProposalExpired);
    (terms, record)
}

fn add_approval(env: &Env, number: u64, mut record: Proposal, terms: &Terms, approver: Address, bit: u64) {
    record.approved_by |= bit;
    let approvals = record.approved_by.count_ones();
    if approvals == terms.threshold {
        record.ready_at = env.ledger().timestamp().saturating_add(terms.delay);
    }
    save(env, number, &record);
    ActionApproved { proposal: number, approver, approvals, ready_at: record.ready_at }.publish(env);
}

fn save(env: &Env, number: u64, record: &Proposal) {
    env.storage().persistent().set(&Key::Proposal(number), record);
}

// The bit in a proposal of an approver, which signs.
fn approver_bit(env: &Env, terms: &Terms, approver: &Address) -> u64 {
    approver.require_auth();
    match terms.approvers.first_index_of(approver) {
        Some(index) => 1 << index,
        None => panic_with_error!(env, Error::NotApprover),
    }
}
