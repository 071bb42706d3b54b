//! Who may take a step and when.

use alloy_primitives::{Address, B256};
use stylus_sdk::prelude::*;

use crate::{
    errors::*,
    interface::{ClaimStatus, Dispensing, Emergency, Prescription, StaffDismissed, Verdict},
    records::Pair,
    Consents, DOCTOR, TREATMENT,
};

impl Consents {
    /// The emergency entry that gives an organisation access for a purpose, 0 if it is the patient's consent.
    pub(crate) fn access_right(&self, organisation: Address, patient: Address, purpose: B256) -> Result<u64, Error> {
        self.roles.check_role(purpose, organisation)?;
        let Err(refusal) = self.grants.check_grant(patient, organisation, purpose) else { return Ok(0) };
        if purpose == TREATMENT {
            let emergency = self.last_entries.get(Pair(patient, organisation)).wrapping_to();
            let until = self.emergencies.getter(emergency).until.get().wrapping_to();
            if self.vm().block_timestamp() < until {
                return Ok(emergency);
            }
        }
        Err(refusal)
    }

    pub(crate) fn end_employment(&mut self, organisation: Address, person: Address) -> Result<(), Error> {
        if !self.staff.get(Pair(organisation, person)) {
            return Err(NotStaff { caller: person, organisation }.into());
        }
        self.staff.delete(Pair(organisation, person));
        self.vm().log(StaffDismissed { organisation, person });
        Ok(())
    }

    pub(crate) fn staffs(&self, organisation: Address, person: Address) -> bool {
        person == organisation || self.staff.get(Pair(organisation, person))
    }

    pub(crate) fn require_staff(&self, organisation: Address) -> Result<(), Error> {
        let caller = self.vm().msg_sender();
        if self.staffs(organisation, caller) {
            Ok(())
        } else {
            Err(NotStaff { caller, organisation }.into())
        }
    }

    /// A licensed doctor who acts for a hospital.
    pub(crate) fn require_doctor_of(&self, hospital: Address) -> Result<(), Error> {
        self.roles.only_role(DOCTOR)?;
        self.roles.check_role(TREATMENT, hospital)?;
        self.require_staff(hospital)
    }

    pub(crate) fn existing_emergency(&self, emergency: u64) -> Result<Emergency, Error> {
        let entry = self.emergencies.getter(emergency).read();
        if entry.patient.is_zero() {
            Err(UnknownEmergency { emergency }.into())
        } else {
            Ok(entry)
        }
    }

    /// A prescription that is not cancelled.
    pub(crate) fn valid_prescription(&self, prescription: u64) -> Result<Prescription, Error> {
        let record = self.prescriptions.getter(prescription).read();
        if record.patient.is_zero() {
            return Err(UnknownPrescription { prescription }.into());
        }
        if record.cancelled {
            return Err(PrescriptionCancelled { prescription }.into());
        }
        Ok(record)
    }

    pub(crate) fn existing_dispensing(&self, dispensing: u64) -> Result<Dispensing, Error> {
        let part = self.dispensings.getter(dispensing).read();
        if part.prescription == 0 {
            Err(UnknownDispensing { dispensing }.into())
        } else {
            Ok(part)
        }
    }
}

pub fn require_quantity(quantity: u64) -> Result<(), Error> {
    if quantity == 0 {
        Err(ZeroQuantity {}.into())
    } else {
        Ok(())
    }
}

pub fn require_no_verdict(emergency: u64, entry: &Emergency) -> Result<(), Error> {
    match entry.verdict {
        Verdict::None => Ok(()),
        verdict => Err(AlreadyReviewed { emergency, verdict: verdict as u8 }.into()),
    }
}

pub fn require_claim(part: &Dispensing, expected: ClaimStatus) -> Result<(), Error> {
    if part.claim == expected {
        Ok(())
    } else {
        Err(WrongClaimStatus { found: part.claim as u8, expected: expected as u8 }.into())
    }
}
