//! Byte strings: addresses, `bytesN` and `bytes`.

use alloc::vec::Vec;
use core::{fmt, ops::Deref};

use parity_scale_codec::{Compact, Decode, Encode, Error, Input};

use crate::memory;

/// True if each of the bytes is `fill`. One function for all lengths, where comparing arrays is one for each.
#[inline(never)]
pub(crate) fn is_filled(bytes: &[u8], fill: u8) -> bool {
    bytes.iter().all(|byte| *byte == fill)
}

fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("0x")?;
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

const fn hex_digit(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => panic!("a hex string holds 0x and hex digits only"),
    }
}

const fn parse_hex<const N: usize>(text: &str) -> [u8; N] {
    let text = text.as_bytes();
    assert!(text.len() == 2 + 2 * N, "a hex string has 0x and two digits for each byte");
    assert!(text[0] == b'0' && text[1] == b'x', "a hex string starts with 0x");
    let mut bytes = [0; N];
    let mut i = 0;
    while i < N {
        bytes[i] = hex_digit(text[2 + 2 * i]) << 4 | hex_digit(text[3 + 2 * i]);
        i += 1;
    }
    bytes
}

macro_rules! byte_array {
    ($(#[$doc:meta])* $name:ident [$($n:ident)?] $size:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[repr(transparent)]
        pub struct $name$(<const $n: usize>)?(pub [u8; $size]);

        impl$(<const $n: usize>)? $name$(<$n>)? {
            /// All bytes zero.
            pub const ZERO: Self = Self([0; $size]);

            /// From the bytes.
            pub const fn new(bytes: [u8; $size]) -> Self {
                Self(bytes)
            }

            /// From `0x` and hex digits; for constants. Panics on anything else.
            pub const fn from_hex(text: &str) -> Self {
                Self(parse_hex(text))
            }

            /// True if every byte is zero.
            pub fn is_zero(&self) -> bool {
                is_filled(&self.0, 0)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $size] {
                &self.0
            }
        }

        impl$(<const $n: usize>)? Default for $name$(<$n>)? {
            fn default() -> Self {
                Self::ZERO
            }
        }

        impl$(<const $n: usize>)? From<[u8; $size]> for $name$(<$n>)? {
            fn from(bytes: [u8; $size]) -> Self {
                Self(bytes)
            }
        }

        impl$(<const $n: usize>)? From<$name$(<$n>)?> for [u8; $size] {
            fn from(bytes: $name$(<$n>)?) -> Self {
                bytes.0
            }
        }

        impl$(<const $n: usize>)? AsRef<[u8]> for $name$(<$n>)? {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl$(<const $n: usize>)? fmt::Display for $name$(<$n>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_hex(f, &self.0)
            }
        }

        impl$(<const $n: usize>)? fmt::Debug for $name$(<$n>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_hex(f, &self.0)
            }
        }
    };
}

byte_array! {
    /// The address of an account or contract; Solidity's `address`.
    Address [] 20
}

byte_array! {
    /// `N` bytes, 1 to 32; Solidity's `bytesN`.
    FixedBytes [N] N
}

/// 32 bytes: a hash, a key, a commitment; Solidity's `bytes32`.
pub type B256 = FixedBytes<32>;

/// Bytes of any length; Solidity's `bytes`. (`Vec<u8>` has no ABI form: `uint8[]` is hardly ever meant.)
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode)]
pub struct Bytes(pub Vec<u8>);

/// As for `Vec<u8>`, but the size is held against what is there before memory is taken, so nothing is read in parts.
impl Decode for Bytes {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let size = Compact::<u32>::decode(input)?.0 as usize;
        if input.remaining_len()?.is_none_or(|remaining| size > remaining) {
            return Err(Error::from("byte string is too short"));
        }
        let mut bytes = memory::zeroed(size);
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}

impl Deref for Bytes {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_constants_are_read_and_shown_alike() {
        const BUREAU: Address = Address::from_hex("0x00000000000000000000000000000000000000aB");
        assert_eq!(BUREAU.to_string(), "0x00000000000000000000000000000000000000ab");
        assert!(Address::ZERO.is_zero() && !BUREAU.is_zero());
    }

    #[test]
    fn scale_form_is_the_bare_bytes() {
        assert_eq!(Address::new([7; 20]).encode(), [7; 20]);
        assert_eq!(B256::decode(&mut &[9; 32][..]).unwrap(), B256::new([9; 32]));
    }
}
