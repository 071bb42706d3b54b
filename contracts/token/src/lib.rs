//! An ERC-20 token with a fixed supply and the errors of ERC-6093. It behaves as OpenZeppelin's does: an allowance of
//! 2^256 - 1 is never used up, and the zero address neither receives nor spends.
#![no_std]

use sdk::prelude::*;

/// The token.
#[storage]
pub struct Token {
    name: Value<String>,
    symbol: Value<String>,
    total_supply: Value<U256>,
    balances: Map<Address, U256>,
    allowances: Map<(Address, Address), U256>,
}

/// Tokens moved; from the zero address if they are new.
#[event]
#[rustfmt::skip]
pub struct Transfer { #[indexed] from: Address, #[indexed] to: Address, value: U256 }

/// An owner set what a spender may take.
#[event]
#[rustfmt::skip]
pub struct Approval { #[indexed] owner: Address, #[indexed] spender: Address, value: U256 }

/// Why a call is refused (ERC-6093).
#[error]
pub enum Error {
    ERC20InsufficientBalance { sender: Address, balance: U256, needed: U256 },
    ERC20InvalidReceiver { receiver: Address },
    ERC20InsufficientAllowance { spender: Address, allowance: U256, needed: U256 },
    ERC20InvalidSpender { spender: Address },
}

#[contract]
#[rustfmt::skip]
impl Token {
    /// Gives the whole supply to the deployer.
    #[init]
    pub fn new(&mut self, name: String, symbol: String, supply: U256) {
        self.name.set(name);
        self.symbol.set(symbol);
        self.total_supply.set(supply);
        self.balances.set(caller(), supply);
        emit(Transfer { from: Address::ZERO, to: caller(), value: supply });
    }

    /// The token's name.
    pub fn name(&self) -> String { self.name.get() }

    /// Its ticker.
    pub fn symbol(&self) -> String { self.symbol.get() }

    /// Digits behind the point that wallets show.
    pub fn decimals(&self) -> u8 { 18 }

    /// All tokens there are.
    pub fn total_supply(&self) -> U256 { self.total_supply.get() }

    /// What `account` holds.
    pub fn balance_of(&self, account: Address) -> U256 { self.balances.get(account) }

    /// What `spender` may still take from `owner`.
    pub fn allowance(&self, owner: Address, spender: Address) -> U256 { self.allowances.get((owner, spender)) }

    /// Moves the caller's tokens.
    pub fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Error> {
        self.move_tokens(caller(), to, value)
    }

    /// Lets `spender` take up to `value` of the caller's tokens.
    pub fn approve(&mut self, spender: Address, value: U256) -> Result<bool, Error> {
        if spender.is_zero() {
            return Err(Error::ERC20InvalidSpender { spender });
        }
        self.allowances.set((caller(), spender), value);
        emit(Approval { owner: caller(), spender, value });
        Ok(true)
    }

    /// Moves another's tokens within the caller's allowance.
    pub fn transfer_from(&mut self, from: Address, to: Address, value: U256) -> Result<bool, Error> {
        let (spender, key) = (caller(), (from, caller()));
        if self.allowances.get(key) < U256::MAX {
            self.allowances.sub(key, value).map_err(|allowance| Error::ERC20InsufficientAllowance {
                spender,
                allowance,
                needed: value,
            })?;
        }
        self.move_tokens(from, to, value)
    }

    fn move_tokens(&mut self, from: Address, to: Address, value: U256) -> Result<bool, Error> {
        if to.is_zero() {
            return Err(Error::ERC20InvalidReceiver { receiver: to });
        }
        self.balances.sub(from, value).map_err(|balance| Error::ERC20InsufficientBalance {
            sender: from,
            balance,
            needed: value,
        })?;
        self.balances.add(to, value);
        emit(Transfer { from, to, value });
        Ok(true)
    }
}
