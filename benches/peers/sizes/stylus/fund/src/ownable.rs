//! One owner, handed over in two steps.

use alloy_primitives::Address;
use stylus_sdk::{prelude::*, storage::StorageAddress};

use crate::{errors::*, events::*};

#[storage]
pub struct Ownable {
    pub owner: StorageAddress,
    pub pending_owner: StorageAddress,
}

impl Ownable {
    pub fn init(&mut self, owner: Address) -> Result<(), Error> {
        if owner.is_zero() {
            return Err(OwnableInvalidOwner { owner }.into());
        }
        self.set_owner(owner);
        Ok(())
    }

    pub fn only_owner(&self) -> Result<(), Error> {
        let account = self.vm().msg_sender();
        if account != self.owner.get() {
            return Err(OwnableUnauthorizedAccount { account }.into());
        }
        Ok(())
    }

    pub fn transfer(&mut self, new_owner: Address) -> Result<(), Error> {
        self.only_owner()?;
        self.pending_owner.set(new_owner);
        self.vm().log(OwnershipTransferStarted { previous_owner: self.owner.get(), new_owner });
        Ok(())
    }

    pub fn accept(&mut self) -> Result<(), Error> {
        let account = self.vm().msg_sender();
        if account != self.pending_owner.get() {
            return Err(OwnableUnauthorizedAccount { account }.into());
        }
        self.set_owner(account);
        Ok(())
    }

    pub fn renounce(&mut self) -> Result<(), Error> {
        self.only_owner()?;
        self.set_owner(Address::ZERO);
        Ok(())
    }

    fn set_owner(&mut self, new_owner: Address) {
        let previous_owner = self.owner.get();
        self.pending_owner.erase();
        self.owner.set(new_owner);
        self.vm().log(OwnershipTransferred { previous_owner, new_owner });
    }
}
