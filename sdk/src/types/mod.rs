//! Values of the chain: addresses, byte strings and integers.
//!
//! Each has its Solidity ABI form, its SCALE form for storage, and checked arithmetic where it is a number.

mod bytes;
mod int;
mod operators;
mod u256;
mod uint;

pub(crate) use bytes::is_filled;
pub use bytes::{Address, B256, Bytes, FixedBytes};
pub use int::{I256, Int};
pub use u256::{OutOfRange, U256};
pub use uint::Uint;
pub(crate) use uint::check_width;
