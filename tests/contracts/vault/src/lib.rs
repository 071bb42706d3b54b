//! A vault over one token: it calls the token in every way that the SDK has, creates tokens, and is entered again.
//!
//! It guarantees what its tests need and is no example of a good vault.
#![no_std]

use sdk::prelude::*;
use token::{Erc20Client, Erc20Error as TokenError, Token};

/// The vault.
#[storage]
pub struct Vault {
    token: Value<Address>,
    shares: Map<Address, U256>,
    bumps: Value<u64>,
}

/// Tokens came in.
#[event]
pub struct Deposited {
    #[indexed]
    from: Address,
    amount: U256,
}

/// Why the vault refuses.
#[error]
pub enum VaultError {
    Short { held: U256, wanted: U256 },
    NotAllowed { allowed: U256, wanted: U256 },
    TokenFailed,
    Thrown,
}

#[contract]
impl Vault {
    /// A vault for the token at `token`.
    #[init]
    pub fn new(&mut self, token: Address) {
        self.token.set(token);
    }

    /// What `owner` may withdraw.
    pub fn shares(&self, owner: Address) -> U256 {
        self.shares.get(owner)
    }

    /// The tokens that the vault holds, by the token's own account.
    pub fn held(&self) -> U256 {
        self.token().balance_of(this())
    }

    /// Takes `amount` of the caller's tokens. The token's error goes out as it is.
    pub fn deposit(&mut self, amount: U256) -> Result<bool, TokenError> {
        self.shares.add(caller(), amount);
        let moved = self.token().transfer_from(caller(), this(), amount)?;
        emit(Deposited { from: caller(), amount });
        Ok(moved)
    }

    /// As `deposit`, with the token's error caught and told in the vault's words.
    pub fn deposit_politely(&mut self, amount: U256) -> Result<U256, VaultError> {
        self.shares.add(caller(), amount);
        let taken = self.token().try_transfer_from(caller(), this(), amount);
        taken.map_err(|error| match error.decode() {
            Some(TokenError::ERC20InsufficientAllowance { allowance, needed, .. }) => {
                VaultError::NotAllowed { allowed: allowance, wanted: needed }
            }
            Some(TokenError::ERC20InsufficientBalance { balance, needed, .. }) => {
                VaultError::Short { held: balance, wanted: needed }
            }
            _ => VaultError::TokenFailed,
        })?;
        Ok(self.shares.get(caller()))
    }

    /// Takes `amount` from each of `owners` that can pay it and passes over the others; how many paid.
    pub fn collect(&mut self, owners: Vec<Address>, amount: U256) -> u64 {
        let mut paid = 0;
        for owner in owners {
            if self.token().try_transfer_from(owner, this(), amount).is_ok() {
                self.shares.add(owner, amount);
                paid += 1;
            }
        }
        paid
    }

    /// Deposits, and then fails.
    pub fn deposit_and_throw(&mut self, amount: U256) -> Result<(), VaultError> {
        self.deposit(amount).map_err(|_| VaultError::TokenFailed)?;
        Err(VaultError::Thrown)
    }

    /// Has `other` deposit this vault's tokens and fail, and goes on; true if it failed in the way it says.
    pub fn catch_throw(&mut self, other: Address, amount: U256) -> Result<bool, TokenError> {
        self.token().approve(other, amount)?;
        let thrown = VaultClient::new(other).deposit_and_throw(amount);
        Ok(thrown == Err(VaultError::Thrown))
    }

    /// Gives the caller back `amount` of what it deposited.
    pub fn withdraw(&mut self, amount: U256) -> Result<U256, VaultError> {
        self.shares.sub(caller(), amount).map_err(|held| VaultError::Short { held, wanted: amount })?;
        self.token().transfer(caller(), amount).map_err(|_| VaultError::TokenFailed)?;
        Ok(self.shares.get(caller()))
    }

    /// A new token from deployed code; this vault holds its whole supply.
    pub fn create_token(&mut self, code: B256, supply: U256) -> Address {
        Token::constructor("Made".into(), "MADE".into(), supply).create(code).address()
    }

    /// As `create_token`, at an address that follows from the salt.
    pub fn create_token_at(&mut self, code: B256, supply: U256, salt: B256) -> Address {
        Token::constructor("Made".into(), "MADE".into(), supply).create2(code, salt).address()
    }

    /// The hash of the token's code.
    pub fn token_code(&self) -> B256 {
        code_hash(self.token.get())
    }

    /// How often `bump` ran.
    pub fn bumps(&self) -> u64 {
        self.bumps.get()
    }

    /// Counts.
    pub fn bump(&mut self) -> u64 {
        self.bumps.update(|bumps| {
            *bumps += 1;
            *bumps
        })
    }

    /// A view that moves tokens: it fails in a static call.
    pub fn leak(&self, to: Address, amount: U256) -> Result<bool, TokenError> {
        self.token().transfer(to, amount)
    }

    /// Calls the view `leak` of `other`; true if tokens moved.
    pub fn leak_from(&mut self, other: Address, amount: U256) -> bool {
        VaultClient::new(other).try_leak(caller(), amount).is_ok()
    }

    /// Calls `bump` of this very vault; true if it was entered.
    pub fn bump_myself(&mut self, permit: bool) -> bool {
        let myself = VaultClient::new(this());
        if permit { myself.allowing_reentry().try_bump().is_ok() } else { myself.try_bump().is_ok() }
    }

    /// Calls `bump` of whoever calls; true if it was entered.
    pub fn bump_caller(&mut self) -> bool {
        VaultClient::new(caller()).try_bump().is_ok()
    }

    /// Has `other` call this vault back; true if it was entered.
    pub fn bump_by(&mut self, other: Address, permit: bool) -> bool {
        let other = VaultClient::new(other);
        if permit { other.allowing_reentry().bump_caller() } else { other.bump_caller() }
    }

    /// Takes coins.
    #[payable]
    pub fn tip(&mut self) -> U256 {
        value()
    }

    /// Sends the coins on as a tip to the contract `to`; false if it takes none, and then this vault keeps them.
    #[payable]
    pub fn tip_on(&mut self, to: Address) -> bool {
        VaultClient::new(to).with_value(value()).try_tip() == Ok(value())
    }

    fn token(&self) -> Erc20Client {
        Erc20Client::new(self.token.get())
    }
}
