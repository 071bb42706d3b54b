//! A counter that anyone raises and its owner sets back: the smallest contract that does something.
#![no_std]

use sdk::prelude::*;

/// The counter.
#[storage]
pub struct Counter {
    owner: Value<Address>,
    count: Value<U256>,
}

/// The count changed.
#[event]
pub struct Counted {
    #[indexed]
    by: Address,
    count: U256,
}

/// Why a call is refused.
#[error]
pub enum CounterError {
    NotOwner { caller: Address },
}

#[contract]
impl Counter {
    /// The deployer is the owner.
    #[init]
    pub fn new(&mut self, start: U256) {
        self.owner.set(caller());
        self.count.set(start);
    }

    /// How far it has counted.
    pub fn count(&self) -> U256 {
        self.count.get()
    }

    /// Who may set it back.
    pub fn owner(&self) -> Address {
        self.owner.get()
    }

    /// Adds `amount` and answers with the new count. An overflow is refused with `Panic(0x11)`.
    pub fn add(&mut self, amount: U256) -> U256 {
        let count = self.count.get() + amount;
        self.count.set(count);
        emit(Counted { by: caller(), count });
        count
    }

    /// Sets the count.
    pub fn reset(&mut self, to: U256) -> Result<(), CounterError> {
        if caller() != self.owner.get() {
            return Err(CounterError::NotOwner { caller: caller() });
        }
        self.count.set(to);
        emit(Counted { by: caller(), count: to });
        Ok(())
    }
}
