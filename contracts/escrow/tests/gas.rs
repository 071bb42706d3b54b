//! What each step of a deal costs: `gas.golden` beside the manifest.

#[cfg(test)]
mod support;

use escrow::*;
use support::*;
use testing::prelude::*;

#[test]
fn gas_of_each_step_is_as_recorded() {
    let chain = Chain::vm();
    let market = market(&chain);
    let Market { ref escrow, ref token, buyer, seller, arbiter, .. } = market;
    let in_tokens = escrow.open(market.terms(&chain, token.address())).unwrap();
    escrow.accept(in_tokens).unwrap();
    escrow.by(seller).withdraw(token.address(), seller).unwrap();
    let [funded, delivered, disputed, undecided] =
        [Status::Funded, Status::Delivered, Status::Disputed, Status::Disputed].map(|at| market.brought_to(&chain, at));
    let declined = market.brought_to(&chain, Status::Funded);
    escrow.by(seller).decline(declined).unwrap();
    escrow.by(arbiter).resolve(disputed, U256::from(PRICE / 2)).unwrap();
    chain.advance_time(60 * DAY);
    escrow.refund(funded).unwrap();
    escrow.by(seller).claim(delivered).unwrap();
    escrow.settle_undecided(undecided).unwrap();
    escrow.withdraw(Address::ZERO, buyer).unwrap();
    assert_gas_golden!(chain);
}
