//! Names that Solidity keeps for itself.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

#[contract]
impl Counter {
    #[init]
    pub fn new(&mut self, address: Address) {}

    pub fn mapping(&self) {}

    pub fn r#return(&self) {}

    pub fn put(&mut self, memory: u64) {}
}

#[event]
pub struct Counted {
    indexed: u64,
}

#[record]
pub struct Order {
    pub uint256: U256,
}

#[error]
pub enum Refusal {
    Wrong { storage: u64 },
}

#[error]
pub enum Known {
    Panic { code: U256 },
}

fn main() {}
