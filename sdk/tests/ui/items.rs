//! Items that the attributes do not go on, and methods behind a macro.

use sdk::prelude::*;

#[storage]
pub struct Counter {
    count: Value<u64>,
}

#[contract]
pub struct NotAnImpl;

#[event]
pub enum NotAStruct {
    Counted,
}

#[error]
pub struct NotAnEnum;

#[contract]
impl Counter {
    #[init]
    pub fn new(&mut self) {}

    methods!();
}

fn main() {}
