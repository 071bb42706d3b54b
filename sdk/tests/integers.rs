//! `Int<N>`, `Uint<N>` and `U256` against alloy's integers, which share no code with `Int`'s, on random values and on those
//! around the ends of each width.
//!
//! `SEED=n` tries the values of another run again.

use std::panic::catch_unwind;

use alloy_primitives::{Signed, U256 as Wide, Uint as Unsigned};
use sdk::{
    codec::{Decode, Encode},
    panic::revert_data,
    prelude::*,
};

/// Pairs of values that are tried in each width.
const CASES: u64 = 20_000;

/// A small generator (splitmix64).
struct Random(u64);

impl Random {
    fn seeded() -> Self {
        let fresh = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(1, |since| since.as_nanos() as u64);
        let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(fresh);
        println!("SEED={seed}");
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A value of some size up to `bits` bits, often around a power of two.
    fn magnitude(&mut self, bits: usize) -> Wide {
        let value = Wide::from_limbs([self.next(), self.next(), self.next(), self.next()]);
        let bits = self.next() as usize % (bits + 1);
        let top = if bits == 0 { Wide::ZERO } else { Wide::ONE << (bits - 1) };
        match self.next() % 4 {
            0 => top,
            1 => top.wrapping_sub(Wide::from(self.next() % 3)),
            2 => top.wrapping_add(Wide::from(self.next() % 3)),
            _ => value & (top << 1_usize).wrapping_sub(Wide::ONE),
        }
    }
}

/// What a computation that ends the frame reverts with: the code of its `Panic`.
fn panic_code<T>(compute: impl FnOnce() -> T + std::panic::UnwindSafe) -> Option<u8> {
    let payload = catch_unwind(compute).err()?;
    payload.downcast_ref::<&str>().map(|message| revert_data(message)[35])
}

fn signed<const BITS: usize, const LIMBS: usize>(random: &mut Random) -> (Int<BITS>, Signed<BITS, LIMBS>) {
    let mask = (Wide::ONE << (BITS - 1) << 1_usize).wrapping_sub(Wide::ONE);
    let bits = random.magnitude(BITS) & mask;
    let bits = if random.next().is_multiple_of(2) { bits } else { bits.wrapping_neg() & mask };
    let theirs = Signed::from_raw(Unsigned::<BITS, LIMBS>::from(bits));
    let negative = bits >> (BITS - 1) == Wide::ONE;
    let word = if negative { bits | !mask } else { bits };
    (Int::from_be_bytes(word.to_be_bytes()).expect("it is extended from the width"), theirs)
}

fn check_signed<const BITS: usize, const LIMBS: usize>(random: &mut Random) {
    for _ in 0..CASES {
        let ((a, x), (b, y)) = (signed::<BITS, LIMBS>(random), signed::<BITS, LIMBS>(random));
        let same = |ours: Option<Int<BITS>>, theirs: Option<Signed<BITS, LIMBS>>, what: &str| {
            assert_eq!(ours.map(|n| n.to_string()), theirs.map(|n| n.to_string()), "Int<{BITS}>: {a} {what} {b}");
        };
        same(Some(a), Some(x), "is");
        same(a.checked_add(b), x.checked_add(y), "+");
        same(a.checked_sub(b), x.checked_sub(y), "-");
        same(a.checked_mul(b), x.checked_mul(y), "*");
        same(a.checked_div(b), x.checked_div(y), "/");
        // Of the least value and -1 alloy tells an overflow; Solidity's remainder is 0.
        same(a.checked_rem(b), (!y.is_zero()).then(|| x.wrapping_rem(y)), "%");
        same(a.checked_neg(), x.checked_neg(), "negated");
        same(a.checked_abs(), x.checked_abs(), "without sign");
        let exponent = random.next() as u32 % 10;
        same(a.checked_pow(exponent), x.checked_pow(Unsigned::from(exponent)), &format!("^ {exponent}, not"));
        let shift = random.next() as u32 % (BITS as u32 + 3);
        same(Some(a << shift), Some(x << shift as usize), &format!("<< {shift}, not"));
        same(Some(a >> shift), Some(x.asr(shift as usize)), &format!(">> {shift}, not"));
        same(Some(a & b), Some(x & y), "&");
        same(Some(a | b), Some(x | y), "|");
        same(Some(a ^ b), Some(x ^ y), "^");
        same(Some(!a), Some(!x), "turned, not");
        assert_eq!((a.cmp(&b), a == b), (x.cmp(&y), x == y), "Int<{BITS}>: {a} against {b}");
        assert_eq!((a.is_negative(), a.unsigned_abs().to_string()), (x.is_negative(), x.unsigned_abs().to_string()));
        assert_eq!(a.to_string().parse(), Ok(a));
        assert_eq!((a.encode().len(), Int::decode(&mut &a.encode()[..])), (BITS / 8, Ok(a)));
        assert_eq!(i128::try_from(a).ok(), i128::try_from(x).ok(), "{a} as an i128");
        assert_eq!(i64::try_from(a).ok(), i64::try_from(x).ok(), "{a} as an i64");
    }
    let (least, greatest) = (Signed::<BITS, LIMBS>::MIN, Signed::<BITS, LIMBS>::MAX);
    assert_eq!((Int::<BITS>::MIN.to_string(), Int::<BITS>::MAX.to_string()), (least.to_string(), greatest.to_string()));
}

#[test]
fn signed_arithmetic_is_that_of_alloy() {
    let mut random = Random::seeded();
    check_signed::<8, 1>(&mut random);
    check_signed::<24, 1>(&mut random);
    check_signed::<64, 1>(&mut random);
    check_signed::<72, 2>(&mut random);
    check_signed::<128, 2>(&mut random);
    check_signed::<136, 3>(&mut random);
    check_signed::<248, 4>(&mut random);
    check_signed::<256, 4>(&mut random);
}

fn check_unsigned<const BITS: usize, const LIMBS: usize>(random: &mut Random) {
    let value = |random: &mut Random| {
        let mask = (Wide::ONE << (BITS - 1) << 1_usize).wrapping_sub(Wide::ONE);
        let value = random.magnitude(BITS) & mask;
        let ours = Uint::<BITS>::try_from(U256::from_be_bytes(value.to_be_bytes())).expect("it is cut to the width");
        (ours, Unsigned::<BITS, LIMBS>::from(value))
    };
    for _ in 0..CASES {
        let ((a, x), (b, y)) = (value(random), value(random));
        let same = |ours: Option<Uint<BITS>>, theirs: Option<Unsigned<BITS, LIMBS>>, what: &str| {
            assert_eq!(ours.map(|n| n.to_string()), theirs.map(|n| n.to_string()), "Uint<{BITS}>: {a} {what} {b}");
        };
        same(Some(a), Some(x), "is");
        same(a.checked_add(b), x.checked_add(y), "+");
        same(a.checked_sub(b), x.checked_sub(y), "-");
        same(a.checked_mul(b), x.checked_mul(y), "*");
        same(a.checked_div(b), x.checked_div(y), "/");
        same(a.checked_rem(b), x.checked_rem(y), "%");
        same(Some(a.saturating_add(b)), Some(x.saturating_add(y)), "+, held, to");
        same(Some(a.saturating_sub(b)), Some(x.saturating_sub(y)), "-, held, to");
        let exponent = random.next() as u32 % 10;
        same(a.checked_pow(exponent), x.checked_pow(Unsigned::from(exponent)), &format!("^ {exponent}, not"));
        let shift = random.next() as u32 % (BITS as u32 + 3);
        same(Some(a << shift), Some(x << shift as usize), &format!("<< {shift}, not"));
        same(Some(a >> shift), Some(x >> shift as usize), &format!(">> {shift}, not"));
        same(Some(!a), Some(!x), "turned, not");
        assert_eq!((a.cmp(&b), a == b), (x.cmp(&y), x == y), "Uint<{BITS}>: {a} against {b}");
        assert_eq!(a.to_string().parse(), Ok(a));
        assert_eq!((a.encode().len(), Uint::decode(&mut &a.encode()[..])), (BITS / 8, Ok(a)));
        assert_eq!(u64::try_from(a).ok(), u64::try_from(x).ok(), "{a} as a u64");
    }
}

#[test]
fn unsigned_arithmetic_is_that_of_alloy() {
    let mut random = Random::seeded();
    check_unsigned::<8, 1>(&mut random);
    check_unsigned::<24, 1>(&mut random);
    check_unsigned::<64, 1>(&mut random);
    check_unsigned::<72, 2>(&mut random);
    check_unsigned::<160, 3>(&mut random);
    check_unsigned::<248, 4>(&mut random);
    check_unsigned::<256, 4>(&mut random);
}

#[test]
fn unchecked_and_modular_arithmetic_is_that_of_alloy() {
    let mut random = Random::seeded();
    for _ in 0..CASES {
        let [x, y, z] = [(); 3].map(|()| random.magnitude(256));
        let [a, b, c] = [x, y, z].map(|value| U256::from_be_bytes(value.to_be_bytes()));
        let same = |ours: Option<U256>, theirs: Option<Wide>| {
            assert_eq!(ours.map(U256::to_be_bytes), theirs.map(|value| value.to_be_bytes()), "{a} {b} {c}");
        };
        same(Some(a.wrapping_add(b)), Some(x.wrapping_add(y)));
        same(Some(a.wrapping_sub(b)), Some(x.wrapping_sub(y)));
        same(Some(a.wrapping_mul(b)), Some(x.wrapping_mul(y)));
        same(a.checked_add_mod(b, c), (!z.is_zero()).then(|| x.add_mod(y, z)));
        same(a.checked_mul_mod(b, c), (!z.is_zero()).then(|| x.mul_mod(y, z)));
    }
}

#[test]
fn result_beyond_the_width_is_panic_0x11_and_division_by_zero_0x12() {
    const ONE: I256 = I256::ONE;
    let overflows: [fn() -> I256; 8] = [
        || I256::MAX + ONE,
        || I256::MIN - ONE,
        || I256::MIN * I256::MINUS_ONE,
        || I256::MIN / I256::MINUS_ONE,
        || -I256::MIN,
        || I256::MIN.abs(),
        || I256::MAX.pow(2),
        || [I256::MAX, ONE].into_iter().sum(),
    ];
    for (at, overflow) in overflows.into_iter().enumerate() {
        assert_eq!(panic_code(overflow), Some(0x11), "computation {at}");
    }
    let odd: [fn() -> Uint<24>; 4] = [
        || Uint::MAX + Uint::ONE,
        || Uint::ZERO - Uint::ONE,
        || Uint::MAX * Uint::new(2),
        || Uint::new(1 << 12).pow(2),
    ];
    for (at, overflow) in odd.into_iter().enumerate() {
        assert_eq!(panic_code(overflow), Some(0x11), "computation {at} of 24 bits");
    }
    assert_eq!(panic_code(|| Int::<24>::MAX + Int::ONE), Some(0x11));
    assert_eq!(panic_code(|| Int::<24>::MIN / Int::MINUS_ONE), Some(0x11));
    assert_eq!(panic_code(|| ONE / I256::ZERO), Some(0x12));
    assert_eq!(panic_code(|| ONE % I256::ZERO), Some(0x12));
    assert_eq!(panic_code(|| Uint::<40>::ONE / Uint::ZERO), Some(0x12));
    assert_eq!(panic_code(|| Uint::<40>::ONE % Uint::ZERO), Some(0x12));
}

#[test]
fn signs_of_quotients_remainders_and_shifts_are_those_of_solidity() {
    let n = I256::new;
    assert_eq!([n(7) / n(-2), n(-7) / n(2), n(-7) / n(-2)], [n(-3), n(-3), n(3)]);
    assert_eq!([n(7) % n(-2), n(-7) % n(2), n(-7) % n(-2)], [n(1), n(-1), n(-1)]);
    assert_eq!(I256::MIN % I256::MINUS_ONE, I256::ZERO);
    assert_eq!([n(-7) >> 1, n(-1) >> 255, n(-1) >> 300, n(7) >> 300], [n(-4), n(-1), n(-1), n(0)]);
    assert_eq!([n(-1) << 255, n(-1) << 256], [I256::MIN, I256::ZERO]);
    assert_eq!(Int::<8>::new(0x40) << 1, Int::new(-128));
    let mut sum = Int::<24>::ZERO;
    sum -= Int::new(5);
    sum *= Int::new(-3);
    assert_eq!(sum, Int::new(15));
}
