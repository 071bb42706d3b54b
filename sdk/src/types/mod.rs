//! Values of the chain: addresses, byte strings and integers.
//!
//! Each has its Solidity ABI form, its SCALE form for storage, and checked arithmetic where it is a number.

mod bytes;
mod narrow;
mod u256;

pub(crate) use bytes::is_filled;
pub use bytes::{Address, B256, Bytes, FixedBytes};
pub use narrow::{Int, Uint};
pub use u256::{OutOfRange, U256};
