//! Facts of the frame, the transaction, the block and other accounts.

use primitives::Address;

use super::{Call, Stop, memory::copy};
use crate::interface_table::price;

pub(super) fn input_size(call: &mut Call<'_>) -> Result<u32, Stop> {
    call.charge(price::input_size, 0)?;
    Ok(u32::try_from(call.host.context().input.len()).unwrap_or(u32::MAX))
}

pub(super) fn input_copy(call: &mut Call<'_>, dst: u32, offset: u32, size: u32) -> Result<(), Stop> {
    call.charge(price::input_copy, size)?;
    Ok(copy("input_copy", &call.host.context().input, offset, size, call.memory, dst)?)
}

pub(super) fn address(call: &mut Call<'_>, dst: u32) -> Result<(), Stop> {
    call.charge(price::address, 0)?;
    let address = call.host.context().address;
    Ok(call.write("address", dst, address.as_slice())?)
}

pub(super) fn caller(call: &mut Call<'_>, dst: u32) -> Result<(), Stop> {
    call.charge(price::caller, 0)?;
    let caller = call.host.context().caller;
    Ok(call.write("caller", dst, caller.as_slice())?)
}

pub(super) fn origin(call: &mut Call<'_>, dst: u32) -> Result<(), Stop> {
    call.charge(price::origin, 0)?;
    let origin = call.host.context().origin;
    Ok(call.write("origin", dst, origin.as_slice())?)
}

pub(super) fn value(call: &mut Call<'_>, dst: u32) -> Result<(), Stop> {
    call.charge(price::value, 0)?;
    let value = call.host.context().value;
    Ok(call.write("value", dst, &value.to_be_bytes::<32>())?)
}

pub(super) fn gas_price(call: &mut Call<'_>, dst: u32) -> Result<(), Stop> {
    call.charge(price::gas_price, 0)?;
    let gas_price = call.host.context().gas_price;
    Ok(call.write("gas_price", dst, &gas_price.to_be_bytes::<32>())?)
}

pub(super) fn gas_left(call: &mut Call<'_>) -> Result<u64, Stop> {
    call.charge(price::gas_left, 0)?;
    Ok(call.meter.left().get())
}

pub(super) fn chain_id(call: &mut Call<'_>) -> Result<u64, Stop> {
    call.charge(price::chain_id, 0)?;
    Ok(call.host.context().block.chain_id)
}

pub(super) fn block_number(call: &mut Call<'_>) -> Result<u64, Stop> {
    call.charge(price::block_number, 0)?;
    Ok(call.host.context().block.number)
}

pub(super) fn block_timestamp(call: &mut Call<'_>) -> Result<u64, Stop> {
    call.charge(price::block_timestamp, 0)?;
    Ok(call.host.context().block.timestamp)
}

pub(super) fn block_gas_limit(call: &mut Call<'_>) -> Result<u64, Stop> {
    call.charge(price::block_gas_limit, 0)?;
    Ok(call.host.context().block.gas_limit.get())
}

pub(super) fn block_base_fee(call: &mut Call<'_>, dst: u32) -> Result<(), Stop> {
    call.charge(price::block_base_fee, 0)?;
    let base_fee = call.host.context().block.base_fee;
    Ok(call.write("block_base_fee", dst, &base_fee.to_be_bytes::<32>())?)
}

pub(super) fn block_coinbase(call: &mut Call<'_>, dst: u32) -> Result<(), Stop> {
    call.charge(price::block_coinbase, 0)?;
    let coinbase = call.host.context().block.coinbase;
    Ok(call.write("block_coinbase", dst, coinbase.as_slice())?)
}

pub(super) fn block_hash(call: &mut Call<'_>, number: u64, dst: u32) -> Result<(), Stop> {
    const NAME: &str = "block_hash";
    call.charge(price::block_hash, 0)?;
    call.range(NAME, dst, 32)?;
    let hash = call.host.block_hash(call.meter, number)?;
    Ok(call.write(NAME, dst, hash.as_slice())?)
}

pub(super) fn balance(call: &mut Call<'_>, address: u32, dst: u32) -> Result<(), Stop> {
    const NAME: &str = "balance";
    call.charge(price::balance, 0)?;
    let address: Address = call.address(NAME, address)?;
    call.range(NAME, dst, 32)?;
    let balance = call.host.balance(call.meter, address)?;
    Ok(call.write(NAME, dst, &balance.to_be_bytes::<32>())?)
}

pub(super) fn code_hash(call: &mut Call<'_>, address: u32, dst: u32) -> Result<(), Stop> {
    const NAME: &str = "code_hash";
    call.charge(price::code_hash, 0)?;
    let address: Address = call.address(NAME, address)?;
    call.range(NAME, dst, 32)?;
    let hash = call.host.code_hash(call.meter, address)?;
    Ok(call.write(NAME, dst, hash.as_slice())?)
}
