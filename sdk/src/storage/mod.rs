//! A contract's storage: handles to slots.
//!
//! Guarantees this layout, which generic tools and upgrades may rely on:
//!
//! ```text
//! the fields of a #[storage] struct take slots 0, 1, 2, ... in their order (a nested struct as many as it has)
//! Value<T> at slot s          key = s                                  value = SCALE(T)
//! Map<K, V> at slot s, key k  slot of the entry = keccak256(s ++ SCALE(k)), where V is laid out as above
//! Transient<T> at slot s      key = s in transient storage; nothing is ever stored in the slot itself
//! ```
//!
//! A slot is 32 bytes, big-endian. Nothing is read before it is asked for, and an absent value reads as the type's
//! default. Values may be of any type with a SCALE form; a stored value that does not decode ends the frame.

mod map;
mod transient;
mod value;

use alloc::vec::Vec;

use parity_scale_codec::{Decode, Encode, Error, Input};

pub use map::{Entry, EntryMut, Map};
pub use transient::Transient;
pub use value::Value;

use crate::{guest, types::U256};

/// Where a handle's data lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot([u8; 32]);

impl Slot {
    /// The contract's first slot.
    pub const ROOT: Self = Self([0; 32]);

    /// The slot `count` further. Only the last 8 bytes count, which is enough within one struct.
    #[inline(always)]
    pub const fn offset(self, count: u64) -> Self {
        let mut slot = self.0;
        if let Some(low) = slot.last_chunk_mut() {
            *low = u64::from_be_bytes(*low).wrapping_add(count).to_be_bytes();
        }
        Self(slot)
    }

    /// The slot of the entry under `key`.
    fn entry(&self, key: &impl Encode) -> Self {
        let mut preimage = Vec::with_capacity(96);
        preimage.extend_from_slice(&self.0);
        key.encode_to(&mut preimage);
        Self(guest::keccak256(&preimage))
    }

    /// The key given to the host, as `eth_getStorageAt` takes it.
    pub const fn key(&self) -> &[u8; 32] {
        &self.0
    }

    fn read<T: Decode + Default>(&self) -> T {
        decode(guest::storage_read(&self.0))
    }

    #[inline(never)]
    fn write<T: Encode>(&self, value: &T) {
        let mut bytes = Vec::with_capacity(32);
        value.encode_to(&mut bytes);
        guest::storage_write(&self.0, &bytes);
    }

    /// Adds to the number stored here.
    #[inline(never)]
    fn add(&self, amount: U256) {
        self.write(&(self.read::<U256>() + amount));
    }

    /// Subtracts from the number stored here, or tells it if it is too small.
    #[inline(never)]
    fn sub(&self, amount: U256) -> Result<(), U256> {
        let held = self.read::<U256>();
        self.write(&held.checked_sub(amount).ok_or(held)?);
        Ok(())
    }

    fn exists(&self) -> bool {
        guest::storage_size(&self.0) > 0
    }

    fn clear(&self) {
        guest::storage_write(&self.0, &[]);
    }
}

/// The value that these bytes were stored for; the default if there are none.
fn decode<T: Decode + Default>(bytes: Vec<u8>) -> T {
    if bytes.is_empty() {
        return T::default();
    }
    let mut input = Stored(&bytes);
    match T::decode(&mut input) {
        Ok(value) if input.0.is_empty() => value,
        _ => crate::panic::revert_with("storage: a value does not decode as its type"),
    }
}

/// Stored bytes on their way to a value. The codec's own input for slices could panic.
struct Stored<'a>(&'a [u8]);

impl Input for Stored<'_> {
    fn remaining_len(&mut self) -> Result<Option<usize>, Error> {
        Ok(Some(self.0.len()))
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), Error> {
        let (read, rest) = self.0.split_at_checked(into.len()).ok_or(Error::from("stored value is too short"))?;
        into.iter_mut().zip(read).for_each(|(to, from)| *to = *from);
        self.0 = rest;
        Ok(())
    }
}

/// A handle to storage: [`Value`], [`Map`], [`Transient`], or a `#[storage]` struct of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a storage handle",
    note = "fields of a #[storage] struct are Value<T>, Map<K, V> or other #[storage] structs"
)]
pub trait Storage: Sized {
    /// Slots that it takes.
    const SLOTS: u64;

    /// The handle at `slot`.
    fn at(slot: Slot) -> Self;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_count_in_the_last_eight_bytes() {
        assert_eq!(Slot::ROOT.offset(3).key()[24..], [0, 0, 0, 0, 0, 0, 0, 3]);
        assert_eq!(Slot([0xFF; 32]).offset(1).key()[..], [[0xFF; 24].as_slice(), &[0; 8]].concat());
    }
}
