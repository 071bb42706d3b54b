//! What the contract stores and why a message is refused. Times are seconds since 1970.

use soroban_sdk::{contracterror, contracttype, Address, BytesN, Symbol};

#[contracttype]
pub(crate) enum Key {
    Role(Symbol, Address),
    Grant(Address, Address, BytesN<32>),
    Terms,
    Model(BytesN<32>),
    LastApplication,
    Application(u64),
    Signers(u64),
    Signature(u64, u32, Address),
    PreCheck(u64, u32),
    Serials,
    Licence(BytesN<18>),
    Report(BytesN<18>, u32),
    Receipt(BytesN<18>, Symbol),
}

#[contracttype]
pub struct Terms {
    pub prefix: BytesN<8>,
    pub decision_seconds: u64,
    pub appeal_seconds: u64,
    pub validity_seconds: u64,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    Formation = 0,
    Change = 1,
    Renewal = 2,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Signing = 1,
    Submitted = 2,
    SentBack = 3,
    Rejected = 4,
    Appealed = 5,
    Approved = 6,
    Refused = 7,
}

#[contracttype]
pub struct Application {
    pub matter: Matter,
    pub status: Status,
    pub applicant: Address,
    pub licence: Option<BytesN<18>>,
    pub documents: BytesN<32>,
    pub particulars: BytesN<32>,
    pub filing: u32,
    pub unsigned: u32,
    pub deadline: u64,
    pub officer: Option<Address>,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    Approve = 1,
    Review = 2,
    Reject = 3,
}

#[contracttype]
pub struct PreCheck {
    pub checker: Address,
    pub model: BytesN<32>,
    pub advice: Advice,
    pub score: u32,
    pub reasons: BytesN<32>,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Active = 1,
    Suspended = 2,
    Revoked = 3,
}

#[contracttype]
pub struct Licence {
    pub standing: Standing,
    pub holder: Address,
    pub particulars: BytesN<32>,
    pub documents: BytesN<32>,
    pub issued_at: u64,
    pub expires_at: u64,
    pub officer: Address,
    pub application: u64,
}

#[contracterror]
#[derive(Clone, Copy)]
pub enum Error {
    MissingRole = 1,
    InvalidExpiry = 2,
    NotGranted = 3,
    GrantExpired = 4,
    InvalidPrefix = 5,
    InvalidTerms = 6,
    InvalidSigners = 7,
    InvalidLicence = 8,
    UnknownApplication = 9,
    WrongStatus = 10,
    NotSigner = 11,
    AlreadySigned = 12,
    OtherDocuments = 13,
    OtherParticulars = 14,
    ModelNotAdmitted = 15,
    ModelAdmitted = 16,
    InvalidScore = 17,
    AlreadyChecked = 18,
    CheckerCannotDecide = 19,
    PartyCannotDecide = 20,
    SameOfficer = 21,
    ReasonsMissing = 22,
    TooLate = 23,
    TooEarly = 24,
    CodesExhausted = 25,
    WrongStanding = 26,
    LicenceExpired = 27,
    NotHolder = 28,
    InvalidYear = 29,
    AlreadyReported = 30,
    UnknownService = 31,
    AlreadyCompleted = 32,
    NotAmongDocuments = 33,
    Missing = 34,
}
