//! Why a message is refused.

use blocks::{GrantsError, RolesError};
use sdk::prelude::*;

use crate::records::{ClaimStatus, Verdict};

/// Why a message is refused. Each names what was found and what was expected.
#[error]
pub enum Error {
    /// Someone has not the role that this needs: an organisation its purpose, a person a licence.
    #[from]
    Roles(RolesError),
    /// The patient has not consented, or not any more.
    #[from]
    Grants(GrantsError),
    /// The address or hash is zero where something is meant.
    Missing,
    /// Only the organisation and its staff act for it.
    NotStaff { caller: Address, organisation: Address },
    /// The person is staff already.
    AlreadyStaff { organisation: Address, person: Address },
    /// There is such a record.
    RecordExists { record: B256, patient: Address },
    /// There is no such record.
    UnknownRecord { record: B256 },
    /// There is no such entry.
    UnknownEmergency { emergency: u64 },
    /// The hospital is in the patient's records by this entry.
    EmergencyOpen { emergency: u64, until: u64 },
    /// The entry has ended.
    EmergencyEnded { emergency: u64, ended_at: u64 },
    /// The hospital has to justify this entry before it makes another.
    EmergencyNotJustified { emergency: u64, justify_by: u64 },
    /// The entry has been justified.
    AlreadyJustified { emergency: u64 },
    /// Its time to be justified is not over.
    ReviewedTooEarly { emergency: u64, justify_by: u64, now: u64 },
    /// The entry has been reviewed.
    AlreadyReviewed { emergency: u64, verdict: Verdict },
    /// A review says what it found.
    NoVerdict,
    /// Nobody reviews an entry of the own hospital, and no hospital makes a reviewer its staff.
    ReviewerIsStaff { reviewer: Address, hospital: Address },
    /// Only the patient may do this.
    NotPatient { caller: Address, patient: Address },
    /// A quantity is at least one unit.
    ZeroQuantity,
    /// A time lies in the future.
    NotInFuture { until: u64, now: u64 },
    /// No prescription has this number.
    UnknownPrescription { prescription: u64 },
    /// Only who wrote it cancels it.
    NotPrescriber { caller: Address, doctor: Address },
    /// The doctor cancelled it.
    PrescriptionCancelled { prescription: u64 },
    /// It is too old.
    PrescriptionExpired { prescription: u64, expired_at: u64 },
    /// More than is left of it.
    AbovePrescribed { left: u64, wanted: u64 },
    /// No dispensed part has this number.
    UnknownDispensing { dispensing: u64 },
    /// The claim is not in the state that the step needs.
    WrongClaimStatus { found: ClaimStatus, expected: ClaimStatus },
    /// It was claimed from another insurer.
    NotInsurer { caller: Address, insurer: Address },
    /// More than the patient paid.
    AbovePrice { price: u128, wanted: u128 },
}
