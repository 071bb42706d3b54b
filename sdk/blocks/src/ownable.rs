//! One owner, handed over in two steps, as OpenZeppelin's `Ownable2Step`.
//!
//! Guarantees that there is at most one owner, that a new one has shown that it can act before the old one is out, and
//! that a renounced contract never has an owner again. Events: `OwnershipTransferStarted`, `OwnershipTransferred`.
//! Which methods are the owner's is for the contract to say, by [`Ownable::only_owner`].

use sdk::prelude::*;

/// The owner and who may become it.
#[storage]
pub struct Ownable {
    owner: Value<Address>,
    pending_owner: Value<Address>,
}

/// The owner offers the contract to another; to nobody if `new_owner` is zero.
#[event]
pub struct OwnershipTransferStarted {
    #[indexed]
    previous_owner: Address,
    #[indexed]
    new_owner: Address,
}

/// The contract has another owner; none if `new_owner` is zero.
#[event]
pub struct OwnershipTransferred {
    #[indexed]
    previous_owner: Address,
    #[indexed]
    new_owner: Address,
}

/// Why a step is refused.
#[error]
pub enum OwnableError {
    /// Only the owner may do this, or for `acceptOwnership` the pending owner.
    OwnableUnauthorizedAccount { account: Address },
    /// The zero address cannot be the first owner.
    OwnableInvalidOwner { owner: Address },
}

#[component(events(OwnershipTransferred))]
impl Ownable {
    /// The owner; zero if it renounced.
    pub fn owner(&self) -> Address {
        self.owner.get()
    }

    /// Who may accept the ownership; zero if nobody.
    pub fn pending_owner(&self) -> Address {
        self.pending_owner.get()
    }

    /// Owner: offers the ownership to another. Replaces an earlier offer; the zero address withdraws it.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), OwnableError> {
        self.only_owner()?;
        self.pending_owner.set(new_owner);
        emit(OwnershipTransferStarted { previous_owner: self.owner.get(), new_owner });
        Ok(())
    }

    /// Pending owner: becomes the owner.
    pub fn accept_ownership(&mut self) -> Result<(), OwnableError> {
        if caller() != self.pending_owner.get() {
            return Err(OwnableError::OwnableUnauthorizedAccount { account: caller() });
        }
        self.set_owner(caller());
        Ok(())
    }

    /// Owner: leaves the contract without an owner, for ever.
    pub fn renounce_ownership(&mut self) -> Result<(), OwnableError> {
        self.only_owner()?;
        self.set_owner(Address::ZERO);
        Ok(())
    }
}

impl Ownable {
    /// Sets the first owner; for constructors.
    pub fn init(&mut self, owner: Address) -> Result<(), OwnableError> {
        if owner.is_zero() {
            return Err(OwnableError::OwnableInvalidOwner { owner });
        }
        self.set_owner(owner);
        Ok(())
    }

    /// Refuses a caller that is not the owner.
    pub fn only_owner(&self) -> Result<(), OwnableError> {
        if caller() == self.owner.get() {
            Ok(())
        } else {
            Err(OwnableError::OwnableUnauthorizedAccount { account: caller() })
        }
    }

    fn set_owner(&mut self, new_owner: Address) {
        let previous_owner = self.owner.get();
        self.pending_owner.clear();
        self.owner.set(new_owner);
        emit(OwnershipTransferred { previous_owner, new_owner });
    }
}
