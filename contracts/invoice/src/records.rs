//! What the contract stores.

use sdk::prelude::*;

/// May this firm issue invoices?
#[record]
pub enum Admission {
    /// The bureau never admitted it.
    None,
    /// It may issue.
    Admitted,
    /// It may not issue now. Its invoices stay what they are.
    Suspended,
}

/// A firm that issues, or issued.
#[record]
pub struct Issuer {
    /// May it issue?
    pub admission: Admission,
    /// Invoices issued so far, which is also the last number.
    pub invoices: u64,
    /// Credit notes issued so far, which is also the last number.
    pub credit_notes: u64,
    /// Batches anchored so far, which is also the last number.
    pub batches: u64,
}

/// What an issuer may issue in one period, and what it has.
#[record]
pub struct Quota {
    /// Most that its invoices may amount to, in fen.
    pub amount_limit: u128,
    /// Most invoices.
    pub count_limit: u64,
    /// What its invoices that are not void amount to, those of batches that are not revealed too, in fen.
    pub amount_issued: u128,
    /// Invoices issued, void ones too: a number is used once.
    pub count_issued: u64,
    /// What its credit notes on them amount to, in fen.
    pub amount_credited: u128,
}

/// How far an invoice is on its way.
#[record]
pub enum Status {
    /// No invoice has this number.
    None,
    /// Issued, not yet handed over.
    Issued,
    /// The issuer handed it over, the buyer has not acknowledged it.
    Delivered,
    /// The buyer acknowledged it; the buyer, or who it passed it to, holds it.
    Held,
    /// A firm is about to reimburse it.
    Locked,
    /// A firm paid for it. This happens once.
    Reimbursed,
    /// The firm has it in its books. The end.
    Booked,
    /// Taken back before it was handed over. The end.
    Voided,
}

/// An invoice. What it is about stays off chain: see `commitment`.
#[record]
pub struct Invoice {
    /// How far it is.
    pub status: Status,
    /// Who may claim it.
    pub buyer: Address,
    /// Who holds it; zero before it is claimed.
    pub holder: Address,
    /// The firm it is presented to, locked by, reimbursed and booked by; zero if none.
    pub firm: Address,
    /// What it amounts to, tax included, in fen.
    pub amount: u128,
    /// The tax in it, in fen.
    pub tax: u128,
    /// What its credit notes amount to, in fen.
    pub credited: u128,
    /// What was reimbursed, in fen.
    pub reimbursed: u128,
    /// The period whose quota it counts against, as year and month: 202611.
    pub period: u32,
    /// The period it is booked in; 0 before.
    pub booked_period: u32,
    /// keccak256(salt ++ fields), where the fields are names, tax numbers and lines.
    pub commitment: B256,
    /// Hash of the payment it is for.
    pub payment: B256,
    /// From when on a delivered one may be reminded of, in seconds since 1970; 0 if it was not delivered.
    pub remind_from: u64,
}

/// An invoice that is to be issued: one of many.
#[record]
pub struct Item {
    /// Who may claim it.
    pub buyer: Address,
    /// What it amounts to, tax included, in fen.
    pub amount: u128,
    /// The tax in it, in fen.
    pub tax: u128,
    /// keccak256(salt ++ fields).
    pub commitment: B256,
    /// Hash of the payment it is for.
    pub payment: B256,
}

/// Invoices that were issued by the root of a Merkle tree, and come to light one by one.
#[record]
pub struct Batch {
    /// The root of the tree of its invoices; zero if there is no such batch.
    pub root: B256,
    /// The period whose quota they count against.
    pub period: u32,
    /// The number of its first invoice; the others follow.
    pub first: u64,
    /// How many invoices it has.
    pub count: u64,
    /// What they amount to, in fen.
    pub total: u128,
    /// How many were revealed.
    pub revealed: u64,
    /// What these amount to, in fen.
    pub revealed_total: u128,
}
