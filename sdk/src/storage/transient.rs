//! One value that lives as long as the transaction (EIP-1153).

use core::marker::PhantomData;

use crate::{
    guest,
    storage::{Slot, Storable, Storage, decode, encoded},
};

/// A handle to one value of type `T` in transient storage: every frame of the contract in the same transaction sees it,
/// a frame that fails undoes what it set, and when the transaction ends it is gone. Much cheaper than a stored value:
/// for locks, and for what one call leaves to another. Its encoding is at most 1 KiB.
#[derive(Debug)]
pub struct Transient<T> {
    slot: Slot,
    kind: PhantomData<T>,
}

impl<T: Storable> Storage for Transient<T> {
    const SLOTS: u64 = 1;

    fn at(slot: Slot) -> Self {
        Self { slot, kind: PhantomData }
    }
}

impl<T: Storable> Transient<T> {
    /// The value; the default if none was set in this transaction.
    pub fn get(&self) -> T {
        decode(guest::transient_read(self.slot.key()))
    }

    /// Sets the value until the transaction ends.
    pub fn set(&mut self, value: T) {
        guest::transient_write(self.slot.key(), &encoded(&value));
    }

    /// Sets the value and gives the one before it.
    pub fn replace(&mut self, value: T) -> T {
        let before = self.get();
        self.set(value);
        before
    }
}

impl<T> Transient<T> {
    /// Deletes the value.
    pub fn clear(&mut self) {
        guest::transient_write(self.slot.key(), &[]);
    }
}
