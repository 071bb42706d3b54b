//! The payment coin of `contracts/coin`: minted within quotas, redeemed, frozen and paused by reason, moved by
//! signature.
//!
//! Not as in ours: there is no `upgrade` and no `storageLayout`, since the code of a Stylus contract is exchanged
//! behind a proxy. `multicall` calls the contract by delegate calls, as OpenZeppelin's does. The roles' admins never
//! change, so `RoleAdminChanged` is left out.
#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

mod erc20;
mod errors;
mod events;
mod pausable;
mod permit;
mod roles;

use alloy_primitives::{Address, Bytes, FixedBytes, B256, U256};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageString, StorageU256},
};

use erc20::Erc20;
use errors::*;
use events::*;
use pausable::Pausable;
use permit::{Permit, Permits, Signature, VERSION};
use roles::{role, Roles, DEFAULT_ADMIN_ROLE};

const MINTER_ROLE: B256 = role("MINTER_ROLE");
const FREEZER_ROLE: B256 = role("FREEZER_ROLE");
const PAUSER_ROLE: B256 = role("PAUSER_ROLE");

/// The parts of the domain that there are (EIP-5267): name, version, chain and contract.
const DOMAIN_FIELDS: FixedBytes<1> = FixedBytes::new([0x0f]);

#[entrypoint]
#[storage]
pub struct Coin {
    erc20: Erc20,
    permits: Permits,
    roles: Roles,
    pausable: Pausable,
    /// What each minter may still mint.
    quotas: StorageMap<Address, StorageU256>,
    /// Why an account is frozen; empty if it is not.
    freezes: StorageMap<Address, StorageString>,
}

impl Coin {
    /// Refuses while the coin is paused, or if one of the accounts is frozen.
    fn require_movable(&self, accounts: &[Address]) -> Result<(), Error> {
        self.pausable.when_not_paused()?;
        for account in accounts {
            let reason = self.freezes.getter(*account).get_string();
            if !reason.is_empty() {
                return Err(AccountFrozen { account: *account, reason }.into());
            }
        }
        Ok(())
    }
}

#[public]
impl Coin {
    #[constructor]
    pub fn constructor(&mut self, name: String, symbol: String, admin: Address) {
        self.permits.name.set_str(&name);
        self.erc20.name.set_str(name);
        self.erc20.symbol.set_str(symbol);
        let deployer = self.vm().tx_origin();
        self.roles.grant(DEFAULT_ADMIN_ROLE, admin, deployer);
    }

    pub fn name(&self) -> String {
        self.erc20.name.get_string()
    }

    pub fn symbol(&self) -> String {
        self.erc20.symbol.get_string()
    }

    pub fn decimals(&self) -> u8 {
        2
    }

    pub fn total_supply(&self) -> U256 {
        self.erc20.total_supply.get()
    }

    pub fn balance_of(&self, account: Address) -> U256 {
        self.erc20.balances.get(account)
    }

    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.erc20.allowances.getter(owner).get(spender)
    }

    pub fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Error> {
        let from = self.vm().msg_sender();
        self.require_movable(&[from, to])?;
        self.erc20.move_tokens(from, to, value)?;
        Ok(true)
    }

    pub fn approve(&mut self, spender: Address, value: U256) -> Result<bool, Error> {
        let owner = self.vm().msg_sender();
        self.erc20.set_allowance(owner, spender, value)?;
        Ok(true)
    }

    pub fn transfer_from(&mut self, from: Address, to: Address, value: U256) -> Result<bool, Error> {
        let spender = self.vm().msg_sender();
        self.require_movable(&[spender, from, to])?;
        self.erc20.spend_allowance(from, spender, value)?;
        self.erc20.move_tokens(from, to, value)?;
        Ok(true)
    }

    pub fn permit(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Result<(), Error> {
        self.permits.use_permit(&Permit { owner, spender, value, deadline }, &Signature { v, r, s })?;
        self.erc20.set_allowance(owner, spender, value)
    }

    pub fn nonces(&self, owner: Address) -> U256 {
        self.permits.nonces.get(owner)
    }

    #[selector(name = "DOMAIN_SEPARATOR")]
    pub fn domain_separator(&self) -> B256 {
        self.permits.domain_separator()
    }

    #[selector(name = "eip712Domain")]
    pub fn eip712_domain(&self) -> (FixedBytes<1>, String, String, U256, Address, B256, Vec<U256>) {
        let (chain, this) = (U256::from(self.vm().chain_id()), self.vm().contract_address());
        (DOMAIN_FIELDS, self.permits.name.get_string(), VERSION.into(), chain, this, B256::ZERO, Vec::new())
    }

    pub fn has_role(&self, role: B256, account: Address) -> bool {
        self.roles.has_role(role, account)
    }

    pub fn get_role_admin(&self, role: B256) -> B256 {
        self.roles.admins.get(role)
    }

    pub fn grant_role(&mut self, role: B256, account: Address) -> Result<(), Error> {
        self.roles.only_admin_of(role)?;
        let sender = self.vm().msg_sender();
        self.roles.grant(role, account, sender);
        Ok(())
    }

    pub fn revoke_role(&mut self, role: B256, account: Address) -> Result<(), Error> {
        self.roles.only_admin_of(role)?;
        self.roles.revoke(role, account);
        Ok(())
    }

    pub fn renounce_role(&mut self, role: B256, caller_confirmation: Address) -> Result<(), Error> {
        if caller_confirmation != self.vm().msg_sender() {
            return Err(AccessControlBadConfirmation {}.into());
        }
        self.roles.revoke(role, caller_confirmation);
        Ok(())
    }

    pub fn paused(&self) -> bool {
        self.pausable.paused()
    }

    pub fn pause_reason(&self) -> String {
        self.pausable.reason()
    }

    pub fn paused_until(&self) -> u64 {
        self.pausable.until()
    }

    pub fn pause(&mut self, reason: String, until: u64) -> Result<(), Error> {
        self.roles.only_role(PAUSER_ROLE)?;
        self.pausable.pause(reason, until)
    }

    pub fn unpause(&mut self) -> Result<(), Error> {
        self.roles.only_role(PAUSER_ROLE)?;
        self.pausable.unpause()
    }

    pub fn mint_quota(&self, minter: Address) -> U256 {
        self.quotas.get(minter)
    }

    pub fn freeze_reason(&self, account: Address) -> String {
        self.freezes.getter(account).get_string()
    }

    pub fn set_mint_quota(&mut self, minter: Address, quota: U256) -> Result<(), Error> {
        self.roles.only_role(DEFAULT_ADMIN_ROLE)?;
        self.quotas.insert(minter, quota);
        self.vm().log(MintQuotaSet { minter, quota });
        Ok(())
    }

    pub fn mint(&mut self, to: Address, value: U256, reference_hash: B256) -> Result<(), Error> {
        self.roles.only_role(MINTER_ROLE)?;
        self.require_movable(&[to])?;
        let minter = self.vm().msg_sender();
        let mut quota = self.quotas.setter(minter);
        if quota.update_check_sub(value).is_none() {
            return Err(AboveMintQuota { minter, left: quota.get(), wanted: value }.into());
        }
        self.erc20.mint(to, value)?;
        self.vm().log(Minted { minter, to, value, reference_hash });
        Ok(())
    }

    pub fn redeem(&mut self, value: U256, reference_hash: B256) -> Result<(), Error> {
        let holder = self.vm().msg_sender();
        self.require_movable(&[holder])?;
        self.erc20.burn(holder, value)?;
        self.vm().log(Redeemed { holder, value, reference_hash });
        Ok(())
    }

    pub fn freeze(&mut self, account: Address, reason: String) -> Result<(), Error> {
        self.roles.only_role(FREEZER_ROLE)?;
        if reason.is_empty() {
            return Err(ReasonMissing {}.into());
        }
        self.freezes.setter(account).set_str(&reason);
        let freezer = self.vm().msg_sender();
        self.vm().log(Frozen { account, freezer, reason });
        Ok(())
    }

    pub fn unfreeze(&mut self, account: Address, reason: String) -> Result<(), Error> {
        self.roles.only_role(FREEZER_ROLE)?;
        if reason.is_empty() {
            return Err(ReasonMissing {}.into());
        }
        if self.freezes.getter(account).is_empty() {
            return Err(AccountNotFrozen { account }.into());
        }
        self.freezes.delete(account);
        let freezer = self.vm().msg_sender();
        self.vm().log(Unfrozen { account, freezer, reason });
        Ok(())
    }

    /// Runs several calls in one; all happen or none.
    pub fn multicall(&mut self, data: Vec<Bytes>) -> Result<Vec<Bytes>, Vec<u8>> {
        let this = self.vm().contract_address();
        let mut outputs = Vec::with_capacity(data.len());
        for input in data {
            let call = Call::new_mutating(self);
            // SAFETY: the code that runs is this contract's own, and no reference into storage is held meanwhile.
            let output = unsafe { delegate_call(self.vm(), call, this, &input) }?;
            outputs.push(output.into());
        }
        Ok(outputs)
    }
}
