//! What the contract stores.

use sdk::prelude::*;

/// What a quantity counts. Each is small enough that whole numbers will do.
#[record]
pub enum Unit {
    /// Grams.
    Gram,
    /// Millilitres.
    Millilitre,
    /// Pieces.
    Piece,
}

/// Where a lot is.
#[record]
pub enum Status {
    /// No lot has this number.
    None,
    /// Its holder has it, or what is left of it.
    Held,
    /// It is on its way to a recipient.
    InTransit,
    /// The recipient counted less than was shipped.
    Disputed,
}

/// A lot: an amount of one product that is in one place.
#[record]
pub struct Lot {
    /// Where it is.
    pub status: Status,
    /// What its quantity counts.
    pub unit: Unit,
    /// Hash of the product's code, such as a GTIN.
    pub product: B256,
    /// keccak256(salt ++ fields), where the fields are place, dates and certificates.
    pub commitment: B256,
    /// Who has it, or shipped it.
    pub holder: Address,
    /// Who it is shipped to; zero if nobody.
    pub recipient: Address,
    /// What is left of it.
    pub quantity: u128,
    /// What the recipient counted, while that is disputed.
    pub counted: u128,
    /// The process that it came from.
    pub process: u64,
    /// How many processes used a part of it.
    pub uses: u64,
    /// How many times it was inspected.
    pub inspections: u64,
    /// The last inspection found a fault.
    pub faulty: bool,
    /// It is recalled, and with it all that was made of it.
    pub recalled: bool,
    /// The count of recalls up to which neither it nor what it was made of is recalled.
    pub clear_at: u64,
}

/// How lots came to be.
#[record]
pub enum Kind {
    /// Made or harvested; there are no inputs.
    Registration,
    /// One lot became several.
    Split,
    /// Several lots of one product became one.
    Merge,
    /// Other products were made.
    Transformation,
}

/// A part of a lot that a process used.
#[record]
pub struct Part {
    /// The lot.
    pub lot: u64,
    /// How much of it.
    pub quantity: u128,
}

/// A lot to be.
#[record]
pub struct Output {
    /// Hash of the product's code.
    pub product: B256,
    /// How much of it.
    pub quantity: u128,
    /// keccak256(salt ++ fields).
    pub commitment: B256,
}

/// What went in and what came out.
#[record]
pub struct Process {
    /// Which kind it is.
    pub kind: Kind,
    /// Who did it.
    pub by: Address,
    /// When, in seconds since 1970.
    pub at: u64,
    /// What it used.
    pub inputs: Vec<Part>,
    /// The first lot that came out; the others have the numbers after it.
    pub first_lot: u64,
    /// How many lots came out.
    pub lots: u64,
    /// What got lost in it.
    pub loss: u128,
}

/// What an inspector found.
#[record]
pub struct Inspection {
    /// Who inspected.
    pub inspector: Address,
    /// When, in seconds since 1970.
    pub at: u64,
    /// No fault was found.
    pub passed: bool,
    /// Hash of the report.
    pub report: B256,
}

/// The quantities of one unit in all lots.
#[record]
pub struct Totals {
    /// Registered so far.
    pub registered: u128,
    /// Lost in processes and on the way, or destroyed.
    pub lost: u128,
}

/// A lot in a trace.
#[record]
pub struct Traced {
    /// Its number.
    pub lot: u64,
    /// Hash of the product's code.
    pub product: B256,
    /// The process that it came from.
    pub process: u64,
    /// Who did that.
    pub by: Address,
    /// It is recalled itself.
    pub recalled: bool,
}
