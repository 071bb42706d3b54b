//! Name, supply, balances and allowances: ERC-20 with the errors of ERC-6093.

use alloy_primitives::{Address, U256};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageString, StorageU256},
};

use crate::{errors::*, events::*};

#[storage]
pub struct Erc20 {
    pub name: StorageString,
    pub symbol: StorageString,
    pub total_supply: StorageU256,
    pub balances: StorageMap<Address, StorageU256>,
    /// By owner and spender.
    pub allowances: StorageMap<Address, StorageMap<Address, StorageU256>>,
}

impl Erc20 {
    pub fn mint(&mut self, to: Address, value: U256) -> Result<(), Error> {
        require_receiver(to)?;
        self.total_supply.update_check_add(value).expect("overflow");
        self.balances.setter(to).update_wrap_add(value);
        self.vm().log(Transfer { from: Address::ZERO, to, value });
        Ok(())
    }

    pub fn burn(&mut self, from: Address, value: U256) -> Result<(), Error> {
        self.take(from, value)?;
        self.total_supply.update_wrap_sub(value);
        self.vm().log(Transfer { from, to: Address::ZERO, value });
        Ok(())
    }

    pub fn move_tokens(&mut self, from: Address, to: Address, value: U256) -> Result<(), Error> {
        require_receiver(to)?;
        self.take(from, value)?;
        self.balances.setter(to).update_wrap_add(value);
        self.vm().log(Transfer { from, to, value });
        Ok(())
    }

    pub fn set_allowance(&mut self, owner: Address, spender: Address, value: U256) -> Result<(), Error> {
        if owner.is_zero() {
            return Err(ERC20InvalidApprover { approver: owner }.into());
        }
        if spender.is_zero() {
            return Err(ERC20InvalidSpender { spender }.into());
        }
        self.allowances.setter(owner).insert(spender, value);
        self.vm().log(Approval { owner, spender, value });
        Ok(())
    }

    pub fn spend_allowance(&mut self, owner: Address, spender: Address, needed: U256) -> Result<(), Error> {
        let mut allowances = self.allowances.setter(owner);
        let mut left = allowances.setter(spender);
        let allowance = left.get();
        if allowance != U256::MAX && left.update_check_sub(needed).is_none() {
            return Err(ERC20InsufficientAllowance { spender, allowance, needed }.into());
        }
        Ok(())
    }

    fn take(&mut self, sender: Address, needed: U256) -> Result<(), Error> {
        if sender.is_zero() {
            return Err(ERC20InvalidSender { sender }.into());
        }
        let mut balance = self.balances.setter(sender);
        if balance.update_check_sub(needed).is_none() {
            return Err(ERC20InsufficientBalance { sender, balance: balance.get(), needed }.into());
        }
        Ok(())
    }
}

fn require_receiver(receiver: Address) -> Result<(), Error> {
    if receiver.is_zero() {
        return Err(ERC20InvalidReceiver { receiver }.into());
    }
    Ok(())
}
