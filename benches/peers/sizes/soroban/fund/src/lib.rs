//! The fund of `contracts/fund` on soroban-sdk: contributors pay in what they committed, projects get it milestone by
//! milestone, and each movement takes m of n of a committee, evidence and time.
//!
//! Not as in ours: coins are tokens too, of the network's own contract, and payers sign the payment instead of
//! approving it before; what a token refuses fails with the token's own error; a decision is an enum whose kinds have
//! their own fields, and its event carries it; an offer of the authority is replaced but not withdrawn; there is no
//! zero address. Comments are `//`, since `///` would be written into the file.
#![no_std]

// The same for all.
#[path = "../../multisig/src/approvals.rs"]
mod approvals;
mod decisions;
mod errors;
mod events;
mod records;

use approvals::{Proposal, Terms};
use errors::Error;
use events::{
    EvidenceSubmitted, ManagerChanged, OwnershipTransferStarted, OwnershipTransferred, Paid, ProjectProposed, Redeemed,
    Repaid, Reported, Withdrawn,
};
use records::{
    books, contribution, existing, expect_status, milestones, project_if_any, running, save_books, save_contribution,
    save_project, Books, Contribution, Decision, Key, Milestone, Project, Status,
};
use soroban_sdk::{
    contract, contractimpl, panic_with_error, symbol_short, token::TokenClient, Address, BytesN, Env, Symbol, Vec, I256,
};

// Most milestones of a project.
const MILESTONES_MAX: u32 = 24;

const OWNER: Symbol = symbol_short!("owner");
const PENDING: Symbol = symbol_short!("pending");
const ASSET: Symbol = symbol_short!("asset");
const MANAGER: Symbol = symbol_short!("manager");
const PROJECTS: Symbol = symbol_short!("projects");

#[contract]
pub struct Fund;

#[contractimpl]
impl Fund {
    // A fund of the tokens of `asset`; `threshold` of the committee's members decide, their approvals stand for `delay`
    // seconds, a proposal lives for `lifetime`.
    pub fn __constructor(
        env: Env,
        authority: Address,
        asset: Address,
        manager: Address,
        members: Vec<Address>,
        threshold: u32,
        delay: u64,
        lifetime: u64,
    ) {
        env.storage().instance().set(&ASSET, &asset);
        set_owner(&env, None, Some(authority));
        approvals::configure(&env, members, threshold, delay, lifetime);
        name_manager(&env, manager);
    }

    pub fn owner(env: Env) -> Option<Address> {
        env.storage().instance().get(&OWNER)
    }

    pub fn pending_owner(env: Env) -> Option<Address> {
        env.storage().instance().get(&PENDING)
    }

    pub fn transfer_ownership(env: Env, new: Address) {
        let previous = only_owner(&env);
        env.storage().instance().set(&PENDING, &new);
        OwnershipTransferStarted { previous, new }.publish(&env);
    }

    pub fn accept_ownership(env: Env) {
        let Some(new) = Self::pending_owner(env.clone()) else { panic_with_error!(&env, Error::NotOwner) };
        new.require_auth();
        set_owner(&env, Self::owner(env.clone()), Some(new));
    }

    pub fn renounce_ownership(env: Env) {
        let previous = only_owner(&env);
        set_owner(&env, Some(previous), None);
    }

    pub fn approval_terms(env: Env) -> Terms {
        approvals::terms(&env)
    }

    pub fn proposal(env: Env, proposal: u64) -> Option<Proposal> {
        approvals::proposal(&env, proposal)
    }

    pub fn approve_action(env: Env, member: Address, proposal: u64) {
        approvals::approve(&env, member, proposal);
    }

    pub fn withdraw_approval(env: Env, member: Address, proposal: u64) {
        approvals::withdraw(&env, member, proposal);
    }

    pub fn asset(env: Env) -> Address {
        env.storage().instance().get(&ASSET).unwrap()
    }

    pub fn manager(env: Env) -> Address {
        env.storage().instance().get(&MANAGER).unwrap()
    }

    pub fn books(env: Env) -> Books {
        books(&env)
    }

    pub fn contribution(env: Env, contributor: Address) -> Contribution {
        contribution(&env, &contributor)
    }

    // What a contributor of a fund that was wound up may redeem now.
    pub fn redeemable(env: Env, contributor: Address) -> i128 {
        redeemable(&env, &books(&env), &contribution(&env, &contributor))
    }

    pub fn project(env: Env, project: u64) -> Option<Project> {
        project_if_any(&env, project)
    }

    // Projects so far, which is also the last number.
    pub fn project_count(env: Env) -> u64 {
        env.storage().instance().get(&PROJECTS).unwrap_or(0)
    }

    pub fn milestones(env: Env, project: u64) -> Vec<Milestone> {
        milestones(&env, project)
    }

    pub fn report_on(env: Env, project: u64, period: u32) -> Option<BytesN<32>> {
        env.storage().persistent().get(&Key::Report(project, period))
    }

    pub fn decision(env: Env, proposal: u64) -> Option<Decision> {
        env.storage().persistent().get(&Key::Decision(proposal))
    }

    // Authority: names the manager.
    pub fn set_manager(env: Env, manager: Address) {
        only_owner(&env);
        name_manager(&env, manager);
    }

    // Authority: sets the committee and its terms. What was before the committee is void.
    pub fn set_committee(env: Env, members: Vec<Address>, threshold: u32, delay: u64, lifetime: u64) {
        only_owner(&env);
        approvals::configure(&env, members, threshold, delay, lifetime);
    }

    // Member: proposes that an account may pay in up to `amount` in all.
    pub fn propose_admission(env: Env, member: Address, account: Address, amount: i128) -> u64 {
        decisions::put(&env, member, Decision::Admit(account, amount))
    }

    // Member: proposes to reserve the money for a project, which is there, so that its terms are what is approved.
    pub fn propose_funding(env: Env, member: Address, project: u64) -> u64 {
        let proposal = decisions::put(&env, member, Decision::Fund(project));
        expect_status(&env, project, Status::Proposed);
        proposal
    }

    // Member: proposes to release the money for a milestone, for this evidence.
    pub fn propose_release(env: Env, member: Address, project: u64, milestone: u32, evidence: BytesN<32>) -> u64 {
        decisions::put(&env, member, Decision::Release(project, milestone, evidence))
    }

    // Member: proposes to stop a project and have `amount` of what it got come back.
    pub fn propose_clawback(env: Env, member: Address, project: u64, amount: i128) -> u64 {
        decisions::put(&env, member, Decision::ClawBack(project, amount))
    }

    // Member: proposes to end the fund.
    pub fn propose_winding_up(env: Env, member: Address) -> u64 {
        decisions::put(&env, member, Decision::WindUp)
    }

    // Anyone: carries out a decision that enough members approved for long enough.
    pub fn execute(env: Env, proposal: u64) {
        decisions::carry_out(&env, proposal);
    }

    // Contributor: pays in, within its commitment.
    pub fn pay(env: Env, contributor: Address, amount: i128) {
        contributor.require_auth();
        let mut books = running(&env);
        let mut record = contribution(&env, &contributor);
        within(&env, amount, record.committed - record.paid);
        record.paid += amount;
        books.paid += amount;
        books.free += amount;
        save_contribution(&env, &contributor, &record);
        save_books(&env, &books);
        take(&env, &contributor, amount);
        Paid { contributor, amount }.publish(&env);
    }

    // Manager: proposes a project, and returns its number. The milestones have no evidence.
    pub fn propose_project(env: Env, beneficiary: Address, plan: BytesN<32>, milestones: Vec<Milestone>) -> u64 {
        running(&env);
        Self::manager(env.clone()).require_auth();
        require_account(&env, &beneficiary);
        let count = milestones.len();
        require(&env, (1..=MILESTONES_MAX).contains(&count), Error::InvalidCount);
        let mut total = 0;
        for milestone in &milestones {
            require(&env, milestone.amount > 0, Error::ZeroAmount);
            require(&env, milestone.evidence.is_none(), Error::EvidenceDiffers);
            total += milestone.amount;
        }
        let project = Self::project_count(env.clone()) + 1;
        env.storage().instance().set(&PROJECTS, &project);
        env.storage().persistent().set(&Key::Milestones(project), &milestones);
        let record = Project {
            status: Status::Proposed,
            beneficiary,
            plan,
            milestones: count,
            next: 0,
            total,
            released: 0,
            returned: 0,
            owed: 0,
            debt: 0,
        };
        save_project(&env, project, &record);
        let Project { beneficiary, plan, .. } = record;
        ProjectProposed { project, beneficiary, plan, total }.publish(&env);
        project
    }

    // Beneficiary: submits the hash of the evidence that the next milestone is reached, in time. Until the release it
    // may submit other evidence, which the committee has to judge anew.
    pub fn submit_evidence(env: Env, project: u64, milestone: u32, evidence: BytesN<32>) {
        let record = expect_status(&env, project, Status::Active);
        record.beneficiary.require_auth();
        require_next(&env, &record, milestone);
        require_hash(&env, &evidence);
        let mut all = milestones(&env, project);
        let mut reached = all.get_unchecked(milestone);
        require(&env, env.ledger().timestamp() <= reached.due, Error::TooLate);
        reached.evidence = Some(evidence.clone());
        all.set(milestone, reached);
        env.storage().persistent().set(&Key::Milestones(project), &all);
        EvidenceSubmitted { project, milestone, evidence }.publish(&env);
    }

    // Beneficiary: reports on a period, once, with the hash of the report.
    pub fn report(env: Env, project: u64, period: u32, report: BytesN<32>) {
        existing(&env, project).beneficiary.require_auth();
        require_hash(&env, &report);
        let key = Key::Report(project, period);
        require(&env, !env.storage().persistent().has(&key), Error::AlreadyReported);
        env.storage().persistent().set(&key, &report);
        Reported { project, period, report }.publish(&env);
    }

    // Beneficiary: takes all that was released to an address, and returns how much that is.
    pub fn withdraw(env: Env, project: u64, to: Address) -> i128 {
        let mut record = existing(&env, project);
        record.beneficiary.require_auth();
        require_account(&env, &to);
        let amount = record.owed;
        require(&env, amount > 0, Error::NothingOwed);
        record.owed = 0;
        save_project(&env, project, &record);
        let mut books = books(&env);
        books.owed -= amount;
        save_books(&env, &books);
        give(&env, &to, amount);
        Withdrawn { project, to, amount }.publish(&env);
        amount
    }

    // Anyone, mostly the beneficiary: pays back a part of a project's debt.
    pub fn repay(env: Env, payer: Address, project: u64, amount: i128) {
        payer.require_auth();
        let mut record = existing(&env, project);
        within(&env, amount, record.debt);
        record.debt -= amount;
        record.returned += amount;
        save_project(&env, project, &record);
        let mut books = books(&env);
        books.free += amount;
        books.returned += amount;
        save_books(&env, &books);
        take(&env, &payer, amount);
        Repaid { project, amount, debt: record.debt }.publish(&env);
    }

    // Contributor: takes its part of what a fund that was wound up has left to an address, and returns how much that
    // is. When debts are repaid later, there is more to redeem.
    pub fn redeem(env: Env, contributor: Address, to: Address) -> i128 {
        contributor.require_auth();
        require_account(&env, &to);
        let (mut books, mut record) = (books(&env), contribution(&env, &contributor));
        require(&env, books.is_wound_up, Error::NotWoundUp);
        let amount = redeemable(&env, &books, &record);
        require(&env, amount > 0, Error::NothingOwed);
        books.free -= amount;
        books.redeemed += amount;
        record.redeemed += amount;
        save_books(&env, &books);
        save_contribution(&env, &contributor, &record);
        give(&env, &to, amount);
        Redeemed { contributor, to, amount }.publish(&env);
        amount
    }
}

fn require(env: &Env, holds: bool, error: Error) {
    if !holds {
        panic_with_error!(env, error)
    }
}

fn only_owner(env: &Env) -> Address {
    let Some(owner) = Fund::owner(env.clone()) else { panic_with_error!(env, Error::NotOwner) };
    owner.require_auth();
    owner
}

fn set_owner(env: &Env, previous: Option<Address>, new: Option<Address>) {
    let instance = env.storage().instance();
    instance.remove(&PENDING);
    match &new {
        Some(new) => instance.set(&OWNER, new),
        None => instance.remove(&OWNER),
    }
    OwnershipTransferred { previous, new }.publish(env);
}

fn name_manager(env: &Env, manager: Address) {
    require_account(env, &manager);
    env.storage().instance().set(&MANAGER, &manager);
    ManagerChanged { manager }.publish(env);
}

// A contributor's part of what is left, by what it paid, rounded down, less what it got.
fn redeemable(env: &Env, books: &Books, record: &Contribution) -> i128 {
    if !books.is_wound_up || books.paid == 0 {
        return 0;
    }
    let wide = |amount| I256::from_i128(env, amount);
    let part = wide(books.free + books.redeemed).mul(&wide(record.paid)).div(&wide(books.paid));
    (part.to_i128().unwrap() - record.redeemed).max(0)
}

fn take(env: &Env, from: &Address, amount: i128) {
    let (token, this) = (TokenClient::new(env, &Fund::asset(env.clone())), env.current_contract_address());
    let before = token.balance(&this);
    token.transfer(from, &this, &amount);
    require(env, token.balance(&this) - before == amount, Error::WrongTokens);
}

fn give(env: &Env, to: &Address, amount: i128) {
    let (token, this) = (TokenClient::new(env, &Fund::asset(env.clone())), env.current_contract_address());
    let before = token.balance(&this);
    token.transfer(&this, to, &amount);
    require(env, before - token.balance(&this) == amount, Error::WrongTokens);
}

// Refuses who could not take out what it gets.
fn require_account(env: &Env, account: &Address) {
    require(env, *account != env.current_contract_address(), Error::InvalidAccount);
}

fn require_hash(env: &Env, hash: &BytesN<32>) {
    require(env, *hash != BytesN::from_array(env, &[0; 32]), Error::ZeroHash);
}

fn require_next(env: &Env, project: &Project, found: u32) {
    require(env, found == project.next, Error::OutOfOrder);
}

// Refuses an amount that is not at least one and no more than what is left.
fn within(env: &Env, wanted: i128, left: i128) {
    require(env, wanted > 0, Error::ZeroAmount);
    require(env, wanted <= left, Error::AboveLeft);
}
