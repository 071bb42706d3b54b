//! The invariants of README.md while many random messages arrive, most of which are refused. Set `SEED` to
//! repeat a run.

#[cfg(test)]
mod support;

use std::collections::BTreeMap;

use invoice::*;
use support::*;
use testing::prelude::*;

const MESSAGES: u32 = 5_000;
/// A check reads everything, so it is made after every so many messages and at the end.
const CHECK_EVERY: u32 = 100;
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
            Status::Issued => 6,
            Status::Held if invoice.firm.is_zero() => 8,
            Status::Held => 9,
            Status::Locked => 11,
            Status::Reimbursed => 12,
        };
        let kind = if random.below(2) == 0 { next } else { random.below(13) };
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
            _ => client.book(of, number, period).is_ok(),
        };
        *steps_done.entry(kind).or_default() += u32::from(done);
        if message % CHECK_EVERY == 0 {
            check(&chain, &invoices, &issuers);
        }
    }
    check(&chain, &invoices, &issuers);
    for kind in 0..13 {
        assert!(steps_done.get(&kind).is_some_and(|count| *count > 0), "message {kind} never succeeded");
    }
}

fn check(chain: &Chain, invoices: &InvoicesClient<Sender>, issuers: &[Address]) {
    let mut seen = Seen::default();
    for event in chain.events::<Reimbursed>() {
        *seen.reimbursed.entry((event.issuer, event.number)).or_default() += 1;
        let invoice = invoices.invoice(event.issuer, event.number);
        assert_eq!(invoice.firm, event.firm, "only the lock holder reimburses");
        assert!(event.amount <= invoice.amount);
    }
    assert!(seen.reimbursed.values().all(|times| *times == 1), "an invoice is reimbursed once");
    for event in chain.events::<Issued>() {
        let earlier = seen.payments.insert((event.issuer, event.payment), event.number);
        assert_eq!(earlier, None, "a payment has one invoice");
    }
    for issuer in issuers {
        let numbers: Vec<_> =
            chain.events::<Issued>().into_iter().filter(|event| event.issuer == *issuer).map(|e| e.number).collect();
        let count = invoices.issuer(*issuer).invoices;
        assert_eq!(numbers, (1..=count).collect::<Vec<_>>(), "numbers have no gaps");
        let notes: Vec<_> =
            chain.events::<Credited>().into_iter().filter(|event| event.issuer == *issuer).map(|e| e.note).collect();
        assert_eq!(notes, (1..=invoices.issuer(*issuer).credit_notes).collect::<Vec<_>>(), "nor have those of notes");
        for period in PERIODS {
            let quota = invoices.quota(*issuer, period);
            let mut sum =
                Quota { amount_limit: quota.amount_limit, count_limit: quota.count_limit, ..Quota::default() };
            for number in 1..=count {
                let invoice = invoices.invoice(*issuer, number);
                assert_ne!(invoice.status, Status::None);
                assert!(invoice.credited <= invoice.amount, "credit notes never exceed the amount");
                assert!(invoice.tax <= invoice.amount);
                if invoice.period == period {
                    sum.count_issued += 1;
                    sum.amount_credited += invoice.credited;
                    sum.amount_issued += if invoice.status == Status::Voided { 0 } else { invoice.amount };
                }
            }
            assert_eq!(quota, sum, "totals are the sums of the invoices");
            assert!(quota.amount_issued <= quota.amount_limit && quota.count_issued <= quota.count_limit);
        }
    }
}
