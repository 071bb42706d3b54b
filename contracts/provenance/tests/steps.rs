//! Each step of a lot, and each reason to refuse one, by name.

#[cfg(test)]
mod support;

use blocks::OwnableError;
use provenance::*;
use support::*;
use testing::prelude::*;

#[chain_test]
fn wheat_becomes_bread_and_its_trace_leads_back_to_the_farm(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, farm, mill, shop, .. } = trade;
    let wheat = trade.wheat(1_000);
    assert_eq!(wheat, 1);
    lots.ship(wheat, mill, hash(0xB1)).unwrap();
    lots.by(mill).receive(wheat, 1_000).unwrap();
    let bread = lots.by(mill).transform(vec![part(wheat, 900)], vec![output(2, 800), output(3, 60)], 40).unwrap();
    lots.by(mill).ship(bread, shop, hash(0xB2)).unwrap();
    lots.by(shop).receive(bread, 800).unwrap();

    let expected = Lot {
        status: Status::Held,
        unit: Unit::Gram,
        product: hash(2),
        commitment: hash(0xC0),
        holder: shop,
        quantity: 800,
        process: 2,
        ..Lot::default()
    };
    assert_eq!(lots.lot(bread), expected);
    assert_eq!(trade.quantity(wheat), 100);
    assert_eq!(lots.lot_count(), 3);
    assert_eq!(lots.totals(Unit::Gram), Totals { registered: 1_000, lost: 40 });
    assert_eq!(lots.totals(Unit::Piece), Totals::default());
    let process = lots.process(2);
    assert_eq!((process.kind, process.by, process.loss), (Kind::Transformation, mill, 40));
    assert_eq!((process.inputs, process.first_lot, process.lots), (vec![part(wheat, 900)], 2, 2));
    assert_eq!(lots.uses(wheat, 0), [2]);
    let traced = |lot, product, process, by| Traced { lot, product: hash(product), process, by, recalled: false };
    let trace = vec![traced(bread, 2, 2, mill), traced(wheat, 1, 1, farm)];
    assert_eq!(lots.trace(vec![bread]), (trace, vec![]));

    let processed = |process, by, kind, loss| Processed { process, by, kind, loss };
    let expected = [processed(1, farm, Kind::Registration, 0), processed(2, mill, Kind::Transformation, 40)];
    assert_eq!(chain.events::<Processed>(), expected);
    assert_eq!(chain.events::<Used>(), [Used { process: 2, lot: wheat, quantity: 900 }]);
    let created = |process, lot, product, quantity| {
        let (product, unit, commitment) = (hash(product), Unit::Gram, hash(0xC0));
        Created { process, lot, product, quantity, unit, commitment }
    };
    assert_eq!(chain.events::<Created>(), [created(1, 1, 1, 1_000), created(2, 2, 2, 800), created(2, 3, 3, 60)]);
    let shipped = |lot, from, to, quantity, waybill| Shipped { lot, from, to, quantity, waybill: hash(waybill) };
    let expected = [shipped(wheat, farm, mill, 1_000, 0xB1), shipped(bread, mill, shop, 800, 0xB2)];
    assert_eq!(chain.events::<Shipped>(), expected);
    let received = |lot, by, quantity| Received { lot, by, quantity };
    assert_eq!(chain.events::<Received>(), [received(wheat, mill, 1_000), received(bread, shop, 800)]);
    assert_eq!(chain.events::<Lost>(), [], "of what arrives whole nothing is lost");
}

#[chain_test]
fn lot_is_split_and_what_is_left_stays(chain: Chain) {
    let trade = trade(&chain);
    let lot = trade.wheat(100);
    assert_eq!(trade.lots.split(lot, vec![30, 20]), Ok(2));
    assert_eq!([1, 2, 3].map(|lot| trade.quantity(lot)), [50, 30, 20]);
    let made = trade.lots.lot(2);
    assert_eq!((made.product, made.commitment, made.holder), (hash(1), hash(0xC0), trade.farm));
    assert_eq!(trade.lots.process(2).kind, Kind::Split);
    let above = Error::AboveLot { lot, left: 50, wanted: 51 };
    assert_eq!(trade.lots.split(lot, vec![50, 1]), Err(above));
    assert_eq!(trade.lots.split(lot, vec![50]), Ok(4));
    assert_eq!(trade.quantity(lot), 0);
    assert_eq!(trade.lots.uses(lot, 0), [2, 3]);
    assert_eq!(trade.lots.uses(lot, 1), [3]);
    assert!(trade.lots.uses(lot, 2).is_empty());
}

#[chain_test]
fn lots_of_one_product_are_merged(chain: Chain) {
    let trade = trade(&chain);
    let (first, second) = (trade.wheat(70), trade.wheat(30));
    assert_eq!(trade.lots.merge(vec![first, second], hash(9)), Ok(3));
    assert_eq!([first, second, 3].map(|lot| trade.quantity(lot)), [0, 0, 100]);
    assert_eq!((trade.lots.lot(3).commitment, trade.lots.process(3).kind), (hash(9), Kind::Merge));
    assert_eq!(trade.lots.merge(vec![first, 3], hash(9)), Err(Error::ZeroQuantity));
    let rye = trade.lots.register(Unit::Gram, vec![output(7, 5)]).unwrap();
    let differs = Error::ProductDiffers { lot: rye, found: hash(7), expected: hash(1) };
    assert_eq!(trade.lots.merge(vec![3, rye], hash(9)), Err(differs));
    let twice = Error::AboveLot { lot: 3, left: 0, wanted: 100 };
    assert_eq!(trade.lots.merge(vec![3, 3], hash(9)), Err(twice));
}

#[chain_test]
fn what_goes_in_is_what_comes_out_and_is_lost(chain: Chain) {
    let trade = trade(&chain);
    let lot = trade.wheat(100);
    let make = |outputs: Vec<Output>, loss| trade.lots.transform(vec![part(lot, 60)], outputs, loss);
    let unbalanced = |outputs, loss| Err(Error::Unbalanced { inputs: 60, outputs, loss });
    assert_eq!(make(vec![output(2, 61)], 0), unbalanced(61, 0));
    assert_eq!(make(vec![output(2, 59)], 0), unbalanced(59, 0));
    assert_eq!(make(vec![output(2, 30), output(3, 30)], 1), unbalanced(60, 1));
    assert_eq!(make(vec![output(2, 60), output(3, 0)], 0), Err(Error::ZeroQuantity));
    assert_eq!(trade.lots.transform(vec![part(lot, 0)], vec![output(2, 1)], 0), Err(Error::ZeroQuantity));
    assert_eq!(make(vec![output(2, 50)], 10), Ok(2));
    assert_eq!(trade.lots.transform(vec![part(lot, 41)], vec![output(2, 41)], 0), {
        Err(Error::AboveLot { lot, left: 40, wanted: 41 })
    });
    // Sums that no number holds end the call, and nothing has changed.
    assert!(trade.lots.try_transform(vec![part(lot, 1)], vec![output(2, u128::MAX), output(2, 2)], 0).is_err());
    assert_eq!(trade.lots.totals(Unit::Gram), Totals { registered: 100, lost: 10 });
}

#[chain_test]
fn quantities_in_different_units_do_not_add_up(chain: Chain) {
    let trade = trade(&chain);
    let wheat = trade.wheat(100);
    let eggs = trade.lots.register(Unit::Piece, vec![output(4, 12)]).unwrap();
    let differs = Error::UnitDiffers { lot: eggs, found: Unit::Piece, expected: Unit::Gram };
    let inputs = vec![part(wheat, 10), part(eggs, 2)];
    assert_eq!(trade.lots.transform(inputs, vec![output(2, 12)], 0), Err(differs));
}

#[chain_test]
fn process_has_parts_on_both_sides_and_no_more_than_the_limit(chain: Chain) {
    let trade = trade(&chain);
    let lot = trade.wheat(1_000);
    let most = PARTS_MAX as u64;
    let count = |found| Err(Error::InvalidCount { found, most });
    let many = PARTS_MAX + 1;
    assert_eq!(trade.lots.register(Unit::Gram, vec![]), count(0));
    assert_eq!(trade.lots.register(Unit::Gram, vec![output(1, 1); many]), count(most + 1));
    assert_eq!(trade.lots.split(lot, vec![]), count(0));
    assert_eq!(trade.lots.split(lot, vec![1; many]), count(most + 1));
    assert_eq!(trade.lots.merge(vec![], hash(9)), count(0));
    assert_eq!(trade.lots.merge(vec![lot; many], hash(9)), count(most + 1));
    assert_eq!(trade.lots.transform(vec![], vec![output(2, 1)], 0), count(0));
    assert_eq!(trade.lots.transform(vec![part(lot, 1); many], vec![output(2, 33)], 0), count(most + 1));
    assert_eq!(trade.lots.transform(vec![part(lot, 1)], vec![], 1), count(0));
    assert_eq!(trade.lots.split(lot, vec![1; PARTS_MAX]), Ok(2));
    let inputs = (0..PARTS_MAX as u64).map(|n| part(2 + n, 1)).collect();
    assert_eq!(trade.lots.transform(inputs, vec![output(2, 32)], 0), Ok(34));
}

#[chain_test]
fn short_delivery_is_disputed_and_conceded(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, mill, .. } = trade;
    let lot = trade.shipped(100);
    let above = Error::AboveLot { lot, left: 100, wanted: 101 };
    assert_eq!(lots.by(mill).receive(lot, 101), Err(above));
    let concede_early = Error::WrongStatus { lot, found: Status::InTransit, expected: Status::Disputed };
    assert_eq!(lots.concede(lot), Err(concede_early));
    lots.by(mill).receive(lot, 90).unwrap();
    let record = lots.lot(lot);
    assert_eq!((record.status, record.counted, record.quantity), (Status::Disputed, 90, 100));
    // The recipient may count again.
    lots.by(mill).receive(lot, 95).unwrap();
    lots.concede(lot).unwrap();
    let record = lots.lot(lot);
    assert_eq!((record.status, record.holder, record.quantity), (Status::Held, mill, 95));
    assert_eq!((record.counted, record.recipient), (0, Address::ZERO));
    assert_eq!(lots.totals(Unit::Gram).lost, 5);
    let disputed = |counted| Disputed { lot, shipped: 100, counted };
    assert_eq!(chain.events::<Disputed>(), [disputed(90), disputed(95)]);
    assert_eq!(chain.events::<Lost>(), [Lost { lot, quantity: 5, proof: B256::ZERO }]);
    let lot = trade.disputed(50);
    lots.by(mill).receive(lot, 50).unwrap();
    assert_eq!((lots.lot(lot).holder, trade.quantity(lot)), (mill, 50));
}

#[chain_test]
fn recipient_refuses_and_the_lot_goes_back(chain: Chain) {
    let trade = trade(&chain);
    for lot in [trade.shipped(100), trade.disputed(100)] {
        trade.lots.by(trade.mill).refuse(lot).unwrap();
        let record = trade.lots.lot(lot);
        assert_eq!((record.status, record.holder, record.quantity), (Status::Held, trade.farm, 100));
        assert_eq!(record.recipient, Address::ZERO);
        trade.lots.ship(lot, trade.shop, hash(0xB3)).unwrap();
    }
    let returned = |lot| Returned { lot, to: trade.farm, quantity: 100 };
    assert_eq!(chain.events::<Returned>(), [returned(1), returned(2)]);
}

#[chain_test]
fn authority_decides_what_the_two_sides_do_not(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, authority, farm, mill, .. } = trade;
    let lost_on_the_way = trade.shipped(100);
    lots.by(authority).decide(lost_on_the_way, false, 0).unwrap();
    assert_eq!((lots.lot(lost_on_the_way).holder, trade.quantity(lost_on_the_way)), (farm, 0));
    let lot = trade.disputed(100);
    let above = Error::AboveLot { lot, left: 100, wanted: 101 };
    assert_eq!(lots.by(authority).decide(lot, true, 101), Err(above));
    lots.by(authority).decide(lot, true, 100).unwrap();
    assert_eq!((lots.lot(lot).holder, trade.quantity(lot)), (mill, 100));
    assert_eq!(lots.totals(Unit::Gram), Totals { registered: 200, lost: 100 });
    assert_eq!(lots.ship(lost_on_the_way, mill, hash(0xB1)), Err(Error::ZeroQuantity));
}

/// Every step on a lot, from every place it can be: refused by name unless it starts there.
#[chain_test]
fn each_step_starts_from_its_states_only(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, authority, mill, .. } = trade;
    let wrong = |lot, found, expected| Err(Error::WrongStatus { lot, found, expected });
    for (lot, found) in [(trade.shipped(9), Status::InTransit), (trade.disputed(9), Status::Disputed)] {
        let not_held = |result| assert_eq!(result, wrong(lot, found, Status::Held));
        not_held(lots.ship(lot, mill, hash(0xB1)));
        not_held(lots.destroy(lot, 1, hash(0xD0)));
        not_held(lots.split(lot, vec![1]).map(|_| ()));
        not_held(lots.merge(vec![lot], hash(9)).map(|_| ()));
        not_held(lots.transform(vec![part(lot, 1)], vec![output(2, 1)], 0).map(|_| ()));
    }
    let held = trade.wheat(9);
    let not_on_the_way = wrong(held, Status::Held, Status::InTransit);
    assert_eq!(lots.by(mill).receive(held, 9), not_on_the_way);
    assert_eq!(lots.by(mill).refuse(held), not_on_the_way);
    assert_eq!(lots.concede(held), not_on_the_way);
    assert_eq!(lots.by(authority).decide(held, true, 9), not_on_the_way);
}

#[chain_test]
fn each_step_is_for_its_party_only(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, farm, mill, stranger, .. } = trade;
    let (held, shipped, disputed) = (trade.wheat(9), trade.shipped(9), trade.disputed(9));
    let caller = stranger;
    let not_holder = |lot| Err(Error::NotHolder { lot, caller, holder: farm });
    let strangers = lots.by(stranger);
    assert_eq!(strangers.ship(held, mill, hash(0xB1)), not_holder(held));
    assert_eq!(strangers.destroy(held, 1, hash(0xD0)), not_holder(held));
    assert_eq!(strangers.split(held, vec![1]), not_holder(held).map(|()| 0));
    assert_eq!(strangers.merge(vec![held], hash(9)), not_holder(held).map(|()| 0));
    assert_eq!(strangers.transform(vec![part(held, 1)], vec![output(2, 1)], 0), not_holder(held).map(|()| 0));
    assert_eq!(strangers.concede(disputed), not_holder(disputed));
    for (caller, lots) in [(stranger, &strangers), (farm, lots)] {
        let not_recipient = Err(Error::NotRecipient { lot: shipped, caller, recipient: mill });
        assert_eq!(lots.receive(shipped, 9), not_recipient);
        assert_eq!(lots.refuse(shipped), not_recipient);
    }
    let not_owner = |account| Err(Error::Owner(OwnableError::OwnableUnauthorizedAccount { account }));
    for (account, lots) in [(stranger, &strangers), (farm, lots)] {
        assert_eq!(lots.admit(stranger), not_owner(account));
        assert_eq!(lots.suspend(farm), not_owner(account));
        assert_eq!(lots.accredit(stranger, 1), not_owner(account));
        assert_eq!(lots.decide(shipped, true, 9), not_owner(account));
        assert_eq!(lots.lift(held, hash(0xE0)), not_owner(account));
    }
    assert_eq!(strangers.recall(held, hash(0xE0)), not_owner(stranger));
    assert_eq!(lots.by(mill).recall(held, hash(0xE0)), not_owner(mill));
    assert_eq!(strangers.register(Unit::Gram, vec![output(1, 1)]), Err(Error::NotAdmitted { maker: stranger }));
}

#[chain_test]
fn maker_is_admitted_suspended_and_admitted_again(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, authority, farm, stranger, mill, .. } = trade;
    let lot = trade.wheat(10);
    let authorities = lots.by(authority);
    assert!(lots.is_admitted(farm) && !lots.is_admitted(stranger));
    assert_eq!(authorities.admit(farm), Err(Error::AlreadyAdmitted { maker: farm }));
    assert_eq!(authorities.admit(Address::ZERO), Err(Error::ZeroAddress));
    assert_eq!(authorities.suspend(stranger), Err(Error::NotAdmitted { maker: stranger }));
    authorities.suspend(farm).unwrap();
    assert_eq!(lots.register(Unit::Gram, vec![output(1, 1)]), Err(Error::NotAdmitted { maker: farm }));
    lots.ship(lot, mill, hash(0xB1)).unwrap();
    authorities.admit(farm).unwrap();
    assert_eq!(trade.wheat(1), lot + 1);
    let events = chain.events::<MakerAdmitted>();
    let of_farm: Vec<_> = events.iter().filter(|event| event.maker == farm).map(|event| event.admitted).collect();
    assert_eq!(of_farm, [true, false, true]);
}

#[chain_test]
fn inspection_is_for_accredited_inspectors_and_a_fault_holds_the_lot(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, authority, inspector, mill, farm, .. } = trade;
    let lot = trade.wheat(10);
    let inspectors = lots.by(inspector);
    let at = chain.timestamp();
    inspectors.inspect(lot, false, hash(0xF1)).unwrap();
    assert_eq!(lots.ship(lot, mill, hash(0xB1)), Err(Error::Faulty { lot }));
    assert_eq!(lots.split(lot, vec![1]), Err(Error::Faulty { lot }));
    assert_eq!(lots.merge(vec![lot], hash(9)), Err(Error::Faulty { lot }));
    assert_eq!(lots.transform(vec![part(lot, 1)], vec![output(2, 1)], 0), Err(Error::Faulty { lot }));
    lots.destroy(lot, 1, hash(0xD0)).unwrap();
    inspectors.inspect(lot, true, hash(0xF2)).unwrap();
    lots.ship(lot, mill, hash(0xB1)).unwrap();
    let inspections = lots.inspections(lot, 0);
    assert_eq!(inspections[0], Inspection { inspector, at, passed: false, report: hash(0xF1) });
    assert_eq!((inspections.len(), inspections[1].passed, inspections[1].report), (2, true, hash(0xF2)));
    assert_eq!(lots.inspections(lot, 1), inspections[1..]);
    let inspected = |passed, report| Inspected { lot, inspector, passed, report: hash(report) };
    assert_eq!(chain.events::<Inspected>(), [inspected(false, 0xF1), inspected(true, 0xF2)]);

    let now = chain.timestamp();
    let not_accredited = Error::NotAccredited { inspector: farm, until: 0, now };
    assert_eq!(lots.inspect(lot, true, hash(0xF3)), Err(not_accredited));
    // The last second counts, the next does not.
    let until = chain.timestamp() + 1;
    lots.by(authority).accredit(inspector, until).unwrap();
    assert_eq!(lots.accredited_until(inspector), until);
    inspectors.inspect(lot, true, hash(0xF3)).unwrap();
    let ended = Error::NotAccredited { inspector, until, now: until + 1 };
    assert_eq!(inspectors.inspect(lot, true, hash(0xF4)), Err(ended));
    assert_eq!(lots.by(authority).accredit(Address::ZERO, 1), Err(Error::ZeroAddress));
    let event = InspectorAccredited { inspector, until };
    assert_eq!(chain.events::<InspectorAccredited>().last(), Some(&event));
}

#[chain_test]
fn lot_is_shipped_to_somebody_else(chain: Chain) {
    let trade = trade(&chain);
    let lot = trade.wheat(10);
    assert_eq!(trade.lots.ship(lot, Address::ZERO, hash(0xB1)), Err(Error::ZeroAddress));
    assert_eq!(trade.lots.ship(lot, trade.farm, hash(0xB1)), Err(Error::ToHolder { holder: trade.farm }));
}

#[chain_test]
fn destroyed_goods_are_lost(chain: Chain) {
    let trade = trade(&chain);
    let lot = trade.wheat(10);
    assert_eq!(trade.lots.destroy(lot, 0, hash(0xD0)), Err(Error::ZeroQuantity));
    assert_eq!(trade.lots.destroy(lot, 11, hash(0xD0)), Err(Error::AboveLot { lot, left: 10, wanted: 11 }));
    trade.lots.destroy(lot, 4, hash(0xD0)).unwrap();
    assert_eq!((trade.quantity(lot), trade.lots.totals(Unit::Gram).lost), (6, 4));
    assert_eq!(chain.events::<Lost>(), [Lost { lot, quantity: 4, proof: hash(0xD0) }]);
}

#[chain_test]
fn unknown_lot_is_refused_by_every_step(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, authority, inspector, .. } = trade;
    let unknown = || Error::UnknownLot { lot: 1 };
    assert_eq!(lots.split(1, vec![1]), Err(unknown()));
    assert_eq!(lots.merge(vec![1], hash(9)), Err(unknown()));
    assert_eq!(lots.transform(vec![part(1, 1)], vec![output(1, 1)], 0), Err(unknown()));
    assert_eq!(lots.ship(1, authority, hash(0xB1)), Err(unknown()));
    assert_eq!(lots.receive(1, 1), Err(unknown()));
    assert_eq!(lots.refuse(1), Err(unknown()));
    assert_eq!(lots.concede(1), Err(unknown()));
    assert_eq!(lots.by(authority).decide(1, true, 1), Err(unknown()));
    assert_eq!(lots.destroy(1, 1, hash(0xD0)), Err(unknown()));
    assert_eq!(lots.by(inspector).inspect(1, true, hash(0xF1)), Err(unknown()));
    assert_eq!(lots.recall(1, hash(0xE0)), Err(unknown()));
    assert_eq!(lots.by(authority).lift(1, hash(0xE0)), Err(unknown()));
    assert_eq!(lots.check(1), Err(unknown()));
    assert_eq!(lots.lot(1), Lot::default());
    // Beside a lot that there is, too.
    let known = trade.wheat(5);
    let unknown = || Error::UnknownLot { lot: 2 };
    assert_eq!(lots.merge(vec![known, 2], hash(9)), Err(unknown()));
    assert_eq!(lots.transform(vec![part(known, 1), part(2, 1)], vec![output(2, 2)], 0), Err(unknown()));
}

/// Or one maker could use up the sum of a unit, and nobody could register in it again.
#[chain_test]
fn one_makers_lot_leaves_room_for_all_others(chain: Chain) {
    let trade = trade(&chain);
    let Trade { ref lots, mill, .. } = trade;
    for found in [QUANTITY_MAX + 1, u128::MAX] {
        let refused = Err(Error::TooMuch { found, most: QUANTITY_MAX });
        assert_eq!(lots.by(mill).register(Unit::Gram, vec![output(1, 1), output(1, found)]), refused);
    }
    assert_eq!(lots.by(mill).register(Unit::Gram, vec![output(1, QUANTITY_MAX)]), Ok(1));
    assert!(lots.try_register(Unit::Gram, vec![output(1, 1)]).is_ok());
}
