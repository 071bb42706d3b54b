//! Wakes the one thread that waits for work.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// A bell that stays rung until the waiting thread hears it, so a ring between its look at the work and its wait is
/// not lost.
#[derive(Debug, Default)]
pub(crate) struct Doorbell {
    rung: Mutex<bool>,
    bell: Condvar,
}

impl Doorbell {
    /// Wakes the waiting thread, now or when it next waits.
    pub(crate) fn ring(&self) {
        *self.rung() = true;
        self.bell.notify_one();
    }

    /// Waits until the bell is rung, or until `deadline`.
    pub(crate) fn wait(&self, deadline: Option<Instant>) {
        let mut rung = self.rung();
        while !*rung {
            rung = match deadline {
                None => self.bell.wait(rung).unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        break;
                    }
                    self.bell.wait_timeout(rung, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        *rung = false;
    }

    fn rung(&self) -> MutexGuard<'_, bool> {
        // A bool cannot be left half-written by a panic.
        self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
