//! Every step, for patients and for those who follow it off chain. Consent given and withdrawn are `GrantGiven` and
//! `GrantRevoked` of the `Grants` block.

use sdk::prelude::*;

use crate::records::Verdict;

/// A person acts for an organisation from now on.
#[event]
pub struct StaffEmployed {
    #[indexed]
    organisation: Address,
    #[indexed]
    person: Address,
}

/// A person acts for an organisation no longer.
#[event]
pub struct StaffDismissed {
    #[indexed]
    organisation: Address,
    #[indexed]
    person: Address,
}

/// An organisation keeps a record of a patient.
#[event]
pub struct RecordAnchored {
    #[indexed]
    record: B256,
    #[indexed]
    patient: Address,
    #[indexed]
    organisation: Address,
}

/// An organisation reads a record: by consent if `emergency` is 0, by that entry if not.
#[event]
pub struct RecordAccessed {
    #[indexed]
    record: B256,
    #[indexed]
    patient: Address,
    #[indexed]
    organisation: Address,
    by: Address,
    purpose: B256,
    emergency: u64,
}

/// Tells the patient, or who looks after it, that a hospital is in its records without consent.
#[event]
pub struct EmergencyEntered {
    #[indexed]
    patient: Address,
    #[indexed]
    hospital: Address,
    #[indexed]
    emergency: u64,
    doctor: Address,
    reason: B256,
    until: u64,
    justify_by: u64,
}

/// The hospital has no access by the entry any more.
#[event]
pub struct EmergencyLeft {
    #[indexed]
    patient: Address,
    #[indexed]
    emergency: u64,
    by: Address,
}

/// The hospital said why it was an emergency.
#[event]
pub struct EmergencyJustified {
    #[indexed]
    patient: Address,
    #[indexed]
    emergency: u64,
    justification: B256,
    late: bool,
}

/// A reviewer decided whether it was one.
#[event]
pub struct EmergencyReviewed {
    #[indexed]
    patient: Address,
    #[indexed]
    emergency: u64,
    #[indexed]
    reviewer: Address,
    verdict: Verdict,
    report: B256,
}

/// A doctor prescribed something.
#[event]
pub struct Prescribed {
    #[indexed]
    prescription: u64,
    #[indexed]
    patient: Address,
    #[indexed]
    doctor: Address,
    hospital: Address,
    medicine: B256,
    quantity: u64,
    until: u64,
}

/// What was not dispensed will not be.
#[event]
pub struct Cancelled {
    #[indexed]
    prescription: u64,
}

/// A pharmacy handed out a part of it.
#[event]
pub struct Dispensed {
    #[indexed]
    dispensing: u64,
    #[indexed]
    prescription: u64,
    #[indexed]
    pharmacy: Address,
    quantity: u64,
    price: u128,
}

/// The patient asks an insurer to pay.
#[event]
pub struct Claimed {
    #[indexed]
    dispensing: u64,
    #[indexed]
    patient: Address,
    #[indexed]
    insurer: Address,
    price: u128,
}

/// The insurer pays this much.
#[event]
pub struct Settled {
    #[indexed]
    dispensing: u64,
    #[indexed]
    insurer: Address,
    paid: u128,
    report: B256,
}
