//! Which of many things are kept when there is room for some: those used again before those used once, and among
//! either the most recent.
//!
//! What is new is on probation; what is used again is protected. A walk over many things, each used once, pushes out
//! others on probation and no protected one. Every step takes O(log n). The things themselves are their owner's.

use std::collections::{BTreeMap, HashMap};

use primitives::B256;

/// One of so many parts of both bounds is left to what is new; protected things may fill the others.
const PROBATION_PART: u64 = 5;

/// How much may be kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Things.
    pub(super) count: u64,
    /// Their sizes together, in bytes.
    pub(super) size_bytes: u64,
}

/// The order of use.
#[derive(Debug)]
pub(super) struct Recency {
    bounds: Bounds,
    entries: HashMap<B256, Entry>,
    probation: Segment,
    protected: Segment,
    tick: u64,
}

#[derive(Debug)]
struct Entry {
    used: u64,
    size_bytes: u64,
    is_protected: bool,
}

/// Things in order of their last use.
#[derive(Debug, Default)]
struct Segment {
    by_use: BTreeMap<u64, B256>,
    size_bytes: u64,
}

impl Segment {
    fn add(&mut self, used: u64, hash: B256, size_bytes: u64) {
        self.by_use.insert(used, hash);
        self.size_bytes += size_bytes;
    }

    fn take(&mut self, used: u64, size_bytes: u64) {
        self.by_use.remove(&used);
        self.size_bytes -= size_bytes;
    }

    fn oldest(&self) -> Option<B256> {
        self.by_use.first_key_value().map(|(_, hash)| *hash)
    }

    fn count(&self) -> u64 {
        self.by_use.len() as u64
    }
}

impl Recency {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self { bounds, entries: HashMap::new(), probation: Segment::default(), protected: Segment::default(), tick: 0 }
    }

    /// Notes a use of `hash`; false if it is not kept.
    pub(super) fn touch(&mut self, hash: &B256) -> bool {
        let Some(entry) = self.entries.get_mut(hash) else { return false };
        if entry.is_protected && entry.used == self.tick {
            // Already the latest: the usual case of many calls of one contract.
            return true;
        }
        let segment = if entry.is_protected { &mut self.protected } else { &mut self.probation };
        segment.take(entry.used, entry.size_bytes);
        self.tick += 1;
        entry.used = self.tick;
        entry.is_protected = true;
        self.protected.add(entry.used, *hash, entry.size_bytes);
        self.relegate();
        true
    }

    /// Keeps `hash`, which has `size_bytes`, and gives back what has to go for it: possibly itself.
    #[must_use]
    pub(super) fn insert(&mut self, hash: &B256, size_bytes: u64) -> Vec<B256> {
        self.remove(hash);
        self.tick += 1;
        self.entries.insert(*hash, Entry { used: self.tick, size_bytes, is_protected: false });
        self.probation.add(self.tick, *hash, size_bytes);
        let mut gone = Vec::new();
        while self.count() > self.bounds.count.max(1) || self.size_bytes() > self.bounds.size_bytes {
            if self.count() == 1 {
                // One thing that is too large by itself stays: without it there would be no progress.
                break;
            }
            let Some(oldest) = self.probation.oldest().or_else(|| self.protected.oldest()) else { break };
            self.remove(&oldest);
            gone.push(oldest);
        }
        gone
    }

    /// Forgets `hash`.
    pub(super) fn remove(&mut self, hash: &B256) {
        if let Some(entry) = self.entries.remove(hash) {
            let segment = if entry.is_protected { &mut self.protected } else { &mut self.probation };
            segment.take(entry.used, entry.size_bytes);
        }
    }

    fn count(&self) -> u64 {
        self.entries.len() as u64
    }

    fn size_bytes(&self) -> u64 {
        self.probation.size_bytes + self.protected.size_bytes
    }

    /// Puts the least recently used of the protected back on probation, as its latest, until both shares hold.
    fn relegate(&mut self) {
        let share = |bound: u64| bound - bound.div_ceil(PROBATION_PART);
        let (count, size_bytes) = (share(self.bounds.count), share(self.bounds.size_bytes));
        while self.protected.count() > count || self.protected.size_bytes > size_bytes {
            let Some(oldest) = self.protected.oldest() else { return };
            let Some(entry) = self.entries.get_mut(&oldest) else { return };
            self.protected.take(entry.used, entry.size_bytes);
            self.tick += 1;
            entry.used = self.tick;
            entry.is_protected = false;
            self.probation.add(entry.used, oldest, entry.size_bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(n: u64) -> B256 {
        B256::left_padding_from(&n.to_be_bytes())
    }

    fn of(count: u64, size_bytes: u64) -> Recency {
        Recency::new(Bounds { count, size_bytes })
    }

    #[test]
    fn the_least_recently_used_goes_first() {
        let mut recency = of(2, 1_000);
        assert!(recency.insert(&hash(1), 1).is_empty());
        assert!(recency.insert(&hash(2), 1).is_empty());
        assert_eq!(recency.insert(&hash(3), 1), [hash(1)]);
        assert!(!recency.touch(&hash(1)));
    }

    #[test]
    fn bytes_are_bounded_as_well() {
        let mut recency = of(100, 10);
        assert!(recency.insert(&hash(1), 6).is_empty());
        assert_eq!(recency.insert(&hash(2), 6), [hash(1)]);
    }

    #[test]
    fn one_thing_above_the_bound_stays_until_another_comes() {
        let mut recency = of(100, 10);
        assert!(recency.insert(&hash(1), 50).is_empty());
        assert!(recency.touch(&hash(1)));
        assert_eq!(recency.insert(&hash(2), 6), [hash(1)]);
    }

    #[test]
    fn what_is_used_again_outlives_any_walk_over_new_things() {
        let mut recency = of(10, 1_000);
        for n in 0..8 {
            assert!(recency.insert(&hash(n), 1).is_empty());
            assert!(recency.touch(&hash(n)));
        }
        for n in 100..1_100 {
            let _ = recency.insert(&hash(n), 1);
        }
        for n in 0..8 {
            assert!(recency.touch(&hash(n)), "{n}");
        }
    }

    #[test]
    fn what_was_protected_once_goes_when_others_are_used() {
        let mut recency = of(10, 1_000);
        for n in 0..1_000 {
            let _ = recency.insert(&hash(n), 1);
            assert!(recency.touch(&hash(n)), "{n}");
        }
        assert!(!recency.touch(&hash(0)));
        assert_eq!(recency.count(), 10);
        assert_eq!(recency.size_bytes(), 10);
    }
}
