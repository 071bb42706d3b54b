//! Unsigned 256-bit integers whose operators never wrap.
//!
//! A result that does not fit ends the frame with `Panic(0x11)`, a division by zero with `Panic(0x12)`. The SCALE form
//! is exactly 32 bytes, little-endian.

use core::{
    fmt,
    ops::{Div, Not, Rem, Shl, Shr},
    str::FromStr,
};

use parity_scale_codec::{Decode, Encode, EncodeLike, Error, Input, Output};
use ruint::Uint;

use crate::{
    panic::{division_by_zero, overflow},
    types::operators::operators,
};

/// An unsigned 256-bit integer; Solidity's `uint256`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct U256(Uint<256, 4>);

impl U256 {
    /// 0.
    pub const ZERO: Self = Self(Uint::ZERO);
    /// 1.
    pub const ONE: Self = Self(Uint::ONE);
    /// The least: 0.
    pub const MIN: Self = Self::ZERO;
    /// 2^256 - 1.
    pub const MAX: Self = Self(Uint::MAX);

    /// A number, for constants: `const FEE: U256 = U256::new(3_000);`.
    pub const fn new(value: u128) -> Self {
        Self::from_limbs([value as u64, (value >> 64) as u64, 0, 0])
    }

    /// From 64-bit limbs, the least first.
    pub const fn from_limbs(limbs: [u64; 4]) -> Self {
        Self(Uint::from_limbs(limbs))
    }

    /// The 64-bit limbs, the least first.
    pub const fn as_limbs(&self) -> &[u64; 4] {
        self.0.as_limbs()
    }

    /// From 32 big-endian bytes, the ABI's order.
    pub const fn from_be_bytes(bytes: [u8; 32]) -> Self {
        Self::from_le_bytes(reversed(&bytes))
    }

    /// As 32 big-endian bytes, the ABI's order.
    pub const fn to_be_bytes(self) -> [u8; 32] {
        reversed(&self.to_le_bytes())
    }

    /// From 32 little-endian bytes, the order in storage.
    #[inline]
    pub const fn from_le_bytes(bytes: [u8; 32]) -> Self {
        let ([a, b, c, d], _) = bytes.as_chunks::<8>() else { unreachable!() };
        Self::from_limbs([
            u64::from_le_bytes(*a),
            u64::from_le_bytes(*b),
            u64::from_le_bytes(*c),
            u64::from_le_bytes(*d),
        ])
    }

    /// As 32 little-endian bytes, the order in storage.
    pub const fn to_le_bytes(self) -> [u8; 32] {
        self.0.to_le_bytes()
    }

    /// True for 0.
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// The sum, or `None` above [`Self::MAX`].
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let mut carry = false;
        let sum = self.carrying_add(&other, 0, &mut carry);
        if carry { None } else { Some(sum) }
    }

    /// The difference, or `None` below 0.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        // In two's complement the difference is the sum with all bits of `other` turned, and one.
        let mut carry = true;
        let difference = self.carrying_add(&other, u64::MAX, &mut carry);
        if carry { Some(difference) } else { None }
    }

    /// The sum with `other`, in which the bits of `turned` are turned, and the carry. A loop, and one for both operations:
    /// a fifth of the unrolled forms.
    #[inline(never)]
    fn carrying_add(&self, other: &Self, turned: u64, carry: &mut bool) -> Self {
        let mut limbs = [0; 4];
        for ((sum, a), b) in limbs.iter_mut().zip(self.as_limbs()).zip(other.as_limbs()) {
            (*sum, *carry) = a.carrying_add(*b ^ turned, *carry);
        }
        Self::from_limbs(limbs)
    }

    /// The sum modulo 2^256, as Solidity's `unchecked` block gives it.
    pub fn wrapping_add(self, other: Self) -> Self {
        self.carrying_add(&other, 0, &mut false)
    }

    /// The difference modulo 2^256.
    pub fn wrapping_sub(self, other: Self) -> Self {
        self.carrying_add(&other, u64::MAX, &mut true)
    }

    /// The product modulo 2^256.
    pub fn wrapping_mul(self, other: Self) -> Self {
        Self(self.0.wrapping_mul(other.0))
    }

    /// `(self + other) % modulus` of the whole sum, or `None` for a division by 0; Solidity's `addmod`.
    pub fn checked_add_mod(self, other: Self, modulus: Self) -> Option<Self> {
        (!modulus.is_zero()).then(|| Self(self.0.add_mod(other.0, modulus.0)))
    }

    /// `(self * other) % modulus` of the whole product, or `None` for a division by 0; Solidity's `mulmod`.
    pub fn checked_mul_mod(self, other: Self, modulus: Self) -> Option<Self> {
        (!modulus.is_zero()).then(|| Self(self.0.mul_mod(other.0, modulus.0)))
    }

    /// The product, or `None` above [`Self::MAX`].
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        self.0.checked_mul(other.0).map(Self)
    }

    /// The quotient rounded down, or `None` for a division by 0.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.0.checked_div(other.0).map(Self)
    }

    /// The remainder, or `None` for a division by 0.
    pub fn checked_rem(self, other: Self) -> Option<Self> {
        self.0.checked_rem(other.0).map(Self)
    }

    /// The sum, held at [`Self::MAX`].
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, held at 0.
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self` to the power of `exponent`, or `None` above [`Self::MAX`].
    pub fn checked_pow(self, exponent: u32) -> Option<Self> {
        let mut power = Self::ONE;
        for bit in (0..u32::BITS - exponent.leading_zeros()).rev() {
            power = power.checked_mul(power)?;
            if exponent >> bit & 1 == 1 {
                power = power.checked_mul(self)?;
            }
        }
        Some(power)
    }

    /// `self` to the power of `exponent`.
    #[track_caller]
    pub fn pow(self, exponent: u32) -> Self {
        self.checked_pow(exponent).unwrap_or_else(|| overflow())
    }
}

/// The bytes from the last to the first. Not inlined: every word of call data passes here.
#[inline(never)]
const fn reversed(bytes: &[u8; 32]) -> [u8; 32] {
    let mut reversed = [0; 32];
    let mut i = 0;
    while i < 32 {
        reversed[31 - i] = bytes[i];
        i += 1;
    }
    reversed
}

operators!([] U256);

impl Div for U256 {
    type Output = Self;

    #[track_caller]
    fn div(self, other: Self) -> Self {
        match self.checked_div(other) {
            Some(quotient) => quotient,
            None => division_by_zero(),
        }
    }
}

impl Rem for U256 {
    type Output = Self;

    #[track_caller]
    fn rem(self, other: Self) -> Self {
        match self.checked_rem(other) {
            Some(remainder) => remainder,
            None => division_by_zero(),
        }
    }
}

impl Not for U256 {
    type Output = Self;

    fn not(self) -> Self {
        Self(!self.0)
    }
}

/// Shifts zeros in; 256 and more give 0, as in Solidity.
impl Shl<u32> for U256 {
    type Output = Self;

    fn shl(self, bits: u32) -> Self {
        Self(self.0 << bits as usize)
    }
}

/// Shifts zeros in; 256 and more give 0, as in Solidity.
impl Shr<u32> for U256 {
    type Output = Self;

    fn shr(self, bits: u32) -> Self {
        Self(self.0 >> bits as usize)
    }
}

macro_rules! conversions {
    ($($int:ty),*) => {
        $(
            impl From<$int> for U256 {
                fn from(value: $int) -> Self {
                    Self::new(value as u128)
                }
            }

            impl TryFrom<U256> for $int {
                type Error = OutOfRange;

                fn try_from(value: U256) -> Result<Self, OutOfRange> {
                    let [low, high, rest @ ..] = *value.as_limbs();
                    let value = (high as u128) << 64 | low as u128;
                    if rest != [0, 0] {
                        return Err(OutOfRange);
                    }
                    <$int>::try_from(value).map_err(|_| OutOfRange)
                }
            }
        )*
    };
}
conversions!(u8, u16, u32, u64, u128, usize);

/// For numbers without a type, as in `U256::from(5)`. One below 0 ends the frame with `Panic(0x11)`.
impl From<i32> for U256 {
    #[track_caller]
    fn from(value: i32) -> Self {
        match u32::try_from(value) {
            Ok(value) => value.into(),
            Err(_) => overflow(),
        }
    }
}

/// A [`U256`] does not fit the smaller integer, or a text is not a number below 2^256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange;

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the number does not fit: expected decimal digits or a value in the type's range")
    }
}

impl core::error::Error for OutOfRange {}

/// Reads decimal digits, or hex digits after `0x`.
impl FromStr for U256 {
    type Err = OutOfRange;

    fn from_str(text: &str) -> Result<Self, OutOfRange> {
        let (digits, radix) = match text.strip_prefix("0x") {
            Some(digits) => (digits, 16),
            None => (text, 10),
        };
        if digits.is_empty() {
            return Err(OutOfRange);
        }
        digits.chars().try_fold(Self::ZERO, |value, digit| {
            let digit = digit.to_digit(radix).ok_or(OutOfRange)?;
            value.checked_mul(radix.into()).and_then(|value| value.checked_add(digit.into())).ok_or(OutOfRange)
        })
    }
}

impl fmt::Display for U256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for U256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Encode for U256 {
    fn size_hint(&self) -> usize {
        32
    }

    fn encode_to<T: Output + ?Sized>(&self, output: &mut T) {
        output.write(&self.to_le_bytes());
    }
}

impl EncodeLike for U256 {}

impl Decode for U256 {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let mut bytes = [0; 32];
        input.read(&mut bytes)?;
        Ok(Self::from_le_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(value: u64) -> U256 {
        value.into()
    }

    #[test]
    fn scale_form_is_32_little_endian_bytes() {
        let encoded = n(0x0102).encode();
        assert_eq!(encoded.len(), 32);
        assert_eq!(encoded[..3], [2, 1, 0]);
        assert_eq!(U256::decode(&mut &encoded[..]).unwrap(), n(0x0102));
    }

    #[test]
    fn operators_compute() {
        assert_eq!(n(7) + U256::from(5), n(12));
        assert_eq!(n(7) - n(5), n(2));
        assert_eq!(n(7) * n(5), n(35));
        assert_eq!(n(7) / n(5), n(1));
        assert_eq!(n(7) % n(5), n(2));
        assert_eq!(n(3).pow(5), n(243));
        assert_eq!(U256::ONE << 255 >> 255, U256::ONE);
        assert_eq!([n(1), n(2), n(3)].into_iter().sum::<U256>(), n(6));
    }

    #[test]
    fn overflow_is_never_silent() {
        assert_eq!(U256::MAX.checked_add(U256::ONE), None);
        assert_eq!(U256::ZERO.checked_sub(U256::ONE), None);
        assert_eq!(U256::MAX.checked_mul(n(2)), None);
        assert_eq!(n(1).checked_div(n(0)), None);
        assert_eq!(n(2).checked_pow(256), None);
        assert_eq!(n(2).checked_pow(255), Some(U256::ONE << 255));
        for compute in [|| U256::MAX + U256::ONE, || U256::ZERO - U256::ONE, || n(1) / U256::ZERO, || U256::from(-1)] {
            assert!(std::panic::catch_unwind(compute).is_err());
        }
    }

    #[test]
    fn text_is_read_in_both_bases_and_refused_otherwise() {
        assert_eq!("1000".parse(), Ok(n(1000)));
        assert_eq!("0xff".parse(), Ok(n(255)));
        assert_eq!(U256::MAX.to_string().parse(), Ok(U256::MAX));
        for text in ["", "0x", "-1", "1e3", &format!("{}0", U256::MAX)] {
            assert_eq!(text.parse::<U256>(), Err(OutOfRange), "{text}");
        }
    }

    #[test]
    fn narrowing_refuses_what_does_not_fit() {
        assert_eq!(u8::try_from(n(255)), Ok(255));
        assert_eq!(u8::try_from(n(256)), Err(OutOfRange));
        assert_eq!(u128::try_from(U256::from(u128::MAX)), Ok(u128::MAX));
        assert_eq!(u128::try_from(U256::from(u128::MAX) + n(1)), Err(OutOfRange));
    }
}
