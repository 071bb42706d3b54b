//! What the contract stores, packed into slots as Solidity does, and read as the ABI's structs.
//!
//! Numbers have the same width on both sides, so `wrapping_to` loses nothing; `to` would link the text of its panic.

use alloy_primitives::{B256, U256, U64};
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageB256, StorageBool, StorageKey, StorageU128, StorageU64, StorageU8},
};

use crate::interface::{ClaimStatus, Dispensing, Emergency, Prescription, Record, Verdict};

/// The keys of a mapping of mappings.
pub struct Pair<A, B>(pub A, pub B);

impl<A: StorageKey, B: StorageKey> StorageKey for Pair<A, B> {
    fn to_slot(&self, root: B256) -> U256 {
        self.1.to_slot(self.0.to_slot(root).into())
    }
}

/// Counts on, from 1.
pub fn next(last: &mut StorageU64) -> u64 {
    let number = last.get() + U64::from(1);
    last.set(number);
    number.wrapping_to()
}

#[storage]
pub struct AnchorRecord {
    pub patient: StorageAddress,
    pub organisation: StorageAddress,
}

impl AnchorRecord {
    pub fn read(&self) -> Record {
        Record { patient: self.patient.get(), organisation: self.organisation.get() }
    }
}

#[storage]
pub struct EmergencyRecord {
    pub patient: StorageAddress,
    pub until: StorageU64,
    pub verdict: StorageU8,
    pub hospital: StorageAddress,
    pub justify_by: StorageU64,
    pub doctor: StorageAddress,
    pub reason: StorageB256,
    pub justification: StorageB256,
}

impl EmergencyRecord {
    pub fn read(&self) -> Emergency {
        Emergency {
            patient: self.patient.get(),
            hospital: self.hospital.get(),
            doctor: self.doctor.get(),
            reason: self.reason.get(),
            until: self.until.get().wrapping_to(),
            justify_by: self.justify_by.get().wrapping_to(),
            justification: self.justification.get(),
            verdict: Verdict::try_from(self.verdict.get().wrapping_to::<u8>()).unwrap_or(Verdict::None),
        }
    }
}

#[storage]
pub struct PrescriptionRecord {
    pub patient: StorageAddress,
    pub prescribed: StorageU64,
    pub cancelled: StorageBool,
    pub hospital: StorageAddress,
    pub dispensed: StorageU64,
    pub doctor: StorageAddress,
    pub until: StorageU64,
    pub medicine: StorageB256,
}

impl PrescriptionRecord {
    pub fn read(&self) -> Prescription {
        Prescription {
            patient: self.patient.get(),
            hospital: self.hospital.get(),
            doctor: self.doctor.get(),
            medicine: self.medicine.get(),
            prescribed: self.prescribed.get().wrapping_to(),
            dispensed: self.dispensed.get().wrapping_to(),
            until: self.until.get().wrapping_to(),
            cancelled: self.cancelled.get(),
        }
    }
}

#[storage]
pub struct DispensingRecord {
    pub prescription: StorageU64,
    pub pharmacy: StorageAddress,
    pub claim: StorageU8,
    pub insurer: StorageAddress,
    pub quantity: StorageU64,
    pub price: StorageU128,
    pub paid: StorageU128,
}

impl DispensingRecord {
    pub fn read(&self) -> Dispensing {
        Dispensing {
            prescription: self.prescription.get().wrapping_to(),
            pharmacy: self.pharmacy.get(),
            quantity: self.quantity.get().wrapping_to(),
            price: self.price.get().wrapping_to(),
            claim: ClaimStatus::try_from(self.claim.get().wrapping_to::<u8>()).unwrap_or(ClaimStatus::None),
            insurer: self.insurer.get(),
            paid: self.paid.get().wrapping_to(),
        }
    }
}
