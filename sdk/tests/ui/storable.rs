//! Structs without `#[record]` in storage, and handles taken for values.

use sdk::prelude::*;

pub struct Order {
    pub amount: u64,
}

#[storage]
pub struct Book {
    last: Value<Order>,
}

#[storage]
pub struct Keyed {
    by_order: Map<Order, u64>,
}

#[storage]
pub struct Nested {
    orders: Map<u64, Order>,
    allowances: Map<Address, Map<Address, U256>>,
}

impl Nested {
    pub fn amount(&self) -> u64 {
        self.orders.get(1).amount
    }

    pub fn allowance(&self) -> U256 {
        self.allowances.get(caller()).get(this())
    }
}

fn main() {}
