//! Who may run now: a lane is the right to as many instance slots as a call stack may need.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The lanes of one kind.
#[derive(Debug)]
pub(super) struct Slots {
    lanes: Mutex<Lanes>,
    freed: Condvar,
}

#[derive(Debug)]
struct Lanes {
    free: u32,
    /// Threads that wait for one. Nobody is woken when nobody waits: that would be a system call per transaction.
    waiting: u32,
}

impl Slots {
    /// `lanes` free lanes.
    pub(super) fn new(lanes: u32) -> Arc<Self> {
        Arc::new(Self { lanes: Mutex::new(Lanes { free: lanes, waiting: 0 }), freed: Condvar::new() })
    }

    /// Waits for a free lane. A holder never takes a second one, so every wait ends.
    pub(super) fn take(slots: &Arc<Self>) -> SlotPermit {
        let mut lanes = slots.lock();
        while lanes.free == 0 {
            lanes.waiting += 1;
            lanes = slots.freed.wait(lanes).unwrap_or_else(PoisonError::into_inner);
            lanes.waiting -= 1;
        }
        lanes.free -= 1;
        drop(lanes);
        SlotPermit { slots: Arc::clone(slots) }
    }

    fn lock(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A taken lane, free again when it is dropped.
#[derive(Debug)]
pub(crate) struct SlotPermit {
    slots: Arc<Slots>,
}

impl Drop for SlotPermit {
    fn drop(&mut self) {
        let mut lanes = self.slots.lock();
        lanes.free += 1;
        let waited_for = lanes.waiting > 0;
        drop(lanes);
        if waited_for {
            self.slots.freed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::Slots;

    #[test]
    fn a_full_kind_waits_until_a_lane_is_dropped() {
        let slots = Slots::new(1);
        let first = Slots::take(&slots);
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            let slots = &slots;
            scope.spawn(move || {
                let _second = Slots::take(slots);
                sender.send(()).expect("the test listens");
            });
            assert!(receiver.try_recv().is_err(), "the second lane was taken while the first lived");
            drop(first);
            receiver.recv().expect("the second lane is taken");
        });
    }
}
