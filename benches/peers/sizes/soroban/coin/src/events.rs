//! What the coin tells.

use soroban_sdk::{contractevent, Address, BytesN, String, Symbol};

#[contractevent(topics = ["transfer"], data_format = "single-value")]
pub struct Transfer {
    #[topic]
    pub from: Address,
    #[topic]
    pub to: Address,
    pub amount: i128,
}

#[contractevent(topics = ["mint"], data_format = "single-value")]
pub struct Mint {
    #[topic]
    pub to: Address,
    pub amount: i128,
}

#[contractevent(topics = ["burn"], data_format = "single-value")]
pub struct Burn {
    #[topic]
    pub from: Address,
    pub amount: i128,
}

#[contractevent(topics = ["approve"], data_format = "vec")]
pub struct Approve {
    #[topic]
    pub from: Address,
    #[topic]
    pub spender: Address,
    pub amount: i128,
    pub expiration_ledger: u32,
}

// A minter may mint this much from now on.
#[contractevent(topics = ["quota"], data_format = "single-value")]
pub struct MintQuotaSet {
    #[topic]
    pub minter: Address,
    pub quota: i128,
}

// Coins are new, for a payment.
#[contractevent(topics = ["minted"], data_format = "single-value")]
pub struct Minted {
    #[topic]
    pub minter: Address,
    #[topic]
    pub to: Address,
    pub amount: i128,
    #[topic]
    pub reference_hash: BytesN<32>,
}

// Coins are gone, for money to be paid out.
#[contractevent(topics = ["redeemed"], data_format = "single-value")]
pub struct Redeemed {
    #[topic]
    pub holder: Address,
    pub amount: i128,
    #[topic]
    pub reference_hash: BytesN<32>,
}

// The account's coins stay where they are.
#[contractevent(topics = ["frozen"], data_format = "single-value")]
pub struct Frozen {
    #[topic]
    pub account: Address,
    #[topic]
    pub freezer: Address,
    pub reason: String,
}

// The account's coins move again.
#[contractevent(topics = ["unfrozen"], data_format = "single-value")]
pub struct Unfrozen {
    #[topic]
    pub account: Address,
    #[topic]
    pub freezer: Address,
    pub reason: String,
}

#[contractevent(topics = ["paused"], data_format = "vec")]
pub struct Paused {
    pub account: Address,
    pub reason: String,
    pub until: u64,
}

#[contractevent(topics = ["unpaused"], data_format = "single-value")]
pub struct Unpaused {
    pub account: Address,
}

#[contractevent(topics = ["granted"], data_format = "vec")]
pub struct RoleGranted {
    #[topic]
    pub role: Symbol,
    #[topic]
    pub account: Address,
    #[topic]
    pub sender: Address,
}

#[contractevent(topics = ["revoked"], data_format = "vec")]
pub struct RoleRevoked {
    #[topic]
    pub role: Symbol,
    #[topic]
    pub account: Address,
    #[topic]
    pub sender: Address,
}
