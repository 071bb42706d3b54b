//! What the contract stores and why a message is refused. Times are seconds since 1970, prices are fen.

use soroban_sdk::{contracterror, contracttype, Address, BytesN, Symbol};

#[contracttype]
pub(crate) enum Key {
    Role(Symbol, Address),
    Grant(Address, Address, Symbol),
    Staff(Address, Address),
    Record(BytesN<32>),
    LastEmergency,
    Emergency(u64),
    LastEntry(Address, Address),
    Unanswered(Address, u64),
    LastPrescription,
    Prescription(u64),
    LastDispensing,
    Dispensing(u64),
}

#[contracttype]
pub struct Record {
    pub patient: Address,
    pub organisation: Address,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    None = 0,
    Upheld = 1,
    Rejected = 2,
}

#[contracttype]
pub struct Emergency {
    pub patient: Address,
    pub hospital: Address,
    pub doctor: Address,
    pub reason: BytesN<32>,
    pub until: u64,
    pub justify_by: u64,
    pub justification: Option<BytesN<32>>,
    pub verdict: Verdict,
}

#[contracttype]
pub struct Prescription {
    pub patient: Address,
    pub hospital: Address,
    pub doctor: Address,
    pub medicine: BytesN<32>,
    pub prescribed: u64,
    pub dispensed: u64,
    pub until: u64,
    pub cancelled: bool,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ClaimStatus {
    None = 0,
    Claimed = 1,
    Settled = 2,
}

#[contracttype]
pub struct Dispensing {
    pub prescription: u64,
    pub pharmacy: Address,
    pub quantity: u64,
    pub price: u128,
    pub claim: ClaimStatus,
    pub insurer: Option<Address>,
    pub paid: u128,
}

#[contracterror]
#[derive(Clone, Copy)]
pub enum Error {
    MissingRole = 1,
    InvalidExpiry = 2,
    NotGranted = 3,
    GrantExpired = 4,
    Missing = 5,
    NotStaff = 6,
    AlreadyStaff = 7,
    RecordExists = 8,
    UnknownRecord = 9,
    UnknownEmergency = 10,
    EmergencyOpen = 11,
    EmergencyEnded = 12,
    EmergencyNotJustified = 13,
    AlreadyJustified = 14,
    ReviewedTooEarly = 15,
    AlreadyReviewed = 16,
    NoVerdict = 17,
    ReviewerIsStaff = 18,
    ZeroQuantity = 19,
    NotInFuture = 20,
    UnknownPrescription = 21,
    PrescriptionCancelled = 22,
    PrescriptionExpired = 23,
    AbovePrescribed = 24,
    UnknownDispensing = 25,
    WrongClaimStatus = 26,
    NotInsurer = 27,
    AbovePrice = 28,
}
