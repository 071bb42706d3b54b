//! Every step of an invoice, for those who follow it off chain.

use sdk::prelude::*;

/// The bureau lets a firm issue.
#[event]
pub struct IssuerAdmitted {
    #[indexed]
    issuer: Address,
}

/// The bureau stops a firm from issuing.
#[event]
pub struct IssuerSuspended {
    #[indexed]
    issuer: Address,
}

/// The bureau says how much an issuer may issue in a period.
#[event]
pub struct QuotaSet {
    #[indexed]
    issuer: Address,
    #[indexed]
    period: u32,
    amount_limit: u128,
    count_limit: u64,
}

/// An invoice exists.
#[event]
pub struct Issued {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    #[indexed]
    buyer: Address,
    period: u32,
    amount: u128,
    tax: u128,
    commitment: B256,
    payment: B256,
}

/// One of many was not issued, for a reason that is the error of a message with it alone.
#[event]
pub struct Refused {
    #[indexed]
    issuer: Address,
    index: u64,
    reason: Bytes,
}

/// Invoices with the numbers from `first` on were issued by their root.
#[event]
pub struct Anchored {
    #[indexed]
    issuer: Address,
    #[indexed]
    batch: u64,
    #[indexed]
    root: B256,
    period: u32,
    first: u64,
    count: u64,
    total: u128,
}

/// An invoice of a batch came to light; `Issued` tells what it is.
#[event]
pub struct Revealed {
    #[indexed]
    issuer: Address,
    #[indexed]
    batch: u64,
    #[indexed]
    number: u64,
    index: u64,
}

/// The issuer handed it over. `receipt` is a hash of the proof.
#[event]
pub struct Delivered {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    #[indexed]
    buyer: Address,
    receipt: B256,
}

/// The buyer has not acknowledged it for a while.
#[event]
pub struct Reminded {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    #[indexed]
    buyer: Address,
}

/// It was taken back before it was handed over.
#[event]
pub struct Voided {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
}

/// The buyer acknowledged and took it.
#[event]
pub struct Claimed {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    #[indexed]
    holder: Address,
}

/// Its holder passed it on.
#[event]
pub struct Transferred {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    from: Address,
    #[indexed]
    to: Address,
}

/// Its holder asks a firm to reimburse it.
#[event]
pub struct Presented {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    #[indexed]
    firm: Address,
}

/// The firm takes it, so that no other can.
#[event]
pub struct Locked {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    #[indexed]
    firm: Address,
}

/// The firm gives it back unpaid.
#[event]
pub struct Released {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    #[indexed]
    firm: Address,
}

/// The firm paid its holder.
#[event]
pub struct Reimbursed {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    #[indexed]
    firm: Address,
    amount: u128,
}

/// The firm has it in its books.
#[event]
pub struct Booked {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    #[indexed]
    firm: Address,
    period: u32,
}

/// A part of it, or all, was taken back.
#[event]
pub struct Credited {
    #[indexed]
    issuer: Address,
    #[indexed]
    number: u64,
    #[indexed]
    note: u64,
    amount: u128,
}
