//! Values that are in or not.

use core::ops::Range;

use crate::storage::{List, Map, Slot, Storable, Storage};

/// A handle to values of type `T`, each at most once, that can be walked. The order is that of insertion until one is
/// removed: then the last takes its place. If nothing walks it, `Map<T, bool>` is cheaper.
#[derive(Debug)]
pub struct Set<T> {
    values: List<T>,
    /// Of each value, its index and one.
    places: Map<T, u64>,
}

impl<T: Storable> Storage for Set<T> {
    const SLOTS: u64 = 2;

    fn at(slot: Slot) -> Self {
        Self { values: List::at(slot), places: Map::at(slot.offset(1)) }
    }
}

impl<T> Set<T> {
    /// The number of values.
    pub fn len(&self) -> u64 {
        self.values.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl<T: Storable> Set<T> {
    /// True if it is in.
    pub fn contains(&self, value: &T) -> bool {
        self.places.contains(value)
    }

    /// The value with this index, which removals change; `None` behind the last.
    pub fn get(&self, index: u64) -> Option<T> {
        self.values.get(index)
    }

    /// The values with these indices, as [`List::iter`].
    pub fn iter(&self, range: Range<u64>) -> impl DoubleEndedIterator<Item = T> + '_ {
        self.values.iter(range)
    }

    /// Puts a value in; false if it was in.
    pub fn insert(&mut self, value: T) -> bool {
        if self.contains(&value) {
            return false;
        }
        let place = self.values.len() + 1;
        self.places.set(&value, place);
        self.values.push(value);
        true
    }

    /// Takes a value out; false if it was not in.
    pub fn remove(&mut self, value: &T) -> bool {
        let Some(index) = self.places.get(value).checked_sub(1) else { return false };
        self.places.remove(value);
        self.values.swap_remove(index);
        if let Some(moved) = self.values.get(index) {
            self.places.set(&moved, index + 1);
        }
        true
    }
}
