//! What each step of the ledger costs: `gas.golden` beside the manifest.

#[cfg(test)]
mod support;

use ledger::*;
use support::*;
use testing::prelude::*;

#[test]
fn gas_of_each_step_is_as_recorded() {
    let chain = Chain::vm();
    let Books { ledger, bookkeeper, other, auditor, .. } = books(&chain);
    let clerk = ledger.by(bookkeeper);
    for n in 1..=8 {
        clerk.post(FIRST, sale(100), hash(n)).unwrap();
    }
    let entries: Vec<_> = (0..ENTRIES_MAX / 2).flat_map(|_| sale(1)).collect();
    clerk.post(FIRST, entries, hash(9)).unwrap();
    clerk.reverse(1, FIRST, hash(10)).unwrap();
    ledger.open_account(9, Class::Expense, "Rent".into()).unwrap();
    ledger.close_account(9).unwrap();
    ledger.reopen_account(9).unwrap();
    ledger.open_period().unwrap();
    ledger.close_period(ledger.root(FIRST)).unwrap();
    ledger.by(auditor).attest(FIRST, Opinion::Unqualified, hash(1)).unwrap();
    clerk.reconcile(FIRST, other, hash(2)).unwrap();
    ledger.by(other).reconcile(FIRST, bookkeeper, hash(2)).unwrap();
    assert_gas_golden!(chain);
}
