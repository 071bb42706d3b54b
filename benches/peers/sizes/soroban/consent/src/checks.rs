//! Who may take a step and when.

use soroban_sdk::{panic_with_error, Address, BytesN, Env, Symbol};

use crate::{
    events::StaffDismissed,
    grants::check_grant,
    records::{ClaimStatus, Dispensing, Emergency, Error, Key, Prescription, Verdict},
    roles::{check_role, only_role},
    Consents, DOCTOR, TREATMENT,
};

/// Counts on, from 1.
pub(crate) fn next(env: &Env, last: Key) -> u64 {
    let number = env.storage().instance().get(&last).unwrap_or(0) + 1;
    env.storage().instance().set(&last, &number);
    number
}

pub(crate) fn save_emergency(env: &Env, emergency: u64, entry: &Emergency) {
    env.storage().persistent().set(&Key::Emergency(emergency), entry);
}

pub(crate) fn save_prescription(env: &Env, prescription: u64, record: &Prescription) {
    env.storage().persistent().set(&Key::Prescription(prescription), record);
}

pub(crate) fn save_dispensing(env: &Env, dispensing: u64, part: &Dispensing) {
    env.storage().persistent().set(&Key::Dispensing(dispensing), part);
}

/// The emergency entry that gives an organisation access for a purpose, `None` if it is the patient's consent.
pub(crate) fn access_right(
    env: &Env,
    organisation: &Address,
    patient: &Address,
    purpose: Symbol,
) -> Result<Option<u64>, Error> {
    if !Consents::has_role(env.clone(), purpose.clone(), organisation.clone()) {
        return Err(Error::MissingRole);
    }
    let refusal = match check_grant(env, patient.clone(), organisation.clone(), purpose.clone()) {
        Ok(()) => return Ok(None),
        Err(refusal) => refusal,
    };
    if purpose == TREATMENT {
        if let Some(emergency) = open_entry(env, patient, organisation) {
            return Ok(Some(emergency));
        }
    }
    Err(refusal)
}

pub(crate) fn require_access(env: &Env, organisation: &Address, patient: &Address, purpose: Symbol) -> Option<u64> {
    access_right(env, organisation, patient, purpose).unwrap_or_else(|refusal| panic_with_error!(env, refusal))
}

/// The entry by which a hospital is in a patient's records now.
pub(crate) fn open_entry(env: &Env, patient: &Address, hospital: &Address) -> Option<u64> {
    let emergency = env.storage().persistent().get(&Key::LastEntry(patient.clone(), hospital.clone()))?;
    let entry = existing_emergency(env, emergency);
    (env.ledger().timestamp() < entry.until).then_some(emergency)
}

/// The person, who acts for the organisation, does so no longer.
pub(crate) fn end_employment(env: &Env, organisation: Address, person: Address) {
    let key = Key::Staff(organisation.clone(), person.clone());
    if !env.storage().persistent().has(&key) {
        panic_with_error!(env, Error::NotStaff)
    }
    env.storage().persistent().remove(&key);
    StaffDismissed { organisation, person }.publish(env);
}

/// The caller signs and acts for the organisation.
pub(crate) fn require_staff(env: &Env, organisation: &Address, caller: &Address) {
    caller.require_auth();
    if !Consents::is_staff(env.clone(), organisation.clone(), caller.clone()) {
        panic_with_error!(env, Error::NotStaff)
    }
}

/// A licensed doctor, who signs and acts for a hospital.
pub(crate) fn require_doctor_of(env: &Env, hospital: &Address, doctor: &Address) {
    only_role(env, DOCTOR, doctor);
    check_role(env, TREATMENT, hospital);
    if !Consents::is_staff(env.clone(), hospital.clone(), doctor.clone()) {
        panic_with_error!(env, Error::NotStaff)
    }
}

pub(crate) fn existing_emergency(env: &Env, emergency: u64) -> Emergency {
    match Consents::emergency(env.clone(), emergency) {
        Some(entry) => entry,
        None => panic_with_error!(env, Error::UnknownEmergency),
    }
}

/// A prescription that is not cancelled.
pub(crate) fn valid_prescription(env: &Env, prescription: u64) -> Prescription {
    match Consents::prescription(env.clone(), prescription) {
        Some(record) if record.cancelled => panic_with_error!(env, Error::PrescriptionCancelled),
        Some(record) => record,
        None => panic_with_error!(env, Error::UnknownPrescription),
    }
}

/// A dispensed part whose claim is in this state.
pub(crate) fn dispensing_in(env: &Env, dispensing: u64, expected: ClaimStatus) -> Dispensing {
    match Consents::dispensing(env.clone(), dispensing) {
        Some(part) if part.claim != expected => panic_with_error!(env, Error::WrongClaimStatus),
        Some(part) => part,
        None => panic_with_error!(env, Error::UnknownDispensing),
    }
}

pub(crate) fn require_quantity(env: &Env, quantity: u64) {
    if quantity == 0 {
        panic_with_error!(env, Error::ZeroQuantity)
    }
}

pub(crate) fn require_no_verdict(env: &Env, entry: &Emergency) {
    if entry.verdict != Verdict::None {
        panic_with_error!(env, Error::AlreadyReviewed)
    }
}

pub(crate) fn require_hash(env: &Env, hash: &BytesN<32>) {
    if *hash == BytesN::from_array(env, &[0; 32]) {
        panic_with_error!(env, Error::Missing)
    }
}
