//! What the contract stores.

use soroban_sdk::{contracttype, Address, BytesN};

#[contracttype]
pub(crate) enum Key {
    Deal(u64),
    // What an account may withdraw of an asset.
    Owed(Address, Address),
}

// What a buyer offers and a seller takes up by delivering. Times are in seconds.
#[contracttype]
pub struct Terms {
    pub seller: Address,
    pub arbiter: Address,
    pub asset: Address,
    pub amount: i128,
    pub deliver_by: u64,
    pub inspection: u64,
    pub arbitration: u64,
    pub undecided_to_seller: i128,
    pub agreement: BytesN<32>,
}

// How far a deal is.
#[contracttype]
#[derive(Clone, Copy, PartialEq)]
#[repr(u32)]
pub enum Status {
    Funded = 1,
    Delivered = 2,
    Disputed = 3,
    Settled = 4,
}

// How a deal ended.
#[contracttype]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Outcome {
    Open = 0,
    Accepted = 1,
    Lapsed = 2,
    Refunded = 3,
    Declined = 4,
    Resolved = 5,
    Undecided = 6,
}

#[contracttype]
pub struct Deal {
    pub status: Status,
    pub outcome: Outcome,
    pub buyer: Address,
    pub terms: Terms,
    // Last second of the step that the deal waits for.
    pub due: u64,
    pub delivery: Option<BytesN<32>>,
    pub complaint: Option<BytesN<32>>,
    pub to_seller: i128,
}
