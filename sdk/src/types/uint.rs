//! Unsigned integers of the widths that Rust has no type for.
//!
//! They guarantee what [`U256`] does: no operator wraps, a result beyond the width ends the frame with `Panic(0x11)`, a
//! division by zero with `Panic(0x12)`. The SCALE form is the bytes of the width and no more, little-endian, so that
//! several share a stored value.

use core::{
    fmt,
    ops::{Div, Not, Rem, Shl, Shr},
    str::FromStr,
};

use parity_scale_codec::{Decode, Encode, EncodeLike, Error, Input, Output};

use crate::types::{OutOfRange, U256, operators::operators};

/// Refuses to compile a width that Solidity has not.
pub(crate) const fn check_width(bits: usize) {
    assert!(bits.is_multiple_of(8) && 0 < bits && bits <= 256, "a Solidity integer has 8, 16, 24, .. 256 bits");
}

/// An unsigned integer of `BITS` bits, 8 to 256; Solidity's `uint24`, `uint160` and so on.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uint<const BITS: usize>(U256);

impl<const BITS: usize> Uint<BITS> {
    /// 0.
    pub const ZERO: Self = Self(U256::ZERO);
    /// 1.
    pub const ONE: Self = Self(U256::ONE);
    /// The least: 0.
    pub const MIN: Self = Self::ZERO;
    /// The largest: 2^BITS - 1.
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

    /// A number that fits, for constants: `const FEE: Uint<24> = Uint::new(3_000);`.
    ///
    /// # Panics
    /// If it does not fit; in a constant that is a compile error. [`TryFrom`] gives it back.
    #[track_caller]
    pub const fn new(value: u128) -> Self {
        const { check_width(BITS) };
        assert!(BITS >= 128 || value >> (BITS % 128) == 0, "the number does not fit the width");
        Self(U256::from_limbs([value as u64, (value >> 64) as u64, 0, 0]))
    }

    /// The value.
    pub const fn get(self) -> U256 {
        self.0
    }

    /// True for 0.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The same number in another width.
    pub fn resize<const TO: usize>(self) -> Result<Uint<TO>, OutOfRange> {
        self.0.try_into()
    }

    /// The sum, or `None` above [`Self::MAX`].
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::fitting(self.0.checked_add(other.0))
    }

    /// The difference, or `None` below 0.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The product, or `None` above [`Self::MAX`].
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        Self::fitting(self.0.checked_mul(other.0))
    }

    /// The quotient rounded down, or `None` for a division by 0.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.0.checked_div(other.0).map(Self)
    }

    /// The remainder, or `None` for a division by 0.
    pub fn checked_rem(self, other: Self) -> Option<Self> {
        self.0.checked_rem(other.0).map(Self)
    }

    /// `self` to the power of `exponent`, or `None` above [`Self::MAX`].
    pub fn checked_pow(self, exponent: u32) -> Option<Self> {
        Self::fitting(self.0.checked_pow(exponent))
    }

    /// `self` to the power of `exponent`.
    #[track_caller]
    pub fn pow(self, exponent: u32) -> Self {
        self.checked_pow(exponent).unwrap_or_else(|| crate::panic::overflow())
    }

    /// The sum, held at [`Self::MAX`].
    pub fn saturating_add(self, other: Self) -> Self {
        self.checked_add(other).unwrap_or(Self::MAX)
    }

    /// The difference, held at 0.
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    fn fitting(value: Option<U256>) -> Option<Self> {
        value.filter(|value| *value <= Self::MAX.0).map(Self)
    }
}

operators!([const BITS: usize] Uint<BITS>);

impl<const BITS: usize> Div for Uint<BITS> {
    type Output = Self;

    #[track_caller]
    fn div(self, other: Self) -> Self {
        Self(self.0 / other.0)
    }
}

impl<const BITS: usize> Rem for Uint<BITS> {
    type Output = Self;

    #[track_caller]
    fn rem(self, other: Self) -> Self {
        Self(self.0 % other.0)
    }
}

impl<const BITS: usize> Not for Uint<BITS> {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ Self::MAX.0)
    }
}

/// Shifts zeros in, and bits out of the width, as in Solidity.
impl<const BITS: usize> Shl<u32> for Uint<BITS> {
    type Output = Self;

    fn shl(self, bits: u32) -> Self {
        Self((self.0 << bits) & Self::MAX.0)
    }
}

/// Shifts zeros in.
impl<const BITS: usize> Shr<u32> for Uint<BITS> {
    type Output = Self;

    fn shr(self, bits: u32) -> Self {
        Self(self.0 >> bits)
    }
}

impl<const BITS: usize> TryFrom<U256> for Uint<BITS> {
    type Error = OutOfRange;

    fn try_from(value: U256) -> Result<Self, OutOfRange> {
        if value > Self::MAX.0 { Err(OutOfRange) } else { Ok(Self(value)) }
    }
}

impl<const BITS: usize> From<Uint<BITS>> for U256 {
    fn from(value: Uint<BITS>) -> Self {
        value.0
    }
}

macro_rules! conversions {
    ($($int:ty),*) => {
        $(
            impl<const BITS: usize> TryFrom<$int> for Uint<BITS> {
                type Error = OutOfRange;

                fn try_from(value: $int) -> Result<Self, OutOfRange> {
                    U256::from(value).try_into()
                }
            }

            impl<const BITS: usize> TryFrom<Uint<BITS>> for $int {
                type Error = OutOfRange;

                fn try_from(value: Uint<BITS>) -> Result<Self, OutOfRange> {
                    value.0.try_into()
                }
            }
        )*
    };
}
conversions!(u8, u16, u32, u64, u128, usize);

/// Reads what [`U256`] reads, if it fits.
impl<const BITS: usize> FromStr for Uint<BITS> {
    type Err = OutOfRange;

    fn from_str(text: &str) -> Result<Self, OutOfRange> {
        text.parse::<U256>()?.try_into()
    }
}

impl<const BITS: usize> Encode for Uint<BITS> {
    fn size_hint(&self) -> usize {
        BITS / 8
    }

    fn encode_to<T: Output + ?Sized>(&self, output: &mut T) {
        const { check_width(BITS) };
        output.write(&self.0.to_le_bytes()[..BITS / 8]);
    }
}

impl<const BITS: usize> EncodeLike for Uint<BITS> {}

impl<const BITS: usize> Decode for Uint<BITS> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        const { check_width(BITS) };
        let mut bytes = [0; 32];
        input.read(&mut bytes[..BITS / 8])?;
        Ok(Self(U256::from_le_bytes(bytes)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_beyond_the_width_is_refused() {
        assert_eq!(Uint::<24>::MAX.get(), U256::from(0xFF_FFFF_u32));
        assert_eq!(Uint::<24>::try_from(U256::from(0x100_0000_u32)), Err(OutOfRange));
        assert_eq!(Uint::<24>::try_from(0x100_0000_u32), Err(OutOfRange));
        assert_eq!("16777216".parse::<Uint<24>>(), Err(OutOfRange));
        assert_eq!(Uint::<256>::MAX.get(), U256::MAX);
        assert_eq!(Uint::<24>::MAX.resize::<16>(), Err(OutOfRange));
        assert_eq!(Uint::<24>::MAX.resize::<160>().map(Uint::get), Ok(Uint::<24>::MAX.get()));
        const { assert!(matches!(Uint::<24>::new(0xFF_FFFF).0.as_limbs(), [0xFF_FFFF, 0, 0, 0])) };
        assert!(std::panic::catch_unwind(|| Uint::<24>::new(0x100_0000)).is_err());
        assert_eq!(Uint::<128>::new(u128::MAX).get(), U256::from(u128::MAX));
    }

    #[test]
    fn stored_value_takes_the_bytes_of_its_width() {
        assert_eq!(Uint::<24>::new(0x01_0203).encode(), [3, 2, 1]);
        assert_eq!(Uint::<24>::decode(&mut &[3, 2, 1][..]).unwrap(), Uint::new(0x01_0203));
        assert_eq!(Uint::<256>::MAX.encode(), [0xFF; 32]);
        assert!(Uint::<24>::decode(&mut &[3, 2][..]).is_err());
    }
}
