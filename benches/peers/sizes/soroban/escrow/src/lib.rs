//! The escrow of `contracts/escrow` on soroban-sdk: a price is held until the buyer accepts, an arbiter decides, or a
//! deadline passes.
//!
//! Not as in ours: coins are tokens too, of the network's own contract; a buyer signs the payment with `open` instead
//! of approving it before; what a token refuses fails with the token's own error; nothing needs a constructor; and
//! there is no zero address. Comments are `//`, since `///` would be written into the file.
#![no_std]

mod events;
mod records;

use events::{Delivered, Disputed, Opened, Settled, Withdrawn};
use records::{Deal, Key, Outcome, Status, Terms};
use soroban_sdk::{
    contract, contracterror, contractimpl, panic_with_error, symbol_short, token::TokenClient, Address, BytesN, Env,
    Symbol,
};

// Most seconds that any step may wait: 10 years.
const LONGEST_WAIT_SECONDS: u64 = 10 * 366 * 24 * 3_600;

const COUNT: Symbol = symbol_short!("count");

#[contracterror]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Error {
    WrongTokens = 1,
    InvalidParty = 2,
    SameParty = 3,
    ZeroAmount = 4,
    AbovePrice = 5,
    TooLong = 6,
    TooLate = 7,
    TooEarly = 8,
    UnknownDeal = 9,
    WrongStatus = 10,
    AlreadySettled = 11,
    NotParty = 12,
    NothingOwed = 13,
}

#[contract]
pub struct Escrow;

#[contractimpl]
impl Escrow {
    // Deals opened so far, which is also the last id.
    pub fn count(env: Env) -> u64 {
        env.storage().instance().get(&COUNT).unwrap_or(0)
    }

    pub fn deal(env: Env, id: u64) -> Option<Deal> {
        env.storage().persistent().get(&Key::Deal(id))
    }

    // What an account may withdraw of an asset.
    pub fn owed(env: Env, account: Address, asset: Address) -> i128 {
        env.storage().persistent().get(&Key::Owed(account, asset)).unwrap_or(0)
    }

    // Buyer: pays the price into escrow, and returns the deal's id.
    pub fn open(env: Env, buyer: Address, terms: Terms) -> u64 {
        buyer.require_auth();
        require_sound(&env, &buyer, &terms);
        let id = Self::count(env.clone()) + 1;
        env.storage().instance().set(&COUNT, &id);
        let (token, this) = (TokenClient::new(&env, &terms.asset), env.current_contract_address());
        let before = token.balance(&this);
        token.transfer(&buyer, &this, &terms.amount);
        require(&env, token.balance(&this) - before == terms.amount, Error::WrongTokens);
        Opened {
            id,
            buyer: buyer.clone(),
            seller: terms.seller.clone(),
            arbiter: terms.arbiter.clone(),
            asset: terms.asset.clone(),
            amount: terms.amount,
            agreement: terms.agreement.clone(),
            due: terms.deliver_by,
        }
        .publish(&env);
        let deal = Deal {
            status: Status::Funded,
            outcome: Outcome::Open,
            buyer,
            due: terms.deliver_by,
            terms,
            delivery: None,
            complaint: None,
            to_seller: 0,
        };
        save(&env, id, &deal);
        id
    }

    // Seller: says that it delivered, in time, with the hash of a proof.
    pub fn deliver(env: Env, id: u64, delivery: BytesN<32>) {
        let mut deal = expect_status(&env, id, Status::Funded);
        deal.terms.seller.require_auth();
        require_in_time(&env, deal.due);
        deal.status = Status::Delivered;
        deal.delivery = Some(delivery.clone());
        deal.due = env.ledger().timestamp() + deal.terms.inspection;
        save(&env, id, &deal);
        Delivered { id, delivery, due: deal.due }.publish(&env);
    }

    // Buyer: complains about the delivery while it may inspect, with the hash of the complaint.
    pub fn dispute(env: Env, id: u64, complaint: BytesN<32>) {
        let mut deal = expect_status(&env, id, Status::Delivered);
        deal.buyer.require_auth();
        require_in_time(&env, deal.due);
        deal.status = Status::Disputed;
        deal.complaint = Some(complaint.clone());
        deal.due = env.ledger().timestamp() + deal.terms.arbitration;
        save(&env, id, &deal);
        Disputed { id, complaint, due: deal.due }.publish(&env);
    }

    // Buyer: gives the price to the seller, at any time.
    pub fn accept(env: Env, id: u64) {
        let deal = open_deal(&env, id);
        deal.buyer.require_auth();
        let amount = deal.terms.amount;
        settle(&env, id, deal, Outcome::Accepted, amount);
    }

    // Seller: gives the price back to the buyer, at any time.
    pub fn decline(env: Env, id: u64) {
        let deal = open_deal(&env, id);
        deal.terms.seller.require_auth();
        settle(&env, id, deal, Outcome::Declined, 0);
    }

    // Buyer: takes the price back after the seller's time to deliver.
    pub fn refund(env: Env, id: u64) {
        let deal = expect_status(&env, id, Status::Funded);
        deal.buyer.require_auth();
        require_overdue(&env, deal.due);
        settle(&env, id, deal, Outcome::Refunded, 0);
    }

    // Seller: takes the price after the buyer's time to inspect.
    pub fn claim(env: Env, id: u64) {
        let deal = expect_status(&env, id, Status::Delivered);
        deal.terms.seller.require_auth();
        require_overdue(&env, deal.due);
        let amount = deal.terms.amount;
        settle(&env, id, deal, Outcome::Lapsed, amount);
    }

    // Arbiter: splits the price of a disputed deal, in time; the buyer gets what the seller does not.
    pub fn resolve(env: Env, id: u64, to_seller: i128) {
        let deal = expect_status(&env, id, Status::Disputed);
        deal.terms.arbiter.require_auth();
        require_in_time(&env, deal.due);
        require_part(&env, to_seller, deal.terms.amount);
        settle(&env, id, deal, Outcome::Resolved, to_seller);
    }

    // Buyer or seller: ends a dispute that the arbiter did not decide in time, as the terms say.
    pub fn settle_undecided(env: Env, caller: Address, id: u64) {
        caller.require_auth();
        let deal = expect_status(&env, id, Status::Disputed);
        require(&env, caller == deal.buyer || caller == deal.terms.seller, Error::NotParty);
        require_overdue(&env, deal.due);
        let to_seller = deal.terms.undecided_to_seller;
        settle(&env, id, deal, Outcome::Undecided, to_seller);
    }

    // Anyone: takes all that it is owed of an asset to an address, and returns how much that is.
    pub fn withdraw(env: Env, account: Address, asset: Address, to: Address) -> i128 {
        account.require_auth();
        require_party(&env, &to);
        let amount = Self::owed(env.clone(), account.clone(), asset.clone());
        require(&env, amount > 0, Error::NothingOwed);
        env.storage().persistent().remove(&Key::Owed(account.clone(), asset.clone()));
        let (token, this) = (TokenClient::new(&env, &asset), env.current_contract_address());
        let before = token.balance(&this);
        token.transfer(&this, &to, &amount);
        require(&env, before - token.balance(&this) == amount, Error::WrongTokens);
        Withdrawn { account, asset, to, amount }.publish(&env);
        amount
    }
}

// Ends a deal: the seller is credited its part, the buyer the rest.
fn settle(env: &Env, id: u64, mut deal: Deal, outcome: Outcome, to_seller: i128) {
    let to_buyer = deal.terms.amount - to_seller;
    credit(env, &deal.terms.seller, &deal.terms.asset, to_seller);
    credit(env, &deal.buyer, &deal.terms.asset, to_buyer);
    deal.status = Status::Settled;
    deal.outcome = outcome;
    deal.to_seller = to_seller;
    save(env, id, &deal);
    Settled { id, outcome, to_seller, to_buyer }.publish(env);
}

fn credit(env: &Env, account: &Address, asset: &Address, amount: i128) {
    if amount > 0 {
        let owed = Escrow::owed(env.clone(), account.clone(), asset.clone());
        env.storage().persistent().set(&Key::Owed(account.clone(), asset.clone()), &(owed + amount));
    }
}

fn save(env: &Env, id: u64, deal: &Deal) {
    env.storage().persistent().set(&Key::Deal(id), deal);
}

fn existing(env: &Env, id: u64) -> Deal {
    match Escrow::deal(env.clone(), id) {
        Some(deal) => deal,
        None => panic_with_error!(env, Error::UnknownDeal),
    }
}

fn open_deal(env: &Env, id: u64) -> Deal {
    let deal = existing(env, id);
    require(env, deal.status != Status::Settled, Error::AlreadySettled);
    deal
}

fn expect_status(env: &Env, id: u64, expected: Status) -> Deal {
    let deal = existing(env, id);
    require(env, deal.status == expected, Error::WrongStatus);
    deal
}

// Refuses terms under which a price could be stuck or a party could deceive another.
fn require_sound(env: &Env, buyer: &Address, terms: &Terms) {
    let Terms { seller, arbiter, amount, .. } = terms;
    require_party(env, seller);
    require_party(env, arbiter);
    require(env, seller != buyer && arbiter != buyer && seller != arbiter, Error::SameParty);
    require(env, *amount > 0, Error::ZeroAmount);
    require_part(env, terms.undecided_to_seller, *amount);
    require_in_time(env, terms.deliver_by);
    for wait in [terms.deliver_by - env.ledger().timestamp(), terms.inspection, terms.arbitration] {
        require(env, wait <= LONGEST_WAIT_SECONDS, Error::TooLong);
    }
}

fn require(env: &Env, holds: bool, error: Error) {
    if !holds {
        panic_with_error!(env, error)
    }
}

// Refuses who could not take out what it is owed.
fn require_party(env: &Env, party: &Address) {
    require(env, *party != env.current_contract_address(), Error::InvalidParty);
}

fn require_part(env: &Env, found: i128, price: i128) {
    require(env, (0..=price).contains(&found), Error::AbovePrice);
}

fn require_in_time(env: &Env, due: u64) {
    require(env, env.ledger().timestamp() <= due, Error::TooLate);
}

fn require_overdue(env: &Env, due: u64) {
    require(env, env.ledger().timestamp() > due, Error::TooEarly);
}
