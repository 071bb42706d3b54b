//! Calls, creations, transfers, other code, and how a frame ends itself.

use interface::{call_flags, status};
use primitives::{Address, Bytes, Gas, U256, limits::CALL_DATA_MAX_BYTES};

use super::{
    Call, Stop,
    memory::{copy, size_limit},
};
use crate::{
    fault::Fault,
    host::{CallRequest, CreateRequest, Reply},
    interface_table::{Price, price},
};

/// Bytes of an address.
const ADDRESS_SIZE_BYTES: u32 = 20;

pub(super) fn finish(call: &mut Call<'_>, ptr: u32, size: u32) -> Result<(), Stop> {
    Err(Stop::Finished(last_words(call, "finish", price::finish, ptr, size)?))
}

pub(super) fn revert(call: &mut Call<'_>, ptr: u32, size: u32) -> Result<(), Stop> {
    Err(Stop::Reverted(last_words(call, "revert", price::revert, ptr, size)?))
}

/// The data that a frame ends with.
fn last_words(call: &mut Call<'_>, name: &'static str, price: Price, ptr: u32, size: u32) -> Result<Bytes, Stop> {
    call.charge(price, size)?;
    size_limit(name, size, CALL_DATA_MAX_BYTES)?;
    Ok(Bytes::copy_from_slice(call.bytes(name, ptr, size)?))
}

pub(super) fn transfer(call: &mut Call<'_>, to: u32, value: u32) -> Result<u32, Stop> {
    const NAME: &str = "transfer";
    call.charge(price::transfer, 0)?;
    call.changes_state(NAME)?;
    let to = call.address(NAME, to)?;
    let value = call.word(NAME, value)?;
    Ok(u32::from(call.host.transfer(call.meter, to, value)?))
}

pub(super) fn call(
    call: &mut Call<'_>,
    flags: u32,
    gas: u64,
    to: u32,
    value: u32,
    input: u32,
    input_size: u32,
) -> Result<u32, Stop> {
    const NAME: &str = "call";
    call.charge(price::call, input_size)?;
    if flags & !call_flags::ALL != 0 {
        return Err(Fault::UnknownFlags { flags }.into());
    }
    size_limit(NAME, input_size, CALL_DATA_MAX_BYTES)?;
    let to = call.address(NAME, to)?;
    let value = call.word(NAME, value)?;
    if value != U256::ZERO {
        call.changes_state(NAME)?;
    }
    let request = CallRequest {
        to,
        value,
        input: Bytes::copy_from_slice(call.bytes(NAME, input, input_size)?),
        gas: Gas::new(gas),
        is_static: flags & call_flags::STATIC != 0 || call.host.context().is_static,
        allow_reentry: flags & call_flags::ALLOW_REENTRY != 0,
    };
    *call.output = Bytes::new();
    let reply = call.host.call(call.meter, request)?;
    Ok(take(call, reply).0)
}

/// Keeps what a callee leaves to this frame; the status for the guest, and the contract that was created.
fn take(call: &mut Call<'_>, reply: Reply) -> (u32, Option<Address>) {
    let (status, output, created) = match reply {
        Reply::Success { output, created } => (status::SUCCESS, output, created),
        Reply::Reverted(data) => (status::REVERTED, data, None),
        Reply::Failed => (status::FAILED, Bytes::new(), None),
    };
    *call.output = output;
    (status, created)
}

/// What both creations take, as the guest gave it, and how they differ.
struct Creation {
    name: &'static str,
    price: Price,
    gas: u64,
    code_hash: u32,
    value: u32,
    args: u32,
    args_size: u32,
    salt: Option<u32>,
    address: u32,
}

pub(super) fn create(
    call: &mut Call<'_>,
    gas: u64,
    code_hash: u32,
    value: u32,
    args: u32,
    args_size: u32,
    address: u32,
) -> Result<u32, Stop> {
    let (name, price) = ("create", price::create);
    perform(call, &Creation { name, price, gas, code_hash, value, args, args_size, salt: None, address })
}

#[expect(clippy::too_many_arguments, reason = "the interface table gives the arguments")]
pub(super) fn create2(
    call: &mut Call<'_>,
    gas: u64,
    code_hash: u32,
    value: u32,
    args: u32,
    args_size: u32,
    salt: u32,
    address: u32,
) -> Result<u32, Stop> {
    let (name, price, salt) = ("create2", price::create2, Some(salt));
    perform(call, &Creation { name, price, gas, code_hash, value, args, args_size, salt, address })
}

fn perform(call: &mut Call<'_>, creation: &Creation) -> Result<u32, Stop> {
    let name = creation.name;
    call.charge(creation.price, creation.args_size)?;
    call.changes_state(name)?;
    size_limit(name, creation.args_size, CALL_DATA_MAX_BYTES)?;
    call.range(name, creation.address, ADDRESS_SIZE_BYTES)?;
    let request = CreateRequest {
        code_hash: call.hash(name, creation.code_hash)?,
        arguments: Bytes::copy_from_slice(call.bytes(name, creation.args, creation.args_size)?),
        value: call.word(name, creation.value)?,
        gas: Gas::new(creation.gas),
        salt: creation.salt.map(|salt| call.hash(name, salt)).transpose()?,
    };
    *call.output = Bytes::new();
    let reply = call.host.create(call.meter, request)?;
    let (status, created) = take(call, reply);
    if let Some(created) = created {
        call.write(name, creation.address, created.as_slice())?;
    }
    Ok(status)
}

pub(super) fn set_code(call: &mut Call<'_>, code_hash: u32) -> Result<u32, Stop> {
    const NAME: &str = "set_code";
    call.charge(price::set_code, 0)?;
    call.changes_state(NAME)?;
    let code_hash = call.hash(NAME, code_hash)?;
    Ok(u32::from(call.host.set_code(call.meter, code_hash)?))
}

pub(super) fn output_size(call: &mut Call<'_>) -> Result<u32, Stop> {
    call.charge(price::output_size, 0)?;
    Ok(u32::try_from(call.output.len()).unwrap_or(u32::MAX))
}

pub(super) fn output_copy(call: &mut Call<'_>, dst: u32, offset: u32, size: u32) -> Result<(), Stop> {
    call.charge(price::output_copy, size)?;
    Ok(copy("output_copy", call.output, offset, size, call.memory, dst)?)
}
