//! What the contract stores and why a message is refused.

use soroban_sdk::{contracterror, contracttype, Address, BytesN, Vec};

#[contracttype]
pub(crate) enum Key {
    Owner,
    PendingOwner,
    Maker(Address),
    Inspector(Address),
    LotCount,
    Lot(u64),
    ProcessCount,
    Process(u64),
    Use(u64, u64),
    Inspection(u64, u64),
    Totals(Unit),
    Recalls,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Gram = 0,
    Millilitre = 1,
    Piece = 2,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Held = 1,
    InTransit = 2,
    Disputed = 3,
}

#[contracttype]
pub struct Lot {
    pub status: Status,
    pub unit: Unit,
    pub product: BytesN<32>,
    pub commitment: BytesN<32>,
    pub holder: Address,
    pub recipient: Option<Address>,
    pub quantity: u128,
    pub counted: u128,
    pub process: u64,
    pub uses: u64,
    pub inspections: u64,
    pub faulty: bool,
    pub recalled: bool,
    pub clear_at: u64,
}

#[contracttype]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Registration = 0,
    Split = 1,
    Merge = 2,
    Transformation = 3,
}

#[contracttype]
#[derive(Clone)]
pub struct Part {
    pub lot: u64,
    pub quantity: u128,
}

#[contracttype]
#[derive(Clone)]
pub struct Output {
    pub product: BytesN<32>,
    pub quantity: u128,
    pub commitment: BytesN<32>,
}

#[contracttype]
pub struct Process {
    pub kind: Kind,
    pub by: Address,
    pub at: u64,
    pub inputs: Vec<Part>,
    pub first_lot: u64,
    pub lots: u32,
    pub loss: u128,
}

#[contracttype]
pub struct Inspection {
    pub inspector: Address,
    pub at: u64,
    pub passed: bool,
    pub report: BytesN<32>,
}

#[contracttype]
#[derive(Default)]
pub struct Totals {
    pub registered: u128,
    pub lost: u128,
}

#[contracttype]
pub struct Traced {
    pub lot: u64,
    pub product: BytesN<32>,
    pub process: u64,
    pub by: Address,
    pub recalled: bool,
}

#[contracterror]
#[derive(Clone, Copy)]
pub enum Error {
    NotOwner = 1,
    AlreadyAdmitted = 2,
    NotAdmitted = 3,
    NotAccredited = 4,
    UnknownLot = 5,
    WrongStatus = 6,
    NotHolder = 7,
    Faulty = 8,
    Recalled = 9,
    CheckFirst = 10,
    AlreadyRecalled = 11,
    NotRecalled = 12,
    ZeroQuantity = 13,
    TooMuch = 14,
    ToHolder = 15,
    AboveLot = 16,
    UnitDiffers = 17,
    ProductDiffers = 18,
    Unbalanced = 19,
    InvalidCount = 20,
}
