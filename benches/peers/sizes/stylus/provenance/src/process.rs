//! How lots come to be: registered, split, merged, or made of others.
//!
//! What a process used of its inputs is what came out and what was lost. Sums are checked, since a build has no overflow
//! checks.

use alloc::vec::Vec;

use alloy_primitives::{B256, U128, U64, U8};
use stylus_sdk::prelude::*;

use crate::{
    errors::{AboveLot, Error, InvalidCount, Unbalanced, UnitDiffers, ZeroQuantity},
    interface::{Created, Kind, Lost, Output, Part, Processed, Status, Unit, Used},
    records::{add, next, Pair},
    Provenance, PARTS_MAX,
};

impl Provenance {
    /// Uses up the inputs and makes the outputs, which the caller has then. Returns the first new number.
    pub(crate) fn produce(
        &mut self,
        kind: Kind,
        unit: Unit,
        inputs: Vec<Part>,
        outputs: Vec<Output>,
        loss: u128,
    ) -> Result<u64, Error> {
        require_count(outputs.len())?;
        let process = next(&mut self.process_count);
        let used = total(inputs.iter().map(|part| part.quantity));
        for Part { lot, quantity } in &inputs {
            self.use_part(process, *lot, *quantity, unit)?;
        }
        let made = total(outputs.iter().map(|output| output.quantity));
        if kind != Kind::Registration && used != total([made, loss]) {
            return Err(Unbalanced { inputs: used, outputs: made, loss }.into());
        }
        let (by, at) = (self.vm().msg_sender(), self.vm().block_timestamp());
        let first_lot = self.lot_count.get().wrapping_to::<u64>() + 1;
        let (lots, recalls) = (outputs.len() as u64, self.recalls.get());
        for (lot, Output { product, quantity, commitment }) in (first_lot..).zip(outputs) {
            if quantity == 0 {
                return Err(ZeroQuantity {}.into());
            }
            let mut record = self.lots.setter(lot);
            record.set_status(Status::Held);
            record.unit.set(U8::from(unit as u8));
            record.product.set(product);
            record.commitment.set(commitment);
            record.holder.set(by);
            record.quantity.set(U128::from(quantity));
            record.process.set(U64::from(process));
            record.clear_at.set(recalls);
            self.vm().log(Created { process, lot, product, quantity, unit, commitment });
        }
        self.lot_count.set(U64::from(first_lot + lots - 1));
        let mut record = self.processes.setter(process);
        record.kind.set(U8::from(kind as u8));
        record.by.set(by);
        record.at.set(U64::from(at));
        record.first_lot.set(U64::from(first_lot));
        record.lots.set(U64::from(lots));
        record.loss.set(U128::from(loss));
        for Part { lot, quantity } in inputs {
            let mut part = record.inputs.grow();
            part.lot.set(U64::from(lot));
            part.quantity.set(U128::from(quantity));
        }
        self.vm().log(Processed { process, by, kind, loss });
        Ok(first_lot)
    }

    /// Takes a part out of a lot for a process.
    fn use_part(&mut self, process: u64, lot: u64, quantity: u128, unit: Unit) -> Result<(), Error> {
        let record = self.usable(lot)?;
        if quantity == 0 {
            return Err(ZeroQuantity {}.into());
        }
        if record.unit != unit {
            return Err(UnitDiffers { lot, found: record.unit as u8, expected: unit as u8 }.into());
        }
        self.take(lot, record.quantity, quantity)?;
        self.uses.insert(Pair(lot, record.uses), U64::from(process));
        self.lots.setter(lot).uses.set(U64::from(record.uses + 1));
        self.vm().log(Used { process, lot, quantity });
        Ok(())
    }

    /// Takes from what is left of a lot.
    pub(crate) fn take(&mut self, lot: u64, left: u128, wanted: u128) -> Result<(), Error> {
        let rest = left.checked_sub(wanted).ok_or(AboveLot { lot, left, wanted })?;
        self.lots.setter(lot).quantity.set(U128::from(rest));
        Ok(())
    }

    pub(crate) fn lose(&mut self, lot: u64, unit: Unit, quantity: u128, proof: B256) {
        add(&mut self.totals.setter(unit as u8).lost, quantity);
        self.vm().log(Lost { lot, quantity, proof });
    }
}

pub fn require_count(count: usize) -> Result<(), Error> {
    if (1..=PARTS_MAX).contains(&count) {
        Ok(())
    } else {
        Err(InvalidCount { found: count as u64, most: PARTS_MAX as u64 }.into())
    }
}

pub fn total(quantities: impl IntoIterator<Item = u128>) -> u128 {
    quantities.into_iter().fold(0, |sum, quantity| sum.checked_add(quantity).expect("overflow"))
}
