//! Roles, each given and taken by the holders of its admin role, as OpenZeppelin's `AccessControl`.

use alloy_primitives::{Address, B256};
use alloy_sol_types::sol;
use stylus_sdk::{
    keccak_const::Keccak256,
    prelude::*,
    storage::{StorageB256, StorageBool, StorageMap},
};

use crate::{errors::Error, records::Pair, Contract};

sol! {
    event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender);
    event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender);
    error AccessControlUnauthorizedAccount(address account, bytes32 needed_role);
    error AccessControlBadConfirmation();
}

/// The role that gives and takes all others.
pub const DEFAULT_ADMIN_ROLE: B256 = B256::ZERO;

/// The id of the role `name`: its hash.
pub const fn role(name: &str) -> B256 {
    B256::new(Keccak256::new().update(name.as_bytes()).finalize())
}

#[storage]
pub struct Roles {
    members: StorageMap<Pair<B256, Address>, StorageBool>,
    admins: StorageMap<B256, StorageB256>,
}

#[public]
pub trait IRoles {
    fn has_role(&self, role: B256, account: Address) -> bool;
    fn get_role_admin(&self, role: B256) -> B256;
    fn grant_role(&mut self, role: B256, account: Address) -> Result<(), Error>;
    fn revoke_role(&mut self, role: B256, account: Address) -> Result<(), Error>;
    fn renounce_role(&mut self, role: B256, caller_confirmation: Address) -> Result<(), Error>;
}

impl Roles {
    pub fn has_role(&self, role: B256, account: Address) -> bool {
        self.members.get(Pair(role, account))
    }

    pub fn get_role_admin(&self, role: B256) -> B256 {
        self.admins.get(role)
    }

    pub fn grant_role(&mut self, role: B256, account: Address) -> Result<(), Error> {
        self.only_role(self.get_role_admin(role))?;
        let sender = self.vm().msg_sender();
        self.grant(role, account, sender);
        Ok(())
    }

    pub fn revoke_role(&mut self, role: B256, account: Address) -> Result<(), Error> {
        self.only_role(self.get_role_admin(role))?;
        self.revoke(role, account);
        Ok(())
    }

    pub fn renounce_role(&mut self, role: B256, caller_confirmation: Address) -> Result<(), Error> {
        if caller_confirmation != self.vm().msg_sender() {
            return Err(AccessControlBadConfirmation {}.into());
        }
        self.revoke(role, caller_confirmation);
        Ok(())
    }

    /// Refuses a caller that does not hold `role`.
    pub fn only_role(&self, role: B256) -> Result<(), Error> {
        self.check_role(role, self.vm().msg_sender())
    }

    /// Refuses an account that does not hold `role`.
    pub fn check_role(&self, role: B256, account: Address) -> Result<(), Error> {
        if self.has_role(role, account) {
            Ok(())
        } else {
            Err(AccessControlUnauthorizedAccount { account, needed_role: role }.into())
        }
    }

    /// Gives `role` to `account` for `sender`.
    pub fn grant(&mut self, role: B256, account: Address, sender: Address) {
        if !self.has_role(role, account) {
            self.members.insert(Pair(role, account), true);
            self.vm().log(RoleGranted { role, account, sender });
        }
    }

    fn revoke(&mut self, role: B256, account: Address) {
        if self.has_role(role, account) {
            self.members.delete(Pair(role, account));
            let sender = self.vm().msg_sender();
            self.vm().log(RoleRevoked { role, account, sender });
        }
    }
}

#[public]
impl IRoles for Contract {
    fn has_role(&self, role: B256, account: Address) -> bool {
        self.roles.has_role(role, account)
    }

    fn get_role_admin(&self, role: B256) -> B256 {
        self.roles.get_role_admin(role)
    }

    fn grant_role(&mut self, role: B256, account: Address) -> Result<(), Error> {
        self.roles.grant_role(role, account)
    }

    fn revoke_role(&mut self, role: B256, account: Address) -> Result<(), Error> {
        self.roles.revoke_role(role, account)
    }

    fn renounce_role(&mut self, role: B256, caller_confirmation: Address) -> Result<(), Error> {
        self.roles.renounce_role(role, caller_confirmation)
    }
}
