//! A contract with two constructors.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

#[contract]
impl Counter {
    #[init]
    pub fn new(&mut self) {}

    #[init]
    pub fn with_count(&mut self, count: u64) {
        self.count.set(count);
    }
}

fn main() {}
