//! Every step of a deal, for those who follow it off chain.

use sdk::prelude::*;

use crate::records::Outcome;

/// A buyer paid a price into escrow.
#[event]
pub struct Opened {
    #[indexed]
    id: u64,
    #[indexed]
    buyer: Address,
    #[indexed]
    seller: Address,
    arbiter: Address,
    asset: Address,
    amount: U256,
    agreement: B256,
    due: u64,
}

/// The seller delivered; the buyer inspects until `due`.
#[event]
pub struct Delivered {
    #[indexed]
    id: u64,
    delivery: B256,
    due: u64,
}

/// The buyer complains; the arbiter decides until `due`.
#[event]
pub struct Disputed {
    #[indexed]
    id: u64,
    complaint: B256,
    due: u64,
}

/// The deal ended, and the price was credited to both sides in these parts.
#[event]
pub struct Settled {
    #[indexed]
    id: u64,
    outcome: Outcome,
    to_seller: U256,
    to_buyer: U256,
}

/// What was owed to an account left the escrow.
#[event]
pub struct Withdrawn {
    #[indexed]
    account: Address,
    #[indexed]
    asset: Address,
    to: Address,
    amount: U256,
}
