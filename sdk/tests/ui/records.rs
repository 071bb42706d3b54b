//! Records that hold themselves, nothing, or what they derive twice.

use sdk::prelude::*;

#[record]
pub struct Node {
    pub value: u64,
    pub children: Vec<Node>,
}

#[record]
#[derive(Clone, Hash)]
pub struct Twice {
    pub value: u64,
}

#[record]
pub struct Empty {}

#[record]
pub struct Unnamed(u64);

#[record]
pub enum Filled {
    One(u64),
}

#[record]
pub struct Sized<const N: usize> {
    pub values: [u64; N],
}

fn main() {}
