//! A city with a bureau, an issuer, a buyer and a firm.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use invoice::*;
use sdk::{abi, crypto::keccak256_const};
use testing::prelude::*;

pub(crate) const PERIOD: u32 = 202_611;
pub(crate) const AMOUNT: u128 = 1_000;

/// Who takes part. `invoices` acts as the bureau.
pub(crate) struct City {
    pub(crate) invoices: InvoicesClient<Sender>,
    pub(crate) bureau: Address,
    pub(crate) issuer: Address,
    pub(crate) buyer: Address,
    pub(crate) firm: Address,
    pub(crate) stranger: Address,
}

/// A city whose issuer is admitted and has a quota.
pub(crate) fn city(chain: &Chain) -> City {
    let [bureau, issuer, buyer, firm, stranger] = chain.accounts();
    let invoices = chain.deploy(bureau, Invoices::constructor());
    invoices.admit_issuer(issuer).unwrap();
    invoices.set_quota(issuer, PERIOD, 1_000_000, 100).unwrap();
    City { invoices, bureau, issuer, buyer, firm, stranger }
}

/// Issues an invoice over [`AMOUNT`] and brings it to this status.
pub(crate) fn brought_to(city: &City, status: Status) -> u64 {
    let City { invoices, issuer, buyer, firm, .. } = city;
    let (issuer, buyer, firm) = (*issuer, *buyer, *firm);
    let number = invoices.by(issuer).issue(PERIOD, buyer, AMOUNT, 60, commitment(1), payment(1)).unwrap();
    if status == Status::Voided {
        invoices.by(issuer).void(number).unwrap();
        return number;
    }
    let steps: [&dyn Fn(); 5] = [
        &|| invoices.by(issuer).deliver(number, commitment(2)).unwrap(),
        &|| invoices.by(buyer).claim(issuer, number).unwrap(),
        &|| {
            invoices.by(buyer).present(issuer, number, firm).unwrap();
            invoices.by(firm).lock(issuer, number).unwrap();
        },
        &|| invoices.by(firm).reimburse(issuer, number, AMOUNT).unwrap(),
        &|| invoices.by(firm).book(issuer, number, PERIOD).unwrap(),
    ];
    for step in &steps[..status as usize - Status::Issued as usize] {
        step();
    }
    assert_eq!(invoices.invoice(issuer, number).status, status);
    number
}

/// An invoice over this amount, the `n`th of a test.
pub(crate) fn item(buyer: Address, amount: u128, n: u64) -> Item {
    Item { buyer, amount, tax: 0, commitment: commitment(n), payment: payment(n) }
}

/// The leaves of a batch's tree.
pub(crate) fn leaves(items: &[Item]) -> Vec<B256> {
    let leaf = |(index, item): (u64, &Item)| keccak256_const(&keccak256_const(&abi::encode(&(index, item.clone()))).0);
    (0..).zip(items).map(leaf).collect()
}

/// The root over leaves.
pub(crate) fn root(leaves: &[B256]) -> B256 {
    match leaves {
        [] => B256::ZERO,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len() / 2);
            pair(root(left), root(right))
        }
    }
}

/// The siblings on the way from a leaf to the root.
pub(crate) fn proof(leaves: &[B256], index: usize) -> Vec<B256> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len() / 2);
    let (mut siblings, sibling) = match index.checked_sub(left.len()) {
        None => (proof(left, index), root(right)),
        Some(index) => (proof(right, index), root(left)),
    };
    siblings.push(sibling);
    siblings
}

fn pair(a: B256, b: B256) -> B256 {
    keccak256_const(&[a.min(b).0, a.max(b).0].concat())
}

pub(crate) fn commitment(n: u64) -> B256 {
    tagged(0xC0, n)
}

pub(crate) fn payment(n: u64) -> B256 {
    tagged(0xFA, n)
}

fn tagged(tag: u8, n: u64) -> B256 {
    let mut bytes = [tag; 32];
    bytes[24..].copy_from_slice(&n.to_be_bytes());
    B256::new(bytes)
}
