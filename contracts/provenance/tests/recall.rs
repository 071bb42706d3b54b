//! A recall reaches everything that was or will be made of a lot, and nothing else.

#[cfg(test)]
mod support;

use provenance::*;
use support::*;
use testing::prelude::*;

#[chain_test]
fn recall_reaches_descendants_wherever_they_are(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, farm, mill, shop, .. } = trade;
    let (bad, good) = (trade.wheat(100), trade.wheat(100));
    let split = lots.split(bad, vec![40]).unwrap();
    let mixed = lots.transform(vec![part(split, 10), part(good, 10)], vec![output(2, 20)], 0).unwrap();
    let on_the_way = lots.transform(vec![part(split, 10)], vec![output(3, 10)], 0).unwrap();
    lots.ship(on_the_way, mill, hash(0xB1)).unwrap();
    lots.recall(bad, hash(0xE0)).unwrap();
    assert_eq!(chain.events::<LotRecalled>(), [LotRecalled { lot: bad, by: farm, reason: hash(0xE0) }]);

    let refused = |lot| Err(Error::Recalled { lot, recalled: bad });
    for lot in [bad, split, mixed] {
        assert_eq!(lots.ship(lot, shop, hash(0xB1)), refused(lot));
        assert_eq!(lots.split(lot, vec![1]), refused(lot).map(|()| 0));
        assert_eq!(lots.merge(vec![lot], hash(9)), refused(lot).map(|()| 0));
        assert_eq!(lots.transform(vec![part(lot, 1)], vec![output(2, 1)], 0), refused(lot).map(|()| 0));
        assert_eq!(lots.check(lot), refused(lot));
        lots.destroy(lot, 1, hash(0xD0)).unwrap();
    }
    // What is on its way arrives, and goes no further.
    lots.by(mill).receive(on_the_way, 10).unwrap();
    assert_eq!(lots.by(mill).ship(on_the_way, shop, hash(0xB1)), refused(on_the_way));
    // What was not made of it is free.
    lots.ship(good, mill, hash(0xB1)).unwrap();
    let (page, _) = lots.trace(vec![mixed]);
    assert_eq!(
        page.iter().map(|lot| (lot.lot, lot.recalled)).collect::<Vec<_>>(),
        [(mixed, false), (split, false), (good, false), (bad, true)]
    );
}

#[chain_test]
fn lifted_recall_frees_what_no_other_recall_holds(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, authority, mill, .. } = trade;
    let (first, second) = (trade.wheat(10), trade.wheat(10));
    let mixed = lots.merge(vec![first, second], hash(9)).unwrap();
    lots.recall(first, hash(0xE0)).unwrap();
    lots.by(authority).recall(second, hash(0xE1)).unwrap();
    assert_eq!(lots.recall(first, hash(0xE0)), Err(Error::AlreadyRecalled { lot: first }));
    assert_eq!(lots.by(authority).lift(mixed, hash(0xE2)), Err(Error::NotRecalled { lot: mixed }));
    lots.by(authority).lift(first, hash(0xE2)).unwrap();
    assert_eq!(chain.events::<RecallLifted>(), [RecallLifted { lot: first, reason: hash(0xE2) }]);
    assert_eq!(lots.ship(mixed, mill, hash(0xB1)), Err(Error::Recalled { lot: mixed, recalled: second }));
    lots.by(authority).lift(second, hash(0xE3)).unwrap();
    lots.ship(mixed, mill, hash(0xB1)).unwrap();
    lots.recall(first, hash(0xE4)).unwrap();
    lots.by(mill).receive(mixed, 20).unwrap();
    assert_eq!(lots.by(mill).check(mixed), Err(Error::Recalled { lot: mixed, recalled: first }));
}

/// A maker recalls what it made, not what others made of it.
#[chain_test]
fn maker_of_a_product_recalls_it_too(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, mill, shop, .. } = trade;
    let wheat = trade.shipped(10);
    lots.by(mill).receive(wheat, 10).unwrap();
    let flour = lots.by(mill).transform(vec![part(wheat, 5)], vec![output(2, 5)], 0).unwrap();
    lots.by(mill).recall(flour, hash(0xE0)).unwrap();
    assert_eq!(lots.by(mill).ship(flour, shop, hash(0xB1)), Err(Error::Recalled { lot: flour, recalled: flour }));
    lots.by(mill).ship(wheat, shop, hash(0xB1)).unwrap();
}

/// A recall far back is found, and a long way back is walked in pieces.
#[test]
fn chain_longer_than_one_message_looks_at_is_checked_in_pieces() {
    let chain = Chain::native();
    let trade = trade(&chain);
    let Trade { ref lots, authority, mill, .. } = trade;
    let (other, first) = (trade.wheat(1), trade.wheat(1));
    let length = 2 * ANCESTORS_MAX as u64;
    for lot in first..first + length {
        assert_eq!(lots.split(lot, vec![1]), Ok(lot + 1));
    }
    let last = first + length;
    // Nothing is recalled yet, so everything is known to be clear.
    lots.check(last).unwrap();
    // Any recall makes one look anew.
    lots.recall(other, hash(0xE0)).unwrap();
    let ancestor = last - ANCESTORS_MAX as u64;
    assert_eq!(lots.ship(last, mill, hash(0xB1)), Err(Error::CheckFirst { lot: last, ancestor }));
    let earlier = ancestor - ANCESTORS_MAX as u64;
    assert_eq!(earlier, first);
    assert_eq!(lots.check(ancestor), Err(Error::CheckFirst { lot: ancestor, ancestor: first }));
    lots.check(first).unwrap();
    lots.check(ancestor).unwrap();
    lots.ship(last, mill, hash(0xB1)).unwrap();

    lots.by(mill).refuse(last).unwrap();
    lots.by(authority).recall(first, hash(0xE1)).unwrap();
    assert_eq!(lots.ship(last, mill, hash(0xB1)), Err(Error::CheckFirst { lot: last, ancestor }));
    assert_eq!(lots.check(ancestor), Err(Error::Recalled { lot: ancestor, recalled: first }));
}

/// Each ancestor is traced once however many ways lead to it, over as many pages as there are.
#[test]
fn trace_has_pages_and_each_ancestor_once() {
    let chain = Chain::native();
    let trade = trade(&chain);
    let lots = &trade.lots;
    let mut last = trade.wheat(1_000);
    for _ in 0..80 {
        let two = lots.split(last, vec![1, 2]).unwrap();
        last = lots.merge(vec![two, last, two + 1], hash(9)).unwrap();
    }
    let (mut seen, mut ahead, mut pages) = (Vec::new(), vec![last, 7, 7], 0);
    while !ahead.is_empty() {
        let (page, next) = lots.trace(ahead);
        assert!(page.len() as u64 <= PAGE_MAX);
        seen.extend(page.iter().map(|lot| lot.lot));
        ahead = next;
        pages += 1;
    }
    assert_eq!(seen, (1..=last).rev().collect::<Vec<_>>());
    assert_eq!(pages, last.div_ceil(PAGE_MAX));
}

/// Uses and inspections have pages too.
#[test]
fn uses_and_inspections_have_pages() {
    let chain = Chain::native();
    let trade = trade(&chain);
    let lot = trade.wheat(1_000);
    for _ in 0..PAGE_MAX + 3 {
        trade.lots.split(lot, vec![1]).unwrap();
        trade.lots.by(trade.inspector).inspect(lot, true, hash(0xF1)).unwrap();
    }
    assert_eq!(trade.lots.uses(lot, 0), (2..2 + PAGE_MAX).collect::<Vec<_>>());
    assert_eq!(trade.lots.uses(lot, PAGE_MAX), (2 + PAGE_MAX..5 + PAGE_MAX).collect::<Vec<_>>());
    assert_eq!(trade.lots.inspections(lot, 0).len() as u64, PAGE_MAX);
    assert_eq!(trade.lots.inspections(lot, PAGE_MAX).len(), 3);
    assert!(trade.lots.uses(lot, u64::MAX).is_empty());
}
