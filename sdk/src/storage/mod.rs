//! A contract's storage: handles to slots.
//!
//! Guarantees this layout, which generic tools and upgrades may rely on:
//!
//! ```text
//! the fields of a #[storage] struct take slots 0, 1, 2, ... in their order (a nested struct as many as it has)
//! Value<T> at slot s          key = s                                  value = SCALE(T)
//! Map<K, V> at slot s, key k  slot of the entry = keccak256(s ++ SCALE(k)), where V is laid out as above
//! List<T> at slot s           key = s: SCALE(length as u64)            value i as in Map<u64, T> at s
//! Queue<T> at slot s          key = s: SCALE(first, end as u64)        value number i as in Map<u64, T> at s
//! Set<T> at slots s, s + 1    List<T> at s                             Map<T, u64> at s + 1: index + 1
//! Transient<T> at slot s      key = s in transient storage; nothing is ever stored in the slot itself
//! ```
//!
//! A slot is 32 bytes, big-endian. Nothing is read before it is asked for, and an absent value reads as the type's
//! default. Values may be of any type with a SCALE form; a stored value that does not decode ends the frame.
//!
//! Two handles never share a slot: the compiler adds up the slots of the fields, and nobody writes a number. SCALE forms
//! of two keys of one type differ and none is the beginning of another, so neither do two entries of a map, nested or
//! with composite keys, unless keccak-256 collides.
//!
//! A handle writes at once, and a value that is set twice is written twice. Keeping writes back to the end of the call
//! would hide them from contracts that are called meanwhile and enter again, and a frame that ends early would lose them.
//! [`Value::update`] and [`Map::update`] read once and write once. Small fields that change together belong in one
//! `#[record]`, whose SCALE form packs them into one value:
//!
//! ```
//! use sdk::prelude::*;
//!
//! #[record]
//! pub struct Terms {
//!     pub open: bool,
//!     pub fee_percent: u8,
//!     pub closes_at: u64,
//! }
//!
//! #[storage]
//! pub struct Sale {
//!     /// 10 bytes under one key.
//!     terms: Value<Terms>,
//! }
//!
//! impl Sale {
//!     fn close(&mut self) {
//!         self.terms.update(|terms| terms.open = false);
//!     }
//! }
//! # fn main() {}
//! ```

mod layout;
mod list;
mod map;
mod queue;
mod set;
mod transient;
mod value;

use alloc::{string::String, vec::Vec};
use core::any::{Any, TypeId};

use parity_scale_codec::{Decode, Encode, Error, Input, Output};

pub use layout::{Field, layout_text};
pub use list::List;
pub use map::{Entry, EntryMut, Map};
pub use queue::Queue;
pub use set::Set;
pub use transient::Transient;
pub use value::Value;

use crate::{guest, memory, types::U256, utf8};

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
        let mut preimage = Encoded(memory::copied(&self.0));
        key.encode_to(&mut preimage);
        Self(guest::keccak256(&preimage.0))
    }

    /// The key given to the host, as `eth_getStorageAt` takes it.
    pub const fn key(&self) -> &[u8; 32] {
        &self.0
    }

    fn read<T: Decode + Default + 'static>(&self) -> T {
        decode(guest::storage_read(&self.0))
    }

    fn write<T: Encode>(&self, value: &T) {
        guest::storage_write(&self.0, &encoded(value));
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

/// The bytes that a value is stored as.
fn encoded<T: Encode>(value: &T) -> Vec<u8> {
    let mut bytes = Encoded(Vec::new());
    value.encode_to(&mut bytes);
    bytes.0
}

/// The value that these bytes were stored for; the default if there are none.
fn decode<T: Decode + Default + 'static>(bytes: Vec<u8>) -> T {
    if bytes.is_empty() {
        return T::default();
    }
    // The codec reads a text in parts and checks it with the standard library's code: half a kilobyte more.
    if TypeId::of::<T>() == TypeId::of::<String>() {
        return stored_text(&bytes).and_then(same).unwrap_or_else(|| undecodable());
    }
    let mut input = Stored(&bytes);
    match T::decode(&mut input) {
        Ok(value) if input.0.is_empty() => value,
        _ => undecodable(),
    }
}

/// The text that these bytes are the SCALE form of: its size in the shortest of the compact forms, then the text. The
/// form of 2^30 bytes and more is left out.
#[inline(never)]
fn stored_text(bytes: &[u8]) -> Option<String> {
    let form = *bytes.first()? & 3;
    let (form_size, least) = match form {
        0 => (1, 0),
        1 => (2, 1 << 6),
        2 => (4, 1 << 14),
        _ => return None,
    };
    let (size, text) = bytes.split_at_checked(form_size)?;
    let size = size.iter().rev().fold(0_u32, |size, byte| size << 8 | *byte as u32) >> 2;
    if size < least || size as usize != text.len() {
        return None;
    }
    utf8::text(text)
}

/// The value as a `T`, if that is its type.
fn same<A: 'static, T: 'static>(value: A) -> Option<T> {
    let mut value = Some(value);
    (&mut value as &mut dyn Any).downcast_mut::<Option<T>>()?.take()
}

#[cold]
#[inline(never)]
fn undecodable() -> ! {
    crate::panic::revert_with("storage: a value does not decode as its type")
}

/// Where values are written to. The codec's own output for a `Vec` brings its way to grow.
struct Encoded(Vec<u8>);

impl Output for Encoded {
    fn write(&mut self, bytes: &[u8]) {
        memory::append(&mut self.0, bytes);
    }
}

/// Stored bytes on their way to a value. The codec's own input for slices could panic.
struct Stored<'a>(&'a [u8]);

impl Input for Stored<'_> {
    fn remaining_len(&mut self) -> Result<Option<usize>, Error> {
        Ok(Some(self.0.len()))
    }

    #[inline(never)]
    fn read(&mut self, into: &mut [u8]) -> Result<(), Error> {
        let (read, rest) = self.0.split_at_checked(into.len()).ok_or(Error::from("stored value is too short"))?;
        memory::copy(into, read);
        self.0 = rest;
        Ok(())
    }
}

/// A handle to storage: [`Value`], [`Map`], [`List`], [`Set`], [`Queue`], [`Transient`], or a `#[storage]` struct of
/// them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a storage handle",
    note = "fields of a #[storage] struct are Value<T>, Map<K, V>, List<T>, Set<T>, Queue<T>, Transient<T> or other #[storage] structs"
)]
pub trait Storage: Sized {
    /// Slots that it takes.
    const SLOTS: u64;
    /// Its fields, if it is a `#[storage]` struct.
    const LAYOUT: &'static [Field] = &[];

    /// The handle at `slot`.
    fn at(slot: Slot) -> Self;
}

/// A value that handles keep: any with a SCALE form and a default.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored",
    label = "no stored value",
    note = "a struct or enum of your own is stored if #[record] is on it; with #[record(stored)] it needs no Solidity form",
    note = "a handle inside a Map is reached by `entry(key)` and `entry_mut(key)`"
)]
pub trait Storable: Encode + Decode + Default + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Encode + Decode + Default + 'static> Storable for T {}

/// A key of a [`Map`]: any value with a SCALE form.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no key of a Map",
    label = "no key",
    note = "a struct or enum of your own is a key if #[record] is on it"
)]
pub trait Key: Encode {}

#[diagnostic::do_not_recommend]
impl<T: Encode> Key for T {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Bytes;

    #[test]
    fn stored_texts_and_bytes_read_as_the_codec_reads_them() {
        for size in [0, 1, 63, 64, 300, 16_383, 16_384, 20_000] {
            let whole = "\u{e9}".repeat(size / 2) + &"x".repeat(size % 2);
            let encoded = whole.encode();
            // As it is, one byte short, one too many, and with another form of the size or another text.
            let mut cases = vec![encoded.clone(), encoded[1..].to_vec(), [&encoded[..], b"y"].concat()];
            for (at, bit) in [(0, 1), (0, 2), (0, 3), (0, 4), (1, 0x40), (3, 1), (4, 0x80)] {
                let mut changed = encoded.clone();
                changed.get_mut(at).into_iter().for_each(|byte| *byte ^= bit);
                cases.push(changed);
            }
            for case in cases.iter().filter(|case| !case.is_empty()) {
                let (mut text, mut bytes, mut list) = (&case[..], &case[..], &case[..]);
                let expected = String::decode(&mut text).ok().filter(|_| text.is_empty());
                assert_eq!(stored_text(case), expected, "{size}: {:x?}", &case[..case.len().min(5)]);
                assert_eq!(Bytes::decode(&mut bytes).ok().map(|bytes| bytes.0), Vec::decode(&mut list).ok());
            }
        }
    }

    #[test]
    fn slots_count_in_the_last_eight_bytes() {
        assert_eq!(Slot::ROOT.offset(3).key()[24..], [0, 0, 0, 0, 0, 0, 0, 3]);
        assert_eq!(Slot([0xFF; 32]).offset(1).key()[..], [[0xFF; 24].as_slice(), &[0; 8]].concat());
    }
}
