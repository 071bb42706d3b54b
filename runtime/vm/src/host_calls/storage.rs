//! The contract's own storage.

use primitives::{Bytes, limits::STORAGE_VALUE_MAX_BYTES};

use super::{Call, Stop, memory::size_limit};
use crate::interface_table::price;

pub(super) fn storage_read(call: &mut Call<'_>, key: u32, dst: u32, dst_size: u32) -> Result<u32, Stop> {
    const NAME: &str = "storage_read";
    call.charge(price::storage_read, 0)?;
    let key = call.hash(NAME, key)?;
    call.range(NAME, dst, dst_size)?;
    let value = call.host.storage_read(call.meter, &key)?;
    let size = u32::try_from(value.len()).unwrap_or(u32::MAX);
    call.meter.charge_ticks(price::storage_read.per_byte.saturating_mul(u64::from(size)))?;
    call.write(NAME, dst, &value[..size.min(dst_size) as usize])?;
    Ok(size)
}

pub(super) fn storage_write(call: &mut Call<'_>, key: u32, value: u32, size: u32) -> Result<(), Stop> {
    const NAME: &str = "storage_write";
    call.charge(price::storage_write, size)?;
    call.changes_state(NAME)?;
    size_limit(NAME, size, STORAGE_VALUE_MAX_BYTES)?;
    let key = call.hash(NAME, key)?;
    let value = Bytes::copy_from_slice(call.bytes(NAME, value, size)?);
    Ok(call.host.storage_write(call.meter, &key, value)?)
}
