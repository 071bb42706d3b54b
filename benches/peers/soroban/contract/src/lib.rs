//! A token with a fixed supply in persistent balances: what a transfer on Soroban takes at the least. It extends no
//! entry's time to live.
#![no_std]

use soroban_sdk::{Address, Env, contract, contracterror, contractevent, contractimpl, contracttype, panic_with_error};

/// Keys of the storage.
#[contracttype]
pub enum Key {
    /// The balance of an account, an `i128`.
    Balance(Address),
}

/// Why a transfer is refused.
#[contracterror]
#[derive(Clone, Copy)]
pub enum Error {
    /// The amount is below zero.
    NegativeAmount = 1,
    /// The sender has less than the amount.
    InsufficientBalance = 2,
}

/// An amount moved, as SEP-41 has it.
#[contractevent(topics = ["transfer"], data_format = "single-value")]
pub struct Transfer {
    /// Who had the amount.
    #[topic]
    pub from: Address,
    /// Who has it now.
    #[topic]
    pub to: Address,
    /// In the smallest unit.
    pub amount: i128,
}

/// The token.
#[contract]
pub struct Token;

#[contractimpl]
impl Token {
    /// Gives the whole supply to `holder`.
    pub fn __constructor(env: Env, holder: Address, supply: i128) {
        env.storage().persistent().set(&Key::Balance(holder), &supply);
    }

    /// What `id` has.
    pub fn balance(env: Env, id: Address) -> i128 {
        env.storage().persistent().get(&Key::Balance(id)).unwrap_or(0)
    }

    /// Moves `amount` if `from` agrees.
    pub fn transfer(env: Env, from: Address, to: Address, amount: i128) {
        from.require_auth();
        if amount < 0 {
            panic_with_error!(&env, Error::NegativeAmount);
        }
        let balance = Self::balance(env.clone(), from.clone());
        if balance < amount {
            panic_with_error!(&env, Error::InsufficientBalance);
        }
        let balances = env.storage().persistent();
        balances.set(&Key::Balance(from.clone()), &(balance - amount));
        let received = Self::balance(env.clone(), to.clone()) + amount;
        balances.set(&Key::Balance(to.clone()), &received);
        Transfer { from, to, amount }.publish(&env);
    }
}
