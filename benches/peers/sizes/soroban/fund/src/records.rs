//! What the contract stores. Amounts are in the token's smallest unit.

use soroban_sdk::{contracttype, panic_with_error, symbol_short, Address, BytesN, Env, Symbol, Vec};

use crate::{require, Error};

const BOOKS: Symbol = symbol_short!("books");

#[contracttype]
pub(crate) enum Key {
    Contribution(Address),
    Project(u64),
    Milestones(u64),
    // The report of a project on a period.
    Report(u64, u32),
    Proposal(u64),
    Decision(u64),
}

#[contracttype]
pub struct Contribution {
    pub committed: i128,
    pub paid: i128,
    // What it got back after the fund was wound up.
    pub redeemed: i128,
}

// All of the fund.
#[contracttype]
pub struct Books {
    pub is_wound_up: bool,
    pub committed: i128,
    pub paid: i128,
    // Held, and promised to nobody.
    pub free: i128,
    // Held for milestones of active projects.
    pub reserved: i128,
    // Held for beneficiaries to withdraw.
    pub owed: i128,
    pub released: i128,
    // Of that, taken back or repaid.
    pub returned: i128,
    // Paid back to contributors.
    pub redeemed: i128,
    pub active_projects: u64,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq)]
#[repr(u32)]
pub enum Status {
    Proposed = 1,
    Active = 2,
    Completed = 3,
    Stopped = 4,
}

#[contracttype]
pub struct Project {
    pub status: Status,
    pub beneficiary: Address,
    pub plan: BytesN<32>,
    pub milestones: u32,
    // How many of them are released: the next one's number.
    pub next: u32,
    pub total: i128,
    pub released: i128,
    pub returned: i128,
    pub owed: i128,
    pub debt: i128,
}

#[contracttype]
pub struct Milestone {
    pub amount: i128,
    // Last second, since 1970, in which evidence may be submitted.
    pub due: u64,
    pub goal: BytesN<32>,
    pub evidence: Option<BytesN<32>>,
}

// What is before the committee.
#[contracttype]
#[derive(Clone)]
pub enum Decision {
    // The account may pay in up to the amount.
    Admit(Address, i128),
    // The money for a project's milestones is reserved.
    Fund(u64),
    // A milestone of a project is reached, by this evidence.
    Release(u64, u32, BytesN<32>),
    // A project is stopped, and the amount of what it got is to come back.
    ClawBack(u64, i128),
    // The fund ends.
    WindUp,
}

pub(crate) fn books(env: &Env) -> Books {
    env.storage().instance().get(&BOOKS).unwrap_or(Books {
        is_wound_up: false,
        committed: 0,
        paid: 0,
        free: 0,
        reserved: 0,
        owed: 0,
        released: 0,
        returned: 0,
        redeemed: 0,
        active_projects: 0,
    })
}

// The books of a fund that was not wound up.
pub(crate) fn running(env: &Env) -> Books {
    let books = books(env);
    require(env, !books.is_wound_up, Error::WoundUp);
    books
}

pub(crate) fn save_books(env: &Env, books: &Books) {
    env.storage().instance().set(&BOOKS, books);
}

pub(crate) fn contribution(env: &Env, contributor: &Address) -> Contribution {
    let none = Contribution { committed: 0, paid: 0, redeemed: 0 };
    env.storage().persistent().get(&Key::Contribution(contributor.clone())).unwrap_or(none)
}

pub(crate) fn save_contribution(env: &Env, contributor: &Address, record: &Contribution) {
    env.storage().persistent().set(&Key::Contribution(contributor.clone()), record);
}

pub(crate) fn project_if_any(env: &Env, project: u64) -> Option<Project> {
    env.storage().persistent().get(&Key::Project(project))
}

pub(crate) fn existing(env: &Env, project: u64) -> Project {
    match project_if_any(env, project) {
        Some(record) => record,
        None => panic_with_error!(env, Error::UnknownProject),
    }
}

pub(crate) fn expect_status(env: &Env, project: u64, expected: Status) -> Project {
    let record = existing(env, project);
    require(env, record.status == expected, Error::WrongStatus);
    record
}

pub(crate) fn save_project(env: &Env, project: u64, record: &Project) {
    env.storage().persistent().set(&Key::Project(project), record);
}

pub(crate) fn milestones(env: &Env, project: u64) -> Vec<Milestone> {
    env.storage().persistent().get(&Key::Milestones(project)).unwrap_or(Vec::new(env))
}
