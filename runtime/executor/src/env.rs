//! The block being executed, as its transactions see it.

use primitives::{Address, B256, Bytes, Gas, U256};
use types::Header;
use vm::BlockContext;

use crate::fees::next_base_fee;

/// What is fixed about a block before its first transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockEnv {
    /// The chain's id (EIP-155).
    pub chain_id: u64,
    /// Height.
    pub number: u64,
    /// Seconds since 1970.
    pub timestamp: u64,
    /// Gas that all transactions may use together.
    pub gas_limit: u64,
    /// Wei per gas that is burnt (EIP-1559).
    pub base_fee: u64,
    /// Who receives the priority fees.
    pub coinbase: Address,
    /// Hash of the block before.
    pub parent_hash: B256,
    /// The header's free bytes, at most [`EXTRA_DATA_MAX_BYTES`](primitives::limits::EXTRA_DATA_MAX_BYTES).
    pub extra_data: Bytes,
}

impl BlockEnv {
    /// The child of `parent`, whose hash is `parent_hash`: the next height, the same gas limit, the base fee by
    /// EIP-1559, no extra data. A `timestamp` before the parent's is raised to it, because timestamps never decrease.
    pub fn child_of(parent: &Header, parent_hash: B256, chain_id: u64, timestamp: u64, coinbase: Address) -> Self {
        let base_fee = parent.base_fee_per_gas.unwrap_or(0);
        Self {
            chain_id,
            number: parent.number.saturating_add(1),
            timestamp: timestamp.max(parent.timestamp),
            gas_limit: parent.gas_limit,
            base_fee: next_base_fee(base_fee, parent.gas_limit, parent.gas_used),
            coinbase,
            parent_hash,
            extra_data: Bytes::new(),
        }
    }

    /// The block that `header` heads, to execute its transactions again.
    pub fn of_header(header: &Header, chain_id: u64) -> Self {
        Self {
            chain_id,
            number: header.number,
            timestamp: header.timestamp,
            gas_limit: header.gas_limit,
            base_fee: header.base_fee_per_gas.unwrap_or(0),
            coinbase: header.beneficiary,
            parent_hash: header.parent_hash,
            extra_data: header.extra_data.clone(),
        }
    }

    /// What contracts see of it.
    pub(crate) fn context(&self) -> BlockContext {
        BlockContext {
            chain_id: self.chain_id,
            number: self.number,
            timestamp: self.timestamp,
            gas_limit: Gas::new(self.gas_limit),
            base_fee: U256::from(self.base_fee),
            coinbase: self.coinbase,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn child_is_never_before_its_parent() {
        let parent = Header { timestamp: 100, gas_limit: 10, base_fee_per_gas: Some(7), ..Header::default() };
        let child = BlockEnv::child_of(&parent, B256::ZERO, 1, 99, Address::ZERO);
        assert_eq!((child.timestamp, child.number, child.gas_limit), (100, 1, 10));
    }
}
