//! Facts of the call and the block, and what a contract can do with coins and hashes.

use crate::{
    guest,
    types::{Address, B256, U256},
};

/// Who called this contract: an account or another contract.
#[inline(never)]
pub fn caller() -> Address {
    Address(guest::caller())
}

/// Who signed the transaction. For permissions use [`caller`]: any contract in between could be hostile.
pub fn origin() -> Address {
    Address(guest::origin())
}

/// This contract's address.
pub fn this() -> Address {
    Address(guest::address())
}

/// Wei sent with this call; zero unless the method is `#[payable]`.
pub fn value() -> U256 {
    U256::from_be_bytes(guest::value())
}

/// Wei per gas that the transaction pays.
pub fn gas_price() -> U256 {
    U256::from_be_bytes(guest::gas_price())
}

/// Gas this call has left.
pub fn gas_left() -> u64 {
    guest::gas_left()
}

/// The chain's id.
pub fn chain_id() -> u64 {
    guest::chain_id()
}

/// Height of the block being executed.
pub fn block_number() -> u64 {
    guest::block_number()
}

/// Its timestamp in seconds since 1970; never smaller than its parent's.
pub fn block_timestamp() -> u64 {
    guest::block_timestamp()
}

/// The hash of block `number`: zero unless it is one of the last 256 before this one.
pub fn block_hash(number: u64) -> B256 {
    B256::new(guest::block_hash(number))
}

/// The block's gas limit.
pub fn block_gas_limit() -> u64 {
    guest::block_gas_limit()
}

/// Wei per gas that the block burns.
pub fn block_base_fee() -> U256 {
    U256::from_be_bytes(guest::block_base_fee())
}

/// Who receives the block's fees.
pub fn block_coinbase() -> Address {
    Address(guest::block_coinbase())
}

/// The balance of `address` in wei.
pub fn balance(address: Address) -> U256 {
    U256::from_be_bytes(guest::balance(&address.0))
}

/// The hash of the code at `address`: zero if there is no account (EIP-1052).
pub fn code_hash(address: Address) -> B256 {
    B256::new(guest::code_hash(&address.0))
}

/// Moves `value` wei from this contract to `to` without running its code; false if the balance is too low.
#[must_use = "false means that nothing was moved"]
pub fn send(to: Address, value: U256) -> bool {
    guest::transfer(&to.0, &value.to_be_bytes())
}

/// Gives this contract the code with hash `code_hash`, which some contract must have been deployed with; false if there
/// is none. Calls that begin later run the new code; this call goes on in the old one, and the storage stays as it is.
/// The new code must lay out its storage as the old one did: new fields come last. Who may do this is for the contract
/// to check.
#[must_use = "false means that the code is as it was"]
pub fn set_code(code_hash: B256) -> bool {
    guest::set_code(&code_hash.0)
}

/// Shows `text`, at most 1 KiB, on a development node and in tests. Elsewhere it does nothing, for the same gas.
pub fn debug_log(text: &str) {
    guest::debug_log(text.as_bytes());
}

/// The keccak-256 hash of `data`.
pub fn keccak256(data: &[u8]) -> B256 {
    B256::new(guest::keccak256(data))
}

/// The SHA-256 hash of `data`.
pub fn sha256(data: &[u8]) -> B256 {
    B256::new(guest::sha256(data))
}

/// The signer of `hash`; `None` if `signature` (r, s, v; low s) is not valid.
pub fn recover(hash: B256, signature: &[u8; 65]) -> Option<Address> {
    guest::ecrecover(&hash.0, signature).map(Address)
}
