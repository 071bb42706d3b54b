//! Names that the ABI or the client cannot have.

use sdk::prelude::*;

#[storage]
pub struct Counter {}

#[contract]
impl Counter {
    #[init]
    pub fn make(&mut self) {}

    #[name = "token URI"]
    pub fn token_uri(&self) -> String {
        String::new()
    }

    #[name("tokenURI")]
    pub fn other_uri(&self) -> String {
        String::new()
    }

    pub fn new(&mut self) {}
}

fn main() {}
