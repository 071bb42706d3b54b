//! Coins and the tokens of any ERC-20 contract, moved alike: exactly as told, or refused. The zero address is coins.

use alloy_primitives::{Address, U256};
use stylus_sdk::{call::transfer::transfer_eth, prelude::*};

use crate::{errors::*, Escrow};

sol_interface! {
    interface IErc20 {
        function balanceOf(address account) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
    }
}

impl Escrow {
    /// Takes `amount` that the caller sends along as coins, or allowed this contract to take as tokens.
    pub fn take(&mut self, asset: Address, amount: U256) -> Result<(), Error> {
        let found = self.vm().msg_value();
        let expected = if asset.is_zero() { amount } else { U256::ZERO };
        if found != expected {
            return Err(WrongValue { found, expected }.into());
        }
        if asset.is_zero() {
            return Ok(());
        }
        let before = self.held(asset)?;
        let (caller, this) = (self.vm().msg_sender(), self.vm().contract_address());
        let call = Call::new_mutating(self);
        if !IErc20::new(asset).transfer_from(self.vm(), call, caller, this, amount).unwrap_or(false) {
            return Err(TokenRefused { token: asset }.into());
        }
        let found = self.held(asset)?.saturating_sub(before);
        if found != amount {
            return Err(WrongTokens { found, expected: amount }.into());
        }
        Ok(())
    }

    /// Gives `amount` to an account.
    pub fn give(&mut self, asset: Address, to: Address, amount: U256) -> Result<(), Error> {
        if asset.is_zero() {
            return transfer_eth(self.vm(), to, amount).map_err(|_| CoinsRefused { to }.into());
        }
        let before = self.held(asset)?;
        let call = Call::new_mutating(self);
        if !IErc20::new(asset).transfer(self.vm(), call, to, amount).unwrap_or(false) {
            return Err(TokenRefused { token: asset }.into());
        }
        let found = before.saturating_sub(self.held(asset)?);
        if found != amount {
            return Err(WrongTokens { found, expected: amount }.into());
        }
        Ok(())
    }

    /// What this contract has of a token, by the token's own account.
    fn held(&self, token: Address) -> Result<U256, Error> {
        let held = IErc20::new(token).balance_of(self.vm(), Call::new(), self.vm().contract_address());
        held.map_err(|_| TokenRefused { token }.into())
    }
}
