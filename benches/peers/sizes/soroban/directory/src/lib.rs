//! `contracts/directory` on soroban-sdk: which department is there for what, which data that brings with it, who may
//! use it for which duty of its own, and each use as both sides recorded it.
//!
//! Who acts is a stored address or an argument that signs, so that a wrong department or consumer is the host's error.
//! Roles are symbols, their admin is always the authority. What is not there is `None`, but zero if it is one side of a
//! use. No entry's time to live is extended.
#![no_std]

mod checks;
mod events;
mod exchange;
mod records;
mod roles;

use soroban_sdk::{contract, contractimpl, panic_with_error, symbol_short, Address, BytesN, Env, Symbol};

use checks::{
    answer_deadline, answerable_share, borne_duty, complaint_in, content, granted_once, next, own_dataset, own_duty,
    provider, require_consumer, require_hash, require_past, require_provider, require_supervisor_of, require_version,
    save_complaint, save_dataset, save_duty, save_share, share_in, share_of, shared_dataset,
};
use events::*;
use records::Key;
pub use records::{
    Complaint, ComplaintStatus, Dataset, Duty, Error, Exchange, ExchangeStatus, Share, ShareStatus, Terms, Usage,
    Version,
};
use roles::only_role;
pub use roles::AUTHORITY;

/// A department.
pub const DEPARTMENT: Symbol = symbol_short!("DEPT");
/// Decides what departments did not, and between them.
pub const SUPERVISOR: Symbol = symbol_short!("SUPER");

#[contract]
pub struct Directory;

#[contractimpl]
impl Directory {
    pub fn __constructor(env: Env, authority: Address, terms: Terms) {
        if terms.answer_seconds == 0 || terms.match_seconds == 0 {
            panic_with_error!(&env, Error::InvalidTerms)
        }
        roles::grant(&env, AUTHORITY, authority.clone(), authority);
        env.storage().instance().set(&Key::Terms, &terms);
    }

    pub fn terms(env: Env) -> Terms {
        env.storage().instance().get(&Key::Terms).unwrap()
    }

    pub fn duty(env: Env, duty: u64) -> Option<Duty> {
        env.storage().persistent().get(&Key::Duty(duty))
    }

    pub fn dataset(env: Env, dataset: u64) -> Option<Dataset> {
        env.storage().persistent().get(&Key::Dataset(dataset))
    }

    pub fn version(env: Env, dataset: u64, version: u32) -> Option<Version> {
        env.storage().persistent().get(&Key::Version(dataset, version))
    }

    pub fn share(env: Env, share: u64) -> Option<Share> {
        env.storage().persistent().get(&Key::Share(share))
    }

    pub fn is_live(env: Env, share: u64, fields: u128) -> bool {
        Self::share(env.clone(), share).is_some_and(|record| checks::check_live(&env, &record, fields).is_ok())
    }

    pub fn exchange(env: Env, share: u64, exchange: BytesN<32>) -> Option<Exchange> {
        env.storage().persistent().get(&Key::Exchange(share, exchange))
    }

    pub fn complaint(env: Env, complaint: u64) -> Option<Complaint> {
        env.storage().persistent().get(&Key::Complaint(complaint))
    }

    pub fn register_duty(env: Env, caller: Address, department: Address, basis: BytesN<32>) -> u64 {
        only_role(&env, AUTHORITY, &caller);
        roles::check_role(&env, DEPARTMENT, &department);
        require_hash(&env, &basis);
        let duty = next(&env, Key::LastDuty);
        let record = Duty { department, basis, datasets: 0, abolished: false };
        save_duty(&env, duty, &record);
        DutyRegistered { duty, department: record.department, basis: record.basis }.publish(&env);
        duty
    }

    pub fn transfer_duty(env: Env, caller: Address, duty: u64, to: Address) {
        only_role(&env, AUTHORITY, &caller);
        roles::check_role(&env, DEPARTMENT, &to);
        let mut record = borne_duty(&env, duty);
        let from = record.department;
        record.department = to.clone();
        save_duty(&env, duty, &record);
        DutyTransferred { duty, from, to }.publish(&env);
    }

    pub fn abolish_duty(env: Env, caller: Address, duty: u64) {
        only_role(&env, AUTHORITY, &caller);
        let mut record = borne_duty(&env, duty);
        if record.datasets > 0 {
            panic_with_error!(&env, Error::DutyHasDatasets)
        }
        record.abolished = true;
        save_duty(&env, duty, &record);
        DutyAbolished { duty }.publish(&env);
    }

    pub fn publish(env: Env, duty: u64, content: Version) -> u64 {
        let mut bearer = own_duty(&env, duty);
        require_version(&env, &content, 0);
        bearer.datasets += 1;
        save_duty(&env, duty, &bearer);
        let dataset = next(&env, Key::LastDataset);
        let updated_at = env.ledger().timestamp();
        let record = Dataset { duty, version: 1, retired: 0, updated_at, stale: false, withdrawn: false };
        save_dataset(&env, dataset, &record);
        env.storage().persistent().set(&Key::Version(dataset, 1), &content);
        VersionPublished { dataset, duty, version: 1, content }.publish(&env);
        dataset
    }

    pub fn revise(env: Env, dataset: u64, content: Version) -> u32 {
        let mut record = own_dataset(&env, dataset);
        require_version(&env, &content, record.retired);
        record.retired |= checks::content(&env, dataset, &record).fields & !content.fields;
        record.version += 1;
        let (duty, version) = (record.duty, record.version);
        save_dataset(&env, dataset, &record);
        env.storage().persistent().set(&Key::Version(dataset, version), &content);
        VersionPublished { dataset, duty, version, content }.publish(&env);
        version
    }

    pub fn withdraw(env: Env, dataset: u64, reason: BytesN<32>) {
        let mut record = shared_dataset(&env, dataset);
        let mut bearer = own_duty(&env, record.duty);
        require_hash(&env, &reason);
        record.withdrawn = true;
        bearer.datasets -= 1;
        save_duty(&env, record.duty, &bearer);
        save_dataset(&env, dataset, &record);
        DatasetWithdrawn { dataset, reason }.publish(&env);
    }

    pub fn update(env: Env, dataset: u64, digest: BytesN<32>) {
        let mut record = own_dataset(&env, dataset);
        record.updated_at = env.ledger().timestamp();
        record.stale = false;
        save_dataset(&env, dataset, &record);
        DatasetUpdated { dataset, digest }.publish(&env);
    }

    pub fn report_stale(env: Env, dataset: u64) {
        let mut record = shared_dataset(&env, dataset);
        let stale_from = record.updated_at.saturating_add(content(&env, dataset, &record).cycle);
        if record.stale || env.ledger().timestamp() < stale_from {
            panic_with_error!(&env, Error::NotStale)
        }
        record.stale = true;
        save_dataset(&env, dataset, &record);
        let department = checks::existing_duty(&env, record.duty).department;
        DatasetStale { dataset, department, stale_from }.publish(&env);
    }

    pub fn request(env: Env, dataset: u64, fields: u128, purpose: u64, until: u64) -> u64 {
        let consumer = own_duty(&env, purpose).department;
        let record = shared_dataset(&env, dataset);
        if checks::existing_duty(&env, record.duty).department == consumer {
            panic_with_error!(&env, Error::OwnDataset)
        }
        if fields == 0 {
            panic_with_error!(&env, Error::NothingWanted)
        }
        let content = content(&env, dataset, &record);
        if fields & (!content.fields | content.withheld) != 0 {
            panic_with_error!(&env, Error::FieldsNotShared)
        }
        if until <= env.ledger().timestamp() {
            panic_with_error!(&env, Error::NotInFuture)
        }
        let share = next(&env, Key::LastShare);
        let (status, deadline) = (ShareStatus::Requested, answer_deadline(&env));
        let mut record = Share { status, dataset, consumer, purpose, fields, until, deadline, quota: 0, used: 0 };
        let consumer = record.consumer.clone();
        ShareRequested { share, dataset, consumer, purpose, fields, until, deadline }.publish(&env);
        if fields & !content.open == 0 {
            record.status = ShareStatus::Granted;
            record.quota = u64::MAX;
            ShareGranted { share, by: env.current_contract_address(), quota: u64::MAX }.publish(&env);
        }
        save_share(&env, share, &record);
        share
    }

    pub fn escalate(env: Env, share: u64) {
        let mut record = share_in(&env, share, ShareStatus::Requested);
        require_past(&env, record.deadline);
        record.status = ShareStatus::Escalated;
        save_share(&env, share, &record);
        ShareEscalated { share, department: provider(&env, &record) }.publish(&env);
    }

    pub fn approve(env: Env, caller: Address, share: u64, quota: u64) {
        let mut record = answerable_share(&env, &caller, share);
        if quota == 0 {
            panic_with_error!(&env, Error::NothingWanted)
        }
        record.status = ShareStatus::Granted;
        record.quota = quota;
        save_share(&env, share, &record);
        ShareGranted { share, by: caller, quota }.publish(&env);
    }

    pub fn deny(env: Env, caller: Address, share: u64, reason: BytesN<32>) {
        let mut record = answerable_share(&env, &caller, share);
        require_hash(&env, &reason);
        record.status = ShareStatus::Denied;
        save_share(&env, share, &record);
        ShareDenied { share, by: caller, reason }.publish(&env);
    }

    pub fn revoke(env: Env, caller: Address, share: u64, reason: BytesN<32>) {
        let mut record = share_in(&env, share, ShareStatus::Granted);
        if caller != provider(&env, &record) && Self::has_role(env.clone(), SUPERVISOR, caller.clone()) {
            caller.require_auth();
        } else {
            require_provider(&env, &record, &caller);
        }
        require_hash(&env, &reason);
        record.status = ShareStatus::Revoked;
        save_share(&env, share, &record);
        ShareRevoked { share, by: caller, reason }.publish(&env);
    }

    pub fn deliver(env: Env, share: u64, exchange: BytesN<32>, usage: Usage) {
        let record = granted_once(&env, share);
        let by = provider(&env, &record);
        only_role(&env, DEPARTMENT, &by);
        exchange::record_use(&env, by, share, record, exchange, usage, ExchangeStatus::Delivered)
    }

    pub fn receive(env: Env, share: u64, exchange: BytesN<32>, usage: Usage) {
        let record = granted_once(&env, share);
        require_consumer(&env, &record);
        let by = record.consumer.clone();
        exchange::record_use(&env, by, share, record, exchange, usage, ExchangeStatus::Received)
    }

    pub fn report_one_sided(env: Env, share: u64, exchange: BytesN<32>) {
        let mut record = exchange::existing(&env, share, &exchange);
        if !exchange::is_one_sided(&record) {
            panic_with_error!(&env, Error::WrongExchangeStatus)
        }
        require_past(&env, record.deadline);
        record.status = ExchangeStatus::Disputed;
        exchange::save(&env, share, &exchange, &record);
        UseConcluded { share, exchange, status: record.status, counted: record.counted }.publish(&env);
    }

    pub fn settle(env: Env, caller: Address, share: u64, exchange: BytesN<32>, delivery_stands: bool) {
        let mut used = checks::existing_share(&env, share);
        require_supervisor_of(&env, &used, &caller);
        let mut record = exchange::existing(&env, share, &exchange);
        if record.status != ExchangeStatus::Disputed {
            panic_with_error!(&env, Error::WrongExchangeStatus)
        }
        let counted = if delivery_stands { record.delivery.count } else { record.receipt.count };
        used.used = used.used - record.counted + counted;
        save_share(&env, share, &used);
        record.status = ExchangeStatus::Settled;
        record.counted = counted;
        exchange::save(&env, share, &exchange, &record);
        UseConcluded { share, exchange, status: record.status, counted }.publish(&env);
    }

    pub fn complain(env: Env, share: u64, text: BytesN<32>) -> u64 {
        let record = granted_once(&env, share);
        require_consumer(&env, &record);
        require_hash(&env, &text);
        let (complaint, deadline) = (next(&env, Key::LastComplaint), answer_deadline(&env));
        let version = Self::dataset(env.clone(), record.dataset).unwrap().version;
        let record =
            Complaint { status: ComplaintStatus::Open, share, version, text: text.clone(), answer: None, deadline };
        save_complaint(&env, complaint, &record);
        ComplaintMade { complaint, share, version, text, deadline }.publish(&env);
        complaint
    }

    pub fn answer(env: Env, complaint: u64, answer: BytesN<32>) {
        let mut record = complaint_in(&env, complaint, ComplaintStatus::Open);
        only_role(&env, DEPARTMENT, &provider(&env, &share_of(&env, &record)));
        require_hash(&env, &answer);
        if env.ledger().timestamp() >= record.deadline {
            panic_with_error!(&env, Error::TooLate)
        }
        record.status = ComplaintStatus::Answered;
        record.answer = Some(answer.clone());
        save_complaint(&env, complaint, &record);
        ComplaintAnswered { complaint, answer }.publish(&env);
    }

    pub fn accept(env: Env, complaint: u64) {
        let mut record = complaint_in(&env, complaint, ComplaintStatus::Answered);
        let share = share_of(&env, &record);
        require_consumer(&env, &share);
        record.status = ComplaintStatus::Closed;
        save_complaint(&env, complaint, &record);
        ComplaintClosed { complaint, by: share.consumer, answer: record.answer.unwrap() }.publish(&env);
    }

    pub fn escalate_complaint(env: Env, complaint: u64) {
        let mut record = checks::existing_complaint(&env, complaint);
        let share = share_of(&env, &record);
        match record.status {
            ComplaintStatus::Answered => require_consumer(&env, &share),
            ComplaintStatus::Open => require_past(&env, record.deadline),
            _ => panic_with_error!(&env, Error::WrongComplaintStatus),
        }
        record.status = ComplaintStatus::Escalated;
        save_complaint(&env, complaint, &record);
        ComplaintEscalated { complaint, department: provider(&env, &share) }.publish(&env);
    }

    pub fn decide(env: Env, caller: Address, complaint: u64, answer: BytesN<32>) {
        let mut record = complaint_in(&env, complaint, ComplaintStatus::Escalated);
        require_supervisor_of(&env, &share_of(&env, &record), &caller);
        require_hash(&env, &answer);
        record.status = ComplaintStatus::Closed;
        record.answer = Some(answer.clone());
        save_complaint(&env, complaint, &record);
        ComplaintClosed { complaint, by: caller, answer }.publish(&env);
    }
}
