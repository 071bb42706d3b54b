//! Whether this contract may be entered again while the running frame calls others.
//!
//! Guarantees that the answer is no until a `#[reentrant]` method was called from outside, and then yes to the end of
//! its frame, however deep in its code a call is made. A link may allow re-entry for its own calls beside that.

#[cfg(target_arch = "wasm32")]
mod frame {
    use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

    /// A frame has a memory of its own, so this is false when it begins.
    static ALLOWED: AtomicBool = AtomicBool::new(false);

    pub(crate) fn allow() {
        ALLOWED.store(true, Relaxed);
    }

    pub(crate) fn is_allowed() -> bool {
        ALLOWED.load(Relaxed)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod frame {
    use std::cell::Cell;

    thread_local! {
        /// Of the frame that runs on this thread.
        static ALLOWED: Cell<bool> = const { Cell::new(false) };
    }

    pub(crate) fn allow() {
        ALLOWED.set(true);
    }

    pub(crate) fn is_allowed() -> bool {
        ALLOWED.get()
    }

    /// Runs a frame inside the running one.
    pub(crate) fn in_new_frame<R>(frame: impl FnOnce() -> R) -> R {
        let outer = ALLOWED.replace(false);
        let result = frame();
        ALLOWED.set(outer);
        result
    }
}

pub(crate) use frame::*;
