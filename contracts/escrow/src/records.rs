//! What the contract stores.

use sdk::prelude::*;

/// What a buyer offers and a seller takes up by delivering.
#[record]
pub struct Terms {
    /// Who delivers.
    pub seller: Address,
    /// Who decides a dispute.
    pub arbiter: Address,
    /// The ERC-20 contract whose tokens are paid; zero for coins.
    pub asset: Address,
    /// The price, in wei or the token's smallest unit.
    pub amount: U256,
    /// Last second, since 1970, in which the seller may deliver.
    pub deliver_by: u64,
    /// Seconds that the buyer has to inspect a delivery.
    pub inspection: u64,
    /// Seconds that the arbiter has to decide a dispute.
    pub arbitration: u64,
    /// What the seller gets of the price if the arbiter does not decide in time.
    pub undecided_to_seller: U256,
    /// keccak256(salt ++ contract of sale), which stays off chain.
    pub agreement: B256,
}

/// How far a deal is.
#[record]
pub enum Status {
    /// No deal has this id.
    None,
    /// The price is held; the seller delivers.
    Funded,
    /// The buyer inspects the delivery.
    Delivered,
    /// The arbiter decides.
    Disputed,
    /// The price is credited. The end.
    Settled,
}

/// How a deal ended.
#[record]
pub enum Outcome {
    /// It has not ended.
    Open,
    /// The buyer gave the price to the seller.
    Accepted,
    /// The buyer let the time for inspection pass.
    Lapsed,
    /// The seller let the time for delivery pass.
    Refunded,
    /// The seller gave the price back.
    Declined,
    /// The arbiter split the price.
    Resolved,
    /// The arbiter let its time pass: the terms split the price.
    Undecided,
}

/// One sale.
#[record]
pub struct Deal {
    /// How far it is.
    pub status: Status,
    /// How it ended.
    pub outcome: Outcome,
    /// Who paid.
    pub buyer: Address,
    /// What was agreed.
    pub terms: Terms,
    /// Last second, since 1970, of the step that the deal waits for: delivery, inspection or decision.
    pub due: u64,
    /// Hash of the proof of delivery; zero before.
    pub delivery: B256,
    /// Hash of the complaint; zero if there is none.
    pub complaint: B256,
    /// What the seller was credited; the buyer was credited the rest.
    pub to_seller: U256,
}
