//! What the contract stores. Times are seconds since 1970.

use sdk::prelude::*;

/// A medical record. It lies off chain and is named by keccak256(salt ++ record).
#[record]
pub struct Record {
    /// Whom it is about; zero if there is no such record.
    pub patient: Address,
    /// Who made it and keeps it.
    pub organisation: Address,
}

/// What a review of an emergency entry found.
#[record]
pub enum Verdict {
    /// Nobody has reviewed it.
    None,
    /// There was an emergency.
    Upheld,
    /// There was none.
    Rejected,
}

/// Access to a patient's records without consent.
#[record]
pub struct Emergency {
    /// Whose records; zero if there is no such entry.
    pub patient: Address,
    /// Who entered.
    pub hospital: Address,
    /// The doctor who says that it is an emergency.
    pub doctor: Address,
    /// Hash of what the doctor gave as reason.
    pub reason: B256,
    /// From when on the hospital has no access by it.
    pub until: u64,
    /// Until when it has to be justified.
    pub justify_by: u64,
    /// Hash of the justification; zero while there is none.
    pub justification: B256,
    /// What the review found.
    pub verdict: Verdict,
}

/// What a doctor prescribed.
#[record]
pub struct Prescription {
    /// To whom; zero if there is no such prescription.
    pub patient: Address,
    /// Where.
    pub hospital: Address,
    /// By whom.
    pub doctor: Address,
    /// keccak256(salt ++ medicine and dose).
    pub medicine: B256,
    /// How many units.
    pub prescribed: u64,
    /// How many of them were dispensed.
    pub dispensed: u64,
    /// From when on nothing is dispensed on it.
    pub until: u64,
    /// True if the doctor took back what was not dispensed.
    pub cancelled: bool,
}

/// How far a dispensed part is with its insurance.
#[record]
pub enum ClaimStatus {
    /// Nothing was claimed.
    None,
    /// The patient claimed it.
    Claimed,
    /// The insurer decided. The end.
    Settled,
}

/// A part of a prescription that a pharmacy handed out.
#[record]
pub struct Dispensing {
    /// The prescription's number; 0 if there is no such part.
    pub prescription: u64,
    /// Who handed it out.
    pub pharmacy: Address,
    /// How many units.
    pub quantity: u64,
    /// What the patient paid, in fen.
    pub price: u128,
    /// How far the claim is.
    pub claim: ClaimStatus,
    /// Whom it was claimed from.
    pub insurer: Address,
    /// What the insurer pays, in fen.
    pub paid: u128,
}
