//! Who may take a step and when, and how the two records of a use meet.

use alloy_primitives::{Address, B256, U64};
use stylus_sdk::prelude::*;

use crate::{
    errors::*,
    interface::{
        Complaint, ComplaintStatus, Dataset, Duty, Exchange, ExchangeStatus, Share, ShareStatus, Usage, UseConcluded,
        UseRecorded, Version,
    },
    records::Pair,
    Directory, DEPARTMENT, SUPERVISOR,
};

impl Directory {
    /// Records one side of a use. The first record needs a live share, the second only meets it.
    pub(crate) fn record_use(
        &mut self,
        share: u64,
        record: &Share,
        exchange: B256,
        usage: Usage,
        side: ExchangeStatus,
    ) -> Result<(), Error> {
        let Exchange { mut status, mut counted, delivery, receipt, .. } =
            self.exchanges.getter(Pair(share, exchange)).read();
        match status {
            ExchangeStatus::None => {
                self.live(share, usage.fields)?;
                if usage.count == 0 {
                    return Err(NothingWanted {}.into());
                }
                let left = record.quota.saturating_sub(record.used);
                if usage.count > left {
                    return Err(AboveQuota { left, wanted: usage.count }.into());
                }
                self.shares.setter(share).used.set(U64::from(record.used + usage.count));
                status = side;
                counted = usage.count;
                let match_seconds = self.terms.match_seconds.get().wrapping_to();
                let deadline = self.vm().block_timestamp().saturating_add(match_seconds);
                let mut both = self.exchanges.setter(Pair(share, exchange));
                both.counted.set(U64::from(counted));
                both.deadline.set(U64::from(deadline));
            }
            ExchangeStatus::Delivered | ExchangeStatus::Received if status != side => {
                let first = if side == ExchangeStatus::Received { delivery } else { receipt };
                status = if first == usage { ExchangeStatus::Matched } else { ExchangeStatus::Disputed };
            }
            _ => return Err(AlreadyRecorded { exchange, status: status as u8 }.into()),
        }
        let by = self.vm().msg_sender();
        let mut both = self.exchanges.setter(Pair(share, exchange));
        both.set_status(status);
        match side {
            ExchangeStatus::Received => both.receipt.write(&usage),
            _ => both.delivery.write(&usage),
        }
        self.vm().log(UseRecorded { share, exchange, by, usage });
        if status != side {
            self.vm().log(UseConcluded { share, exchange, status, counted });
        }
        Ok(())
    }

    /// A share that covers these fields now.
    pub(crate) fn live(&self, share: u64, fields: u128) -> Result<Share, Error> {
        let record = self.share_in(share, ShareStatus::Granted)?;
        if self.vm().block_timestamp() >= record.until {
            return Err(ShareExpired { share, expired_at: record.until }.into());
        }
        self.roles.check_role(DEPARTMENT, record.consumer)?;
        let purpose = self.duties.getter(record.purpose);
        if purpose.abolished.get() || purpose.department.get() != record.consumer {
            return Err(PurposeLapsed { share, purpose: record.purpose }.into());
        }
        let dataset = self.shared_dataset(record.dataset)?;
        let content = self.versions.getter(Pair(record.dataset, dataset.version)).read();
        let refused = fields & (!record.fields | !content.fields | content.withheld);
        if refused != 0 {
            return Err(FieldsNotGranted { fields: refused }.into());
        }
        if fields == 0 {
            return Err(NothingWanted {}.into());
        }
        Ok(record)
    }

    /// The department that has a share's data set now.
    pub(crate) fn provider(&self, share: &Share) -> Address {
        let duty = self.datasets.getter(share.dataset).duty.get().wrapping_to();
        self.department(duty)
    }

    pub(crate) fn department(&self, duty: u64) -> Address {
        self.duties.getter(duty).department.get()
    }

    pub(crate) fn borne_duty(&self, duty: u64) -> Result<Duty, Error> {
        let record = self.duties.getter(duty).read();
        if record.department.is_zero() {
            return Err(UnknownDuty { duty }.into());
        }
        if record.abolished {
            return Err(DutyAbolished { duty }.into());
        }
        Ok(record)
    }

    /// A duty that the calling department bears.
    pub(crate) fn duty_of_caller(&self, duty: u64) -> Result<Duty, Error> {
        let record = self.borne_duty(duty)?;
        let (caller, department) = (self.vm().msg_sender(), record.department);
        if caller != department {
            return Err(NotDepartment { caller, department }.into());
        }
        self.roles.only_role(DEPARTMENT)?;
        Ok(record)
    }

    /// A data set that is not withdrawn.
    pub(crate) fn shared_dataset(&self, dataset: u64) -> Result<Dataset, Error> {
        let record = self.datasets.getter(dataset).read();
        if record.duty == 0 {
            return Err(UnknownDataset { dataset }.into());
        }
        if record.withdrawn {
            return Err(DatasetWithdrawn { dataset }.into());
        }
        Ok(record)
    }

    /// A data set of the calling department that is not withdrawn.
    pub(crate) fn dataset_of_caller(&self, dataset: u64) -> Result<Dataset, Error> {
        let record = self.shared_dataset(dataset)?;
        self.duty_of_caller(record.duty)?;
        Ok(record)
    }

    pub(crate) fn existing_share(&self, share: u64) -> Result<Share, Error> {
        let record = self.shares.getter(share).read();
        if record.status == ShareStatus::None {
            Err(UnknownShare { share }.into())
        } else {
            Ok(record)
        }
    }

    pub(crate) fn share_in(&self, share: u64, expected: ShareStatus) -> Result<Share, Error> {
        let record = self.existing_share(share)?;
        if record.status == expected {
            Ok(record)
        } else {
            Err(WrongShareStatus { found: record.status as u8, expected: expected as u8 }.into())
        }
    }

    /// A share that is granted or was, for what is said of its uses afterwards.
    pub(crate) fn granted_once(&self, share: u64) -> Result<Share, Error> {
        let record = self.existing_share(share)?;
        if record.status == ShareStatus::Revoked {
            Ok(record)
        } else {
            self.share_in(share, ShareStatus::Granted)
        }
    }

    /// A request that the caller may answer: the department in time, the supervisor after.
    pub(crate) fn require_answerable(&self, share: u64) -> Result<(), Error> {
        let record = self.existing_share(share)?;
        if record.status != ShareStatus::Escalated {
            self.share_in(share, ShareStatus::Requested)?;
        }
        if self.vm().block_timestamp() >= record.deadline {
            return self.require_supervisor_of(&record);
        }
        self.require_provider(&record)
    }

    /// The department that has the share's data set, and is a department still.
    pub(crate) fn require_provider(&self, share: &Share) -> Result<(), Error> {
        let (caller, provider) = (self.vm().msg_sender(), self.provider(share));
        if caller != provider {
            return Err(NotProvider { caller, provider }.into());
        }
        self.roles.only_role(DEPARTMENT)
    }

    /// The department that asked for the share, and is a department still.
    pub(crate) fn require_consumer(&self, share: &Share) -> Result<(), Error> {
        let (caller, consumer) = (self.vm().msg_sender(), share.consumer);
        if caller != consumer {
            return Err(NotConsumer { caller, consumer }.into());
        }
        self.roles.only_role(DEPARTMENT)
    }

    /// A supervisor who is neither side of the share.
    pub(crate) fn require_supervisor_of(&self, share: &Share) -> Result<(), Error> {
        self.roles.only_role(SUPERVISOR)?;
        let caller = self.vm().msg_sender();
        if [share.consumer, self.provider(share)].contains(&caller) {
            return Err(PartyCannotDecide { caller }.into());
        }
        Ok(())
    }

    pub(crate) fn existing_complaint(&self, complaint: u64) -> Result<Complaint, Error> {
        let record = self.complaints.getter(complaint).read();
        if record.status == ComplaintStatus::None {
            Err(UnknownComplaint { complaint }.into())
        } else {
            Ok(record)
        }
    }

    pub(crate) fn complaint_in(&self, complaint: u64, expected: ComplaintStatus) -> Result<Complaint, Error> {
        let record = self.existing_complaint(complaint)?;
        if record.status == expected {
            Ok(record)
        } else {
            Err(WrongComplaintStatus { found: record.status as u8, expected: expected as u8 }.into())
        }
    }

    pub(crate) fn require_complainant(&self, complaint: &Complaint) -> Result<(), Error> {
        self.require_consumer(&self.share_of(complaint))
    }

    /// The share that a complaint is about.
    pub(crate) fn share_of(&self, complaint: &Complaint) -> Share {
        self.shares.getter(complaint.share).read()
    }

    /// The time a department has to answer from now on.
    pub(crate) fn answer_deadline(&self) -> u64 {
        self.vm().block_timestamp().saturating_add(self.terms.answer_seconds.get().wrapping_to())
    }

    pub(crate) fn require_past(&self, deadline: u64) -> Result<(), Error> {
        let now = self.vm().block_timestamp();
        if now < deadline {
            Err(TooEarly { deadline, now }.into())
        } else {
            Ok(())
        }
    }
}

pub fn require_hash(hash: B256) -> Result<(), Error> {
    if hash.is_zero() {
        Err(Missing {}.into())
    } else {
        Ok(())
    }
}

/// A version that makes sense and takes up no retired field.
pub fn require_version(content: &Version, retired: u128) -> Result<(), Error> {
    let Version { fields, open, withheld, cycle, .. } = *content;
    if fields == 0 || (open | withheld) & !fields != 0 || open & withheld != 0 || cycle == 0 {
        return Err(InvalidVersion { fields, open, withheld, cycle }.into());
    }
    if fields & retired != 0 {
        return Err(FieldsRetired { fields: fields & retired }.into());
    }
    require_hash(content.schema)
}
