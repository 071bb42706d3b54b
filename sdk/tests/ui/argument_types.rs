//! Arguments, results and fields that have no Solidity form.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

#[contract]
impl Counter {
    #[init]
    pub fn new(&mut self, ratio: f64) {}

    pub fn at_index(&self, index: usize) {}

    pub fn named(&self, name: &str) {}

    pub fn hashed(&self, hash: [u8; 32]) {}

    pub fn maybe(&self, owner: (u64, Option<Address>)) {}

    pub fn lettered(&self, letter: char) {}

    pub fn bytes(&self, bytes: Vec<u8>) {}

    pub fn count(&self) -> usize {
        0
    }

    pub fn ratios(&self) -> Result<Vec<f32>, Error> {
        Err(Error::Late { seconds: 0.0 })
    }
}

#[error]
pub enum Error {
    Late { seconds: f64 },
}

#[event]
pub struct Counted {
    by: Option<Address>,
}

#[record]
pub struct Entry {
    pub letter: char,
}

fn main() {}
