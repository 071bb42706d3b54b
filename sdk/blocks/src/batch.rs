//! Batches in which each item succeeds or fails for itself.
//!
//! Guarantees that every item is run, that each has a result in the order of the items, and that a refused item ends
//! neither the batch nor its neighbours. A refusal carries the very revert data that a call with that one item would
//! have had, so that clients decode it by the contract's ABI. Results have the shape of Multicall3's `Result`.
//!
//! Two things are left to the contract. An item is undone only as far as its step had written nothing before it
//! refused: a step checks first and writes after. And a panic, or gas running out, ends the whole call, as it does
//! everywhere: bound the number of items.

use sdk::{
    abi::{self, Sequence},
    error::Revert,
    prelude::*,
};

/// What became of one item.
#[record]
pub struct ItemResult {
    /// True if it was done.
    pub success: bool,
    /// The encoding of what the step returned, or its revert data.
    pub data: Bytes,
}

/// Runs `step` on each item. A step that returns one value gives it as a tuple of one:
/// `.map(|number| (number,))`.
pub fn batch<T, O: Sequence, E: Revert>(
    items: impl IntoIterator<Item = T>,
    mut step: impl FnMut(T) -> Result<O, E>,
) -> Vec<ItemResult> {
    let run = |item| match step(item) {
        Ok(output) => ItemResult { success: true, data: Bytes(abi::encode(&output)) },
        Err(error) => ItemResult { success: false, data: Bytes(error.encode()) },
    };
    items.into_iter().map(run).collect()
}
