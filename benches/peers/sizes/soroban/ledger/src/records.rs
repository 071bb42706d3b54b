//! What the contract stores. Amounts are whole smallest units of one currency.

use soroban_sdk::{contracttype, Address, BytesN, String, Symbol, Vec};

#[contracttype]
pub(crate) enum Key {
    Role(Symbol, Address),
    Account(u32),
    // What was entered in a period on an account.
    Turnover(u32, u32),
    Period(u32),
    Tree(u32),
    Posting(u64),
    // The posting that reverses another.
    Reversal(u64),
    // Who posted to a month, which it never audits.
    PostedBy(u32, Address),
    Attestation(u32, Address),
    // What a party states to have with another in a period.
    Statement(u32, Address, Address),
}

#[contracttype]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Class {
    Asset = 1,
    Liability = 2,
    Equity = 3,
    Income = 4,
    Expense = 5,
}

#[contracttype]
pub struct Account {
    pub class: Class,
    pub closed: bool,
    pub name: String,
    // All that was ever entered on each side.
    pub total: Turnover,
}

#[contracttype]
#[derive(Clone, Copy)]
pub struct Turnover {
    pub debits: u128,
    pub credits: u128,
}

#[contracttype]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Side {
    Debit = 0,
    Credit = 1,
}

#[contracttype]
pub struct Entry {
    pub account: u32,
    pub side: Side,
    pub amount: u128,
}

// Entries that balance, with what they are for. It never changes.
#[contracttype]
#[derive(Clone)]
pub struct Posting {
    // Year and month: 202611.
    pub period: u32,
    pub bookkeeper: Address,
    pub document: BytesN<32>,
    // The posting it takes back; 0 if none.
    pub reverses: u64,
    pub entries: Vec<Entry>,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq)]
#[repr(u32)]
pub enum PeriodStatus {
    Open = 1,
    Closed = 2,
}

#[contracttype]
pub struct Period {
    pub status: PeriodStatus,
    pub postings: u64,
    // What its postings amount to on each side.
    pub total: u128,
    // The root of the tree of its postings, once it is closed.
    pub root: Option<BytesN<32>>,
}

#[contracttype]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Opinion {
    Unqualified = 1,
    Qualified = 2,
    Adverse = 3,
    Disclaimed = 4,
}

#[contracttype]
pub struct Attestation {
    pub opinion: Opinion,
    pub report: BytesN<32>,
}

impl Turnover {
    pub(crate) const ZERO: Turnover = Turnover { debits: 0, credits: 0 };

    pub(crate) fn add(&mut self, entry: &Entry) {
        match entry.side {
            Side::Debit => self.debits += entry.amount,
            Side::Credit => self.credits += entry.amount,
        }
    }
}

impl Side {
    pub(crate) fn opposite(self) -> Side {
        match self {
            Side::Debit => Side::Credit,
            Side::Credit => Side::Debit,
        }
    }
}
