//! What each step of an invoice costs: `gas.golden` beside the manifest.

#[cfg(test)]
mod support;

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
    invoices.suspend_issuer(issuer).unwrap();
    assert_gas_golden!(chain);
}
