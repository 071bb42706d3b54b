//! What the live frames of one transaction share: depth, stack height and memory pages.
//!
//! All three are consensus limits, so they count wasm's own units and never bytes of this machine. The type is shared
//! by reference between a host and the runs it nests, on one thread.

use std::cell::Cell;

use primitives::limits;

use crate::engine::SlotPermit;

/// The call stack of one transaction. It holds the instance slots that its frames need.
#[derive(Debug)]
pub struct CallStack {
    depth: Cell<u32>,
    height_left: Cell<u32>,
    pages_left: Cell<u32>,
    _permit: SlotPermit,
}

impl CallStack {
    /// An empty stack that owns `permit`.
    pub(crate) fn new(permit: SlotPermit) -> Self {
        Self {
            depth: Cell::new(0),
            height_left: Cell::new(limits::STACK_HEIGHT_MAX_UNITS),
            pages_left: Cell::new(limits::TRANSACTION_MEMORY_MAX_PAGES),
            _permit: permit,
        }
    }

    /// Live frames.
    pub fn depth(&self) -> u32 {
        self.depth.get()
    }

    /// True if no further frame may be entered: the caller's call then fails without being entered.
    pub fn is_full(&self) -> bool {
        self.depth.get() >= limits::CALL_DEPTH_MAX
    }

    /// Units of stack height that the next frame may use.
    pub(crate) fn height_left(&self) -> u32 {
        self.height_left.get()
    }

    /// Pages of memory that the next frame may use.
    pub(crate) fn pages_left(&self) -> u32 {
        self.pages_left.get()
    }

    /// Says what the frame that is about to nest another has left.
    pub(crate) fn set_left(&self, height: u32, pages: u32) {
        self.height_left.set(height);
        self.pages_left.set(pages);
    }

    /// Counts one frame until the guard is dropped, which also restores what was left. `None` at full depth.
    pub(crate) fn enter(&self) -> Option<LiveFrame<'_>> {
        if self.is_full() {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        Some(LiveFrame { stack: self, height_left: self.height_left.get(), pages_left: self.pages_left.get() })
    }
}

/// A frame that counts while it lives.
pub(crate) struct LiveFrame<'a> {
    stack: &'a CallStack,
    height_left: u32,
    pages_left: u32,
}

impl Drop for LiveFrame<'_> {
    fn drop(&mut self) {
        self.stack.depth.set(self.stack.depth.get() - 1);
        self.stack.set_left(self.height_left, self.pages_left);
    }
}
