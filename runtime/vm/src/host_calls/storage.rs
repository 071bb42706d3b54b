//! The contract's own storage, kept and transient.

use primitives::{
    Bytes,
    limits::{STORAGE_VALUE_MAX_BYTES, TRANSIENT_VALUE_MAX_BYTES},
};

use super::{Call, Stop, memory::size_limit};
use crate::{
    fault::Fault,
    interface_table::{Price, price},
};

pub(super) fn storage_read(call: &mut Call<'_>, key: u32, dst: u32, dst_size: u32) -> Result<u32, Stop> {
    const NAME: &str = "storage_read";
    call.charge(price::storage_read, 0)?;
    let key = call.hash(NAME, key)?;
    call.range(NAME, dst, dst_size)?;
    let value = call.host.storage_read(call.meter, &key)?;
    Ok(hand_over(call, NAME, price::storage_read, &value, dst, dst_size)?)
}

pub(super) fn storage_size(call: &mut Call<'_>, key: u32) -> Result<u32, Stop> {
    call.charge(price::storage_size, 0)?;
    let key = call.hash("storage_size", key)?;
    Ok(size_of(&call.host.storage_read(call.meter, &key)?))
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

pub(super) fn transient_read(call: &mut Call<'_>, key: u32, dst: u32, dst_size: u32) -> Result<u32, Stop> {
    const NAME: &str = "transient_read";
    call.charge(price::transient_read, 0)?;
    let key = call.hash(NAME, key)?;
    call.range(NAME, dst, dst_size)?;
    let value = call.host.transient_read(call.meter, &key)?;
    Ok(hand_over(call, NAME, price::transient_read, &value, dst, dst_size)?)
}

pub(super) fn transient_write(call: &mut Call<'_>, key: u32, value: u32, size: u32) -> Result<(), Stop> {
    const NAME: &str = "transient_write";
    call.charge(price::transient_write, size)?;
    call.changes_state(NAME)?;
    size_limit(NAME, size, TRANSIENT_VALUE_MAX_BYTES)?;
    let key = call.hash(NAME, key)?;
    let value = Bytes::copy_from_slice(call.bytes(NAME, value, size)?);
    Ok(call.host.transient_write(call.meter, &key, value)?)
}

/// Takes the price of a value that was read, writes as much of it to `dst` as fits, and gives its size.
fn hand_over(
    call: &mut Call<'_>,
    name: &'static str,
    price: Price,
    value: &[u8],
    dst: u32,
    dst_size: u32,
) -> Result<u32, Fault> {
    let size = size_of(value);
    call.meter.charge_ticks(price.per_byte.saturating_mul(u64::from(size)))?;
    call.write(name, dst, &value[..size.min(dst_size) as usize])?;
    Ok(size)
}

fn size_of(value: &[u8]) -> u32 {
    u32::try_from(value.len()).unwrap_or(u32::MAX)
}
