//! The emergency entries of a hospital that it has to answer for.
//!
//! Guarantees that the oldest is known, and that entering and answering cost the same however many there are: they are a
//! ring in the order of entering, with 0 where it begins and ends.

use sdk::prelude::*;

/// The ring.
#[storage]
pub(crate) struct Unanswered {
    neighbours: Map<u64, Neighbours>,
}

/// The entries before and after one; 0 at the ends.
#[record(stored)]
struct Neighbours {
    earlier: u64,
    later: u64,
}

impl Unanswered {
    /// The oldest entry; 0 if there is none.
    pub(crate) fn oldest(&self) -> u64 {
        self.neighbours.get(0).later
    }

    /// Appends an entry.
    pub(crate) fn push(&mut self, emergency: u64) {
        let earlier = self.neighbours.get(0).earlier;
        self.neighbours.set(emergency, Neighbours { earlier, later: 0 });
        self.neighbours.update(earlier, |last| last.later = emergency);
        self.neighbours.update(0, |ends| ends.earlier = emergency);
    }

    /// Takes out an entry that is in the ring.
    pub(crate) fn remove(&mut self, emergency: u64) {
        let Neighbours { earlier, later } = self.neighbours.get(emergency);
        self.neighbours.remove(emergency);
        self.neighbours.update(earlier, |before| before.later = later);
        self.neighbours.update(later, |after| after.earlier = earlier);
    }
}
