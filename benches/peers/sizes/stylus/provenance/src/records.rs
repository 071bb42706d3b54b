//! What the contract stores, packed into slots as Solidity does, and read as the ABI's structs.
//!
//! Numbers have the same width on both sides, so `wrapping_to` loses nothing; `to` would link the text of its panic.

use alloc::vec::Vec;

use alloy_primitives::{B256, U128, U256, U64, U8};
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageB256, StorageBool, StorageKey, StorageU128, StorageU64, StorageU8, StorageVec},
};

use crate::interface::{Inspection, Kind, Lot, Part, Process, Status, Totals, Unit};

/// The keys of a mapping of mappings.
pub struct Pair<A, B>(pub A, pub B);

impl<A: StorageKey, B: StorageKey> StorageKey for Pair<A, B> {
    fn to_slot(&self, root: B256) -> U256 {
        self.1.to_slot(self.0.to_slot(root).into())
    }
}

#[storage]
pub struct LotRecord {
    pub status: StorageU8,
    pub unit: StorageU8,
    pub faulty: StorageBool,
    pub recalled: StorageBool,
    pub holder: StorageAddress,
    pub clear_at: StorageU64,
    pub recipient: StorageAddress,
    pub quantity: StorageU128,
    pub counted: StorageU128,
    pub process: StorageU64,
    pub uses: StorageU64,
    pub inspections: StorageU64,
    pub product: StorageB256,
    pub commitment: StorageB256,
}

impl LotRecord {
    pub fn set_status(&mut self, status: Status) {
        self.status.set(U8::from(status as u8));
    }

    pub fn read(&self) -> Lot {
        Lot {
            status: Status::try_from(self.status.get().wrapping_to::<u8>()).unwrap_or(Status::None),
            unit: Unit::try_from(self.unit.get().wrapping_to::<u8>()).unwrap_or(Unit::Gram),
            product: self.product.get(),
            commitment: self.commitment.get(),
            holder: self.holder.get(),
            recipient: self.recipient.get(),
            quantity: self.quantity.get().wrapping_to(),
            counted: self.counted.get().wrapping_to(),
            process: self.process.get().wrapping_to(),
            uses: self.uses.get().wrapping_to(),
            inspections: self.inspections.get().wrapping_to(),
            faulty: self.faulty.get(),
            recalled: self.recalled.get(),
            clear_at: self.clear_at.get().wrapping_to(),
        }
    }
}

#[storage]
pub struct PartRecord {
    pub lot: StorageU64,
    pub quantity: StorageU128,
}

#[storage]
pub struct ProcessRecord {
    pub kind: StorageU8,
    pub by: StorageAddress,
    pub at: StorageU64,
    pub first_lot: StorageU64,
    pub lots: StorageU64,
    pub loss: StorageU128,
    pub inputs: StorageVec<PartRecord>,
}

impl ProcessRecord {
    pub fn read(&self) -> Process {
        Process {
            kind: Kind::try_from(self.kind.get().wrapping_to::<u8>()).unwrap_or(Kind::Registration),
            by: self.by.get(),
            at: self.at.get().wrapping_to(),
            inputs: self.inputs(),
            first_lot: self.first_lot.get().wrapping_to(),
            lots: self.lots.get().wrapping_to(),
            loss: self.loss.get().wrapping_to(),
        }
    }

    pub fn inputs(&self) -> Vec<Part> {
        let parts = (0..self.inputs.len()).filter_map(|index| self.inputs.getter(index));
        parts
            .map(|part| Part { lot: part.lot.get().wrapping_to(), quantity: part.quantity.get().wrapping_to() })
            .collect()
    }
}

#[storage]
pub struct InspectionRecord {
    pub inspector: StorageAddress,
    pub at: StorageU64,
    pub passed: StorageBool,
    pub report: StorageB256,
}

impl InspectionRecord {
    pub fn read(&self) -> Inspection {
        Inspection {
            inspector: self.inspector.get(),
            at: self.at.get().wrapping_to(),
            passed: self.passed.get(),
            report: self.report.get(),
        }
    }
}

#[storage]
pub struct TotalsRecord {
    pub registered: StorageU128,
    pub lost: StorageU128,
}

impl TotalsRecord {
    pub fn read(&self) -> Totals {
        Totals { registered: self.registered.get().wrapping_to(), lost: self.lost.get().wrapping_to() }
    }
}

/// Adds to a total, which does not overflow.
pub fn add(total: &mut StorageU128, quantity: u128) {
    total.update_check_add(U128::from(quantity)).expect("overflow");
}

/// Counts on, from 1.
pub fn next(last: &mut StorageU64) -> u64 {
    last.update_wrap_add(U64::from(1)).wrapping_to()
}
