//! Each step of a deal, and each reason to refuse one, by name.

#[cfg(test)]
mod support;

use blocks::asset::AssetError;
use escrow::*;
use support::*;
use testing::prelude::*;

/// Lets the next message run in this second.
fn at(chain: &Chain, second: u64) {
    chain.advance_time(second - chain.timestamp());
}

#[chain_test]
fn coins_go_to_the_seller_whose_delivery_is_accepted(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, buyer, seller, arbiter, stranger, .. } = market;
    let terms = market.terms(&chain, Address::ZERO);
    let (amount, due) = (U256::from(PRICE), terms.deliver_by);
    let id = escrow.with_value(amount).open(terms.clone()).unwrap();
    assert_eq!((id, escrow.count()), (1, 1));
    assert_eq!(chain.balance(escrow.address()), amount);
    let inspected_until = chain.timestamp() + 7 * DAY;
    escrow.by(seller).deliver(id, hash(2)).unwrap();
    escrow.accept(id).unwrap();
    let expected = Deal {
        status: Status::Settled,
        outcome: Outcome::Accepted,
        buyer,
        terms,
        due: inspected_until,
        delivery: hash(2),
        complaint: B256::ZERO,
        to_seller: amount,
    };
    assert_eq!(escrow.deal(id), expected);
    assert_eq!(market.owed(Address::ZERO), (0, PRICE));
    let before = chain.balance(stranger);
    assert_eq!(escrow.by(seller).withdraw(Address::ZERO, stranger), Ok(amount));
    assert_eq!(chain.balance(stranger), before + amount);
    assert_eq!(chain.balance(escrow.address()), U256::ZERO);

    let asset = Address::ZERO;
    let opened = Opened { id, buyer, seller, arbiter, asset, amount, agreement: hash(1), due };
    assert_eq!(chain.events::<Opened>(), [opened]);
    assert_eq!(chain.events::<Delivered>(), [Delivered { id, delivery: hash(2), due: inspected_until }]);
    let settled = Settled { id, outcome: Outcome::Accepted, to_seller: amount, to_buyer: U256::ZERO };
    assert_eq!(chain.events::<Settled>(), [settled]);
    assert_eq!(chain.events::<Withdrawn>(), [Withdrawn { account: seller, asset, to: stranger, amount }]);
}

#[chain_test]
fn tokens_are_taken_by_allowance_and_split_by_the_arbiter(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, ref token, buyer, seller, arbiter, .. } = market;
    let asset = token.address();
    let id = escrow.open(market.terms(&chain, asset)).unwrap();
    assert_eq!(token.balance_of(escrow.address()), U256::from(PRICE));
    escrow.by(seller).deliver(id, hash(2)).unwrap();
    let decided_until = chain.timestamp() + 30 * DAY;
    escrow.dispute(id, hash(3)).unwrap();
    let deal = escrow.deal(id);
    assert_eq!((deal.status, deal.complaint, deal.due), (Status::Disputed, hash(3), decided_until));
    assert_eq!(chain.events::<Disputed>(), [Disputed { id, complaint: hash(3), due: decided_until }]);
    escrow.by(arbiter).resolve(id, U256::from(300_u64)).unwrap();
    assert_eq!(market.owed(asset), (700, 300));
    assert_eq!(market.owed(Address::ZERO), (0, 0));
    assert_eq!(escrow.withdraw(asset, buyer), Ok(U256::from(700_u64)));
    assert_eq!(escrow.by(seller).withdraw(asset, seller), Ok(U256::from(300_u64)));
    assert_eq!(token.balance_of(escrow.address()), U256::ZERO);
    assert_eq!(token.balance_of(seller), U256::from(300_u64));
}

#[chain_test]
fn arbiter_may_give_all_to_either_side(chain: Chain) {
    for (to_seller, owed) in [(0, (PRICE, 0)), (PRICE, (0, PRICE))] {
        let market = market(&chain);
        let id = market.brought_to(&chain, Status::Disputed);
        market.escrow.by(market.arbiter).resolve(id, U256::from(to_seller)).unwrap();
        assert_eq!(market.owed(Address::ZERO), owed);
        assert_eq!(market.escrow.deal(id).outcome, Outcome::Resolved);
    }
}

#[chain_test]
fn each_side_may_give_in_until_the_deal_is_settled(chain: Chain) {
    for status in [Status::Funded, Status::Delivered, Status::Disputed] {
        let market = market(&chain);
        let id = market.brought_to(&chain, status);
        market.escrow.accept(id).unwrap();
        assert_eq!((market.owed(Address::ZERO), market.escrow.deal(id).outcome), ((0, PRICE), Outcome::Accepted));
        let id = market.brought_to(&chain, status);
        market.escrow.by(market.seller).decline(id).unwrap();
        assert_eq!((market.owed(Address::ZERO), market.escrow.deal(id).outcome), ((PRICE, PRICE), Outcome::Declined));
        assert_eq!(market.escrow.accept(id), Err(Error::AlreadySettled { id }));
        assert_eq!(market.escrow.by(market.seller).decline(id), Err(Error::AlreadySettled { id }));
    }
}

/// The last second of a party's time is its own, and the next is the other side's.
#[chain_test]
fn delivery_is_in_time_until_its_deadline_and_the_price_goes_back_after_it(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, seller, .. } = market;
    let id = market.brought_to(&chain, Status::Funded);
    let due = escrow.deal(id).due;
    at(&chain, due);
    assert_eq!(escrow.refund(id), Err(Error::TooEarly { now: due, due }));
    let now = due + 1;
    assert_eq!(escrow.by(seller).deliver(id, hash(2)), Err(Error::TooLate { now, due }));
    escrow.refund(id).unwrap();
    assert_eq!((market.owed(Address::ZERO), escrow.deal(id).outcome), ((PRICE, 0), Outcome::Refunded));

    let id = market.brought_to(&chain, Status::Funded);
    at(&chain, escrow.deal(id).due);
    escrow.by(seller).deliver(id, hash(2)).unwrap();
}

#[chain_test]
fn inspection_lasts_until_its_deadline_and_silence_pays_the_seller(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, seller, .. } = market;
    let id = market.brought_to(&chain, Status::Delivered);
    let due = escrow.deal(id).due;
    at(&chain, due);
    assert_eq!(escrow.by(seller).claim(id), Err(Error::TooEarly { now: due, due }));
    assert_eq!(escrow.dispute(id, hash(3)), Err(Error::TooLate { now: due + 1, due }));
    escrow.by(seller).claim(id).unwrap();
    assert_eq!((market.owed(Address::ZERO), escrow.deal(id).outcome), ((0, PRICE), Outcome::Lapsed));

    let id = market.brought_to(&chain, Status::Delivered);
    at(&chain, escrow.deal(id).due);
    escrow.dispute(id, hash(3)).unwrap();
}

#[chain_test]
fn arbiter_decides_until_its_deadline_and_the_terms_do_after_it(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, seller, arbiter, .. } = market;
    let id = market.brought_to(&chain, Status::Disputed);
    let due = escrow.deal(id).due;
    at(&chain, due);
    assert_eq!(escrow.settle_undecided(id), Err(Error::TooEarly { now: due, due }));
    let late = escrow.by(arbiter).resolve(id, U256::ZERO);
    assert_eq!(late, Err(Error::TooLate { now: due + 1, due }));
    escrow.by(seller).settle_undecided(id).unwrap();
    assert_eq!((market.owed(Address::ZERO), escrow.deal(id).outcome), ((900, 100), Outcome::Undecided));

    let id = market.brought_to(&chain, Status::Disputed);
    at(&chain, escrow.deal(id).due);
    escrow.by(arbiter).resolve(id, U256::from(PRICE)).unwrap();
    let id = market.brought_to(&chain, Status::Disputed);
    at(&chain, escrow.deal(id).due + 1);
    escrow.settle_undecided(id).unwrap();
}

/// Every step from every state: it succeeds from the state named here and is refused, by name, from all others.
#[chain_test]
fn each_step_starts_from_its_state_only(chain: Chain) {
    use Status::{Delivered, Disputed, Funded, Settled};
    type Step = fn(&Market, u64) -> Result<(), Error>;
    let steps: [(&str, Status, Step); 6] = [
        ("deliver", Funded, |market, id| market.escrow.by(market.seller).deliver(id, hash(2))),
        ("dispute", Delivered, |market, id| market.escrow.dispute(id, hash(3))),
        ("resolve", Disputed, |market, id| market.escrow.by(market.arbiter).resolve(id, U256::ZERO)),
        ("refund", Funded, |market, id| market.escrow.refund(id)),
        ("claim", Delivered, |market, id| market.escrow.by(market.seller).claim(id)),
        ("settle_undecided", Disputed, |market, id| market.escrow.settle_undecided(id)),
    ];
    for found in [Funded, Delivered, Disputed, Settled] {
        for (index, (name, expected, step)) in steps.into_iter().enumerate() {
            let market = market(&chain);
            let id = market.brought_to(&chain, found);
            if index >= 3 {
                at(&chain, market.escrow.deal(id).due + 1);
            }
            let expected = if found == expected { Ok(()) } else { Err(Error::WrongStatus { found, expected }) };
            assert_eq!(step(&market, id), expected, "{name} from {found:?}");
        }
    }
}

#[chain_test]
fn each_step_is_for_its_party_only(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, buyer, seller, arbiter, stranger, .. } = market;
    let not = |caller, expected| Err(Error::NotParty { caller, expected });
    for caller in [stranger, buyer, arbiter] {
        let id = market.brought_to(&chain, Status::Funded);
        assert_eq!(escrow.by(caller).deliver(id, hash(2)), not(caller, seller));
        assert_eq!(escrow.by(caller).decline(id), not(caller, seller));
        at(&chain, escrow.deal(id).due + 1);
        if caller != buyer {
            assert_eq!(escrow.by(caller).refund(id), not(caller, buyer));
        }
    }
    for caller in [stranger, seller, arbiter] {
        let id = market.brought_to(&chain, Status::Delivered);
        assert_eq!(escrow.by(caller).accept(id), not(caller, buyer));
        assert_eq!(escrow.by(caller).dispute(id, hash(3)), not(caller, buyer));
        at(&chain, escrow.deal(id).due + 1);
        if caller != seller {
            assert_eq!(escrow.by(caller).claim(id), not(caller, seller));
        }
    }
    for caller in [stranger, seller, buyer] {
        let id = market.brought_to(&chain, Status::Disputed);
        assert_eq!(escrow.by(caller).resolve(id, U256::ZERO), not(caller, arbiter));
    }
    let id = market.brought_to(&chain, Status::Disputed);
    at(&chain, escrow.deal(id).due + 1);
    assert_eq!(escrow.by(arbiter).settle_undecided(id), not(arbiter, seller));
}

#[chain_test]
fn terms_that_make_no_sense_are_refused(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, buyer, seller, arbiter, .. } = market;
    let sound = market.terms(&chain, Address::ZERO);
    let open = |terms: Terms| escrow.with_value(terms.amount).open(terms);
    for party in [Address::ZERO, escrow.address()] {
        assert_eq!(open(Terms { seller: party, ..sound.clone() }), Err(Error::InvalidParty { party }));
        assert_eq!(open(Terms { arbiter: party, ..sound.clone() }), Err(Error::InvalidParty { party }));
    }
    assert_eq!(open(Terms { seller: buyer, ..sound.clone() }), Err(Error::SameParty { party: buyer }));
    assert_eq!(open(Terms { arbiter: buyer, ..sound.clone() }), Err(Error::SameParty { party: buyer }));
    assert_eq!(open(Terms { arbiter: seller, ..sound.clone() }), Err(Error::SameParty { party: seller }));
    assert_eq!(open(Terms { seller: arbiter, ..sound.clone() }), Err(Error::SameParty { party: arbiter }));
    assert_eq!(open(Terms { amount: U256::ZERO, ..sound.clone() }), Err(Error::ZeroAmount));
    let (found, price) = (U256::from(PRICE + 1), U256::from(PRICE));
    let above = Error::AbovePrice { found, price };
    assert_eq!(open(Terms { undecided_to_seller: found, ..sound.clone() }), Err(above.clone()));
    let past = chain.timestamp() - 1;
    let late = Error::TooLate { now: past + 1, due: past };
    assert_eq!(open(Terms { deliver_by: past, ..sound.clone() }), Err(late));
    let most = LONGEST_WAIT_SECONDS;
    let too_long = Error::TooLong { found: most + 1, most };
    assert_eq!(open(Terms { deliver_by: chain.timestamp() + most + 1, ..sound.clone() }), Err(too_long.clone()));
    assert_eq!(open(Terms { inspection: most + 1, ..sound.clone() }), Err(too_long.clone()));
    assert_eq!(open(Terms { arbitration: most + 1, ..sound.clone() }), Err(too_long));
    assert_eq!(escrow.count(), 0);
    let latest = Terms { inspection: most, arbitration: most, undecided_to_seller: price, ..sound.clone() };
    assert_eq!(open(Terms { deliver_by: chain.timestamp() + most, ..latest }), Ok(1));
    assert_eq!(open(Terms { deliver_by: chain.timestamp(), ..sound }), Ok(2));

    let id = market.brought_to(&chain, Status::Disputed);
    assert_eq!(escrow.by(arbiter).resolve(id, found), Err(above));
}

#[chain_test]
fn coins_must_be_the_price_and_tokens_come_without_coins(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, ref token, .. } = market;
    let (price, coins) = (U256::from(PRICE), market.terms(&chain, Address::ZERO));
    for found in [U256::ZERO, price - U256::ONE, price + U256::ONE] {
        let wrong = Err(Error::Asset(AssetError::WrongValue { found, expected: price }));
        assert_eq!(escrow.with_value(found).open(coins.clone()), wrong);
    }
    let tokens = market.terms(&chain, token.address());
    let wrong = Err(Error::Asset(AssetError::WrongValue { found: price, expected: U256::ZERO }));
    assert_eq!(escrow.with_value(price).open(tokens), wrong);
}

#[chain_test]
fn token_that_refuses_or_is_none_opens_no_deal(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, ref token, stranger, .. } = market;
    token.approve(escrow.address(), U256::from(PRICE - 1)).unwrap();
    let refused = |token| Err(Error::Asset(AssetError::TokenRefused { token }));
    assert_eq!(escrow.open(market.terms(&chain, token.address())), refused(token.address()));
    assert_eq!(escrow.open(market.terms(&chain, stranger)), refused(stranger));
    assert_eq!(escrow.open(market.terms(&chain, escrow.address())), refused(escrow.address()));
    assert_eq!((escrow.count(), token.balance_of(escrow.address())), (0, U256::ZERO));
}

#[chain_test]
fn unknown_deal_is_refused_by_every_step(chain: Chain) {
    let market = market(&chain);
    let escrow = &market.escrow;
    market.brought_to(&chain, Status::Funded);
    let unknown = || Err(Error::UnknownDeal { id: 2 });
    assert_eq!(escrow.deliver(2, hash(2)), unknown());
    assert_eq!(escrow.dispute(2, hash(3)), unknown());
    assert_eq!(escrow.accept(2), unknown());
    assert_eq!(escrow.decline(2), unknown());
    assert_eq!(escrow.refund(2), unknown());
    assert_eq!(escrow.claim(2), unknown());
    assert_eq!(escrow.resolve(2, U256::ZERO), unknown());
    assert_eq!(escrow.settle_undecided(2), unknown());
    assert_eq!(escrow.deal(2), Deal::default());
}

#[chain_test]
fn withdrawal_takes_what_is_owed_once(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, ref token, buyer, seller, .. } = market;
    let id = market.brought_to(&chain, Status::Delivered);
    let nothing = |account, asset| Err(Error::NothingOwed { account, asset });
    assert_eq!(escrow.by(seller).withdraw(Address::ZERO, seller), nothing(seller, Address::ZERO));
    escrow.accept(id).unwrap();
    for party in [Address::ZERO, escrow.address()] {
        assert_eq!(escrow.by(seller).withdraw(Address::ZERO, party), Err(Error::InvalidParty { party }));
    }
    assert_eq!(escrow.withdraw(Address::ZERO, buyer), nothing(buyer, Address::ZERO));
    assert_eq!(escrow.by(seller).withdraw(token.address(), seller), nothing(seller, token.address()));
    assert_eq!(escrow.by(seller).withdraw(Address::ZERO, seller), Ok(U256::from(PRICE)));
    assert_eq!(escrow.by(seller).withdraw(Address::ZERO, seller), nothing(seller, Address::ZERO));
}

/// What several deals owe to an account adds up.
#[chain_test]
fn deals_add_up_to_one_withdrawal(chain: Chain) {
    let market = market(&chain);
    let Market { ref escrow, seller, .. } = market;
    for _ in 0..3 {
        market.brought_to(&chain, Status::Settled);
    }
    assert_eq!(escrow.by(seller).withdraw(Address::ZERO, seller), Ok(U256::from(3 * PRICE)));
}
