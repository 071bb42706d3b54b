//! An event with four indexed fields, and one that indexes what has no topic.

use sdk::prelude::*;

#[event]
pub struct Moved {
    #[indexed]
    from: Address,
    #[indexed]
    to: Address,
    #[indexed]
    by: Address,
    #[indexed]
    amount: U256,
}

#[event]
pub struct Named {
    #[indexed]
    names: Vec<String>,
}

fn main() {}
