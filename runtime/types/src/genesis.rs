//! What a chain starts from.

use std::collections::BTreeMap;

use alloy_primitives::{Address, U256};

/// The facts that fix a chain's first block and so its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genesis {
    /// The chain's id (EIP-155).
    pub chain_id: u64,
    /// Seconds since 1970 of block 0.
    pub timestamp: u64,
    /// Gas that all transactions of one block may use.
    pub gas_limit: u64,
    /// Wei per gas that block 0 names as base fee.
    pub base_fee_per_gas: u64,
    /// Who receives the fees.
    pub coinbase: Address,
    /// Wei that accounts hold from the start.
    pub alloc: BTreeMap<Address, U256>,
}
