//! A city's directory of duties and data: which department is there for what, which data that brings with it, who may
//! use it for which duty of its own, and each use as both sides recorded it.
//!
//! Guarantees the invariants of README.md. Data, schemas and reasons stay off chain behind hashes. What is not answered
//! in time is the supervisor's: the right passes by the clock, and anyone may put it on record.
#![no_std]

mod checks;
mod errors;
mod events;
mod records;

use blocks::{DEFAULT_ADMIN_ROLE, Roles, role};
use sdk::prelude::*;

use checks::{next, require_hash, require_version};
pub use errors::Error;
pub use events::{
    ComplaintAnswered, ComplaintClosed, ComplaintEscalated, ComplaintMade, DatasetStale, DatasetUpdated,
    DatasetWithdrawn, DutyAbolished, DutyRegistered, DutyTransferred, ShareDenied, ShareEscalated, ShareGranted,
    ShareRequested, ShareRevoked, UseConcluded, UseRecorded, VersionPublished,
};
pub use records::{
    Complaint, ComplaintStatus, Dataset, Duty, Exchange, ExchangeStatus, Share, ShareStatus, Terms, Usage, Version,
};

/// The directory's authority, which keeps the duties and gives the other roles.
pub const AUTHORITY: B256 = DEFAULT_ADMIN_ROLE;
/// A department.
pub const DEPARTMENT: B256 = role("DEPARTMENT");
/// Decides what departments did not, and between them.
pub const SUPERVISOR: B256 = role("SUPERVISOR");

/// The directory of one city.
#[storage]
pub struct Directory {
    roles: Roles,
    terms: Value<Terms>,
    last_duty: Value<u64>,
    duties: Map<u64, Duty>,
    last_dataset: Value<u64>,
    datasets: Map<u64, Dataset>,
    versions: Map<(u64, u32), Version>,
    last_share: Value<u64>,
    shares: Map<u64, Share>,
    exchanges: Map<(u64, B256), Exchange>,
    last_complaint: Value<u64>,
    complaints: Map<u64, Complaint>,
}

#[contract(components(roles: Roles), events(UseRecorded))]
impl Directory {
    /// The deployer is the authority.
    #[init]
    pub fn new(&mut self, terms: Terms) -> Result<(), Error> {
        let Terms { answer_seconds, match_seconds } = terms;
        if answer_seconds == 0 || match_seconds == 0 {
            return Err(Error::InvalidTerms { answer_seconds, match_seconds });
        }
        self.roles.grant(AUTHORITY, caller());
        self.terms.set(terms);
        Ok(())
    }

    /// What the authority fixed.
    pub fn terms(&self) -> Terms {
        self.terms.get()
    }

    /// A duty; its department is zero if there is none.
    pub fn duty(&self, duty: u64) -> Duty {
        self.duties.get(duty)
    }

    /// A data set; its duty is 0 if there is none.
    pub fn dataset(&self, dataset: u64) -> Dataset {
        self.datasets.get(dataset)
    }

    /// A version of a data set, the last or an earlier one.
    pub fn version(&self, dataset: u64, version: u32) -> Version {
        self.versions.get((dataset, version))
    }

    /// A share; its status is `None` if there is none.
    pub fn share(&self, share: u64) -> Share {
        self.shares.get(share)
    }

    /// True if the share covers these fields now.
    pub fn is_live(&self, share: u64, fields: u128) -> bool {
        self.live(share, fields).is_ok()
    }

    /// A use of a share; its status is `None` if neither side recorded it.
    pub fn exchange(&self, share: u64, exchange: B256) -> Exchange {
        self.exchanges.get((share, exchange))
    }

    /// A complaint; its status is `None` if there is none.
    pub fn complaint(&self, complaint: u64) -> Complaint {
        self.complaints.get(complaint)
    }

    /// Authority: gives a department a duty and returns its number.
    pub fn register_duty(&mut self, department: Address, basis: B256) -> Result<u64, Error> {
        self.roles.only_role(AUTHORITY)?;
        self.roles.check_role(DEPARTMENT, department)?;
        require_hash(basis)?;
        let duty = self.last_duty.update(next);
        self.duties.set(duty, Duty { department, basis, ..Duty::default() });
        emit(DutyRegistered { duty, department, basis });
        Ok(duty)
    }

    /// Authority: gives a duty to another department, with its data sets.
    pub fn transfer_duty(&mut self, duty: u64, to: Address) -> Result<(), Error> {
        self.roles.only_role(AUTHORITY)?;
        self.roles.check_role(DEPARTMENT, to)?;
        let mut record = self.borne_duty(duty)?;
        let from = record.department;
        record.department = to;
        self.duties.set(duty, record);
        emit(DutyTransferred { duty, from, to });
        Ok(())
    }

    /// Authority: abolishes a duty without data sets. Shares for it end.
    pub fn abolish_duty(&mut self, duty: u64) -> Result<(), Error> {
        self.roles.only_role(AUTHORITY)?;
        let mut record = self.borne_duty(duty)?;
        if record.datasets > 0 {
            return Err(Error::DutyHasDatasets { duty, datasets: record.datasets });
        }
        record.abolished = true;
        self.duties.set(duty, record);
        emit(DutyAbolished { duty });
        Ok(())
    }

    /// Department: publishes a data set of a duty that it bears and returns its number.
    pub fn publish(&mut self, duty: u64, content: Version) -> Result<u64, Error> {
        let mut bearer = self.duty_of_caller(duty)?;
        require_version(&content, 0)?;
        bearer.datasets += 1;
        self.duties.set(duty, bearer);
        let dataset = self.last_dataset.update(next);
        let record = Dataset { duty, version: 1, updated_at: block_timestamp(), ..Dataset::default() };
        self.datasets.set(dataset, record);
        self.versions.set((dataset, 1), content.clone());
        emit(VersionPublished { dataset, duty, version: 1, content });
        Ok(dataset)
    }

    /// Department: publishes another version of its data set and returns the version's number. Fields that it has no
    /// more are gone from every share, for ever.
    pub fn revise(&mut self, dataset: u64, content: Version) -> Result<u32, Error> {
        let mut record = self.dataset_of_caller(dataset)?;
        require_version(&content, record.retired)?;
        record.retired |= self.versions.get((dataset, record.version)).fields & !content.fields;
        record.version += 1;
        let (duty, version) = (record.duty, record.version);
        self.datasets.set(dataset, record);
        self.versions.set((dataset, version), content.clone());
        emit(VersionPublished { dataset, duty, version, content });
        Ok(version)
    }

    /// Department: shares a data set no longer.
    pub fn withdraw(&mut self, dataset: u64, reason: B256) -> Result<(), Error> {
        let mut record = self.dataset_of_caller(dataset)?;
        require_hash(reason)?;
        record.withdrawn = true;
        self.duties.update(record.duty, |duty| duty.datasets -= 1);
        self.datasets.set(dataset, record);
        emit(DatasetWithdrawn { dataset, reason });
        Ok(())
    }

    /// Department: says that the data is up to date; `digest` is a hash of it.
    pub fn update(&mut self, dataset: u64, digest: B256) -> Result<(), Error> {
        let mut record = self.dataset_of_caller(dataset)?;
        record.updated_at = block_timestamp();
        record.stale = false;
        self.datasets.set(dataset, record);
        emit(DatasetUpdated { dataset, digest });
        Ok(())
    }

    /// Anyone: puts on record, once until the next update, that the data was not brought up to date in its cycle.
    pub fn report_stale(&mut self, dataset: u64) -> Result<(), Error> {
        let mut record = self.shared_dataset(dataset)?;
        let stale_from = record.updated_at.saturating_add(self.versions.get((dataset, record.version)).cycle);
        if record.stale || block_timestamp() < stale_from {
            return Err(Error::NotStale { dataset, stale_from });
        }
        record.stale = true;
        let department = self.duties.get(record.duty).department;
        self.datasets.set(dataset, record);
        emit(DatasetStale { dataset, department, stale_from });
        Ok(())
    }

    /// Department: asks for fields of another's data set for a duty of its own until a time, and returns the share's
    /// number. Open fields are granted at once.
    pub fn request(&mut self, dataset: u64, fields: u128, purpose: u64, until: u64) -> Result<u64, Error> {
        let consumer = caller();
        self.duty_of_caller(purpose)?;
        let record = self.shared_dataset(dataset)?;
        if self.duties.get(record.duty).department == consumer {
            return Err(Error::OwnDataset { dataset });
        }
        if fields == 0 {
            return Err(Error::NothingWanted);
        }
        let content = self.versions.get((dataset, record.version));
        let refused = fields & (!content.fields | content.withheld);
        if refused != 0 {
            return Err(Error::FieldsNotShared { fields: refused });
        }
        let now = block_timestamp();
        if until <= now {
            return Err(Error::NotInFuture { until, now });
        }
        let share = self.last_share.update(next);
        let (status, deadline) = (ShareStatus::Requested, self.answer_deadline());
        let mut record = Share { status, dataset, consumer, purpose, fields, until, deadline, quota: 0, used: 0 };
        emit(ShareRequested { share, dataset, consumer, purpose, fields, until, deadline });
        if fields & !content.open == 0 {
            record.status = ShareStatus::Granted;
            record.quota = u64::MAX;
            emit(ShareGranted { share, by: this(), quota: u64::MAX });
        }
        self.shares.set(share, record);
        Ok(share)
    }

    /// Anyone: puts on record that a request was not answered in time.
    pub fn escalate(&mut self, share: u64) -> Result<(), Error> {
        let mut record = self.share_in(share, ShareStatus::Requested)?;
        self.require_past(record.deadline)?;
        record.status = ShareStatus::Escalated;
        let department = self.provider(&record);
        self.shares.set(share, record);
        emit(ShareEscalated { share, department });
        Ok(())
    }

    /// Department in time, supervisor after: grants a request for so many records at most.
    pub fn approve(&mut self, share: u64, quota: u64) -> Result<(), Error> {
        let mut record = self.answerable_share(share)?;
        if quota == 0 {
            return Err(Error::NothingWanted);
        }
        record.status = ShareStatus::Granted;
        record.quota = quota;
        self.shares.set(share, record);
        emit(ShareGranted { share, by: caller(), quota });
        Ok(())
    }

    /// Department in time, supervisor after: denies a request for a reason.
    pub fn deny(&mut self, share: u64, reason: B256) -> Result<(), Error> {
        let mut record = self.answerable_share(share)?;
        require_hash(reason)?;
        record.status = ShareStatus::Denied;
        self.shares.set(share, record);
        emit(ShareDenied { share, by: caller(), reason });
        Ok(())
    }

    /// Department or supervisor: takes a share back for a reason.
    pub fn revoke(&mut self, share: u64, reason: B256) -> Result<(), Error> {
        let mut record = self.share_in(share, ShareStatus::Granted)?;
        if caller() == self.provider(&record) || !self.roles.has_role(SUPERVISOR, caller()) {
            self.require_provider(&record)?;
        }
        require_hash(reason)?;
        record.status = ShareStatus::Revoked;
        self.shares.set(share, record);
        emit(ShareRevoked { share, by: caller(), reason });
        Ok(())
    }

    /// Providing department: records what it delivered in an exchange.
    pub fn deliver(&mut self, share: u64, exchange: B256, usage: Usage) -> Result<(), Error> {
        let record = self.granted_once(share)?;
        self.require_provider(&record)?;
        self.record_use(share, record, exchange, usage, ExchangeStatus::Delivered)
    }

    /// Consuming department: records what it received in an exchange.
    pub fn receive(&mut self, share: u64, exchange: B256, usage: Usage) -> Result<(), Error> {
        let record = self.granted_once(share)?;
        self.require_consumer(&record)?;
        self.record_use(share, record, exchange, usage, ExchangeStatus::Received)
    }

    /// Anyone: puts on record that only one side recorded a use in time, which makes it a dispute.
    pub fn report_one_sided(&mut self, share: u64, exchange: B256) -> Result<(), Error> {
        let mut record = self.exchanges.get((share, exchange));
        if !matches!(record.status, ExchangeStatus::Delivered | ExchangeStatus::Received) {
            let (found, expected) = (record.status, ExchangeStatus::Delivered);
            return Err(Error::WrongExchangeStatus { found, expected });
        }
        self.require_past(record.deadline)?;
        record.status = ExchangeStatus::Disputed;
        emit(UseConcluded { share, exchange, status: record.status, counted: record.counted });
        self.exchanges.set((share, exchange), record);
        Ok(())
    }

    /// Supervisor: says whether the provider's or the consumer's record of a disputed use stands.
    pub fn settle(&mut self, share: u64, exchange: B256, delivery_stands: bool) -> Result<(), Error> {
        self.require_supervisor_of(&self.shares.get(share))?;
        let mut record = self.exchanges.get((share, exchange));
        let (found, expected) = (record.status, ExchangeStatus::Disputed);
        if found != expected {
            return Err(Error::WrongExchangeStatus { found, expected });
        }
        let counted = if delivery_stands { record.delivery.count } else { record.receipt.count };
        self.shares.update(share, |share| share.used = share.used - record.counted + counted);
        record.status = ExchangeStatus::Settled;
        record.counted = counted;
        self.exchanges.set((share, exchange), record);
        emit(UseConcluded { share, exchange, status: ExchangeStatus::Settled, counted });
        Ok(())
    }

    /// Consumer: says what is wrong with data that it was granted, and returns the complaint's number.
    pub fn complain(&mut self, share: u64, text: B256) -> Result<u64, Error> {
        let record = self.granted_once(share)?;
        self.require_consumer(&record)?;
        require_hash(text)?;
        let (complaint, deadline) = (self.last_complaint.update(next), self.answer_deadline());
        let (status, version) = (ComplaintStatus::Open, self.datasets.get(record.dataset).version);
        self.complaints.set(complaint, Complaint { status, share, version, text, answer: B256::ZERO, deadline });
        emit(ComplaintMade { complaint, share, version, text, deadline });
        Ok(complaint)
    }

    /// Providing department: answers a complaint in time.
    pub fn answer(&mut self, complaint: u64, answer: B256) -> Result<(), Error> {
        let mut record = self.complaint_in(complaint, ComplaintStatus::Open)?;
        self.require_provider(&self.shares.get(record.share))?;
        require_hash(answer)?;
        let (deadline, now) = (record.deadline, block_timestamp());
        if now >= deadline {
            return Err(Error::TooLate { deadline, now });
        }
        record.status = ComplaintStatus::Answered;
        record.answer = answer;
        self.complaints.set(complaint, record);
        emit(ComplaintAnswered { complaint, answer });
        Ok(())
    }

    /// Complainant: accepts the answer.
    pub fn accept(&mut self, complaint: u64) -> Result<(), Error> {
        let mut record = self.complaint_in(complaint, ComplaintStatus::Answered)?;
        self.require_complainant(&record)?;
        record.status = ComplaintStatus::Closed;
        emit(ComplaintClosed { complaint, by: caller(), answer: record.answer });
        self.complaints.set(complaint, record);
        Ok(())
    }

    /// Complainant: does not accept the answer. Anyone: puts on record that there was none in time.
    pub fn escalate_complaint(&mut self, complaint: u64) -> Result<(), Error> {
        let mut record = self.existing_complaint(complaint)?;
        match record.status {
            ComplaintStatus::Answered => self.require_complainant(&record)?,
            ComplaintStatus::Open => self.require_past(record.deadline)?,
            found => return Err(Error::WrongComplaintStatus { found, expected: ComplaintStatus::Open }),
        }
        record.status = ComplaintStatus::Escalated;
        let department = self.provider(&self.shares.get(record.share));
        self.complaints.set(complaint, record);
        emit(ComplaintEscalated { complaint, department });
        Ok(())
    }

    /// Supervisor: decides an escalated complaint.
    pub fn decide(&mut self, complaint: u64, answer: B256) -> Result<(), Error> {
        let mut record = self.complaint_in(complaint, ComplaintStatus::Escalated)?;
        self.require_supervisor_of(&self.shares.get(record.share))?;
        require_hash(answer)?;
        record.status = ComplaintStatus::Closed;
        record.answer = answer;
        self.complaints.set(complaint, record);
        emit(ComplaintClosed { complaint, by: caller(), answer });
        Ok(())
    }
}
