//! The pool's contents: one lane per sender, and the indexes over all lanes.
//!
//! ```text
//! nonces of a lane:   next ............ ready_end      gap      ...
//!                     [ ready, in order )        .      .  [ queued ]
//! ```
//!
//! Kept true by each method: a lane holds no nonce below `next`, all nonces from `next` to `ready_end`, and none at
//! `ready_end`; `cost` is the sum of its transactions' costs; `order` names the transaction at `next` of each lane
//! that has one; `queued` names every transaction behind `ready_end`; no lane is empty.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use primitives::{Address, B256, U256};
use state::Account;
use types::Recovered;

use super::order::{Offer, Order};

/// A transaction in the pool.
#[derive(Debug)]
pub(super) struct Pooled {
    pub(super) transaction: Arc<Recovered>,
    /// Wei that it may cost: gas limit times fee cap, and value.
    pub(super) cost: U256,
    /// Bytes as sent.
    pub(super) size: usize,
    arrival: u64,
}

impl Pooled {
    pub(super) fn offer(&self) -> Offer {
        Offer {
            fee_cap: self.transaction.max_fee_per_gas(),
            priority_fee: self.transaction.max_priority_fee_per_gas(),
            arrival: self.arrival,
        }
    }
}

/// One sender's transactions by nonce.
#[derive(Debug)]
pub(super) struct Lane {
    /// The account's nonce.
    next: u64,
    /// The first nonce behind the ready transactions.
    ready_end: u64,
    /// Wei that all transactions may cost together.
    cost: U256,
    transactions: BTreeMap<u64, Pooled>,
}

impl Lane {
    fn new(next: u64) -> Self {
        Self { next, ready_end: next, cost: U256::ZERO, transactions: BTreeMap::new() }
    }

    pub(super) fn get(&self, nonce: u64) -> Option<&Pooled> {
        self.transactions.get(&nonce)
    }

    pub(super) fn cost(&self) -> U256 {
        self.cost
    }

    /// The transaction that can be mined next.
    pub(super) fn first(&self) -> Option<&Pooled> {
        self.transactions.get(&self.next)
    }

    /// The first nonce behind the ready transactions.
    pub(super) fn ready_end(&self) -> u64 {
        self.ready_end
    }
}

/// All lanes.
#[derive(Debug, Default)]
pub(super) struct Contents {
    lanes: BTreeMap<Address, Lane>,
    /// Sender and nonce of each transaction; never iterated.
    by_hash: HashMap<B256, (Address, u64)>,
    pub(super) order: Order,
    /// Sender and nonce of each queued transaction, by arrival.
    queued: BTreeMap<u64, (Address, u64)>,
    size: usize,
    arrivals: u64,
    /// Why nothing is taken in any more.
    pub(super) closed: Option<String>,
}

impl Contents {
    /// Transactions held.
    pub(super) fn count(&self) -> usize {
        self.by_hash.len()
    }

    /// Bytes held.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Transactions held that wait for an earlier nonce.
    pub(super) fn queued_count(&self) -> usize {
        self.queued.len()
    }

    pub(super) fn lane(&self, sender: Address) -> Option<&Lane> {
        self.lanes.get(&sender)
    }

    pub(super) fn contains(&self, hash: &B256) -> bool {
        self.by_hash.contains_key(hash)
    }

    pub(super) fn get(&self, hash: &B256) -> Option<&Pooled> {
        let (sender, nonce) = self.by_hash.get(hash)?;
        self.lanes.get(sender)?.get(*nonce)
    }

    /// Takes in an admitted transaction, in place of the one with its sender and nonce if there is one. Its nonce may
    /// not lie below the account's nonce, `next`. Returns what became ready by it.
    pub(super) fn insert(&mut self, transaction: Arc<Recovered>, cost: U256, next: u64) -> Vec<Arc<Recovered>> {
        let (sender, nonce, hash) = (transaction.sender(), transaction.nonce(), transaction.hash());
        let lane = self.lanes.entry(sender).or_insert_with(|| Lane::new(next));
        let replaces_ready = (lane.next..lane.ready_end).contains(&nonce);
        let arrival = self.arrivals;
        self.arrivals = self.arrivals.wrapping_add(1);
        let pooled = Pooled { cost, size: transaction.size_bytes(), arrival, transaction: Arc::clone(&transaction) };
        // Neither sum can overflow: admission holds the cost below a balance, and the size below the pool's limit.
        lane.cost = lane.cost.saturating_add(pooled.cost);
        self.size = self.size.saturating_add(pooled.size);
        self.by_hash.insert(hash, (sender, nonce));
        if let Some(old) = lane.transactions.insert(nonce, pooled) {
            lane.cost = lane.cost.saturating_sub(old.cost);
            self.size = self.size.saturating_sub(old.size);
            self.by_hash.remove(&old.transaction.hash());
            self.queued.remove(&old.arrival);
        }
        if replaces_ready {
            self.reorder(sender);
            return vec![transaction];
        }
        self.queued.insert(arrival, (sender, nonce));
        self.promote(sender)
    }

    /// Takes out the transaction of `sender` with `nonce`; ready ones behind it become queued.
    pub(super) fn remove(&mut self, sender: Address, nonce: u64) -> Option<Arc<Recovered>> {
        let lane = self.lanes.get_mut(&sender)?;
        let removed = lane.transactions.remove(&nonce)?;
        lane.cost = lane.cost.saturating_sub(removed.cost);
        if nonce < lane.ready_end {
            for (later, pooled) in lane.transactions.range(nonce..lane.ready_end) {
                self.queued.insert(pooled.arrival, (sender, *later));
            }
            lane.ready_end = nonce.max(lane.next);
        }
        self.forget(&removed);
        self.reorder(sender);
        Some(removed.transaction)
    }

    /// Follows the account of `sender`: drops transactions whose nonce it has used, and from the last nonce on those
    /// that its balance does not cover. Returns what became ready, and what was dropped for the balance.
    pub(super) fn follow(&mut self, sender: Address, account: &Account) -> Followed {
        let mut followed = Followed::default();
        let Some(lane) = self.lanes.get_mut(&sender) else { return followed };
        if account.nonce < lane.next {
            // The chain was walked back. What was ready may now have a gap before it.
            for (nonce, pooled) in lane.transactions.range(lane.next..lane.ready_end) {
                self.queued.insert(pooled.arrival, (sender, *nonce));
            }
            lane.ready_end = account.nonce;
        }
        lane.next = account.nonce;
        lane.ready_end = lane.ready_end.max(account.nonce);
        let mut used = Vec::new();
        while let Some(first) = lane.transactions.first_entry()
            && *first.key() < account.nonce
        {
            let pooled = first.remove();
            lane.cost = lane.cost.saturating_sub(pooled.cost);
            used.push(pooled);
        }
        while lane.cost > account.balance
            && let Some((nonce, pooled)) = lane.transactions.pop_last()
        {
            lane.cost = lane.cost.saturating_sub(pooled.cost);
            lane.ready_end = lane.ready_end.min(nonce);
            followed.unaffordable.push(pooled);
        }
        for pooled in used.iter().chain(&followed.unaffordable) {
            self.forget(pooled);
        }
        followed.ready = self.promote(sender);
        followed
    }

    /// The transaction that came last among those that wait for an earlier nonce.
    pub(super) fn last_queued(&self) -> Option<(Address, u64)> {
        self.queued.last_key_value().map(|(_, place)| *place)
    }

    /// Forgets all transactions; arrivals go on.
    pub(super) fn clear(&mut self) {
        *self = Self { arrivals: self.arrivals, closed: self.closed.take(), ..Self::default() };
    }

    /// Makes ready what joins the ready transactions of `sender` without a gap.
    fn promote(&mut self, sender: Address) -> Vec<Arc<Recovered>> {
        let mut ready = Vec::new();
        if let Some(lane) = self.lanes.get_mut(&sender) {
            while let Some(pooled) = lane.transactions.get(&lane.ready_end) {
                self.queued.remove(&pooled.arrival);
                ready.push(Arc::clone(&pooled.transaction));
                // The pool holds no nonce of 2^64 - 1.
                lane.ready_end = lane.ready_end.saturating_add(1);
            }
        }
        self.reorder(sender);
        ready
    }

    /// Names in the order what `sender` offers first now, and removes its lane if it is empty.
    fn reorder(&mut self, sender: Address) {
        let Some(lane) = self.lanes.get(&sender) else { return };
        self.order.set(sender, lane.first().map(Pooled::offer));
        if lane.transactions.is_empty() {
            self.lanes.remove(&sender);
        }
    }

    fn forget(&mut self, pooled: &Pooled) {
        self.size = self.size.saturating_sub(pooled.size);
        self.by_hash.remove(&pooled.transaction.hash());
        self.queued.remove(&pooled.arrival);
    }
}

/// What following an account did.
#[derive(Debug, Default)]
pub(super) struct Followed {
    /// What became ready.
    pub(super) ready: Vec<Arc<Recovered>>,
    /// What was dropped because the balance does not cover it.
    pub(super) unaffordable: Vec<Pooled>,
}
