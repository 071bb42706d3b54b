//! Integers of the widths that Rust has no type for, to pass and to store.
//!
//! They guarantee that the value fits the width. Arithmetic is left to [`U256`] and `i128`: take the value out, compute,
//! and put it back, which is checked.

use core::fmt;

use parity_scale_codec::{Decode, Encode, Error, Input};

use crate::types::{OutOfRange, U256};

const fn check_width(bits: usize) {
    assert!(bits.is_multiple_of(8) && 0 < bits && bits <= 256, "a Solidity integer has 8, 16, 24, .. 256 bits");
}

/// An unsigned integer of `BITS` bits; Solidity's `uint24`, `uint160` and so on.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode)]
pub struct Uint<const BITS: usize>(U256);

impl<const BITS: usize> Uint<BITS> {
    /// The largest.
    pub const MAX: Self = {
        check_width(BITS);
        let mut bytes = [0; 32];
        let mut i = 0;
        while i < BITS / 8 {
            bytes[i] = 0xFF;
            i += 1;
        }
        Self(U256::from_le_bytes(bytes))
    };

    /// The value.
    pub const fn get(self) -> U256 {
        self.0
    }
}

impl<const BITS: usize> TryFrom<U256> for Uint<BITS> {
    type Error = OutOfRange;

    fn try_from(value: U256) -> Result<Self, OutOfRange> {
        if value > Self::MAX.0 { Err(OutOfRange) } else { Ok(Self(value)) }
    }
}

impl<const BITS: usize> Decode for Uint<BITS> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Self::try_from(U256::decode(input)?).map_err(|_| Error::from("integer out of range"))
    }
}

impl<const BITS: usize> fmt::Display for Uint<BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<const BITS: usize> fmt::Debug for Uint<BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A signed integer of `BITS` bits; Solidity's `int24`, `int256` and so on.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Encode)]
pub struct Int<const BITS: usize>(U256);

impl<const BITS: usize> Int<BITS> {
    /// From 32 bytes in two's complement, big-endian, as the ABI has them.
    pub fn from_be_bytes(word: [u8; 32]) -> Result<Self, OutOfRange> {
        const { check_width(BITS) };
        let (high, value) = word.split_at(32 - BITS / 8);
        let sign = if value.first().is_some_and(|byte| byte & 0x80 != 0) { 0xFF } else { 0 };
        match high.iter().all(|byte| *byte == sign) {
            true => Ok(Self(U256::from_be_bytes(word))),
            false => Err(OutOfRange),
        }
    }

    /// As 32 bytes in two's complement, big-endian.
    pub const fn to_be_bytes(self) -> [u8; 32] {
        self.0.to_be_bytes()
    }

    /// True below 0.
    pub fn is_negative(self) -> bool {
        self.to_be_bytes()[0] & 0x80 != 0
    }
}

impl<const BITS: usize> TryFrom<i128> for Int<BITS> {
    type Error = OutOfRange;

    fn try_from(value: i128) -> Result<Self, OutOfRange> {
        let mut word = [if value < 0 { 0xFF } else { 0 }; 32];
        word[16..].copy_from_slice(&value.to_be_bytes());
        Self::from_be_bytes(word)
    }
}

impl<const BITS: usize> TryFrom<Int<BITS>> for i128 {
    type Error = OutOfRange;

    fn try_from(value: Int<BITS>) -> Result<Self, OutOfRange> {
        let word = Int::<128>::from_be_bytes(value.to_be_bytes())?.to_be_bytes();
        word.last_chunk().map(|bytes| Self::from_be_bytes(*bytes)).ok_or(OutOfRange)
    }
}

impl<const BITS: usize> Decode for Int<BITS> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Self::from_be_bytes(U256::decode(input)?.to_be_bytes()).map_err(|_| Error::from("integer out of range"))
    }
}

impl<const BITS: usize> fmt::Debug for Int<BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match i128::try_from(*self) {
            Ok(value) => fmt::Display::fmt(&value, f),
            Err(_) if self.is_negative() => write!(f, "-{}", !self.0 + U256::ONE),
            Err(_) => fmt::Display::fmt(&self.0, f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_beyond_the_width_is_refused() {
        assert_eq!(Uint::<24>::MAX.get(), U256::from(0xFF_FFFF_u32));
        assert_eq!(Uint::<24>::try_from(U256::from(0x100_0000_u32)), Err(OutOfRange));
        assert_eq!(Uint::<256>::MAX.get(), U256::MAX);
        assert_eq!(Int::<24>::try_from(0x80_0000_i128), Err(OutOfRange));
        assert_eq!(Int::<24>::try_from(-0x80_0000_i128).map(i128::try_from), Ok(Ok(-0x80_0000)));
        assert_eq!(Int::<24>::try_from(-0x80_0001_i128), Err(OutOfRange));
    }

    #[test]
    fn stored_value_beyond_the_width_does_not_decode() {
        let large = U256::from(0x100_0000_u32).encode();
        assert!(Uint::<24>::decode(&mut &large[..]).is_err() && Int::<24>::decode(&mut &large[..]).is_err());
        let least = Int::<24>::try_from(-0x80_0000_i128).unwrap();
        assert_eq!(Int::<24>::decode(&mut &least.encode()[..]).unwrap(), least);
    }

    #[test]
    fn signed_values_are_shown_with_their_sign() {
        let mut least = [0; 32];
        least[0] = 0x80;
        let least = Int::<256>::from_be_bytes(least).unwrap();
        assert_eq!(format!("{least:?}"), format!("-{}", U256::ONE << 255));
        assert_eq!(format!("{:?}", Int::<40>::try_from(-5).unwrap()), "-5");
        assert_eq!(i128::try_from(least), Err(OutOfRange));
    }
}
