//! What the contract stores and why a message is refused.

use soroban_sdk::{contracterror, contracttype, Address, BytesN, Symbol};

#[contracttype]
pub(crate) enum Key {
    Role(Symbol, Address),
    Issuer(Address),
    Quota(Address, u32),
    Invoice(Address, u64),
    Payment(Address, BytesN<32>),
    Batch(Address, u64),
}

#[contracttype]
#[derive(Default)]
pub struct Issuer {
    pub admitted: bool,
    pub invoices: u64,
    pub credit_notes: u64,
    pub batches: u64,
}

#[contracttype]
#[derive(Default)]
pub struct Quota {
    pub amount_limit: u128,
    pub count_limit: u64,
    pub amount_issued: u128,
    pub count_issued: u64,
    pub amount_credited: u128,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Issued = 1,
    Delivered = 2,
    Held = 3,
    Locked = 4,
    Reimbursed = 5,
    Booked = 6,
    Voided = 7,
}

#[contracttype]
pub struct Invoice {
    pub status: Status,
    pub buyer: Address,
    pub holder: Option<Address>,
    pub firm: Option<Address>,
    pub amount: u128,
    pub tax: u128,
    pub credited: u128,
    pub reimbursed: u128,
    pub period: u32,
    pub booked_period: u32,
    pub commitment: BytesN<32>,
    pub payment: BytesN<32>,
    pub remind_from: u64,
}

#[contracttype]
#[derive(Clone)]
pub struct Item {
    pub buyer: Address,
    pub amount: u128,
    pub tax: u128,
    pub commitment: BytesN<32>,
    pub payment: BytesN<32>,
}

#[contracttype]
pub enum ItemResult {
    Issued(u64),
    Refused(u32),
}

#[contracttype]
pub struct Batch {
    pub root: BytesN<32>,
    pub period: u32,
    pub first: u64,
    pub count: u64,
    pub total: u128,
    pub revealed: u64,
    pub revealed_total: u128,
}

#[contracterror]
#[derive(Clone, Copy)]
pub enum Error {
    MissingRole = 1,
    AlreadyAdmitted = 2,
    NotAdmitted = 3,
    InvalidPeriod = 4,
    QuotaBelowIssued = 5,
    AmountAboveQuota = 6,
    CountAboveQuota = 7,
    ZeroAmount = 8,
    TaxAboveAmount = 9,
    PaymentUsed = 10,
    UnknownInvoice = 11,
    WrongStatus = 12,
    InvoiceVoided = 13,
    HasCreditNotes = 14,
    NotFirm = 15,
    WrongBatchSize = 16,
    NoRoot = 17,
    UnknownBatch = 18,
    NotParty = 19,
    OutsideBatch = 20,
    AlreadyRevealed = 21,
    NotInBatch = 22,
    AboveBatch = 23,
    RemindedTooEarly = 24,
    AboveInvoice = 25,
}
