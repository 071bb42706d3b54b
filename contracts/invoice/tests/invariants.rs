//! The invariants of README.md after each of many random messages, most of which are refused. A sequence that breaks
//! one is shrunk to the fewest messages that do; `SEED` repeats a run.

#[cfg(test)]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use invoice::*;
use support::*;
use testing::prelude::*;

const RUNS: u32 = 60;
const MESSAGES: u32 = 250;
/// Messages by kind; the first seven are of issuer and bureau.
const KINDS: u64 = 18;
const PERIODS: [u32; 2] = [202_611, 202_612];

/// The states of README.md: an invoice is acknowledged before it is locked, and nothing follows Voided and Booked.
const STEPS: [(Status, Status); 9] = [
    (Status::None, Status::Issued),
    (Status::Issued, Status::Delivered),
    (Status::Issued, Status::Held),
    (Status::Issued, Status::Voided),
    (Status::Delivered, Status::Held),
    (Status::Held, Status::Locked),
    (Status::Locked, Status::Held),
    (Status::Locked, Status::Reimbursed),
    (Status::Reimbursed, Status::Booked),
];

/// The contract, the batches that hide their items, and how often each kind of message succeeded.
struct World {
    chain: Chain,
    city: City,
    batches: Vec<(Address, u64, Vec<Item>)>,
    done: BTreeMap<u64, u32>,
}

/// A message of a kind; which fields it has, the kind says.
#[derive(Clone, Debug)]
struct Message {
    kind: u64,
    by: Address,
    issuer: Address,
    number: u64,
    other: Address,
    amount: u128,
    period: u32,
    /// What is left to chance: a payment, a quota, a delay.
    n: u64,
    items: Vec<Item>,
    batch: usize,
}

impl Model for World {
    type Step = Message;

    fn start() -> Self {
        let chain = Chain::native();
        let city = city(&chain);
        city.invoices.admit_issuer(city.stranger).expect("the bureau admits whom it likes");
        Self { chain, city, batches: Vec::new(), done: BTreeMap::new() }
    }

    /// Half of the messages are the invoice's next step and most come from the party whose turn it is, or hardly any
    /// would succeed.
    fn draw(&self, random: &mut Random) -> Message {
        let City { invoices, bureau, buyer, firm, stranger, .. } = &self.city;
        let issuer = *random.pick(&self.issuers());
        // One of the last numbers or just beyond, so that the steps of an invoice meet.
        let number = (invoices.issuer(issuer).invoices + 2).saturating_sub(random.below(8));
        let invoice = invoices.invoice(issuer, number);
        let next = match invoice.status {
            Status::None | Status::Booked | Status::Voided => 1,
            Status::Issued => *random.pick(&[6, 13]),
            Status::Delivered => *random.pick(&[6, 14]),
            Status::Held if invoice.firm.is_zero() => 8,
            Status::Held => 9,
            Status::Locked => *random.pick(&[10, 11]),
            Status::Reimbursed => 12,
        };
        let kind = if random.below(2) == 0 { next } else { random.below(KINDS) };
        let other = *random.pick(&[*buyer, *firm, *stranger]);
        let batch = random.below(self.batches.len().max(1) as u64) as usize;
        let turn = match kind {
            0 => *bureau,
            1..=5 | 13 | 15 | 17 => issuer,
            6 => invoice.buyer,
            7 | 8 => invoice.holder,
            16 => self.batches.get(batch).map_or(issuer, |(of, _, items)| *random.pick(&[*of, items[0].buyer])),
            _ => invoice.firm,
        };
        Message {
            kind,
            by: if random.below(4) > 0 { turn } else { *random.pick(&self.chain.accounts::<6>()) },
            issuer,
            number,
            other,
            amount: u128::from(random.below(400)),
            period: *random.pick(&PERIODS),
            n: random.below(5_000),
            items: if kind >= 15 { items(random, other) } else { Vec::new() },
            batch,
        }
    }

    fn apply(&mut self, message: &Message) {
        let Message { kind, by, issuer, number, other, amount, period, n, ref items, batch } = *message;
        let invoices = self.city.invoices.by(by);
        let before = invoices.invoice(issuer, number);
        let done = match kind {
            0 => invoices.set_quota(issuer, period, amount * 2_500, n).is_ok(),
            1..=3 => invoices.issue(period, other, amount, u128::from(n % 50), commitment(n), payment(n % 300)).is_ok(),
            4 => invoices.void(number).is_ok(),
            5 => invoices.credit(number, amount).is_ok(),
            6 => invoices.claim(issuer, number).is_ok(),
            7 => invoices.transfer(issuer, number, other).is_ok(),
            8 => invoices.present(issuer, number, other).is_ok(),
            9 => invoices.lock(issuer, number).is_ok(),
            10 => invoices.release(issuer, number).is_ok(),
            11 => {
                let done = invoices.reimburse(issuer, number, amount).is_ok();
                let may = by == before.firm && amount <= before.amount - before.credited;
                assert!(!done || may, "invariant 5: by the firm that locked it, for what credit notes left");
                done
            }
            12 => invoices.book(issuer, number, period).is_ok(),
            13 => invoices.deliver(number, commitment(1)).is_ok(),
            14 => {
                self.chain.advance_time(n * REMIND_SECONDS / 2_500);
                invoices.remind(issuer, number).is_ok()
            }
            15 => {
                let honest: u128 = items.iter().map(|item| item.amount).sum();
                let total = honest - u128::from(n % 3).min(honest);
                let anchored = invoices.anchor(period, root(&leaves(items)), items.len() as u64, total);
                if let Ok(batch) = anchored {
                    self.batches.push((by, batch, items.clone()));
                }
                anchored.is_ok()
            }
            16 => self.reveal(by, batch, n),
            _ => {
                let results = invoices.issue_batch(period, items.clone()).unwrap_or_default();
                results.iter().any(|result| result.success) && results.iter().any(|result| !result.success)
            }
        };
        let (from, to) = (before.status, invoices.invoice(issuer, number).status);
        assert!(from == to || STEPS.contains(&(from, to)), "invariants 6 and 9: {from:?} became {to:?}");
        *self.done.entry(kind).or_default() += u32::from(done);
    }

    fn check(&self) {
        check(&self.chain, &self.city.invoices, &self.issuers(), &self.batches);
    }
}

impl World {
    fn issuers(&self) -> [Address; 2] {
        [self.city.issuer, self.city.stranger]
    }

    /// Reveals an item of a batch, now and then with another amount, which must be refused.
    fn reveal(&self, by: Address, batch: usize, n: u64) -> bool {
        let Some((of, batch, items)) = self.batches.get(batch) else { return false };
        let index = n as usize % items.len();
        let is_honest = !n.is_multiple_of(4);
        let mut item = items[index].clone();
        item.amount += u128::from(!is_honest);
        let proof = proof(&leaves(items), index);
        let revealed = self.city.invoices.by(by).reveal(*of, *batch, index as u64, item, proof);
        let may = is_honest && [*of, items[index].buyer].contains(&by);
        assert!(revealed.is_err() || may, "invariant 8: it is in the batch");
        revealed.is_ok()
    }
}

#[test]
fn invariants_hold_after_random_messages() {
    let worlds = explore::<World>(RUNS, MESSAGES);
    for kind in 0..KINDS {
        let done: u32 = worlds.iter().filter_map(|world| world.done.get(&kind)).sum();
        assert!(done > 0, "message {kind} never succeeded");
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
    let mut reimbursed = BTreeMap::<_, u32>::new();
    let mut payments = BTreeMap::new();
    for event in chain.events::<Reimbursed>() {
        *reimbursed.entry((event.issuer, event.number)).or_default() += 1;
        let invoice = invoices.invoice(event.issuer, event.number);
        assert_eq!(invoice.firm, event.firm, "invariant 5: only the lock holder reimburses");
        assert!(event.amount <= invoice.amount);
    }
    assert!(reimbursed.values().all(|times| *times == 1), "invariant 5: an invoice is reimbursed once");
    let delivered = chain.events::<Delivered>().into_iter().map(|event| (event.issuer, event.number));
    let claimed = chain.events::<Claimed>().into_iter().map(|event| (event.issuer, event.number));
    let handed_over: BTreeSet<_> = delivered.chain(claimed).collect();
    for event in chain.events::<Voided>() {
        assert!(
            !handed_over.contains(&(event.issuer, event.number)),
            "invariant 6: what was handed over is not voided"
        );
    }
    for event in chain.events::<Claimed>() {
        let invoice = invoices.invoice(event.issuer, event.number);
        assert_eq!(invoice.buyer, event.holder, "invariant 9: only the named buyer acknowledges");
    }
    for event in chain.events::<Issued>() {
        if invoices.invoice(event.issuer, event.number).status != Status::Voided {
            let earlier = payments.insert((event.issuer, event.payment), event.number);
            assert_eq!(earlier, None, "invariant 3: a payment has one invoice that is not void");
        }
    }
    for issuer in issuers {
        let issued = chain.events::<Issued>().into_iter().filter(|event| event.issuer == *issuer);
        let mut numbers: Vec<_> = issued.map(|event| event.number).collect();
        let mut hidden = Vec::new();
        for (_, batch, items) in batches.iter().filter(|(of, ..)| of == issuer) {
            let batch = invoices.batch(*issuer, *batch);
            assert_eq!(batch.count, items.len() as u64);
            assert!(batch.revealed_total <= batch.total, "invariant 8: no more is revealed than the batch");
            let all = batch.first..batch.first + batch.count;
            numbers.extend(all.filter(|number| invoices.invoice(*issuer, *number).status == Status::None));
            hidden.push(batch);
        }
        numbers.sort_unstable();
        let count = invoices.issuer(*issuer).invoices;
        assert_eq!(
            numbers,
            (1..=count).collect::<Vec<_>>(),
            "invariants 1 and 10: numbers have no gaps, and are issued or hidden in a batch"
        );
        let notes: Vec<_> =
            chain.events::<Credited>().into_iter().filter(|event| event.issuer == *issuer).map(|e| e.note).collect();
        assert_eq!(
            notes,
            (1..=invoices.issuer(*issuer).credit_notes).collect::<Vec<_>>(),
            "invariant 1: nor have those of notes"
        );
        for period in PERIODS {
            let quota = invoices.quota(*issuer, period);
            let mut sum =
                Quota { amount_limit: quota.amount_limit, count_limit: quota.count_limit, ..Quota::default() };
            for number in 1..=count {
                let invoice = invoices.invoice(*issuer, number);
                assert!(invoice.credited <= invoice.amount, "invariant 4: credit notes never exceed the amount");
                assert!(invoice.tax <= invoice.amount, "invariant 7: the tax is a part");
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
            assert_eq!(quota, sum, "invariants 2 and 10: totals are the sums of the invoices, hidden ones too");
            assert!(quota.amount_issued <= quota.amount_limit && quota.count_issued <= quota.count_limit);
        }
    }
}
