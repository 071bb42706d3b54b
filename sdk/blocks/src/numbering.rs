//! Numbers that are given out once: an authority allots ranges to holders, and each holder takes the next of its own.
//!
//! Guarantees that no number is taken twice, by the same or by different holders, and that nobody takes more than it was
//! allotted: ranges only go up, so they cannot overlap. Numbers start at 1. A series of its own (a year, a type of
//! document) is a `Map<Key, Numbering>`. Events: `NumbersAllotted`, `NumbersForfeited`. Who may allot, and what is
//! numbered, is for the contract to say.

use sdk::prelude::*;

/// The numbers of one series.
#[storage]
pub struct Numbering {
    /// The largest number allotted so far.
    last_allotted: Value<u64>,
    /// Each holder's ranges that have numbers left, by their place in its queue.
    ranges: Map<(Address, u64), Range>,
    queues: Map<Address, Queue>,
}

/// Numbers from `first` to `last`, both included.
#[record]
pub struct Range {
    /// The next number to be taken.
    pub first: u64,
    /// The last one.
    pub last: u64,
}

/// Where a holder's ranges are.
#[record(stored)]
struct Queue {
    head: u64,
    end: u64,
    /// Numbers in all of them.
    left: u64,
}

/// A holder may take these numbers.
#[event]
pub struct NumbersAllotted {
    #[indexed]
    holder: Address,
    first: u64,
    last: u64,
}

/// A holder lost the numbers that it had not taken. Nobody will have them.
#[event]
pub struct NumbersForfeited {
    #[indexed]
    holder: Address,
    count: u64,
}

/// Why a step is refused.
#[error]
pub enum NumberingError {
    /// A range has at least one number, and the zero address has none.
    InvalidRange { holder: Address, first: u64, last: u64 },
    /// A number up to the last allotted one may have been given out.
    NumbersUsed { first: u64, last_allotted: u64 },
    /// There are not so many numbers.
    NumbersExhausted { last_allotted: u64, wanted: u64 },
    /// The holder has taken all its numbers.
    NoNumbersLeft { holder: Address },
}

#[component(events(NumbersAllotted, NumbersForfeited))]
impl Numbering {
    /// How many numbers `holder` may still take.
    pub fn numbers_left(&self, holder: Address) -> u64 {
        self.queues.get(holder).left
    }

    /// The number that `holder` takes next; 0 if it has none.
    pub fn next_number(&self, holder: Address) -> u64 {
        let queue = self.queues.get(holder);
        if queue.left == 0 { 0 } else { self.ranges.get((holder, queue.head)).first }
    }
}

impl Numbering {
    /// Allots the next `count` numbers to `holder`.
    pub fn allot(&mut self, holder: Address, count: u64) -> Result<Range, NumberingError> {
        let last_allotted = self.last_allotted.get();
        match last_allotted.checked_add(count) {
            Some(last) => self.allot_range(holder, last_allotted.saturating_add(1), last),
            None => Err(NumberingError::NumbersExhausted { last_allotted, wanted: count }),
        }
    }

    /// Allots the numbers from `first` to `last`, all above those allotted so far. Numbers that are skipped stay unused.
    pub fn allot_range(&mut self, holder: Address, first: u64, last: u64) -> Result<Range, NumberingError> {
        if holder.is_zero() || first == 0 || first > last {
            return Err(NumberingError::InvalidRange { holder, first, last });
        }
        let last_allotted = self.last_allotted.get();
        if first <= last_allotted {
            return Err(NumberingError::NumbersUsed { first, last_allotted });
        }
        self.last_allotted.set(last);
        let range = Range { first, last };
        let mut queue = self.queues.get(holder);
        self.ranges.set((holder, queue.end), range.clone());
        queue.end += 1;
        queue.left += last - first + 1;
        self.queues.set(holder, queue);
        emit(NumbersAllotted { holder, first, last });
        Ok(range)
    }

    /// Takes the next number of `holder`.
    pub fn take(&mut self, holder: Address) -> Result<u64, NumberingError> {
        let mut queue = self.queues.get(holder);
        if queue.left == 0 {
            return Err(NumberingError::NoNumbersLeft { holder });
        }
        let key = (holder, queue.head);
        let mut range = self.ranges.get(key);
        let number = range.first;
        if number == range.last {
            self.ranges.remove(key);
            queue.head += 1;
        } else {
            range.first += 1;
            self.ranges.set(key, range);
        }
        queue.left -= 1;
        self.queues.set(holder, queue);
        Ok(number)
    }

    /// Takes from `holder` all numbers that it has not used, and returns how many.
    pub fn forfeit(&mut self, holder: Address) -> u64 {
        let queue = self.queues.get(holder);
        for place in queue.head..queue.end {
            self.ranges.remove((holder, place));
        }
        self.queues.set(holder, Queue { head: queue.end, end: queue.end, left: 0 });
        emit(NumbersForfeited { holder, count: queue.left });
        queue.left
    }
}
