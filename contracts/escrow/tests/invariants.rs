//! The invariants of README.md, after random messages from random parties at random times.

#[cfg(test)]
mod support;

use std::collections::BTreeMap;

use escrow::*;
use support::*;
use testing::prelude::*;

const MESSAGES: u32 = 6_000;
const KINDS: u64 = 10;
const CHECK_EVERY: u32 = 50;

#[test]
fn invariants_hold_after_random_messages() {
    let mut random = Random::from_env();
    let chain = Chain::native();
    let market = market(&chain);
    let Market { ref escrow, ref token, buyer, seller, arbiter, stranger } = market;
    token.transfer(stranger, U256::from(500_000_u64)).unwrap();
    token.by(stranger).approve(escrow.address(), U256::MAX).unwrap();
    let (accounts, assets) = ([buyer, seller, arbiter, stranger], [Address::ZERO, token.address()]);
    let mut coverage = Coverage::new(MESSAGES, KINDS);
    while coverage.wants_more() {
        let (by, asset) = (*random.pick(&accounts), *random.pick(&assets));
        // One of the last deals, or just beyond. Half of the messages are what the deal waits for.
        let id = (escrow.count() + 1).saturating_sub(random.below(12));
        let deal = escrow.deal(id);
        let next: &[u64] = match deal.status {
            Status::None => &[0],
            Status::Funded => &[1, 5],
            Status::Delivered => &[2, 2, 6],
            Status::Disputed => &[7, 7, 8],
            Status::Settled => &[0, 9],
        };
        let kind = if random.below(2) == 0 { *random.pick(next) } else { random.below(KINDS) };
        // Most messages come from the party whose step it is, or hardly any would succeed.
        let party = match kind {
            1 | 4 | 6 => deal.terms.seller,
            2 | 3 | 5 => deal.buyer,
            7 => deal.terms.arbiter,
            _ => by,
        };
        let by = if random.below(4) > 0 { party } else { by };
        let client = escrow.by(by);
        chain.advance_time(random.below(DAY / 8));
        let now = chain.timestamp();
        let done = match kind {
            0 => {
                let amount = U256::from(random.below(300));
                let terms = Terms {
                    seller: *random.pick(&accounts),
                    arbiter: *random.pick(&accounts),
                    asset,
                    amount,
                    deliver_by: now + random.below(4 * DAY),
                    inspection: random.below(4 * DAY),
                    arbitration: random.below(4 * DAY),
                    undecided_to_seller: U256::from(random.below(300)),
                    agreement: hash(1),
                };
                let coins = if asset.is_zero() { amount } else { U256::ZERO };
                client.with_value(coins).open(terms).is_ok()
            }
            1 => client.deliver(id, hash(2)).is_ok(),
            2 => client.dispute(id, hash(3)).is_ok(),
            // Giving in is rare, or no deal would come to its other ends.
            3 => random.below(4) == 0 && client.accept(id).is_ok(),
            4 => random.below(4) == 0 && client.decline(id).is_ok(),
            5 => client.refund(id).is_ok(),
            6 => client.claim(id).is_ok(),
            7 => client.resolve(id, U256::from(random.below(100))).is_ok(),
            8 => client.settle_undecided(id).is_ok(),
            _ => client.withdraw(asset, by).is_ok(),
        };
        coverage.count(kind, done);
        check_step(&deal, &escrow.deal(id), by, now);
        if coverage.tried().is_multiple_of(CHECK_EVERY) {
            check_books(&chain, &market, &accounts);
        }
    }
    check_books(&chain, &market, &accounts);
    check_that_nothing_is_stuck(&chain, &market, &accounts);
}

/// What one message did to a deal that it named was this party's right at this time.
fn check_step(before: &Deal, after: &Deal, by: Address, now: u64) {
    if before == after || before.status == Status::None {
        return;
    }
    let Terms { seller, arbiter, amount, undecided_to_seller, .. } = before.terms;
    assert_eq!((&before.terms, before.buyer), (&after.terms, after.buyer), "invariant 5: terms never change");
    let in_time = now <= before.due;
    match (before.status, after.status) {
        (Status::Funded, Status::Delivered) => assert!(by == seller && in_time, "invariant 3: delivery"),
        (Status::Delivered, Status::Disputed) => assert!(by == before.buyer && in_time, "invariant 3: dispute"),
        (Status::Funded | Status::Delivered | Status::Disputed, Status::Settled) => {}
        (found, now) => panic!("a deal went from {found:?} to {now:?}"),
    }
    match (after.outcome, before.status) {
        (Outcome::Open, _) => assert_ne!(after.status, Status::Settled),
        (Outcome::Accepted, _) => assert!(by == before.buyer && after.to_seller == amount),
        (Outcome::Declined, _) => assert!(by == seller && after.to_seller.is_zero()),
        (Outcome::Refunded, Status::Funded) => assert!(by == before.buyer && !in_time && after.to_seller.is_zero()),
        (Outcome::Lapsed, Status::Delivered) => assert!(by == seller && !in_time && after.to_seller == amount),
        (Outcome::Resolved, Status::Disputed) => assert!(by == arbiter && in_time),
        (Outcome::Undecided, Status::Disputed) => {
            assert!((by == seller || by == before.buyer) && !in_time && after.to_seller == undecided_to_seller);
        }
        (outcome, status) => panic!("a deal that was {status:?} ended as {outcome:?}"),
    }
}

fn deals(escrow: &EscrowClient<Sender>) -> impl Iterator<Item = (u64, Deal)> {
    (1..=escrow.count()).map(|id| (id, escrow.deal(id)))
}

fn held(chain: &Chain, market: &Market, asset: Address) -> U256 {
    let escrow = market.escrow.address();
    if asset.is_zero() { chain.balance(escrow) } else { market.token.balance_of(escrow) }
}

/// What is held of each asset is what open deals are about and what is owed; each deal paid out its price once.
fn check_books(chain: &Chain, market: &Market, accounts: &[Address]) {
    let escrow = &market.escrow;
    for asset in [Address::ZERO, market.token.address()] {
        let mut expected: U256 = accounts.iter().map(|account| escrow.owed(*account, asset)).sum();
        for (_, deal) in deals(escrow) {
            if deal.terms.asset == asset && deal.status != Status::Settled {
                expected += deal.terms.amount;
            }
        }
        assert_eq!(held(chain, market, asset), expected, "invariant 1: held of {asset}");
    }
    let mut settled = BTreeMap::new();
    for Settled { id, to_seller, to_buyer, .. } in chain.events::<Settled>() {
        assert_eq!(to_seller + to_buyer, escrow.deal(id).terms.amount, "invariant 2: the parts are the price");
        assert_eq!(settled.insert(id, ()), None, "invariant 2: a deal is settled once");
    }
    for (id, deal) in deals(escrow) {
        assert_eq!(deal.status == Status::Settled, settled.contains_key(&id));
        assert!(!deal.terms.amount.is_zero() && deal.terms.undecided_to_seller <= deal.terms.amount);
        let parties = [deal.buyer, deal.terms.seller, deal.terms.arbiter];
        let three = parties[0] != parties[1] && parties[1] != parties[2] && parties[0] != parties[2];
        assert!(three, "invariant 5: buyer, seller and arbiter are three");
    }
}

/// Without the arbiter, and without the other side, each deal comes to its end and everything can be withdrawn.
fn check_that_nothing_is_stuck(chain: &Chain, market: &Market, accounts: &[Address]) {
    let escrow = &market.escrow;
    chain.advance_time(LONGEST_WAIT_SECONDS);
    for (id, deal) in deals(escrow) {
        let ended = match deal.status {
            Status::Funded => escrow.by(deal.buyer).refund(id),
            Status::Delivered => escrow.by(deal.terms.seller).claim(id),
            Status::Disputed => escrow.by(deal.buyer).settle_undecided(id),
            Status::None | Status::Settled => Ok(()),
        };
        assert_eq!(ended, Ok(()), "invariant 4: a deal ends after its deadline");
    }
    for asset in [Address::ZERO, market.token.address()] {
        for account in accounts {
            let owed = escrow.owed(*account, asset);
            if !owed.is_zero() {
                assert_eq!(escrow.by(*account).withdraw(asset, *account), Ok(owed));
            }
        }
        assert_eq!(held(chain, market, asset), U256::ZERO, "invariant 4: nothing is left of {asset}");
    }
}
