//! Who lets whom do what, until when: grants with scope and expiry.

use alloy_primitives::{Address, B256, U64};
use alloy_sol_types::sol;
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU64},
};

use crate::{errors::Error, records::Pair, Contract};

sol! {
    event GrantGiven(address indexed grantor, address indexed grantee, bytes32 indexed scope, uint64 until);
    event GrantRevoked(address indexed grantor, address indexed grantee, bytes32 indexed scope);
    error InvalidGrantee(address grantee);
    error InvalidExpiry(uint64 until, uint64 now);
    error NotGranted(address grantor, address grantee, bytes32 scope);
    error GrantExpired(address grantor, address grantee, bytes32 scope, uint64 expired_at);
}

#[storage]
pub struct Grants {
    until: StorageMap<Pair<Pair<Address, Address>, B256>, StorageU64>,
}

#[public]
pub trait IGrants {
    fn granted_until(&self, grantor: Address, grantee: Address, scope: B256) -> u64;
    fn is_granted(&self, grantor: Address, grantee: Address, scope: B256) -> bool;
    fn grant(&mut self, grantee: Address, scope: B256, until: u64) -> Result<(), Error>;
    fn revoke_grant(&mut self, grantee: Address, scope: B256) -> Result<(), Error>;
}

impl Grants {
    pub fn granted_until(&self, grantor: Address, grantee: Address, scope: B256) -> u64 {
        self.until.get(Pair(Pair(grantor, grantee), scope)).wrapping_to()
    }

    pub fn is_granted(&self, grantor: Address, grantee: Address, scope: B256) -> bool {
        self.vm().block_timestamp() < self.granted_until(grantor, grantee, scope)
    }

    pub fn grant(&mut self, grantee: Address, scope: B256, until: u64) -> Result<(), Error> {
        if grantee.is_zero() {
            return Err(InvalidGrantee { grantee }.into());
        }
        let (grantor, now) = (self.vm().msg_sender(), self.vm().block_timestamp());
        if until <= now {
            return Err(InvalidExpiry { until, now }.into());
        }
        self.until.insert(Pair(Pair(grantor, grantee), scope), U64::from(until));
        self.vm().log(GrantGiven { grantor, grantee, scope, until });
        Ok(())
    }

    pub fn revoke_grant(&mut self, grantee: Address, scope: B256) -> Result<(), Error> {
        let grantor = self.vm().msg_sender();
        if self.granted_until(grantor, grantee, scope) == 0 {
            return Err(NotGranted { grantor, grantee, scope }.into());
        }
        self.until.delete(Pair(Pair(grantor, grantee), scope));
        self.vm().log(GrantRevoked { grantor, grantee, scope });
        Ok(())
    }

    /// Refuses unless `grantor` lets `grantee` do what `scope` names now.
    pub fn check_grant(&self, grantor: Address, grantee: Address, scope: B256) -> Result<(), Error> {
        match self.granted_until(grantor, grantee, scope) {
            0 => Err(NotGranted { grantor, grantee, scope }.into()),
            until if self.vm().block_timestamp() < until => Ok(()),
            expired_at => Err(GrantExpired { grantor, grantee, scope, expired_at }.into()),
        }
    }
}

#[public]
impl IGrants for Contract {
    fn granted_until(&self, grantor: Address, grantee: Address, scope: B256) -> u64 {
        self.grants.granted_until(grantor, grantee, scope)
    }

    fn is_granted(&self, grantor: Address, grantee: Address, scope: B256) -> bool {
        self.grants.is_granted(grantor, grantee, scope)
    }

    fn grant(&mut self, grantee: Address, scope: B256, until: u64) -> Result<(), Error> {
        self.grants.grant(grantee, scope, until)
    }

    fn revoke_grant(&mut self, grantee: Address, scope: B256) -> Result<(), Error> {
        self.grants.revoke_grant(grantee, scope)
    }
}
