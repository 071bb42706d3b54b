//! Errors and events that are none.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

pub struct Counted {
    pub count: u64,
}

#[contract]
impl Counter {
    #[init]
    pub fn new(&mut self) {}

    pub fn put(&mut self) -> Result<(), String> {
        Ok(())
    }

    pub fn count(&mut self) {
        emit(Counted { count: 1 });
    }
}

#[error]
pub enum Refusal {
    Wrong {
        #[indexed]
        count: u64,
    },
}

fn main() {}
