//! What the coin tells beside the events of its blocks.

use sdk::prelude::*;

/// A minter may mint this much from now on.
#[event]
pub struct MintQuotaSet {
    #[indexed]
    minter: Address,
    quota: U256,
}

/// Coins are new, for a payment.
#[event]
pub struct Minted {
    #[indexed]
    minter: Address,
    #[indexed]
    to: Address,
    value: U256,
    #[indexed]
    reference_hash: B256,
}

/// Coins are gone, for money to be paid out.
#[event]
pub struct Redeemed {
    #[indexed]
    holder: Address,
    value: U256,
    #[indexed]
    reference_hash: B256,
}

/// The account's coins stay where they are.
#[event]
pub struct Frozen {
    #[indexed]
    account: Address,
    #[indexed]
    freezer: Address,
    reason: String,
}

/// The account's coins move again.
#[event]
pub struct Unfrozen {
    #[indexed]
    account: Address,
    #[indexed]
    freezer: Address,
    reason: String,
}
