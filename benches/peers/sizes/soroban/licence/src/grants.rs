//! Which document a holder lets which department use, until when.

use soroban_sdk::{contractevent, contractimpl, panic_with_error, Address, BytesN, Env};

use crate::{
    records::{Error, Key},
    Licences, LicencesArgs, LicencesClient,
};

#[contractevent(data_format = "vec")]
pub struct GrantGiven {
    #[topic]
    pub grantor: Address,
    #[topic]
    pub grantee: Address,
    #[topic]
    pub scope: BytesN<32>,
    pub until: u64,
}

#[contractevent(data_format = "vec")]
pub struct GrantRevoked {
    #[topic]
    pub grantor: Address,
    #[topic]
    pub grantee: Address,
    #[topic]
    pub scope: BytesN<32>,
}

#[contractimpl]
impl Licences {
    pub fn granted_until(env: Env, grantor: Address, grantee: Address, scope: BytesN<32>) -> u64 {
        env.storage().persistent().get(&Key::Grant(grantor, grantee, scope)).unwrap_or(0)
    }

    pub fn is_granted(env: Env, grantor: Address, grantee: Address, scope: BytesN<32>) -> bool {
        env.ledger().timestamp() < Self::granted_until(env, grantor, grantee, scope)
    }

    pub fn grant(env: Env, grantor: Address, grantee: Address, scope: BytesN<32>, until: u64) {
        grantor.require_auth();
        if until <= env.ledger().timestamp() {
            panic_with_error!(&env, Error::InvalidExpiry)
        }
        env.storage().persistent().set(&Key::Grant(grantor.clone(), grantee.clone(), scope.clone()), &until);
        GrantGiven { grantor, grantee, scope, until }.publish(&env);
    }

    pub fn revoke_grant(env: Env, grantor: Address, grantee: Address, scope: BytesN<32>) {
        grantor.require_auth();
        let key = Key::Grant(grantor.clone(), grantee.clone(), scope.clone());
        if !env.storage().persistent().has(&key) {
            panic_with_error!(&env, Error::NotGranted)
        }
        env.storage().persistent().remove(&key);
        GrantRevoked { grantor, grantee, scope }.publish(&env);
    }
}

/// Refuses unless the grant counts now.
pub(crate) fn check_grant(env: &Env, grantor: Address, grantee: Address, scope: BytesN<32>) {
    match Licences::granted_until(env.clone(), grantor, grantee, scope) {
        0 => panic_with_error!(env, Error::NotGranted),
        until if env.ledger().timestamp() < until => {}
        _ => panic_with_error!(env, Error::GrantExpired),
    }
}
