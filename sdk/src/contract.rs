//! What `#[contract]` makes of an `impl` block.

use alloc::vec::Vec;
use core::marker::PhantomData;

use crate::{
    abi::ContractInfo,
    call::{Client, Transport},
    guest, panic,
    storage::Storage,
    types::U256,
};

/// A contract: its description and its dispatch, the same in Wasm and natively.
pub trait Contract: Storage {
    /// Methods, events and errors.
    const INFO: &'static ContractInfo;
    /// The ABI as JSON, in the shape that Solidity tools read.
    const ABI_JSON: &'static str;
    /// The Cargo package that it is in.
    const PACKAGE: &'static str;
    /// The folder of that package where it was compiled; for test chains that build it.
    const MANIFEST_DIR: &'static str;

    /// Its generated client.
    type Client<T: Transport>: Client<Transport = T>;

    /// Runs the constructor on encoded arguments; returns nothing, or revert data.
    fn deploy(arguments: &[u8]) -> Result<Vec<u8>, Vec<u8>>;

    /// Runs the method that the call data names; returns its output, or revert data.
    fn call(input: &[u8]) -> Result<Vec<u8>, Vec<u8>>;
}

/// Encoded constructor arguments of a contract, made by its generated `constructor` function.
#[derive(Clone, Debug)]
pub struct Constructor<C> {
    /// ABI-encoded arguments.
    pub arguments: Vec<u8>,
    /// Wei to endow the contract with.
    pub value: U256,
    contract: PhantomData<fn() -> C>,
}

impl<C> Constructor<C> {
    /// From encoded arguments.
    pub const fn new(arguments: Vec<u8>) -> Self {
        Self { arguments, value: U256::ZERO, contract: PhantomData }
    }

    /// Endows the contract with `value` wei; its constructor must be `#[payable]`.
    pub fn with_value(self, value: U256) -> Self {
        Self { value, ..self }
    }
}

/// The body of a Wasm entry point.
pub fn enter(dispatch: fn(&[u8]) -> Result<Vec<u8>, Vec<u8>>) {
    match dispatch(&guest::input()) {
        Ok(output) => guest::finish(&output),
        Err(data) => guest::revert(&data),
    }
}

/// Refuses a call that brings value.
pub fn refuse_value() -> Result<(), Vec<u8>> {
    if guest::value() == [0; 32] { Ok(()) } else { Err(panic::error_data("this method takes no value")) }
}

/// Splits call data into selector and arguments.
pub fn split_input(input: &[u8]) -> Result<(u32, &[u8]), Vec<u8>> {
    match input.split_first_chunk() {
        Some((selector, arguments)) => Ok((u32::from_be_bytes(*selector), arguments)),
        None => Err(unknown_method()),
    }
}

/// Revert data for a selector that no method has.
#[cold]
pub fn unknown_method() -> Vec<u8> {
    panic::error_data("no method has this selector")
}
