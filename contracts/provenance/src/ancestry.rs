//! What a lot is made of, back to where it began.
//!
//! Guarantees that each ancestor is met once: a lot has a larger number than what it is made of, so going through them
//! from the largest down meets a lot after everything that was made of it.

use sdk::prelude::*;

use crate::{ANCESTORS_MAX, Error, Lot, PAGE_MAX, Provenance, Traced};

impl Provenance {
    /// See [`Provenance::trace`].
    pub(crate) fn trace_page(&self, lots: Vec<u64>) -> (Vec<Traced>, Vec<u64>) {
        let mut ahead = Vec::new();
        for lot in lots {
            insert(&mut ahead, lot);
        }
        let mut page = Vec::new();
        while (page.len() as u64) < PAGE_MAX
            && let Some(number) = ahead.pop()
        {
            let lot = self.lots.get(number);
            let process = self.processes.get(lot.process);
            for part in process.inputs {
                insert(&mut ahead, part.lot);
            }
            let Lot { product, process: made_by, recalled, .. } = lot;
            page.push(Traced { lot: number, product, process: made_by, by: process.by, recalled });
        }
        (page, ahead)
    }

    /// Refuses a lot that is recalled or made of one that is; otherwise notes in the record that it is clear now.
    /// An ancestor that is known to be clear vouches for all of its own.
    pub(crate) fn require_clear(&self, lot: u64, record: &mut Lot) -> Result<(), Error> {
        let recalls = self.recalls.get();
        let mut ahead = vec![lot];
        let mut seen = 0;
        while let Some(number) = ahead.pop() {
            let ancestor = self.lots.get(number);
            if ancestor.recalled {
                return Err(Error::Recalled { lot, recalled: number });
            }
            if ancestor.clear_at == recalls {
                continue;
            }
            if seen == ANCESTORS_MAX {
                return Err(Error::CheckFirst { lot, ancestor: number });
            }
            seen += 1;
            for part in self.processes.get(ancestor.process).inputs {
                insert(&mut ahead, part.lot);
            }
        }
        record.clear_at = recalls;
        Ok(())
    }
}

/// Inserts a number into an ascending list, unless it is in there.
fn insert(numbers: &mut Vec<u64>, number: u64) {
    if let Err(place) = numbers.binary_search(&number) {
        numbers.insert(place, number);
    }
}
