//! Widths that Solidity has not, tuples that are too long, lifetimes, and attributes of Solidity.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

#[contract]
impl Counter {
    #[init]
    pub fn new(&mut self, start: Uint<20>) {}

    pub fn signed(&self) -> Int<264> {
        Int::ZERO
    }

    pub fn hashed(&self, hash: FixedBytes<33>) {}

    pub fn many(&self, all: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, bool)) {}

    pub fn named<'a>(&self, name: &'a str) {}

    pub fn held(&'static self) {}

    #[view]
    pub fn count(&self) -> u64 {
        1
    }

    pub fn put(&mut self) -> Result {
        Ok(())
    }
}

pub type Result<T = ()> = core::result::Result<T, Refusal>;

#[error]
pub enum Refusal {
    Wrong,
}

fn main() {}
