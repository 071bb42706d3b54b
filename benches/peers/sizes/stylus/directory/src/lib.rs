//! A city's directory of duties and data: our `contracts/directory` on stylus-sdk.
//!
//! Different from ours: `receive` is `receiveUse`, since Stylus keeps that name for its receive function; roles, which are
//! a block there, are a part of this crate, inherited by `#[implements]`; the event `RoleAdminChanged`, which nothing
//! emits, is left out; errors have `uint8` for enums; a record is read whole and written field by field; the deployer is
//! `tx.origin`, since a deploying contract calls the constructor.

#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

mod checks;
mod errors;
mod interface;
mod records;
// The same for all.
#[path = "../../consent/src/roles.rs"]
mod roles;

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U128, U32, U64};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU64},
};

use checks::{require_hash, require_version};
use errors::*;
use interface::*;
use records::{
    next, ComplaintRecord, DatasetRecord, DutyRecord, ExchangeRecord, Pair, ShareRecord, TermsRecord, VersionRecord,
};
use roles::{role, IRoles, Roles, DEFAULT_ADMIN_ROLE};

/// The directory's authority, which keeps the duties and gives the other roles.
const AUTHORITY: B256 = DEFAULT_ADMIN_ROLE;
/// A department.
const DEPARTMENT: B256 = role("DEPARTMENT");
/// Decides what departments did not, and between them.
const SUPERVISOR: B256 = role("SUPERVISOR");

/// What the files that are the same for all extend.
use Directory as Contract;

#[entrypoint]
#[storage]
pub struct Directory {
    roles: Roles,
    terms: TermsRecord,
    last_duty: StorageU64,
    duties: StorageMap<u64, DutyRecord>,
    last_dataset: StorageU64,
    datasets: StorageMap<u64, DatasetRecord>,
    versions: StorageMap<Pair<u64, u32>, VersionRecord>,
    last_share: StorageU64,
    shares: StorageMap<u64, ShareRecord>,
    exchanges: StorageMap<Pair<u64, B256>, ExchangeRecord>,
    last_complaint: StorageU64,
    complaints: StorageMap<u64, ComplaintRecord>,
}

#[public]
#[implements(IRoles)]
impl Directory {
    #[constructor]
    pub fn constructor(&mut self, terms: Terms) -> Result<(), Error> {
        let Terms { answer_seconds, match_seconds } = terms;
        if answer_seconds == 0 || match_seconds == 0 {
            return Err(InvalidTerms { answer_seconds, match_seconds }.into());
        }
        let authority = self.vm().tx_origin();
        self.roles.grant(AUTHORITY, authority, authority);
        self.terms.answer_seconds.set(U64::from(answer_seconds));
        self.terms.match_seconds.set(U64::from(match_seconds));
        Ok(())
    }

    pub fn terms(&self) -> Terms {
        self.terms.read()
    }

    pub fn duty(&self, duty: u64) -> Duty {
        self.duties.getter(duty).read()
    }

    pub fn dataset(&self, dataset: u64) -> Dataset {
        self.datasets.getter(dataset).read()
    }

    pub fn version(&self, dataset: u64, version: u32) -> Version {
        self.versions.getter(Pair(dataset, version)).read()
    }

    pub fn share(&self, share: u64) -> Share {
        self.shares.getter(share).read()
    }

    pub fn is_live(&self, share: u64, fields: u128) -> bool {
        self.live(share, fields).is_ok()
    }

    pub fn exchange(&self, share: u64, exchange: B256) -> Exchange {
        self.exchanges.getter(Pair(share, exchange)).read()
    }

    pub fn complaint(&self, complaint: u64) -> Complaint {
        self.complaints.getter(complaint).read()
    }

    pub fn register_duty(&mut self, department: Address, basis: B256) -> Result<u64, Error> {
        self.roles.only_role(AUTHORITY)?;
        self.roles.check_role(DEPARTMENT, department)?;
        require_hash(basis)?;
        let duty = next(&mut self.last_duty);
        let mut record = self.duties.setter(duty);
        record.department.set(department);
        record.basis.set(basis);
        self.vm().log(DutyRegistered { duty, department, basis });
        Ok(duty)
    }

    pub fn transfer_duty(&mut self, duty: u64, to: Address) -> Result<(), Error> {
        self.roles.only_role(AUTHORITY)?;
        self.roles.check_role(DEPARTMENT, to)?;
        let Duty { department: from, .. } = self.borne_duty(duty)?;
        self.duties.setter(duty).department.set(to);
        self.vm().log(DutyTransferred { duty, from, to });
        Ok(())
    }

    pub fn abolish_duty(&mut self, duty: u64) -> Result<(), Error> {
        self.roles.only_role(AUTHORITY)?;
        let Duty { datasets, .. } = self.borne_duty(duty)?;
        if datasets > 0 {
            return Err(DutyHasDatasets { duty, datasets }.into());
        }
        self.duties.setter(duty).abolished.set(true);
        self.vm().log(interface::DutyAbolished { duty });
        Ok(())
    }

    pub fn publish(&mut self, duty: u64, content: Version) -> Result<u64, Error> {
        let Duty { datasets, .. } = self.duty_of_caller(duty)?;
        require_version(&content, 0)?;
        self.duties.setter(duty).datasets.set(U64::from(datasets + 1));
        let dataset = next(&mut self.last_dataset);
        let now = self.vm().block_timestamp();
        let mut record = self.datasets.setter(dataset);
        record.duty.set(U64::from(duty));
        record.version.set(U32::from(1));
        record.updated_at.set(U64::from(now));
        self.versions.setter(Pair(dataset, 1)).write(&content);
        self.vm().log(VersionPublished { dataset, duty, version: 1, content });
        Ok(dataset)
    }

    pub fn revise(&mut self, dataset: u64, content: Version) -> Result<u32, Error> {
        let Dataset { duty, version: before, retired, .. } = self.dataset_of_caller(dataset)?;
        require_version(&content, retired)?;
        let fields = self.versions.getter(Pair(dataset, before)).fields.get().wrapping_to::<u128>();
        let version = before + 1;
        let mut record = self.datasets.setter(dataset);
        record.retired.set(U128::from(retired | fields & !content.fields));
        record.version.set(U32::from(version));
        self.versions.setter(Pair(dataset, version)).write(&content);
        self.vm().log(VersionPublished { dataset, duty, version, content });
        Ok(version)
    }

    pub fn withdraw(&mut self, dataset: u64, reason: B256) -> Result<(), Error> {
        let Dataset { duty, .. } = self.dataset_of_caller(dataset)?;
        require_hash(reason)?;
        self.datasets.setter(dataset).withdrawn.set(true);
        let mut duty = self.duties.setter(duty);
        let datasets = duty.datasets.get() - U64::from(1);
        duty.datasets.set(datasets);
        self.vm().log(interface::DatasetWithdrawn { dataset, reason });
        Ok(())
    }

    pub fn update(&mut self, dataset: u64, digest: B256) -> Result<(), Error> {
        self.dataset_of_caller(dataset)?;
        let now = self.vm().block_timestamp();
        let mut record = self.datasets.setter(dataset);
        record.updated_at.set(U64::from(now));
        record.stale.set(false);
        self.vm().log(DatasetUpdated { dataset, digest });
        Ok(())
    }

    pub fn report_stale(&mut self, dataset: u64) -> Result<(), Error> {
        let Dataset { duty, version, updated_at, stale, .. } = self.shared_dataset(dataset)?;
        let cycle = self.versions.getter(Pair(dataset, version)).cycle.get().wrapping_to();
        let stale_from = updated_at.saturating_add(cycle);
        if stale || self.vm().block_timestamp() < stale_from {
            return Err(NotStale { dataset, stale_from }.into());
        }
        self.datasets.setter(dataset).stale.set(true);
        let department = self.department(duty);
        self.vm().log(DatasetStale { dataset, department, stale_from });
        Ok(())
    }

    pub fn request(&mut self, dataset: u64, fields: u128, purpose: u64, until: u64) -> Result<u64, Error> {
        let consumer = self.vm().msg_sender();
        self.duty_of_caller(purpose)?;
        let Dataset { duty, version, .. } = self.shared_dataset(dataset)?;
        if self.department(duty) == consumer {
            return Err(OwnDataset { dataset }.into());
        }
        if fields == 0 {
            return Err(NothingWanted {}.into());
        }
        let content = self.versions.getter(Pair(dataset, version)).read();
        let refused = fields & (!content.fields | content.withheld);
        if refused != 0 {
            return Err(FieldsNotShared { fields: refused }.into());
        }
        let now = self.vm().block_timestamp();
        if until <= now {
            return Err(NotInFuture { until, now }.into());
        }
        let (share, deadline) = (next(&mut self.last_share), self.answer_deadline());
        let mut record = self.shares.setter(share);
        record.set_status(ShareStatus::Requested);
        record.dataset.set(U64::from(dataset));
        record.consumer.set(consumer);
        record.purpose.set(U64::from(purpose));
        record.fields.set(U128::from(fields));
        record.until.set(U64::from(until));
        record.deadline.set(U64::from(deadline));
        self.vm().log(ShareRequested { share, dataset, consumer, purpose, fields, until, deadline });
        if fields & !content.open == 0 {
            let by = self.vm().contract_address();
            self.grant_share(share, by, u64::MAX);
        }
        Ok(share)
    }

    pub fn escalate(&mut self, share: u64) -> Result<(), Error> {
        let record = self.share_in(share, ShareStatus::Requested)?;
        self.require_past(record.deadline)?;
        self.shares.setter(share).set_status(ShareStatus::Escalated);
        let department = self.provider(&record);
        self.vm().log(ShareEscalated { share, department });
        Ok(())
    }

    pub fn approve(&mut self, share: u64, quota: u64) -> Result<(), Error> {
        self.require_answerable(share)?;
        if quota == 0 {
            return Err(NothingWanted {}.into());
        }
        let by = self.vm().msg_sender();
        self.grant_share(share, by, quota);
        Ok(())
    }

    pub fn deny(&mut self, share: u64, reason: B256) -> Result<(), Error> {
        self.require_answerable(share)?;
        require_hash(reason)?;
        self.shares.setter(share).set_status(ShareStatus::Denied);
        let by = self.vm().msg_sender();
        self.vm().log(ShareDenied { share, by, reason });
        Ok(())
    }

    pub fn revoke(&mut self, share: u64, reason: B256) -> Result<(), Error> {
        let record = self.share_in(share, ShareStatus::Granted)?;
        let by = self.vm().msg_sender();
        if by == self.provider(&record) || !self.roles.has_role(SUPERVISOR, by) {
            self.require_provider(&record)?;
        }
        require_hash(reason)?;
        self.shares.setter(share).set_status(ShareStatus::Revoked);
        self.vm().log(ShareRevoked { share, by, reason });
        Ok(())
    }

    pub fn deliver(&mut self, share: u64, exchange: B256, usage: Usage) -> Result<(), Error> {
        let record = self.granted_once(share)?;
        self.require_provider(&record)?;
        self.record_use(share, &record, exchange, usage, ExchangeStatus::Delivered)
    }

    pub fn receive_use(&mut self, share: u64, exchange: B256, usage: Usage) -> Result<(), Error> {
        let record = self.granted_once(share)?;
        self.require_consumer(&record)?;
        self.record_use(share, &record, exchange, usage, ExchangeStatus::Received)
    }

    pub fn report_one_sided(&mut self, share: u64, exchange: B256) -> Result<(), Error> {
        let Exchange { status: found, counted, deadline, .. } = self.exchanges.getter(Pair(share, exchange)).read();
        if !matches!(found, ExchangeStatus::Delivered | ExchangeStatus::Received) {
            let expected = ExchangeStatus::Delivered as u8;
            return Err(WrongExchangeStatus { found: found as u8, expected }.into());
        }
        self.require_past(deadline)?;
        let status = ExchangeStatus::Disputed;
        self.exchanges.setter(Pair(share, exchange)).set_status(status);
        self.vm().log(UseConcluded { share, exchange, status, counted });
        Ok(())
    }

    pub fn settle(&mut self, share: u64, exchange: B256, delivery_stands: bool) -> Result<(), Error> {
        self.require_supervisor_of(&self.share(share))?;
        let record = self.exchanges.getter(Pair(share, exchange)).read();
        if record.status != ExchangeStatus::Disputed {
            let (found, expected) = (record.status as u8, ExchangeStatus::Disputed as u8);
            return Err(WrongExchangeStatus { found, expected }.into());
        }
        let counted = if delivery_stands { record.delivery.count } else { record.receipt.count };
        let mut uses = self.shares.setter(share);
        let used = uses.used.get().wrapping_to::<u64>() - record.counted;
        uses.used.set(U64::from(used.checked_add(counted).expect("overflow")));
        let status = ExchangeStatus::Settled;
        let mut both = self.exchanges.setter(Pair(share, exchange));
        both.set_status(status);
        both.counted.set(U64::from(counted));
        self.vm().log(UseConcluded { share, exchange, status, counted });
        Ok(())
    }

    pub fn complain(&mut self, share: u64, text: B256) -> Result<u64, Error> {
        let record = self.granted_once(share)?;
        self.require_consumer(&record)?;
        require_hash(text)?;
        let (complaint, deadline) = (next(&mut self.last_complaint), self.answer_deadline());
        let version = self.datasets.getter(record.dataset).version.get();
        let mut record = self.complaints.setter(complaint);
        record.set_status(ComplaintStatus::Open);
        record.share.set(U64::from(share));
        record.version.set(version);
        record.text.set(text);
        record.deadline.set(U64::from(deadline));
        let version = version.wrapping_to();
        self.vm().log(ComplaintMade { complaint, share, version, text, deadline });
        Ok(complaint)
    }

    pub fn answer(&mut self, complaint: u64, answer: B256) -> Result<(), Error> {
        let record = self.complaint_in(complaint, ComplaintStatus::Open)?;
        self.require_provider(&self.share_of(&record))?;
        require_hash(answer)?;
        let (deadline, now) = (record.deadline, self.vm().block_timestamp());
        if now >= deadline {
            return Err(TooLate { deadline, now }.into());
        }
        let mut record = self.complaints.setter(complaint);
        record.set_status(ComplaintStatus::Answered);
        record.answer.set(answer);
        self.vm().log(ComplaintAnswered { complaint, answer });
        Ok(())
    }

    pub fn accept(&mut self, complaint: u64) -> Result<(), Error> {
        let record = self.complaint_in(complaint, ComplaintStatus::Answered)?;
        self.require_complainant(&record)?;
        self.complaints.setter(complaint).set_status(ComplaintStatus::Closed);
        let by = self.vm().msg_sender();
        self.vm().log(ComplaintClosed { complaint, by, answer: record.answer });
        Ok(())
    }

    pub fn escalate_complaint(&mut self, complaint: u64) -> Result<(), Error> {
        let record = self.existing_complaint(complaint)?;
        match record.status {
            ComplaintStatus::Answered => self.require_complainant(&record)?,
            ComplaintStatus::Open => self.require_past(record.deadline)?,
            found => {
                let expected = ComplaintStatus::Open as u8;
                return Err(WrongComplaintStatus { found: found as u8, expected }.into());
            }
        }
        self.complaints.setter(complaint).set_status(ComplaintStatus::Escalated);
        let department = self.provider(&self.share_of(&record));
        self.vm().log(ComplaintEscalated { complaint, department });
        Ok(())
    }

    pub fn decide(&mut self, complaint: u64, answer: B256) -> Result<(), Error> {
        let record = self.complaint_in(complaint, ComplaintStatus::Escalated)?;
        self.require_supervisor_of(&self.share_of(&record))?;
        require_hash(answer)?;
        let mut record = self.complaints.setter(complaint);
        record.set_status(ComplaintStatus::Closed);
        record.answer.set(answer);
        let by = self.vm().msg_sender();
        self.vm().log(ComplaintClosed { complaint, by, answer });
        Ok(())
    }
}

impl Directory {
    fn grant_share(&mut self, share: u64, by: Address, quota: u64) {
        let mut record = self.shares.setter(share);
        record.set_status(ShareStatus::Granted);
        record.quota.set(U64::from(quota));
        self.vm().log(ShareGranted { share, by, quota });
    }
}
