//! Blocks.

use alloy_consensus::{Header, proofs::ordered_trie_root_with_encoder};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::B256;

use crate::transaction::Recovered;

/// A block with its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBlock {
    /// The header, in its Paris form: fields up to `baseFeePerGas`.
    pub header: Header,
    /// keccak-256 of the header's RLP.
    pub hash: B256,
    /// The transactions, in order.
    pub transactions: Vec<Recovered>,
}

impl SealedBlock {
    /// Hashes `header`, which commits to `transactions`.
    pub fn new(header: Header, transactions: Vec<Recovered>) -> Self {
        Self { hash: header.hash_slow(), header, transactions }
    }
}

/// Root of the trie of transactions by index, for the header.
pub fn transactions_root(transactions: &[Recovered]) -> B256 {
    ordered_trie_root_with_encoder(transactions, |tx, out| tx.envelope().encode_2718(out))
}
