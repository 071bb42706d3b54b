//! Chain quantities as types, and every protocol limit.
//!
//! A bare integer stops at a codec: gas, nonces, heights and money are types whose arithmetic is checked. Byte
//! strings of Ethereum (addresses, hashes, 256-bit integers) are alloy's types, used everywhere on the host.
#![cfg_attr(not(test), no_std)]

mod block_number;
mod gas;
pub mod limits;
mod nonce;
mod wei;

pub use alloy_primitives::{Address, B256, Bloom, Bytes, U256, keccak256};
pub use block_number::BlockNumber;
pub use gas::Gas;
pub use nonce::Nonce;
pub use wei::Wei;
