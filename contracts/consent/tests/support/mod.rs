//! A health authority with a hospital and its doctor, a pharmacy, an insurer, a reviewer and a patient.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use consent::*;
use testing::prelude::*;

/// Who takes part. `consents` acts as the authority.
pub(crate) struct Health {
    pub(crate) chain: Chain,
    pub(crate) consents: ConsentsClient<Sender>,
    pub(crate) patient: Address,
    pub(crate) hospital: Address,
    pub(crate) doctor: Address,
    pub(crate) pharmacy: Address,
    pub(crate) insurer: Address,
    pub(crate) reviewer: Address,
    pub(crate) stranger: Address,
}

/// Everybody is admitted, the doctor employed; nobody has consent.
pub(crate) fn health(chain: &Chain) -> Health {
    let [authority, patient, hospital, doctor, pharmacy, insurer, reviewer, stranger] = chain.accounts();
    let consents = chain.deploy(authority, Consents::constructor());
    let roles =
        [(TREATMENT, hospital), (DOCTOR, doctor), (DISPENSING, pharmacy), (INSURANCE, insurer), (REVIEWER, reviewer)];
    for (role, account) in roles {
        consents.roles().grant_role(role, account).unwrap();
    }
    consents.by(hospital).employ(doctor).unwrap();
    Health { chain: chain.clone(), consents, patient, hospital, doctor, pharmacy, insurer, reviewer, stranger }
}

impl Health {
    /// The client that acts as `account`.
    pub(crate) fn by(&self, account: Address) -> ConsentsClient<Sender> {
        self.consents.by(account)
    }

    /// A time that is not over soon.
    pub(crate) fn later(&self) -> u64 {
        self.chain.timestamp() + 1_000_000
    }

    /// The patient consents.
    pub(crate) fn consent(&self, organisation: Address, purpose: B256) {
        self.by(self.patient).grants().grant(organisation, purpose, self.later()).unwrap();
    }

    /// A record that the hospital keeps with the patient's consent.
    pub(crate) fn anchored(&self) -> B256 {
        self.consent(self.hospital, TREATMENT);
        self.by(self.doctor).anchor(self.hospital, self.patient, hash(1)).unwrap();
        hash(1)
    }

    /// An emergency entry, without consent.
    pub(crate) fn entered(&self) -> u64 {
        self.by(self.doctor).enter_emergency(self.hospital, self.patient, hash(2)).unwrap()
    }

    /// A prescription over ten units that the pharmacy may dispense.
    pub(crate) fn prescribed(&self) -> u64 {
        self.consent(self.hospital, TREATMENT);
        self.consent(self.pharmacy, DISPENSING);
        self.by(self.doctor).prescribe(self.hospital, self.patient, hash(3), 10, self.later()).unwrap()
    }

    /// A part of four units for 2,000 fen.
    pub(crate) fn dispensed(&self) -> u64 {
        let prescription = self.prescribed();
        self.by(self.pharmacy).dispense(self.pharmacy, prescription, 4, 2_000).unwrap()
    }
}

pub(crate) fn hash(n: u64) -> B256 {
    let mut bytes = [0xAB; 32];
    bytes[24..].copy_from_slice(&n.to_be_bytes());
    B256::new(bytes)
}
