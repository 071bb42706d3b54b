//! Medical records: who may read them and for what, by the patient's consent or in an emergency that is reviewed;
//! prescriptions that are dispensed once, and claims on what was dispensed.
//!
//! Guarantees the invariants of README.md. Records and medicines stay off chain behind salted hashes. An organisation's
//! gateway asks [`Consents::access`] before it hands a record over, so that each reading is on the chain.
#![no_std]

mod errors;
mod events;
mod records;
mod unanswered;

use blocks::{DEFAULT_ADMIN_ROLE, Grants, Roles, role};
use sdk::prelude::*;

pub use errors::Error;
pub use events::{
    Cancelled, Claimed, Dispensed, EmergencyEntered, EmergencyJustified, EmergencyLeft, EmergencyReviewed, Prescribed,
    RecordAccessed, RecordAnchored, Settled, StaffDismissed, StaffEmployed,
};
pub use records::{ClaimStatus, Dispensing, Emergency, Prescription, Record, Verdict};
use unanswered::Unanswered;

/// The health authority, which gives the other roles.
pub const AUTHORITY: B256 = DEFAULT_ADMIN_ROLE;
/// A licensed doctor.
pub const DOCTOR: B256 = role("DOCTOR");
/// Who reviews emergency entries.
pub const REVIEWER: B256 = role("REVIEWER");

// Purposes. Each is the role of organisations that work for it, and the scope of the consent that they need for it.
/// To treat the patient: hospitals.
pub const TREATMENT: B256 = role("TREATMENT");
/// To hand out medicine: pharmacies.
pub const DISPENSING: B256 = role("DISPENSING");
/// To decide on claims: insurers.
pub const INSURANCE: B256 = role("INSURANCE");
/// To study: institutes.
pub const RESEARCH: B256 = role("RESEARCH");

/// Seconds that an emergency entry gives access: a day.
pub const EMERGENCY_SECONDS: u64 = 24 * 60 * 60;
/// Seconds in which it has to be justified: three days.
pub const JUSTIFY_SECONDS: u64 = 3 * 24 * 60 * 60;

/// The registry of one health authority.
#[storage]
pub struct Consents {
    roles: Roles,
    /// What a patient lets an organisation do: the scope is a purpose.
    grants: Grants,
    staff: Map<(Address, Address), bool>,
    records: Map<B256, Record>,
    last_emergency: Value<u64>,
    emergencies: Map<u64, Emergency>,
    /// The last entry of a hospital into a patient's records.
    last_entries: Map<(Address, Address), u64>,
    /// A hospital's entries that were neither justified nor reviewed.
    unanswered: Map<Address, Unanswered>,
    last_prescription: Value<u64>,
    prescriptions: Map<u64, Prescription>,
    last_dispensing: Value<u64>,
    dispensings: Map<u64, Dispensing>,
}

#[contract(components(roles: Roles, grants: Grants))]
impl Consents {
    /// The deployer is the authority.
    #[init]
    pub fn new(&mut self) {
        self.roles.grant(AUTHORITY, caller());
    }

    /// True if `person` acts for `organisation`.
    pub fn is_staff(&self, organisation: Address, person: Address) -> bool {
        person == organisation || self.staff.get((organisation, person))
    }

    /// A record; its patient is zero if there is none.
    pub fn record(&self, record: B256) -> Record {
        self.records.get(record)
    }

    /// An emergency entry; its patient is zero if there is none.
    pub fn emergency(&self, emergency: u64) -> Emergency {
        self.emergencies.get(emergency)
    }

    /// A prescription; its patient is zero if there is none.
    pub fn prescription(&self, prescription: u64) -> Prescription {
        self.prescriptions.get(prescription)
    }

    /// A dispensed part; its prescription is 0 if there is none.
    pub fn dispensing(&self, dispensing: u64) -> Dispensing {
        self.dispensings.get(dispensing)
    }

    /// True if `organisation` may read records of `patient` for `purpose` now.
    pub fn may_access(&self, organisation: Address, patient: Address, purpose: B256) -> bool {
        self.access_right(organisation, patient, purpose).is_ok()
    }

    /// Organisation: lets a person act for it. Not a reviewer, who would be kept from reviewing its entries.
    pub fn employ(&mut self, person: Address) -> Result<(), Error> {
        let organisation = caller();
        if person.is_zero() {
            return Err(Error::Missing);
        }
        if self.roles.has_role(REVIEWER, person) {
            return Err(Error::ReviewerIsStaff { reviewer: person, hospital: organisation });
        }
        if self.is_staff(organisation, person) {
            return Err(Error::AlreadyStaff { organisation, person });
        }
        self.staff.set((organisation, person), true);
        emit(StaffEmployed { organisation, person });
        Ok(())
    }

    /// Organisation: lets a person act for it no longer.
    pub fn dismiss(&mut self, person: Address) -> Result<(), Error> {
        self.end_employment(caller(), person)
    }

    /// Staff: acts for an organisation no longer.
    pub fn resign(&mut self, organisation: Address) -> Result<(), Error> {
        self.end_employment(organisation, caller())
    }

    /// Hospital's doctor: says that the hospital keeps a new record of a patient whom it treats.
    pub fn anchor(&mut self, hospital: Address, patient: Address, record: B256) -> Result<(), Error> {
        self.require_doctor_of(hospital)?;
        self.access_right(hospital, patient, TREATMENT)?;
        if record.is_zero() {
            return Err(Error::Missing);
        }
        let Record { patient: found, .. } = self.records.get(record);
        if !found.is_zero() {
            return Err(Error::RecordExists { record, patient: found });
        }
        self.records.set(record, Record { patient, organisation: hospital });
        emit(RecordAnchored { record, patient, organisation: hospital });
        Ok(())
    }

    /// Staff: reads a record for a purpose. Refused without consent for it; hospitals have access by emergency entry too.
    pub fn access(&mut self, organisation: Address, record: B256, purpose: B256) -> Result<(), Error> {
        self.require_staff(organisation)?;
        let Record { patient, .. } = self.records.get(record);
        if patient.is_zero() {
            return Err(Error::UnknownRecord { record });
        }
        let emergency = self.access_right(organisation, patient, purpose)?;
        emit(RecordAccessed { record, patient, organisation, by: caller(), purpose, emergency });
        Ok(())
    }

    /// Hospital's doctor: enters a patient's records for a day without consent, and returns the entry's number. The
    /// hospital has to justify it within three days, or it makes no other.
    pub fn enter_emergency(&mut self, hospital: Address, patient: Address, reason: B256) -> Result<u64, Error> {
        self.require_doctor_of(hospital)?;
        if patient.is_zero() || reason.is_zero() {
            return Err(Error::Missing);
        }
        let now = block_timestamp();
        let last = self.last_entries.get((patient, hospital));
        let Emergency { until, .. } = self.emergencies.get(last);
        if now < until {
            return Err(Error::EmergencyOpen { emergency: last, until });
        }
        let oldest = self.unanswered.entry(hospital).oldest();
        let Emergency { justify_by, .. } = self.emergencies.get(oldest);
        if oldest != 0 && now >= justify_by {
            return Err(Error::EmergencyNotJustified { emergency: oldest, justify_by });
        }
        let emergency = self.last_emergency.update(next);
        let (until, justify_by, doctor) = (now + EMERGENCY_SECONDS, now + JUSTIFY_SECONDS, caller());
        let entry = Emergency { patient, hospital, doctor, reason, until, justify_by, ..Emergency::default() };
        self.emergencies.set(emergency, entry);
        self.last_entries.set((patient, hospital), emergency);
        self.unanswered.entry_mut(hospital).push(emergency);
        emit(EmergencyEntered { patient, hospital, emergency, doctor, reason, until, justify_by });
        Ok(emergency)
    }

    /// Patient, or the hospital's staff: ends an entry before its time.
    pub fn leave_emergency(&mut self, emergency: u64) -> Result<(), Error> {
        let mut entry = self.existing_emergency(emergency)?;
        let (by, now) = (caller(), block_timestamp());
        if by != entry.patient {
            self.require_staff(entry.hospital)?;
        }
        if now >= entry.until {
            return Err(Error::EmergencyEnded { emergency, ended_at: entry.until });
        }
        entry.until = now;
        emit(EmergencyLeft { patient: entry.patient, emergency, by });
        self.emergencies.set(emergency, entry);
        Ok(())
    }

    /// Hospital's staff: says why it was an emergency; late too, if nobody has reviewed it.
    pub fn justify(&mut self, emergency: u64, justification: B256) -> Result<(), Error> {
        let mut entry = self.existing_emergency(emergency)?;
        self.require_staff(entry.hospital)?;
        if justification.is_zero() {
            return Err(Error::Missing);
        }
        if !entry.justification.is_zero() {
            return Err(Error::AlreadyJustified { emergency });
        }
        require_no_verdict(emergency, &entry)?;
        entry.justification = justification;
        let late = block_timestamp() >= entry.justify_by;
        emit(EmergencyJustified { patient: entry.patient, emergency, justification, late });
        self.unanswered.entry_mut(entry.hospital).remove(emergency);
        self.emergencies.set(emergency, entry);
        Ok(())
    }

    /// Reviewer from outside: decides, once it is justified or its time for that is over. A rejected entry gives no access.
    pub fn review(&mut self, emergency: u64, verdict: Verdict, report: B256) -> Result<(), Error> {
        self.roles.only_role(REVIEWER)?;
        let mut entry = self.existing_emergency(emergency)?;
        let (reviewer, hospital, now) = (caller(), entry.hospital, block_timestamp());
        if self.is_staff(hospital, reviewer) {
            return Err(Error::ReviewerIsStaff { reviewer, hospital });
        }
        require_no_verdict(emergency, &entry)?;
        if entry.justification.is_zero() && now < entry.justify_by {
            return Err(Error::ReviewedTooEarly { emergency, justify_by: entry.justify_by, now });
        }
        if verdict == Verdict::None {
            return Err(Error::NoVerdict);
        }
        entry.verdict = verdict;
        if verdict == Verdict::Rejected {
            entry.until = entry.until.min(now);
        }
        emit(EmergencyReviewed { patient: entry.patient, emergency, reviewer, verdict, report });
        if entry.justification.is_zero() {
            self.unanswered.entry_mut(hospital).remove(emergency);
        }
        self.emergencies.set(emergency, entry);
        Ok(())
    }

    /// Hospital's doctor: prescribes a quantity to a patient whom the hospital treats, to be dispensed before `until`;
    /// returns the prescription's number.
    pub fn prescribe(
        &mut self,
        hospital: Address,
        patient: Address,
        medicine: B256,
        quantity: u64,
        until: u64,
    ) -> Result<u64, Error> {
        self.require_doctor_of(hospital)?;
        self.access_right(hospital, patient, TREATMENT)?;
        require_quantity(quantity)?;
        let now = block_timestamp();
        if until <= now {
            return Err(Error::NotInFuture { until, now });
        }
        let (prescription, doctor) = (self.last_prescription.update(next), caller());
        let record = Prescription {
            patient,
            hospital,
            doctor,
            medicine,
            prescribed: quantity,
            until,
            ..Prescription::default()
        };
        self.prescriptions.set(prescription, record);
        emit(Prescribed { prescription, patient, doctor, hospital, medicine, quantity, until });
        Ok(prescription)
    }

    /// Doctor: takes back what was not dispensed of a prescription of its own.
    pub fn cancel(&mut self, prescription: u64) -> Result<(), Error> {
        let mut record = self.valid_prescription(prescription)?;
        if caller() != record.doctor {
            return Err(Error::NotPrescriber { caller: caller(), doctor: record.doctor });
        }
        record.cancelled = true;
        self.prescriptions.set(prescription, record);
        emit(Cancelled { prescription });
        Ok(())
    }

    /// Pharmacy's staff: hands out a part of a prescription, or all that is left, to a patient who lets the pharmacy do
    /// so, for a price in fen; returns the part's number.
    pub fn dispense(&mut self, pharmacy: Address, prescription: u64, quantity: u64, price: u128) -> Result<u64, Error> {
        self.require_staff(pharmacy)?;
        let mut record = self.valid_prescription(prescription)?;
        self.access_right(pharmacy, record.patient, DISPENSING)?;
        if block_timestamp() >= record.until {
            return Err(Error::PrescriptionExpired { prescription, expired_at: record.until });
        }
        require_quantity(quantity)?;
        let left = record.prescribed - record.dispensed;
        if quantity > left {
            return Err(Error::AbovePrescribed { left, wanted: quantity });
        }
        record.dispensed += quantity;
        self.prescriptions.set(prescription, record);
        let dispensing = self.last_dispensing.update(next);
        let part = Dispensing { prescription, pharmacy, quantity, price, ..Dispensing::default() };
        self.dispensings.set(dispensing, part);
        emit(Dispensed { dispensing, prescription, pharmacy, quantity, price });
        Ok(dispensing)
    }

    /// Patient: asks one insurer, once, to pay for what was dispensed.
    pub fn claim(&mut self, dispensing: u64, insurer: Address) -> Result<(), Error> {
        let mut part = self.existing_dispensing(dispensing)?;
        let Prescription { patient, .. } = self.prescriptions.get(part.prescription);
        if caller() != patient {
            return Err(Error::NotPatient { caller: caller(), patient });
        }
        self.roles.check_role(INSURANCE, insurer)?;
        require_claim(&part, ClaimStatus::None)?;
        part.claim = ClaimStatus::Claimed;
        part.insurer = insurer;
        emit(Claimed { dispensing, patient, insurer, price: part.price });
        self.dispensings.set(dispensing, part);
        Ok(())
    }

    /// Insurer's staff: decides on a claim: pays what the patient paid, a part, or nothing, for the reasons in a report.
    pub fn settle(&mut self, dispensing: u64, paid: u128, report: B256) -> Result<(), Error> {
        let mut part = self.existing_dispensing(dispensing)?;
        require_claim(&part, ClaimStatus::Claimed)?;
        let insurer = part.insurer;
        if !self.is_staff(insurer, caller()) {
            return Err(Error::NotInsurer { caller: caller(), insurer });
        }
        if paid > part.price {
            return Err(Error::AbovePrice { price: part.price, wanted: paid });
        }
        part.claim = ClaimStatus::Settled;
        part.paid = paid;
        self.dispensings.set(dispensing, part);
        emit(Settled { dispensing, insurer, paid, report });
        Ok(())
    }

    /// The emergency entry that gives an organisation access for a purpose, 0 if it is the patient's consent.
    fn access_right(&self, organisation: Address, patient: Address, purpose: B256) -> Result<u64, Error> {
        self.roles.check_role(purpose, organisation)?;
        let refusal = match self.grants.check_grant(patient, organisation, purpose) {
            Ok(()) => return Ok(0),
            Err(refusal) => refusal,
        };
        let emergency = self.last_entries.get((patient, organisation));
        if purpose == TREATMENT && block_timestamp() < self.emergencies.get(emergency).until {
            return Ok(emergency);
        }
        Err(refusal.into())
    }

    fn end_employment(&mut self, organisation: Address, person: Address) -> Result<(), Error> {
        if !self.staff.get((organisation, person)) {
            return Err(Error::NotStaff { caller: person, organisation });
        }
        self.staff.remove((organisation, person));
        emit(StaffDismissed { organisation, person });
        Ok(())
    }

    fn require_staff(&self, organisation: Address) -> Result<(), Error> {
        if self.is_staff(organisation, caller()) {
            Ok(())
        } else {
            Err(Error::NotStaff { caller: caller(), organisation })
        }
    }

    /// A licensed doctor who acts for a hospital.
    fn require_doctor_of(&self, hospital: Address) -> Result<(), Error> {
        self.roles.only_role(DOCTOR)?;
        self.roles.check_role(TREATMENT, hospital)?;
        self.require_staff(hospital)
    }

    fn existing_emergency(&self, emergency: u64) -> Result<Emergency, Error> {
        let entry = self.emergencies.get(emergency);
        if entry.patient.is_zero() { Err(Error::UnknownEmergency { emergency }) } else { Ok(entry) }
    }

    /// A prescription that is not cancelled.
    fn valid_prescription(&self, prescription: u64) -> Result<Prescription, Error> {
        let record = self.prescriptions.get(prescription);
        if record.patient.is_zero() {
            return Err(Error::UnknownPrescription { prescription });
        }
        if record.cancelled { Err(Error::PrescriptionCancelled { prescription }) } else { Ok(record) }
    }

    fn existing_dispensing(&self, dispensing: u64) -> Result<Dispensing, Error> {
        let part = self.dispensings.get(dispensing);
        if part.prescription == 0 { Err(Error::UnknownDispensing { dispensing }) } else { Ok(part) }
    }
}

/// Counts on, from 1.
fn next(last: &mut u64) -> u64 {
    *last += 1;
    *last
}

fn require_quantity(quantity: u64) -> Result<(), Error> {
    if quantity == 0 { Err(Error::ZeroQuantity) } else { Ok(()) }
}

fn require_no_verdict(emergency: u64, entry: &Emergency) -> Result<(), Error> {
    match entry.verdict {
        Verdict::None => Ok(()),
        verdict => Err(Error::AlreadyReviewed { emergency, verdict }),
    }
}

fn require_claim(part: &Dispensing, expected: ClaimStatus) -> Result<(), Error> {
    if part.claim == expected { Ok(()) } else { Err(Error::WrongClaimStatus { found: part.claim, expected }) }
}
