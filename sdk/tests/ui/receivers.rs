//! Methods that do not take the contract as views and calls do.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

#[contract]
impl Counter {
    #[init]
    pub fn new(&self) {}

    #[payable]
    pub fn count(&self) -> u64 {
        self.count.get()
    }

    pub fn consume(self) {}

    pub fn double(count: u64) -> u64 {
        2 * count
    }

    #[payable]
    fn private(&mut self) {}
}

fn main() {}
