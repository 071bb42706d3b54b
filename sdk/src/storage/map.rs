//! Values under keys.

use core::{
    marker::PhantomData,
    ops::{Deref, DerefMut},
};

use parity_scale_codec::EncodeLike;

use crate::{
    storage::{Key, Slot, Storable, Storage},
    types::U256,
};

/// A handle to values of type `V` under keys of type `K`; a tuple is a composite key, a reference to a key will do.
/// `V` may be a handle itself, then [`Map::entry`] leads to it. A map does not know its keys: keep a list beside it to
/// walk it.
#[derive(Debug)]
pub struct Map<K, V> {
    slot: Slot,
    kind: PhantomData<(K, V)>,
}

impl<K: Key, V> Storage for Map<K, V> {
    const SLOTS: u64 = 1;

    fn at(slot: Slot) -> Self {
        Self { slot, kind: PhantomData }
    }
}

impl<K: Key, V> Map<K, V> {
    /// Where the value under `key` lies.
    pub fn slot(&self, key: impl EncodeLike<K>) -> Slot {
        self.slot.entry(&key)
    }
}

impl<K: Key, V> Map<K, V> {
    /// The value under `key`; the default if there is none.
    pub fn get(&self, key: impl EncodeLike<K>) -> V
    where
        V: Storable,
    {
        self.slot(key).read()
    }

    /// Stores a value under `key`.
    pub fn set(&mut self, key: impl EncodeLike<K>, value: V)
    where
        V: Storable,
    {
        self.slot(key).write(&value);
    }

    /// Reads, changes and stores the value under `key`.
    pub fn update<R>(&mut self, key: impl EncodeLike<K>, change: impl FnOnce(&mut V) -> R) -> R
    where
        V: Storable,
    {
        let slot = self.slot(key);
        let mut value = slot.read();
        let result = change(&mut value);
        slot.write(&value);
        result
    }

    /// True if there is a value under `key`.
    pub fn contains(&self, key: impl EncodeLike<K>) -> bool
    where
        V: Storable,
    {
        self.slot(key).exists()
    }

    /// Deletes the value under `key`.
    pub fn remove(&mut self, key: impl EncodeLike<K>)
    where
        V: Storable,
    {
        self.slot(key).clear();
    }
}

impl<K: Key> Map<K, U256> {
    /// Adds to the value under `key`; `Panic(0x11)` if the sum does not fit.
    pub fn add(&mut self, key: impl EncodeLike<K>, amount: U256) {
        self.slot(key).add(amount);
    }

    /// Subtracts from the value under `key`. If it is too small nothing changes, and the value held is the error, so
    /// that the caller can name it in its own.
    pub fn sub(&mut self, key: impl EncodeLike<K>, amount: U256) -> Result<(), U256> {
        self.slot(key).sub(amount)
    }
}

impl<K: Key, V: Storage> Map<K, V> {
    /// The handle under `key`, to read.
    pub fn entry(&self, key: impl EncodeLike<K>) -> Entry<'_, V> {
        Entry { handle: V::at(self.slot(key)), map: PhantomData }
    }

    /// The handle under `key`, to read and write.
    pub fn entry_mut(&mut self, key: impl EncodeLike<K>) -> EntryMut<'_, V> {
        EntryMut { handle: V::at(self.slot(key)), map: PhantomData }
    }
}

/// A handle inside a map, to read.
#[derive(Debug)]
pub struct Entry<'a, V> {
    handle: V,
    map: PhantomData<&'a ()>,
}

impl<V> Deref for Entry<'_, V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.handle
    }
}

/// A handle inside a map, to read and write.
#[derive(Debug)]
pub struct EntryMut<'a, V> {
    handle: V,
    map: PhantomData<&'a mut ()>,
}

impl<V> Deref for EntryMut<'_, V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.handle
    }
}

impl<V> DerefMut for EntryMut<'_, V> {
    fn deref_mut(&mut self) -> &mut V {
        &mut self.handle
    }
}
