//! Random inputs that can be had again: a small generator with a printed seed.
//!
//! Every value is made of numbers that are drawn, and the smaller those are, the simpler is the value. So a test case is
//! the list of its draws, and simpler cases are found by making the draws fewer and smaller, whatever is made of them.

use std::time::{SystemTime, UNIX_EPOCH};

use sdk::types::{Address, B256, Bytes, Int, U256};

/// A generator of pseudo-random values (splitmix64). Not for secrets.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
    /// The case that is recorded or played, if one is.
    tape: Option<Box<Tape>>,
}

/// The draws of a case.
#[derive(Clone, Debug, Default)]
struct Tape {
    draws: Vec<u64>,
    /// The next one that is given again, and zeros when there are no more; `None` while they are recorded.
    next: Option<usize>,
}

impl Random {
    /// The generator with this seed.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed, tape: None }
    }

    /// The generator with the seed in the environment variable `SEED`, or else a fresh one. Prints the seed, which a
    /// failing test shows.
    ///
    /// # Panics
    /// If `SEED` is no number below 2^64.
    pub fn from_env() -> Self {
        let seed = match std::env::var("SEED") {
            Ok(text) => text.parse().unwrap_or_else(|_| panic!("SEED={text} is no seed: it is a number below 2^64")),
            Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64),
        };
        println!("SEED={seed}");
        Self::new(seed)
    }

    /// The generator with this seed that keeps its draws.
    pub(crate) fn recording(seed: u64) -> Self {
        Self { state: seed, tape: Some(Box::default()) }
    }

    /// The generator that gives these draws again.
    pub(crate) fn playing(draws: Vec<u64>) -> Self {
        Self { state: 0, tape: Some(Box::new(Tape { draws, next: Some(0) })) }
    }

    /// What was drawn.
    pub(crate) fn into_draws(self) -> Vec<u64> {
        let Tape { mut draws, next } = *self.tape.unwrap_or_default();
        draws.truncate(next.unwrap_or(usize::MAX));
        draws
    }

    /// Any number of 64 bits, each as likely as any other.
    fn raw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn raw_u256(&mut self) -> U256 {
        let limbs = [(); 4].map(|()| self.raw());
        U256::from_be_bytes(limbs.map(u64::to_be_bytes).as_flattened().try_into().expect("4 times 8 bytes are 32"))
    }

    /// One draw, from 0 to `max`; what `fresh` gives is not above that.
    fn draw(&mut self, max: u64, fresh: impl FnOnce(&mut Self) -> u64) -> u64 {
        if let Some(Tape { draws, next: Some(next) }) = self.tape.as_deref_mut() {
            if *next == draws.len() {
                draws.push(0);
            }
            // What comes before may have made this draw one of another range.
            let drawn = draws[*next].min(max);
            draws[*next] = drawn;
            *next += 1;
            return drawn;
        }
        let drawn = fresh(self);
        if let Some(tape) = &mut self.tape {
            tape.draws.push(drawn);
        }
        drawn
    }

    /// As [`Random::draw`], as a draw for each 64 bits that `max` has, the highest first.
    fn draw_u256(&mut self, max: U256, fresh: impl FnOnce(&mut Self) -> U256) -> U256 {
        let is_playing = self.tape.as_ref().is_some_and(|tape| tape.next.is_some());
        let fresh = if is_playing { U256::ZERO } else { fresh(self) };
        let mut drawn = U256::ZERO;
        for shift in [192, 128, 64, 0] {
            // The highest bits are bounded as long as those above them are the largest.
            let (bound, above) = (max >> shift, drawn << 64);
            if bound.is_zero() {
                continue;
            }
            let rest = (bound - above).min(U256::from(u64::MAX)).as_limbs()[0];
            drawn = above + U256::from(self.draw(rest, |_| (fresh >> shift).as_limbs()[0]));
        }
        drawn
    }

    /// A number of so many bits, and more often one at an edge: 0, 1, the largest, powers of two and their neighbours.
    fn edgy(&mut self, bits: u32) -> U256 {
        let max = U256::MAX >> (256 - bits);
        self.draw_u256(max, |random| {
            let power = U256::ONE << (random.raw() % u64::from(bits)) as u32;
            match random.raw() % 8 {
                0 => U256::ZERO,
                1 => U256::ONE,
                2 => max - U256::from(random.raw() % 2),
                3 => power,
                4 => power - U256::ONE,
                5 => U256::from(random.raw() % 1_000),
                6 => max - U256::from(random.raw() % 1_000),
                _ => random.raw_u256() & max,
            }
        })
    }

    /// As 256 bits in two's complement. The nearer to 0, the smaller is what is drawn, so edges are edges here too.
    fn edgy_signed(&mut self, bits: u32) -> U256 {
        let drawn = self.edgy(bits);
        if drawn.as_limbs()[0] & 1 == 0 { drawn >> 1 } else { !(drawn >> 1) }
    }

    /// Any number, each as likely as any other.
    pub fn next_u64(&mut self) -> u64 {
        self.draw(u64::MAX, Self::raw)
    }

    /// A number below `bound`.
    ///
    /// # Panics
    /// If `bound` is 0.
    #[track_caller]
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "Random::below(0): no number is below 0");
        self.draw(bound - 1, |random| random.raw() % bound)
    }

    /// A number from `low` to `high`, both included.
    ///
    /// # Panics
    /// If `low` is above `high`.
    #[track_caller]
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        assert!(low <= high, "Random::between({low}, {high}): the lower bound comes first");
        let span = high - low;
        low + self.draw(span, |random| {
            let any = random.raw();
            span.checked_add(1).map_or(any, |count| any % count)
        })
    }

    /// A number from `low` to `high`, both included, and more often one of these two.
    ///
    /// # Panics
    /// If `low` is above `high`.
    #[track_caller]
    pub fn u256_between(&mut self, low: U256, high: U256) -> U256 {
        assert!(low <= high, "Random::u256_between({low}, {high}): the lower bound comes first");
        let span = high - low;
        low + self.draw_u256(span, |random| match random.raw() % 8 {
            0 => U256::ZERO,
            1 => span,
            _ => {
                let any = random.raw_u256();
                span.checked_add(U256::ONE).map_or(any, |count| any % count)
            }
        })
    }

    /// True as often as false.
    pub fn bool(&mut self) -> bool {
        self.below(2) == 1
    }

    /// Any number of 64 bits, and more often one at an edge: 0, 1, the largest, powers of two and their neighbours.
    pub fn u64(&mut self) -> u64 {
        self.edgy(64).as_limbs()[0]
    }

    /// As [`Random::u64`], of 128 bits.
    pub fn u128(&mut self) -> u128 {
        u128::try_from(self.edgy(128)).expect("a number of 128 bits fits into them")
    }

    /// As [`Random::u64`], of 256 bits.
    pub fn u256(&mut self) -> U256 {
        self.edgy(256)
    }

    /// Any signed number of 64 bits, and more often one at an edge: 0, 1, -1, the smallest, the largest, powers of two.
    pub fn i64(&mut self) -> i64 {
        self.edgy_signed(64).as_limbs()[0].cast_signed()
    }

    /// As [`Random::i64`], of 128 bits.
    pub fn i128(&mut self) -> i128 {
        let [low, high, ..] = *self.edgy_signed(128).as_limbs();
        (u128::from(high) << 64 | u128::from(low)).cast_signed()
    }

    /// As [`Random::i64`], of 256 bits.
    pub fn i256(&mut self) -> Int<256> {
        Int::from_be_bytes(self.edgy_signed(256).to_be_bytes()).expect("32 bytes are an integer of 256 bits")
    }

    /// Any 32 bytes.
    pub fn b256(&mut self) -> B256 {
        B256::new(self.draw_u256(U256::MAX, Self::raw_u256).to_be_bytes())
    }

    /// Any address, and now and then the zero address.
    pub fn address(&mut self) -> Address {
        let mut bytes = [0; 20];
        if self.below(16) > 0 {
            bytes.copy_from_slice(&self.b256().0[12..]);
        }
        Address::new(bytes)
    }

    /// At most `length` bytes.
    pub fn bytes(&mut self, length: u64) -> Bytes {
        let length = self.between(0, length);
        Bytes((0..length).map(|_| self.below(256) as u8).collect())
    }

    /// Text of at most `length` characters, of one to four bytes each.
    pub fn string(&mut self, length: u64) -> String {
        let length = self.between(0, length);
        let ranges =
            ['a'..='z', '\u{0}'..='\u{7f}', '\u{80}'..='\u{7ff}', '\u{4e00}'..='\u{9fff}', '\u{1f300}'..='\u{1f5ff}'];
        (0..length)
            .map(|_| {
                let range = self.pick(&ranges).clone();
                let (first, last) = (*range.start() as u32, *range.end() as u32);
                let code = first + self.below(u64::from(last - first + 1)) as u32;
                char::from_u32(code).expect("the ranges hold no surrogates")
            })
            .collect()
    }

    /// One of `items`.
    ///
    /// # Panics
    /// If there are none.
    #[track_caller]
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        assert!(!items.is_empty(), "Random::pick: there is nothing to pick from");
        &items[self.below(items.len() as u64) as usize]
    }

    /// Puts `items` in any order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            // The simplest draw leaves the item where it is.
            items.swap(last, last - self.below(last as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_the_same_values() {
        let values = |mut random: Random| {
            (random.u256(), random.address(), random.b256(), random.string(20), random.bytes(9), random.i128())
        };
        assert_eq!(values(Random::new(7)), values(Random::new(7)));
        assert_ne!(values(Random::new(7)), values(Random::new(8)));
    }

    #[test]
    fn edges_come_up() {
        let mut random = Random::new(1);
        let numbers: Vec<_> = (0..200).map(|_| random.u256()).collect();
        for edge in [U256::ZERO, U256::ONE, U256::MAX] {
            assert!(numbers.contains(&edge), "{edge}");
        }
        let numbers: Vec<_> = (0..500).map(|_| (random.u64(), random.i64(), random.u128(), random.i128())).collect();
        for edge in [0, 1, u64::MAX] {
            assert!(numbers.iter().any(|of| of.0 == edge), "{edge}");
        }
        assert!(numbers.iter().any(|of| of.2 == 0) && numbers.iter().any(|of| of.2 == u128::MAX));
        for edge in [0, -1, i64::MIN, i64::MAX] {
            assert!(numbers.iter().any(|of| of.1 == edge), "{edge}");
        }
        for edge in [0, -1, i128::MIN, i128::MAX] {
            assert!(numbers.iter().any(|of| of.3 == edge), "{edge}");
        }
        assert!((0..200).any(|_| random.i256().is_negative()) && (0..200).any(|_| !random.i256().is_negative()));
        assert!((0..200).any(|_| random.address().is_zero()));
        let texts: Vec<_> = (0..200).map(|_| random.string(5)).collect();
        assert!(texts.iter().any(String::is_empty) && texts.iter().any(|text| !text.is_ascii()));
        assert!(texts.iter().all(|text| text.chars().count() <= 5));
    }

    #[test]
    fn values_keep_their_bounds_and_reach_them() {
        let mut random = Random::new(2);
        let (low, high) = (U256::from(5_u64), U256::from(7_u64) << 100);
        let mut seen = [false; 6];
        for _ in 0..300 {
            let (number, wide, bytes) = (random.between(10, 12), random.u256_between(low, high), random.bytes(3));
            assert!((10..=12).contains(&number) && low <= wide && wide <= high && bytes.len() <= 3);
            let reached = [number == 10, number == 12, wide == low, wide == high, bytes.is_empty(), bytes.len() == 3];
            seen.iter_mut().zip(reached).for_each(|(seen, reached)| *seen |= reached);
        }
        assert_eq!(seen, [true; 6]);
        assert_eq!((random.between(4, 4), random.u256_between(high, high)), (4, high));
        random.between(0, u64::MAX);
        random.u256_between(U256::ZERO, U256::MAX);
    }

    #[test]
    fn shuffling_keeps_the_items_and_gives_every_order() {
        let mut random = Random::new(3);
        let mut orders = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let mut items = [1, 2, 3];
            random.shuffle(&mut items);
            orders.insert(items);
        }
        assert_eq!(orders.len(), 6);
        random.shuffle::<u8>(&mut []);
    }

    #[test]
    fn played_draws_give_the_recorded_values_again() {
        let values = |random: &mut Random| {
            let mut items = [1, 2, 3, 4];
            random.shuffle(&mut items);
            let wide = random.u256_between(U256::ONE, U256::from(9_u64) << 70);
            (items, wide, random.u256(), random.i64(), random.string(4), random.bytes(4), random.address())
        };
        for seed in 0..200 {
            let mut recording = Random::recording(seed);
            let recorded = values(&mut recording);
            let draws = recording.into_draws();
            let mut playing = Random::playing(draws.clone());
            assert_eq!(values(&mut playing), recorded);
            assert_eq!(playing.into_draws(), draws);
        }
    }

    #[test]
    fn without_draws_every_value_is_the_simplest() {
        let mut random = Random::playing(Vec::new());
        let mut items = [1, 2, 3];
        random.shuffle(&mut items);
        assert_eq!((items, random.u256(), random.i128(), random.bool()), ([1, 2, 3], U256::ZERO, 0, false));
        assert_eq!((random.string(9), random.bytes(9), random.between(3, 8)), (String::new(), Bytes(Vec::new()), 3));
    }

    #[test]
    #[should_panic(expected = "there is nothing to pick from")]
    fn picking_from_nothing_is_refused() {
        Random::new(1).pick::<u8>(&[]);
    }

    #[test]
    #[should_panic(expected = "no number is below 0")]
    fn number_below_zero_is_refused() {
        Random::new(1).below(0);
    }
}
