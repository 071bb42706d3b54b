//! A contract without a constructor.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

#[contract]
impl Counter {
    pub fn new(&mut self) {}
}

fn main() {}
