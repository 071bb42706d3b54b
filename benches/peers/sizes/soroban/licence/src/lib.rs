//! `contracts/licence` on soroban-sdk: an application that all its parties sign, a model that checks it first and never
//! decides, an officer who does, an appeal to another, and licences under unified social credit codes.
//!
//! Who acts is a stored address or an argument that signs, so that a wrong applicant or holder is the host's error.
//! Roles and services are symbols, their admin is always the authority. What is not there is `None`: a licence of a
//! formation, advice, reasons that may be left out. Scores and years are 32 bits. No entry's time to live is extended.
#![no_std]

mod calendar;
mod checks;
mod code;
mod documents;
mod events;
mod grants;
mod records;
mod roles;

use soroban_sdk::{contract, contractimpl, panic_with_error, symbol_short, Address, BytesN, Env, Symbol, Vec};

use checks::{
    application_in, decision_deadline, existing, in_force, move_licence, not_revoked, require_admitted,
    require_decider, require_filed, require_hash, require_in_force, save, undecided,
};
pub use code::SERIALS;
use events::*;
use records::Key;
pub use records::{Advice, Application, Error, Licence, Matter, PreCheck, Standing, Status, Terms};
use roles::only_role;
pub use roles::AUTHORITY;

/// Decides on applications and on the standing of licences.
pub const OFFICER: Symbol = symbol_short!("OFFICER");
/// Runs a model that advises officers.
pub const CHECKER: Symbol = symbol_short!("CHECKER");
/// Opens accounts for new firms.
pub const BANK: Symbol = symbol_short!("BANK");
/// Registers them for taxes.
pub const TAX: Symbol = symbol_short!("TAX");
/// Registers their seals.
pub const SEAL: Symbol = symbol_short!("SEAL");

/// Most signers of an application.
pub const SIGNERS_MAX: u32 = 50;
/// The score of a model that is sure.
pub const SCORE_MAX: u32 = 10_000;

#[contract]
pub struct Licences;

#[contractimpl]
impl Licences {
    pub fn __constructor(env: Env, authority: Address, terms: Terms) {
        if !code::is_prefix(&terms.prefix) {
            panic_with_error!(&env, Error::InvalidPrefix)
        }
        if terms.decision_seconds == 0 || terms.appeal_seconds == 0 || terms.validity_seconds == 0 {
            panic_with_error!(&env, Error::InvalidTerms)
        }
        roles::grant(&env, AUTHORITY, authority.clone(), authority);
        env.storage().instance().set(&Key::Terms, &terms);
    }

    pub fn terms(env: Env) -> Terms {
        env.storage().instance().get(&Key::Terms).unwrap()
    }

    pub fn is_admitted(env: Env, model: BytesN<32>) -> bool {
        env.storage().persistent().has(&Key::Model(model))
    }

    pub fn application(env: Env, application: u64) -> Option<Application> {
        env.storage().persistent().get(&Key::Application(application))
    }

    pub fn signers(env: Env, application: u64) -> Vec<Address> {
        env.storage().persistent().get(&Key::Signers(application)).unwrap_or(Vec::new(&env))
    }

    pub fn pre_check_of(env: Env, application: u64, filing: u32) -> Option<PreCheck> {
        env.storage().persistent().get(&Key::PreCheck(application, filing))
    }

    pub fn licence(env: Env, licence: BytesN<18>) -> Option<Licence> {
        env.storage().persistent().get(&Key::Licence(licence))
    }

    pub fn is_in_force(env: Env, licence: BytesN<18>) -> bool {
        in_force(&env, &licence).is_ok()
    }

    pub fn verify(env: Env, licence: BytesN<18>, particulars: BytesN<32>) -> bool {
        in_force(&env, &licence).is_ok_and(|record| record.particulars == particulars)
    }

    pub fn report_of(env: Env, licence: BytesN<18>, year: u32) -> Option<BytesN<32>> {
        env.storage().persistent().get(&Key::Report(licence, year))
    }

    pub fn receipt(env: Env, licence: BytesN<18>, service: Symbol) -> Option<BytesN<32>> {
        env.storage().persistent().get(&Key::Receipt(licence, service))
    }

    pub fn admit_model(env: Env, caller: Address, model: BytesN<32>) {
        only_role(&env, AUTHORITY, &caller);
        let key = Key::Model(model.clone());
        if env.storage().persistent().has(&key) {
            panic_with_error!(&env, Error::ModelAdmitted)
        }
        env.storage().persistent().set(&key, &());
        ModelAdmitted { model }.publish(&env);
    }

    pub fn retire_model(env: Env, caller: Address, model: BytesN<32>) {
        only_role(&env, AUTHORITY, &caller);
        require_admitted(&env, &model);
        env.storage().persistent().remove(&Key::Model(model.clone()));
        ModelRetired { model }.publish(&env);
    }

    pub fn file(
        env: Env,
        applicant: Address,
        matter: Matter,
        licence: Option<BytesN<18>>,
        documents: BytesN<32>,
        particulars: BytesN<32>,
        signers: Vec<Address>,
    ) -> u64 {
        applicant.require_auth();
        if licence.is_none() != (matter == Matter::Formation) {
            panic_with_error!(&env, Error::InvalidLicence)
        }
        if licence.as_ref().is_some_and(|licence| not_revoked(&env, licence).holder != applicant) {
            panic_with_error!(&env, Error::NotHolder)
        }
        checks::require_signers(&env, &signers, SIGNERS_MAX);
        let application = env.storage().instance().get(&Key::LastApplication).unwrap_or(0u64) + 1;
        env.storage().instance().set(&Key::LastApplication, &application);
        env.storage().persistent().set(&Key::Signers(application), &signers);
        let record = Application {
            matter,
            status: Status::Signing,
            applicant,
            licence,
            documents: documents.clone(),
            particulars: particulars.clone(),
            filing: 0,
            unsigned: signers.len(),
            deadline: 0,
            officer: None,
        };
        checks::set_filing(&env, application, record, documents, particulars);
        application
    }

    pub fn amend(env: Env, application: u64, documents: BytesN<32>, particulars: BytesN<32>) {
        let mut record = existing(&env, application);
        record.applicant.require_auth();
        if !matches!(record.status, Status::Signing | Status::SentBack) {
            panic_with_error!(&env, Error::WrongStatus)
        }
        record.unsigned = Self::signers(env.clone(), application).len();
        checks::set_filing(&env, application, record, documents, particulars);
    }

    pub fn sign(env: Env, signer: Address, application: u64, documents: BytesN<32>, particulars: BytesN<32>) {
        signer.require_auth();
        let mut record = application_in(&env, application, Status::Signing);
        if !Self::signers(env.clone(), application).contains(&signer) {
            panic_with_error!(&env, Error::NotSigner)
        }
        require_filed(&env, &record, &documents, &particulars);
        let filing = record.filing;
        let key = Key::Signature(application, filing, signer.clone());
        if env.storage().persistent().has(&key) {
            panic_with_error!(&env, Error::AlreadySigned)
        }
        env.storage().persistent().set(&key, &());
        Signed { application, signer, filing }.publish(&env);
        record.unsigned -= 1;
        if record.unsigned == 0 {
            record.status = Status::Submitted;
            record.deadline = decision_deadline(&env);
            Submitted { application, deadline: record.deadline }.publish(&env);
        }
        save(&env, application, &record);
    }

    pub fn pre_check(
        env: Env,
        checker: Address,
        application: u64,
        model: BytesN<32>,
        advice: Advice,
        score: u32,
        reasons: BytesN<32>,
    ) {
        only_role(&env, CHECKER, &checker);
        let filing = application_in(&env, application, Status::Submitted).filing;
        require_admitted(&env, &model);
        if score > SCORE_MAX {
            panic_with_error!(&env, Error::InvalidScore)
        }
        let key = Key::PreCheck(application, filing);
        if env.storage().persistent().has(&key) {
            panic_with_error!(&env, Error::AlreadyChecked)
        }
        let record = PreCheck { checker, model, advice, score, reasons };
        env.storage().persistent().set(&key, &record);
        let PreCheck { checker, model, reasons, .. } = record;
        PreChecked { application, checker, model, filing, advice, score, reasons }.publish(&env);
    }

    pub fn send_back(env: Env, officer: Address, application: u64, reasons: BytesN<32>) {
        let mut record = application_in(&env, application, Status::Submitted);
        require_decider(&env, application, &record, &officer);
        require_hash(&env, &reasons);
        record.status = Status::SentBack;
        record.officer = Some(officer.clone());
        save(&env, application, &record);
        SentBack { application, officer, reasons }.publish(&env);
    }

    pub fn reject(env: Env, officer: Address, application: u64, reasons: BytesN<32>) {
        let mut record = undecided(&env, application);
        require_decider(&env, application, &record, &officer);
        require_hash(&env, &reasons);
        (record.status, record.deadline) = match record.status {
            Status::Appealed => (Status::Refused, 0),
            _ => {
                let appeal_seconds = Self::terms(env.clone()).appeal_seconds;
                (Status::Rejected, env.ledger().timestamp().saturating_add(appeal_seconds))
            }
        };
        record.officer = Some(officer.clone());
        save(&env, application, &record);
        Rejected { application, officer, reasons, appeal_by: record.deadline }.publish(&env);
    }

    pub fn appeal(env: Env, application: u64, grounds: BytesN<32>) {
        let mut record = application_in(&env, application, Status::Rejected);
        record.applicant.require_auth();
        if env.ledger().timestamp() >= record.deadline {
            panic_with_error!(&env, Error::TooLate)
        }
        record.status = Status::Appealed;
        record.deadline = decision_deadline(&env);
        save(&env, application, &record);
        Appealed { application, grounds, deadline: record.deadline }.publish(&env);
    }

    pub fn approve(
        env: Env,
        officer: Address,
        application: u64,
        documents: BytesN<32>,
        particulars: BytesN<32>,
        reasons: Option<BytesN<32>>,
    ) -> BytesN<18> {
        let mut record = undecided(&env, application);
        require_decider(&env, application, &record, &officer);
        require_filed(&env, &record, &documents, &particulars);
        let advice = Self::pre_check_of(env.clone(), application, record.filing).map(|check| check.advice);
        if advice != Some(Advice::Approve) && reasons.is_none() {
            panic_with_error!(&env, Error::ReasonsMissing)
        }
        let licence = checks::carry_out(&env, application, &record, &officer);
        record.licence = Some(licence.clone());
        record.status = Status::Approved;
        record.officer = Some(officer.clone());
        record.deadline = 0;
        save(&env, application, &record);
        Approved { application, officer, licence: licence.clone(), advice, reasons }.publish(&env);
        licence
    }

    pub fn report_overdue(env: Env, application: u64) {
        let mut record = undecided(&env, application);
        let deadline = record.deadline;
        if env.ledger().timestamp() < deadline {
            panic_with_error!(&env, Error::TooEarly)
        }
        record.deadline = decision_deadline(&env);
        save(&env, application, &record);
        Overdue { application, deadline, new_deadline: record.deadline }.publish(&env);
    }

    pub fn suspend(env: Env, officer: Address, licence: BytesN<18>, reason: BytesN<32>) {
        move_licence(&env, &officer, &licence, Standing::Active, Standing::Suspended, &reason);
        Suspended { licence, officer, reason }.publish(&env);
    }

    pub fn reinstate(env: Env, officer: Address, licence: BytesN<18>, reason: BytesN<32>) {
        move_licence(&env, &officer, &licence, Standing::Suspended, Standing::Active, &reason);
        Reinstated { licence, officer, reason }.publish(&env);
    }

    pub fn revoke(env: Env, officer: Address, licence: BytesN<18>, reason: BytesN<32>) {
        move_licence(&env, &officer, &licence, Standing::Suspended, Standing::Revoked, &reason);
        Revoked { licence, officer, reason }.publish(&env);
    }

    pub fn report(env: Env, licence: BytesN<18>, year: u32, report: BytesN<32>) {
        let record = not_revoked(&env, &licence);
        record.holder.require_auth();
        require_hash(&env, &report);
        let (first, _) = calendar::year_and_month(record.issued_at);
        let (this_year, month) = calendar::year_and_month(env.ledger().timestamp());
        let reported = u64::from(year);
        if reported < first || reported >= this_year {
            panic_with_error!(&env, Error::InvalidYear)
        }
        let key = Key::Report(licence.clone(), year);
        if env.storage().persistent().has(&key) {
            panic_with_error!(&env, Error::AlreadyReported)
        }
        env.storage().persistent().set(&key, &report);
        Reported { licence, year, report, late: (this_year, month) > (reported + 1, 6) }.publish(&env);
    }

    pub fn complete(env: Env, caller: Address, licence: BytesN<18>, service: Symbol, receipt: BytesN<32>) {
        if ![BANK, TAX, SEAL].contains(&service) {
            panic_with_error!(&env, Error::UnknownService)
        }
        only_role(&env, service.clone(), &caller);
        require_in_force(&env, &licence);
        require_hash(&env, &receipt);
        let key = Key::Receipt(licence.clone(), service.clone());
        if env.storage().persistent().has(&key) {
            panic_with_error!(&env, Error::AlreadyCompleted)
        }
        env.storage().persistent().set(&key, &receipt);
        Completed { licence, service, receipt }.publish(&env);
    }

    pub fn reuse(
        env: Env,
        department: Address,
        licence: BytesN<18>,
        document: BytesN<32>,
        proof: Vec<BytesN<32>>,
        purpose: BytesN<32>,
    ) {
        department.require_auth();
        let record = require_in_force(&env, &licence);
        grants::check_grant(&env, record.holder, department.clone(), document.clone());
        if !documents::has(&env, &record.documents, &document, &proof) {
            panic_with_error!(&env, Error::NotAmongDocuments)
        }
        Reused { licence, document, department, purpose }.publish(&env);
    }
}
