//! The account record, Ethereum's.

use alloy_primitives::{B256, U256, b256};
use alloy_rlp::{RlpDecodable, RlpEncodable};
pub use trie::EMPTY_ROOT;

/// keccak-256 of nothing: the code hash of an account without code.
pub const EMPTY_CODE_HASH: B256 = b256!("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");

/// An account. Its RLP list, in this order of fields, is the leaf of the account trie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, RlpEncodable, RlpDecodable)]
pub struct Account {
    /// Transactions sent, or contracts created.
    pub nonce: u64,
    /// Wei.
    pub balance: U256,
    /// Root of the account's storage trie, as of the last committed block.
    pub storage_root: B256,
    /// keccak-256 of its container.
    pub code_hash: B256,
}

impl Default for Account {
    fn default() -> Self {
        Self { nonce: 0, balance: U256::ZERO, storage_root: EMPTY_ROOT, code_hash: EMPTY_CODE_HASH }
    }
}

impl Account {
    /// True for an account that must not be in the state (EIP-161): no nonce, no balance, no code.
    pub fn is_empty(&self) -> bool {
        self.nonce == 0 && self.balance.is_zero() && self.code_hash == EMPTY_CODE_HASH
    }

    /// True if it carries code.
    pub fn has_code(&self) -> bool {
        self.code_hash != EMPTY_CODE_HASH
    }
}
