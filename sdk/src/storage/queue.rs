//! Values that leave in the order they came.

use core::{marker::PhantomData, ops::Range};

use crate::storage::{Slot, Storable, Storage};

/// A handle to values of type `T`, first in, first out. Each has a number that stays its own: the first ever is 0.
#[derive(Debug)]
pub struct Queue<T> {
    slot: Slot,
    kind: PhantomData<T>,
}

impl<T: Storable> Storage for Queue<T> {
    const SLOTS: u64 = 1;

    fn at(slot: Slot) -> Self {
        Self { slot, kind: PhantomData }
    }
}

impl<T> Queue<T> {
    /// The numbers of the values that wait.
    pub fn numbers(&self) -> Range<u64> {
        let (first, end) = self.slot.read();
        first..end
    }

    /// How many wait.
    pub fn len(&self) -> u64 {
        let Range { start, end } = self.numbers();
        end - start
    }

    /// True if none waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the value with this number lies.
    pub fn slot(&self, number: u64) -> Slot {
        self.slot.entry(&number)
    }
}

impl<T: Storable> Queue<T> {
    /// The value with this number; `None` unless it waits.
    pub fn get(&self, number: u64) -> Option<T> {
        self.numbers().contains(&number).then(|| self.slot(number).read())
    }

    /// The value that leaves next; `None` if none waits.
    pub fn front(&self) -> Option<T> {
        self.get(self.numbers().start)
    }

    /// The first `count` values that wait, in the order they leave, each read when the iterator comes to it.
    pub fn iter(&self, count: u64) -> impl Iterator<Item = T> + '_ {
        let Range { start, end } = self.numbers();
        (start..end.min(start.saturating_add(count))).map(|number| self.slot(number).read())
    }

    /// Puts a value in and gives its number.
    pub fn push(&mut self, value: T) -> u64 {
        let Range { start, end } = self.numbers();
        self.slot(end).write(&value);
        self.slot.write(&(start, end + 1));
        end
    }

    /// Takes the value that leaves next; `None` if none waits.
    pub fn pop(&mut self) -> Option<T> {
        let Range { start, end } = self.numbers();
        if start == end {
            return None;
        }
        let slot = self.slot(start);
        let value = slot.read();
        slot.clear();
        self.slot.write(&(start + 1, end));
        Some(value)
    }
}
