//! A payment coin with a stable value: minted within quotas against money received, redeemed, frozen by reason, paused
//! by reason, and moved by signature.
//!
//! Guarantees the invariants of README.md. That the coins are worth what they say is the issuer's duty outside.
#![no_std]

mod events;

use blocks::{
    DEFAULT_ADMIN_ROLE, Pausable, PausableError, Roles, RolesError, UpgradeError, Upgraded,
    erc20::{Erc20, Erc20Error},
    permit::{Permit, PermitError},
    role,
};
use sdk::prelude::*;

pub use events::{Frozen, MintQuotaSet, Minted, Redeemed, Unfrozen};

/// Mints within its quota.
pub const MINTER_ROLE: B256 = role("MINTER_ROLE");
/// Freezes and unfreezes accounts.
pub const FREEZER_ROLE: B256 = role("FREEZER_ROLE");
/// Pauses the coin and ends the pause.
pub const PAUSER_ROLE: B256 = role("PAUSER_ROLE");

/// The coin.
#[storage]
pub struct Coin {
    erc20: Erc20,
    permits: Permit,
    roles: Roles,
    pausable: Pausable,
    /// What each minter may still mint.
    quotas: Map<Address, U256>,
    /// Why an account is frozen; absent if it is not.
    freezes: Map<Address, String>,
}

/// Why a message is refused.
#[error]
pub enum CoinError {
    /// The account's coins do not move.
    AccountFrozen { account: Address, reason: String },
    /// The account is not frozen.
    AccountNotFrozen { account: Address },
    /// A freeze, and its end, has a reason.
    ReasonMissing,
    /// The minter's quota leaves less.
    AboveMintQuota { minter: Address, left: U256, wanted: U256 },
    #[from]
    Erc20(Erc20Error),
    #[from]
    Permit(PermitError),
    #[from]
    Roles(RolesError),
    #[from]
    Pause(PausableError),
    #[from]
    Upgrade(UpgradeError),
}

#[contract(
    components(erc20: Erc20 except(decimals, transfer, transfer_from), permits: Permit, roles: Roles, pausable: Pausable),
    events(Frozen, Unfrozen, Minted, MintQuotaSet, Redeemed, Upgraded)
)]
impl Coin {
    /// Names the coin and makes `admin` the one who gives roles and quotas.
    #[init]
    pub fn new(&mut self, name: String, symbol: String, admin: Address) {
        self.permits.init(name.clone());
        self.erc20.init(name, symbol);
        self.roles.grant(DEFAULT_ADMIN_ROLE, admin);
    }

    /// Two digits behind the point: one coin is 100 units, as one yuan is 100 fen.
    pub fn decimals(&self) -> u8 {
        2
    }

    /// Moves the caller's coins.
    pub fn transfer(&mut self, to: Address, value: U256) -> Result<bool, CoinError> {
        self.require_movable(&[caller(), to])?;
        Ok(self.erc20.transfer(to, value)?)
    }

    /// Moves another's coins within the caller's allowance.
    pub fn transfer_from(&mut self, from: Address, to: Address, value: U256) -> Result<bool, CoinError> {
        self.require_movable(&[caller(), from, to])?;
        Ok(self.erc20.transfer_from(from, to, value)?)
    }

    /// Anyone: sets an allowance that `owner` signed (EIP-2612).
    #[expect(clippy::too_many_arguments, reason = "they are those of EIP-2612")]
    pub fn permit(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Result<(), CoinError> {
        self.permits.use_permit(owner, spender, value, deadline, v, r, s)?;
        Ok(self.erc20.set_allowance(owner, spender, value)?)
    }

    /// What `minter` may still mint.
    pub fn mint_quota(&self, minter: Address) -> U256 {
        self.quotas.get(minter)
    }

    /// Why `account` is frozen; empty if it is not.
    pub fn freeze_reason(&self, account: Address) -> String {
        self.freezes.get(account)
    }

    /// Admin: says how much `minter` may mint from now on, whatever was left before.
    pub fn set_mint_quota(&mut self, minter: Address, quota: U256) -> Result<(), CoinError> {
        self.roles.only_role(DEFAULT_ADMIN_ROLE)?;
        self.quotas.set(minter, quota);
        emit(MintQuotaSet { minter, quota });
        Ok(())
    }

    /// Minter: makes coins within its quota, for the payment that `reference_hash` is the hash of.
    pub fn mint(&mut self, to: Address, value: U256, reference_hash: B256) -> Result<(), CoinError> {
        let minter = caller();
        self.roles.only_role(MINTER_ROLE)?;
        self.require_movable(&[to])?;
        self.quotas.sub(minter, value).map_err(|left| CoinError::AboveMintQuota { minter, left, wanted: value })?;
        self.erc20.mint(to, value)?;
        emit(Minted { minter, to, value, reference_hash });
        Ok(())
    }

    /// Holder: gives coins back for money, to the account that `reference_hash` is the hash of.
    pub fn redeem(&mut self, value: U256, reference_hash: B256) -> Result<(), CoinError> {
        self.require_movable(&[caller()])?;
        self.erc20.burn(caller(), value)?;
        emit(Redeemed { holder: caller(), value, reference_hash });
        Ok(())
    }

    /// Freezer: keeps the coins of `account` where they are; a second freeze gives another reason.
    pub fn freeze(&mut self, account: Address, reason: String) -> Result<(), CoinError> {
        self.roles.only_role(FREEZER_ROLE)?;
        if reason.is_empty() {
            return Err(CoinError::ReasonMissing);
        }
        self.freezes.set(account, reason.clone());
        emit(Frozen { account, freezer: caller(), reason });
        Ok(())
    }

    /// Freezer: lets the coins of `account` move again.
    pub fn unfreeze(&mut self, account: Address, reason: String) -> Result<(), CoinError> {
        self.roles.only_role(FREEZER_ROLE)?;
        if reason.is_empty() {
            return Err(CoinError::ReasonMissing);
        }
        if !self.freezes.contains(account) {
            return Err(CoinError::AccountNotFrozen { account });
        }
        self.freezes.remove(account);
        emit(Unfrozen { account, freezer: caller(), reason });
        Ok(())
    }

    /// Pauser: stops all coins for a reason, until a second since 1970.
    pub fn pause(&mut self, reason: String, until: u64) -> Result<(), CoinError> {
        self.roles.only_role(PAUSER_ROLE)?;
        Ok(self.pausable.pause(reason, until)?)
    }

    /// Pauser: ends the pause.
    pub fn unpause(&mut self) -> Result<(), CoinError> {
        self.roles.only_role(PAUSER_ROLE)?;
        Ok(self.pausable.unpause()?)
    }

    /// What the coin's storage is laid out as.
    pub fn storage_layout(&self) -> String {
        blocks::storage_layout::<Self>()
    }

    /// Admin: gives the coin other code, whose storage begins as this one's.
    pub fn upgrade(&mut self, code_hash: B256) -> Result<(), CoinError> {
        self.roles.only_role(DEFAULT_ADMIN_ROLE)?;
        Ok(blocks::upgrade::<Self>(code_hash)?)
    }

    /// Runs several calls in one; all happen or none.
    pub fn multicall(&mut self, data: Vec<Bytes>) -> Vec<Bytes> {
        blocks::multicall::<Self>(data)
    }

    /// Refuses while the coin is paused, or if one of the accounts is frozen.
    fn require_movable(&self, accounts: &[Address]) -> Result<(), CoinError> {
        self.pausable.when_not_paused()?;
        for account in accounts {
            let reason = self.freezes.get(*account);
            if !reason.is_empty() {
                return Err(CoinError::AccountFrozen { account: *account, reason });
            }
        }
        Ok(())
    }
}
