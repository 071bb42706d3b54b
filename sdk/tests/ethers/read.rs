//! Values of the SDK's types from the JSON of a vector: numbers, bytes and addresses are text, arrays and tuples are lists.

use alloy_primitives::{I256, U256 as Wide};
use sdk::prelude::*;
use serde_json::Value as Json;

/// A type whose values stand in vectors.
pub(crate) trait Read: Sized {
    fn read(json: &Json) -> Self;
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_else(|| panic!("expected text, found {json}"))
}

fn bytes(json: &Json) -> Vec<u8> {
    const_hex::decode(text(json)).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn list(json: &Json, length: Option<usize>) -> &[Json] {
    let list = json.as_array().unwrap_or_else(|| panic!("expected a list, found {json}"));
    assert!(length.is_none_or(|length| list.len() == length), "{json} has another length");
    list
}

macro_rules! numbers {
    ($($kind:ty)*) => {
        $(impl Read for $kind {
            fn read(json: &Json) -> Self {
                text(json).parse().unwrap_or_else(|error| panic!("{json}: {error}"))
            }
        })*
    };
}
numbers!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128);

impl Read for U256 {
    fn read(json: &Json) -> Self {
        let value: Wide = text(json).parse().unwrap_or_else(|error| panic!("{json}: {error}"));
        Self::from_be_bytes(value.to_be_bytes())
    }
}

impl<const BITS: usize> Read for Uint<BITS> {
    fn read(json: &Json) -> Self {
        Self::try_from(U256::read(json)).unwrap_or_else(|_| panic!("{json} has more than {BITS} bits"))
    }
}

impl<const BITS: usize> Read for Int<BITS> {
    fn read(json: &Json) -> Self {
        let value = I256::from_dec_str(text(json)).unwrap_or_else(|error| panic!("{json}: {error}"));
        Self::from_be_bytes(value.to_be_bytes()).unwrap_or_else(|_| panic!("{json} has more than {BITS} bits"))
    }
}

impl Read for bool {
    fn read(json: &Json) -> Self {
        json.as_bool().unwrap_or_else(|| panic!("expected true or false, found {json}"))
    }
}

impl Read for Address {
    fn read(json: &Json) -> Self {
        Self(bytes(json).try_into().unwrap_or_else(|_| panic!("{json} is no address")))
    }
}

impl<const N: usize> Read for FixedBytes<N> {
    fn read(json: &Json) -> Self {
        Self(bytes(json).try_into().unwrap_or_else(|_| panic!("{json} has not {N} bytes")))
    }
}

impl Read for Bytes {
    fn read(json: &Json) -> Self {
        Self(bytes(json))
    }
}

impl Read for String {
    fn read(json: &Json) -> Self {
        text(json).to_owned()
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &Json) -> Self {
        list(json, None).iter().map(T::read).collect()
    }
}

impl<T: Read, const N: usize> Read for [T; N] {
    fn read(json: &Json) -> Self {
        let list = list(json, Some(N));
        core::array::from_fn(|at| T::read(&list[at]))
    }
}

macro_rules! tuples {
    ($($($name:ident)*;)*) => {
        $(impl<$($name: Read),*> Read for ($($name,)*) {
            fn read(json: &Json) -> Self {
                let mut members = list(json, Some([$(stringify!($name)),*].len())).iter();
                ($($name::read(members.next().expect("the length is checked above")),)*)
            }
        })*
    };
}
tuples! { A; A B; A B C; A B C D; A B C D E; }
