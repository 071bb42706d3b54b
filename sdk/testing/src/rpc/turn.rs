//! Tests of one process take turns on one endpoint, because each goes back to the state that it found.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    sync::{Condvar, Mutex, PoisonError},
};

/// Endpoints that a test has now.
static TAKEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
static LEFT: Condvar = Condvar::new();

thread_local! {
    static MINE: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// An endpoint that is this test's until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    url: String,
}

impl Turn {
    /// Waits until no other test has the endpoint.
    ///
    /// # Panics
    /// If this very thread has it.
    pub(super) fn take(url: &str) -> Self {
        let mine = MINE.with_borrow(|mine| mine.contains(url));
        assert!(!mine, "this test has a chain at {url} already: clone it, or drop it first");
        let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = LEFT.wait_while(taken, |taken| taken.contains(url)).unwrap_or_else(PoisonError::into_inner);
        taken.insert(url.to_owned());
        MINE.with_borrow_mut(|mine| mine.insert(url.to_owned()));
        Self { url: url.to_owned() }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        MINE.with_borrow_mut(|mine| mine.remove(&self.url));
        TAKEN.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.url);
        LEFT.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoint_is_free_again_after_a_turn() {
        drop(Turn::take("http://a"));
        let _second = Turn::take("http://a");
        let _other = Turn::take("http://b");
    }

    #[test]
    #[should_panic(expected = "clone it, or drop it first")]
    fn second_turn_of_one_test_is_refused() {
        let _first = Turn::take("http://c");
        Turn::take("http://c");
    }
}
