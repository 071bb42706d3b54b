//! The invariants of README.md while many random messages arrive, most of which are refused. Set `SEED` to
//! repeat a run.

#[cfg(test)]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use invoice::*;
use support::*;
use testing::prelude::*;

const MESSAGES: u32 = 5_000;
/// A check reads everything, so it is made after every so many messages and at the end.
const CHECK_EVERY: u32 = 100;
/// Messages by kind; the first seven are of issuer and bureau.
const KINDS: u64 = 18;
const PERIODS: [u32; 2] = [202_611, 202_612];

/// What a test remembers of the events, independently of the contract's storage.
#[derive(Default)]
struct Seen {
    reimbursed: BTreeMap<(Address, u64), u32>,
    payments: BTreeMap<(Address, B256), u64>,
}

#[test]
fn invariants_hold_after_random_messages() {
    let mut random = Random::from_env();
    let chain = Chain::native();
    let City { invoices, issuer, buyer, firm, stranger, .. } = city(&chain);
    invoices.admit_issuer(stranger).unwrap();
    let issuers = [issuer, stranger];
    let parties = chain.accounts::<6>();
    let mut batches = Vec::<(Address, u64, Vec<Item>)>::new();
    let mut steps_done = BTreeMap::<u64, u32>::new();
    for message in 0..MESSAGES {
        let by = *random.pick(&[parties.as_slice(), &[issuer, buyer, firm]].concat());
        let (of, other) = (*random.pick(&issuers), *random.pick(&[buyer, firm, stranger]));
        // One of the last numbers or just beyond, so that the steps of an invoice meet.
        let number = (invoices.issuer(of).invoices + 2).saturating_sub(random.below(12));
        let amount = u128::from(random.below(400));
        let period = *random.pick(&PERIODS);
        // Half of the messages are the invoice's next step and most come from the party whose turn it is, or hardly
        // any would succeed.
        let invoice = invoices.invoice(of, number);
        let next = match invoice.status {
            Status::None | Status::Booked | Status::Voided => 1,
            Status::Issued => *random.pick(&[6, 13]),
            Status::Delivered => *random.pick(&[6, 14]),
            Status::Held if invoice.firm.is_zero() => 8,
            Status::Held => 9,
            Status::Locked => 11,
            Status::Reimbursed => 12,
        };
        let kind = if random.below(2) == 0 { next } else { random.below(KINDS) };
        let whose = match kind {
            6 => invoice.buyer,
            7 | 8 => invoice.holder,
            _ => invoice.firm,
        };
        let client = invoices.by(if random.below(4) > 0 { whose } else { by });
        let done = match kind {
            0 => invoices.set_quota(of, period, u128::from(random.below(1_000_000)), random.below(5_000)).is_ok(),
            1..=3 => {
                let (hash, tax) = (payment(random.below(3_000)), u128::from(random.below(50)));
                invoices.by(of).issue(period, other, amount, tax, commitment(amount as u64), hash).is_ok()
            }
            4 => invoices.by(of).void(number).is_ok(),
            5 => invoices.by(of).credit(number, amount).is_ok(),
            6 => client.claim(of, number).is_ok(),
            7 => client.transfer(of, number, other).is_ok(),
            8 => client.present(of, number, other).is_ok(),
            9 => client.lock(of, number).is_ok(),
            10 => client.release(of, number).is_ok(),
            11 => client.reimburse(of, number, amount).is_ok(),
            12 => client.book(of, number, period).is_ok(),
            13 => invoices.by(of).deliver(number, commitment(1)).is_ok(),
            14 => {
                chain.advance_time(random.below(REMIND_SECONDS * 2));
                invoices.by(by).remind(of, number).is_ok()
            }
            15 => {
                let items = items(&mut random, other);
                let honest: u128 = items.iter().map(|item| item.amount).sum();
                let total = honest - u128::from(random.below(3)).min(honest);
                let anchored = invoices.by(of).anchor(period, root(&leaves(&items)), items.len() as u64, total);
                if let Ok(batch) = anchored {
                    batches.push((of, batch, items));
                }
                anchored.is_ok()
            }
            16 if !batches.is_empty() => {
                let (of, batch, items) = random.pick(&batches).clone();
                let index = random.below(items.len() as u64) as usize;
                let mut item = items[index].clone();
                item.amount += u128::from(random.below(4) == 0);
                let by = if random.below(8) == 0 { by } else { *random.pick(&[of, item.buyer]) };
                let proof = proof(&leaves(&items), index);
                let is_honest = item == items[index];
                let revealed = invoices.by(by).reveal(of, batch, index as u64, item, proof);
                assert!(revealed.is_err() || is_honest && [of, items[index].buyer].contains(&by));
                revealed.is_ok()
            }
            16 => continue,
            _ => {
                let items = items(&mut random, other);
                let results = invoices.by(of).issue_batch(period, items).unwrap_or_default();
                results.iter().any(|result| result.success) && results.iter().any(|result| !result.success)
            }
        };
        *steps_done.entry(kind).or_default() += u32::from(done);
        if message % CHECK_EVERY == 0 {
            check(&chain, &invoices, &issuers, &batches);
        }
    }
    check(&chain, &invoices, &issuers, &batches);
    for kind in 0..KINDS {
        assert!(steps_done.get(&kind).is_some_and(|count| *count > 0), "message {kind} never succeeded");
    }
}

/// Some invoices, not all of which make sense.
fn items(random: &mut Random, buyer: Address) -> Vec<Item> {
    let item = |random: &mut Random| Item {
        tax: u128::from(random.below(20)),
        ..item(buyer, u128::from(random.below(400)), random.below(3_000))
    };
    (0..=random.below(6)).map(|_| item(random)).collect()
}

fn check(chain: &Chain, invoices: &InvoicesClient<Sender>, issuers: &[Address], batches: &[(Address, u64, Vec<Item>)]) {
    let mut seen = Seen::default();
    for event in chain.events::<Reimbursed>() {
        *seen.reimbursed.entry((event.issuer, event.number)).or_default() += 1;
        let invoice = invoices.invoice(event.issuer, event.number);
        assert_eq!(invoice.firm, event.firm, "only the lock holder reimburses");
        assert!(event.amount <= invoice.amount);
    }
    assert!(seen.reimbursed.values().all(|times| *times == 1), "an invoice is reimbursed once");
    let delivered = chain.events::<Delivered>().into_iter().map(|event| (event.issuer, event.number));
    let claimed = chain.events::<Claimed>().into_iter().map(|event| (event.issuer, event.number));
    let handed_over: BTreeSet<_> = delivered.chain(claimed).collect();
    for event in chain.events::<Voided>() {
        assert!(!handed_over.contains(&(event.issuer, event.number)), "what was handed over is not voided");
    }
    for event in chain.events::<Claimed>() {
        let invoice = invoices.invoice(event.issuer, event.number);
        assert_eq!(invoice.buyer, event.holder, "only the named buyer acknowledges");
    }
    for event in chain.events::<Issued>() {
        let earlier = seen.payments.insert((event.issuer, event.payment), event.number);
        assert_eq!(earlier, None, "a payment has one invoice");
    }
    for issuer in issuers {
        let issued = chain.events::<Issued>().into_iter().filter(|event| event.issuer == *issuer);
        let mut numbers: Vec<_> = issued.map(|event| event.number).collect();
        let mut hidden = Vec::new();
        for (_, batch, items) in batches.iter().filter(|(of, ..)| of == issuer) {
            let batch = invoices.batch(*issuer, *batch);
            assert_eq!(batch.count, items.len() as u64);
            assert!(batch.revealed_total <= batch.total);
            let all = batch.first..batch.first + batch.count;
            numbers.extend(all.filter(|number| invoices.invoice(*issuer, *number).status == Status::None));
            hidden.push(batch);
        }
        numbers.sort_unstable();
        let count = invoices.issuer(*issuer).invoices;
        assert_eq!(
            numbers,
            (1..=count).collect::<Vec<_>>(),
            "numbers have no gaps, and are issued or hidden in a batch"
        );
        let notes: Vec<_> =
            chain.events::<Credited>().into_iter().filter(|event| event.issuer == *issuer).map(|e| e.note).collect();
        assert_eq!(notes, (1..=invoices.issuer(*issuer).credit_notes).collect::<Vec<_>>(), "nor have those of notes");
        for period in PERIODS {
            let quota = invoices.quota(*issuer, period);
            let mut sum =
                Quota { amount_limit: quota.amount_limit, count_limit: quota.count_limit, ..Quota::default() };
            for number in 1..=count {
                let invoice = invoices.invoice(*issuer, number);
                assert!(invoice.credited <= invoice.amount, "credit notes never exceed the amount");
                assert!(invoice.tax <= invoice.amount);
                if invoice.period == period {
                    sum.count_issued += 1;
                    sum.amount_credited += invoice.credited;
                    sum.amount_issued += if invoice.status == Status::Voided { 0 } else { invoice.amount };
                }
            }
            for batch in hidden.iter().filter(|batch| batch.period == period) {
                sum.count_issued += batch.count - batch.revealed;
                sum.amount_issued += batch.total - batch.revealed_total;
            }
            assert_eq!(quota, sum, "totals are the sums of the invoices, hidden ones too");
            assert!(quota.amount_issued <= quota.amount_limit && quota.count_issued <= quota.count_limit);
        }
    }
}
