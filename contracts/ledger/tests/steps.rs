//! Each step of the ledger, and each reason to refuse one, by name.

#[cfg(test)]
mod support;

use blocks::RolesError;
use ledger::*;
use support::*;
use testing::prelude::*;

fn not(role: B256, account: Address) -> Error {
    Error::Roles(RolesError::AccessControlUnauthorizedAccount { account, needed_role: role })
}

#[chain_test]
fn posting_is_entered_on_its_accounts_and_in_its_month(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    assert_eq!(ledger.by(bookkeeper).post(FIRST, sale(500), hash(1)), Ok(1));
    let entries = vec![debit(CASH, 40), debit(SUPPLIERS, 60), credit(SALES, 100)];
    assert_eq!(ledger.by(bookkeeper).post(FIRST, entries.clone(), hash(2)), Ok(2));
    assert_eq!(ledger.last_posting(), 2);
    assert_eq!(ledger.account(CASH).total, Turnover { debits: 540, credits: 0 });
    assert_eq!(ledger.account(SALES).total, Turnover { debits: 0, credits: 600 });
    assert_eq!(ledger.turnover(FIRST, SUPPLIERS), Turnover { debits: 60, credits: 0 });
    let period = Period { status: PeriodStatus::Open, postings: 2, total: 600, root: B256::ZERO };
    assert_eq!(ledger.period(FIRST), period);
    let posting = Posting { period: FIRST, bookkeeper, document: hash(2), reverses: 0, entries };
    assert_eq!(ledger.posting(2), posting);
    let Posting { period, document, reverses, entries, .. } = posting;
    let posted = Posted { number: 2, period, bookkeeper, document, reverses, entries };
    assert_eq!(chain.events::<Posted>()[1], posted);
}

#[chain_test]
fn reversal_swaps_the_sides_and_is_linked(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    let number = ledger.by(bookkeeper).post(FIRST, sale(500), hash(1)).unwrap();
    let reversal = ledger.by(bookkeeper).reverse(number, FIRST, hash(2)).unwrap();
    assert_eq!(ledger.reversal(number), reversal);
    assert_eq!(ledger.posting(reversal).reverses, number);
    assert_eq!(ledger.posting(reversal).entries, [credit(CASH, 500), debit(SALES, 500)]);
    assert_eq!(ledger.account(CASH).total, Turnover { debits: 500, credits: 500 });
}

#[chain_test]
fn posting_of_a_closed_month_is_reversed_in_an_open_one(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    let number = ledger.by(bookkeeper).post(FIRST, sale(500), hash(1)).unwrap();
    ledger.close_period(ledger.root(FIRST)).unwrap();
    let next = ledger.open_period().unwrap();
    assert_eq!(ledger.by(bookkeeper).reverse(number, next, hash(2)), Ok(2));
    assert_eq!(ledger.turnover(FIRST, CASH), Turnover { debits: 500, credits: 0 });
    assert_eq!(ledger.turnover(next, CASH), Turnover { debits: 0, credits: 500 });
}

#[chain_test]
fn closed_month_proves_its_postings_and_nothing_else(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    for n in 1..=5 {
        ledger.by(bookkeeper).post(FIRST, sale(u128::from(n)), hash(n)).unwrap();
    }
    let postings: Vec<_> = (1..=5).map(|number| ledger.posting(number)).collect();
    let leaves: Vec<_> = (1..).zip(&postings).map(|(number, posting)| leaf(number, posting)).collect();
    let prove = |n: usize| proof(&leaves, n - 1);
    assert_eq!(ledger.root(FIRST), root(&leaves));
    assert!(!ledger.includes(2, postings[1].clone(), prove(2)), "an open month proves nothing");

    assert_eq!(ledger.close_period(root(&leaves)), Ok(FIRST));
    let period = Period { status: PeriodStatus::Closed, postings: 5, total: 15, root: root(&leaves) };
    assert_eq!(ledger.period(FIRST), period);
    let closed = PeriodClosed { period: FIRST, root: root(&leaves), postings: 5, total: 15 };
    assert_eq!(chain.events::<PeriodClosed>(), [closed]);
    for (number, posting) in (1..).zip(&postings) {
        assert!(ledger.includes(number as u64, posting.clone(), prove(number)));
    }
    let mut dearer = postings[1].clone();
    dearer.entries[0].amount += 1;
    assert!(!ledger.includes(2, dearer, prove(2)), "another amount");
    assert!(!ledger.includes(3, postings[1].clone(), prove(2)), "another number");
    assert!(!ledger.includes(2, postings[1].clone(), prove(3)), "another proof");
    assert!(!ledger.includes(2, postings[1].clone(), Vec::new()), "no proof");
    let elsewhere = Posting { period: FIRST + 1, ..postings[1].clone() };
    assert!(!ledger.includes(2, elsewhere, prove(2)), "another month");
}

#[chain_test]
fn months_open_and_close_in_their_order(chain: Chain) {
    let Books { ledger, .. } = books(&chain);
    assert_eq!(ledger.open_periods(), (202_611, 202_611));
    assert_eq!(ledger.open_period(), Ok(202_612));
    assert_eq!(ledger.open_period(), Ok(202_701));
    assert_eq!(ledger.close_period(B256::ZERO), Ok(202_611));
    assert_eq!(ledger.close_period(B256::ZERO), Ok(202_612));
    assert_eq!(ledger.open_periods(), (202_701, 202_701));
    assert_eq!(ledger.close_period(B256::ZERO), Ok(202_701));
    let (found, expected) = (PeriodStatus::None, PeriodStatus::Open);
    let refused = Error::WrongPeriodStatus { period: 202_702, found, expected };
    assert_eq!(ledger.close_period(B256::ZERO), Err(refused));
    let opened: Vec<_> = chain.events::<PeriodOpened>().into_iter().map(|event| event.period).collect();
    assert_eq!(opened, [202_611, 202_612, 202_701]);
}

#[chain_test]
fn account_closes_when_its_sides_are_equal(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    let number = ledger.by(bookkeeper).post(FIRST, sale(5), hash(1)).unwrap();
    let refused = Error::AccountNotBalanced { account: CASH, debits: 5, credits: 0 };
    assert_eq!(ledger.close_account(CASH), Err(refused));
    ledger.by(bookkeeper).reverse(number, FIRST, hash(2)).unwrap();
    ledger.close_account(CASH).unwrap();
    assert!(ledger.account(CASH).closed);
    let post = || ledger.by(bookkeeper).post(FIRST, sale(1), hash(3));
    assert_eq!(post(), Err(Error::AccountClosed { account: CASH }));
    assert_eq!(ledger.close_account(CASH), Err(Error::AccountClosed { account: CASH }));
    ledger.reopen_account(CASH).unwrap();
    assert_eq!(post(), Ok(3));
    assert_eq!(ledger.reopen_account(CASH), Err(Error::AccountOpen { account: CASH }));
    assert_eq!(chain.events::<AccountClosed>(), [AccountClosed { account: CASH }]);
    assert_eq!(chain.events::<AccountReopened>(), [AccountReopened { account: CASH }]);
}

#[chain_test]
fn auditor_attests_to_a_closed_month(chain: Chain) {
    let Books { ledger, auditor, .. } = books(&chain);
    ledger.close_period(B256::ZERO).unwrap();
    let (opinion, report) = (Opinion::Qualified, hash(1));
    ledger.by(auditor).attest(FIRST, opinion, report).unwrap();
    assert_eq!(ledger.attestation(FIRST, auditor), Attestation { opinion, report });
    assert_eq!(chain.events::<Attested>(), [Attested { period: FIRST, auditor, opinion, report }]);
    let again = ledger.by(auditor).attest(FIRST, Opinion::Adverse, report);
    assert_eq!(again, Err(Error::AlreadyAttested { auditor, period: FIRST }));
}

#[chain_test]
fn parties_are_reconciled_when_they_state_the_same(chain: Chain) {
    let Books { ledger, bookkeeper: party, other: counterparty, .. } = books(&chain);
    ledger.close_period(B256::ZERO).unwrap();
    let state = |by, with, n| ledger.by(by).reconcile(FIRST, with, hash(n));
    assert_eq!(state(party, counterparty, 1), Ok(()));
    assert_eq!(state(counterparty, party, 2), Ok(()));
    assert!(!ledger.reconciled(FIRST, party, counterparty));
    let [first, second] = &chain.events::<Stated>()[..] else { panic!("two statements") };
    assert_eq!((first.statement, first.other), (hash(1), B256::ZERO));
    assert_eq!((second.statement, second.other), (hash(2), hash(1)));
    assert_eq!(state(counterparty, party, 1), Ok(()));
    assert!(ledger.reconciled(FIRST, party, counterparty) && ledger.reconciled(FIRST, counterparty, party));
    let reconciled = Reconciled { period: FIRST, party: counterparty, counterparty: party, statement: hash(1) };
    assert_eq!(chain.events::<Reconciled>(), [reconciled]);
    assert_eq!(state(party, counterparty, 3), Err(Error::AlreadyReconciled { period: FIRST, counterparty }));
}

#[chain_test]
fn each_step_is_for_its_role_only(chain: Chain) {
    let Books { ledger, bookkeeper, auditor, stranger, .. } = books(&chain);
    let keeps = not(KEEPER, bookkeeper);
    let as_bookkeeper = ledger.by(bookkeeper);
    assert_eq!(as_bookkeeper.open_account(1, Class::Asset, "x".into()), Err(keeps.clone()));
    assert_eq!(as_bookkeeper.close_account(CASH), Err(keeps.clone()));
    assert_eq!(as_bookkeeper.reopen_account(CASH), Err(keeps.clone()));
    assert_eq!(as_bookkeeper.open_period(), Err(keeps.clone()));
    assert_eq!(as_bookkeeper.close_period(B256::ZERO), Err(keeps));
    assert_eq!(ledger.by(auditor).post(FIRST, sale(1), hash(1)), Err(not(BOOKKEEPER, auditor)));
    assert_eq!(ledger.by(stranger).reverse(1, FIRST, hash(1)), Err(not(BOOKKEEPER, stranger)));
    assert_eq!(ledger.by(stranger).attest(FIRST, Opinion::Adverse, hash(1)), Err(not(AUDITOR, stranger)));
    let refused = RolesError::AccessControlUnauthorizedAccount { account: stranger, needed_role: KEEPER };
    assert_eq!(ledger.by(stranger).roles().grant_role(BOOKKEEPER, stranger), Err(refused));
}

#[chain_test]
fn first_month_is_a_year_and_a_month(chain: Chain) {
    let [keeper] = chain.accounts();
    for period in [0, 12, 202_600, 202_613] {
        let refused = chain.try_deploy(keeper, Ledger::constructor(period)).expect_err("it is no month");
        assert_eq!(refused.decode(), Some(Error::InvalidPeriod { period }));
    }
}

#[chain_test]
fn chart_has_each_account_once_with_a_class(chain: Chain) {
    let Books { ledger, .. } = books(&chain);
    let open = |account, class| ledger.open_account(account, class, "Again".into());
    assert_eq!(open(CASH, Class::Expense), Err(Error::AccountExists { account: CASH, class: Class::Asset }));
    assert_eq!(open(9, Class::None), Err(Error::AccountWithoutClass { account: 9 }));
    assert_eq!(ledger.close_account(9), Err(Error::UnknownAccount { account: 9 }));
    assert_eq!(ledger.reopen_account(9), Err(Error::UnknownAccount { account: 9 }));
    let [opened, ..] = &chain.events::<AccountOpened>()[..] else { panic!("three accounts") };
    assert_eq!(*opened, AccountOpened { account: CASH, class: Class::Asset, name: "Cash".into() });
}

#[chain_test]
fn posting_that_does_not_balance_is_refused_and_leaves_nothing(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    let post = |entries| ledger.by(bookkeeper).post(FIRST, entries, hash(1));
    let refused = Error::PostingNotBalanced { debits: 500, credits: 499 };
    assert_eq!(post(vec![debit(CASH, 500), credit(SALES, 499)]), Err(refused));
    assert_eq!(post(vec![debit(CASH, 1)]), Err(Error::PostingNotBalanced { debits: 1, credits: 0 }));
    assert_eq!(ledger.account(CASH).total, Turnover::default());
    assert_eq!(ledger.turnover(FIRST, CASH), Turnover::default());
    assert_eq!((ledger.last_posting(), ledger.root(FIRST)), (0, B256::ZERO));
}

#[chain_test]
fn posting_that_makes_no_sense_is_refused(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    let post = |period, entries| ledger.by(bookkeeper).post(period, entries, hash(1));
    assert_eq!(post(FIRST, vec![]), Err(Error::WrongEntryCount { found: 0, limit: ENTRIES_MAX }));
    let many = vec![debit(CASH, 1); ENTRIES_MAX as usize + 1];
    assert_eq!(post(FIRST, many), Err(Error::WrongEntryCount { found: ENTRIES_MAX + 1, limit: ENTRIES_MAX }));
    assert_eq!(post(FIRST, vec![debit(CASH, 0), credit(SALES, 0)]), Err(Error::ZeroAmount { account: CASH }));
    assert_eq!(post(FIRST, vec![debit(7, 1), credit(SALES, 1)]), Err(Error::UnknownAccount { account: 7 }));
    let (found, expected) = (PeriodStatus::None, PeriodStatus::Open);
    let not_opened = Error::WrongPeriodStatus { period: FIRST + 1, found, expected };
    assert_eq!(post(FIRST + 1, sale(1)), Err(not_opened));
}

#[chain_test]
fn posting_may_have_as_many_entries_as_the_limit(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    let entries: Vec<_> = (0..ENTRIES_MAX).flat_map(|_| sale(1)).take(ENTRIES_MAX as usize).collect();
    assert_eq!(ledger.by(bookkeeper).post(FIRST, entries, hash(1)), Ok(1));
    assert_eq!(ledger.period(FIRST).total, u128::from(ENTRIES_MAX) / 2);
}

#[chain_test]
fn entry_is_over_no_more_than_the_limit(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    let (account, amount, most) = (CASH, AMOUNT_MAX + 1, AMOUNT_MAX);
    let refused = Err(Error::AmountTooLarge { account, amount, most });
    assert_eq!(ledger.by(bookkeeper).post(FIRST, sale(amount), hash(1)), refused);
    assert_eq!(ledger.by(bookkeeper).post(FIRST, sale(most), hash(1)), Ok(1));
}

#[chain_test]
fn closed_month_takes_no_postings(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    let number = ledger.by(bookkeeper).post(FIRST, sale(1), hash(1)).unwrap();
    ledger.close_period(ledger.root(FIRST)).unwrap();
    let (found, expected) = (PeriodStatus::Closed, PeriodStatus::Open);
    let refused = Error::WrongPeriodStatus { period: FIRST, found, expected };
    assert_eq!(ledger.by(bookkeeper).post(FIRST, sale(1), hash(2)), Err(refused.clone()));
    assert_eq!(ledger.by(bookkeeper).reverse(number, FIRST, hash(2)), Err(refused));
}

#[chain_test]
fn month_closes_only_under_the_root_that_the_keeper_saw(chain: Chain) {
    let Books { ledger, bookkeeper, .. } = books(&chain);
    let seen = ledger.root(FIRST);
    ledger.by(bookkeeper).post(FIRST, sale(1), hash(1)).unwrap();
    let found = ledger.root(FIRST);
    assert_eq!(ledger.close_period(seen), Err(Error::WrongRoot { found, expected: seen }));
    assert_eq!(ledger.close_period(found), Ok(FIRST));
}

#[chain_test]
fn reversal_is_refused_of_nothing_of_anothers_twice_and_of_a_reversal(chain: Chain) {
    let Books { ledger, bookkeeper, other, .. } = books(&chain);
    let reverse = |by, number| ledger.by(by).reverse(number, FIRST, hash(9));
    for number in [0, 1] {
        assert_eq!(reverse(bookkeeper, number), Err(Error::UnknownPosting { number }));
    }
    ledger.by(bookkeeper).post(FIRST, sale(1), hash(1)).unwrap();
    assert_eq!(reverse(other, 1), Err(Error::NotBookkeeper { caller: other, bookkeeper }));
    assert_eq!(reverse(bookkeeper, 1), Ok(2));
    assert_eq!(reverse(bookkeeper, 1), Err(Error::AlreadyReversed { number: 1, reversal: 2 }));
    assert_eq!(reverse(bookkeeper, 2), Err(Error::IsReversal { number: 2, reverses: 1 }));
}

#[chain_test]
fn attestation_is_refused_early_empty_and_from_who_keeps_the_books(chain: Chain) {
    let Books { ledger, keeper, bookkeeper, auditor, .. } = books(&chain);
    let attest = |by, opinion| ledger.by(by).attest(FIRST, opinion, hash(1));
    let (found, expected) = (PeriodStatus::Open, PeriodStatus::Closed);
    let refused = Error::WrongPeriodStatus { period: FIRST, found, expected };
    assert_eq!(attest(auditor, Opinion::Unqualified), Err(refused));
    ledger.close_period(B256::ZERO).unwrap();
    assert_eq!(attest(auditor, Opinion::None), Err(Error::NoOpinion));
    for account in [keeper, bookkeeper] {
        ledger.roles().grant_role(AUDITOR, account).unwrap();
        assert_eq!(attest(account, Opinion::Unqualified), Err(Error::AuditorKeepsBooks { auditor: account }));
    }
}

#[chain_test]
fn reconciliation_takes_two_and_a_closed_month(chain: Chain) {
    let Books { ledger, bookkeeper, other, .. } = books(&chain);
    let state = |with| ledger.by(bookkeeper).reconcile(FIRST, with, hash(1));
    let (found, expected) = (PeriodStatus::Open, PeriodStatus::Closed);
    assert_eq!(state(other), Err(Error::WrongPeriodStatus { period: FIRST, found, expected }));
    ledger.close_period(B256::ZERO).unwrap();
    assert_eq!(state(bookkeeper), Err(Error::SameParty { party: bookkeeper }));
}

/// Or one bookkeeper could fill an account and a month to the brim, and nobody could post there again.
#[chain_test]
fn one_posting_leaves_room_for_all_others(chain: Chain) {
    let books = books(&chain);
    let Books { ref ledger, bookkeeper, other, .. } = books;
    let (account, amount, most) = (CASH, u128::MAX, AMOUNT_MAX);
    let refused = Err(Error::AmountTooLarge { account, amount, most });
    assert_eq!(ledger.by(bookkeeper).post(FIRST, sale(amount), hash(1)), refused);
    assert!(ledger.by(other).try_post(FIRST, sale(1), hash(2)).is_ok());
}

#[chain_test]
fn auditor_does_not_attest_to_a_month_that_it_posted_to(chain: Chain) {
    let books = books(&chain);
    let Books { ref ledger, bookkeeper, other, .. } = books;
    for account in [bookkeeper, other] {
        ledger.roles().grant_role(AUDITOR, account).unwrap();
    }
    ledger.by(bookkeeper).post(FIRST, sale(1), hash(1)).unwrap();
    ledger.close_period(ledger.root(FIRST)).unwrap();
    for account in [bookkeeper, other] {
        ledger.roles().revoke_role(BOOKKEEPER, account).unwrap();
    }
    let attest = |by| ledger.by(by).attest(FIRST, Opinion::Unqualified, hash(2));
    assert_eq!(attest(bookkeeper), Err(Error::AuditorKeepsBooks { auditor: bookkeeper }));
    assert_eq!(attest(other), Ok(()), "who did not post to it may");
}
