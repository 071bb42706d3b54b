//! How lots come to be: registered, split, merged, or made of others.
//!
//! Guarantees the balance of each process: what it used of its inputs is what came out and what was lost. Leaves to the
//! caller who may begin one.

use sdk::prelude::*;

use crate::{Created, Error, Kind, Lot, Output, PARTS_MAX, Part, Process, Processed, Provenance, Status, Unit, Used};

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
        let process = self.process_count.get() + 1;
        self.process_count.set(process);
        let mut used = 0;
        for Part { lot, quantity } in &inputs {
            used += quantity;
            self.use_part(process, *lot, *quantity, unit)?;
        }
        let made = total(&outputs);
        if kind != Kind::Registration && used != made + loss {
            return Err(Error::Unbalanced { inputs: used, outputs: made, loss });
        }
        let (by, first_lot, lots) = (caller(), self.lot_count.get() + 1, outputs.len() as u64);
        for (lot, Output { product, quantity, commitment }) in (first_lot..).zip(outputs) {
            if quantity == 0 {
                return Err(Error::ZeroQuantity);
            }
            let (status, clear_at) = (Status::Held, self.recalls.get());
            let place = Lot { status, unit, holder: by, process, clear_at, ..Lot::default() };
            self.lots.set(lot, Lot { product, quantity, commitment, ..place });
            emit(Created { process, lot, product, quantity, unit, commitment });
        }
        self.lot_count.set(first_lot + lots - 1);
        self.processes.set(process, Process { kind, by, at: block_timestamp(), inputs, first_lot, lots, loss });
        emit(Processed { process, by, kind, loss });
        Ok(first_lot)
    }

    /// Takes a part out of a lot for a process.
    fn use_part(&mut self, process: u64, lot: u64, quantity: u128, unit: Unit) -> Result<(), Error> {
        let mut record = self.usable(lot)?;
        if quantity == 0 {
            return Err(Error::ZeroQuantity);
        }
        if record.unit != unit {
            return Err(Error::UnitDiffers { lot, found: record.unit, expected: unit });
        }
        take(lot, &mut record, quantity)?;
        self.uses.set((lot, record.uses), process);
        record.uses += 1;
        self.lots.set(lot, record);
        emit(Used { process, lot, quantity });
        Ok(())
    }
}

pub(crate) fn require_count(count: usize) -> Result<(), Error> {
    if (1..=PARTS_MAX).contains(&count) {
        Ok(())
    } else {
        Err(Error::InvalidCount { found: count as u64, most: PARTS_MAX as u64 })
    }
}

/// Takes from what is left of a lot.
pub(crate) fn take(lot: u64, record: &mut Lot, wanted: u128) -> Result<(), Error> {
    let left = record.quantity;
    record.quantity = left.checked_sub(wanted).ok_or(Error::AboveLot { lot, left, wanted })?;
    Ok(())
}

pub(crate) fn total(outputs: &[Output]) -> u128 {
    outputs.iter().map(|output| output.quantity).sum()
}
