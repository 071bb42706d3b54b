//! Every step of a lot, for those who follow it off chain.

use soroban_sdk::{contractevent, Address, BytesN};

use crate::records::{Kind, Unit};

#[contractevent(data_format = "vec")]
pub struct MakerAdmitted {
    #[topic]
    pub maker: Address,
    pub admitted: bool,
}

#[contractevent(data_format = "vec")]
pub struct InspectorAccredited {
    #[topic]
    pub inspector: Address,
    pub until: u64,
}

#[contractevent(data_format = "vec")]
pub struct Processed {
    #[topic]
    pub process: u64,
    #[topic]
    pub by: Address,
    pub kind: Kind,
    pub loss: u128,
}

#[contractevent(data_format = "vec")]
pub struct Used {
    #[topic]
    pub process: u64,
    #[topic]
    pub lot: u64,
    pub quantity: u128,
}

#[contractevent(data_format = "vec")]
pub struct Created {
    #[topic]
    pub process: u64,
    #[topic]
    pub lot: u64,
    #[topic]
    pub product: BytesN<32>,
    pub quantity: u128,
    pub unit: Unit,
    pub commitment: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Shipped {
    #[topic]
    pub lot: u64,
    #[topic]
    pub from: Address,
    #[topic]
    pub to: Address,
    pub quantity: u128,
    pub waybill: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Received {
    #[topic]
    pub lot: u64,
    #[topic]
    pub by: Address,
    pub quantity: u128,
}

#[contractevent(data_format = "vec")]
pub struct Disputed {
    #[topic]
    pub lot: u64,
    pub shipped: u128,
    pub counted: u128,
}

#[contractevent(data_format = "vec")]
pub struct Returned {
    #[topic]
    pub lot: u64,
    #[topic]
    pub to: Address,
    pub quantity: u128,
}

#[contractevent(data_format = "vec")]
pub struct Lost {
    #[topic]
    pub lot: u64,
    pub quantity: u128,
    pub proof: Option<BytesN<32>>,
}

#[contractevent(data_format = "vec")]
pub struct Inspected {
    #[topic]
    pub lot: u64,
    #[topic]
    pub inspector: Address,
    pub passed: bool,
    pub report: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct LotRecalled {
    #[topic]
    pub lot: u64,
    #[topic]
    pub by: Address,
    pub reason: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct RecallLifted {
    #[topic]
    pub lot: u64,
    pub reason: BytesN<32>,
}
