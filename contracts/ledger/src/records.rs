//! What the contract stores.

use sdk::prelude::*;

/// What an account is in the chart of accounts.
#[record]
pub enum Class {
    /// There is no such account.
    None,
    /// What is owned.
    Asset,
    /// What is owed.
    Liability,
    /// What is left of the assets after the liabilities.
    Equity,
    /// What comes in.
    Income,
    /// What goes out.
    Expense,
}

/// An account of the chart.
#[record]
pub struct Account {
    /// What it is.
    pub class: Class,
    /// True if it takes no entries now.
    pub closed: bool,
    /// What it is called.
    pub name: String,
    /// All that was ever entered on each side.
    pub total: Turnover,
}

/// What was entered on both sides, in the smallest unit of the currency.
#[record]
pub struct Turnover {
    /// On the left side.
    pub debits: u128,
    /// On the right side.
    pub credits: u128,
}

/// A side of an account.
#[record]
pub enum Side {
    /// The left one.
    Debit,
    /// The right one.
    Credit,
}

/// A line of a posting.
#[record]
pub struct Entry {
    /// The account's code.
    pub account: u32,
    /// The side it stands on.
    pub side: Side,
    /// How much, in the smallest unit of the currency.
    pub amount: u128,
}

/// Entries that balance, with what they are for. It never changes.
#[record]
pub struct Posting {
    /// The period it belongs to, as year and month: 202611.
    pub period: u32,
    /// Who posted it.
    pub bookkeeper: Address,
    /// Hash of the document behind it.
    pub document: B256,
    /// The posting it takes back; 0 if none.
    pub reverses: u64,
    /// Its lines.
    pub entries: Vec<Entry>,
}

/// How far a period is.
#[record]
pub enum PeriodStatus {
    /// It was not opened.
    None,
    /// It takes postings.
    Open,
    /// It is as it is. The end.
    Closed,
}

/// A month of the ledger.
#[record]
pub struct Period {
    /// How far it is.
    pub status: PeriodStatus,
    /// How many postings it has.
    pub postings: u64,
    /// What its postings amount to on each side.
    pub total: u128,
    /// The root of the tree of its postings; zero until it is closed, and if it has none.
    pub root: B256,
}

/// What an auditor says of a closed period.
#[record]
pub enum Opinion {
    /// Nothing yet.
    None,
    /// It is true and fair.
    Unqualified,
    /// It is but for what the report names.
    Qualified,
    /// It is not.
    Adverse,
    /// The auditor could not tell.
    Disclaimed,
}

/// An auditor's word on a period.
#[record]
pub struct Attestation {
    /// What it says.
    pub opinion: Opinion,
    /// Hash of the report.
    pub report: B256,
}
