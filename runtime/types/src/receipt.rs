//! Receipts: what a mined transaction did.

use alloy_consensus::{
    Eip658Value, Receipt as ConsensusReceipt, ReceiptEnvelope, ReceiptWithBloom, TxType, proofs::calculate_receipt_root,
};
use alloy_primitives::{Address, B256, Bloom, Log, logs_bloom as bloom_of_logs};

/// A receipt, with what RPC clients ask for beside the hashed fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The transaction's type. Hashed.
    pub tx_type: TxType,
    /// False if the transaction reverted or failed. Hashed.
    pub success: bool,
    /// Gas used in the block up to and including this transaction. Hashed.
    pub cumulative_gas_used: u64,
    /// The logs, in order; none if it failed. Hashed.
    pub logs: Vec<Log>,
    /// Gas this transaction used.
    pub gas_used: u64,
    /// Wei per gas that it paid.
    pub effective_gas_price: u128,
    /// The address that a creation made for its contract, also of one that failed.
    pub created: Option<Address>,
    /// Why it failed; `None` if it succeeded. Not hashed: its text may change between versions.
    pub failure: Option<Failure>,
}

/// Why a transaction failed, in a record beside its receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// One word for programs, which does not change between versions.
    pub code: String,
    /// A sentence for people.
    pub reason: String,
}

impl Receipt {
    /// The bloom filter of its logs.
    pub fn bloom(&self) -> Bloom {
        bloom_of_logs(&self.logs)
    }

    /// Why it failed, for people.
    pub fn reason(&self) -> Option<&str> {
        self.failure.as_ref().map(|failure| failure.reason.as_str())
    }

    /// The hashed form (EIP-2718, EIP-658).
    pub fn envelope(&self) -> ReceiptEnvelope {
        let receipt = ReceiptWithBloom {
            logs_bloom: self.bloom(),
            receipt: ConsensusReceipt {
                status: Eip658Value::Eip658(self.success),
                cumulative_gas_used: self.cumulative_gas_used,
                logs: self.logs.clone(),
            },
        };
        match self.tx_type {
            TxType::Legacy => ReceiptEnvelope::Legacy(receipt),
            TxType::Eip2930 => ReceiptEnvelope::Eip2930(receipt),
            TxType::Eip1559 => ReceiptEnvelope::Eip1559(receipt),
            TxType::Eip4844 => ReceiptEnvelope::Eip4844(receipt),
            TxType::Eip7702 => ReceiptEnvelope::Eip7702(receipt),
        }
    }
}

/// Root of the trie of receipts by index, for the header.
pub fn receipts_root(receipts: &[Receipt]) -> B256 {
    let envelopes: Vec<_> = receipts.iter().map(Receipt::envelope).collect();
    calculate_receipt_root(&envelopes)
}

/// The bloom filter of all logs, for the header.
pub fn logs_bloom(receipts: &[Receipt]) -> Bloom {
    receipts.iter().fold(Bloom::ZERO, |all, receipt| all | receipt.bloom())
}
