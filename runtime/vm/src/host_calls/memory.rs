//! Pointers and sizes of the guest: every one is checked before anything is read or written.

use std::ops::Range;

use primitives::{Address, B256, U256};

use super::Call;
use crate::fault::Fault;

impl Call<'_> {
    /// The range of `size` bytes at `pointer`, if it lies in the memory.
    pub(super) fn range(&self, function: &'static str, pointer: u32, size: u32) -> Result<Range<usize>, Fault> {
        range(function, self.memory, pointer, size)
    }

    /// `size` bytes at `pointer`.
    pub(super) fn bytes(&self, function: &'static str, pointer: u32, size: u32) -> Result<&[u8], Fault> {
        Ok(&self.memory[self.range(function, pointer, size)?])
    }

    /// The `N` bytes at `pointer`.
    pub(super) fn array<const N: usize>(&self, function: &'static str, pointer: u32) -> Result<[u8; N], Fault> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(function, pointer, N as u32)?);
        Ok(array)
    }

    /// The hash or key at `pointer`.
    pub(super) fn hash(&self, function: &'static str, pointer: u32) -> Result<B256, Fault> {
        self.array(function, pointer).map(B256::new)
    }

    /// The address at `pointer`.
    pub(super) fn address(&self, function: &'static str, pointer: u32) -> Result<Address, Fault> {
        self.array(function, pointer).map(Address::new)
    }

    /// The big-endian word at `pointer`.
    pub(super) fn word(&self, function: &'static str, pointer: u32) -> Result<U256, Fault> {
        self.array(function, pointer).map(U256::from_be_bytes::<32>)
    }

    /// Writes `bytes` at `pointer`.
    pub(super) fn write(&mut self, function: &'static str, pointer: u32, bytes: &[u8]) -> Result<(), Fault> {
        let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let range = self.range(function, pointer, size)?;
        self.memory[range].copy_from_slice(bytes);
        Ok(())
    }
}

/// Writes `size` bytes of `source` from `offset` to `pointer` in `memory`; reading past the source's end is a fault.
pub(super) fn copy(
    function: &'static str,
    source: &[u8],
    offset: u32,
    size: u32,
    memory: &mut [u8],
    pointer: u32,
) -> Result<(), Fault> {
    let from = range(function, source, offset, size)?;
    let to = range(function, memory, pointer, size)?;
    memory[to].copy_from_slice(&source[from]);
    Ok(())
}

/// The range of `size` bytes at `pointer`, if it lies in `bytes`.
fn range(function: &'static str, bytes: &[u8], pointer: u32, size: u32) -> Result<Range<usize>, Fault> {
    let end = u64::from(pointer) + u64::from(size);
    if end > bytes.len() as u64 {
        return Err(Fault::HostPointerOutOfBounds { function, pointer, size });
    }
    let start = pointer as usize;
    Ok(start..start + size as usize)
}

/// Faults if `size` is above `limit`.
pub(super) fn size_limit(function: &'static str, size: u32, limit: usize) -> Result<(), Fault> {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    if size > limit { Err(Fault::HostSizeLimit { function, size, limit }) } else { Ok(()) }
}
