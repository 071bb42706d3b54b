//! The emergency entries of a hospital that were neither justified nor reviewed, in the order of entering: a ring, with
//! 0 where it begins and ends.

use alloy_primitives::U64;
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU64},
};

#[storage]
pub struct Unanswered {
    neighbours: StorageMap<u64, Neighbours>,
}

/// The entries before and after one; 0 at the ends.
#[storage]
#[derive(Erase)]
struct Neighbours {
    earlier: StorageU64,
    later: StorageU64,
}

impl Unanswered {
    /// The oldest entry; 0 if there is none.
    pub fn oldest(&self) -> u64 {
        self.neighbours.getter(0).later.get().wrapping_to()
    }

    /// Appends an entry.
    pub fn push(&mut self, emergency: u64) {
        let earlier = self.neighbours.getter(0).earlier.get();
        let number = U64::from(emergency);
        self.neighbours.setter(emergency).earlier.set(earlier);
        self.neighbours.setter(earlier.wrapping_to()).later.set(number);
        self.neighbours.setter(0).earlier.set(number);
    }

    /// Takes out an entry that is in the ring.
    pub fn remove(&mut self, emergency: u64) {
        let entry = self.neighbours.getter(emergency);
        let (earlier, later) = (entry.earlier.get(), entry.later.get());
        self.neighbours.delete(emergency);
        self.neighbours.setter(earlier.wrapping_to()).later.set(later);
        self.neighbours.setter(later.wrapping_to()).earlier.set(earlier);
    }
}
