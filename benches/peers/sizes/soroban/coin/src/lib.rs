//! The coin of `contracts/coin` on soroban-sdk: minted within quotas, redeemed, frozen and paused by reason.
//!
//! Not as in ours: an allowance expires (SEP-41) and has no value for "without end"; `permit` and what belongs to it is
//! the system's own authorization, several calls in one are the system's too, and so is the event of an upgrade, which
//! checks no storage layout. The admin of every role is the admin. Comments are `//`, since `///` would be written into
//! the file.
#![no_std]

mod events;

use events::{
    Approve, Burn, Frozen, Mint, MintQuotaSet, Minted, Paused, Redeemed, RoleGranted, RoleRevoked, Transfer, Unfrozen,
    Unpaused,
};
use soroban_sdk::{
    contract, contracterror, contractimpl, contracttype, panic_with_error, symbol_short, Address, BytesN, Env, String,
    Symbol,
};

// Gives and takes all roles, sets quotas, upgrades.
const ADMIN: Symbol = symbol_short!("admin");
// Mints within its quota.
const MINTER: Symbol = symbol_short!("minter");
// Freezes and unfreezes accounts.
const FREEZER: Symbol = symbol_short!("freezer");
// Pauses the coin and ends the pause.
const PAUSER: Symbol = symbol_short!("pauser");

const NAME: Symbol = symbol_short!("name");
const SYMBOL: Symbol = symbol_short!("symbol");
const SUPPLY: Symbol = symbol_short!("supply");
const PAUSE: Symbol = symbol_short!("pause");

#[contracttype]
enum Key {
    Balance(Address),
    Allowance(Address, Address),
    Role(Symbol, Address),
    Quota(Address),
    // Why an account is frozen; absent if it is not.
    Freeze(Address),
}

#[contracttype]
struct Allowance {
    amount: i128,
    expiration_ledger: u32,
}

#[contracttype]
struct Pause {
    reason: String,
    until: u64,
}

#[contracterror]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum CoinError {
    NegativeAmount = 1,
    InsufficientBalance = 2,
    InsufficientAllowance = 3,
    Expired = 4,
    MissingRole = 5,
    AccountFrozen = 6,
    AccountNotFrozen = 7,
    ReasonMissing = 8,
    AboveMintQuota = 9,
    EnforcedPause = 10,
    ExpectedPause = 11,
    PauseEndsInThePast = 12,
}

#[contract]
pub struct Coin;

#[contractimpl]
impl Coin {
    pub fn __constructor(env: Env, name: String, symbol: String, admin: Address) {
        let instance = env.storage().instance();
        instance.set(&NAME, &name);
        instance.set(&SYMBOL, &symbol);
        grant(&env, ADMIN, admin.clone(), admin);
    }

    pub fn name(env: Env) -> String {
        env.storage().instance().get(&NAME).unwrap()
    }

    pub fn symbol(env: Env) -> String {
        env.storage().instance().get(&SYMBOL).unwrap()
    }

    pub fn decimals(_env: Env) -> u32 {
        2
    }

    pub fn total_supply(env: Env) -> i128 {
        env.storage().instance().get(&SUPPLY).unwrap_or(0)
    }

    pub fn balance(env: Env, id: Address) -> i128 {
        env.storage().persistent().get(&Key::Balance(id)).unwrap_or(0)
    }

    pub fn allowance(env: Env, from: Address, spender: Address) -> i128 {
        allowed(&env, &Key::Allowance(from, spender)).amount
    }

    pub fn transfer(env: Env, from: Address, to: Address, amount: i128) {
        from.require_auth();
        require_movable(&env, &[&from, &to]);
        move_coins(&env, from, to, amount);
    }

    pub fn approve(env: Env, from: Address, spender: Address, amount: i128, expiration_ledger: u32) {
        from.require_auth();
        require_amount(&env, amount);
        let now = env.ledger().sequence();
        require(&env, amount == 0 || expiration_ledger >= now, CoinError::Expired);
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
        require_movable(&env, &[&spender, &from, &to]);
        let key = Key::Allowance(from.clone(), spender);
        let Allowance { amount: before, expiration_ledger } = allowed(&env, &key);
        require(&env, before >= amount, CoinError::InsufficientAllowance);
        if amount > 0 {
            env.storage().temporary().set(&key, &Allowance { amount: before - amount, expiration_ledger });
        }
        move_coins(&env, from, to, amount);
    }

    // What a minter may still mint.
    pub fn mint_quota(env: Env, minter: Address) -> i128 {
        env.storage().persistent().get(&Key::Quota(minter)).unwrap_or(0)
    }

    // Admin: says how much a minter may mint from now on, whatever was left before.
    pub fn set_mint_quota(env: Env, admin: Address, minter: Address, quota: i128) {
        only_role(&env, ADMIN, &admin);
        require_amount(&env, quota);
        env.storage().persistent().set(&Key::Quota(minter.clone()), &quota);
        MintQuotaSet { minter, quota }.publish(&env);
    }

    // Minter: makes coins within its quota, for the payment that `reference_hash` is the hash of.
    pub fn mint(env: Env, minter: Address, to: Address, amount: i128, reference_hash: BytesN<32>) {
        only_role(&env, MINTER, &minter);
        require_movable(&env, &[&to]);
        require_amount(&env, amount);
        let quota = Self::mint_quota(env.clone(), minter.clone());
        require(&env, quota >= amount, CoinError::AboveMintQuota);
        env.storage().persistent().set(&Key::Quota(minter.clone()), &(quota - amount));
        env.storage().instance().set(&SUPPLY, &(Self::total_supply(env.clone()) + amount));
        add(&env, &to, amount);
        Mint { to: to.clone(), amount }.publish(&env);
        Minted { minter, to, amount, reference_hash }.publish(&env);
    }

    // Holder: gives coins back for money, to the account that `reference_hash` is the hash of.
    pub fn redeem(env: Env, holder: Address, amount: i128, reference_hash: BytesN<32>) {
        holder.require_auth();
        require_movable(&env, &[&holder]);
        require_amount(&env, amount);
        take(&env, &holder, amount);
        env.storage().instance().set(&SUPPLY, &(Self::total_supply(env.clone()) - amount));
        Burn { from: holder.clone(), amount }.publish(&env);
        Redeemed { holder, amount, reference_hash }.publish(&env);
    }

    // Why an account is frozen; empty if it is not.
    pub fn freeze_reason(env: Env, account: Address) -> String {
        env.storage().persistent().get(&Key::Freeze(account)).unwrap_or(String::from_str(&env, ""))
    }

    // Freezer: keeps an account's coins where they are; a second freeze gives another reason.
    pub fn freeze(env: Env, freezer: Address, account: Address, reason: String) {
        only_role(&env, FREEZER, &freezer);
        require(&env, !reason.is_empty(), CoinError::ReasonMissing);
        env.storage().persistent().set(&Key::Freeze(account.clone()), &reason);
        Frozen { account, freezer, reason }.publish(&env);
    }

    // Freezer: lets an account's coins move again.
    pub fn unfreeze(env: Env, freezer: Address, account: Address, reason: String) {
        only_role(&env, FREEZER, &freezer);
        require(&env, !reason.is_empty(), CoinError::ReasonMissing);
        let key = Key::Freeze(account.clone());
        require(&env, env.storage().persistent().has(&key), CoinError::AccountNotFrozen);
        env.storage().persistent().remove(&key);
        Unfrozen { account, freezer, reason }.publish(&env);
    }

    pub fn paused(env: Env) -> bool {
        running_pause(&env).is_some()
    }

    // Why the coin is paused; empty if it is not.
    pub fn pause_reason(env: Env) -> String {
        running_pause(&env).map_or(String::from_str(&env, ""), |pause| pause.reason)
    }

    // The second since 1970 from which on the coin goes on; 0 if it is not paused.
    pub fn paused_until(env: Env) -> u64 {
        running_pause(&env).map_or(0, |pause| pause.until)
    }

    // Pauser: stops all coins for a reason, until a second since 1970, or 2^64 - 1 for no end.
    pub fn pause(env: Env, pauser: Address, reason: String, until: u64) {
        only_role(&env, PAUSER, &pauser);
        require_not_paused(&env);
        require(&env, !reason.is_empty(), CoinError::ReasonMissing);
        require(&env, until > env.ledger().timestamp(), CoinError::PauseEndsInThePast);
        env.storage().instance().set(&PAUSE, &Pause { reason: reason.clone(), until });
        Paused { account: pauser, reason, until }.publish(&env);
    }

    // Pauser: ends the pause.
    pub fn unpause(env: Env, pauser: Address) {
        only_role(&env, PAUSER, &pauser);
        require(&env, Self::paused(env.clone()), CoinError::ExpectedPause);
        env.storage().instance().remove(&PAUSE);
        Unpaused { account: pauser }.publish(&env);
    }

    pub fn has_role(env: Env, role: Symbol, account: Address) -> bool {
        env.storage().persistent().has(&Key::Role(role, account))
    }

    // The role whose holders give and take `role`.
    pub fn get_role_admin(_env: Env, _role: Symbol) -> Symbol {
        ADMIN
    }

    // Admin: gives a role to an account. No event if it holds it already.
    pub fn grant_role(env: Env, admin: Address, role: Symbol, account: Address) {
        only_role(&env, ADMIN, &admin);
        grant(&env, role, account, admin);
    }

    // Admin: takes a role from an account. No event if it does not hold it.
    pub fn revoke_role(env: Env, admin: Address, role: Symbol, account: Address) {
        only_role(&env, ADMIN, &admin);
        revoke(&env, role, account, admin);
    }

    // Holder: gives the role up.
    pub fn renounce_role(env: Env, role: Symbol, account: Address) {
        account.require_auth();
        revoke(&env, role, account.clone(), account);
    }

    // Admin: gives the coin other code.
    pub fn upgrade(env: Env, admin: Address, wasm_hash: BytesN<32>) {
        only_role(&env, ADMIN, &admin);
        env.deployer().update_current_contract_wasm(wasm_hash);
    }
}

fn require(env: &Env, holds: bool, error: CoinError) {
    if !holds {
        panic_with_error!(env, error)
    }
}

fn require_amount(env: &Env, amount: i128) {
    require(env, amount >= 0, CoinError::NegativeAmount);
}

fn require_not_paused(env: &Env) {
    require(env, running_pause(env).is_none(), CoinError::EnforcedPause);
}

// Refuses while the coin is paused, or if one of the accounts is frozen.
fn require_movable(env: &Env, accounts: &[&Address]) {
    require_not_paused(env);
    for account in accounts {
        let frozen = env.storage().persistent().has(&Key::Freeze((*account).clone()));
        require(env, !frozen, CoinError::AccountFrozen);
    }
}

fn running_pause(env: &Env) -> Option<Pause> {
    let last: Option<Pause> = env.storage().instance().get(&PAUSE);
    last.filter(|pause| env.ledger().timestamp() < pause.until)
}

fn only_role(env: &Env, role: Symbol, account: &Address) {
    account.require_auth();
    require(env, Coin::has_role(env.clone(), role, account.clone()), CoinError::MissingRole);
}

fn grant(env: &Env, role: Symbol, account: Address, sender: Address) {
    let (key, roles) = (Key::Role(role.clone(), account.clone()), env.storage().persistent());
    if !roles.has(&key) {
        roles.set(&key, &());
        RoleGranted { role, account, sender }.publish(env);
    }
}

fn revoke(env: &Env, role: Symbol, account: Address, sender: Address) {
    let (key, roles) = (Key::Role(role.clone(), account.clone()), env.storage().persistent());
    if roles.has(&key) {
        roles.remove(&key);
        RoleRevoked { role, account, sender }.publish(env);
    }
}

// The allowance; 0 if there is none or it has expired.
fn allowed(env: &Env, key: &Key) -> Allowance {
    let stored: Option<Allowance> = env.storage().temporary().get(key);
    stored
        .filter(|allowance| allowance.expiration_ledger >= env.ledger().sequence())
        .unwrap_or(Allowance { amount: 0, expiration_ledger: 0 })
}

fn add(env: &Env, to: &Address, amount: i128) {
    let balance = Coin::balance(env.clone(), to.clone());
    env.storage().persistent().set(&Key::Balance(to.clone()), &(balance + amount));
}

fn take(env: &Env, from: &Address, amount: i128) {
    let balance = Coin::balance(env.clone(), from.clone());
    require(env, balance >= amount, CoinError::InsufficientBalance);
    env.storage().persistent().set(&Key::Balance(from.clone()), &(balance - amount));
}

fn move_coins(env: &Env, from: Address, to: Address, amount: i128) {
    require_amount(env, amount);
    take(env, &from, amount);
    add(env, &to, amount);
    Transfer { from, to, amount }.publish(env);
}
