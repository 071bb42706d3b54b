//! The sales of `contracts/escrow`: the price is held until the buyer accepts, an arbiter decides, or a deadline
//! passes.
//!
//! Not as in ours: coins that are given run the receiver's code, which may refuse them (`CoinsRefused`, in place of
//! `NotEnoughCoins`), and coins that are sent uncalled for are refused.
#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

mod asset;
mod errors;
mod events;
mod records;

use alloy_primitives::{Address, B256, U256, U64};
use stylus_sdk::{
    host::VM,
    prelude::*,
    storage::{StorageMap, StorageU256, StorageU64},
};

use errors::*;
use events::*;
use records::{Deal, Outcome, Status, StoredDeal, Terms};

/// Most seconds that any step may wait: 10 years.
const LONGEST_WAIT_SECONDS: u64 = 10 * 366 * 24 * 3_600;

#[entrypoint]
#[storage]
pub struct Escrow {
    count: StorageU64,
    deals: StorageMap<u64, StoredDeal>,
    /// What an account may withdraw of an asset.
    owed: StorageMap<Address, StorageMap<Address, StorageU256>>,
}

#[public]
impl Escrow {
    #[constructor]
    pub fn constructor(&mut self) {}

    pub fn count(&self) -> u64 {
        self.count.get().to()
    }

    pub fn deal(&self, id: u64) -> Deal {
        self.deals.getter(id).read()
    }

    pub fn owed(&self, account: Address, asset: Address) -> U256 {
        self.owed.getter(account).get(asset)
    }

    #[payable]
    pub fn open(&mut self, terms: Terms) -> Result<u64, Error> {
        let buyer = self.vm().msg_sender();
        self.require_sound(buyer, &terms)?;
        let id = self.count.update_wrap_add(U64::ONE).to();
        let Terms { seller, arbiter, asset, amount, deliver_by, agreement, .. } = terms;
        let mut deal = self.deals.setter(id);
        deal.buyer.set(buyer);
        deal.terms.write(&terms);
        let wait = deliver_by - deal.vm().block_timestamp();
        let due = deal.advance(Status::Funded, U64::from(wait));
        self.take(asset, amount)?;
        self.vm().log(Opened { id, buyer, seller, arbiter, asset, amount, agreement, due });
        Ok(id)
    }

    pub fn deliver(&mut self, id: u64, delivery: B256) -> Result<(), Error> {
        let mut deal = self.deals.setter(id);
        deal.expect_status(id, Status::Funded)?;
        require_caller(deal.vm(), deal.terms.seller.get())?;
        require_in_time(deal.vm(), deal.due.get().to())?;
        deal.delivery.set(delivery);
        let inspection = deal.terms.inspection.get();
        let due = deal.advance(Status::Delivered, inspection);
        self.vm().log(Delivered { id, delivery, due });
        Ok(())
    }

    pub fn dispute(&mut self, id: u64, complaint: B256) -> Result<(), Error> {
        let mut deal = self.deals.setter(id);
        deal.expect_status(id, Status::Delivered)?;
        require_caller(deal.vm(), deal.buyer.get())?;
        require_in_time(deal.vm(), deal.due.get().to())?;
        deal.complaint.set(complaint);
        let arbitration = deal.terms.arbitration.get();
        let due = deal.advance(Status::Disputed, arbitration);
        self.vm().log(Disputed { id, complaint, due });
        Ok(())
    }

    pub fn accept(&mut self, id: u64) -> Result<(), Error> {
        let deal = self.deals.getter(id);
        deal.expect_open(id)?;
        require_caller(self.vm(), deal.buyer.get())?;
        let amount = deal.terms.amount.get();
        self.settle(id, Outcome::Accepted, amount);
        Ok(())
    }

    pub fn decline(&mut self, id: u64) -> Result<(), Error> {
        let deal = self.deals.getter(id);
        deal.expect_open(id)?;
        require_caller(self.vm(), deal.terms.seller.get())?;
        self.settle(id, Outcome::Declined, U256::ZERO);
        Ok(())
    }

    pub fn refund(&mut self, id: u64) -> Result<(), Error> {
        let deal = self.deals.getter(id);
        deal.expect_status(id, Status::Funded)?;
        require_caller(self.vm(), deal.buyer.get())?;
        require_overdue(self.vm(), deal.due.get().to())?;
        self.settle(id, Outcome::Refunded, U256::ZERO);
        Ok(())
    }

    pub fn claim(&mut self, id: u64) -> Result<(), Error> {
        let deal = self.deals.getter(id);
        deal.expect_status(id, Status::Delivered)?;
        require_caller(self.vm(), deal.terms.seller.get())?;
        require_overdue(self.vm(), deal.due.get().to())?;
        let amount = deal.terms.amount.get();
        self.settle(id, Outcome::Lapsed, amount);
        Ok(())
    }

    pub fn resolve(&mut self, id: u64, to_seller: U256) -> Result<(), Error> {
        let deal = self.deals.getter(id);
        deal.expect_status(id, Status::Disputed)?;
        require_caller(self.vm(), deal.terms.arbiter.get())?;
        require_in_time(self.vm(), deal.due.get().to())?;
        require_part(to_seller, deal.terms.amount.get())?;
        self.settle(id, Outcome::Resolved, to_seller);
        Ok(())
    }

    pub fn settle_undecided(&mut self, id: u64) -> Result<(), Error> {
        let deal = self.deals.getter(id);
        deal.expect_status(id, Status::Disputed)?;
        if self.vm().msg_sender() != deal.buyer.get() {
            require_caller(self.vm(), deal.terms.seller.get())?;
        }
        require_overdue(self.vm(), deal.due.get().to())?;
        let to_seller = deal.terms.undecided_to_seller.get();
        self.settle(id, Outcome::Undecided, to_seller);
        Ok(())
    }

    pub fn withdraw(&mut self, asset: Address, to: Address) -> Result<U256, Error> {
        let account = self.vm().msg_sender();
        require_party(self.vm(), to)?;
        let amount = self.owed.setter(account).take(asset);
        if amount.is_zero() {
            return Err(NothingOwed { account, asset }.into());
        }
        self.give(asset, to, amount)?;
        self.vm().log(Withdrawn { account, asset, to, amount });
        Ok(amount)
    }
}

impl Escrow {
    /// Ends a deal: the seller is credited its part, the buyer the rest.
    fn settle(&mut self, id: u64, outcome: Outcome, to_seller: U256) {
        let mut deal = self.deals.setter(id);
        deal.end(outcome, to_seller);
        let (buyer, seller, asset) = (deal.buyer.get(), deal.terms.seller.get(), deal.terms.asset.get());
        let to_buyer = deal.terms.amount.get() - to_seller;
        self.credit(seller, asset, to_seller);
        self.credit(buyer, asset, to_buyer);
        self.vm().log(Settled { id, outcome: outcome as u8, to_seller, to_buyer });
    }

    fn credit(&mut self, account: Address, asset: Address, amount: U256) {
        if !amount.is_zero() {
            self.owed.setter(account).setter(asset).update_check_add(amount).expect("overflow");
        }
    }

    /// Refuses terms under which a price could be stuck or a party could deceive another.
    fn require_sound(&self, buyer: Address, terms: &Terms) -> Result<(), Error> {
        let Terms { seller, arbiter, amount, .. } = *terms;
        require_party(self.vm(), seller)?;
        require_party(self.vm(), arbiter)?;
        if seller == buyer || arbiter == buyer {
            return Err(SameParty { party: buyer }.into());
        }
        if seller == arbiter {
            return Err(SameParty { party: seller }.into());
        }
        if amount.is_zero() {
            return Err(ZeroAmount {}.into());
        }
        require_part(terms.undecided_to_seller, amount)?;
        require_in_time(self.vm(), terms.deliver_by)?;
        for found in [terms.deliver_by - self.vm().block_timestamp(), terms.inspection, terms.arbitration] {
            if found > LONGEST_WAIT_SECONDS {
                return Err(TooLong { found, most: LONGEST_WAIT_SECONDS }.into());
            }
        }
        Ok(())
    }
}

/// Refuses who could not take out what it is owed.
fn require_party(vm: &VM, party: Address) -> Result<(), Error> {
    if party.is_zero() || party == vm.contract_address() {
        return Err(InvalidParty { party }.into());
    }
    Ok(())
}

fn require_caller(vm: &VM, expected: Address) -> Result<(), Error> {
    let caller = vm.msg_sender();
    if caller != expected {
        return Err(NotParty { caller, expected }.into());
    }
    Ok(())
}

fn require_part(found: U256, price: U256) -> Result<(), Error> {
    if found > price {
        return Err(AbovePrice { found, price }.into());
    }
    Ok(())
}

fn require_in_time(vm: &VM, due: u64) -> Result<(), Error> {
    let now = vm.block_timestamp();
    if now > due {
        return Err(TooLate { now, due }.into());
    }
    Ok(())
}

fn require_overdue(vm: &VM, due: u64) -> Result<(), Error> {
    let now = vm.block_timestamp();
    if now <= due {
        return Err(TooEarly { now, due }.into());
    }
    Ok(())
}
