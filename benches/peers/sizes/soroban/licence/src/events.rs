//! Every step of an application and of a licence, for those who follow it off chain.

use soroban_sdk::{contractevent, Address, BytesN, Symbol};

use crate::records::{Advice, Matter};

#[contractevent(data_format = "vec")]
pub struct ModelAdmitted {
    #[topic]
    pub model: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct ModelRetired {
    #[topic]
    pub model: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Filed {
    #[topic]
    pub application: u64,
    #[topic]
    pub applicant: Address,
    pub matter: Matter,
    pub licence: Option<BytesN<18>>,
    pub documents: BytesN<32>,
    pub particulars: BytesN<32>,
    pub filing: u32,
}

#[contractevent(data_format = "vec")]
pub struct Signed {
    #[topic]
    pub application: u64,
    #[topic]
    pub signer: Address,
    pub filing: u32,
}

#[contractevent(data_format = "vec")]
pub struct Submitted {
    #[topic]
    pub application: u64,
    pub deadline: u64,
}

#[contractevent(data_format = "vec")]
pub struct PreChecked {
    #[topic]
    pub application: u64,
    #[topic]
    pub checker: Address,
    #[topic]
    pub model: BytesN<32>,
    pub filing: u32,
    pub advice: Advice,
    pub score: u32,
    pub reasons: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct SentBack {
    #[topic]
    pub application: u64,
    #[topic]
    pub officer: Address,
    pub reasons: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Rejected {
    #[topic]
    pub application: u64,
    #[topic]
    pub officer: Address,
    pub reasons: BytesN<32>,
    pub appeal_by: u64,
}

#[contractevent(data_format = "vec")]
pub struct Appealed {
    #[topic]
    pub application: u64,
    pub grounds: BytesN<32>,
    pub deadline: u64,
}

#[contractevent(data_format = "vec")]
pub struct Approved {
    #[topic]
    pub application: u64,
    #[topic]
    pub officer: Address,
    #[topic]
    pub licence: BytesN<18>,
    pub advice: Option<Advice>,
    pub reasons: Option<BytesN<32>>,
}

#[contractevent(data_format = "vec")]
pub struct Overdue {
    #[topic]
    pub application: u64,
    pub deadline: u64,
    pub new_deadline: u64,
}

#[contractevent(data_format = "vec")]
pub struct Issued {
    #[topic]
    pub licence: BytesN<18>,
    #[topic]
    pub holder: Address,
    pub particulars: BytesN<32>,
    pub expires_at: u64,
}

#[contractevent(data_format = "vec")]
pub struct Changed {
    #[topic]
    pub licence: BytesN<18>,
    pub particulars: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Renewed {
    #[topic]
    pub licence: BytesN<18>,
    pub expires_at: u64,
}

#[contractevent(data_format = "vec")]
pub struct Suspended {
    #[topic]
    pub licence: BytesN<18>,
    #[topic]
    pub officer: Address,
    pub reason: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Reinstated {
    #[topic]
    pub licence: BytesN<18>,
    #[topic]
    pub officer: Address,
    pub reason: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Revoked {
    #[topic]
    pub licence: BytesN<18>,
    #[topic]
    pub officer: Address,
    pub reason: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Reported {
    #[topic]
    pub licence: BytesN<18>,
    #[topic]
    pub year: u32,
    pub report: BytesN<32>,
    pub late: bool,
}

#[contractevent(data_format = "vec")]
pub struct Completed {
    #[topic]
    pub licence: BytesN<18>,
    #[topic]
    pub service: Symbol,
    pub receipt: BytesN<32>,
}

#[contractevent(data_format = "vec")]
pub struct Reused {
    #[topic]
    pub licence: BytesN<18>,
    #[topic]
    pub document: BytesN<32>,
    #[topic]
    pub department: Address,
    pub purpose: BytesN<32>,
}
