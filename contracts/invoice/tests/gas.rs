//! What each step of an invoice costs: `gas.golden` beside the manifest.

#[cfg(test)]
mod support;

use invoice::{BATCH_MAX, REMIND_SECONDS};
use support::*;
use testing::prelude::*;

#[test]
fn gas_of_each_step_is_as_recorded() {
    let chain = Chain::vm();
    let City { invoices, issuer, buyer, firm, stranger, .. } = city(&chain);
    let (issuers, buyers, firms) = (invoices.by(issuer), invoices.by(buyer), invoices.by(firm));
    for n in 1..=3 {
        assert_eq!(issuers.issue(PERIOD, buyer, AMOUNT, 60, commitment(n), payment(n)), Ok(n));
    }
    issuers.deliver(1, commitment(9)).unwrap();
    chain.advance_time(REMIND_SECONDS);
    invoices.remind(issuer, 1).unwrap();
    buyers.claim(issuer, 1).unwrap();
    buyers.transfer(issuer, 1, stranger).unwrap();
    invoices.by(stranger).transfer(issuer, 1, buyer).unwrap();
    for _ in 0..2 {
        buyers.present(issuer, 1, firm).unwrap();
        firms.lock(issuer, 1).unwrap();
        firms.release(issuer, 1).unwrap();
    }
    buyers.present(issuer, 1, firm).unwrap();
    firms.lock(issuer, 1).unwrap();
    assert_eq!(issuers.credit(1, 10), Ok(1));
    firms.reimburse(issuer, 1, AMOUNT - 10).unwrap();
    firms.book(issuer, 1, PERIOD).unwrap();
    issuers.void(2).unwrap();
    let items: Vec<_> = (10..14).map(|n| item(buyer, AMOUNT, n)).collect();
    let leaves = leaves(&items);
    issuers.anchor(PERIOD, root(&leaves), 4, 4 * AMOUNT).unwrap();
    buyers.reveal(issuer, 1, 2, items[2].clone(), proof(&leaves, 2)).unwrap();
    invoices.set_quota(issuer, PERIOD, 1_000_000, 600).unwrap();
    issuers.issue_batch(PERIOD, (100..100 + BATCH_MAX).map(|n| item(buyer, 1, n)).collect()).unwrap();
    invoices.suspend_issuer(issuer).unwrap();
    assert_gas_golden!(chain);
}
