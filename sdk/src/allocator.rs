//! Memory for one frame: a pointer that moves up.
//!
//! A frame lives for one call, so memory is given back only when it was the last piece given out; that covers the
//! usual life of a `Vec`. Grows the memory by pages; when the node refuses more, the frame ends
//! with `Panic(0x41)`.
#![expect(unsafe_code, reason = "a global allocator is an unsafe trait")]

use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32,
    cell::UnsafeCell,
    ptr::{self, NonNull},
};

const PAGE_SIZE_BYTES: usize = 65_536;

unsafe extern "C" {
    /// The end of stack and data, from the linker.
    static __heap_base: u8;
}

struct Heap {
    /// The next free byte.
    next: UnsafeCell<*mut u8>,
}

// SAFETY: contracts are modules without threads: the node refuses shared memories.
unsafe impl Sync for Heap {}

#[global_allocator]
static HEAP: Heap = Heap { next: UnsafeCell::new((&raw const __heap_base).cast_mut()) };

impl Heap {
    /// The next free byte.
    fn next(&self) -> usize {
        // SAFETY: one thread, and no reference to the cell outlives a statement of this file.
        unsafe { *self.next.get() }.expose_provenance()
    }

    fn set_next(&self, next: usize) {
        // SAFETY: as in `next`.
        unsafe { *self.next.get() = ptr::with_exposed_provenance_mut(next) }
    }

    /// Makes `start..start + size` part of the memory and takes it. Not inlined, so that the compiler sees at each call
    /// that there is no null pointer and leaves out the message for one.
    #[inline(never)]
    fn take(&self, start: usize, size: usize) -> NonNull<u8> {
        let Some(end) = start.checked_add(size) else { exhausted() };
        let pages = wasm32::memory_size(0);
        let needed = end.div_ceil(PAGE_SIZE_BYTES);
        if needed > pages && wasm32::memory_grow(0, needed.wrapping_sub(pages)) == usize::MAX {
            exhausted()
        }
        self.set_next(end);
        // SAFETY: the heap lies above the stack, so no part of it is at address 0.
        unsafe { NonNull::new_unchecked(ptr::with_exposed_provenance_mut(start)) }
    }

    /// Resizes the range at `start`, in place if it is the last one. Not inlined as [`Self::take`].
    #[inline(never)]
    fn resize(&self, start: NonNull<u8>, old: usize, align: usize, size: usize) -> NonNull<u8> {
        let address = start.addr().get();
        if address.wrapping_add(old) == self.next() {
            return self.take(address, size);
        }
        if size <= old {
            return start;
        }
        let moved = self.take(aligned(self.next(), align), size);
        // SAFETY: both ranges are live, do not overlap, and hold at least `old` bytes.
        unsafe { ptr::copy_nonoverlapping(start.as_ptr(), moved.as_ptr(), old) };
        moved
    }

    /// Takes the range back if it is the last one. Not inlined, because every value that holds memory ends with it.
    #[inline(never)]
    fn give_back(&self, start: usize, size: usize) {
        if start.wrapping_add(size) == self.next() {
            self.set_next(start);
        }
    }
}

/// A new range of `size` bytes.
pub(crate) fn taken(size: usize) -> *mut u8 {
    HEAP.take(HEAP.next(), size).as_ptr()
}

/// The range of `size` bytes at `start`, or none if `size` is 0, with room for `enlarged` bytes.
pub(crate) fn resized(start: NonNull<u8>, size: usize, enlarged: usize) -> NonNull<u8> {
    HEAP.resize(start, size, 1, enlarged)
}

const fn aligned(address: usize, align: usize) -> usize {
    address.wrapping_add(align.wrapping_sub(1)) & align.wrapping_neg()
}

/// Ends the frame: a null pointer would only lead to a panic with a formatted message.
#[cold]
fn exhausted() -> ! {
    crate::guest::revert_with_code(crate::panic::code::MEMORY)
}

// SAFETY: `alloc` gives out ranges above every live one, aligned, inside the memory. `dealloc` and `realloc` move the
// end down or up only for the range that ends there, which no other live range follows.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.take(aligned(self.next(), layout.align()), layout.size()).as_ptr()
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        self.give_back(start.addr(), layout.size());
    }

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller gives a pointer that `alloc` or `realloc` gave out.
        self.resize(unsafe { NonNull::new_unchecked(start) }, layout.size(), layout.align(), size).as_ptr()
    }
}
