//! Every step of a deal.

use soroban_sdk::{contractevent, Address, BytesN};

use crate::records::Outcome;

#[contractevent(topics = ["opened"], data_format = "vec")]
pub struct Opened {
    #[topic]
    pub id: u64,
    #[topic]
    pub buyer: Address,
    #[topic]
    pub seller: Address,
    pub arbiter: Address,
    pub asset: Address,
    pub amount: i128,
    pub agreement: BytesN<32>,
    pub due: u64,
}

#[contractevent(topics = ["delivered"], data_format = "vec")]
pub struct Delivered {
    #[topic]
    pub id: u64,
    pub delivery: BytesN<32>,
    pub due: u64,
}

#[contractevent(topics = ["disputed"], data_format = "vec")]
pub struct Disputed {
    #[topic]
    pub id: u64,
    pub complaint: BytesN<32>,
    pub due: u64,
}

#[contractevent(topics = ["settled"], data_format = "vec")]
pub struct Settled {
    #[topic]
    pub id: u64,
    pub outcome: Outcome,
    pub to_seller: i128,
    pub to_buyer: i128,
}

#[contractevent(topics = ["withdrawn"], data_format = "vec")]
pub struct Withdrawn {
    #[topic]
    pub account: Address,
    #[topic]
    pub asset: Address,
    pub to: Address,
    pub amount: i128,
}
