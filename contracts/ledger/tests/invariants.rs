//! The invariants of README.md while many random messages arrive, many of which are refused. Set `SEED` to repeat a
//! run.

#[cfg(test)]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use ledger::*;
use support::*;
use testing::prelude::*;

const MESSAGES: u32 = 3_000;
/// A check reads everything, so it is made after every so many messages and at the end.
const CHECK_EVERY: u32 = 250;
const KINDS: u64 = 10;

#[test]
fn invariants_hold_after_random_messages() {
    let mut random = Random::from_env();
    let chain = Chain::native();
    let books = books(&chain);
    let Books { ref ledger, keeper, bookkeeper, other, auditor, stranger } = books;
    let parties = [keeper, bookkeeper, other, auditor, stranger];
    // Who keeps the books attests to nothing, even with the role; the other does not always keep them.
    for account in [bookkeeper, other] {
        ledger.roles().grant_role(AUDITOR, account).unwrap();
    }
    let mut other_posts = true;
    let mut closed = BTreeMap::new();
    let mut reconciled = BTreeSet::new();
    let mut coverage = Coverage::new(MESSAGES, KINDS);
    while coverage.wants_more() {
        let message = coverage.tried();
        let by = *random.pick(&parties);
        let writer = if random.below(8) == 0 { by } else { *random.pick(&[bookkeeper, other]) };
        let (oldest, newest) = ledger.open_periods();
        let period = *random.pick(&[oldest, newest, newest, FIRST]);
        let account = *random.pick(&[CASH, SALES, 9, 10, 11]);
        let kind = if random.below(3) == 0 { random.below(KINDS) } else { random.below(3) };
        if random.below(30) == 0 {
            other_posts = !other_posts;
            if other_posts {
                ledger.roles().grant_role(BOOKKEEPER, other).unwrap();
            } else {
                ledger.roles().revoke_role(BOOKKEEPER, other).unwrap();
            }
        }
        let succeeded = match kind {
            0 | 1 => ledger.by(writer).post(period, entries(&mut random), hash(u64::from(message))).is_ok(),
            2 => {
                let number = (ledger.last_posting() + 2).saturating_sub(random.below(6));
                ledger.by(writer).reverse(number, period, hash(u64::from(message))).is_ok()
            }
            3 => ledger.by(*random.pick(&[keeper, by])).close_account(account).is_ok(),
            4 => ledger.by(*random.pick(&[keeper, by])).reopen_account(account).is_ok(),
            5 => ledger.by(*random.pick(&[keeper, by])).open_period().is_ok(),
            6 => {
                let root = *random.pick(&[ledger.root(oldest), ledger.root(newest)]);
                ledger.by(*random.pick(&[keeper, by])).close_period(root).is_ok()
            }
            7 => {
                let opinion = *random.pick(&[Opinion::None, Opinion::Qualified, Opinion::Adverse]);
                let by = *random.pick(&[auditor, other, by]);
                let period = *random.pick(&[FIRST, oldest.saturating_sub(1), period]);
                let attested = ledger.by(by).attest(period, opinion, hash(u64::from(message))).is_ok();
                let may = by == auditor || by == other && !other_posts;
                assert!(!attested || may, "invariant 7: nobody else may");
                attested
            }
            8 => {
                let with = *random.pick(&parties);
                let period = *random.pick(&[FIRST, FIRST + 1, period]);
                ledger.by(by).reconcile(period, with, hash(random.below(2))).is_ok()
            }
            _ => ledger.open_account(*random.pick(&[9, 10, 11]), Class::Expense, "Rent".into()).is_ok(),
        };
        coverage.count(kind, succeeded);
        if message.is_multiple_of(CHECK_EVERY) {
            check(&chain, &books, &mut closed, &mut reconciled);
        }
    }
    check(&chain, &books, &mut closed, &mut reconciled);
}

/// Some entries, which balance more often than not.
fn entries(random: &mut Random) -> Vec<Entry> {
    let accounts = [CASH, CASH, SALES, SUPPLIERS, 9];
    let mut entries = Vec::new();
    for _ in 0..=random.below(3) {
        let amount = u128::from(random.below(50));
        entries.push(debit(*random.pick(&accounts), amount));
        entries.push(credit(*random.pick(&accounts), amount));
    }
    if random.below(5) == 0 {
        entries.push(debit(CASH, 1));
    }
    entries
}

fn sum(entries: &[Entry], side: Side) -> u128 {
    entries.iter().filter(|entry| entry.side == side).map(|entry| entry.amount).sum()
}

fn add(turnover: &mut Turnover, entry: &Entry) {
    match entry.side {
        Side::Debit => turnover.debits += entry.amount,
        Side::Credit => turnover.credits += entry.amount,
    }
}

fn check(
    chain: &Chain,
    Books { ledger, .. }: &Books,
    closed: &mut BTreeMap<u32, Period>,
    reconciled: &mut BTreeSet<(u32, Address, Address)>,
) {
    let posted = chain.events::<Posted>();
    let (mut totals, mut turnovers) = (BTreeMap::<u32, Turnover>::new(), BTreeMap::<(u32, u32), Turnover>::new());
    let mut months = BTreeMap::<u32, Vec<(u64, Posting)>>::new();
    let mut reversed = BTreeMap::new();
    for (number, event) in (1..).zip(posted) {
        assert_eq!(event.number, number, "invariant 3: numbers have no gaps");
        let Posted { period, bookkeeper, document, reverses, entries, .. } = event;
        assert_eq!(sum(&entries, Side::Debit), sum(&entries, Side::Credit), "invariant 1: posting {number} balances");
        for entry in &entries {
            add(totals.entry(entry.account).or_default(), entry);
            add(turnovers.entry((period, entry.account)).or_default(), entry);
        }
        let posting = Posting { period, bookkeeper, document, reverses, entries };
        assert_eq!(ledger.posting(number), posting, "invariant 3: posting {number} is as it was posted");
        if reverses != 0 {
            assert_eq!(reversed.insert(reverses, number), None, "invariant 4: posting {reverses} is reversed once");
            let original = ledger.posting(reverses);
            assert_eq!(original.reverses, 0, "invariant 4: a reversal is not reversed");
            assert_eq!(original.bookkeeper, bookkeeper, "by who posted it");
            for (entry, mirrored) in original.entries.iter().zip(&posting.entries) {
                assert_eq!((entry.account, entry.amount), (mirrored.account, mirrored.amount));
                assert_ne!(entry.side, mirrored.side, "invariant 4: on the other side");
            }
        }
        months.entry(period).or_default().push((number, posting));
    }
    for number in 0..=ledger.last_posting() {
        assert_eq!(ledger.reversal(number), reversed.get(&number).copied().unwrap_or(0));
    }
    let mut trial = Turnover::default();
    for account in [CASH, SALES, SUPPLIERS, 9, 10, 11] {
        let total = ledger.account(account).total;
        assert_eq!(
            total,
            totals.get(&account).cloned().unwrap_or_default(),
            "invariant 2: totals are sums of postings"
        );
        trial.debits += total.debits;
        trial.credits += total.credits;
    }
    assert_eq!(trial.debits, trial.credits, "invariant 1: the trial balance is zero");
    for ((period, account), turnover) in turnovers {
        assert_eq!(ledger.turnover(period, account), turnover, "invariant 2: turnovers are sums of postings");
    }
    check_months(ledger, &months, closed);
    for event in chain.events::<Attested>() {
        assert_eq!(ledger.period(event.period).status, PeriodStatus::Closed, "invariant 7: a closed month");
        let by_itself =
            months.get(&event.period).into_iter().flatten().any(|(_, posting)| posting.bookkeeper == event.auditor);
        assert!(!by_itself, "invariant 7: not to a month that it posted to");
    }
    let attested: Vec<_> = chain.events::<Attested>().iter().map(|event| (event.period, event.auditor)).collect();
    assert_eq!(attested.iter().collect::<BTreeSet<_>>().len(), attested.len(), "invariant 7: an auditor attests once");
    let mut stated = BTreeMap::new();
    for event in chain.events::<Stated>() {
        stated.insert((event.period, event.party, event.counterparty), event.statement);
    }
    for Reconciled { period, party, counterparty, statement } in chain.events() {
        assert_ne!(party, counterparty);
        assert_eq!(stated.get(&(period, counterparty, party)), Some(&statement), "invariant 8: both stated the same");
        reconciled.insert((period, party, counterparty));
    }
    for (period, party, counterparty) in reconciled.iter() {
        assert!(ledger.reconciled(*period, *party, *counterparty), "invariant 8: and stay reconciled");
    }
}

/// Months are what their postings make them; closed ones stay as they were and prove their postings.
fn check_months(
    ledger: &LedgerClient<Sender>,
    months: &BTreeMap<u32, Vec<(u64, Posting)>>,
    closed: &mut BTreeMap<u32, Period>,
) {
    let (oldest, newest) = ledger.open_periods();
    let mut month = FIRST;
    while month <= newest {
        let none = Vec::new();
        let postings = months.get(&month).unwrap_or(&none);
        let leaves: Vec<_> = postings.iter().map(|(number, posting)| leaf(*number, posting)).collect();
        let period = ledger.period(month);
        assert_eq!(period.postings, postings.len() as u64);
        assert_eq!(period.total, postings.iter().map(|(_, posting)| sum(&posting.entries, Side::Debit)).sum());
        assert_eq!(ledger.root(month), root(&leaves), "invariant 6: the root is that of the postings");
        let expected = if month < oldest { PeriodStatus::Closed } else { PeriodStatus::Open };
        assert_eq!(period.status, expected, "invariant 5: months close in their order");
        if expected == PeriodStatus::Closed {
            assert_eq!(
                *closed.entry(month).or_insert_with(|| period.clone()),
                period,
                "invariant 5: a closed month stays as it is"
            );
            assert_eq!(period.root, root(&leaves));
        }
        // One posting of the month, so that a check takes no longer as the ledger grows.
        if let Some(index) = postings.len().checked_sub(1 + oldest as usize % postings.len().max(1)) {
            let (number, posting) = &postings[index];
            let proof = proof(&leaves, index);
            let is_closed = expected == PeriodStatus::Closed;
            assert_eq!(ledger.includes(*number, posting.clone(), proof.clone()), is_closed);
            assert!(!ledger.includes(number + 1, posting.clone(), proof), "invariant 6: no other posting is proved");
        }
        month = if month % 100 == 12 { month + 89 } else { month + 1 };
    }
    assert_eq!(months.keys().find(|month| **month > newest), None, "no posting lies in a month that was not opened");
}
