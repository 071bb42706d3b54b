//! Methods of components with the selector of another method, and exceptions that name none.

use sdk::prelude::*;

#[storage]
pub struct Mint {}

#[component]
impl Mint {
    pub fn burn(&mut self, _amount: U256) {}
}

#[storage]
pub struct Press {}

#[component]
impl Press {
    #[name = "collate_propagate_storage"]
    pub fn press(&mut self, _key: FixedBytes<16>) {}
}

#[storage]
pub struct Works {
    mint: Mint,
    press: Press,
}

#[contract(components(mint: Mint, press: Press))]
impl Works {
    #[init]
    pub fn new(&mut self) {}
}

#[storage]
pub struct Foundry {
    mint: Mint,
}

#[contract(components(mint: Mint except(melt)))]
impl Foundry {
    #[init]
    pub fn new(&mut self) {}

    pub fn burn(&mut self, _amount: U256) {}
}

fn main() {}
