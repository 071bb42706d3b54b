//! A contract without a constructor.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

#[contract]
impl Counter {
    pub fn start(&mut self) {}
}

fn main() {}
