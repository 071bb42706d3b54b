//! The order in which a block takes transactions: by what they tip, then by arrival.
//!
//! A transaction with fee cap `f` and priority fee `p` tips `min(p, f - b)` wei per gas in a block with base fee `b`.
//! With slack `s = f - p`, that is `p` while `s >= b` (it is *free*), and `f - b` otherwise (it is *capped*; below
//! zero it cannot be mined). So each group keeps its order, by `p` and by `f`, whatever the base fee is: only
//! transactions whose slack the base fee crosses change groups, and the best of all is the better of two firsts.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
    ops::Bound,
};

use primitives::Address;

/// What a transaction offers, for its place in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    /// Most wei per gas that it pays.
    pub(super) fee_cap: u128,
    /// Most wei per gas above the base fee, at most `fee_cap`.
    pub(super) priority_fee: u128,
    /// When it came: a number that counts up.
    pub(super) arrival: u64,
}

impl Offer {
    /// Its rank in a block with `base_fee`, or `None` if that block cannot hold it.
    pub(super) fn rank(&self, base_fee: u64) -> Option<Rank> {
        let tip = self.fee_cap.checked_sub(u128::from(base_fee))?.min(self.priority_fee);
        Some(Rank { price: Reverse(tip), arrival: self.arrival })
    }

    fn slack(&self) -> u128 {
        self.fee_cap.saturating_sub(self.priority_fee)
    }

    fn is_free(&self, base_fee: u64) -> bool {
        self.slack() >= u128::from(base_fee)
    }

    fn by_priority_fee(&self) -> Rank {
        Rank { price: Reverse(self.priority_fee), arrival: self.arrival }
    }

    fn by_fee_cap(&self) -> Rank {
        Rank { price: Reverse(self.fee_cap), arrival: self.arrival }
    }
}

/// A place in an order: a smaller one is taken first. Arrivals differ, so ranks do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// Wei per gas, the highest first.
    pub(super) price: Reverse<u128>,
    /// The earliest first.
    pub(super) arrival: u64,
}

/// The first ready transaction of each sender, ordered.
#[derive(Debug, Default)]
pub(super) struct Order {
    base_fee: u64,
    /// For removal; never iterated.
    offers: HashMap<Address, Offer>,
    free: BTreeSet<(Rank, Address)>,
    capped: BTreeSet<(Rank, Address)>,
    by_slack: BTreeSet<(u128, Address)>,
}

/// How far a walk has come in each group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Position {
    free: Option<(Rank, Address)>,
    capped: Option<(Rank, Address)>,
}

/// Where a walk stands next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// Rank in the walk's block.
    pub(super) rank: Rank,
    /// Whose first ready transaction it is.
    pub(super) sender: Address,
    /// The position after this step.
    pub(super) after: Position,
}

impl Order {
    /// Sets what `sender` offers first; `None` if it has nothing ready.
    pub(super) fn set(&mut self, sender: Address, offer: Option<Offer>) {
        if let Some(old) = self.offers.remove(&sender) {
            self.by_slack.remove(&(old.slack(), sender));
            self.free.remove(&(old.by_priority_fee(), sender));
            self.capped.remove(&(old.by_fee_cap(), sender));
        }
        if let Some(new) = offer {
            self.offers.insert(sender, new);
            self.by_slack.insert((new.slack(), sender));
            self.place(sender, new);
        }
    }

    /// Orders for a block with `base_fee`.
    pub(super) fn set_base_fee(&mut self, base_fee: u64) {
        let (low, high) = (self.base_fee.min(base_fee), self.base_fee.max(base_fee));
        self.base_fee = base_fee;
        let from = (u128::from(low), Address::ZERO);
        let to = (u128::from(high), Address::ZERO);
        let crossed: Vec<Address> = self.by_slack.range(from..to).map(|(_, sender)| *sender).collect();
        for sender in crossed {
            if let Some(offer) = self.offers.get(&sender).copied() {
                self.free.remove(&(offer.by_priority_fee(), sender));
                self.capped.remove(&(offer.by_fee_cap(), sender));
                self.place(sender, offer);
            }
        }
    }

    /// The best transaction behind `position` that a block with the base fee set before can hold.
    pub(super) fn next(&self, position: Position) -> Option<Step> {
        let free = behind(&self.free, position.free).map(|(rank, sender)| Step {
            rank,
            sender,
            after: Position { free: Some((rank, sender)), ..position },
        });
        let capped = behind(&self.capped, position.capped).and_then(|(by_fee_cap, sender)| {
            let tip = by_fee_cap.price.0.checked_sub(u128::from(self.base_fee))?;
            let rank = Rank { price: Reverse(tip), ..by_fee_cap };
            Some(Step { rank, sender, after: Position { capped: Some((by_fee_cap, sender)), ..position } })
        });
        match (free, capped) {
            (Some(free), Some(capped)) => Some(if free.rank < capped.rank { free } else { capped }),
            (free, capped) => free.or(capped),
        }
    }

    fn place(&mut self, sender: Address, offer: Offer) {
        if offer.is_free(self.base_fee) {
            self.free.insert((offer.by_priority_fee(), sender));
        } else {
            self.capped.insert((offer.by_fee_cap(), sender));
        }
    }
}

fn behind(group: &BTreeSet<(Rank, Address)>, position: Option<(Rank, Address)>) -> Option<(Rank, Address)> {
    let from = position.map_or(Bound::Unbounded, Bound::Excluded);
    group.range((from, Bound::Unbounded)).next().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(n: u8) -> Address {
        Address::repeat_byte(n)
    }

    /// The order by its definition: rank each offer, sort.
    fn naive(offers: &[(Address, Offer)], base_fee: u64) -> Vec<Address> {
        let mut ranked: Vec<_> =
            offers.iter().filter_map(|(sender, offer)| Some((offer.rank(base_fee)?, *sender))).collect();
        ranked.sort();
        ranked.into_iter().map(|(_, sender)| sender).collect()
    }

    fn walk(order: &Order) -> Vec<Address> {
        let mut position = Position::default();
        let mut senders = Vec::new();
        while let Some(step) = order.next(position) {
            position = step.after;
            senders.push(step.sender);
        }
        senders
    }

    #[test]
    fn order_equals_its_definition_at_every_base_fee() {
        // A small linear congruential generator: the same offers in each run.
        let mut seed = 7_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut order = Order::default();
        let mut offers = Vec::new();
        for n in 0..200_u8 {
            let fee_cap = u128::from(next(60));
            let priority_fee = u128::from(next(60)).min(fee_cap);
            let offer = Offer { fee_cap, priority_fee, arrival: u64::from(n) };
            offers.push((address(n), offer));
            order.set(address(n), Some(offer));
            let base_fee = next(60);
            order.set_base_fee(base_fee);
            assert_eq!(walk(&order), naive(&offers, base_fee), "base fee {base_fee}");
        }
        for n in 0..100 {
            order.set(address(n), None);
            offers.remove(0);
            let base_fee = next(60);
            order.set_base_fee(base_fee);
            assert_eq!(walk(&order), naive(&offers, base_fee), "base fee {base_fee}");
        }
    }
}
