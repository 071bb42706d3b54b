//! Each step of an invoice, and each reason to refuse one, by name.

#[cfg(test)]
mod support;

use blocks::RolesError;
use invoice::*;
use sdk::{abi, error::Revert};
use support::*;
use testing::prelude::*;

#[chain_test]
fn invoice_goes_from_issue_to_the_books(chain: Chain) {
    let City { invoices, issuer, buyer, firm, .. } = city(&chain);
    let number = invoices.by(issuer).issue(PERIOD, buyer, 10_000, 600, commitment(1), payment(1)).unwrap();
    assert_eq!(number, 1);
    invoices.by(buyer).claim(issuer, number).unwrap();
    invoices.by(buyer).present(issuer, number, firm).unwrap();
    invoices.by(firm).lock(issuer, number).unwrap();
    invoices.by(firm).reimburse(issuer, number, 10_000).unwrap();
    invoices.by(firm).book(issuer, number, PERIOD + 1).unwrap();

    let expected = Invoice {
        status: Status::Booked,
        buyer,
        holder: buyer,
        firm,
        amount: 10_000,
        tax: 600,
        reimbursed: 10_000,
        period: PERIOD,
        booked_period: PERIOD + 1,
        commitment: commitment(1),
        payment: payment(1),
        ..Invoice::default()
    };
    assert_eq!(invoices.invoice(issuer, number), expected);
    let issued = Issued {
        issuer,
        number,
        buyer,
        period: PERIOD,
        amount: 10_000,
        tax: 600,
        commitment: commitment(1),
        payment: payment(1),
    };
    assert_eq!(chain.events::<Issued>(), [issued]);
    assert_eq!(chain.events::<Claimed>(), [Claimed { issuer, number, holder: buyer }]);
    assert_eq!(chain.events::<Presented>(), [Presented { issuer, number, firm }]);
    assert_eq!(chain.events::<Locked>(), [Locked { issuer, number, firm }]);
    assert_eq!(chain.events::<Reimbursed>(), [Reimbursed { issuer, number, firm, amount: 10_000 }]);
    assert_eq!(chain.events::<Booked>(), [Booked { issuer, number, firm, period: PERIOD + 1 }]);
}

#[chain_test]
fn invoice_is_verified_by_number_amount_and_commitment(chain: Chain) {
    let City { invoices, issuer, buyer, .. } = city(&chain);
    let number = invoices.by(issuer).issue(PERIOD, buyer, 500, 0, commitment(1), payment(1)).unwrap();
    assert!(invoices.verify(issuer, number, 500, commitment(1)));
    assert!(!invoices.verify(issuer, number, 501, commitment(1)));
    assert!(!invoices.verify(issuer, number, 500, commitment(2)));
    assert!(!invoices.verify(issuer, number + 1, 500, commitment(1)));
    assert!(!invoices.verify(buyer, number, 500, commitment(1)));
    invoices.by(issuer).void(number).unwrap();
    assert!(!invoices.verify(issuer, number, 500, commitment(1)));
}

#[chain_test]
fn numbers_of_an_issuer_have_no_gaps(chain: Chain) {
    let City { invoices, bureau, issuer, buyer, stranger, .. } = city(&chain);
    invoices.by(bureau).admit_issuer(stranger).unwrap();
    invoices.by(bureau).set_quota(stranger, PERIOD, 100, 10).unwrap();
    let issue = |by, n| invoices.by(by).issue(PERIOD, buyer, 10, 1, commitment(n), payment(n));
    assert_eq!([issue(issuer, 1), issue(stranger, 1), issue(issuer, 2)], [Ok(1), Ok(1), Ok(2)]);
    assert!(issue(issuer, 2).is_err());
    invoices.by(issuer).void(2).unwrap();
    assert_eq!([issue(issuer, 3), issue(stranger, 4)], [Ok(3), Ok(2)]);
    assert_eq!(invoices.issuer(issuer).invoices, 3);
}

#[chain_test]
fn void_returns_the_amount_to_the_quota_and_keeps_the_number(chain: Chain) {
    let City { invoices, issuer, buyer, .. } = city(&chain);
    let number = invoices.by(issuer).issue(PERIOD, buyer, 900_000, 0, commitment(1), payment(1)).unwrap();
    invoices.by(issuer).void(number).unwrap();
    let quota = invoices.quota(issuer, PERIOD);
    assert_eq!((quota.amount_issued, quota.count_issued), (0, 1));
    assert_eq!(chain.events::<Voided>(), [Voided { issuer, number }]);
}

#[chain_test]
fn credit_notes_have_numbers_and_add_up(chain: Chain) {
    let City { invoices, issuer, buyer, .. } = city(&chain);
    let number = invoices.by(issuer).issue(PERIOD, buyer, 100, 0, commitment(1), payment(1)).unwrap();
    assert_eq!(invoices.by(issuer).credit(number, 30), Ok(1));
    assert_eq!(invoices.by(issuer).credit(number, 70), Ok(2));
    assert_eq!(invoices.by(issuer).credit(number, 1), Err(Error::AboveInvoice { left: 0, wanted: 1 }));
    assert_eq!(invoices.invoice(issuer, number).credited, 100);
    assert_eq!(invoices.quota(issuer, PERIOD).amount_credited, 100);
    let [first, second] = &chain.events::<Credited>()[..] else { panic!("two notes") };
    assert_eq!((first.note, first.amount, second.note, second.amount), (1, 30, 2, 70));
}

#[chain_test]
fn release_gives_the_invoice_back(chain: Chain) {
    let city = city(&chain);
    let number = brought_to(&city, Status::Locked);
    let City { invoices, issuer, buyer, firm, stranger, .. } = city;
    invoices.by(firm).release(issuer, number).unwrap();
    assert_eq!(invoices.by(firm).lock(issuer, number), Err(Error::NotFirm { caller: firm, firm: Address::ZERO }));
    invoices.by(buyer).present(issuer, number, stranger).unwrap();
    invoices.by(stranger).lock(issuer, number).unwrap();
    assert_eq!(chain.events::<Released>(), [Released { issuer, number, firm }]);
}

#[chain_test]
fn transfer_takes_the_invoice_from_the_firm_it_was_presented_to(chain: Chain) {
    let city = city(&chain);
    let number = brought_to(&city, Status::Held);
    let City { invoices, issuer, buyer, firm, stranger, .. } = city;
    invoices.by(buyer).present(issuer, number, firm).unwrap();
    invoices.by(buyer).transfer(issuer, number, stranger).unwrap();
    assert_eq!(invoices.by(firm).lock(issuer, number), Err(Error::NotFirm { caller: firm, firm: Address::ZERO }));
    let not_holder = Err(Error::NotHolder { caller: buyer, holder: stranger });
    assert_eq!(invoices.by(buyer).present(issuer, number, firm), not_holder);
    assert_eq!(chain.events::<Transferred>(), [Transferred { issuer, number, from: buyer, to: stranger }]);
}

#[chain_test]
fn suspended_issuer_cannot_issue_but_its_invoices_stay(chain: Chain) {
    let city = city(&chain);
    let number = brought_to(&city, Status::Held);
    let City { invoices, bureau, issuer, buyer, firm, .. } = city;
    invoices.by(bureau).suspend_issuer(issuer).unwrap();
    assert_eq!(chain.events::<IssuerSuspended>(), [IssuerSuspended { issuer }]);
    let issue = || invoices.by(issuer).issue(PERIOD, buyer, 1, 0, commitment(9), payment(9));
    assert_eq!(issue(), Err(Error::NotAdmitted { issuer }));
    assert!(invoices.verify(issuer, number, AMOUNT, commitment(1)));
    invoices.by(buyer).present(issuer, number, firm).unwrap();
    invoices.by(bureau).admit_issuer(issuer).unwrap();
    assert_eq!(issue(), Ok(number + 1));
}

/// Every step from every state: it succeeds from the states named here and is refused, by name, from all others.
#[chain_test]
fn each_step_starts_from_its_states_only(chain: Chain) {
    use Status::{Booked, Delivered, Held, Issued, Locked, Reimbursed, Voided};
    type Step = fn(&City, u64) -> Result<(), Error>;
    let steps: [(&str, &[Status], Step); 10] = [
        ("deliver", &[Issued], |city, n| city.invoices.by(city.issuer).deliver(n, commitment(1))),
        ("remind", &[Delivered], |city, n| city.invoices.remind(city.issuer, n)),
        ("void", &[Issued], |city, n| city.invoices.by(city.issuer).void(n)),
        ("claim", &[Issued, Delivered], |city, n| city.invoices.by(city.buyer).claim(city.issuer, n)),
        ("transfer", &[Held], |city, n| city.invoices.by(city.buyer).transfer(city.issuer, n, city.stranger)),
        ("present", &[Held], |city, n| city.invoices.by(city.buyer).present(city.issuer, n, city.firm)),
        ("lock", &[Held], |city, n| city.invoices.by(city.firm).lock(city.issuer, n)),
        ("release", &[Locked], |city, n| city.invoices.by(city.firm).release(city.issuer, n)),
        ("reimburse", &[Locked], |city, n| city.invoices.by(city.firm).reimburse(city.issuer, n, AMOUNT)),
        ("book", &[Reimbursed], |city, n| city.invoices.by(city.firm).book(city.issuer, n, PERIOD)),
    ];
    for found in [Issued, Delivered, Held, Locked, Reimbursed, Booked, Voided] {
        for (name, expected, step) in steps {
            let city = city(&chain);
            let number = brought_to(&city, found);
            if name == "lock" && found == Held {
                city.invoices.by(city.buyer).present(city.issuer, number, city.firm).unwrap();
            }
            chain.advance_time(REMIND_SECONDS);
            let refused = Error::WrongStatus { found, expected: expected[0] };
            let expected = if expected.contains(&found) { Ok(()) } else { Err(refused) };
            assert_eq!(step(&city, number), expected, "{name} from {found:?}");
        }
    }
}

#[chain_test]
fn credit_note_is_possible_in_every_state_but_void(chain: Chain) {
    for status in [Status::Issued, Status::Delivered, Status::Held, Status::Locked, Status::Reimbursed, Status::Booked]
    {
        let city = city(&chain);
        let number = brought_to(&city, status);
        assert_eq!(city.invoices.by(city.issuer).credit(number, 1), Ok(1), "{status:?}");
    }
    let city = city(&chain);
    let (issuer, number) = (city.issuer, brought_to(&city, Status::Voided));
    assert_eq!(city.invoices.by(issuer).credit(number, 1), Err(Error::InvoiceVoided { issuer, number }));
}

#[chain_test]
fn only_a_bureau_admits_suspends_and_sets_quotas(chain: Chain) {
    let City { invoices, issuer, stranger, .. } = city(&chain);
    let refused = RolesError::AccessControlUnauthorizedAccount { account: stranger, needed_role: BUREAU };
    let refused = Err(Error::Roles(refused));
    let invoices = invoices.by(stranger);
    assert_eq!(invoices.admit_issuer(stranger), refused);
    assert_eq!(invoices.suspend_issuer(issuer), refused);
    assert_eq!(invoices.set_quota(issuer, PERIOD, 1, 1), refused);
}

#[chain_test]
fn admission_is_refused_twice_and_to_nobody(chain: Chain) {
    let City { invoices, issuer, stranger, .. } = city(&chain);
    assert_eq!(chain.events::<IssuerAdmitted>(), [IssuerAdmitted { issuer }]);
    let (amount_limit, count_limit) = (1_000_000, 100);
    assert_eq!(chain.events::<QuotaSet>(), [QuotaSet { issuer, period: PERIOD, amount_limit, count_limit }]);
    assert_eq!(invoices.admit_issuer(issuer), Err(Error::AlreadyAdmitted { issuer }));
    assert_eq!(invoices.admit_issuer(Address::ZERO), Err(Error::ZeroAddress));
    assert_eq!(invoices.suspend_issuer(stranger), Err(Error::NotAdmitted { issuer: stranger }));
    assert_eq!(invoices.set_quota(stranger, PERIOD, 1, 1), Err(Error::NotAdmitted { issuer: stranger }));
}

#[chain_test]
fn quota_bounds_amount_and_count(chain: Chain) {
    let City { invoices, issuer, buyer, .. } = city(&chain);
    invoices.set_quota(issuer, PERIOD, 100, 2).unwrap();
    let issue = |period, amount, n| invoices.by(issuer).issue(period, buyer, amount, 0, commitment(n), payment(n));
    assert_eq!(issue(PERIOD, 60, 1), Ok(1));
    assert_eq!(issue(PERIOD, 41, 2), Err(Error::AmountAboveQuota { left: 40, wanted: 41 }));
    assert_eq!(issue(PERIOD, 40, 3), Ok(2));
    assert_eq!(issue(PERIOD, 1, 4), Err(Error::CountAboveQuota { limit: 2 }));
    assert_eq!(issue(PERIOD + 1, 1, 5), Err(Error::CountAboveQuota { limit: 0 }));
    let below = Err(Error::QuotaBelowIssued { amount_issued: 100, count_issued: 2 });
    assert_eq!(invoices.set_quota(issuer, PERIOD, 99, 2), below);
    assert_eq!(invoices.set_quota(issuer, PERIOD, 100, 1), below);
    assert_eq!(invoices.set_quota(issuer, PERIOD, 100, 2), Ok(()));
}

#[chain_test]
fn invoice_that_makes_no_sense_is_refused(chain: Chain) {
    let City { invoices, issuer, buyer, stranger, .. } = city(&chain);
    let issue =
        |by, period, buyer, amount, tax| invoices.by(by).issue(period, buyer, amount, tax, commitment(1), payment(1));
    assert_eq!(issue(stranger, PERIOD, buyer, 1, 0), Err(Error::NotAdmitted { issuer: stranger }));
    assert_eq!(issue(issuer, PERIOD, Address::ZERO, 1, 0), Err(Error::ZeroAddress));
    assert_eq!(issue(issuer, PERIOD, buyer, 0, 0), Err(Error::ZeroAmount));
    assert_eq!(issue(issuer, PERIOD, buyer, 5, 6), Err(Error::TaxAboveAmount { amount: 5, tax: 6 }));
    assert_eq!(issue(issuer, PERIOD, buyer, 5, 5), Ok(1));
    for period in [0, 12, 202_600, 202_613] {
        assert_eq!(issue(issuer, period, buyer, 1, 0), Err(Error::InvalidPeriod { period }));
        assert_eq!(invoices.set_quota(issuer, period, 1, 1), Err(Error::InvalidPeriod { period }));
    }
}

#[chain_test]
fn payment_has_one_invoice(chain: Chain) {
    let City { invoices, issuer, buyer, .. } = city(&chain);
    let issue = |n| invoices.by(issuer).issue(PERIOD, buyer, 1, 0, commitment(n), payment(7));
    assert_eq!(issue(1), Ok(1));
    assert_eq!(issue(2), Err(Error::PaymentUsed { payment: payment(7), number: 1 }));
}

#[chain_test]
fn unknown_number_is_refused_by_every_step(chain: Chain) {
    let City { invoices, issuer, buyer, .. } = city(&chain);
    let unknown = Error::UnknownInvoice { issuer, number: 1 };
    assert_eq!(invoices.by(issuer).void(1), Err(unknown.clone()));
    assert_eq!(invoices.by(issuer).credit(1, 1), Err(unknown.clone()));
    let invoices = invoices.by(buyer);
    assert_eq!(invoices.claim(issuer, 1), Err(unknown.clone()));
    assert_eq!(invoices.transfer(issuer, 1, buyer), Err(unknown.clone()));
    assert_eq!(invoices.present(issuer, 1, buyer), Err(unknown.clone()));
    assert_eq!(invoices.lock(issuer, 1), Err(unknown.clone()));
    assert_eq!(invoices.release(issuer, 1), Err(unknown.clone()));
    assert_eq!(invoices.reimburse(issuer, 1, 1), Err(unknown.clone()));
    assert_eq!(invoices.book(issuer, 1, PERIOD), Err(unknown.clone()));
    assert_eq!(invoices.remind(issuer, 1), Err(unknown.clone()));
    assert_eq!(invoices.by(issuer).deliver(1, commitment(1)), Err(unknown));
    assert_eq!(invoices.invoice(issuer, 1), Invoice::default());
}

#[chain_test]
fn each_step_is_for_its_party_only(chain: Chain) {
    let stranger = chain.accounts::<5>()[4];
    let at = |status| {
        let city = city(&chain);
        let number = brought_to(&city, status);
        (city.invoices.by(stranger), city.issuer, city.buyer, city.firm, number)
    };
    let caller = stranger;
    let (invoices, issuer, buyer, _, number) = at(Status::Issued);
    assert_eq!(invoices.claim(issuer, number), Err(Error::NotBuyer { caller, buyer }));
    // Numbers are the issuer's own, so a stranger's void and credit find nothing.
    assert_eq!(invoices.void(number), Err(Error::UnknownInvoice { issuer: stranger, number }));
    let (invoices, issuer, holder, firm, number) = at(Status::Held);
    assert_eq!(invoices.transfer(issuer, number, stranger), Err(Error::NotHolder { caller, holder }));
    assert_eq!(invoices.present(issuer, number, firm), Err(Error::NotHolder { caller, holder }));
    assert_eq!(invoices.lock(issuer, number), Err(Error::NotFirm { caller, firm: Address::ZERO }));
    let (invoices, issuer, _, firm, number) = at(Status::Locked);
    assert_eq!(invoices.release(issuer, number), Err(Error::NotFirm { caller, firm }));
    assert_eq!(invoices.reimburse(issuer, number, 1), Err(Error::NotFirm { caller, firm }));
    let (invoices, issuer, _, firm, number) = at(Status::Reimbursed);
    assert_eq!(invoices.book(issuer, number, PERIOD), Err(Error::NotFirm { caller, firm }));
}

#[chain_test]
fn reimbursement_is_bounded_by_what_credit_notes_leave(chain: Chain) {
    let city = city(&chain);
    let number = brought_to(&city, Status::Locked);
    let City { invoices, issuer, firm, .. } = city;
    invoices.by(issuer).credit(number, 40).unwrap();
    let (left, wanted) = (AMOUNT - 40, AMOUNT - 39);
    let firms = invoices.by(firm);
    assert_eq!(firms.reimburse(issuer, number, wanted), Err(Error::AboveInvoice { left, wanted }));
    assert_eq!(firms.reimburse(issuer, number, 0), Err(Error::ZeroAmount));
    assert_eq!(firms.reimburse(issuer, number, left), Ok(()));
    assert_eq!(firms.book(issuer, number, 202_600), Err(Error::InvalidPeriod { period: 202_600 }));
}

#[chain_test]
fn credited_invoice_cannot_be_voided(chain: Chain) {
    let city = city(&chain);
    let number = brought_to(&city, Status::Issued);
    city.invoices.by(city.issuer).credit(number, 5).unwrap();
    assert_eq!(city.invoices.by(city.issuer).void(number), Err(Error::HasCreditNotes { credited: 5 }));
    assert_eq!(city.invoices.by(city.issuer).credit(number, 0), Err(Error::ZeroAmount));
}

#[chain_test]
fn zero_address_receives_and_reimburses_nothing(chain: Chain) {
    let city = city(&chain);
    let number = brought_to(&city, Status::Held);
    let invoices = city.invoices.by(city.buyer);
    assert_eq!(invoices.transfer(city.issuer, number, Address::ZERO), Err(Error::ZeroAddress));
    assert_eq!(invoices.present(city.issuer, number, Address::ZERO), Err(Error::ZeroAddress));
}

#[chain_test]
fn batch_is_issued_item_by_item(chain: Chain) {
    let City { invoices, issuer, buyer, .. } = city(&chain);
    invoices.by(issuer).issue(PERIOD, buyer, 100, 0, commitment(1), payment(1)).unwrap();
    let items = vec![
        item(buyer, 200, 2),
        item(buyer, 300, 1),
        Item { tax: 5, ..item(buyer, 4, 3) },
        item(buyer, 1_000_000, 4),
        item(buyer, 500, 2),
        item(buyer, 600, 5),
    ];
    let results = invoices.by(issuer).issue_batch(PERIOD, items).unwrap();
    let reasons = [
        Error::PaymentUsed { payment: payment(1), number: 1 },
        Error::TaxAboveAmount { amount: 4, tax: 5 },
        Error::AmountAboveQuota { left: 1_000_000 - 300, wanted: 1_000_000 },
        Error::PaymentUsed { payment: payment(2), number: 2 },
    ];
    let decoded: Vec<_> = results
        .iter()
        .map(|result| match result.success {
            true => Ok(abi::decode::<(u64,)>(&result.data).expect("a number").0),
            false => Err(Error::decode(&result.data).expect("one of the contract's errors")),
        })
        .collect();
    let [first, second, third, fourth] = reasons.clone().map(Err);
    assert_eq!(decoded, [Ok(2), first, second, third, fourth, Ok(3)]);
    let refused: Vec<_> = chain.events::<Refused>().into_iter().map(|event| (event.index, event.reason)).collect();
    let reasons: Vec<_> = (1..).zip(reasons.map(|reason| Bytes(reason.encode()))).collect();
    assert_eq!(refused, reasons);
    assert_eq!(invoices.issuer(issuer).invoices, 3, "a refused one takes no number");
    let quota = invoices.quota(issuer, PERIOD);
    assert_eq!((quota.amount_issued, quota.count_issued), (900, 3));
}

#[chain_test]
fn batch_has_up_to_500_invoices_within_a_block(chain: Chain) {
    let City { invoices, bureau, issuer, buyer, .. } = city(&chain);
    invoices.by(bureau).set_quota(issuer, PERIOD, 1_000_000, 500).unwrap();
    let items: Vec<_> = (1..=BATCH_MAX + 1).map(|n| item(buyer, 7, n)).collect();
    let issue = |items: &[Item]| invoices.by(issuer).issue_batch(PERIOD, items.to_vec());
    assert_eq!(issue(&[]), Err(Error::WrongBatchSize { found: 0, limit: BATCH_MAX }));
    assert_eq!(issue(&items), Err(Error::WrongBatchSize { found: BATCH_MAX + 1, limit: BATCH_MAX }));
    let results = issue(&items[1..]).unwrap();
    assert_eq!(results.len() as u64, BATCH_MAX);
    assert!(results.iter().all(|result| result.success));
    assert_eq!(invoices.quota(issuer, PERIOD).count_issued, BATCH_MAX);
    assert_eq!(invoices.invoice(issuer, BATCH_MAX).payment, payment(BATCH_MAX + 1));
}

/// Values that take the most room, each buyer another; then 500 that are refused, each with its reason in an event.
#[chain_test]
fn batch_of_500_of_the_largest_rows_fits_into_a_third_of_a_block(chain: Chain) {
    const THIRD_OF_A_BLOCK: u64 = 100_000_000;
    let City { invoices, bureau, issuer, .. } = city(&chain);
    invoices.by(bureau).set_quota(issuer, PERIOD, u128::MAX, u64::MAX).unwrap();
    let largest = |n: u64| {
        let buyer = Address::new(commitment(n + 7).0[..20].try_into().expect("a hash is longer"));
        let amount = u128::MAX / u128::from(BATCH_MAX) - u128::from(n);
        Item { tax: amount - 1, ..item(buyer, amount, n) }
    };
    let items: Vec<_> = (0..BATCH_MAX).map(largest).collect();
    for is_new in [true, false] {
        let results = invoices.by(issuer).issue_batch(PERIOD, items.clone()).unwrap();
        assert!(results.iter().all(|result| result.success == is_new));
        let gas = chain.gas_used().unwrap_or_default();
        assert!(gas <= THIRD_OF_A_BLOCK, "{gas} gas");
    }
}

/// A bureau's key is exchanged: the new one admits, the old one no longer does.
#[chain_test]
fn bureau_is_replaced_by_another(chain: Chain) {
    let City { invoices, bureau, firm, stranger, .. } = city(&chain);
    invoices.roles().grant_role(BUREAU, firm).unwrap();
    invoices.by(firm).roles().revoke_role(BUREAU, bureau).unwrap();
    assert!(invoices.by(bureau).admit_issuer(stranger).is_err());
    assert_eq!(invoices.by(firm).admit_issuer(stranger), Ok(()));
}

#[chain_test]
fn batch_is_refused_as_a_whole_to_who_may_not_issue(chain: Chain) {
    let City { invoices, issuer, buyer, stranger, .. } = city(&chain);
    let items = vec![item(buyer, 1, 1)];
    let refused = Err(Error::NotAdmitted { issuer: stranger });
    assert_eq!(invoices.by(stranger).issue_batch(PERIOD, items.clone()), refused);
    assert_eq!(invoices.by(issuer).issue_batch(13, items), Err(Error::InvalidPeriod { period: 13 }));
}

#[chain_test]
fn batch_is_anchored_by_its_root_and_revealed_one_by_one(chain: Chain) {
    let City { invoices, issuer, buyer, stranger, .. } = city(&chain);
    invoices.by(issuer).issue(PERIOD, buyer, 1, 0, commitment(9), payment(9)).unwrap();
    let items = [10, 20, 30, 40, 50].map(|amount| item(buyer, amount, amount as u64));
    let leaves = leaves(&items);
    let (period, root, count, total) = (PERIOD, root(&leaves), 5, 150);
    let batch = invoices.by(issuer).anchor(period, root, count, total).unwrap();
    assert_eq!(chain.events::<Anchored>(), [Anchored { issuer, batch, root, period, first: 2, count, total }]);
    let quota = invoices.quota(issuer, PERIOD);
    assert_eq!((quota.amount_issued, quota.count_issued), (151, 6), "what is hidden counts too");
    assert_eq!(invoices.invoice(issuer, 4).status, Status::None);

    assert!(invoices.proves(issuer, batch, 2, items[2].clone(), proof(&leaves, 2)));
    assert!(!invoices.proves(issuer, batch, 3, items[2].clone(), proof(&leaves, 2)));
    let reveal = |by, index: usize| {
        invoices.by(by).reveal(issuer, batch, index as u64, items[index].clone(), proof(&leaves, index))
    };
    assert_eq!(reveal(buyer, 2), Ok(4));
    assert_eq!(chain.events::<Revealed>(), [Revealed { issuer, batch, number: 4, index: 2 }]);
    assert!(invoices.verify(issuer, 4, 30, commitment(30)));
    assert_eq!(reveal(issuer, 4), Ok(6));
    let record = invoices.batch(issuer, batch);
    assert_eq!((record.revealed, record.revealed_total), (2, 80));
    assert_eq!(reveal(buyer, 2), Err(Error::AlreadyRevealed { number: 4 }));
    assert_eq!(reveal(stranger, 0), Err(Error::NotParty { caller: stranger, issuer, buyer }));
    let quota = invoices.quota(issuer, PERIOD);
    assert_eq!((quota.amount_issued, quota.count_issued), (151, 6), "and counts once");
    assert_eq!(invoices.by(issuer).issue(PERIOD, buyer, 1, 0, commitment(8), payment(8)), Ok(7));
}

#[chain_test]
fn suspended_issuers_batches_stay_and_are_revealed(chain: Chain) {
    let City { invoices, issuer, buyer, .. } = city(&chain);
    let items = [item(buyer, 10, 1)];
    let batch = invoices.by(issuer).anchor(PERIOD, root(&leaves(&items)), 1, 10).unwrap();
    invoices.suspend_issuer(issuer).unwrap();
    let again = invoices.by(issuer).anchor(PERIOD, root(&leaves(&items)), 1, 10);
    assert_eq!(again, Err(Error::NotAdmitted { issuer }));
    assert_eq!(invoices.by(buyer).reveal(issuer, batch, 0, items[0].clone(), Vec::new()), Ok(1));
}

#[chain_test]
fn anchor_that_makes_no_sense_is_refused(chain: Chain) {
    let City { invoices, issuer, .. } = city(&chain);
    let anchor = |period, root, count, total| invoices.by(issuer).anchor(period, root, count, total);
    let some = commitment(1);
    assert_eq!(anchor(PERIOD, B256::ZERO, 1, 1), Err(Error::NoRoot));
    assert_eq!(anchor(PERIOD, some, 0, 1), Err(Error::WrongBatchSize { found: 0, limit: u64::MAX }));
    assert_eq!(anchor(PERIOD, some, 2, 1), Err(Error::ZeroAmount));
    assert_eq!(anchor(202_600, some, 1, 1), Err(Error::InvalidPeriod { period: 202_600 }));
    assert_eq!(anchor(PERIOD, some, 101, 101), Err(Error::CountAboveQuota { limit: 100 }));
    let refused = Error::AmountAboveQuota { left: 1_000_000, wanted: 1_000_001 };
    assert_eq!(anchor(PERIOD, some, 1, 1_000_001), Err(refused));
    assert_eq!(anchor(PERIOD, some, 100, 1_000_000), Ok(1));
}

#[chain_test]
fn reveal_of_what_the_batch_has_not_is_refused(chain: Chain) {
    let City { invoices, issuer, buyer, .. } = city(&chain);
    // The second pays what an invoice was issued for, the third makes no sense, the fourth is more than the total leaves.
    let items = [item(buyer, 10, 1), item(buyer, 20, 9), Item { tax: 31, ..item(buyer, 30, 3) }, item(buyer, 91, 4)];
    let leaves = leaves(&items);
    let batch = invoices.by(issuer).anchor(PERIOD, root(&leaves), 4, 100).unwrap();
    invoices.by(issuer).issue(PERIOD, buyer, 1, 0, commitment(9), payment(9)).unwrap();
    let reveal = |index: u64, item: &Item, proof| invoices.by(issuer).reveal(issuer, batch, index, item.clone(), proof);
    let right = |index: usize| reveal(index as u64, &items[index], proof(&leaves, index));
    let unknown = invoices.by(issuer).reveal(issuer, 9, 0, items[0].clone(), Vec::new());
    assert_eq!(unknown, Err(Error::UnknownBatch { issuer, batch: 9 }));
    let outside = reveal(4, &items[0], proof(&leaves, 0));
    assert_eq!(outside, Err(Error::OutsideBatch { index: 4, count: 4 }));
    let dearer = Item { amount: 11, ..items[0].clone() };
    assert_eq!(reveal(0, &dearer, proof(&leaves, 0)), Err(Error::NotInBatch { batch, index: 0 }));
    assert_eq!(reveal(1, &items[0], proof(&leaves, 0)), Err(Error::NotInBatch { batch, index: 1 }));
    assert_eq!(right(0), Ok(1));
    assert_eq!(right(1), Err(Error::PaymentUsed { payment: payment(9), number: 5 }));
    assert_eq!(right(2), Err(Error::TaxAboveAmount { amount: 30, tax: 31 }));
    assert_eq!(right(3), Err(Error::AboveBatch { left: 90, wanted: 91 }));
}

#[chain_test]
fn invoice_is_delivered_reminded_of_and_acknowledged(chain: Chain) {
    let City { invoices, issuer, buyer, stranger, .. } = city(&chain);
    let number = invoices.by(issuer).issue(PERIOD, buyer, 5, 0, commitment(1), payment(1)).unwrap();
    let remind_from = chain.timestamp() + REMIND_SECONDS;
    invoices.by(issuer).deliver(number, commitment(2)).unwrap();
    assert_eq!(chain.events::<Delivered>(), [Delivered { issuer, number, buyer, receipt: commitment(2) }]);
    let remind = || invoices.by(stranger).remind(issuer, number);
    let now = chain.timestamp();
    assert_eq!(remind(), Err(Error::RemindedTooEarly { remind_from, now }));
    chain.advance_time(remind_from - chain.timestamp());
    assert_eq!(remind(), Ok(()));
    assert_eq!(chain.events::<Reminded>(), [Reminded { issuer, number, buyer }]);
    let (remind_from, now) = (remind_from + REMIND_SECONDS, chain.timestamp());
    assert_eq!(remind(), Err(Error::RemindedTooEarly { remind_from, now }), "once a week");
    assert_eq!(invoices.by(stranger).claim(issuer, number), Err(Error::NotBuyer { caller: stranger, buyer }));
    invoices.by(buyer).claim(issuer, number).unwrap();
    assert_eq!(invoices.invoice(issuer, number).status, Status::Held);
}

/// Or a mistake could not be put right: it is voided and issued anew.
#[chain_test]
fn payment_of_a_void_invoice_is_invoiced_again(chain: Chain) {
    let city = city(&chain);
    let City { ref invoices, issuer, buyer, .. } = city;
    let issuers = invoices.by(issuer);
    let number = brought_to(&city, Status::Issued);
    issuers.void(number).unwrap();
    let again = issuers.issue(PERIOD, buyer, AMOUNT, 50, commitment(2), payment(1));
    assert_eq!(again, Ok(number + 1));
    let twice = issuers.issue(PERIOD, buyer, AMOUNT, 50, commitment(3), payment(1));
    assert_eq!(twice, Err(Error::PaymentUsed { payment: payment(1), number: number + 1 }));
}
