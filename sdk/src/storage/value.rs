//! One stored value.

use core::marker::PhantomData;

use crate::storage::{Slot, Storable, Storage};

/// A handle to one value of type `T`.
#[derive(Debug)]
pub struct Value<T> {
    slot: Slot,
    kind: PhantomData<T>,
}

impl<T: Storable> Storage for Value<T> {
    const SLOTS: u64 = 1;

    fn at(slot: Slot) -> Self {
        Self { slot, kind: PhantomData }
    }
}

impl<T: Storable> Value<T> {
    /// The value; the default if none was set.
    pub fn get(&self) -> T {
        self.slot.read()
    }

    /// Stores a value.
    pub fn set(&mut self, value: T) {
        self.slot.write(&value);
    }

    /// Reads, changes and stores the value.
    pub fn update<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut value = self.get();
        let result = change(&mut value);
        self.set(value);
        result
    }
}

impl<T> Value<T> {
    /// True if a value was set and not cleared.
    pub fn exists(&self) -> bool {
        self.slot.exists()
    }

    /// Deletes the value.
    pub fn clear(&mut self) {
        self.slot.clear();
    }

    /// Where the value lies.
    pub fn slot(&self) -> Slot {
        self.slot
    }
}
