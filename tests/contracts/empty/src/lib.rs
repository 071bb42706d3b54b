//! The smallest contract: what each contract carries at least.
#![no_std]

use sdk::prelude::*;

/// Nothing.
#[storage]
pub struct Empty;

#[contract]
impl Empty {
    /// Does nothing.
    #[init]
    pub fn new(&mut self) {}
}
