//! A contract, its storage and a method with type parameters.

use sdk::prelude::*;

#[storage]
pub struct Stored<T> {
    value: Value<T>,
}

pub struct Counter<T>(T);

#[contract]
impl<T> Counter<T> {
    #[init]
    pub fn new(&mut self) {}
}

pub struct Plain;

#[contract]
impl Plain {
    #[init]
    pub fn new(&mut self) {}

    pub fn put<T>(&mut self, value: T) {}
}

fn main() {}
