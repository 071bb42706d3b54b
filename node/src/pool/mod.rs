//! The pool: signed transactions that wait for a block.
//!
//! Each sender has a lane ordered by nonce. What joins without a gap to the account's nonce is *ready*: it can be
//! mined now, after the sender's earlier ones. The rest is *queued* until the gap closes. The pool guarantees that
//! what it holds was valid by itself, and that a sender's balance covers all its waiting transactions, when it was
//! admitted; whether a block takes it is decided by executing it. The pool recovers no sender and makes no block.
//!
//! Everything takes O(log n) of the transactions held, and nothing depends on time, randomness or map order: the same
//! calls in the same order give the same answers.

mod admit;
mod best;
mod doorbell;
mod error;
mod lane;
mod limits;
mod order;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex};

use primitives::{Address, B256};
use tokio::sync::broadcast;
use types::Recovered;

pub use best::Best;
pub(crate) use doorbell::Doorbell;
pub use error::PoolError;
pub use limits::PoolLimits;

use crate::chain::{Chain, CommittedBlock};

/// The pool of waiting transactions.
pub struct Pool {
    chain: Arc<Chain>,
    limits: PoolLimits,
    contents: Mutex<Contents>,
    pending: broadcast::Sender<Arc<Recovered>>,
    doorbell: Arc<Doorbell>,
}

impl Pool {
    /// An empty pool over `chain`.
    pub fn new(chain: Arc<Chain>, limits: PoolLimits) -> Self;
    /// Admits a transaction and returns its hash. It reads the state, and for a creation checks the module, which
    /// takes milliseconds: not for an async task.
    pub fn submit(&self, transaction: Recovered) -> Result<B256, PoolError>;
    /// The nonce of `address` after all its ready transactions: what its next transaction should carry.
    pub fn pending_nonce(&self, address: Address) -> Result<u64, PoolError>;
    /// The waiting transaction with `hash`.
    pub fn get(&self, hash: &B256) -> Option<Arc<Recovered>>;
    /// How many transactions are ready, and how many are queued.
    pub fn status(&self) -> (usize, usize);
    /// Transactions from now on, each when it becomes ready.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Recovered>>;
    /// Walks the executable transactions in the order in which a block with `base_fee` takes them.
    pub fn best(&self, base_fee: u64) -> Best<'_>;
    /// Follows a committed block.
    pub fn on_committed(&self, block: &CommittedBlock);
    /// Forgets everything.
    pub fn clear(&self);
}
