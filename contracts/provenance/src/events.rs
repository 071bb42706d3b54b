//! Every step of a lot, for those who follow it off chain.

use sdk::prelude::*;

use crate::records::{Kind, Unit};

/// The authority lets a maker register lots, or stops it.
#[event]
pub struct MakerAdmitted {
    #[indexed]
    maker: Address,
    admitted: bool,
}

/// The authority lets an inspector inspect until this second; 0 ends it.
#[event]
pub struct InspectorAccredited {
    #[indexed]
    inspector: Address,
    until: u64,
}

/// A process took place.
#[event]
pub struct Processed {
    #[indexed]
    process: u64,
    #[indexed]
    by: Address,
    kind: Kind,
    loss: u128,
}

/// A process used a part of a lot.
#[event]
pub struct Used {
    #[indexed]
    process: u64,
    #[indexed]
    lot: u64,
    quantity: u128,
}

/// A lot came out of a process.
#[event]
pub struct Created {
    #[indexed]
    process: u64,
    #[indexed]
    lot: u64,
    #[indexed]
    product: B256,
    quantity: u128,
    unit: Unit,
    commitment: B256,
}

/// A lot left for a recipient.
#[event]
pub struct Shipped {
    #[indexed]
    lot: u64,
    #[indexed]
    from: Address,
    #[indexed]
    to: Address,
    quantity: u128,
    waybill: B256,
}

/// A lot arrived, and this is what both sides agree on or the authority decided.
#[event]
pub struct Received {
    #[indexed]
    lot: u64,
    #[indexed]
    by: Address,
    quantity: u128,
}

/// The recipient counted less than was shipped.
#[event]
pub struct Disputed {
    #[indexed]
    lot: u64,
    shipped: u128,
    counted: u128,
}

/// A lot went back to who shipped it.
#[event]
pub struct Returned {
    #[indexed]
    lot: u64,
    #[indexed]
    to: Address,
    quantity: u128,
}

/// A part of a lot is no more: lost on the way, or destroyed by its holder.
#[event]
pub struct Lost {
    #[indexed]
    lot: u64,
    quantity: u128,
    proof: B256,
}

/// An inspector looked at a lot.
#[event]
pub struct Inspected {
    #[indexed]
    lot: u64,
    #[indexed]
    inspector: Address,
    passed: bool,
    report: B256,
}

/// A lot, and all that was made of it, is not to be shipped or used.
#[event]
pub struct LotRecalled {
    #[indexed]
    lot: u64,
    #[indexed]
    by: Address,
    reason: B256,
}

/// The recall of a lot ended.
#[event]
pub struct RecallLifted {
    #[indexed]
    lot: u64,
    reason: B256,
}
