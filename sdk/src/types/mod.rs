//! Values of the chain: addresses, byte strings and 256-bit integers.
//!
//! Each has its Solidity ABI form, its SCALE form for storage, and checked arithmetic where it is a number.

mod bytes;
mod u256;

pub use bytes::{Address, B256, Bytes, FixedBytes};
pub use u256::U256;
