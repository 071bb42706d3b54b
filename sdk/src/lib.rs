//! Write contracts in plain Rust.
//!
//! A contract is a struct of storage handles ([`storage`]) and an `impl` block whose public methods are its Solidity
//! ABI ([`contract`]); events and errors are a struct and an enum ([`event`], [`error`]). The crate guarantees that
//! the same source runs in Wasm on a node and natively in a test, with the same call data, reverts and storage bytes.
//! It leaves running chains to the `testing` crate and building Wasm to the `causeway` command.
//!
//! ```
//! use sdk::prelude::*;
//!
//! #[storage]
//! pub struct Counter {
//!     count: Value<u64>,
//! }
//!
//! #[event]
//! pub struct Counted {
//!     #[indexed]
//!     by: Address,
//!     count: u64,
//! }
//!
//! #[contract]
//! impl Counter {
//!     #[init]
//!     pub fn new(&mut self, start: u64) {
//!         self.count.set(start);
//!     }
//!
//!     pub fn count(&self) -> u64 {
//!         self.count.get()
//!     }
//!
//!     pub fn increment(&mut self) {
//!         let count = self.count.get() + 1;
//!         self.count.set(count);
//!         emit(Counted { by: caller(), count });
//!     }
//! }
//! # fn main() {}
//! ```
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;
// The attributes write paths that start with `::sdk`, here too.
extern crate self as sdk;

pub mod abi;
#[cfg(target_arch = "wasm32")]
mod allocator;
pub mod call;
pub mod context;
pub mod contract;
pub mod crypto;
pub mod error;
pub mod event;
pub mod guest;
mod keccak;
mod memory;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod panic;
pub mod prelude;
mod reentry;
pub mod storage;
pub mod types;
mod utf8;

/// SCALE, the codec of stored values.
pub use parity_scale_codec as codec;
pub use sdk_macros::{component, contract, error, event, interface, record, storage};

/// What the attributes' output needs and authors do not.
#[doc(hidden)]
pub mod macro_support {
    pub use alloc::{string::String, vec, vec::Vec};
}
