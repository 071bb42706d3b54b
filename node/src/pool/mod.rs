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

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use executor::{InvalidTransaction, check_creation, prepare_creation, validate_static};
use primitives::{Address, B256};
use state::{Account, StateView, ViewError};
use tokio::sync::broadcast;
use types::Recovered;

pub use best::Best;
pub(crate) use doorbell::Doorbell;
pub use error::PoolError;
pub use limits::PoolLimits;

use crate::chain::{Chain, CommittedBlock};
use lane::Contents;

/// The pool of waiting transactions.
pub struct Pool {
    chain: Arc<Chain>,
    limits: PoolLimits,
    /// Held for one method at a time, with reads of single accounts inside: an account and its lane are compared at
    /// one moment, whatever is committed meanwhile.
    contents: Mutex<Contents>,
    /// Held while a contract is compiled for a transaction that comes in: one at a time, beside those of blocks.
    compiling: Mutex<()>,
    pending: broadcast::Sender<Arc<Recovered>>,
    /// Rung when a transaction becomes ready.
    doorbell: Arc<Doorbell>,
}

impl Pool {
    /// An empty pool over `chain`.
    pub fn new(chain: Arc<Chain>, limits: PoolLimits) -> Self {
        let (pending, _) = broadcast::channel(limits.event_buffer);
        Self {
            chain,
            limits,
            contents: Mutex::default(),
            compiling: Mutex::default(),
            pending,
            doorbell: Arc::default(),
        }
    }

    /// Admits a transaction and returns its hash.
    ///
    /// A creation that could be mined next is compiled before it is taken in, so that no block waits for that, unless
    /// another one is being compiled. That and reading the state take time: not for an async task.
    pub fn submit(&self, transaction: Recovered) -> Result<B256, PoolError> {
        let env = self.chain.next_env(0);
        validate_static(&transaction, env.chain_id, env.gas_limit)?;
        if transaction.to().is_create() {
            // First without the module, so that only a sender who can pay has one checked, and that without the lock.
            let mut contents = self.contents();
            let account = self.follow(&mut contents, transaction.sender())?;
            admit::check(&contents, &self.limits, &transaction, &account, env.base_fee)?;
            let ready_end = contents.lane(transaction.sender()).map_or(account.nonce, |lane| lane.ready_end());
            drop(contents);
            match self.compiling.try_lock() {
                Ok(_compiling) if transaction.nonce() <= ready_end => {
                    prepare_creation(self.chain.engine(), transaction.input(), transaction.gas_limit())?;
                }
                _ => check_creation(transaction.input())?,
            }
        }
        let hash = transaction.hash();
        let mut contents = self.contents();
        let account = self.follow(&mut contents, transaction.sender())?;
        let cost = admit::check(&contents, &self.limits, &transaction, &account, env.base_fee)?;
        admit::make_room(&mut contents, &self.limits, &transaction, &account)?;
        let ready = contents.insert(Arc::new(transaction), cost, account.nonce);
        self.announce(ready);
        Ok(hash)
    }

    /// The nonce of `address` after all its ready transactions: what its next transaction should carry.
    pub fn pending_nonce(&self, address: Address) -> Result<u64, PoolError> {
        let mut contents = self.contents();
        let account = self.follow(&mut contents, address)?;
        Ok(contents.lane(address).map_or(account.nonce, |lane| lane.ready_end()))
    }

    /// The waiting transaction with `hash`.
    pub fn get(&self, hash: &B256) -> Option<Arc<Recovered>> {
        self.contents().get(hash).map(|pooled| Arc::clone(&pooled.transaction))
    }

    /// How many transactions are ready, and how many are queued.
    pub fn status(&self) -> (usize, usize) {
        let contents = self.contents();
        let queued = contents.queued_count();
        (contents.count().saturating_sub(queued), queued)
    }

    /// Transactions from now on, each when it becomes ready.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Recovered>> {
        self.pending.subscribe()
    }

    /// Walks the executable transactions in the order in which a block with `base_fee` takes them.
    pub fn best(&self, base_fee: u64) -> Best<'_> {
        Best::new(self, base_fee)
    }

    /// Follows a committed block: what it mined goes, what waited for that becomes ready, and what its senders cannot
    /// pay any more is dropped.
    pub fn on_committed(&self, committed: &CommittedBlock) -> Result<(), ViewError> {
        // A balance falls only by its owner's transactions, so only the block's senders need a look.
        let senders: BTreeSet<Address> = committed.block.transactions.iter().map(Recovered::sender).collect();
        let mut contents = self.contents();
        senders.into_iter().try_for_each(|sender| self.follow(&mut contents, sender).map(drop))
    }

    /// Follows a change of one account that no transaction made.
    pub fn on_account_set(&self, address: Address) -> Result<(), ViewError> {
        self.follow(&mut self.contents(), address).map(drop)
    }

    /// Drops a transaction that turned out invalid when it was executed.
    pub fn discard(&self, transaction: &Recovered, reason: &InvalidTransaction) {
        let hash = transaction.hash();
        let mut contents = self.contents();
        if contents.contains(&hash) && contents.remove(transaction.sender(), transaction.nonce()).is_some() {
            tracing::warn!(tx = %hash, sender = %transaction.sender(), %reason, "invalid transaction is dropped");
        }
    }

    /// Forgets all transactions: the chain was walked back, and what waits belongs to what is no more.
    pub fn clear(&self) {
        self.contents().clear();
    }

    /// Takes nothing in any more, for `reason`.
    pub fn close(&self, reason: &str) {
        self.contents().closed.get_or_insert_with(|| reason.to_owned());
    }

    /// Rung when there is a transaction to mine.
    pub(crate) fn doorbell(&self) -> Arc<Doorbell> {
        Arc::clone(&self.doorbell)
    }

    /// Brings the lane of `sender` up to its account in the latest state, and returns that account.
    fn follow(&self, contents: &mut Contents, sender: Address) -> Result<Account, ViewError> {
        let account = self.chain.latest().account(sender)?.unwrap_or_default();
        let followed = contents.follow(sender, &account);
        for dropped in followed.unaffordable {
            let hash = dropped.transaction.hash();
            tracing::warn!(tx = %hash, %sender, cost = %dropped.cost, balance = %account.balance, "unaffordable transaction is dropped");
        }
        self.announce(followed.ready);
        Ok(account)
    }

    fn announce(&self, ready: Vec<Arc<Recovered>>) {
        if ready.is_empty() {
            return;
        }
        for transaction in ready {
            // No subscriber is no error.
            let _ = self.pending.send(transaction);
        }
        self.doorbell.ring();
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        // Nothing panics while it is held; if something did, the next block's senders are followed again.
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
