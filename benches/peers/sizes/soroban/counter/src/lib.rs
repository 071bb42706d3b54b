//! The counter of `contracts/counter` on soroban-sdk: anyone raises it, its owner sets it back.
//!
//! Not as in ours: the owner is named at deployment, and an overflow fails with the system's own error.
#![no_std]

use soroban_sdk::{
    contract, contracterror, contractevent, contractimpl, contracttype, panic_with_error, Address, Env, U256,
};

#[contracttype]
enum Key {
    Owner,
    Count,
}

#[contracterror]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum CounterError {
    NotOwner = 1,
}

#[contractevent(topics = ["counted"], data_format = "single-value")]
pub struct Counted {
    #[topic]
    pub by: Address,
    pub count: U256,
}

#[contract]
pub struct Counter;

#[contractimpl]
impl Counter {
    pub fn __constructor(env: Env, owner: Address, start: U256) {
        env.storage().instance().set(&Key::Owner, &owner);
        env.storage().instance().set(&Key::Count, &start);
    }

    pub fn count(env: Env) -> U256 {
        env.storage().instance().get(&Key::Count).unwrap_or(U256::from_u32(&env, 0))
    }

    pub fn owner(env: Env) -> Address {
        env.storage().instance().get(&Key::Owner).unwrap()
    }

    pub fn add(env: Env, by: Address, amount: U256) -> U256 {
        by.require_auth();
        let count = Self::count(env.clone()).add(&amount);
        env.storage().instance().set(&Key::Count, &count);
        Counted { by, count: count.clone() }.publish(&env);
        count
    }

    pub fn reset(env: Env, by: Address, to: U256) {
        by.require_auth();
        if by != Self::owner(env.clone()) {
            panic_with_error!(&env, CounterError::NotOwner);
        }
        env.storage().instance().set(&Key::Count, &to);
        Counted { by, count: to }.publish(&env);
    }
}
