//! One owner, handed over in two steps, as OpenZeppelin's `Ownable2Step`.

use alloy_primitives::Address;
use alloy_sol_types::sol;
use stylus_sdk::{prelude::*, storage::StorageAddress};

use crate::{errors::Error, Provenance};

sol! {
    event OwnershipTransferStarted(address indexed previous_owner, address indexed new_owner);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);
}

#[storage]
pub struct Ownable {
    owner: StorageAddress,
    pending_owner: StorageAddress,
}

#[public]
pub trait IOwnable {
    fn owner(&self) -> Address;
    fn pending_owner(&self) -> Address;
    fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Error>;
    fn accept_ownership(&mut self) -> Result<(), Error>;
    fn renounce_ownership(&mut self) -> Result<(), Error>;
}

impl Ownable {
    /// Sets the first owner; for constructors.
    pub fn init(&mut self, owner: Address) -> Result<(), Error> {
        if owner.is_zero() {
            return Err(OwnableInvalidOwner { owner }.into());
        }
        self.set_owner(owner);
        Ok(())
    }

    pub fn owner(&self) -> Address {
        self.owner.get()
    }

    pub fn pending_owner(&self) -> Address {
        self.pending_owner.get()
    }

    pub fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Error> {
        self.only_owner()?;
        self.pending_owner.set(new_owner);
        self.vm().log(OwnershipTransferStarted { previous_owner: self.owner.get(), new_owner });
        Ok(())
    }

    pub fn accept_ownership(&mut self) -> Result<(), Error> {
        let account = self.vm().msg_sender();
        if account != self.pending_owner.get() {
            return Err(OwnableUnauthorizedAccount { account }.into());
        }
        self.set_owner(account);
        Ok(())
    }

    pub fn renounce_ownership(&mut self) -> Result<(), Error> {
        self.only_owner()?;
        self.set_owner(Address::ZERO);
        Ok(())
    }

    /// Refuses a caller that is not the owner.
    pub fn only_owner(&self) -> Result<(), Error> {
        let account = self.vm().msg_sender();
        if account == self.owner.get() {
            Ok(())
        } else {
            Err(OwnableUnauthorizedAccount { account }.into())
        }
    }

    fn set_owner(&mut self, new_owner: Address) {
        let previous_owner = self.owner.get();
        self.pending_owner.erase();
        self.owner.set(new_owner);
        self.vm().log(OwnershipTransferred { previous_owner, new_owner });
    }
}

#[public]
impl IOwnable for Provenance {
    fn owner(&self) -> Address {
        self.authority.owner()
    }

    fn pending_owner(&self) -> Address {
        self.authority.pending_owner()
    }

    fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Error> {
        self.authority.transfer_ownership(new_owner)
    }

    fn accept_ownership(&mut self) -> Result<(), Error> {
        self.authority.accept_ownership()
    }

    fn renounce_ownership(&mut self) -> Result<(), Error> {
        self.authority.renounce_ownership()
    }
}
