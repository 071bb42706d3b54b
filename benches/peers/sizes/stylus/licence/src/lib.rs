//! Business licences: our `contracts/licence` on stylus-sdk.
//!
//! Different from ours: roles and grants, which are blocks there, are parts of this crate, inherited by `#[implements]`;
//! the event `RoleAdminChanged`, which nothing emits, is left out; errors have `uint8` for enums; a record is read
//! whole and written field by field; the deployer is `tx.origin`, since a deploying contract calls the constructor.

#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

mod calendar;
mod checks;
mod code;
mod errors;
// The same for all.
#[path = "../../consent/src/grants.rs"]
mod grants;
mod interface;
// The same for all.
#[path = "../../invoice/src/merkle.rs"]
mod merkle;
mod records;
// The same for all.
#[path = "../../consent/src/roles.rs"]
mod roles;

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U16, U32, U64, U8};
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageB256, StorageBool, StorageMap, StorageU64, StorageVec},
};

use checks::{require_filed, require_hash, require_status};
use code::Code;
use errors::*;
use grants::{Grants, IGrants};
use interface::*;
use records::{ApplicationRecord, LicenceRecord, Pair, PreCheckRecord, TermsRecord};
use roles::{role, IRoles, Roles, DEFAULT_ADMIN_ROLE};

/// The market regulator, which gives the other roles and admits models.
const AUTHORITY: B256 = DEFAULT_ADMIN_ROLE;
/// Decides on applications and on the standing of licences.
const OFFICER: B256 = role("OFFICER");
/// Runs a model that advises officers.
const CHECKER: B256 = role("CHECKER");
/// Opens accounts for new firms.
const BANK: B256 = role("BANK");
/// Registers them for taxes.
const TAX: B256 = role("TAX");
/// Registers their seals.
const SEAL: B256 = role("SEAL");

/// Most signers of an application.
const SIGNERS_MAX: u64 = 50;
/// The score of a model that is sure.
const SCORE_MAX: u16 = 10_000;

/// What the files that are the same for all extend.
use Licences as Contract;

#[entrypoint]
#[storage]
pub struct Licences {
    roles: Roles,
    grants: Grants,
    terms: TermsRecord,
    models: StorageMap<B256, StorageBool>,
    last_application: StorageU64,
    applications: StorageMap<u64, ApplicationRecord>,
    signers: StorageMap<u64, StorageVec<StorageAddress>>,
    signatures: StorageMap<Pair<Pair<u64, u32>, Address>, StorageBool>,
    pre_checks: StorageMap<Pair<u64, u32>, PreCheckRecord>,
    serials: StorageU64,
    licences: StorageMap<Code, LicenceRecord>,
    reports: StorageMap<Pair<Code, u16>, StorageB256>,
    receipts: StorageMap<Pair<Code, B256>, StorageB256>,
}

#[public]
#[implements(IRoles, IGrants)]
impl Licences {
    #[constructor]
    pub fn constructor(&mut self, terms: Terms) -> Result<(), Error> {
        let Terms { prefix, decision_seconds, appeal_seconds, validity_seconds } = terms;
        if !code::is_prefix(&prefix.0) {
            return Err(InvalidPrefix { prefix }.into());
        }
        if decision_seconds == 0 || appeal_seconds == 0 || validity_seconds == 0 {
            return Err(InvalidTerms { decision_seconds, appeal_seconds, validity_seconds }.into());
        }
        let authority = self.vm().tx_origin();
        self.roles.grant(AUTHORITY, authority, authority);
        self.terms.prefix.set(prefix);
        self.terms.decision_seconds.set(U64::from(decision_seconds));
        self.terms.appeal_seconds.set(U64::from(appeal_seconds));
        self.terms.validity_seconds.set(U64::from(validity_seconds));
        Ok(())
    }

    pub fn terms(&self) -> Terms {
        self.terms.read()
    }

    pub fn is_admitted(&self, model: B256) -> bool {
        self.models.get(model)
    }

    pub fn application(&self, application: u64) -> Application {
        self.applications.getter(application).read()
    }

    pub fn signers(&self, application: u64) -> Vec<Address> {
        self.signers_of(application)
    }

    pub fn pre_check_of(&self, application: u64, filing: u32) -> PreCheck {
        self.pre_checks.getter(Pair(application, filing)).read()
    }

    pub fn licence(&self, licence: Code) -> Licence {
        self.licences.getter(licence).read()
    }

    pub fn is_in_force(&self, licence: Code) -> bool {
        self.in_force(licence).is_ok()
    }

    pub fn verify(&self, licence: Code, particulars: B256) -> bool {
        self.in_force(licence).is_ok_and(|record| record.particulars == particulars)
    }

    pub fn report_of(&self, licence: Code, year: u16) -> B256 {
        self.reports.get(Pair(licence, year))
    }

    pub fn receipt(&self, licence: Code, service: B256) -> B256 {
        self.receipts.get(Pair(licence, service))
    }

    pub fn admit_model(&mut self, model: B256) -> Result<(), Error> {
        self.roles.only_role(AUTHORITY)?;
        if self.models.get(model) {
            return Err(errors::ModelAdmitted { model }.into());
        }
        self.models.insert(model, true);
        self.vm().log(interface::ModelAdmitted { model });
        Ok(())
    }

    pub fn retire_model(&mut self, model: B256) -> Result<(), Error> {
        self.roles.only_role(AUTHORITY)?;
        self.require_admitted(model)?;
        self.models.delete(model);
        self.vm().log(ModelRetired { model });
        Ok(())
    }

    pub fn file(
        &mut self,
        matter: Matter,
        licence: Code,
        documents: B256,
        particulars: B256,
        signers: Vec<Address>,
    ) -> Result<u64, Error> {
        if matter != Matter::Formation {
            self.held_by_caller(licence)?;
        } else if !licence.is_zero() {
            return Err(InvalidLicence { licence }.into());
        }
        let found = signers.len() as u64;
        let repeats = |(i, signer): (usize, &Address)| signer.is_zero() || signers[..i].contains(signer);
        if found == 0 || found > SIGNERS_MAX || signers.iter().enumerate().any(repeats) {
            return Err(InvalidSigners { found, limit: SIGNERS_MAX }.into());
        }
        let last = self.last_application.get() + U64::from(1);
        self.last_application.set(last);
        let (application, applicant) = (last.wrapping_to(), self.vm().msg_sender());
        let mut record = self.applications.setter(application);
        record.matter.set(U8::from(matter as u8));
        record.applicant.set(applicant);
        record.licence.set(licence);
        let mut stored = self.signers.setter(application);
        for signer in &signers {
            stored.push(*signer);
        }
        self.set_filing(application, found as u32, documents, particulars)?;
        Ok(application)
    }

    pub fn amend(&mut self, application: u64, documents: B256, particulars: B256) -> Result<(), Error> {
        let record = self.own_application(application)?;
        if record.status != Status::SentBack {
            require_status(&record, Status::Signing)?;
        }
        let unsigned = self.signers.getter(application).len() as u32;
        self.set_filing(application, unsigned, documents, particulars)
    }

    pub fn sign(&mut self, application: u64, documents: B256, particulars: B256) -> Result<(), Error> {
        let record = self.application_in(application, Status::Signing)?;
        let (signer, filing) = (self.vm().msg_sender(), record.filing);
        if !self.signers_of(application).contains(&signer) {
            return Err(NotSigner { caller: signer }.into());
        }
        require_filed(&record, documents, particulars)?;
        let mut signature = self.signatures.setter(Pair(Pair(application, filing), signer));
        if signature.get() {
            return Err(AlreadySigned { signer, filing }.into());
        }
        signature.set(true);
        self.vm().log(Signed { application, signer, filing });
        let (unsigned, deadline) = (record.unsigned - 1, self.decision_deadline());
        let mut record = self.applications.setter(application);
        record.unsigned.set(U32::from(unsigned));
        if unsigned == 0 {
            record.set_status(Status::Submitted);
            record.deadline.set(U64::from(deadline));
            self.vm().log(Submitted { application, deadline });
        }
        Ok(())
    }

    pub fn pre_check(
        &mut self,
        application: u64,
        model: B256,
        advice: Advice,
        score: u16,
        reasons: B256,
    ) -> Result<(), Error> {
        self.roles.only_role(CHECKER)?;
        let Application { filing, .. } = self.application_in(application, Status::Submitted)?;
        self.require_admitted(model)?;
        if advice == Advice::None {
            return Err(NoAdvice {}.into());
        }
        if score > SCORE_MAX {
            return Err(InvalidScore { score }.into());
        }
        let checker = self.vm().msg_sender();
        let mut record = self.pre_checks.setter(Pair(application, filing));
        if record.advice() != Advice::None {
            return Err(AlreadyChecked { application, filing }.into());
        }
        record.checker.set(checker);
        record.model.set(model);
        record.advice.set(U8::from(advice as u8));
        record.score.set(U16::from(score));
        record.reasons.set(reasons);
        self.vm().log(PreChecked { application, checker, model, filing, advice, score, reasons });
        Ok(())
    }

    pub fn send_back(&mut self, application: u64, reasons: B256) -> Result<(), Error> {
        let record = self.application_in(application, Status::Submitted)?;
        let officer = self.deciding_officer(application, &record)?;
        require_hash(reasons)?;
        let mut record = self.applications.setter(application);
        record.set_status(Status::SentBack);
        record.officer.set(officer);
        self.vm().log(SentBack { application, officer, reasons });
        Ok(())
    }

    pub fn reject(&mut self, application: u64, reasons: B256) -> Result<(), Error> {
        let record = self.undecided(application)?;
        let officer = self.deciding_officer(application, &record)?;
        require_hash(reasons)?;
        let (status, appeal_by) = if record.status == Status::Appealed {
            (Status::Refused, 0)
        } else {
            let appeal_seconds = self.terms.appeal_seconds.get().wrapping_to();
            (Status::Rejected, self.vm().block_timestamp().saturating_add(appeal_seconds))
        };
        let mut record = self.applications.setter(application);
        record.set_status(status);
        record.deadline.set(U64::from(appeal_by));
        record.officer.set(officer);
        self.vm().log(Rejected { application, officer, reasons, appeal_by });
        Ok(())
    }

    pub fn appeal(&mut self, application: u64, grounds: B256) -> Result<(), Error> {
        let record = self.own_application(application)?;
        require_status(&record, Status::Rejected)?;
        let now = self.vm().block_timestamp();
        if now >= record.deadline {
            return Err(TooLate { deadline: record.deadline, now }.into());
        }
        let deadline = self.decision_deadline();
        let mut record = self.applications.setter(application);
        record.set_status(Status::Appealed);
        record.deadline.set(U64::from(deadline));
        self.vm().log(Appealed { application, grounds, deadline });
        Ok(())
    }

    pub fn approve(
        &mut self,
        application: u64,
        documents: B256,
        particulars: B256,
        reasons: B256,
    ) -> Result<Code, Error> {
        let record = self.undecided(application)?;
        let officer = self.deciding_officer(application, &record)?;
        require_filed(&record, documents, particulars)?;
        let advice = self.pre_checks.getter(Pair(application, record.filing)).advice();
        if advice != Advice::Approve && reasons.is_zero() {
            return Err(ReasonsMissing { advice: advice as u8 }.into());
        }
        let licence = self.carry_out(application, &record, officer)?;
        let mut record = self.applications.setter(application);
        record.licence.set(licence);
        record.set_status(Status::Approved);
        record.officer.set(officer);
        record.deadline.set(U64::ZERO);
        self.vm().log(Approved { application, officer, licence, advice, reasons });
        Ok(licence)
    }

    pub fn report_overdue(&mut self, application: u64) -> Result<(), Error> {
        let Application { deadline, .. } = self.undecided(application)?;
        let now = self.vm().block_timestamp();
        if now < deadline {
            return Err(TooEarly { deadline, now }.into());
        }
        let new_deadline = self.decision_deadline();
        self.applications.setter(application).deadline.set(U64::from(new_deadline));
        self.vm().log(Overdue { application, deadline, new_deadline });
        Ok(())
    }

    pub fn suspend(&mut self, licence: Code, reason: B256) -> Result<(), Error> {
        let officer = self.move_licence(licence, Standing::Active, Standing::Suspended, reason)?;
        self.vm().log(Suspended { licence, officer, reason });
        Ok(())
    }

    pub fn reinstate(&mut self, licence: Code, reason: B256) -> Result<(), Error> {
        let officer = self.move_licence(licence, Standing::Suspended, Standing::Active, reason)?;
        self.vm().log(Reinstated { licence, officer, reason });
        Ok(())
    }

    pub fn revoke(&mut self, licence: Code, reason: B256) -> Result<(), Error> {
        let officer = self.move_licence(licence, Standing::Suspended, Standing::Revoked, reason)?;
        self.vm().log(Revoked { licence, officer, reason });
        Ok(())
    }

    pub fn report(&mut self, licence: Code, year: u16, report: B256) -> Result<(), Error> {
        let record = self.held_by_caller(licence)?;
        require_hash(report)?;
        let (first, _) = calendar::year_and_month(record.issued_at);
        let (this_year, month) = calendar::year_and_month(self.vm().block_timestamp());
        let reported = u64::from(year);
        if reported < first || reported >= this_year {
            return Err(InvalidYear { year, first, last: this_year - 1 }.into());
        }
        let mut stored = self.reports.setter(Pair(licence, year));
        let earlier = stored.get();
        if !earlier.is_zero() {
            return Err(AlreadyReported { year, report: earlier }.into());
        }
        stored.set(report);
        self.vm().log(Reported { licence, year, report, late: (this_year, month) > (reported + 1, 6) });
        Ok(())
    }

    pub fn complete(&mut self, licence: Code, service: B256, receipt: B256) -> Result<(), Error> {
        if ![BANK, TAX, SEAL].contains(&service) {
            return Err(UnknownService { service }.into());
        }
        self.roles.only_role(service)?;
        self.in_force(licence)?;
        require_hash(receipt)?;
        let mut stored = self.receipts.setter(Pair(licence, service));
        let earlier = stored.get();
        if !earlier.is_zero() {
            return Err(AlreadyCompleted { service, receipt: earlier }.into());
        }
        stored.set(receipt);
        self.vm().log(Completed { licence, service, receipt });
        Ok(())
    }

    pub fn reuse(&mut self, licence: Code, document: B256, proof: Vec<B256>, purpose: B256) -> Result<(), Error> {
        let (record, department) = (self.in_force(licence)?, self.vm().msg_sender());
        self.grants.check_grant(record.holder, department, document)?;
        if !merkle::verify(&proof, record.documents, merkle::leaf(&document.0)) {
            return Err(NotAmongDocuments { document }.into());
        }
        self.vm().log(Reused { licence, document, department, purpose });
        Ok(())
    }
}
