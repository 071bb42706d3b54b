//! How a shipment ends, and what is lost on the way.
//!
//! Guarantees that a lot is held again with what both sides agree on, and that what is missing is counted as lost.

use sdk::prelude::*;

use crate::{Lost, Lot, Provenance, Received, Returned, Status, Unit};

impl Provenance {
    pub(crate) fn arrive(&mut self, lot: u64, mut record: Lot, quantity: u128) {
        record.holder = record.recipient;
        emit(Received { lot, by: record.holder, quantity });
        self.end_shipment(lot, record, quantity);
    }

    pub(crate) fn go_back(&mut self, lot: u64, record: Lot, quantity: u128) {
        emit(Returned { lot, to: record.holder, quantity });
        self.end_shipment(lot, record, quantity);
    }

    /// The lot is held again, and what is not there of it is lost.
    fn end_shipment(&mut self, lot: u64, mut record: Lot, quantity: u128) {
        let lost = record.quantity - quantity;
        if lost > 0 {
            self.lose(lot, record.unit, lost, B256::ZERO);
        }
        record.status = Status::Held;
        record.recipient = Address::ZERO;
        record.quantity = quantity;
        record.counted = 0;
        self.lots.set(lot, record);
    }

    pub(crate) fn lose(&mut self, lot: u64, unit: Unit, quantity: u128, proof: B256) {
        self.totals.update(unit, |totals| totals.lost += quantity);
        emit(Lost { lot, quantity, proof });
    }
}
