//! Who may run now: a lane is the right to as many instance slots as a call stack may need.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// The free lanes of one kind.
#[derive(Debug)]
pub(super) struct Slots {
    free: Mutex<u32>,
    freed: Condvar,
}

impl Slots {
    /// `lanes` free lanes.
    pub(super) fn new(lanes: u32) -> Arc<Self> {
        Arc::new(Self { free: Mutex::new(lanes), freed: Condvar::new() })
    }

    /// Waits for a free lane. A holder never takes a second one, so every wait ends.
    pub(super) fn take(slots: &Arc<Self>) -> SlotPermit {
        let mut free = slots.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            free = slots.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        SlotPermit { slots: Arc::clone(slots) }
    }
}

/// A taken lane, free again when it is dropped.
#[derive(Debug)]
pub(crate) struct SlotPermit {
    slots: Arc<Slots>,
}

impl Drop for SlotPermit {
    fn drop(&mut self) {
        *self.slots.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.slots.freed.notify_one();
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
