//! Wrong `#[fallback]`, `#[receive]` and `#[reentrant]` methods.

use sdk::prelude::*;

#[storage]
pub struct Purse {}

#[contract]
impl Purse {
    #[init]
    pub fn start(&mut self) {}

    #[fallback]
    fn fallback(&self) {}

    #[receive]
    fn receive(&mut self) -> u64 {
        0
    }

    #[fallback]
    fn many(&mut self, one: Bytes, two: Bytes) {}

    #[reentrant]
    fn private(&mut self) {}
}

#[storage]
pub struct Twice {}

#[contract]
impl Twice {
    #[init]
    pub fn start(&mut self) {}

    #[receive]
    fn receive(&mut self) {}

    #[receive]
    fn receive_too(&mut self) {}
}

#[storage]
pub struct Part {}

#[component]
impl Part {
    #[receive]
    fn receive(&mut self) {}
}

fn main() {}
