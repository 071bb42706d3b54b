//! Signed integers of the widths that Rust has no type for, 256 bits above all.
//!
//! They guarantee Solidity's arithmetic: a result beyond the width ends the frame with `Panic(0x11)`, and so does the
//! least value divided by -1 or negated; a division by zero with `Panic(0x12)`. A quotient is rounded towards zero, and a
//! remainder has the sign of the dividend. Shifts move bits out of the width without a word; one to the right keeps the
//! sign. The SCALE form is the bytes of the width and no more, in two's complement, little-endian.

use alloc::string::ToString;
use core::{
    cmp::Ordering,
    fmt,
    ops::{Div, Neg, Not, Rem, Shl, Shr},
    str::FromStr,
};

use parity_scale_codec::{Decode, Encode, EncodeLike, Error, Input, Output};

use crate::{
    panic::{division_by_zero, overflow},
    types::{OutOfRange, U256, operators::operators, uint::check_width},
};

/// A signed integer of `BITS` bits, 8 to 256; Solidity's `int24`, `int256` and so on. Held in 256 bits of two's
/// complement.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Int<const BITS: usize>(U256);

/// A signed 256-bit integer; Solidity's `int256`.
pub type I256 = Int<256>;

/// The bit that the sign is.
const SIGN: U256 = U256::from_limbs([0, 0, 0, 1 << 63]);

fn is_negative(value: U256) -> bool {
    value.as_limbs()[3] >> 63 == 1
}

fn negated(value: U256) -> U256 {
    U256::ZERO.wrapping_sub(value)
}

fn magnitude(value: U256) -> U256 {
    if is_negative(value) { negated(value) } else { value }
}

/// The number with this magnitude and sign; `None` if it does not fit `bits` bits.
#[inline(never)]
fn signed(magnitude: U256, negative: bool, bits: usize) -> Option<U256> {
    let end = U256::ONE << (bits - 1) as u32;
    match negative {
        true if magnitude <= end => Some(negated(magnitude)),
        false if magnitude < end => Some(magnitude),
        _ => None,
    }
}

/// Shifts the sign in.
fn shifted_right(value: U256, bits: u32) -> U256 {
    if is_negative(value) { !(!value >> bits) } else { value >> bits }
}

/// The number whose lowest `bits` bits are these.
#[inline(never)]
fn extended(value: U256, bits: usize) -> U256 {
    let high = (256 - bits) as u32;
    shifted_right(value << high, high)
}

impl<const BITS: usize> Int<BITS> {
    /// 0.
    pub const ZERO: Self = Self(U256::ZERO);
    /// 1.
    pub const ONE: Self = Self(U256::ONE);
    /// -1.
    pub const MINUS_ONE: Self = Self(U256::MAX);
    /// The largest: 2^(BITS - 1) - 1.
    pub const MAX: Self = Self::filled(0xFF, 0x7F, 0);
    /// The least: -2^(BITS - 1).
    pub const MIN: Self = Self::filled(0, 0x80, 0xFF);

    /// The number with these bytes below its highest one, this highest one, and these above the width.
    const fn filled(low: u8, highest: u8, above: u8) -> Self {
        check_width(BITS);
        let mut bytes = [low; 32];
        bytes[BITS / 8 - 1] = highest;
        let mut i = BITS / 8;
        while i < 32 {
            bytes[i] = above;
            i += 1;
        }
        Self(U256::from_le_bytes(bytes))
    }

    /// A number that fits, for constants: `const LEAST: Int<24> = Int::new(-887_272);`.
    ///
    /// # Panics
    /// If it does not fit; in a constant that is a compile error. [`TryFrom`] gives it back.
    #[track_caller]
    pub const fn new(value: i128) -> Self {
        const { check_width(BITS) };
        let above = if BITS >= 128 { value >> 127 } else { value >> (BITS - 1) };
        assert!(BITS >= 128 || above == 0 || above == -1, "the number does not fit the width");
        let sign = (value >> 127) as u64;
        Self(U256::from_limbs([value as u64, (value >> 64) as u64, sign, sign]))
    }

    /// From 32 bytes in two's complement, big-endian, as the ABI has them.
    pub fn from_be_bytes(word: [u8; 32]) -> Result<Self, OutOfRange> {
        const { check_width(BITS) };
        let value = U256::from_be_bytes(word);
        if extended(value, BITS) == value { Ok(Self(value)) } else { Err(OutOfRange) }
    }

    /// As 32 bytes in two's complement, big-endian.
    pub const fn to_be_bytes(self) -> [u8; 32] {
        self.0.to_be_bytes()
    }

    /// True below 0.
    pub fn is_negative(self) -> bool {
        is_negative(self.0)
    }

    /// True for 0.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The number without its sign, also of [`Self::MIN`].
    pub fn unsigned_abs(self) -> U256 {
        magnitude(self.0)
    }

    /// The number without its sign; `None` for [`Self::MIN`].
    pub fn checked_abs(self) -> Option<Self> {
        Self::signed(magnitude(self.0), false)
    }

    /// The number without its sign.
    #[track_caller]
    pub fn abs(self) -> Self {
        self.checked_abs().unwrap_or_else(|| overflow())
    }

    /// The same number in another width.
    pub fn resize<const TO: usize>(self) -> Result<Int<TO>, OutOfRange> {
        Int::from_be_bytes(self.to_be_bytes())
    }

    /// The sum, or `None` beyond the width.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let sum = Self(self.0.wrapping_add(other.0));
        let wrapped = self.is_negative() == other.is_negative() && sum.is_negative() != self.is_negative();
        if wrapped { None } else { sum.fitting() }
    }

    /// The difference, or `None` beyond the width.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let difference = Self(self.0.wrapping_sub(other.0));
        let wrapped = self.is_negative() != other.is_negative() && difference.is_negative() != self.is_negative();
        if wrapped { None } else { difference.fitting() }
    }

    /// The product, or `None` beyond the width.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let product = magnitude(self.0).checked_mul(magnitude(other.0))?;
        Self::signed(product, self.is_negative() != other.is_negative())
    }

    /// The quotient rounded towards zero, or `None` for a division by 0 and for [`Self::MIN`] / -1.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        let quotient = magnitude(self.0).checked_div(magnitude(other.0))?;
        Self::signed(quotient, self.is_negative() != other.is_negative())
    }

    /// The remainder, with the sign of `self`, or `None` for a division by 0.
    pub fn checked_rem(self, other: Self) -> Option<Self> {
        let remainder = magnitude(self.0).checked_rem(magnitude(other.0))?;
        Self::signed(remainder, self.is_negative())
    }

    /// The number with the other sign, or `None` for [`Self::MIN`].
    pub fn checked_neg(self) -> Option<Self> {
        Self::signed(magnitude(self.0), !self.is_negative())
    }

    /// `self` to the power of `exponent`, or `None` beyond the width.
    pub fn checked_pow(self, exponent: u32) -> Option<Self> {
        let power = magnitude(self.0).checked_pow(exponent)?;
        Self::signed(power, self.is_negative() && exponent % 2 == 1)
    }

    /// `self` to the power of `exponent`.
    #[track_caller]
    pub fn pow(self, exponent: u32) -> Self {
        self.checked_pow(exponent).unwrap_or_else(|| overflow())
    }

    fn signed(magnitude: U256, negative: bool) -> Option<Self> {
        signed(magnitude, negative, BITS).map(Self)
    }

    /// Itself if it fits the width.
    fn fitting(self) -> Option<Self> {
        if extended(self.0, BITS) == self.0 { Some(self) } else { None }
    }
}

operators!([const BITS: usize] Int<BITS>);

impl<const BITS: usize> Div for Int<BITS> {
    type Output = Self;

    #[track_caller]
    fn div(self, other: Self) -> Self {
        match self.checked_div(other) {
            Some(quotient) => quotient,
            None if other.is_zero() => division_by_zero(),
            None => overflow(),
        }
    }
}

impl<const BITS: usize> Rem for Int<BITS> {
    type Output = Self;

    #[track_caller]
    fn rem(self, other: Self) -> Self {
        self.checked_rem(other).unwrap_or_else(|| division_by_zero())
    }
}

impl<const BITS: usize> Neg for Int<BITS> {
    type Output = Self;

    #[track_caller]
    fn neg(self) -> Self {
        self.checked_neg().unwrap_or_else(|| overflow())
    }
}

impl<const BITS: usize> Not for Int<BITS> {
    type Output = Self;

    fn not(self) -> Self {
        Self(!self.0)
    }
}

/// Shifts zeros in, and bits out of the width, as in Solidity.
impl<const BITS: usize> Shl<u32> for Int<BITS> {
    type Output = Self;

    fn shl(self, bits: u32) -> Self {
        Self(extended(self.0 << bits, BITS))
    }
}

/// Shifts the sign in: the quotient by a power of two, rounded down.
impl<const BITS: usize> Shr<u32> for Int<BITS> {
    type Output = Self;

    fn shr(self, bits: u32) -> Self {
        Self(shifted_right(self.0, bits))
    }
}

impl<const BITS: usize> Ord for Int<BITS> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0 ^ SIGN).cmp(&(other.0 ^ SIGN))
    }
}

impl<const BITS: usize> PartialOrd for Int<BITS> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const BITS: usize> TryFrom<U256> for Int<BITS> {
    type Error = OutOfRange;

    fn try_from(value: U256) -> Result<Self, OutOfRange> {
        Self::signed(value, false).ok_or(OutOfRange)
    }
}

impl<const BITS: usize> TryFrom<Int<BITS>> for U256 {
    type Error = OutOfRange;

    fn try_from(value: Int<BITS>) -> Result<Self, OutOfRange> {
        if value.is_negative() { Err(OutOfRange) } else { Ok(value.0) }
    }
}

macro_rules! signed_conversions {
    ($($int:ty),*) => {
        $(
            impl<const BITS: usize> TryFrom<$int> for Int<BITS> {
                type Error = OutOfRange;

                fn try_from(value: $int) -> Result<Self, OutOfRange> {
                    Self::signed(U256::from(value.unsigned_abs()), value < 0).ok_or(OutOfRange)
                }
            }

            impl<const BITS: usize> TryFrom<Int<BITS>> for $int {
                type Error = OutOfRange;

                fn try_from(value: Int<BITS>) -> Result<Self, OutOfRange> {
                    let [low, high, ..] = *value.resize::<128>()?.0.as_limbs();
                    let value = ((high as u128) << 64 | low as u128) as i128;
                    value.try_into().map_err(|_| OutOfRange)
                }
            }
        )*
    };
}
signed_conversions!(i8, i16, i32, i64, i128);

macro_rules! unsigned_conversions {
    ($($int:ty),*) => {
        $(
            impl<const BITS: usize> TryFrom<$int> for Int<BITS> {
                type Error = OutOfRange;

                fn try_from(value: $int) -> Result<Self, OutOfRange> {
                    U256::from(value).try_into()
                }
            }

            impl<const BITS: usize> TryFrom<Int<BITS>> for $int {
                type Error = OutOfRange;

                fn try_from(value: Int<BITS>) -> Result<Self, OutOfRange> {
                    U256::try_from(value)?.try_into()
                }
            }
        )*
    };
}
unsigned_conversions!(u8, u16, u32, u64, u128);

/// Reads what [`U256`] reads, after a minus sign or not, if it fits.
impl<const BITS: usize> FromStr for Int<BITS> {
    type Err = OutOfRange;

    fn from_str(text: &str) -> Result<Self, OutOfRange> {
        let (digits, negative) = match text.strip_prefix('-') {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        Self::signed(digits.parse()?, negative).ok_or(OutOfRange)
    }
}

impl<const BITS: usize> Encode for Int<BITS> {
    fn size_hint(&self) -> usize {
        BITS / 8
    }

    fn encode_to<T: Output + ?Sized>(&self, output: &mut T) {
        const { check_width(BITS) };
        output.write(&self.0.to_le_bytes()[..BITS / 8]);
    }
}

impl<const BITS: usize> EncodeLike for Int<BITS> {}

impl<const BITS: usize> Decode for Int<BITS> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        const { check_width(BITS) };
        let mut bytes = [0; 32];
        input.read(&mut bytes[..BITS / 8])?;
        Ok(Self(extended(U256::from_le_bytes(bytes), BITS)))
    }
}

impl<const BITS: usize> fmt::Display for Int<BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad_integral(!self.is_negative(), "", &magnitude(self.0).to_string())
    }
}

impl<const BITS: usize> fmt::Debug for Int<BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_beyond_the_width_is_refused() {
        assert_eq!(Int::<24>::try_from(0x80_0000_i128), Err(OutOfRange));
        assert_eq!(Int::<24>::try_from(0x80_0000_u32), Err(OutOfRange));
        assert_eq!(Int::<24>::try_from(-0x80_0000_i32), Ok(Int::MIN));
        assert_eq!(Int::<24>::try_from(-0x80_0001_i128), Err(OutOfRange));
        assert_eq!(i32::try_from(Int::<24>::MIN), Ok(-0x80_0000));
        assert_eq!(i16::try_from(Int::<24>::MIN), Err(OutOfRange));
        assert_eq!(u64::try_from(Int::<24>::MINUS_ONE), Err(OutOfRange));
        assert_eq!(U256::try_from(I256::MINUS_ONE), Err(OutOfRange));
        assert_eq!(I256::try_from(SIGN), Err(OutOfRange));
        assert_eq!(Int::<24>::MIN.resize::<16>(), Err(OutOfRange));
        assert_eq!(Int::<24>::MIN.resize(), Ok(I256::new(-0x80_0000)));
        assert_eq!(i128::try_from(I256::MIN), Err(OutOfRange));
        assert_eq!(i128::try_from(I256::new(i128::MIN)), Ok(i128::MIN));
        assert!(std::panic::catch_unwind(|| Int::<24>::new(0x80_0000)).is_err());
    }

    #[test]
    fn stored_value_takes_the_bytes_of_its_width() {
        assert_eq!(Int::<24>::new(-2).encode(), [0xFE, 0xFF, 0xFF]);
        for value in [Int::<24>::MIN, Int::MINUS_ONE, Int::ZERO, Int::MAX] {
            assert_eq!(Int::decode(&mut &value.encode()[..]).unwrap(), value);
        }
        assert!(Int::<24>::decode(&mut &[3, 2][..]).is_err());
    }

    #[test]
    fn values_are_shown_and_read_with_their_sign() {
        assert_eq!(I256::MIN.to_string(), format!("-{}", U256::ONE << 255));
        assert_eq!(format!("{:?} {:>4} {:+}", Int::<40>::new(-5), Int::<40>::new(-5), Int::<40>::new(5)), "-5   -5 +5");
        assert_eq!(I256::MIN.to_string().parse(), Ok(I256::MIN));
        for text in ["", "-", "--1", "+1", "8388608", "-8388609"] {
            assert_eq!(text.parse::<Int<24>>(), Err(OutOfRange), "{text}");
        }
    }
}
