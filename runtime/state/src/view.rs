//! The seam to where the state is kept.

use std::panic::{AssertUnwindSafe, catch_unwind};

use primitives::{Address, B256, Bytes};

use crate::account::Account;

/// Reads the state as it stands after one block. Every answer of one view belongs to the same block.
pub trait StateView {
    /// The account at `address`, or `None` if there is none.
    fn account(&self, address: Address) -> Result<Option<Account>, ViewError>;
    /// The value under `key` in the storage of `address`; empty if there is none.
    fn storage(&self, address: Address, key: B256) -> Result<Bytes, ViewError>;
    /// The container with hash `hash`, or `None` if no account ever carried it.
    fn code(&self, hash: B256) -> Result<Option<Bytes>, ViewError>;
    /// The hash of block `number`, or `None` if it is not an ancestor of this view's block that the node keeps.
    fn block_hash(&self, number: u64) -> Result<Option<B256>, ViewError>;
}

/// Asks a view. Its panic is host trouble like its error, and must not pass for a bug that every node has.
pub(crate) fn ask<T>(question: impl FnOnce() -> Result<T, ViewError>) -> Result<T, ViewError> {
    let answer = catch_unwind(AssertUnwindSafe(question));
    answer.unwrap_or_else(|_| Err(ViewError("reading it panicked, which is a bug of the node; see its log".to_owned())))
}

/// The state could not be read: host trouble, never a result of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewError(pub String);

impl std::fmt::Display for ViewError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "state cannot be read: {}", self.0)
    }
}

impl std::error::Error for ViewError {}
