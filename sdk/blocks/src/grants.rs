//! Who lets whom do what, until when: a registry of grants with scope and expiry.
//!
//! Guarantees that a grant counts only from its grantor to its grantee, for its scope, before its expiry, and until it is
//! revoked. A scope is any hash: of a method's name, a data set, a patient's record. Events: `GrantGiven`,
//! `GrantRevoked`; a grant that expires emits none. What a grant allows is for the contract to say, by
//! [`Grants::check_grant`].

use sdk::prelude::*;

/// The end of each grant by grantor, grantee and scope.
#[storage]
pub struct Grants {
    until: Map<(Address, Address, B256), u64>,
}

/// A grant counts until a second since 1970, which does not belong to it. Replaces an earlier one.
#[event]
pub struct GrantGiven {
    #[indexed]
    grantor: Address,
    #[indexed]
    grantee: Address,
    #[indexed]
    scope: B256,
    until: u64,
}

/// A grant counts no longer.
#[event]
pub struct GrantRevoked {
    #[indexed]
    grantor: Address,
    #[indexed]
    grantee: Address,
    #[indexed]
    scope: B256,
}

/// Why a step is refused.
#[error]
pub enum GrantsError {
    /// Nobody can be the zero address.
    InvalidGrantee { grantee: Address },
    /// A grant ends in the future.
    InvalidExpiry { until: u64, now: u64 },
    /// There is no such grant.
    NotGranted { grantor: Address, grantee: Address, scope: B256 },
    /// The grant has ended.
    GrantExpired { grantor: Address, grantee: Address, scope: B256, expired_at: u64 },
}

#[component(events(GrantGiven))]
impl Grants {
    /// When the grant ends or ended, in seconds since 1970; 0 if there is none.
    pub fn granted_until(&self, grantor: Address, grantee: Address, scope: B256) -> u64 {
        self.until.get((grantor, grantee, scope))
    }

    /// True while the grant counts.
    pub fn is_granted(&self, grantor: Address, grantee: Address, scope: B256) -> bool {
        block_timestamp() < self.granted_until(grantor, grantee, scope)
    }

    /// Grantor: lets `grantee` do what `scope` names until a second since 1970. Replaces an earlier grant.
    pub fn grant(&mut self, grantee: Address, scope: B256, until: u64) -> Result<(), GrantsError> {
        self.give(caller(), grantee, scope, until)
    }

    /// Grantor: ends a grant before its time.
    pub fn revoke_grant(&mut self, grantee: Address, scope: B256) -> Result<(), GrantsError> {
        let grantor = caller();
        if !self.until.contains((grantor, grantee, scope)) {
            return Err(GrantsError::NotGranted { grantor, grantee, scope });
        }
        self.until.remove((grantor, grantee, scope));
        emit(GrantRevoked { grantor, grantee, scope });
        Ok(())
    }
}

impl Grants {
    /// Gives a grant for `grantor`, whoever calls.
    pub fn give(&mut self, grantor: Address, grantee: Address, scope: B256, until: u64) -> Result<(), GrantsError> {
        if grantee.is_zero() {
            return Err(GrantsError::InvalidGrantee { grantee });
        }
        let now = block_timestamp();
        if until <= now {
            return Err(GrantsError::InvalidExpiry { until, now });
        }
        self.until.set((grantor, grantee, scope), until);
        emit(GrantGiven { grantor, grantee, scope, until });
        Ok(())
    }

    /// Refuses unless `grantor` lets `grantee` do what `scope` names now.
    pub fn check_grant(&self, grantor: Address, grantee: Address, scope: B256) -> Result<(), GrantsError> {
        match self.granted_until(grantor, grantee, scope) {
            0 => Err(GrantsError::NotGranted { grantor, grantee, scope }),
            until if block_timestamp() < until => Ok(()),
            expired_at => Err(GrantsError::GrantExpired { grantor, grantee, scope, expired_at }),
        }
    }
}
