//! Every step of an invoice, for those who follow it off chain.

use soroban_sdk::{contractevent, Address, BytesN};

#[contractevent(data_format = "vec")]
pub struct IssuerAdmitted {
    #[topic]
    pub issuer: Address,
}

#[contractevent(data_format = "vec")]
pub struct IssuerSuspended {
    #[topic]
    pub issuer: Address,
}

#[contractevent(data_format = "vec")]
pub struct QuotaSet {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub period: u32,
    pub amount_limit: u128,
    pub count_limit: u64,
}

#[contractevent(data_format = "vec")]
pub struct Issued {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    #[topic]
    pub buyer: Address,
    pub period: u32,
    pub amount: u128,
    pub tax: u128,
    pub commitment: BytesN<32>,
    pub payment: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Refused {
    #[topic]
    pub issuer: Address,
    pub index: u32,
    pub reason: u32,
}

#[contractevent(data_format = "vec")]
pub struct Anchored {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub batch: u64,
    #[topic]
    pub root: BytesN<32>,
    pub period: u32,
    pub first: u64,
    pub count: u64,
    pub total: u128,
}

#[contractevent(data_format = "vec")]
pub struct Revealed {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub batch: u64,
    #[topic]
    pub number: u64,
    pub index: u64,
}

#[contractevent(data_format = "vec")]
pub struct Delivered {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    #[topic]
    pub buyer: Address,
    pub receipt: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Reminded {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    #[topic]
    pub buyer: Address,
}

#[contractevent(data_format = "vec")]
pub struct Voided {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
}

#[contractevent(data_format = "vec")]
pub struct Claimed {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    #[topic]
    pub holder: Address,
}

#[contractevent(data_format = "vec")]
pub struct Transferred {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    pub from: Address,
    #[topic]
    pub to: Address,
}

#[contractevent(data_format = "vec")]
pub struct Presented {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    #[topic]
    pub firm: Address,
}

#[contractevent(data_format = "vec")]
pub struct Locked {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    #[topic]
    pub firm: Address,
}

#[contractevent(data_format = "vec")]
pub struct Released {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    #[topic]
    pub firm: Address,
}

#[contractevent(data_format = "vec")]
pub struct Reimbursed {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    #[topic]
    pub firm: Address,
    pub amount: u128,
}

#[contractevent(data_format = "vec")]
pub struct Booked {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    #[topic]
    pub firm: Address,
    pub period: u32,
}

#[contractevent(data_format = "vec")]
pub struct Credited {
    #[topic]
    pub issuer: Address,
    #[topic]
    pub number: u64,
    #[topic]
    pub note: u64,
    pub amount: u128,
}
