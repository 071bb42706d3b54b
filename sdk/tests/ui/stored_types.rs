//! Fields and keys that are not stored.

use std::collections::HashMap;

use sdk::prelude::*;

#[storage]
pub struct Fractions {
    rate: Value<f64>,
}

#[storage]
pub struct Hashed {
    balances: HashMap<Address, U256>,
}

#[storage]
pub struct Sized {
    pages: Map<Address, (u8, usize)>,
}

#[record(stored)]
pub struct Index {
    pub places: HashMap<u64, u64>,
}

fn main() {}
