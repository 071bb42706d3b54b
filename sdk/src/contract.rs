//! What `#[contract]` makes of an `impl` block.

use alloc::vec::Vec;
use core::marker::PhantomData;

use crate::{
    abi::{ContractInfo, DecodeError, Decoder, Encoder, Sequence},
    call::{Client, Transport},
    error::{Fallible, Revert},
    guest, panic,
    storage::Storage,
    types::U256,
};

/// A contract: its description and its dispatch, the same in Wasm and natively.
pub trait Contract: Storage {
    /// Methods, events and errors.
    const INFO: &'static ContractInfo;
    /// The ABI as text, one line of Solidity for each entry, which Ethereum libraries parse.
    const ABI: &'static str;
    /// The Cargo package that it is in.
    const PACKAGE: &'static str;
    /// The folder of that package where it was compiled; for test chains that build it.
    const MANIFEST_DIR: &'static str;

    /// Its generated client.
    type Client<T: Transport>: Client<Transport = T>;

    /// Runs the constructor on encoded arguments. Like every frame it may end by [`guest::revert`].
    fn deploy(arguments: &[u8]);

    /// Runs the method that the call data names and writes what it returns.
    fn call(input: &[u8], output: &mut Encoder);
}

/// A part of contracts that `#[component]` made of an `impl` block.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a component",
    note = "put #[component] on the `impl` block with its public methods"
)]
pub trait Component: Storage {
    /// Its generated client.
    type Client<T: Transport>: Client<Transport = T>;

    /// Runs the method with this selector and writes what it returns; false if there is no such method, or if its bit
    /// in `LEFT_OUT` is set: the first method has the lowest.
    fn call<const LEFT_OUT: u128>(contract: &mut Self, selector: u32, arguments: &[u8], output: &mut Encoder) -> bool;
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

/// The body of a Wasm entry point that has no output.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
pub fn enter_deploy(deploy: fn(&[u8])) {
    deploy(guest::input());
}

/// The body of a Wasm entry point that has output.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
pub fn enter_call(call: fn(&[u8], &mut Encoder)) {
    let mut output = Encoder::default();
    call(guest::input(), &mut output);
    guest::finish(output.as_bytes())
}

/// Ends a call that brings value to a method without `#[payable]`.
#[inline(never)]
pub fn refuse_value() {
    if guest::has_value() {
        panic::revert_with("this method takes no value");
    }
}

/// Splits call data into selector and arguments; `None` if it is too short.
pub fn split_input(input: &[u8]) -> Option<(u32, &[u8])> {
    input.split_first_chunk().map(|(selector, arguments)| (u32::from_le_bytes(*selector), arguments))
}

/// Ends the frame with the reason if the arguments that were read are refused.
#[inline(never)]
pub fn accept(input: Decoder<'_>) {
    if let Err(error) = input.end() {
        panic::revert_with(error.as_str());
    }
}

/// Ends the frame if there are arguments for a method without.
#[inline(never)]
pub fn no_arguments(data: &[u8]) {
    if !data.is_empty() {
        panic::revert_with(DecodeError::Trailing.as_str());
    }
}

/// Writes what a method returns.
#[inline(always)]
pub fn output<T: Sequence>(values: &T, output: &mut Encoder) {
    output.begin(T::HEAD_SIZE);
    values.encode_members(output);
}

/// What a fallible method returns, or ends the frame with its error.
pub fn succeeded<T: Fallible>(result: T) -> T::Output {
    result.into_result().unwrap_or_else(|error| guest::revert(&error.encode()))
}

/// Ends the frame because no method has the selector.
#[cold]
pub fn unknown_method() -> ! {
    panic::revert_with("no method has this selector")
}
