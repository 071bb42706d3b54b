//! Memory for one frame: a pointer that moves up.
//!
//! A frame lives for one call, so memory is given back only when it was the last piece given out; that covers the
//! usual life of a `Vec`. Grows the memory by pages and fails, never wraps, when the node refuses more.
#![expect(unsafe_code, reason = "a global allocator is an unsafe trait")]

use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32,
    cell::UnsafeCell,
    ptr,
};

const PAGE_SIZE_BYTES: usize = 65_536;

unsafe extern "C" {
    /// The end of stack and data, from the linker.
    static __heap_base: u8;
}

struct Heap {
    /// The next free byte; 0 before the first use.
    next: UnsafeCell<usize>,
}

// SAFETY: contracts are modules without threads: the node refuses shared memories.
unsafe impl Sync for Heap {}

#[global_allocator]
static HEAP: Heap = Heap { next: UnsafeCell::new(0) };

impl Heap {
    /// The next free byte.
    fn next(&self) -> usize {
        // SAFETY: one thread, and no reference to the cell outlives a statement of this file.
        let next = unsafe { *self.next.get() };
        if next == 0 { (&raw const __heap_base).expose_provenance() } else { next }
    }

    fn set_next(&self, next: usize) {
        // SAFETY: as in `next`.
        unsafe { *self.next.get() = next }
    }

    /// Makes `start..start + size` part of the memory and takes it.
    fn take(&self, start: usize, size: usize) -> Option<()> {
        let end = start.checked_add(size)?;
        let pages = wasm32::memory_size(0);
        let needed = end.div_ceil(PAGE_SIZE_BYTES);
        if needed > pages && wasm32::memory_grow(0, needed - pages) == usize::MAX {
            return None;
        }
        self.set_next(end);
        Some(())
    }
}

// SAFETY: `alloc` gives out ranges above every live one, aligned, inside the memory. `dealloc` and `realloc` move the
// end down or up only for the range that ends there, which no other live range follows.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = self.next().next_multiple_of(layout.align());
        match self.take(start, layout.size()) {
            Some(()) => ptr::with_exposed_provenance_mut(start),
            None => ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        if start.addr() + layout.size() == self.next() {
            self.set_next(start.addr());
        }
    }

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if start.addr() + layout.size() == self.next() {
            return match self.take(start.addr(), size) {
                Some(()) => start,
                None => ptr::null_mut(),
            };
        }
        if size <= layout.size() {
            return start;
        }
        // SAFETY: the caller gives a valid layout, and `size` fits with its alignment by the trait's contract.
        let moved = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !moved.is_null() {
            // SAFETY: both ranges are live, do not overlap, and hold at least `layout.size()` bytes.
            unsafe { ptr::copy_nonoverlapping(start, moved, layout.size()) };
        }
        moved
    }
}
