//! The invariants of README.md, after random messages.

#[cfg(test)]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use provenance::*;
use support::*;
use testing::prelude::*;

const MESSAGES: u32 = 9_000;
const KINDS: u64 = 13;
const CHECK_EVERY: u32 = 250;
const UNITS: [Unit; 2] = [Unit::Gram, Unit::Piece];

/// What the test knows by itself: what was made of what, and what is recalled.
#[derive(Default)]
struct Known {
    parents: BTreeMap<u64, Vec<u64>>,
    recalled: BTreeSet<u64>,
    faulty: BTreeSet<u64>,
}

impl Known {
    /// Is this lot, or something that it was made of, recalled?
    fn is_tainted(&self, lot: u64) -> bool {
        let (mut ahead, mut seen) = (vec![lot], BTreeSet::new());
        while let Some(lot) = ahead.pop() {
            if self.recalled.contains(&lot) {
                return true;
            }
            if seen.insert(lot) {
                ahead.extend(self.parents.get(&lot).into_iter().flatten());
            }
        }
        false
    }

    /// A step that ships or uses lots: it takes place only if none of them is tainted, and is refused as recalled only
    /// if the lot that it names is.
    fn check_use<T>(&self, used: &[u64], result: &Result<T, Error>) {
        match result {
            Ok(_) => {
                assert!(!used.iter().any(|lot| self.is_tainted(*lot)), "invariant 4: one of {used:?} is recalled");
                assert!(!used.iter().any(|lot| self.faulty.contains(lot)), "invariant 6: one of {used:?} is faulty");
            }
            Err(Error::Recalled { lot, recalled }) => {
                let holds = used.contains(lot) && self.is_tainted(*lot) && self.recalled.contains(recalled);
                assert!(holds, "invariant 5: {lot} is held for {recalled}");
            }
            Err(Error::CheckFirst { .. }) => panic!("the test makes no such long chains"),
            Err(_) => {}
        }
    }
}

#[test]
fn invariants_hold_after_random_messages() {
    let mut random = Random::from_env();
    let chain = Chain::native();
    let trade = trade(&chain);
    let Trade { ref lots, authority, farm, mill, shop, inspector, .. } = trade;
    let parties = [farm, mill, shop];
    let mut known = Known::default();
    let mut coverage = Coverage::new(MESSAGES, KINDS);
    while coverage.wants_more() {
        // One of the last lots or just beyond, so that steps meet.
        let newest = lots.lot_count() + 1;
        let one = |random: &mut Random| newest.saturating_sub(random.below(24));
        let lot = one(&mut random);
        let record = lots.lot(lot);
        let on_the_way = matches!(record.status, Status::InTransit | Status::Disputed);
        let kind = match record.status {
            Status::Disputed if random.below(2) == 0 => 7,
            _ if on_the_way && random.below(2) == 0 => 5 + random.below(4),
            _ => random.below(KINDS),
        };
        // Most messages come from whose turn it is, or hardly any would succeed.
        let turn = if matches!(kind, 5 | 6) { record.recipient } else { record.holder };
        let by = if random.below(4) > 0 { turn } else { *random.pick(&parties) };
        let client = lots.by(by);
        let quantity = u128::from(random.below(60));
        let done = match kind {
            0 => {
                let outputs = (0..1 + random.below(3)).map(|n| output(n as u8, quantity)).collect();
                let by = *random.pick(&[farm, mill]);
                lots.by(by).register(*random.pick(&UNITS), outputs).is_ok()
            }
            1 => {
                let result = client.split(lot, vec![quantity, u128::from(random.below(9))]);
                assert!(result.is_err() || by == record.holder, "invariant 3: only the holder splits");
                known.check_use(&[lot], &result);
                result.is_ok()
            }
            2 => {
                let used = vec![lot, one(&mut random)];
                let result = client.merge(used.clone(), hash(9));
                known.check_use(&used, &result);
                result.is_ok()
            }
            3 => {
                let used = [lot, one(&mut random)];
                let inputs = used.map(|lot| part(lot, u128::from(random.below(10)))).to_vec();
                let sum: u128 = inputs.iter().map(|part| part.quantity).sum();
                let loss = u128::from(random.below(4));
                // Mostly balanced.
                let made = sum.saturating_sub(loss) + u128::from(random.below(8) == 0);
                let result = client.transform(inputs, vec![output(random.below(3) as u8, made)], loss);
                known.check_use(&used, &result);
                result.is_ok()
            }
            4 => {
                let result = client.ship(lot, *random.pick(&parties), hash(0xB1));
                known.check_use(&[lot], &result);
                assert!(result.is_err() || by == record.holder, "invariant 3: only the holder ships");
                result.is_ok()
            }
            5 => {
                let counted = if random.below(2) == 0 { record.quantity } else { quantity };
                let done = client.receive(lot, counted).is_ok();
                assert!(!done || by == record.recipient, "invariant 3: only the recipient receives");
                done
            }
            6 => {
                let done = client.refuse(lot).is_ok();
                assert!(!done || by == record.recipient, "invariant 3: only the recipient refuses");
                done
            }
            7 => {
                let done = client.concede(lot).is_ok();
                assert!(!done || by == record.holder, "invariant 3: only the shipper concedes");
                done
            }
            8 => {
                let by = *random.pick(&[authority, by]);
                let done = random.below(2) == 0 && lots.by(by).decide(lot, quantity % 2 == 0, quantity).is_ok();
                assert!(!done || by == authority, "invariant 3: only the authority decides");
                done
            }
            9 => random.below(3) == 0 && client.destroy(lot, quantity, hash(0xD0)).is_ok(),
            10 => {
                let passed = random.below(4) > 0;
                let done = lots.by(inspector).inspect(lot, passed, hash(0xF1)).is_ok();
                if done && passed {
                    known.faulty.remove(&lot);
                } else if done {
                    known.faulty.insert(lot);
                }
                done
            }
            11 => {
                let done = random.below(3) == 0 && lots.by(authority).recall(lot, hash(0xE0)).is_ok();
                done && known.recalled.insert(lot)
            }
            _ => {
                let all: Vec<_> = known.recalled.iter().copied().collect();
                let lot = if all.is_empty() { lot } else { *random.pick(&all) };
                let done = lots.by(authority).lift(lot, hash(0xE1)).is_ok();
                assert_eq!(done, known.recalled.remove(&lot));
                done
            }
        };
        coverage.count(kind, done);
        if lot < newest {
            assert!(lots.lot(lot).quantity <= record.quantity, "invariant 3: nothing is added to a lot");
        }
        for lot in newest..=lots.lot_count() {
            let inputs = lots.process(lots.lot(lot).process).inputs;
            assert!(
                inputs.iter().all(|part| part.lot < lot),
                "invariant 7: what a lot is made of has a smaller number"
            );
            known.parents.insert(lot, inputs.iter().map(|part| part.lot).collect());
        }
        if coverage.tried().is_multiple_of(CHECK_EVERY) {
            check(&chain, lots);
        }
    }
    check(&chain, lots);
}

fn check(chain: &Chain, lots: &ProvenanceClient<Sender>) {
    let count = lots.lot_count();
    for unit in UNITS {
        let held: u128 =
            (1..=count).map(|lot| lots.lot(lot)).filter(|lot| lot.unit == unit).map(|lot| lot.quantity).sum();
        let totals = lots.totals(unit);
        assert_eq!(totals.registered, held + totals.lost, "invariant 1: nothing appears and nothing is lost uncounted");
    }
    // Each process is balanced, by what it said when it took place.
    let mut balance = BTreeMap::<u64, i128>::new();
    let mut add = |process, quantity: u128, sign| {
        let quantity = i128::try_from(quantity).expect("quantities are small");
        *balance.entry(process).or_default() += sign * quantity;
    };
    for Used { process, quantity, .. } in chain.events::<Used>() {
        add(process, quantity, 1);
    }
    let created = chain.events::<Created>();
    assert_eq!(
        created.iter().map(|event| event.lot).collect::<Vec<_>>(),
        (1..=count).collect::<Vec<_>>(),
        "invariant 7: numbers"
    );
    for Created { process, quantity, .. } in &created {
        assert_ne!(*quantity, 0);
        add(*process, *quantity, -1);
    }
    for Processed { process, loss, kind, .. } in chain.events::<Processed>() {
        if kind == Kind::Registration {
            assert_eq!(loss, 0);
            continue;
        }
        assert_eq!(
            balance[&process],
            i128::try_from(loss).expect("losses are small"),
            "invariant 2: process {process}"
        );
    }
    // A lot is with who made it, until a recipient takes it.
    let made_by = |lot: &Created| (lot.lot, lots.process(lot.process).by);
    let mut holders: BTreeMap<u64, Address> = created.iter().map(made_by).collect();
    for Received { lot, by, .. } in chain.events::<Received>() {
        holders.insert(lot, by);
    }
    for (lot, holder) in holders {
        let record = lots.lot(lot);
        assert_eq!(record.holder, holder, "invariant 3: lot {lot} is in one place");
        assert_eq!(record.recipient.is_zero(), record.status == Status::Held);
        assert!(record.counted <= record.quantity);
    }
}
