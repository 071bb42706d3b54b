//! One owner, handed over in two steps.

use soroban_sdk::{contractevent, contractimpl, panic_with_error, Address, Env};

use crate::{
    records::{Error, Key},
    Provenance, ProvenanceArgs, ProvenanceClient,
};

#[contractevent(data_format = "vec")]
pub struct OwnershipTransferStarted {
    #[topic]
    pub previous_owner: Address,
    #[topic]
    pub new_owner: Option<Address>,
}

#[contractevent(data_format = "vec")]
pub struct OwnershipTransferred {
    #[topic]
    pub previous_owner: Option<Address>,
    #[topic]
    pub new_owner: Option<Address>,
}

#[contractimpl]
impl Provenance {
    pub fn owner(env: Env) -> Option<Address> {
        env.storage().instance().get(&Key::Owner)
    }

    pub fn pending_owner(env: Env) -> Option<Address> {
        env.storage().instance().get(&Key::PendingOwner)
    }

    pub fn transfer_ownership(env: Env, new_owner: Option<Address>) {
        let previous_owner = only_owner(&env);
        match &new_owner {
            Some(account) => env.storage().instance().set(&Key::PendingOwner, account),
            None => env.storage().instance().remove(&Key::PendingOwner),
        }
        OwnershipTransferStarted { previous_owner, new_owner }.publish(&env);
    }

    pub fn accept_ownership(env: Env) {
        let Some(new_owner) = Self::pending_owner(env.clone()) else { panic_with_error!(&env, Error::NotOwner) };
        new_owner.require_auth();
        set_owner(&env, Some(new_owner));
    }

    pub fn renounce_ownership(env: Env) {
        only_owner(&env);
        set_owner(&env, None);
    }
}

/// The owner, who signs.
pub(crate) fn only_owner(env: &Env) -> Address {
    let Some(owner) = Provenance::owner(env.clone()) else { panic_with_error!(env, Error::NotOwner) };
    owner.require_auth();
    owner
}

pub(crate) fn set_owner(env: &Env, new_owner: Option<Address>) {
    let previous_owner = Provenance::owner(env.clone());
    env.storage().instance().remove(&Key::PendingOwner);
    match &new_owner {
        Some(account) => env.storage().instance().set(&Key::Owner, account),
        None => env.storage().instance().remove(&Key::Owner),
    }
    OwnershipTransferred { previous_owner, new_owner }.publish(env);
}
