//! A counter that anyone counts up and its owner resets.
//!
//! Not as in ours: the first owner is the account that sent the deployment, since a factory calls the constructor.
#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageU256},
};

sol! {
    event Counted(address indexed by, uint256 count);
    error NotOwner(address caller);
}

#[derive(SolidityError)]
pub enum CounterError {
    NotOwner(NotOwner),
}

#[entrypoint]
#[storage]
pub struct Counter {
    owner: StorageAddress,
    count: StorageU256,
}

#[public]
impl Counter {
    #[constructor]
    pub fn constructor(&mut self, start: U256) {
        let caller = self.vm().tx_origin();
        self.owner.set(caller);
        self.count.set(start);
    }

    pub fn count(&self) -> U256 {
        self.count.get()
    }

    pub fn owner(&self) -> Address {
        self.owner.get()
    }

    pub fn add(&mut self, amount: U256) -> U256 {
        let count = self.count.get().checked_add(amount).expect("overflow");
        self.count.set(count);
        let by = self.vm().msg_sender();
        self.vm().log(Counted { by, count });
        count
    }

    pub fn reset(&mut self, to: U256) -> Result<(), CounterError> {
        let caller = self.vm().msg_sender();
        if caller != self.owner.get() {
            return Err(CounterError::NotOwner(NotOwner { caller }));
        }
        self.count.set(to);
        self.vm().log(Counted { by: caller, count: to });
        Ok(())
    }
}
