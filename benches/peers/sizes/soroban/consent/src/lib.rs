//! `contracts/consent` on soroban-sdk: who may read medical records and for what, by the patient's consent or in an
//! emergency that is reviewed; prescriptions that are dispensed once, and claims on what was dispensed.
//!
//! Who acts is a stored address or an argument that signs, so that a wrong patient or prescriber is the host's error.
//! Roles and purposes are symbols, the admin of all roles is always the authority. What is not there is `None`: a
//! justification, an insurer, the emergency entry of an access by consent. No entry's time to live is extended.
#![no_std]

mod checks;
mod events;
mod grants;
mod records;
mod roles;
mod unanswered;

use soroban_sdk::{contract, contractimpl, panic_with_error, symbol_short, Address, BytesN, Env, Symbol};

use checks::{
    dispensing_in, end_employment, existing_emergency, next, require_access, require_doctor_of, require_hash,
    require_no_verdict, require_quantity, require_staff, save_dispensing, save_emergency, save_prescription,
    valid_prescription,
};
use events::*;
use records::Key;
pub use records::{ClaimStatus, Dispensing, Emergency, Error, Prescription, Record, Verdict};
use roles::only_role;
pub use roles::AUTHORITY;

/// A licensed doctor.
pub const DOCTOR: Symbol = symbol_short!("DOCTOR");
/// Who reviews emergency entries.
pub const REVIEWER: Symbol = symbol_short!("REVIEWER");

// Purposes. Each is the role of organisations that work for it, and the scope of the consent that they need for it.
/// To treat the patient: hospitals.
pub const TREATMENT: Symbol = symbol_short!("TREATMENT");
/// To hand out medicine: pharmacies.
pub const DISPENSING: Symbol = symbol_short!("DISPENSE");
/// To decide on claims: insurers.
pub const INSURANCE: Symbol = symbol_short!("INSURANCE");
/// To study: institutes.
pub const RESEARCH: Symbol = symbol_short!("RESEARCH");

/// Seconds that an emergency entry gives access: a day.
pub const EMERGENCY_SECONDS: u64 = 24 * 60 * 60;
/// Seconds in which it has to be justified: three days.
pub const JUSTIFY_SECONDS: u64 = 3 * 24 * 60 * 60;

#[contract]
pub struct Consents;

#[contractimpl]
impl Consents {
    pub fn __constructor(env: Env, authority: Address) {
        roles::grant(&env, AUTHORITY, authority.clone(), authority);
    }

    pub fn is_staff(env: Env, organisation: Address, person: Address) -> bool {
        person == organisation || env.storage().persistent().has(&Key::Staff(organisation, person))
    }

    pub fn record(env: Env, record: BytesN<32>) -> Option<Record> {
        env.storage().persistent().get(&Key::Record(record))
    }

    pub fn emergency(env: Env, emergency: u64) -> Option<Emergency> {
        env.storage().persistent().get(&Key::Emergency(emergency))
    }

    pub fn prescription(env: Env, prescription: u64) -> Option<Prescription> {
        env.storage().persistent().get(&Key::Prescription(prescription))
    }

    pub fn dispensing(env: Env, dispensing: u64) -> Option<Dispensing> {
        env.storage().persistent().get(&Key::Dispensing(dispensing))
    }

    pub fn may_access(env: Env, organisation: Address, patient: Address, purpose: Symbol) -> bool {
        checks::access_right(&env, &organisation, &patient, purpose).is_ok()
    }

    pub fn employ(env: Env, organisation: Address, person: Address) {
        organisation.require_auth();
        if Self::has_role(env.clone(), REVIEWER, person.clone()) {
            panic_with_error!(&env, Error::ReviewerIsStaff)
        }
        if Self::is_staff(env.clone(), organisation.clone(), person.clone()) {
            panic_with_error!(&env, Error::AlreadyStaff)
        }
        env.storage().persistent().set(&Key::Staff(organisation.clone(), person.clone()), &());
        StaffEmployed { organisation, person }.publish(&env);
    }

    pub fn dismiss(env: Env, organisation: Address, person: Address) {
        organisation.require_auth();
        end_employment(&env, organisation, person);
    }

    pub fn resign(env: Env, organisation: Address, person: Address) {
        person.require_auth();
        end_employment(&env, organisation, person);
    }

    pub fn anchor(env: Env, doctor: Address, hospital: Address, patient: Address, record: BytesN<32>) {
        require_doctor_of(&env, &hospital, &doctor);
        require_access(&env, &hospital, &patient, TREATMENT);
        require_hash(&env, &record);
        let key = Key::Record(record.clone());
        if env.storage().persistent().has(&key) {
            panic_with_error!(&env, Error::RecordExists)
        }
        let anchored = Record { patient, organisation: hospital };
        env.storage().persistent().set(&key, &anchored);
        let Record { patient, organisation } = anchored;
        RecordAnchored { record, patient, organisation }.publish(&env);
    }

    pub fn access(env: Env, caller: Address, organisation: Address, record: BytesN<32>, purpose: Symbol) {
        require_staff(&env, &organisation, &caller);
        let Some(Record { patient, .. }) = Self::record(env.clone(), record.clone()) else {
            panic_with_error!(&env, Error::UnknownRecord)
        };
        let emergency = require_access(&env, &organisation, &patient, purpose.clone());
        RecordAccessed { record, patient, organisation, by: caller, purpose, emergency }.publish(&env);
    }

    pub fn enter_emergency(env: Env, doctor: Address, hospital: Address, patient: Address, reason: BytesN<32>) -> u64 {
        require_doctor_of(&env, &hospital, &doctor);
        require_hash(&env, &reason);
        if checks::open_entry(&env, &patient, &hospital).is_some() {
            panic_with_error!(&env, Error::EmergencyOpen)
        }
        let now = env.ledger().timestamp();
        let oldest = unanswered::oldest(&env, &hospital);
        if oldest.is_some_and(|oldest| now >= existing_emergency(&env, oldest).justify_by) {
            panic_with_error!(&env, Error::EmergencyNotJustified)
        }
        let emergency = next(&env, Key::LastEmergency);
        let entry = Emergency {
            patient,
            hospital,
            doctor,
            reason,
            until: now + EMERGENCY_SECONDS,
            justify_by: now + JUSTIFY_SECONDS,
            justification: None,
            verdict: Verdict::None,
        };
        save_emergency(&env, emergency, &entry);
        let Emergency { patient, hospital, doctor, reason, until, justify_by, .. } = entry;
        env.storage().persistent().set(&Key::LastEntry(patient.clone(), hospital.clone()), &emergency);
        unanswered::push(&env, &hospital, emergency);
        EmergencyEntered { patient, hospital, emergency, doctor, reason, until, justify_by }.publish(&env);
        emergency
    }

    pub fn leave_emergency(env: Env, caller: Address, emergency: u64) {
        let mut entry = existing_emergency(&env, emergency);
        if caller == entry.patient {
            caller.require_auth();
        } else {
            require_staff(&env, &entry.hospital, &caller);
        }
        let now = env.ledger().timestamp();
        if now >= entry.until {
            panic_with_error!(&env, Error::EmergencyEnded)
        }
        entry.until = now;
        save_emergency(&env, emergency, &entry);
        EmergencyLeft { patient: entry.patient, emergency, by: caller }.publish(&env);
    }

    pub fn justify(env: Env, caller: Address, emergency: u64, justification: BytesN<32>) {
        let mut entry = existing_emergency(&env, emergency);
        require_staff(&env, &entry.hospital, &caller);
        require_hash(&env, &justification);
        if entry.justification.is_some() {
            panic_with_error!(&env, Error::AlreadyJustified)
        }
        require_no_verdict(&env, &entry);
        entry.justification = Some(justification.clone());
        save_emergency(&env, emergency, &entry);
        unanswered::remove(&env, &entry.hospital, emergency);
        let late = env.ledger().timestamp() >= entry.justify_by;
        EmergencyJustified { patient: entry.patient, emergency, justification, late }.publish(&env);
    }

    pub fn review(env: Env, reviewer: Address, emergency: u64, verdict: Verdict, report: BytesN<32>) {
        only_role(&env, REVIEWER, &reviewer);
        let mut entry = existing_emergency(&env, emergency);
        if Self::is_staff(env.clone(), entry.hospital.clone(), reviewer.clone()) {
            panic_with_error!(&env, Error::ReviewerIsStaff)
        }
        require_no_verdict(&env, &entry);
        let now = env.ledger().timestamp();
        if entry.justification.is_none() && now < entry.justify_by {
            panic_with_error!(&env, Error::ReviewedTooEarly)
        }
        if verdict == Verdict::None {
            panic_with_error!(&env, Error::NoVerdict)
        }
        entry.verdict = verdict;
        if verdict == Verdict::Rejected {
            entry.until = entry.until.min(now);
        }
        save_emergency(&env, emergency, &entry);
        if entry.justification.is_none() {
            unanswered::remove(&env, &entry.hospital, emergency);
        }
        EmergencyReviewed { patient: entry.patient, emergency, reviewer, verdict, report }.publish(&env);
    }

    pub fn prescribe(
        env: Env,
        doctor: Address,
        hospital: Address,
        patient: Address,
        medicine: BytesN<32>,
        quantity: u64,
        until: u64,
    ) -> u64 {
        require_doctor_of(&env, &hospital, &doctor);
        require_access(&env, &hospital, &patient, TREATMENT);
        require_quantity(&env, quantity);
        if until <= env.ledger().timestamp() {
            panic_with_error!(&env, Error::NotInFuture)
        }
        let prescription = next(&env, Key::LastPrescription);
        let record = Prescription {
            patient,
            hospital,
            doctor,
            medicine,
            prescribed: quantity,
            dispensed: 0,
            until,
            cancelled: false,
        };
        save_prescription(&env, prescription, &record);
        let Prescription { patient, hospital, doctor, medicine, .. } = record;
        Prescribed { prescription, patient, doctor, hospital, medicine, quantity, until }.publish(&env);
        prescription
    }

    pub fn cancel(env: Env, prescription: u64) {
        let mut record = valid_prescription(&env, prescription);
        record.doctor.require_auth();
        record.cancelled = true;
        save_prescription(&env, prescription, &record);
        Cancelled { prescription }.publish(&env);
    }

    pub fn dispense(
        env: Env,
        caller: Address,
        pharmacy: Address,
        prescription: u64,
        quantity: u64,
        price: u128,
    ) -> u64 {
        require_staff(&env, &pharmacy, &caller);
        let mut record = valid_prescription(&env, prescription);
        require_access(&env, &pharmacy, &record.patient, DISPENSING);
        if env.ledger().timestamp() >= record.until {
            panic_with_error!(&env, Error::PrescriptionExpired)
        }
        require_quantity(&env, quantity);
        if quantity > record.prescribed - record.dispensed {
            panic_with_error!(&env, Error::AbovePrescribed)
        }
        record.dispensed += quantity;
        save_prescription(&env, prescription, &record);
        let dispensing = next(&env, Key::LastDispensing);
        let part = Dispensing {
            prescription,
            pharmacy: pharmacy.clone(),
            quantity,
            price,
            claim: ClaimStatus::None,
            insurer: None,
            paid: 0,
        };
        save_dispensing(&env, dispensing, &part);
        Dispensed { dispensing, prescription, pharmacy, quantity, price }.publish(&env);
        dispensing
    }

    pub fn claim(env: Env, dispensing: u64, insurer: Address) {
        let mut part = dispensing_in(&env, dispensing, ClaimStatus::None);
        let Prescription { patient, .. } = Self::prescription(env.clone(), part.prescription).unwrap();
        patient.require_auth();
        roles::check_role(&env, INSURANCE, &insurer);
        part.claim = ClaimStatus::Claimed;
        part.insurer = Some(insurer.clone());
        save_dispensing(&env, dispensing, &part);
        Claimed { dispensing, patient, insurer, price: part.price }.publish(&env);
    }

    pub fn settle(env: Env, caller: Address, dispensing: u64, paid: u128, report: BytesN<32>) {
        caller.require_auth();
        let mut part = dispensing_in(&env, dispensing, ClaimStatus::Claimed);
        let insurer = part.insurer.clone().unwrap();
        if !Self::is_staff(env.clone(), insurer.clone(), caller) {
            panic_with_error!(&env, Error::NotInsurer)
        }
        if paid > part.price {
            panic_with_error!(&env, Error::AbovePrice)
        }
        part.claim = ClaimStatus::Settled;
        part.paid = paid;
        save_dispensing(&env, dispensing, &part);
        Settled { dispensing, insurer, paid, report }.publish(&env);
    }
}
