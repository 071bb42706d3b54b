//! An ERC-20 token with a fixed supply: the block [`blocks::erc20`] and a constructor.
#![no_std]

pub use blocks::erc20::{Approval, Erc20, Erc20Client, Erc20Error, Transfer};
use sdk::prelude::*;

/// The token.
#[storage]
pub struct Token {
    erc20: Erc20,
}

#[contract(components(erc20: Erc20))]
impl Token {
    /// Gives the whole supply to the deployer.
    #[init]
    pub fn new(&mut self, name: String, symbol: String, supply: U256) -> Result<(), Erc20Error> {
        self.erc20.init(name, symbol);
        self.erc20.mint(caller(), supply)
    }
}
