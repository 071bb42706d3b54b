//! Random inputs that can be had again: a small generator with a printed seed.

use std::time::{SystemTime, UNIX_EPOCH};

use sdk::types::{Address, B256, U256};

/// A generator of pseudo-random numbers (splitmix64). Not for secrets.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The generator with this seed.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The generator with the seed in the environment variable `SEED`, or else a fresh one. Prints the seed, which a
    /// failing test shows.
    pub fn from_env() -> Self {
        let fresh = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64);
        let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(fresh);
        println!("SEED={seed}");
        Self::new(seed)
    }

    /// Any number.
    pub const fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub const fn below(&mut self, bound: u64) -> u64 {
        self.next_u64() % bound
    }

    /// Any number of 256 bits, and more often one at an edge: 0, 1, the largest, powers of two and their neighbours.
    pub fn u256(&mut self) -> U256 {
        let power = U256::ONE << self.below(256) as u32;
        match self.below(8) {
            0 => U256::ZERO,
            1 => U256::ONE,
            2 => U256::MAX,
            3 => power,
            4 => power - U256::ONE,
            5 => U256::from(self.below(1_000)),
            6 => U256::MAX - U256::from(self.below(1_000)),
            _ => U256::from_be_bytes(self.b256().0),
        }
    }

    /// Any 32 bytes.
    pub fn b256(&mut self) -> B256 {
        let mut bytes = [0; 32];
        bytes.chunks_exact_mut(8).for_each(|chunk| chunk.copy_from_slice(&self.next_u64().to_be_bytes()));
        B256::new(bytes)
    }

    /// Any address, and now and then the zero address.
    pub fn address(&mut self) -> Address {
        let mut bytes = [0; 20];
        if self.below(16) > 0 {
            bytes.copy_from_slice(&self.b256().0[..20]);
        }
        Address::new(bytes)
    }

    /// Text of at most `length` characters, of one to four bytes each.
    pub fn string(&mut self, length: u64) -> String {
        let length = self.below(length.saturating_add(1));
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

    /// One of `items`, which is not empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_the_same_values() {
        let values = |mut random: Random| (random.u256(), random.address(), random.b256(), random.string(20));
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
        assert!((0..200).any(|_| random.address().is_zero()));
        let texts: Vec<_> = (0..200).map(|_| random.string(5)).collect();
        assert!(texts.iter().any(String::is_empty) && texts.iter().any(|text| !text.is_ascii()));
        assert!(texts.iter().all(|text| text.chars().count() <= 5));
    }
}
