//! Medical records under the patient's control: our `contracts/consent` on stylus-sdk.
//!
//! Different from ours: roles and grants, which are blocks there, are parts of this crate, inherited by `#[implements]`;
//! the event `RoleAdminChanged`, which nothing emits, is left out; errors have `uint8` for enums; a record is read
//! whole and written field by field; the deployer is `tx.origin`, since a deploying contract calls the constructor.

#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

mod checks;
mod errors;
mod grants;
mod interface;
mod records;
mod roles;
mod unanswered;

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U128, U64, U8};
use stylus_sdk::{
    prelude::*,
    storage::{StorageBool, StorageMap, StorageU64},
};

use checks::{require_claim, require_no_verdict, require_quantity};
use errors::*;
use grants::{Grants, IGrants};
use interface::*;
use records::{next, AnchorRecord, DispensingRecord, EmergencyRecord, Pair, PrescriptionRecord};
use roles::{role, IRoles, Roles, DEFAULT_ADMIN_ROLE};
use unanswered::Unanswered;

/// The health authority, which gives the other roles.
const AUTHORITY: B256 = DEFAULT_ADMIN_ROLE;
/// A licensed doctor.
const DOCTOR: B256 = role("DOCTOR");
/// Who reviews emergency entries.
const REVIEWER: B256 = role("REVIEWER");
/// To treat the patient: hospitals.
const TREATMENT: B256 = role("TREATMENT");
/// To hand out medicine: pharmacies.
const DISPENSING: B256 = role("DISPENSING");
/// To decide on claims: insurers.
const INSURANCE: B256 = role("INSURANCE");

/// Seconds that an emergency entry gives access: a day.
const EMERGENCY_SECONDS: u64 = 24 * 60 * 60;
/// Seconds in which it has to be justified: three days.
const JUSTIFY_SECONDS: u64 = 3 * 24 * 60 * 60;

/// What the files that are the same for all extend.
use Consents as Contract;

#[entrypoint]
#[storage]
pub struct Consents {
    roles: Roles,
    grants: Grants,
    staff: StorageMap<Pair<Address, Address>, StorageBool>,
    records: StorageMap<B256, AnchorRecord>,
    last_emergency: StorageU64,
    emergencies: StorageMap<u64, EmergencyRecord>,
    last_entries: StorageMap<Pair<Address, Address>, StorageU64>,
    unanswered: StorageMap<Address, Unanswered>,
    last_prescription: StorageU64,
    prescriptions: StorageMap<u64, PrescriptionRecord>,
    last_dispensing: StorageU64,
    dispensings: StorageMap<u64, DispensingRecord>,
}

#[public]
#[implements(IRoles, IGrants)]
impl Consents {
    #[constructor]
    pub fn constructor(&mut self) {
        let authority = self.vm().tx_origin();
        self.roles.grant(AUTHORITY, authority, authority);
    }

    pub fn is_staff(&self, organisation: Address, person: Address) -> bool {
        self.staffs(organisation, person)
    }

    pub fn record(&self, record: B256) -> Record {
        self.records.getter(record).read()
    }

    pub fn emergency(&self, emergency: u64) -> Emergency {
        self.emergencies.getter(emergency).read()
    }

    pub fn prescription(&self, prescription: u64) -> Prescription {
        self.prescriptions.getter(prescription).read()
    }

    pub fn dispensing(&self, dispensing: u64) -> Dispensing {
        self.dispensings.getter(dispensing).read()
    }

    pub fn may_access(&self, organisation: Address, patient: Address, purpose: B256) -> bool {
        self.access_right(organisation, patient, purpose).is_ok()
    }

    pub fn employ(&mut self, person: Address) -> Result<(), Error> {
        let organisation = self.vm().msg_sender();
        if person.is_zero() {
            return Err(Missing {}.into());
        }
        if self.roles.has_role(REVIEWER, person) {
            return Err(ReviewerIsStaff { reviewer: person, hospital: organisation }.into());
        }
        if self.staffs(organisation, person) {
            return Err(AlreadyStaff { organisation, person }.into());
        }
        self.staff.insert(Pair(organisation, person), true);
        self.vm().log(StaffEmployed { organisation, person });
        Ok(())
    }

    pub fn dismiss(&mut self, person: Address) -> Result<(), Error> {
        self.end_employment(self.vm().msg_sender(), person)
    }

    pub fn resign(&mut self, organisation: Address) -> Result<(), Error> {
        self.end_employment(organisation, self.vm().msg_sender())
    }

    pub fn anchor(&mut self, hospital: Address, patient: Address, record: B256) -> Result<(), Error> {
        self.require_doctor_of(hospital)?;
        self.access_right(hospital, patient, TREATMENT)?;
        if record.is_zero() {
            return Err(Missing {}.into());
        }
        let mut anchor = self.records.setter(record);
        let found = anchor.patient.get();
        if !found.is_zero() {
            return Err(RecordExists { record, patient: found }.into());
        }
        anchor.patient.set(patient);
        anchor.organisation.set(hospital);
        self.vm().log(RecordAnchored { record, patient, organisation: hospital });
        Ok(())
    }

    pub fn access(&mut self, organisation: Address, record: B256, purpose: B256) -> Result<(), Error> {
        self.require_staff(organisation)?;
        let patient = self.records.getter(record).patient.get();
        if patient.is_zero() {
            return Err(UnknownRecord { record }.into());
        }
        let emergency = self.access_right(organisation, patient, purpose)?;
        let by = self.vm().msg_sender();
        self.vm().log(RecordAccessed { record, patient, organisation, by, purpose, emergency });
        Ok(())
    }

    pub fn enter_emergency(&mut self, hospital: Address, patient: Address, reason: B256) -> Result<u64, Error> {
        self.require_doctor_of(hospital)?;
        if patient.is_zero() || reason.is_zero() {
            return Err(Missing {}.into());
        }
        let (doctor, now) = (self.vm().msg_sender(), self.vm().block_timestamp());
        let last = self.last_entries.get(Pair(patient, hospital)).wrapping_to();
        let until = self.emergencies.getter(last).until.get().wrapping_to();
        if now < until {
            return Err(EmergencyOpen { emergency: last, until }.into());
        }
        let oldest = self.unanswered.getter(hospital).oldest();
        let justify_by = self.emergencies.getter(oldest).justify_by.get().wrapping_to();
        if oldest != 0 && now >= justify_by {
            return Err(EmergencyNotJustified { emergency: oldest, justify_by }.into());
        }
        let emergency = next(&mut self.last_emergency);
        let (until, justify_by) = (now + EMERGENCY_SECONDS, now + JUSTIFY_SECONDS);
        let mut entry = self.emergencies.setter(emergency);
        entry.patient.set(patient);
        entry.hospital.set(hospital);
        entry.doctor.set(doctor);
        entry.reason.set(reason);
        entry.until.set(U64::from(until));
        entry.justify_by.set(U64::from(justify_by));
        self.last_entries.insert(Pair(patient, hospital), U64::from(emergency));
        self.unanswered.setter(hospital).push(emergency);
        self.vm().log(EmergencyEntered { patient, hospital, emergency, doctor, reason, until, justify_by });
        Ok(emergency)
    }

    pub fn leave_emergency(&mut self, emergency: u64) -> Result<(), Error> {
        let Emergency { patient, hospital, until, .. } = self.existing_emergency(emergency)?;
        let (by, now) = (self.vm().msg_sender(), self.vm().block_timestamp());
        if by != patient {
            self.require_staff(hospital)?;
        }
        if now >= until {
            return Err(EmergencyEnded { emergency, ended_at: until }.into());
        }
        self.emergencies.setter(emergency).until.set(U64::from(now));
        self.vm().log(EmergencyLeft { patient, emergency, by });
        Ok(())
    }

    pub fn justify(&mut self, emergency: u64, justification: B256) -> Result<(), Error> {
        let entry = self.existing_emergency(emergency)?;
        self.require_staff(entry.hospital)?;
        if justification.is_zero() {
            return Err(Missing {}.into());
        }
        if !entry.justification.is_zero() {
            return Err(AlreadyJustified { emergency }.into());
        }
        require_no_verdict(emergency, &entry)?;
        self.emergencies.setter(emergency).justification.set(justification);
        let late = self.vm().block_timestamp() >= entry.justify_by;
        self.vm().log(EmergencyJustified { patient: entry.patient, emergency, justification, late });
        self.unanswered.setter(entry.hospital).remove(emergency);
        Ok(())
    }

    pub fn review(&mut self, emergency: u64, verdict: Verdict, report: B256) -> Result<(), Error> {
        self.roles.only_role(REVIEWER)?;
        let entry = self.existing_emergency(emergency)?;
        let (reviewer, hospital, now) = (self.vm().msg_sender(), entry.hospital, self.vm().block_timestamp());
        if self.staffs(hospital, reviewer) {
            return Err(ReviewerIsStaff { reviewer, hospital }.into());
        }
        require_no_verdict(emergency, &entry)?;
        if entry.justification.is_zero() && now < entry.justify_by {
            return Err(ReviewedTooEarly { emergency, justify_by: entry.justify_by, now }.into());
        }
        if verdict == Verdict::None {
            return Err(NoVerdict {}.into());
        }
        let mut record = self.emergencies.setter(emergency);
        record.verdict.set(U8::from(verdict as u8));
        if verdict == Verdict::Rejected {
            record.until.set(U64::from(entry.until.min(now)));
        }
        self.vm().log(EmergencyReviewed { patient: entry.patient, emergency, reviewer, verdict, report });
        if entry.justification.is_zero() {
            self.unanswered.setter(hospital).remove(emergency);
        }
        Ok(())
    }

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
        let (doctor, now) = (self.vm().msg_sender(), self.vm().block_timestamp());
        if until <= now {
            return Err(NotInFuture { until, now }.into());
        }
        let prescription = next(&mut self.last_prescription);
        let mut record = self.prescriptions.setter(prescription);
        record.patient.set(patient);
        record.hospital.set(hospital);
        record.doctor.set(doctor);
        record.medicine.set(medicine);
        record.prescribed.set(U64::from(quantity));
        record.until.set(U64::from(until));
        self.vm().log(Prescribed { prescription, patient, doctor, hospital, medicine, quantity, until });
        Ok(prescription)
    }

    pub fn cancel(&mut self, prescription: u64) -> Result<(), Error> {
        let Prescription { doctor, .. } = self.valid_prescription(prescription)?;
        let caller = self.vm().msg_sender();
        if caller != doctor {
            return Err(NotPrescriber { caller, doctor }.into());
        }
        self.prescriptions.setter(prescription).cancelled.set(true);
        self.vm().log(Cancelled { prescription });
        Ok(())
    }

    pub fn dispense(&mut self, pharmacy: Address, prescription: u64, quantity: u64, price: u128) -> Result<u64, Error> {
        self.require_staff(pharmacy)?;
        let Prescription { patient, prescribed, dispensed, until, .. } = self.valid_prescription(prescription)?;
        self.access_right(pharmacy, patient, DISPENSING)?;
        if self.vm().block_timestamp() >= until {
            return Err(PrescriptionExpired { prescription, expired_at: until }.into());
        }
        require_quantity(quantity)?;
        let left = prescribed - dispensed;
        if quantity > left {
            return Err(AbovePrescribed { left, wanted: quantity }.into());
        }
        self.prescriptions.setter(prescription).dispensed.set(U64::from(dispensed + quantity));
        let dispensing = next(&mut self.last_dispensing);
        let mut part = self.dispensings.setter(dispensing);
        part.prescription.set(U64::from(prescription));
        part.pharmacy.set(pharmacy);
        part.quantity.set(U64::from(quantity));
        part.price.set(U128::from(price));
        self.vm().log(Dispensed { dispensing, prescription, pharmacy, quantity, price });
        Ok(dispensing)
    }

    pub fn claim(&mut self, dispensing: u64, insurer: Address) -> Result<(), Error> {
        let part = self.existing_dispensing(dispensing)?;
        let (caller, patient) = (self.vm().msg_sender(), self.prescriptions.getter(part.prescription).patient.get());
        if caller != patient {
            return Err(NotPatient { caller, patient }.into());
        }
        self.roles.check_role(INSURANCE, insurer)?;
        require_claim(&part, ClaimStatus::None)?;
        let mut record = self.dispensings.setter(dispensing);
        record.claim.set(U8::from(ClaimStatus::Claimed as u8));
        record.insurer.set(insurer);
        self.vm().log(Claimed { dispensing, patient, insurer, price: part.price });
        Ok(())
    }

    pub fn settle(&mut self, dispensing: u64, paid: u128, report: B256) -> Result<(), Error> {
        let part = self.existing_dispensing(dispensing)?;
        require_claim(&part, ClaimStatus::Claimed)?;
        let (caller, insurer) = (self.vm().msg_sender(), part.insurer);
        if !self.staffs(insurer, caller) {
            return Err(NotInsurer { caller, insurer }.into());
        }
        if paid > part.price {
            return Err(AbovePrice { price: part.price, wanted: paid }.into());
        }
        let mut record = self.dispensings.setter(dispensing);
        record.claim.set(U8::from(ClaimStatus::Settled as u8));
        record.paid.set(U128::from(paid));
        self.vm().log(Settled { dispensing, insurer, paid, report });
        Ok(())
    }
}
