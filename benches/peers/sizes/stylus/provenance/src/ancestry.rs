//! What a lot is made of, back to where it began.
//!
//! Each ancestor is met once: a lot has a larger number than what it is made of, so going through them from the largest
//! down meets a lot after everything that was made of it.

use alloc::{vec, vec::Vec};

use crate::{
    errors::{CheckFirst, Error, Recalled},
    interface::{Lot, Traced},
    Provenance, ANCESTORS_MAX, PAGE_MAX,
};

impl Provenance {
    pub(crate) fn trace_page(&self, lots: Vec<u64>) -> (Vec<Traced>, Vec<u64>) {
        let mut ahead = Vec::new();
        for lot in lots {
            insert(&mut ahead, lot);
        }
        let mut page = Vec::new();
        while (page.len() as u64) < PAGE_MAX {
            let Some(lot) = ahead.pop() else { break };
            let Lot { product, process, recalled, .. } = self.lots.getter(lot).read();
            self.insert_inputs(&mut ahead, process);
            let by = self.processes.getter(process).by.get();
            page.push(Traced { lot, product, process, by, recalled });
        }
        (page, ahead)
    }

    /// Refuses a lot that is recalled or made of one that is; otherwise notes that it is clear now. An ancestor that is
    /// known to be clear vouches for all of its own.
    pub(crate) fn require_clear(&mut self, lot: u64) -> Result<(), Error> {
        let recalls = self.recalls.get();
        let mut ahead = vec![lot];
        let mut seen = 0;
        while let Some(number) = ahead.pop() {
            let ancestor = self.lots.getter(number);
            if ancestor.recalled.get() {
                return Err(Recalled { lot, recalled: number }.into());
            }
            if ancestor.clear_at.get() == recalls {
                continue;
            }
            if seen == ANCESTORS_MAX {
                return Err(CheckFirst { lot, ancestor: number }.into());
            }
            seen += 1;
            let process = ancestor.process.get().wrapping_to();
            self.insert_inputs(&mut ahead, process);
        }
        self.lots.setter(lot).clear_at.set(recalls);
        Ok(())
    }

    fn insert_inputs(&self, ahead: &mut Vec<u64>, process: u64) {
        for part in self.processes.getter(process).inputs() {
            insert(ahead, part.lot);
        }
    }
}

/// Inserts a number into an ascending list, unless it is in there.
fn insert(numbers: &mut Vec<u64>, number: u64) {
    if let Err(place) = numbers.binary_search(&number) {
        numbers.insert(place, number);
    }
}
