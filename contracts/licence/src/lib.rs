//! Business licences: an application that all its parties sign, a model that checks it first and never decides, an
//! officer who does, an appeal to another, and licences under unified social credit codes that anyone can verify.
//!
//! Guarantees the invariants of README.md. Documents, particulars and reasons stay off chain behind salted hashes.
#![no_std]

mod calendar;
mod checks;
mod code;
mod errors;
mod events;
mod records;

use blocks::{DEFAULT_ADMIN_ROLE, Grants, Roles, merkle, role};
use sdk::prelude::*;

use checks::{require_filed, require_hash, require_status};
pub use code::{Code, SERIALS};
pub use errors::Error;
pub use events::{
    Appealed, Approved, Changed, Completed, Filed, Issued, ModelAdmitted, ModelRetired, Overdue, PreChecked,
    Reinstated, Rejected, Renewed, Reported, Reused, Revoked, SentBack, Signed, Submitted, Suspended,
};
pub use records::{Advice, Application, Licence, Matter, PreCheck, Standing, Status, Terms};

/// The market regulator, which gives the other roles and admits models.
pub const AUTHORITY: B256 = DEFAULT_ADMIN_ROLE;
/// Decides on applications and on the standing of licences.
pub const OFFICER: B256 = role("OFFICER");
/// Runs a model that advises officers.
pub const CHECKER: B256 = role("CHECKER");
/// Opens accounts for new firms.
pub const BANK: B256 = role("BANK");
/// Registers them for taxes.
pub const TAX: B256 = role("TAX");
/// Registers their seals.
pub const SEAL: B256 = role("SEAL");

/// Most signers of an application.
pub const SIGNERS_MAX: u64 = 50;
/// The score of a model that is sure.
pub const SCORE_MAX: u16 = 10_000;

/// The register of one authority.
#[storage]
pub struct Licences {
    roles: Roles,
    /// What a holder lets a department use: the scope is a document's hash.
    grants: Grants,
    terms: Value<Terms>,
    models: Map<B256, bool>,
    last_application: Value<u64>,
    applications: Map<u64, Application>,
    signers: Map<u64, Vec<Address>>,
    /// Who signed which filing of an application.
    signatures: Map<(u64, u32, Address), bool>,
    pre_checks: Map<(u64, u32), PreCheck>,
    serials: Value<u64>,
    licences: Map<Code, Licence>,
    reports: Map<(Code, u16), B256>,
    receipts: Map<(Code, B256), B256>,
}

#[contract(components(roles: Roles, grants: Grants), events(Changed, Filed, Issued, Renewed))]
impl Licences {
    /// The deployer is the authority.
    #[init]
    pub fn new(&mut self, terms: Terms) -> Result<(), Error> {
        let Terms { prefix, decision_seconds, appeal_seconds, validity_seconds } = terms;
        if !code::is_prefix(&prefix.0) {
            return Err(Error::InvalidPrefix { prefix });
        }
        if decision_seconds == 0 || appeal_seconds == 0 || validity_seconds == 0 {
            return Err(Error::InvalidTerms { decision_seconds, appeal_seconds, validity_seconds });
        }
        self.roles.grant(AUTHORITY, caller());
        self.terms.set(terms);
        Ok(())
    }

    /// What the authority fixed.
    pub fn terms(&self) -> Terms {
        self.terms.get()
    }

    /// True if checkers may use the model.
    pub fn is_admitted(&self, model: B256) -> bool {
        self.models.get(model)
    }

    /// An application; its status is `None` if there is none.
    pub fn application(&self, application: u64) -> Application {
        self.applications.get(application)
    }

    /// Who has to sign an application.
    pub fn signers(&self, application: u64) -> Vec<Address> {
        self.signers.get(application)
    }

    /// What a model said of a filing of an application.
    pub fn pre_check_of(&self, application: u64, filing: u32) -> PreCheck {
        self.pre_checks.get((application, filing))
    }

    /// A licence; its standing is `None` if there is none.
    pub fn licence(&self, licence: Code) -> Licence {
        self.licences.get(licence)
    }

    /// True if the licence is in force now.
    pub fn is_in_force(&self, licence: Code) -> bool {
        self.in_force(licence).is_ok()
    }

    /// True if the licence is in force now and says what `particulars` stands for.
    pub fn verify(&self, licence: Code, particulars: B256) -> bool {
        self.in_force(licence).is_ok_and(|record| record.particulars == particulars)
    }

    /// Hash of the report on a year; zero if there is none.
    pub fn report_of(&self, licence: Code, year: u16) -> B256 {
        self.reports.get((licence, year))
    }

    /// What a service left when it did its step; zero if it has not.
    pub fn receipt(&self, licence: Code, service: B256) -> B256 {
        self.receipts.get((licence, service))
    }

    /// Authority: lets checkers use a model, named by the hash of the model and its version.
    pub fn admit_model(&mut self, model: B256) -> Result<(), Error> {
        self.roles.only_role(AUTHORITY)?;
        if self.models.get(model) {
            return Err(Error::ModelAdmitted { model });
        }
        self.models.set(model, true);
        emit(ModelAdmitted { model });
        Ok(())
    }

    /// Authority: lets no checker use a model any more. Its advice stays on record.
    pub fn retire_model(&mut self, model: B256) -> Result<(), Error> {
        self.roles.only_role(AUTHORITY)?;
        self.require_admitted(model)?;
        self.models.remove(model);
        emit(ModelRetired { model });
        Ok(())
    }

    /// Anyone for a formation (with a zero licence), the holder for a change or renewal: applies, and returns the application's
    /// number. All `signers` have to sign before an officer decides.
    pub fn file(
        &mut self,
        matter: Matter,
        licence: Code,
        documents: B256,
        particulars: B256,
        signers: Vec<Address>,
    ) -> Result<u64, Error> {
        let applicant = caller();
        match matter {
            Matter::Formation if !licence.is_zero() => return Err(Error::InvalidLicence { licence }),
            Matter::Formation => {}
            Matter::Change | Matter::Renewal => {
                self.held_by_caller(licence)?;
            }
        }
        let found = signers.len() as u64;
        let repeats = |(i, signer): (usize, &Address)| signer.is_zero() || signers[..i].contains(signer);
        if found == 0 || found > SIGNERS_MAX || signers.iter().enumerate().any(repeats) {
            return Err(Error::InvalidSigners { found, limit: SIGNERS_MAX });
        }
        let application = self.last_application.get() + 1;
        self.last_application.set(application);
        let record = Application { matter, applicant, licence, unsigned: found as u32, ..Application::default() };
        self.signers.set(application, signers);
        self.set_filing(application, record, documents, particulars)?;
        Ok(application)
    }

    /// Applicant: files other documents and particulars; all have to sign anew.
    pub fn amend(&mut self, application: u64, documents: B256, particulars: B256) -> Result<(), Error> {
        let mut record = self.own_application(application)?;
        if record.status != Status::SentBack {
            require_status(&record, Status::Signing)?;
        }
        record.unsigned = self.signers.get(application).len() as u32;
        self.set_filing(application, record, documents, particulars)
    }

    /// Signer: signs these documents and particulars. The last signature submits the application.
    pub fn sign(&mut self, application: u64, documents: B256, particulars: B256) -> Result<(), Error> {
        let mut record = self.application_in(application, Status::Signing)?;
        let (signer, filing) = (caller(), record.filing);
        if !self.signers.get(application).contains(&signer) {
            return Err(Error::NotSigner { caller: signer });
        }
        require_filed(&record, documents, particulars)?;
        if self.signatures.get((application, filing, signer)) {
            return Err(Error::AlreadySigned { signer, filing });
        }
        self.signatures.set((application, filing, signer), true);
        emit(Signed { application, signer, filing });
        record.unsigned -= 1;
        if record.unsigned == 0 {
            record.status = Status::Submitted;
            record.deadline = self.decision_deadline();
            emit(Submitted { application, deadline: record.deadline });
        }
        self.applications.set(application, record);
        Ok(())
    }

    /// Checker: records what an admitted model advises on a submitted application, once for each filing. Decides nothing.
    pub fn pre_check(
        &mut self,
        application: u64,
        model: B256,
        advice: Advice,
        score: u16,
        reasons: B256,
    ) -> Result<(), Error> {
        self.roles.only_role(CHECKER)?;
        let record = self.application_in(application, Status::Submitted)?;
        self.require_admitted(model)?;
        if advice == Advice::None {
            return Err(Error::NoAdvice);
        }
        if score > SCORE_MAX {
            return Err(Error::InvalidScore { score });
        }
        let (checker, filing) = (caller(), record.filing);
        if self.pre_checks.contains((application, filing)) {
            return Err(Error::AlreadyChecked { application, filing });
        }
        self.pre_checks.set((application, filing), PreCheck { checker, model, advice, score, reasons });
        emit(PreChecked { application, checker, model, filing, advice, score, reasons });
        Ok(())
    }

    /// Officer: gives a submitted application back to be amended.
    pub fn send_back(&mut self, application: u64, reasons: B256) -> Result<(), Error> {
        let mut record = self.application_in(application, Status::Submitted)?;
        let officer = self.deciding_officer(application, &record)?;
        require_hash(reasons)?;
        record.status = Status::SentBack;
        record.officer = officer;
        self.applications.set(application, record);
        emit(SentBack { application, officer, reasons });
        Ok(())
    }

    /// Officer: rejects an application. The applicant may appeal, unless this was the appeal.
    pub fn reject(&mut self, application: u64, reasons: B256) -> Result<(), Error> {
        let mut record = self.undecided(application)?;
        let officer = self.deciding_officer(application, &record)?;
        require_hash(reasons)?;
        if record.status == Status::Appealed {
            record.status = Status::Refused;
            record.deadline = 0;
        } else {
            record.status = Status::Rejected;
            record.deadline = block_timestamp().saturating_add(self.terms.get().appeal_seconds);
        }
        record.officer = officer;
        emit(Rejected { application, officer, reasons, appeal_by: record.deadline });
        self.applications.set(application, record);
        Ok(())
    }

    /// Applicant: asks for another officer, in time after a rejection.
    pub fn appeal(&mut self, application: u64, grounds: B256) -> Result<(), Error> {
        let mut record = self.own_application(application)?;
        require_status(&record, Status::Rejected)?;
        let now = block_timestamp();
        if now >= record.deadline {
            return Err(Error::TooLate { deadline: record.deadline, now });
        }
        record.status = Status::Appealed;
        record.deadline = self.decision_deadline();
        emit(Appealed { application, grounds, deadline: record.deadline });
        self.applications.set(application, record);
        Ok(())
    }

    /// Officer: approves an application with these documents and particulars and returns the licence, new or not. Gives reasons,
    /// unless the model advised to approve.
    pub fn approve(
        &mut self,
        application: u64,
        documents: B256,
        particulars: B256,
        reasons: B256,
    ) -> Result<Code, Error> {
        let mut record = self.undecided(application)?;
        let officer = self.deciding_officer(application, &record)?;
        require_filed(&record, documents, particulars)?;
        let PreCheck { advice, .. } = self.pre_checks.get((application, record.filing));
        if advice != Advice::Approve && reasons.is_zero() {
            return Err(Error::ReasonsMissing { advice });
        }
        record.licence = self.carry_out(application, &record, officer)?;
        record.status = Status::Approved;
        record.officer = officer;
        record.deadline = 0;
        let licence = record.licence;
        self.applications.set(application, record);
        emit(Approved { application, officer, licence, advice, reasons });
        Ok(licence)
    }

    /// Anyone: reports that no officer has decided in time. The time runs anew.
    pub fn report_overdue(&mut self, application: u64) -> Result<(), Error> {
        let mut record = self.undecided(application)?;
        let (deadline, now) = (record.deadline, block_timestamp());
        if now < deadline {
            return Err(Error::TooEarly { deadline, now });
        }
        record.deadline = self.decision_deadline();
        emit(Overdue { application, deadline, new_deadline: record.deadline });
        self.applications.set(application, record);
        Ok(())
    }

    /// Officer: puts a licence out of force for a reason.
    pub fn suspend(&mut self, licence: Code, reason: B256) -> Result<(), Error> {
        let officer = self.move_licence(licence, Standing::Active, Standing::Suspended, reason)?;
        emit(Suspended { licence, officer, reason });
        Ok(())
    }

    /// Officer: puts a suspended licence into force again.
    pub fn reinstate(&mut self, licence: Code, reason: B256) -> Result<(), Error> {
        let officer = self.move_licence(licence, Standing::Suspended, Standing::Active, reason)?;
        emit(Reinstated { licence, officer, reason });
        Ok(())
    }

    /// Another officer than who suspended it: puts a licence out of force for ever.
    pub fn revoke(&mut self, licence: Code, reason: B256) -> Result<(), Error> {
        let officer = self.move_licence(licence, Standing::Suspended, Standing::Revoked, reason)?;
        emit(Revoked { licence, officer, reason });
        Ok(())
    }

    /// Holder: reports on a year that is over, once; after 30 June of the next year it is late.
    pub fn report(&mut self, licence: Code, year: u16, report: B256) -> Result<(), Error> {
        let record = self.held_by_caller(licence)?;
        require_hash(report)?;
        let (first, _) = calendar::year_and_month(record.issued_at);
        let (this_year, month) = calendar::year_and_month(block_timestamp());
        let reported = u64::from(year);
        if reported < first || reported >= this_year {
            return Err(Error::InvalidYear { year, first, last: this_year - 1 });
        }
        let earlier = self.reports.get((licence, year));
        if !earlier.is_zero() {
            return Err(Error::AlreadyReported { year, report: earlier });
        }
        self.reports.set((licence, year), report);
        emit(Reported { licence, year, report, late: (this_year, month) > (reported + 1, 6) });
        Ok(())
    }

    /// Bank, tax office or seal register: does its step for a firm with a licence in force, once, and leaves a receipt.
    pub fn complete(&mut self, licence: Code, service: B256, receipt: B256) -> Result<(), Error> {
        if ![BANK, TAX, SEAL].contains(&service) {
            return Err(Error::UnknownService { service });
        }
        self.roles.only_role(service)?;
        self.in_force(licence)?;
        require_hash(receipt)?;
        let earlier = self.receipts.get((licence, service));
        if !earlier.is_zero() {
            return Err(Error::AlreadyCompleted { service, receipt: earlier });
        }
        self.receipts.set((licence, service), receipt);
        emit(Completed { licence, service, receipt });
        Ok(())
    }

    /// Department: uses a document that a licence in force rests on, as the holder lets it, for a purpose. The proof leads
    /// from the document's leaf to the licence's documents.
    pub fn reuse(&mut self, licence: Code, document: B256, proof: Vec<B256>, purpose: B256) -> Result<(), Error> {
        let (record, department) = (self.in_force(licence)?, caller());
        self.grants.check_grant(record.holder, department, document)?;
        if !merkle::verify(&proof, record.documents, merkle::leaf(&(document,))) {
            return Err(Error::NotAmongDocuments { document });
        }
        emit(Reused { licence, document, department, purpose });
        Ok(())
    }
}
