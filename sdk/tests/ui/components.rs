//! Components that cannot be in one contract, and wrong components.

use sdk::prelude::*;

#[storage]
pub struct Purse {
    held: Value<U256>,
}

#[component]
impl Purse {
    #[init]
    pub fn new(&mut self) {}

    pub fn held(&self) -> U256 {
        self.held.get()
    }
}

#[storage]
pub struct Twice {
    one: Value<u64>,
}

#[component(components(one: Twice))]
impl Twice {
    pub fn one(&self) -> u64 {
        self.one.get()
    }
}

#[storage]
pub struct Sayer {}

#[component]
impl Sayer {
    pub fn say(&self) {}
}

#[storage]
pub struct Club {
    sayer: Sayer,
}

#[contract(components(sayer: Sayer without(say)))]
impl Club {
    #[init]
    pub fn new(&mut self) {}
}

#[storage]
pub struct Named {
    sayer: Sayer,
}

#[contract(components(sayer: Sayer))]
impl Named {
    #[init]
    pub fn new(&mut self) {}

    pub fn sayer(&self) -> bool {
        true
    }
}

#[storage]
pub struct Parts {
    sayer: Sayer,
}

#[contract(parts(sayer: Sayer))]
impl Parts {
    #[init]
    pub fn new(&mut self) {}
}

#[error]
pub enum Wrapped {
    #[from]
    Purse { inner: u64 },
}

fn main() {}
