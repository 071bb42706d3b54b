//! Byte strings that grow, without the code for the case that there is no memory.
//!
//! Guarantees what `Vec` does with zeros and slices behind its end. The allocator ends the frame when memory runs out, but
//! `Vec` still carries the way to a message about it, with the formatting of numbers: 1.5 KB of each contract.

pub(crate) use self::machine::{append, copied, copy, grow, zeroed};

#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "only the parts of a Vec can be exchanged without its own way to grow")]
mod machine {
    use alloc::vec::Vec;
    use core::ptr::{self, NonNull};

    use crate::allocator;

    /// This many zeros.
    #[inline(never)]
    pub(crate) fn zeroed(size: usize) -> Vec<u8> {
        let start = allocator::taken(size);
        // SAFETY: the range is new, has `size` bytes, and holds zeros before it becomes a Vec.
        unsafe {
            ptr::write_bytes(start, 0, size);
            Vec::from_raw_parts(start, size, size)
        }
    }

    /// These bytes.
    #[inline(never)]
    pub(crate) fn copied(data: &[u8]) -> Vec<u8> {
        let (start, size) = (allocator::taken(data.len()), data.len());
        // SAFETY: the range is new, has `size` bytes, and holds the data before it becomes a Vec.
        unsafe {
            ptr::copy_nonoverlapping(data.as_ptr(), start, size);
            Vec::from_raw_parts(start, size, size)
        }
    }

    /// Overwrites the beginning of `to` with `from`, as far as there is room.
    #[inline(never)]
    pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
        // SAFETY: no more bytes than either has; they do not overlap, as one is borrowed to be changed.
        unsafe { ptr::copy_nonoverlapping(from.as_ptr(), to.as_mut_ptr(), from.len().min(to.len())) };
    }

    /// Appends `size` zeros.
    #[inline(never)]
    pub(crate) fn grow(bytes: &mut Vec<u8>, size: usize) {
        let end = room(bytes, size);
        // SAFETY: `room` made `size` bytes at `end` part of the capacity, and they hold zeros before the length says so.
        unsafe {
            ptr::write_bytes(end, 0, size);
            bytes.set_len(bytes.len().wrapping_add(size));
        }
    }

    /// Appends `data`.
    #[inline(never)]
    pub(crate) fn append(bytes: &mut Vec<u8>, data: &[u8]) {
        let end = room(bytes, data.len());
        // SAFETY: as in `grow`; a borrowed slice is no part of a Vec that is borrowed to be changed.
        unsafe {
            ptr::copy_nonoverlapping(data.as_ptr(), end, data.len());
            bytes.set_len(bytes.len().wrapping_add(data.len()));
        }
    }

    /// Makes room for `size` bytes more and tells where it begins. The capacity doubles at least, so that appending is
    /// linear even where the bytes have to move.
    #[inline(never)]
    fn room(bytes: &mut Vec<u8>, size: usize) -> *mut u8 {
        let (length, capacity) = (bytes.len(), bytes.capacity());
        let needed = length.saturating_add(size);
        if needed > capacity {
            let enlarged = needed.max(capacity.wrapping_mul(2));
            // SAFETY: a Vec's pointer is never null.
            let start = unsafe { NonNull::new_unchecked(bytes.as_mut_ptr()) };
            let start = allocator::resized(start, capacity, enlarged).as_ptr();
            // SAFETY: `resized` gave a range of `enlarged` bytes with the old content, and took the old range, which is
            // why the old parts are overwritten and not dropped.
            unsafe { ptr::write(bytes, Vec::from_raw_parts(start, length, enlarged)) };
        }
        bytes.as_mut_ptr().wrapping_add(length)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod machine {
    /// This many zeros.
    pub(crate) fn zeroed(size: usize) -> Vec<u8> {
        vec![0; size]
    }

    /// These bytes.
    pub(crate) fn copied(data: &[u8]) -> Vec<u8> {
        data.to_vec()
    }

    /// Overwrites the beginning of `to` with `from`, as far as there is room.
    pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    }

    /// Appends `size` zeros.
    pub(crate) fn grow(bytes: &mut Vec<u8>, size: usize) {
        bytes.resize(bytes.len() + size, 0);
    }

    /// Appends `data`.
    pub(crate) fn append(bytes: &mut Vec<u8>, data: &[u8]) {
        bytes.extend_from_slice(data);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_stay_when_they_grow() {
        let mut bytes = copied(b"abc");
        grow(&mut bytes, 2);
        append(&mut bytes, b"de");
        assert_eq!(bytes, b"abc\0\0de");
        assert_eq!(zeroed(3), [0; 3]);
    }
}
