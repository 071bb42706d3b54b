//! Which purposes a patient consents to, for which organisation, until when. The scope is the purpose.

use soroban_sdk::{contractevent, contractimpl, panic_with_error, Address, Env, Symbol};

use crate::{
    records::{Error, Key},
    Consents, ConsentsArgs, ConsentsClient,
};

#[contractevent(data_format = "vec")]
pub struct GrantGiven {
    #[topic]
    pub grantor: Address,
    #[topic]
    pub grantee: Address,
    #[topic]
    pub scope: Symbol,
    pub until: u64,
}

#[contractevent(data_format = "vec")]
pub struct GrantRevoked {
    #[topic]
    pub grantor: Address,
    #[topic]
    pub grantee: Address,
    #[topic]
    pub scope: Symbol,
}

#[contractimpl]
impl Consents {
    pub fn granted_until(env: Env, grantor: Address, grantee: Address, scope: Symbol) -> u64 {
        env.storage().persistent().get(&Key::Grant(grantor, grantee, scope)).unwrap_or(0)
    }

    pub fn is_granted(env: Env, grantor: Address, grantee: Address, scope: Symbol) -> bool {
        env.ledger().timestamp() < Self::granted_until(env, grantor, grantee, scope)
    }

    pub fn grant(env: Env, grantor: Address, grantee: Address, scope: Symbol, until: u64) {
        grantor.require_auth();
        if until <= env.ledger().timestamp() {
            panic_with_error!(&env, Error::InvalidExpiry)
        }
        env.storage().persistent().set(&Key::Grant(grantor.clone(), grantee.clone(), scope.clone()), &until);
        GrantGiven { grantor, grantee, scope, until }.publish(&env);
    }

    pub fn revoke_grant(env: Env, grantor: Address, grantee: Address, scope: Symbol) {
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
pub(crate) fn check_grant(env: &Env, grantor: Address, grantee: Address, scope: Symbol) -> Result<(), Error> {
    match Consents::granted_until(env.clone(), grantor, grantee, scope) {
        0 => Err(Error::NotGranted),
        until if env.ledger().timestamp() < until => Ok(()),
        _ => Err(Error::GrantExpired),
    }
}
