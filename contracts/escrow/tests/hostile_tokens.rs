//! Tokens that do not do what they are told. They are native only: a package builds one contract.

#![allow(missing_docs, reason = "the token is one of a test")]

#[cfg(test)]
mod support;

use blocks::asset::AssetError;
use escrow::*;
use support::*;
use testing::prelude::*;

/// A token whose movements are short of what it is told, and whose answers are what it likes.
#[storage]
pub struct Crooked {
    fee: Value<U256>,
    answer: Value<bool>,
    /// What a transfer costs its sender beside the amount.
    surcharge: Value<U256>,
    balances: Map<Address, U256>,
}

#[contract]
impl Crooked {
    #[init]
    pub fn new(&mut self, fee: U256, answer: bool) {
        self.fee.set(fee);
        self.answer.set(answer);
        self.balances.set(caller(), U256::from(1_000_000_u64));
    }

    pub fn balance_of(&self, account: Address) -> U256 {
        self.balances.get(account)
    }

    pub fn transfer_from(&mut self, from: Address, to: Address, amount: U256) -> bool {
        self.balances.update(from, |held| *held -= amount);
        self.balances.add(to, amount - self.fee.get());
        self.answer.get()
    }

    pub fn transfer(&mut self, to: Address, amount: U256) -> bool {
        self.balances.update(caller(), |held| *held -= amount + self.surcharge.get());
        self.balances.add(to, amount);
        self.answer.get()
    }

    pub fn change_surcharge(&mut self, surcharge: U256) {
        self.surcharge.set(surcharge);
    }

    pub fn change_answer(&mut self, answer: bool) {
        self.answer.set(answer);
    }
}

#[test]
fn token_that_takes_a_fee_opens_no_deal() {
    let chain = Chain::native();
    let market = market(&chain);
    let token = chain.deploy(market.buyer, Crooked::constructor(U256::ONE, true));
    let (found, expected) = (U256::from(PRICE - 1), U256::from(PRICE));
    let opened = market.escrow.open(market.terms(&chain, token.address()));
    assert_eq!(opened, Err(Error::Asset(AssetError::WrongTokens { found, expected })));
    assert_eq!(token.balance_of(market.escrow.address()), U256::ZERO);
}

#[test]
fn token_that_answers_false_opens_no_deal() {
    let chain = Chain::native();
    let market = market(&chain);
    let token = chain.deploy(market.buyer, Crooked::constructor(U256::ZERO, false));
    let opened = market.escrow.open(market.terms(&chain, token.address()));
    assert_eq!(opened, Err(Error::Asset(AssetError::TokenRefused { token: token.address() })));
}

#[test]
fn debt_stays_when_the_token_refuses_to_move() {
    let chain = Chain::native();
    let market = market(&chain);
    let Market { ref escrow, seller, .. } = market;
    let token = chain.deploy(market.buyer, Crooked::constructor(U256::ZERO, true));
    let asset = token.address();
    let id = escrow.open(market.terms(&chain, asset)).unwrap();
    escrow.accept(id).unwrap();
    token.change_answer(false);
    assert_eq!(escrow.by(seller).withdraw(asset, seller), Err(Error::Asset(AssetError::TokenRefused { token: asset })));
    assert_eq!(market.owed(asset), (0, PRICE));
    token.change_answer(true);
    assert_eq!(escrow.by(seller).withdraw(asset, seller), Ok(U256::from(PRICE)));
    assert_eq!(token.balance_of(seller), U256::from(PRICE));
}

/// Or the first to withdraw would take what others are owed.
#[test]
fn token_that_takes_more_than_it_was_told_is_not_moved() {
    let chain = Chain::native();
    let market = market(&chain);
    let Market { ref escrow, seller, .. } = market;
    let token = chain.deploy(market.buyer, Crooked::constructor(U256::ZERO, true));
    let asset = token.address();
    for _ in 0..2 {
        let id = escrow.open(market.terms(&chain, asset)).unwrap();
        escrow.accept(id).unwrap();
    }
    // Somebody else's deal, whose price the surcharge would come from.
    escrow.open(market.terms(&chain, asset)).unwrap();
    token.change_surcharge(U256::ONE);
    let expected = U256::from(2 * PRICE);
    let wrong = AssetError::WrongTokens { found: expected + U256::ONE, expected };
    assert_eq!(escrow.by(seller).withdraw(asset, seller), Err(Error::Asset(wrong)));
    assert_eq!(token.balance_of(escrow.address()), U256::from(3 * PRICE));
    token.change_surcharge(U256::ZERO);
    assert_eq!(escrow.by(seller).withdraw(asset, seller), Ok(expected));
}
