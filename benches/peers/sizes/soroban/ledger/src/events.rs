//! Every step of the ledger.

use soroban_sdk::{contractevent, Address, BytesN, String, Symbol, Vec};

use crate::records::{Class, Entry, Opinion};

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

#[contractevent(topics = ["account_opened"], data_format = "vec")]
pub struct AccountOpened {
    #[topic]
    pub account: u32,
    pub class: Class,
    pub name: String,
}

#[contractevent(topics = ["account_closed"], data_format = "vec")]
pub struct AccountClosed {
    #[topic]
    pub account: u32,
}

#[contractevent(topics = ["account_reopened"], data_format = "vec")]
pub struct AccountReopened {
    #[topic]
    pub account: u32,
}

#[contractevent(topics = ["period_opened"], data_format = "vec")]
pub struct PeriodOpened {
    #[topic]
    pub period: u32,
}

#[contractevent(topics = ["period_closed"], data_format = "vec")]
pub struct PeriodClosed {
    #[topic]
    pub period: u32,
    pub root: Option<BytesN<32>>,
    pub postings: u64,
    pub total: u128,
}

#[contractevent(topics = ["posted"], data_format = "vec")]
pub struct Posted {
    #[topic]
    pub number: u64,
    #[topic]
    pub period: u32,
    #[topic]
    pub bookkeeper: Address,
    pub document: BytesN<32>,
    pub reverses: u64,
    pub entries: Vec<Entry>,
}

#[contractevent(topics = ["attested"], data_format = "vec")]
pub struct Attested {
    #[topic]
    pub period: u32,
    #[topic]
    pub auditor: Address,
    pub opinion: Opinion,
    pub report: BytesN<32>,
}

// A party stated what it has with another in a period, which stated `other` or nothing yet.
#[contractevent(topics = ["stated"], data_format = "vec")]
pub struct Stated {
    #[topic]
    pub period: u32,
    #[topic]
    pub party: Address,
    #[topic]
    pub counterparty: Address,
    pub statement: BytesN<32>,
    pub other: Option<BytesN<32>>,
}

// Both parties stated the same.
#[contractevent(topics = ["reconciled"], data_format = "single-value")]
pub struct Reconciled {
    #[topic]
    pub period: u32,
    #[topic]
    pub party: Address,
    #[topic]
    pub counterparty: Address,
    pub statement: BytesN<32>,
}
