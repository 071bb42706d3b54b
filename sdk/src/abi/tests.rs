//! The codec against alloy's, an implementation that shares no code with it.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{I256 as Signed, U256 as Wide};

use super::*;
use crate::types::{Address, Bytes, FixedBytes, Int, U256, Uint};

/// A small generator (splitmix64) with a fixed seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        core::array::from_fn(|_| self.next() as u8)
    }
}

/// A type with random values and alloy's form of them.
trait Sample: Abi + PartialEq + core::fmt::Debug {
    fn sample(random: &mut Random) -> Self;
    fn alloy(&self) -> DynSolValue;
}

macro_rules! integers {
    ($variant:ident: $($int:ty)*) => {
        $(impl Sample for $int {
            fn sample(random: &mut Random) -> Self {
                match random.below(4) {
                    0 => <$int>::MIN,
                    1 => <$int>::MAX,
                    _ => random.next() as $int,
                }
            }

            fn alloy(&self) -> DynSolValue {
                DynSolValue::$variant((*self).try_into().unwrap(), 8 * size_of::<$int>())
            }
        })*
    };
}
integers!(Uint: u8 u16 u32 u64 u128);
integers!(Int: i8 i16 i32 i64 i128);

impl Sample for U256 {
    fn sample(random: &mut Random) -> Self {
        Self::from_be_bytes(random.bytes())
    }

    fn alloy(&self) -> DynSolValue {
        DynSolValue::Uint(Wide::from_limbs(*self.as_limbs()), 256)
    }
}

impl<const BITS: usize> Sample for Uint<BITS> {
    fn sample(random: &mut Random) -> Self {
        match random.below(4) {
            0 => Self::MAX,
            _ => Self::try_from(U256::sample(random) >> (256 - BITS as u32)).unwrap(),
        }
    }

    fn alloy(&self) -> DynSolValue {
        DynSolValue::Uint(Wide::from_limbs(*self.get().as_limbs()), BITS)
    }
}

impl<const BITS: usize> Sample for Int<BITS> {
    fn sample(random: &mut Random) -> Self {
        let mut word: [u8; 32] = random.bytes();
        let (high, value) = word.split_at_mut(32 - BITS / 8);
        high.fill(if value[0] & 0x80 != 0 { 0xFF } else { 0 });
        Self::from_be_bytes(word).unwrap()
    }

    fn alloy(&self) -> DynSolValue {
        DynSolValue::Int(Signed::from_be_bytes(self.to_be_bytes()), BITS)
    }
}

impl Sample for bool {
    fn sample(random: &mut Random) -> Self {
        random.below(2) == 1
    }

    fn alloy(&self) -> DynSolValue {
        DynSolValue::Bool(*self)
    }
}

impl Sample for Address {
    fn sample(random: &mut Random) -> Self {
        Self(random.bytes())
    }

    fn alloy(&self) -> DynSolValue {
        DynSolValue::Address(self.0.into())
    }
}

impl<const N: usize> Sample for FixedBytes<N> {
    fn sample(random: &mut Random) -> Self {
        Self(random.bytes())
    }

    fn alloy(&self) -> DynSolValue {
        let mut word = [0; 32];
        word[..N].copy_from_slice(&self.0);
        DynSolValue::FixedBytes(word.into(), N)
    }
}

impl Sample for Bytes {
    fn sample(random: &mut Random) -> Self {
        let size = random.below(70);
        Self((0..size).map(|_| random.next() as u8).collect())
    }

    fn alloy(&self) -> DynSolValue {
        DynSolValue::Bytes(self.0.clone())
    }
}

impl Sample for String {
    fn sample(random: &mut Random) -> Self {
        let size = random.below(40);
        (0..size).map(|_| char::from_u32(random.below(0x3000) as u32).unwrap()).collect()
    }

    fn alloy(&self) -> DynSolValue {
        DynSolValue::String(self.clone())
    }
}

impl<T: Sample + Element> Sample for Vec<T> {
    fn sample(random: &mut Random) -> Self {
        let size = random.below(5);
        (0..size).map(|_| T::sample(random)).collect()
    }

    fn alloy(&self) -> DynSolValue {
        DynSolValue::Array(self.iter().map(T::alloy).collect())
    }
}

impl<T: Sample + Element, const N: usize> Sample for [T; N] {
    fn sample(random: &mut Random) -> Self {
        core::array::from_fn(|_| T::sample(random))
    }

    fn alloy(&self) -> DynSolValue {
        DynSolValue::FixedArray(self.iter().map(T::alloy).collect())
    }
}

macro_rules! tuples {
    ($($($name:ident)*;)*) => {
        $(impl<$($name: Sample),*> Sample for ($($name,)*) {
            fn sample(random: &mut Random) -> Self {
                ($($name::sample(random),)*)
            }

            #[allow(non_snake_case, reason = "members are named by their types")]
            fn alloy(&self) -> DynSolValue {
                let ($($name,)*) = self;
                DynSolValue::Tuple(vec![$($name.alloy()),*])
            }
        })*
    };
}
tuples! { A; A B; A B C; A B C D; }

/// Encodes `cases` random values as alloy does, decodes them back, and after each of many damages to some of them either
/// refuses the data or reads a value whose encoding it is.
fn check<T: Sample + Sequence>(random: &mut Random, cases: u64) {
    let kind = DynSolType::parse(T::CANONICAL.as_str()).unwrap();
    for case in 0..cases {
        let values = T::sample(random);
        let data = encode(&values);
        assert_eq!(data, values.alloy().abi_encode_params(), "{values:?}");
        assert_eq!(kind.abi_decode_params(&data).unwrap(), values.alloy());
        assert_eq!(decode::<T>(&data).as_ref(), Ok(&values));
        let damages = if case % 20 == 0 { 20 } else { 0 };
        for _ in 0..damages {
            let mut damaged = data.clone();
            match random.below(4) {
                0 => damaged.truncate(random.below(data.len() as u64) as usize),
                1 => damaged.extend(core::iter::repeat_n(0, 1 + random.below(64) as usize)),
                2 => damaged[random.below(data.len() as u64) as usize] ^= 1 << random.below(8),
                _ => {
                    let word = 32 * random.below(data.len() as u64 / 32) as usize;
                    let small = random.below(300).to_be_bytes();
                    damaged[word + 24..word + 32].copy_from_slice(&small);
                }
            }
            if let Ok(values) = decode::<T>(&damaged) {
                assert_eq!(encode(&values), damaged, "only the canonical encoding is accepted");
            }
        }
    }
}

/// Values that are tried in all.
const CASES: u64 = 1_000_000;

/// The other coder is alloy-dyn-abi, which writes and reads by alloy-sol-types.
#[test]
fn coding_equals_alloy_and_only_canonical_data_is_accepted() {
    let (mut random, cases) = (Random(1), CASES.div_ceil(15));
    check::<(u8, u16, u32, u64)>(&mut random, cases);
    check::<(i8, i16, i32, i64)>(&mut random, cases);
    check::<(u128, i128, U256, bool)>(&mut random, cases);
    check::<(Uint<24>, Uint<56>, Uint<160>, Uint<256>)>(&mut random, cases);
    check::<(Int<24>, Int<72>, Int<136>, Int<256>)>(&mut random, cases);
    check::<(Address, FixedBytes<1>, FixedBytes<4>, FixedBytes<32>)>(&mut random, cases);
    check::<(String, Bytes)>(&mut random, cases);
    check::<(U256, String, Address, Bytes)>(&mut random, cases);
    check::<(Vec<U256>, Vec<Address>)>(&mut random, cases);
    check::<(Vec<String>, [Bytes; 2], [u64; 3])>(&mut random, cases);
    check::<(Vec<Vec<u16>>, Vec<[String; 2]>)>(&mut random, cases);
    check::<((Address, U256), (String, bool), u64)>(&mut random, cases);
    check::<(Vec<(Address, U256)>, Vec<(String, Vec<u32>)>)>(&mut random, cases);
    check::<([(String, (Bytes, u8)); 2], bool)>(&mut random, cases);
    check::<(Vec<Int<40>>, [Uint<248>; 2], Vec<FixedBytes<31>>)>(&mut random, cases);
}

fn word(value: u64) -> [u8; 32] {
    let mut word = [0; 32];
    word[24..].copy_from_slice(&value.to_be_bytes());
    word
}

fn refusal<T: Sequence>(words: &[[u8; 32]]) -> DecodeError {
    match decode::<T>(words.as_flattened()) {
        Ok(_) => panic!("the data is refused"),
        Err(error) => error,
    }
}

#[test]
fn each_kind_of_bad_data_is_refused_by_name() {
    assert_eq!(refusal::<(U256, U256)>(&[word(1)]), DecodeError::Truncated);
    assert_eq!(refusal::<(U256,)>(&[word(1), word(2)]), DecodeError::Trailing);
    assert_eq!(refusal::<(u8,)>(&[word(256)]), DecodeError::OutOfRange);
    assert_eq!(refusal::<(bool,)>(&[word(2)]), DecodeError::OutOfRange);
    assert_eq!(refusal::<(Uint<24>,)>(&[word(1 << 24)]), DecodeError::OutOfRange);
    assert_eq!(refusal::<(Int<24>,)>(&[word(1 << 23)]), DecodeError::OutOfRange);
    assert_eq!(refusal::<(i8,)>(&[word(0xFF)]), DecodeError::OutOfRange);
    assert_eq!(refusal::<(Address,)>(&[[0xFF; 32]]), DecodeError::OutOfRange);
    assert_eq!(refusal::<(FixedBytes<4>,)>(&[word(1)]), DecodeError::OutOfRange);
    assert_eq!(refusal::<(Bytes,)>(&[word(0), word(0)]), DecodeError::Offset);
    assert_eq!(refusal::<(Bytes,)>(&[word(64), word(0), word(0)]), DecodeError::Offset);
    assert_eq!(refusal::<(Bytes,)>(&[[0xFF; 32], word(0)]), DecodeError::Offset);
    assert_eq!(refusal::<(Bytes,)>(&[word(32), word(1)]), DecodeError::Length);
    assert_eq!(refusal::<(Bytes,)>(&[word(32), [0xFF; 32]]), DecodeError::Length);
    assert_eq!(refusal::<(Bytes,)>(&[word(32), word(1), word(1)]), DecodeError::Padding);
    assert_eq!(refusal::<(String,)>(&[word(32), word(32), [0xFF; 32]]), DecodeError::Utf8);
    assert_eq!(refusal::<(Vec<U256>,)>(&[word(32), word(1 << 31)]), DecodeError::Length);
    // Two strings in one tail.
    let shared = [word(64), word(64), word(0)];
    assert_eq!(refusal::<(String, String)>(&shared), DecodeError::Offset);
}

/// A million elements of 240 KB, each claimed by one word.
#[test]
fn memory_is_not_taken_for_large_elements_that_are_only_claimed() {
    const CLAIMED: usize = 1 << 20;
    let mut data = [word(32), word(CLAIMED as u64)].concat();
    data.resize(data.len() + 32 * CLAIMED, 0);
    assert_eq!(decode::<(Vec<[[String; 100]; 100]>,)>(&data).err(), Some(DecodeError::Offset));
}

/// Data of hostile words: offsets that overlap, point back or to themselves, lengths at the ends of 32, 64 and 256 bits.
#[test]
fn hostile_words_are_refused_or_are_the_value() {
    let hostile: [[u8; 32]; 16] = core::array::from_fn(|at| match at {
        0..8 => word([0, 1, 31, 32, 33, 64, 96, 128][at]),
        8 => word(u32::MAX as u64),
        9 => word(u32::MAX as u64 - 31),
        10 => word(1 << 32),
        11 => word(u64::MAX),
        12 => word(u64::MAX - 31),
        13 => [0xFF; 32],
        14 => core::array::from_fn(|byte| if byte == 31 { 0xE0 } else { 0xFF }),
        _ => core::array::from_fn(|byte| if byte == 0 { 0x80 } else { 0 }),
    });
    fn check<T: Sequence + Abi>(data: &[u8]) {
        if let Ok(values) = decode::<T>(data) {
            assert_eq!(encode(&values), data, "{}: only the canonical encoding is accepted", T::CANONICAL.as_str());
        }
    }
    let mut random = Random(2);
    for _ in 0..200_000 {
        let words = 1 + random.below(9) as usize;
        let mut data = (0..words).flat_map(|_| hostile[random.below(16) as usize]).collect::<Vec<_>>();
        if random.below(4) == 0 {
            data.truncate(random.below(data.len() as u64) as usize);
        }
        check::<(Bytes, Bytes)>(&data);
        check::<(String, U256)>(&data);
        check::<(Vec<Vec<U256>>,)>(&data);
        check::<(Vec<Vec<Vec<bool>>>,)>(&data);
        check::<(Vec<[String; 2]>, u8)>(&data);
        check::<([Vec<Bytes>; 2],)>(&data);
        check::<(Vec<(Bytes, Vec<Address>)>,)>(&data);
    }
}

#[test]
fn canonical_and_json_names_are_those_of_solidity() {
    type Nested = Vec<(Address, [(bool, String); 3])>;
    assert_eq!(Nested::CANONICAL.as_str(), "(address,(bool,string)[3])[]");
    assert_eq!(Nested::JSON.as_str(), "tuple[]");
    assert_eq!(Nested::COMPONENTS[1].kind.json, "tuple[3]");
    assert_eq!(<FixedBytes<17>>::CANONICAL.as_str(), "bytes17");
    const { assert!(<(u8, u8) as Abi>::HEAD_SIZE == 64 && <(u8, Bytes) as Abi>::HEAD_SIZE == 32) };
}
