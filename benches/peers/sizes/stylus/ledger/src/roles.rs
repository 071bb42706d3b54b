//! Roles, each given and taken by the holders of its admin role.

use alloy_primitives::{Address, B256};
use stylus_sdk::{
    keccak_const::Keccak256,
    prelude::*,
    storage::{StorageB256, StorageBool, StorageMap},
};

use crate::{errors::*, events::*};

/// The role that gives and takes all others.
pub const DEFAULT_ADMIN_ROLE: B256 = B256::ZERO;

/// The id of a role: the hash of its name.
pub const fn role(name: &str) -> B256 {
    B256::new(Keccak256::new().update(name.as_bytes()).finalize())
}

#[storage]
pub struct Roles {
    members: StorageMap<B256, StorageMap<Address, StorageBool>>,
    pub admins: StorageMap<B256, StorageB256>,
}

impl Roles {
    pub fn has_role(&self, role: B256, account: Address) -> bool {
        self.members.getter(role).get(account)
    }

    pub fn only_role(&self, role: B256) -> Result<(), Error> {
        let account = self.vm().msg_sender();
        if !self.has_role(role, account) {
            return Err(AccessControlUnauthorizedAccount { account, needed_role: role }.into());
        }
        Ok(())
    }

    pub fn only_admin_of(&self, role: B256) -> Result<(), Error> {
        self.only_role(self.admins.get(role))
    }

    pub fn grant(&mut self, role: B256, account: Address, sender: Address) {
        if !self.has_role(role, account) {
            self.members.setter(role).insert(account, true);
            self.vm().log(RoleGranted { role, account, sender });
        }
    }

    pub fn revoke(&mut self, role: B256, account: Address) {
        if self.has_role(role, account) {
            self.members.setter(role).delete(account);
            let sender = self.vm().msg_sender();
            self.vm().log(RoleRevoked { role, account, sender });
        }
    }
}
