//! Roles, which bureaus give and take.

use soroban_sdk::{contractevent, contractimpl, panic_with_error, symbol_short, Address, Env, Symbol};

use crate::{
    records::{Error, Key},
    Invoices, InvoicesArgs, InvoicesClient,
};

/// A tax bureau, which admits issuers, sets quotas, and gives and takes roles, also this one.
pub const BUREAU: Symbol = symbol_short!("BUREAU");

#[contractevent(data_format = "vec")]
pub struct RoleGranted {
    #[topic]
    pub role: Symbol,
    #[topic]
    pub account: Address,
    #[topic]
    pub sender: Address,
}

#[contractevent(data_format = "vec")]
pub struct RoleRevoked {
    #[topic]
    pub role: Symbol,
    #[topic]
    pub account: Address,
    #[topic]
    pub sender: Address,
}

#[contractimpl]
impl Invoices {
    pub fn has_role(env: Env, role: Symbol, account: Address) -> bool {
        env.storage().persistent().has(&Key::Role(role, account))
    }

    pub fn get_role_admin(_env: Env, _role: Symbol) -> Symbol {
        BUREAU
    }

    pub fn grant_role(env: Env, caller: Address, role: Symbol, account: Address) {
        only_role(&env, BUREAU, &caller);
        grant(&env, role, account, caller);
    }

    pub fn revoke_role(env: Env, caller: Address, role: Symbol, account: Address) {
        only_role(&env, BUREAU, &caller);
        revoke(&env, role, account, caller);
    }

    pub fn renounce_role(env: Env, role: Symbol, account: Address) {
        account.require_auth();
        revoke(&env, role, account.clone(), account);
    }
}

/// The account signs and holds the role.
pub(crate) fn only_role(env: &Env, role: Symbol, account: &Address) {
    account.require_auth();
    check_role(env, role, account);
}

/// The account holds the role.
pub(crate) fn check_role(env: &Env, role: Symbol, account: &Address) {
    if !Invoices::has_role(env.clone(), role, account.clone()) {
        panic_with_error!(env, Error::MissingRole)
    }
}

pub(crate) fn grant(env: &Env, role: Symbol, account: Address, sender: Address) {
    let key = Key::Role(role.clone(), account.clone());
    if !env.storage().persistent().has(&key) {
        env.storage().persistent().set(&key, &());
        RoleGranted { role, account, sender }.publish(env);
    }
}

fn revoke(env: &Env, role: Symbol, account: Address, sender: Address) {
    let key = Key::Role(role.clone(), account.clone());
    if env.storage().persistent().has(&key) {
        env.storage().persistent().remove(&key);
        RoleRevoked { role, account, sender }.publish(env);
    }
}
