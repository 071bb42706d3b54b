//! Values in order, by their index.

use core::{marker::PhantomData, ops::Range};

use crate::storage::{Slot, Storable, Storage};

/// A handle to values of type `T` with indices from 0. Each is read and written by itself, so the length costs nothing
/// but to walk it does: [`List::iter`] takes the range that a call can pay for.
#[derive(Debug)]
pub struct List<T> {
    slot: Slot,
    kind: PhantomData<T>,
}

impl<T: Storable> Storage for List<T> {
    const SLOTS: u64 = 1;

    fn at(slot: Slot) -> Self {
        Self { slot, kind: PhantomData }
    }
}

impl<T> List<T> {
    /// The number of values.
    pub fn len(&self) -> u64 {
        self.slot.read()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the value at `index` lies.
    pub fn slot(&self, index: u64) -> Slot {
        self.slot.entry(&index)
    }
}

impl<T: Storable> List<T> {
    /// The value at `index`; `None` behind the last.
    pub fn get(&self, index: u64) -> Option<T> {
        (index < self.len()).then(|| self.slot(index).read())
    }

    /// The last value; `None` if there is none.
    pub fn last(&self) -> Option<T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The values at these indices in their order, each read when the iterator comes to it. The range is cut at the
    /// last value: `list.iter(0..100)` is the first page.
    pub fn iter(&self, range: Range<u64>) -> impl DoubleEndedIterator<Item = T> + '_ {
        (range.start..range.end.min(self.len())).map(|index| self.slot(index).read())
    }

    /// Puts a value behind the last and gives its index.
    pub fn push(&mut self, value: T) -> u64 {
        let index = self.len();
        self.slot(index).write(&value);
        self.slot.write(&(index + 1));
        index
    }

    /// Takes the last value; `None` if there is none.
    pub fn pop(&mut self) -> Option<T> {
        let last = self.len().checked_sub(1)?;
        let slot = self.slot(last);
        let value = slot.read();
        slot.clear();
        self.set_len(last);
        Some(value)
    }

    /// Stores a value in the place of the one at `index`.
    ///
    /// # Panics
    /// If there is none.
    pub fn set(&mut self, index: u64, value: T) {
        assert!(index < self.len(), "no value has this index");
        self.slot(index).write(&value);
    }

    /// Takes the value at `index` and puts the last one in its place; `None` behind the last.
    pub fn swap_remove(&mut self, index: u64) -> Option<T> {
        let value = self.get(index)?;
        let last = self.pop()?;
        if index < self.len() {
            self.slot(index).write(&last);
        }
        Some(value)
    }

    fn set_len(&mut self, len: u64) {
        match len {
            0 => self.slot.clear(),
            _ => self.slot.write(&len),
        }
    }
}
