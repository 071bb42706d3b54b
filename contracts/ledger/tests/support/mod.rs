//! A ledger with a keeper, two bookkeepers and an auditor, and its trees computed another way.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use ledger::*;
use sdk::{abi, crypto::keccak256_const};
use testing::prelude::*;

pub(crate) const FIRST: u32 = 202_611;
pub(crate) const CASH: u32 = 1001;
pub(crate) const SUPPLIERS: u32 = 2202;
pub(crate) const SALES: u32 = 6001;
pub(crate) const ACCOUNTS: [(u32, Class, &str); 3] =
    [(CASH, Class::Asset, "Cash"), (SUPPLIERS, Class::Liability, "Suppliers"), (SALES, Class::Income, "Sales")];

/// Who takes part. `ledger` acts as the keeper.
pub(crate) struct Books {
    pub(crate) ledger: LedgerClient<Sender>,
    pub(crate) keeper: Address,
    pub(crate) bookkeeper: Address,
    pub(crate) other: Address,
    pub(crate) auditor: Address,
    pub(crate) stranger: Address,
}

/// A ledger with three accounts and one open month.
pub(crate) fn books(chain: &Chain) -> Books {
    let [keeper, bookkeeper, other, auditor, stranger] = chain.accounts();
    let ledger = chain.deploy(keeper, Ledger::constructor(FIRST));
    for (role, account) in [(BOOKKEEPER, bookkeeper), (BOOKKEEPER, other), (AUDITOR, auditor)] {
        ledger.roles().grant_role(role, account).unwrap();
    }
    for (account, class, name) in ACCOUNTS {
        ledger.open_account(account, class, name.into()).unwrap();
    }
    Books { ledger, keeper, bookkeeper, other, auditor, stranger }
}

pub(crate) fn debit(account: u32, amount: u128) -> Entry {
    Entry { account, side: Side::Debit, amount }
}

pub(crate) fn credit(account: u32, amount: u128) -> Entry {
    Entry { account, side: Side::Credit, amount }
}

/// A sale for cash.
pub(crate) fn sale(amount: u128) -> Vec<Entry> {
    vec![debit(CASH, amount), credit(SALES, amount)]
}

pub(crate) fn hash(n: u64) -> B256 {
    keccak256_const(&n.to_be_bytes())
}

/// A posting's leaf.
pub(crate) fn leaf(number: u64, posting: &Posting) -> B256 {
    keccak256_const(&keccak256_const(&abi::encode(&(number, posting.clone()))).0)
}

/// The root over leaves, as RFC 6962 divides them.
pub(crate) fn root(leaves: &[B256]) -> B256 {
    match leaves {
        [] => B256::ZERO,
        [leaf] => *leaf,
        _ => {
            let (left, right) = halves(leaves);
            pair(root(left), root(right))
        }
    }
}

/// The siblings on the way from a leaf to the root.
pub(crate) fn proof(leaves: &[B256], index: usize) -> Vec<B256> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = halves(leaves);
    let (mut siblings, sibling) = match index.checked_sub(left.len()) {
        None => (proof(left, index), root(right)),
        Some(index) => (proof(right, index), root(left)),
    };
    siblings.push(sibling);
    siblings
}

fn halves(leaves: &[B256]) -> (&[B256], &[B256]) {
    leaves.split_at(leaves.len().next_power_of_two() / 2)
}

fn pair(a: B256, b: B256) -> B256 {
    keccak256_const(&[a.min(b).0, a.max(b).0].concat())
}
