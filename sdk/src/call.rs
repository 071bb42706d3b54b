//! Calling contracts: the transport below the clients that `#[contract]` generates.
//!
//! A client `TokenClient<T>` has one method for each of the contract's. `T` says where calls go: [`Here`] is the
//! running contract's own chain, and the `testing` crate has one for tests, so both read alike. A method that returns
//! a `Result` gives the callee's error back; any other failure ends the calling frame with the callee's revert data.
//! `try_` methods give every failure back.

use alloc::{string::String, vec::Vec};
use core::fmt;

use interface::{call_flags, status};

use crate::{
    abi::{self, Encoder, InterfaceInfo, Sequence},
    contract::{Constructor, Contract},
    error::Revert,
    guest, panic, reentry,
    types::{Address, B256, U256},
};

/// A call on its way.
#[derive(Clone, Debug)]
pub struct Request {
    /// The callee.
    pub to: Address,
    /// Wei to send with it.
    pub value: U256,
    /// Gas to pass on at most.
    pub gas: u64,
    /// The callee may not change state.
    pub is_view: bool,
    /// The calling contract may be entered again meanwhile.
    pub allow_reentry: bool,
    /// Selector and arguments.
    pub input: Vec<u8>,
}

/// How a call failed.
#[derive(Clone, PartialEq, Eq)]
pub enum CallError {
    /// The callee reverted with this data.
    Reverted(Vec<u8>),
    /// The callee failed without data (a fault, out of gas), or was not entered (balance, depth, re-entry).
    Failed,
    /// The callee succeeded, but its output is not what its ABI says; an address without code does this too.
    Output,
}

impl CallError {
    /// The custom error `E` of the callee, if it is one.
    pub fn decode<E: Revert>(&self) -> Option<E> {
        match self {
            Self::Reverted(data) => E::decode(data),
            _ => None,
        }
    }

    /// The message of `Error(string)`, if it is one.
    pub fn message(&self) -> Option<String> {
        let Self::Reverted(data) = self else { return None };
        let data = data.strip_prefix(&panic::ERROR_SELECTOR)?;
        abi::decode::<(String,)>(data).ok().map(|(message,)| message)
    }

    /// The code of `Panic(uint256)`, if it is one.
    pub fn panic_code(&self) -> Option<U256> {
        let Self::Reverted(data) = self else { return None };
        let data = data.strip_prefix(&panic::PANIC_SELECTOR)?;
        abi::decode::<(U256,)>(data).ok().map(|(code,)| code)
    }
}

impl<E: Revert> From<E> for CallError {
    /// The failure of a call whose callee reverted with this error.
    fn from(error: E) -> Self {
        Self::Reverted(error.encode())
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed => f.write_str("the call failed without data"),
            Self::Output => f.write_str("the call's output does not match the ABI: is this the right contract?"),
            Self::Reverted(data) => {
                if let Some(message) = self.message() {
                    write!(f, "reverted with Error({message:?})")
                } else if let Some(code) = self.panic_code() {
                    write!(f, "reverted with Panic({code})")
                } else {
                    write!(f, "reverted with data {}", crate::types::Bytes(data.clone()))
                }
            }
        }
    }
}

impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for CallError {}

/// Where a client's calls go.
pub trait Transport: Clone {
    /// Makes the call.
    fn call(&self, request: &Request) -> Result<Vec<u8>, CallError>;

    /// Ends the caller because a call that had to succeed did not. Natively it knows the line of the call.
    #[cfg_attr(not(target_arch = "wasm32"), track_caller)]
    fn fail(&self, error: CallError) -> !;
}

/// A transport that can act as any account: a test's.
pub trait Signer: Transport {
    /// The transport that acts as `account`.
    fn acting_as(&self, account: Address) -> Self;
}

/// The chain that the running contract is on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Here;

impl Transport for Here {
    fn call(&self, request: &Request) -> Result<Vec<u8>, CallError> {
        let mut flags = 0;
        if request.is_view {
            flags |= call_flags::STATIC;
        }
        if request.allow_reentry || reentry::is_allowed() {
            flags |= call_flags::ALLOW_REENTRY;
        }
        let (status, output) =
            guest::call(flags, request.gas, &request.to.0, &request.value.to_be_bytes(), &request.input);
        ended(status, output)
    }

    fn fail(&self, error: CallError) -> ! {
        match error {
            CallError::Reverted(data) => guest::revert(&data),
            CallError::Failed => panic::revert_with("a called contract failed"),
            CallError::Output => panic::revert_with("a called contract's output does not match its ABI"),
        }
    }
}

fn ended(status: u32, output: Vec<u8>) -> Result<Vec<u8>, CallError> {
    match status {
        status::SUCCESS => Ok(output),
        status::REVERTED => Err(CallError::Reverted(output)),
        _ => Err(CallError::Failed),
    }
}

/// A contract's address and how to call it: what every client holds.
#[derive(Clone, Debug)]
pub struct Link<T> {
    /// The contract.
    pub address: Address,
    /// Where calls go.
    pub transport: T,
    /// Wei sent with each call.
    pub value: U256,
    /// Gas passed on at most.
    pub gas: u64,
    /// The calling contract may be entered again meanwhile.
    pub allow_reentry: bool,
}

impl<T> Link<T> {
    /// A link that sends no value, passes on all gas and refuses re-entry.
    pub const fn new(address: Address, transport: T) -> Self {
        Self { address, transport, value: U256::ZERO, gas: u64::MAX, allow_reentry: false }
    }
}

impl<T: Transport> Link<T> {
    /// Calls; gives every failure back.
    pub fn try_call<O: Sequence>(&self, is_view: bool, input: Encoder) -> Result<O, CallError> {
        let request = Request {
            to: self.address,
            value: self.value,
            gas: self.gas,
            is_view,
            allow_reentry: self.allow_reentry,
            input: input.finish(),
        };
        let output = self.transport.call(&request)?;
        abi::decode(&output).map_err(|_| CallError::Output)
    }

    /// Calls; a failure ends the caller.
    #[cfg_attr(not(target_arch = "wasm32"), track_caller)]
    pub fn call<O: Sequence>(&self, is_view: bool, input: Encoder) -> O {
        match self.try_call(is_view, input) {
            Ok(output) => output,
            Err(error) => self.transport.fail(error),
        }
    }

    /// Calls; gives the callee's error `E` back, and any other failure ends the caller.
    #[cfg_attr(not(target_arch = "wasm32"), track_caller)]
    pub fn call_fallible<O: Sequence, E: Revert>(&self, is_view: bool, input: Encoder) -> Result<O, E> {
        match self.try_call(is_view, input) {
            Ok(output) => Ok(output),
            Err(error) => match error.decode() {
                Some(error) => Err(error),
                None => self.transport.fail(error),
            },
        }
    }
}

/// What every generated client can do beside its contract's methods. It is a trait so that a contract may have methods
/// of these names.
pub trait Client: Sized {
    /// Where its calls go.
    type Transport: Transport;

    /// The methods that it calls, without those of components.
    const INTERFACE: &'static InterfaceInfo;

    /// The client over a link.
    fn from_link(link: Link<Self::Transport>) -> Self;

    /// Its link.
    fn link(&self) -> &Link<Self::Transport>;

    /// The contract's address.
    fn address(&self) -> Address {
        self.link().address
    }

    /// The client that acts as `account`; for tests.
    fn by(&self, account: Address) -> Self
    where
        Self::Transport: Signer,
    {
        let link = self.link();
        Self::from_link(Link { transport: link.transport.acting_as(account), ..link.clone() })
    }

    /// The client that sends `value` wei with each call.
    fn with_value(&self, value: U256) -> Self {
        Self::from_link(Link { value, ..self.link().clone() })
    }

    /// The client that passes on at most `gas`.
    fn with_gas(&self, gas: u64) -> Self {
        Self::from_link(Link { gas, ..self.link().clone() })
    }

    /// The client during whose calls the calling contract may be entered again: what a callee reads or changes then
    /// is in the middle of the caller's own work. A `#[reentrant]` method allows it for all its calls.
    fn allowing_reentry(&self) -> Self {
        Self::from_link(Link { allow_reentry: true, ..self.link().clone() })
    }
}

/// Allows the running contract to be entered again during every call of this frame. What `#[reentrant]` does.
pub fn allow_reentry() {
    reentry::allow();
}

/// Creating contracts from code that is deployed already. A constructor that fails ends the calling frame with its revert
/// data; the `try_` forms give every failure back. The client's [`Client::address`] is what to store.
impl<C: Contract> Constructor<C> {
    /// Creates the contract from the code with this hash; its address is that of CREATE.
    pub fn create(&self, code_hash: B256) -> C::Client<Here> {
        or_fail(self.try_create(code_hash))
    }

    /// Creates the contract from the code with this hash; its address is that of CREATE2 (EIP-1014), which follows from
    /// creator, salt, code and arguments.
    pub fn create2(&self, code_hash: B256, salt: B256) -> C::Client<Here> {
        or_fail(self.try_create2(code_hash, salt))
    }

    /// As [`Self::create`].
    pub fn try_create(&self, code_hash: B256) -> Result<C::Client<Here>, CallError> {
        created(code_hash, &self.value, &self.arguments, None).map(client)
    }

    /// As [`Self::create2`]; it fails too if there is a contract at that address.
    pub fn try_create2(&self, code_hash: B256, salt: B256) -> Result<C::Client<Here>, CallError> {
        created(code_hash, &self.value, &self.arguments, Some(&salt.0)).map(client)
    }
}

fn created(code_hash: B256, value: &U256, arguments: &[u8], salt: Option<&[u8; 32]>) -> Result<Address, CallError> {
    let (status, output, address) = guest::create(u64::MAX, &code_hash.0, &value.to_be_bytes(), arguments, salt);
    ended(status, output).map(|_| Address(address))
}

fn client<C: Client<Transport = Here>>(address: Address) -> C {
    C::from_link(Link::new(address, Here))
}

fn or_fail<T>(result: Result<T, CallError>) -> T {
    result.unwrap_or_else(|error| Here.fail(error))
}
