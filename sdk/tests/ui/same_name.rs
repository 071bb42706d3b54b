//! Two methods with one name in the ABI.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

#[contract]
impl Counter {
    #[init]
    pub fn new(&mut self) {}

    pub fn add_one(&mut self) {}

    #[allow(non_snake_case)]
    pub fn addOne(&mut self) {}
}

fn main() {}
