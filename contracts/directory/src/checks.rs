//! Who may take a step and when, and how the two records of a use meet.

use sdk::prelude::*;

use crate::{
    DEPARTMENT, Directory, SUPERVISOR,
    errors::Error,
    events::{UseConcluded, UseRecorded},
    records::{Complaint, ComplaintStatus, Dataset, Duty, ExchangeStatus, Share, ShareStatus, Usage, Version},
};

impl Directory {
    /// Records one side of a use. The first record needs a live share, the second only meets it.
    pub(crate) fn record_use(
        &mut self,
        share: u64,
        mut record: Share,
        exchange: B256,
        usage: Usage,
        side: ExchangeStatus,
    ) -> Result<(), Error> {
        let mut both = self.exchanges.get((share, exchange));
        match both.status {
            ExchangeStatus::None => {
                self.live(share, usage.fields)?;
                if usage.count == 0 {
                    return Err(Error::NothingWanted);
                }
                let left = record.quota.saturating_sub(record.used);
                if usage.count > left {
                    return Err(Error::AboveQuota { left, wanted: usage.count });
                }
                record.used += usage.count;
                self.shares.set(share, record);
                both.status = side;
                both.counted = usage.count;
                both.deadline = block_timestamp().saturating_add(self.terms.get().match_seconds);
            }
            ExchangeStatus::Delivered | ExchangeStatus::Received if both.status != side => {
                let first = if side == ExchangeStatus::Received { &both.delivery } else { &both.receipt };
                both.status = if *first == usage { ExchangeStatus::Matched } else { ExchangeStatus::Disputed };
            }
            status => return Err(Error::AlreadyRecorded { exchange, status }),
        }
        match side {
            ExchangeStatus::Received => both.receipt = usage.clone(),
            _ => both.delivery = usage.clone(),
        }
        emit(UseRecorded { share, exchange, by: caller(), usage });
        if both.status != side {
            emit(UseConcluded { share, exchange, status: both.status, counted: both.counted });
        }
        self.exchanges.set((share, exchange), both);
        Ok(())
    }

    /// A share that covers these fields now.
    pub(crate) fn live(&self, share: u64, fields: u128) -> Result<Share, Error> {
        let record = self.share_in(share, ShareStatus::Granted)?;
        if block_timestamp() >= record.until {
            return Err(Error::ShareExpired { share, expired_at: record.until });
        }
        self.roles.check_role(DEPARTMENT, record.consumer)?;
        let purpose = self.duties.get(record.purpose);
        if purpose.abolished || purpose.department != record.consumer {
            return Err(Error::PurposeLapsed { share, purpose: record.purpose });
        }
        let dataset = self.shared_dataset(record.dataset)?;
        let content = self.versions.get((record.dataset, dataset.version));
        let refused = fields & (!record.fields | !content.fields | content.withheld);
        if refused != 0 {
            return Err(Error::FieldsNotGranted { fields: refused });
        }
        if fields == 0 { Err(Error::NothingWanted) } else { Ok(record) }
    }

    /// The department that has a share's data set now.
    pub(crate) fn provider(&self, share: &Share) -> Address {
        self.duties.get(self.datasets.get(share.dataset).duty).department
    }

    pub(crate) fn borne_duty(&self, duty: u64) -> Result<Duty, Error> {
        let record = self.duties.get(duty);
        if record.department.is_zero() {
            return Err(Error::UnknownDuty { duty });
        }
        if record.abolished { Err(Error::DutyAbolished { duty }) } else { Ok(record) }
    }

    /// A duty that the calling department bears.
    pub(crate) fn duty_of_caller(&self, duty: u64) -> Result<Duty, Error> {
        let record = self.borne_duty(duty)?;
        if record.department != caller() {
            return Err(Error::NotDepartment { caller: caller(), department: record.department });
        }
        self.roles.only_role(DEPARTMENT)?;
        Ok(record)
    }

    /// A data set that is not withdrawn.
    pub(crate) fn shared_dataset(&self, dataset: u64) -> Result<Dataset, Error> {
        let record = self.datasets.get(dataset);
        if record.duty == 0 {
            return Err(Error::UnknownDataset { dataset });
        }
        if record.withdrawn { Err(Error::DatasetWithdrawn { dataset }) } else { Ok(record) }
    }

    /// A data set of the calling department that is not withdrawn.
    pub(crate) fn dataset_of_caller(&self, dataset: u64) -> Result<Dataset, Error> {
        let record = self.shared_dataset(dataset)?;
        self.duty_of_caller(record.duty)?;
        Ok(record)
    }

    pub(crate) fn existing_share(&self, share: u64) -> Result<Share, Error> {
        let record = self.shares.get(share);
        if record.status == ShareStatus::None { Err(Error::UnknownShare { share }) } else { Ok(record) }
    }

    pub(crate) fn share_in(&self, share: u64, expected: ShareStatus) -> Result<Share, Error> {
        let record = self.existing_share(share)?;
        if record.status == expected {
            Ok(record)
        } else {
            Err(Error::WrongShareStatus { found: record.status, expected })
        }
    }

    /// A share that is granted or was, for what is said of its uses afterwards.
    pub(crate) fn granted_once(&self, share: u64) -> Result<Share, Error> {
        let record = self.existing_share(share)?;
        if record.status != ShareStatus::Revoked {
            self.share_in(share, ShareStatus::Granted)?;
        }
        Ok(record)
    }

    /// A request that the caller may answer: the department in time, the supervisor after.
    pub(crate) fn answerable_share(&self, share: u64) -> Result<Share, Error> {
        let record = self.existing_share(share)?;
        if record.status != ShareStatus::Escalated {
            self.share_in(share, ShareStatus::Requested)?;
        }
        if block_timestamp() >= record.deadline {
            self.require_supervisor_of(&record)?;
        } else {
            self.require_provider(&record)?;
        }
        Ok(record)
    }

    /// The department that has the share's data set, and is a department still.
    pub(crate) fn require_provider(&self, share: &Share) -> Result<(), Error> {
        let provider = self.provider(share);
        if caller() != provider {
            return Err(Error::NotProvider { caller: caller(), provider });
        }
        Ok(self.roles.only_role(DEPARTMENT)?)
    }

    /// The department that asked for the share, and is a department still.
    pub(crate) fn require_consumer(&self, share: &Share) -> Result<(), Error> {
        if caller() != share.consumer {
            return Err(Error::NotConsumer { caller: caller(), consumer: share.consumer });
        }
        Ok(self.roles.only_role(DEPARTMENT)?)
    }

    /// A supervisor who is neither side of the share.
    pub(crate) fn require_supervisor_of(&self, share: &Share) -> Result<(), Error> {
        self.roles.only_role(SUPERVISOR)?;
        if [share.consumer, self.provider(share)].contains(&caller()) {
            return Err(Error::PartyCannotDecide { caller: caller() });
        }
        Ok(())
    }

    pub(crate) fn existing_complaint(&self, complaint: u64) -> Result<Complaint, Error> {
        let record = self.complaints.get(complaint);
        if record.status == ComplaintStatus::None { Err(Error::UnknownComplaint { complaint }) } else { Ok(record) }
    }

    pub(crate) fn complaint_in(&self, complaint: u64, expected: ComplaintStatus) -> Result<Complaint, Error> {
        let record = self.existing_complaint(complaint)?;
        if record.status == expected {
            Ok(record)
        } else {
            Err(Error::WrongComplaintStatus { found: record.status, expected })
        }
    }

    pub(crate) fn require_complainant(&self, complaint: &Complaint) -> Result<(), Error> {
        self.require_consumer(&self.shares.get(complaint.share))
    }

    /// The time a department has to answer from now on.
    pub(crate) fn answer_deadline(&self) -> u64 {
        block_timestamp().saturating_add(self.terms.get().answer_seconds)
    }

    pub(crate) fn require_past(&self, deadline: u64) -> Result<(), Error> {
        let now = block_timestamp();
        if now < deadline { Err(Error::TooEarly { deadline, now }) } else { Ok(()) }
    }
}

/// Counts on, from 1.
pub(crate) fn next(last: &mut u64) -> u64 {
    *last += 1;
    *last
}

pub(crate) fn require_hash(hash: B256) -> Result<(), Error> {
    if hash.is_zero() { Err(Error::Missing) } else { Ok(()) }
}

/// A version that makes sense and takes up no retired field.
pub(crate) fn require_version(content: &Version, retired: u128) -> Result<(), Error> {
    let Version { fields, open, withheld, cycle, .. } = *content;
    if fields == 0 || (open | withheld) & !fields != 0 || open & withheld != 0 || cycle == 0 {
        return Err(Error::InvalidVersion { fields, open, withheld, cycle });
    }
    if fields & retired != 0 {
        return Err(Error::FieldsRetired { fields: fields & retired });
    }
    require_hash(content.schema)
}
