//! Every step, for patients and for those who follow it off chain.

use soroban_sdk::{contractevent, Address, BytesN, Symbol};

use crate::records::Verdict;

#[contractevent(data_format = "vec")]
pub struct StaffEmployed {
    #[topic]
    pub organisation: Address,
    #[topic]
    pub person: Address,
}

#[contractevent(data_format = "vec")]
pub struct StaffDismissed {
    #[topic]
    pub organisation: Address,
    #[topic]
    pub person: Address,
}

#[contractevent(data_format = "vec")]
pub struct RecordAnchored {
    #[topic]
    pub record: BytesN<32>,
    #[topic]
    pub patient: Address,
    #[topic]
    pub organisation: Address,
}

#[contractevent(data_format = "vec")]
pub struct RecordAccessed {
    #[topic]
    pub record: BytesN<32>,
    #[topic]
    pub patient: Address,
    #[topic]
    pub organisation: Address,
    pub by: Address,
    pub purpose: Symbol,
    pub emergency: Option<u64>,
}

#[contractevent(data_format = "vec")]
pub struct EmergencyEntered {
    #[topic]
    pub patient: Address,
    #[topic]
    pub hospital: Address,
    #[topic]
    pub emergency: u64,
    pub doctor: Address,
    pub reason: BytesN<32>,
    pub until: u64,
    pub justify_by: u64,
}

#[contractevent(data_format = "vec")]
pub struct EmergencyLeft {
    #[topic]
    pub patient: Address,
    #[topic]
    pub emergency: u64,
    pub by: Address,
}

#[contractevent(data_format = "vec")]
pub struct EmergencyJustified {
    #[topic]
    pub patient: Address,
    #[topic]
    pub emergency: u64,
    pub justification: BytesN<32>,
    pub late: bool,
}

#[contractevent(data_format = "vec")]
pub struct EmergencyReviewed {
    #[topic]
    pub patient: Address,
    #[topic]
    pub emergency: u64,
    #[topic]
    pub reviewer: Address,
    pub verdict: Verdict,
    pub report: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Prescribed {
    #[topic]
    pub prescription: u64,
    #[topic]
    pub patient: Address,
    #[topic]
    pub doctor: Address,
    pub hospital: Address,
    pub medicine: BytesN<32>,
    pub quantity: u64,
    pub until: u64,
}

#[contractevent(data_format = "vec")]
pub struct Cancelled {
    #[topic]
    pub prescription: u64,
}

#[contractevent(data_format = "vec")]
pub struct Dispensed {
    #[topic]
    pub dispensing: u64,
    #[topic]
    pub prescription: u64,
    #[topic]
    pub pharmacy: Address,
    pub quantity: u64,
    pub price: u128,
}

#[contractevent(data_format = "vec")]
pub struct Claimed {
    #[topic]
    pub dispensing: u64,
    #[topic]
    pub patient: Address,
    #[topic]
    pub insurer: Address,
    pub price: u128,
}

#[contractevent(data_format = "vec")]
pub struct Settled {
    #[topic]
    pub dispensing: u64,
    #[topic]
    pub insurer: Address,
    pub paid: u128,
    pub report: BytesN<32>,
}
