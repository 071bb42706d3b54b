//! A walk over the executable transactions, best first, as one block takes them.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
    sync::Arc,
};

use primitives::Address;
use types::Recovered;

use super::{
    Pool,
    order::{Position, Rank},
};

/// A walk over the executable transactions of a pool for one block: by tip, then by arrival, each sender's in order
/// of nonces.
///
/// A sender's next transaction comes up only after [`Best::included`] was called for the one before: a transaction
/// that the block could not take holds back its sender's later ones, and nobody else's. The pool is locked only
/// within each step; it may change between steps.
pub struct Best<'p> {
    pool: &'p Pool,
    base_fee: u64,
    position: Position,
    /// Next transactions of senders of which one is included.
    successors: BinaryHeap<Reverse<(Rank, Address, u64)>>,
    /// Senders that came up. One whose first transaction is replaced during the walk does not come up twice.
    seen: BTreeSet<Address>,
}

impl<'p> Best<'p> {
    pub(super) fn new(pool: &'p Pool, base_fee: u64) -> Self {
        Self { pool, base_fee, position: Position::default(), successors: BinaryHeap::new(), seen: BTreeSet::new() }
    }

    /// The block took `transaction`: its sender's next one comes up in its turn.
    pub fn included(&mut self, transaction: &Recovered) {
        let Some(nonce) = transaction.nonce().checked_add(1) else { return };
        let contents = self.pool.contents();
        let next = contents.lane(transaction.sender()).and_then(|lane| lane.get(nonce));
        if let Some(rank) = next.and_then(|next| next.offer().rank(self.base_fee)) {
            self.successors.push(Reverse((rank, transaction.sender(), nonce)));
        }
    }
}

impl Iterator for Best<'_> {
    type Item = Arc<Recovered>;

    fn next(&mut self) -> Option<Arc<Recovered>> {
        let mut contents = self.pool.contents();
        contents.order.set_base_fee(self.base_fee);
        loop {
            let first = contents.order.next(self.position);
            let successor = self.successors.peek().map(|Reverse((rank, ..))| *rank);
            let pooled = match (first, successor) {
                (None, None) => return None,
                (Some(step), successor) if successor.is_none_or(|successor| step.rank < successor) => {
                    self.position = step.after;
                    if !self.seen.insert(step.sender) {
                        continue;
                    }
                    contents.lane(step.sender).and_then(|lane| lane.first())
                }
                _ => self
                    .successors
                    .pop()
                    .and_then(|Reverse((_, sender, nonce))| contents.lane(sender).and_then(|lane| lane.get(nonce))),
            };
            if let Some(pooled) = pooled {
                return Some(Arc::clone(&pooled.transaction));
            }
        }
    }
}
