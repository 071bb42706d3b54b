//! Wrong interfaces and anonymous events.

use sdk::prelude::*;

#[interface]
pub struct NotATrait;

#[interface]
pub trait Constant {
    const ONE: u64;
}

#[interface]
pub trait Body {
    fn one(&self) -> u64 {
        1
    }
}

#[interface]
pub trait Derived: Clone {
    fn one(&self) -> u64;
}

#[interface]
pub trait Static {
    fn one() -> u64;
}

#[event(unnamed)]
pub struct Unnamed;

#[event(anonymous)]
#[rustfmt::skip]
pub struct Five {
    #[indexed] a: u64, #[indexed] b: u64, #[indexed] c: u64, #[indexed] d: u64, #[indexed] e: u64,
}

fn main() {}
