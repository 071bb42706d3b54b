//! Two methods whose names differ and whose selectors do not.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

#[contract]
impl Counter {
    #[init]
    pub fn new(&mut self) {}

    pub fn proxy_owner(&self) {}

    pub fn clash550254402(&self) {}
}

fn main() {}
