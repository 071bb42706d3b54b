//! The linear memories of instances: address space that is reserved once, in slots that are used again and again.
//!
//! Guarantees: a memory begins as zeros, whoever had its slot before; nothing but its own pages can be reached in the
//! address space of its slot, which is all that a 32-bit address and an offset can name; a slot has one owner at a
//! time. A slot that cannot be cleaned is never used again. How many may live at once is the lanes' matter.
//!
//! wasmtime's own pool does the same for any number of memories, tables, protection keys and images; a contract has one
//! memory, and without the pool's bookkeeping a call takes a tenth less time.

#![expect(unsafe_code, reason = "address space is reserved, opened and cleared by hand")]

use std::{
    io,
    ptr::{self, NonNull},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rustix::mm::{Advice, MapFlags, MprotectFlags, ProtFlags, madvise, mmap_anonymous, mprotect, munmap};
use wasmtime::{LinearMemory, MemoryCreator, MemoryType};

use crate::{instrument::RESIDENT_PAGES, valid::PAGE_SIZE_BYTES};

/// What a 32-bit address reaches.
pub(super) const RESERVED_BYTES: usize = 4 << 30;

/// What lies behind it, and before the first slot, and is never opened: compiled code does not check an offset up to
/// this size.
pub(super) const GUARD_BYTES: usize = 32 << 20;

/// Address space of one slot.
pub(super) const SLOT_BYTES: usize = RESERVED_BYTES + GUARD_BYTES;

/// Bytes from the start of a slot that stay in physical memory between owners: clearing them is cheaper than giving them
/// back and faulting them in again. More would not be.
const RESIDENT_BYTES: usize = (RESIDENT_PAGES * PAGE_SIZE_BYTES) as usize;

/// All slots of an engine.
pub(super) struct Memories {
    space: Arc<Space>,
}

/// The reserved address space, and who may have a part of it.
struct Space {
    /// Start of the mapping, which begins with a guard.
    start: NonNull<u8>,
    size_bytes: usize,
    /// The last one freed is taken first: its memory is warm.
    free: Mutex<Vec<Slot>>,
}

/// A part of the space. Behind `open_bytes` it is closed; whatever is before them is zero while nobody owns it.
struct Slot {
    start: NonNull<u8>,
    open_bytes: usize,
}

/// The memory of an instance.
struct Owned {
    space: Arc<Space>,
    slot: Slot,
}

// SAFETY: the pointers name address space that this module alone manages and that any thread may use; what is in it
// changes by its owner only, through exclusive references or by the instance that the memory belongs to.
unsafe impl Send for Space {}
// SAFETY: as above; shared access takes the lock of `free`.
unsafe impl Sync for Space {}
// SAFETY: a slot is moved from owner to owner, and its pointer is good on every thread.
unsafe impl Send for Slot {}
// SAFETY: a shared reference gives the pointer away and does not follow it.
unsafe impl Sync for Slot {}

impl Memories {
    /// Reserves address space for `slots` memories. It is no memory before an instance uses it.
    pub(super) fn reserve(slots: u32) -> io::Result<Self> {
        let too_many = || io::Error::new(io::ErrorKind::OutOfMemory, "more slots than addresses");
        let count = usize::try_from(slots).map_err(|_| too_many())?;
        let size_bytes =
            count.checked_mul(SLOT_BYTES).and_then(|bytes| bytes.checked_add(GUARD_BYTES)).ok_or_else(too_many)?;
        // SAFETY: a new mapping at an address that the system chooses touches no other.
        let start = unsafe {
            mmap_anonymous(ptr::null_mut(), size_bytes, ProtFlags::empty(), MapFlags::PRIVATE | MapFlags::NORESERVE)
        }?;
        let start = NonNull::new(start.cast::<u8>()).ok_or_else(too_many)?;
        let slot = |index: usize| {
            // SAFETY: below `count` slots behind one guard, which is the size of the mapping.
            let start = unsafe { start.add(GUARD_BYTES + index * SLOT_BYTES) };
            Slot { start, open_bytes: 0 }
        };
        let free = Mutex::new((0..count).rev().map(slot).collect());
        Ok(Self { space: Arc::new(Space { start, size_bytes, free }) })
    }
}

impl Space {
    fn free(&self) -> MutexGuard<'_, Vec<Slot>> {
        // A panic elsewhere leaves the list whole: it is changed by single pushes and pops.
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and every owner of a slot holds this space, so none is left.
        let unmapped = unsafe { munmap(self.start.as_ptr().cast(), self.size_bytes) };
        debug_assert!(unmapped.is_ok(), "{unmapped:?}");
    }
}

impl Slot {
    /// Opens or closes pages so that exactly `size_bytes` can be reached.
    fn resize(&mut self, size_bytes: usize) -> io::Result<()> {
        if size_bytes > RESERVED_BYTES {
            return Err(io::Error::new(io::ErrorKind::OutOfMemory, "more pages than 32-bit addresses reach"));
        }
        let (from, to, access) = if size_bytes > self.open_bytes {
            (self.open_bytes, size_bytes, MprotectFlags::READ | MprotectFlags::WRITE)
        } else {
            (size_bytes, self.open_bytes, MprotectFlags::empty())
        };
        if from < to {
            // SAFETY: both ends lie within the reserved part of this slot, whose owner asks for it; what is closed is
            // not in use, since a slot shrinks only before an instance gets it.
            unsafe { mprotect(self.start.as_ptr().add(from).cast(), to - from, access) }?;
        }
        self.open_bytes = size_bytes;
        Ok(())
    }

    /// Makes everything that could be written zero again.
    fn clear(&mut self) -> io::Result<()> {
        let resident = self.open_bytes.min(RESIDENT_BYTES);
        // SAFETY: these bytes are open, and the slot's owner, the only one to use them, is being dropped.
        unsafe { ptr::write_bytes(self.start.as_ptr(), 0, resident) };
        if self.open_bytes > resident {
            // SAFETY: as above. Pages of a private anonymous mapping that are given back are read as zeros.
            unsafe {
                let rest = self.start.as_ptr().add(resident);
                madvise(rest.cast(), self.open_bytes - resident, Advice::LinuxDontNeed)
            }?;
        }
        Ok(())
    }
}

// SAFETY: a new memory is zero, `minimum` bytes of it are open, and it is followed by closed address space up to what
// was asked for; the address never changes.
unsafe impl MemoryCreator for Memories {
    fn new_memory(
        &self,
        _: MemoryType,
        minimum: usize,
        _: Option<usize>,
        reserved_size_in_bytes: Option<usize>,
        guard_size_in_bytes: usize,
    ) -> Result<Box<dyn LinearMemory>, String> {
        if reserved_size_in_bytes.is_none_or(|bytes| bytes > RESERVED_BYTES) || guard_size_in_bytes > GUARD_BYTES {
            return Err(format!(
                "a memory of {reserved_size_in_bytes:?} bytes and a guard of {guard_size_in_bytes} does not fit a slot"
            ));
        }
        let slot = self.space.free().pop().ok_or_else(|| "no slot is free".to_owned())?;
        // From here on the slot goes back by itself.
        let mut memory = Owned { space: Arc::clone(&self.space), slot };
        memory.slot.resize(minimum).map_err(|error| format!("opening {minimum} bytes of a slot: {error}"))?;
        Ok(Box::new(memory))
    }
}

// SAFETY: as for `Memories`; the memory's size is what is open.
unsafe impl LinearMemory for Owned {
    fn byte_size(&self) -> usize {
        self.slot.open_bytes
    }

    fn byte_capacity(&self) -> usize {
        RESERVED_BYTES
    }

    fn grow_to(&mut self, new_size: usize) -> wasmtime::Result<()> {
        Ok(self.slot.resize(new_size)?)
    }

    fn as_ptr(&self) -> *mut u8 {
        self.slot.start.as_ptr()
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // A slot that is not clean is lost: its next owner would see what this one wrote.
        if self.slot.clear().is_ok() {
            let Slot { start, open_bytes } = self.slot;
            self.space.free().push(Slot { start, open_bytes });
        }
    }
}

#[cfg(test)]
mod tests;
