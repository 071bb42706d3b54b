//! Sales in escrow: the price is held until the buyer accepts the delivery, an arbiter decides, or a deadline passes.
//!
//! Guarantees the invariants of README.md. Coins and tokens of any ERC-20 contract are held alike; what is owed is
//! credited and withdrawn by who it is owed to, so that nobody's refusal to receive holds up a deal.
#![no_std]

mod errors;
mod events;
mod records;

use blocks::asset;
use sdk::prelude::*;

pub use errors::Error;
pub use events::{Delivered, Disputed, Opened, Settled, Withdrawn};
pub use records::{Deal, Outcome, Status, Terms};

/// Most seconds that any step may wait: 10 years.
pub const LONGEST_WAIT_SECONDS: u64 = 10 * 366 * 24 * 3_600;

/// All deals of all buyers.
#[storage]
pub struct Escrow {
    count: Value<u64>,
    deals: Map<u64, Deal>,
    /// What an account may withdraw of an asset.
    owed: Map<(Address, Address), U256>,
}

#[contract]
impl Escrow {
    /// An escrow without deals. Nobody has rights over it.
    #[init]
    pub fn new(&mut self) {
        self.count.set(0);
    }

    /// Deals opened so far, which is also the last id.
    pub fn count(&self) -> u64 {
        self.count.get()
    }

    /// A deal; its status is `None` if there is none.
    pub fn deal(&self, id: u64) -> Deal {
        self.deals.get(id)
    }

    /// What an account may withdraw of an asset; the zero address is coins.
    pub fn owed(&self, account: Address, asset: Address) -> U256 {
        self.owed.get((account, asset))
    }

    /// Buyer: pays the price into escrow, in coins or in tokens that it approved before, and returns the deal's id.
    #[payable]
    pub fn open(&mut self, terms: Terms) -> Result<u64, Error> {
        let buyer = caller();
        self.require_sound(buyer, &terms)?;
        let id = self.count.update(|count| {
            *count += 1;
            *count
        });
        let Terms { seller, arbiter, asset, amount, deliver_by: due, agreement, .. } = terms;
        self.deals.set(id, Deal { status: Status::Funded, buyer, terms, due, ..Deal::default() });
        asset::take(asset, amount)?;
        emit(Opened { id, buyer, seller, arbiter, asset, amount, agreement, due });
        Ok(id)
    }

    /// Seller: says that it delivered, in time, with the hash of a proof.
    pub fn deliver(&mut self, id: u64, delivery: B256) -> Result<(), Error> {
        let mut deal = self.expect_status(id, Status::Funded)?;
        require_caller(deal.terms.seller)?;
        require_in_time(deal.due)?;
        deal.status = Status::Delivered;
        deal.delivery = delivery;
        deal.due = block_timestamp() + deal.terms.inspection;
        emit(Delivered { id, delivery, due: deal.due });
        self.deals.set(id, deal);
        Ok(())
    }

    /// Buyer: complains about the delivery while it may inspect, with the hash of the complaint.
    pub fn dispute(&mut self, id: u64, complaint: B256) -> Result<(), Error> {
        let mut deal = self.expect_status(id, Status::Delivered)?;
        require_caller(deal.buyer)?;
        require_in_time(deal.due)?;
        deal.status = Status::Disputed;
        deal.complaint = complaint;
        deal.due = block_timestamp() + deal.terms.arbitration;
        emit(Disputed { id, complaint, due: deal.due });
        self.deals.set(id, deal);
        Ok(())
    }

    /// Buyer: gives the price to the seller, at any time.
    pub fn accept(&mut self, id: u64) -> Result<(), Error> {
        let deal = self.open_deal(id)?;
        require_caller(deal.buyer)?;
        let amount = deal.terms.amount;
        self.settle(id, deal, Outcome::Accepted, amount);
        Ok(())
    }

    /// Seller: gives the price back to the buyer, at any time.
    pub fn decline(&mut self, id: u64) -> Result<(), Error> {
        let deal = self.open_deal(id)?;
        require_caller(deal.terms.seller)?;
        self.settle(id, deal, Outcome::Declined, U256::ZERO);
        Ok(())
    }

    /// Buyer: takes the price back after the seller's time to deliver.
    pub fn refund(&mut self, id: u64) -> Result<(), Error> {
        let deal = self.expect_status(id, Status::Funded)?;
        require_caller(deal.buyer)?;
        require_overdue(deal.due)?;
        self.settle(id, deal, Outcome::Refunded, U256::ZERO);
        Ok(())
    }

    /// Seller: takes the price after the buyer's time to inspect.
    pub fn claim(&mut self, id: u64) -> Result<(), Error> {
        let deal = self.expect_status(id, Status::Delivered)?;
        require_caller(deal.terms.seller)?;
        require_overdue(deal.due)?;
        let amount = deal.terms.amount;
        self.settle(id, deal, Outcome::Lapsed, amount);
        Ok(())
    }

    /// Arbiter: splits the price of a disputed deal, in time; the buyer gets what the seller does not.
    pub fn resolve(&mut self, id: u64, to_seller: U256) -> Result<(), Error> {
        let deal = self.expect_status(id, Status::Disputed)?;
        require_caller(deal.terms.arbiter)?;
        require_in_time(deal.due)?;
        require_part(to_seller, deal.terms.amount)?;
        self.settle(id, deal, Outcome::Resolved, to_seller);
        Ok(())
    }

    /// Buyer or seller: ends a dispute that the arbiter did not decide in time, as the terms say.
    pub fn settle_undecided(&mut self, id: u64) -> Result<(), Error> {
        let deal = self.expect_status(id, Status::Disputed)?;
        if caller() != deal.buyer {
            require_caller(deal.terms.seller)?;
        }
        require_overdue(deal.due)?;
        let to_seller = deal.terms.undecided_to_seller;
        self.settle(id, deal, Outcome::Undecided, to_seller);
        Ok(())
    }

    /// Anyone: takes all that it is owed of an asset to an address, and returns how much that is.
    pub fn withdraw(&mut self, asset: Address, to: Address) -> Result<U256, Error> {
        let account = caller();
        require_party(to)?;
        let amount = self.owed.get((account, asset));
        if amount.is_zero() {
            return Err(Error::NothingOwed { account, asset });
        }
        self.owed.remove((account, asset));
        asset::give(asset, to, amount)?;
        emit(Withdrawn { account, asset, to, amount });
        Ok(amount)
    }

    /// Ends a deal: the seller is credited its part, the buyer the rest.
    fn settle(&mut self, id: u64, mut deal: Deal, outcome: Outcome, to_seller: U256) {
        let Terms { seller, asset, amount, .. } = deal.terms;
        let to_buyer = amount - to_seller;
        self.credit(seller, asset, to_seller);
        self.credit(deal.buyer, asset, to_buyer);
        deal.status = Status::Settled;
        deal.outcome = outcome;
        deal.to_seller = to_seller;
        self.deals.set(id, deal);
        emit(Settled { id, outcome, to_seller, to_buyer });
    }

    fn credit(&mut self, account: Address, asset: Address, amount: U256) {
        if !amount.is_zero() {
            self.owed.add((account, asset), amount);
        }
    }

    /// Refuses terms under which a price could be stuck or a party could deceive another.
    fn require_sound(&self, buyer: Address, terms: &Terms) -> Result<(), Error> {
        let Terms { seller, arbiter, amount, .. } = *terms;
        require_party(seller)?;
        require_party(arbiter)?;
        if seller == buyer || arbiter == buyer {
            return Err(Error::SameParty { party: buyer });
        }
        if seller == arbiter {
            return Err(Error::SameParty { party: seller });
        }
        if amount.is_zero() {
            return Err(Error::ZeroAmount);
        }
        require_part(terms.undecided_to_seller, amount)?;
        require_in_time(terms.deliver_by)?;
        for wait in [terms.deliver_by - block_timestamp(), terms.inspection, terms.arbitration] {
            if wait > LONGEST_WAIT_SECONDS {
                return Err(Error::TooLong { found: wait, most: LONGEST_WAIT_SECONDS });
            }
        }
        Ok(())
    }

    fn existing(&self, id: u64) -> Result<Deal, Error> {
        let deal = self.deals.get(id);
        if deal.status == Status::None { Err(Error::UnknownDeal { id }) } else { Ok(deal) }
    }

    fn open_deal(&self, id: u64) -> Result<Deal, Error> {
        let deal = self.existing(id)?;
        if deal.status == Status::Settled { Err(Error::AlreadySettled { id }) } else { Ok(deal) }
    }

    fn expect_status(&self, id: u64, expected: Status) -> Result<Deal, Error> {
        let deal = self.existing(id)?;
        if deal.status == expected { Ok(deal) } else { Err(Error::WrongStatus { found: deal.status, expected }) }
    }
}

/// Refuses who could not take out what it is owed.
fn require_party(party: Address) -> Result<(), Error> {
    if party.is_zero() || party == this() { Err(Error::InvalidParty { party }) } else { Ok(()) }
}

fn require_caller(expected: Address) -> Result<(), Error> {
    if caller() == expected { Ok(()) } else { Err(Error::NotParty { caller: caller(), expected }) }
}

fn require_part(found: U256, price: U256) -> Result<(), Error> {
    if found > price { Err(Error::AbovePrice { found, price }) } else { Ok(()) }
}

fn require_in_time(due: u64) -> Result<(), Error> {
    let now = block_timestamp();
    if now > due { Err(Error::TooLate { now, due }) } else { Ok(()) }
}

fn require_overdue(due: u64) -> Result<(), Error> {
    let now = block_timestamp();
    if now > due { Ok(()) } else { Err(Error::TooEarly { now, due }) }
}
