//! Why a message is refused.

use blocks::RolesError;
use sdk::prelude::*;

use crate::records::{ComplaintStatus, ExchangeStatus, ShareStatus};

/// Why a message is refused. Each names what was found and what was expected.
#[error]
pub enum Error {
    /// Someone has not the role that this needs.
    #[from]
    Roles(RolesError),
    /// A term is at least a second.
    InvalidTerms { answer_seconds: u64, match_seconds: u64 },
    /// A hash is zero where something is meant.
    Missing,
    /// No duty has this number.
    UnknownDuty { duty: u64 },
    /// Nobody bears the duty any more.
    DutyAbolished { duty: u64 },
    /// Another department bears the duty, or had to act.
    NotDepartment { caller: Address, department: Address },
    /// A duty with data sets is not abolished: withdraw them, or transfer the duty.
    DutyHasDatasets { duty: u64, datasets: u64 },
    /// No data set has this number.
    UnknownDataset { dataset: u64 },
    /// The data set is no longer shared.
    DatasetWithdrawn { dataset: u64 },
    /// A version has fields; open and withheld ones are among them and different; and a cycle.
    InvalidVersion { fields: u128, open: u128, withheld: u128, cycle: u64 },
    /// These fields were removed by an earlier version.
    FieldsRetired { fields: u128 },
    /// The time it was brought up to date is not too long ago, or it was reported.
    NotStale { dataset: u64, stale_from: u64 },
    /// At least one field is asked for or passed, and at least one record.
    NothingWanted,
    /// The data set has not these fields, or withholds them.
    FieldsNotShared { fields: u128 },
    /// A department does not ask itself.
    OwnDataset { dataset: u64 },
    /// A time lies in the future.
    NotInFuture { until: u64, now: u64 },
    /// No share has this number.
    UnknownShare { share: u64 },
    /// The share is not in the state that the step needs.
    WrongShareStatus { found: ShareStatus, expected: ShareStatus },
    /// The department still has time.
    TooEarly { deadline: u64, now: u64 },
    /// Only provider and supervisor may do this.
    NotProvider { caller: Address, provider: Address },
    /// Only the share's consumer may do this.
    NotConsumer { caller: Address, consumer: Address },
    /// Nobody decides between itself and another.
    PartyCannotDecide { caller: Address },
    /// The share was for a while.
    ShareExpired { share: u64, expired_at: u64 },
    /// The share does not cover these fields.
    FieldsNotGranted { fields: u128 },
    /// The consumer does not bear the duty any more that the share is for.
    PurposeLapsed { share: u64, purpose: u64 },
    /// More than the quota leaves.
    AboveQuota { left: u64, wanted: u64 },
    /// The exchange is not in the state that the step needs.
    WrongExchangeStatus { found: ExchangeStatus, expected: ExchangeStatus },
    /// This side recorded the exchange.
    AlreadyRecorded { exchange: B256, status: ExchangeStatus },
    /// No complaint has this number.
    UnknownComplaint { complaint: u64 },
    /// The complaint is not in the state that the step needs.
    WrongComplaintStatus { found: ComplaintStatus, expected: ComplaintStatus },
    /// The time to answer is over: it is the supervisor's.
    TooLate { deadline: u64, now: u64 },
}
