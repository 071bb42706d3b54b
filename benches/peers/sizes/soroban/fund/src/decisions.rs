//! What the committee decides, and what follows from it.

use soroban_sdk::{panic_with_error, xdr::ToXdr, Address, BytesN, Env};

use crate::{
    approvals,
    events::{Admitted, ClawedBack, DecisionProposed, FundWoundUp, ProjectFunded, Released},
    records::{
        books, contribution, existing, expect_status, milestones, running, save_books, save_contribution, save_project,
        Decision, Key, Status,
    },
    require, require_account, require_next, within, Error,
};

// Puts a decision before the committee, with the approval of a member.
pub fn put(env: &Env, member: Address, decision: Decision) -> u64 {
    let action = env.crypto().keccak256(&decision.clone().to_xdr(env)).to_bytes();
    let proposal = approvals::propose(env, member, action);
    env.storage().persistent().set(&Key::Decision(proposal), &decision);
    DecisionProposed { proposal, decision }.publish(env);
    proposal
}

// Carries out a decision whose time has come.
pub fn carry_out(env: &Env, proposal: u64) {
    approvals::execute(env, proposal);
    match env.storage().persistent().get(&Key::Decision(proposal)).unwrap() {
        Decision::Admit(account, amount) => admit(env, account, amount),
        Decision::Fund(project) => fund(env, project),
        Decision::Release(project, milestone, evidence) => release(env, project, milestone, evidence),
        Decision::ClawBack(project, amount) => claw_back(env, project, amount),
        Decision::WindUp => wind_up(env),
    }
}

fn admit(env: &Env, contributor: Address, committed: i128) {
    let mut books = running(env);
    require_account(env, &contributor);
    let mut record = contribution(env, &contributor);
    require(env, committed >= record.paid, Error::BelowPaid);
    books.committed += committed - record.committed;
    record.committed = committed;
    save_books(env, &books);
    save_contribution(env, &contributor, &record);
    Admitted { contributor, committed }.publish(env);
}

fn fund(env: &Env, project: u64) {
    let mut books = running(env);
    let mut record = expect_status(env, project, Status::Proposed);
    let total = record.total;
    within(env, total, books.free);
    books.free -= total;
    books.reserved += total;
    books.active_projects += 1;
    record.status = Status::Active;
    save_books(env, &books);
    save_project(env, project, &record);
    ProjectFunded { project, total }.publish(env);
}

fn release(env: &Env, project: u64, milestone: u32, expected: BytesN<32>) {
    let mut record = expect_status(env, project, Status::Active);
    require_next(env, &record, milestone);
    let reached = milestones(env, project).get_unchecked(milestone);
    require(env, reached.evidence == Some(expected), Error::EvidenceDiffers);
    let amount = reached.amount;
    let mut books = books(env);
    books.reserved -= amount;
    books.owed += amount;
    books.released += amount;
    record.owed += amount;
    record.released += amount;
    record.next += 1;
    if record.next == record.milestones {
        record.status = Status::Completed;
        books.active_projects -= 1;
    }
    save_books(env, &books);
    save_project(env, project, &record);
    Released { project, milestone, amount }.publish(env);
}

fn claw_back(env: &Env, project: u64, amount: i128) {
    let mut record = existing(env, project);
    let mut books = books(env);
    let unreserved = match record.status {
        Status::Active => {
            books.active_projects -= 1;
            record.total - record.released
        }
        Status::Completed => 0,
        _ => panic_with_error!(env, Error::WrongStatus),
    };
    require(env, (0..=record.released).contains(&amount), Error::AboveLeft);
    // What was not withdrawn yet comes back at once.
    let taken = amount.min(record.owed);
    record.owed -= taken;
    record.returned += taken;
    record.debt = amount - taken;
    record.status = Status::Stopped;
    books.reserved -= unreserved;
    books.free += unreserved + taken;
    books.owed -= taken;
    books.returned += taken;
    save_books(env, &books);
    save_project(env, project, &record);
    ClawedBack { project, unreserved, taken, debt: record.debt }.publish(env);
}

fn wind_up(env: &Env) {
    let mut books = running(env);
    require(env, books.active_projects == 0, Error::ProjectsActive);
    books.is_wound_up = true;
    save_books(env, &books);
    FundWoundUp { free: books.free }.publish(env);
}
