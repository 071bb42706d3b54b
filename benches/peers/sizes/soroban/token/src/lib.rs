//! The token of `contracts/token` on soroban-sdk, as SEP-41 names its methods: a fixed supply, transfers, allowances.
//!
//! Not as in ours: the first holder is named at deployment, there are 7 digits behind the point, an allowance expires
//! and has no value for "without end", and there is no zero address.
#![no_std]

use soroban_sdk::{
    contract, contracterror, contractevent, contractimpl, contracttype, panic_with_error, Address, Env, String,
};

#[contracttype]
enum Key {
    Name,
    Symbol,
    Supply,
    Balance(Address),
    Allowance(Address, Address),
}

#[contracterror]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Error {
    NegativeAmount = 1,
    InsufficientBalance = 2,
    InsufficientAllowance = 3,
    Expired = 4,
}

#[contractevent(topics = ["transfer"], data_format = "single-value")]
pub struct Transfer {
    #[topic]
    pub from: Address,
    #[topic]
    pub to: Address,
    pub amount: i128,
}

#[contractevent(topics = ["mint"], data_format = "single-value")]
pub struct Mint {
    #[topic]
    pub to: Address,
    pub amount: i128,
}

#[contractevent(topics = ["approve"], data_format = "vec")]
pub struct Approve {
    #[topic]
    pub from: Address,
    #[topic]
    pub spender: Address,
    pub amount: i128,
    pub expiration_ledger: u32,
}

#[contracttype]
struct Allowance {
    amount: i128,
    expiration_ledger: u32,
}

#[contract]
pub struct Token;

fn check(env: &Env, amount: i128) {
    if amount < 0 {
        panic_with_error!(env, Error::NegativeAmount)
    }
}

fn move_tokens(env: &Env, from: Address, to: Address, amount: i128) {
    let balances = env.storage().persistent();
    let balance = Token::balance(env.clone(), from.clone());
    if balance < amount {
        panic_with_error!(env, Error::InsufficientBalance)
    }
    balances.set(&Key::Balance(from.clone()), &(balance - amount));
    let received = Token::balance(env.clone(), to.clone()) + amount;
    balances.set(&Key::Balance(to.clone()), &received);
    Transfer { from, to, amount }.publish(env);
}

fn stored(env: &Env, from: &Address, spender: &Address) -> Allowance {
    let none = Allowance { amount: 0, expiration_ledger: 0 };
    let allowance: Allowance =
        env.storage().temporary().get(&Key::Allowance(from.clone(), spender.clone())).unwrap_or(none);
    if allowance.expiration_ledger < env.ledger().sequence() {
        Allowance { amount: 0, ..allowance }
    } else {
        allowance
    }
}

#[contractimpl]
impl Token {
    pub fn __constructor(env: Env, holder: Address, name: String, symbol: String, supply: i128) {
        check(&env, supply);
        let instance = env.storage().instance();
        instance.set(&Key::Name, &name);
        instance.set(&Key::Symbol, &symbol);
        instance.set(&Key::Supply, &supply);
        env.storage().persistent().set(&Key::Balance(holder.clone()), &supply);
        Mint { to: holder, amount: supply }.publish(&env);
    }

    pub fn name(env: Env) -> String {
        env.storage().instance().get(&Key::Name).unwrap()
    }

    pub fn symbol(env: Env) -> String {
        env.storage().instance().get(&Key::Symbol).unwrap()
    }

    pub fn decimals(_env: Env) -> u32 {
        7
    }

    pub fn total_supply(env: Env) -> i128 {
        env.storage().instance().get(&Key::Supply).unwrap()
    }

    pub fn balance(env: Env, id: Address) -> i128 {
        env.storage().persistent().get(&Key::Balance(id)).unwrap_or(0)
    }

    pub fn allowance(env: Env, from: Address, spender: Address) -> i128 {
        stored(&env, &from, &spender).amount
    }

    pub fn transfer(env: Env, from: Address, to: Address, amount: i128) {
        from.require_auth();
        check(&env, amount);
        move_tokens(&env, from, to, amount);
    }

    pub fn approve(env: Env, from: Address, spender: Address, amount: i128, expiration_ledger: u32) {
        from.require_auth();
        check(&env, amount);
        let now = env.ledger().sequence();
        if amount > 0 && expiration_ledger < now {
            panic_with_error!(&env, Error::Expired)
        }
        let (key, allowances) = (Key::Allowance(from.clone(), spender.clone()), env.storage().temporary());
        allowances.set(&key, &Allowance { amount, expiration_ledger });
        if amount > 0 {
            let ledgers = expiration_ledger - now;
            allowances.extend_ttl(&key, ledgers, ledgers);
        }
        Approve { from, spender, amount, expiration_ledger }.publish(&env);
    }

    pub fn transfer_from(env: Env, spender: Address, from: Address, to: Address, amount: i128) {
        spender.require_auth();
        check(&env, amount);
        let allowance = stored(&env, &from, &spender);
        if allowance.amount < amount {
            panic_with_error!(&env, Error::InsufficientAllowance)
        }
        let left = Allowance { amount: allowance.amount - amount, ..allowance };
        env.storage().temporary().set(&Key::Allowance(from.clone(), spender), &left);
        move_tokens(&env, from, to, amount);
    }
}
