//! Blocks, transactions, receipts and logs in Ethereum's JSON forms, which are alloy's types.
//!
//! Logs and transactions carry `blockTimestamp`, receipts do not: the specification has no such field there.

use alloy_consensus::{
    Eip658Value, Receipt as ConsensusReceipt, ReceiptEnvelope, ReceiptWithBloom, TxEnvelope,
    transaction::Recovered as WithSender,
};
use alloy_rlp::Encodable;
use alloy_rpc_types_eth as rpc;
use primitives::{B256, U256};
use types::{Header, Receipt, Recovered, SealedBlock, TxType};

/// A receipt as clients see it.
pub(super) type RpcReceipt = rpc::TransactionReceipt<ReceiptEnvelope<rpc::Log>>;

/// A block as clients see it, with whole transactions or with their hashes.
pub(super) fn block(block: &SealedBlock, full: bool) -> rpc::Block {
    let transactions = if full {
        let all = block.transactions.iter().enumerate();
        rpc::BlockTransactions::Full(all.map(|(index, tx)| mined(tx, block, index)).collect())
    } else {
        rpc::BlockTransactions::Hashes(block.transactions.iter().map(|tx| tx.hash()).collect())
    };
    let mut header = header(&block.header, block.hash);
    header.size = Some(U256::from(size_bytes(block)));
    rpc::Block { header, uncles: Vec::new(), transactions, withdrawals: None }
}

/// A header as clients see it.
pub(super) fn header(header: &Header, hash: B256) -> rpc::Header {
    rpc::Header { hash, inner: header.clone(), total_difficulty: None, size: None }
}

/// Bytes of the block's RLP: `[header, transactions, uncles]`.
fn size_bytes(block: &SealedBlock) -> usize {
    let list = |payload: usize| alloy_rlp::length_of_length(payload).saturating_add(payload);
    let transactions = list(block.transactions.iter().map(|tx| tx.envelope().length()).sum());
    let uncles = 1;
    list(block.header.length().saturating_add(transactions).saturating_add(uncles))
}

/// The transaction at `index` of `block`.
pub(super) fn mined(tx: &Recovered, block: &SealedBlock, index: usize) -> rpc::Transaction<TxEnvelope> {
    let base_fee = block.header.base_fee_per_gas.unwrap_or(0);
    rpc::Transaction {
        inner: WithSender::new_unchecked(tx.envelope().clone(), tx.sender()),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        transaction_index: Some(index as u64),
        effective_gas_price: Some(tx.effective_gas_price(base_fee)),
        block_timestamp: Some(block.header.timestamp),
    }
}

/// A transaction that waits in the pool.
pub(super) fn waiting(tx: &Recovered) -> rpc::Transaction<TxEnvelope> {
    rpc::Transaction {
        inner: WithSender::new_unchecked(tx.envelope().clone(), tx.sender()),
        block_hash: None,
        block_number: None,
        transaction_index: None,
        effective_gas_price: Some(tx.max_fee_per_gas()),
        block_timestamp: None,
    }
}

/// The receipts of `block`, in order.
pub(super) fn receipts(block: &SealedBlock, receipts: &[Receipt]) -> Vec<RpcReceipt> {
    let mut first_log = 0;
    let all = block.transactions.iter().zip(receipts).enumerate();
    all.map(|(index, (tx, receipt))| {
        let converted = one_receipt(block, index, tx, receipt, first_log);
        first_log += receipt.logs.len();
        converted
    })
    .collect()
}

/// The receipt at `index` of `block`, if there is one.
pub(super) fn receipt(block: &SealedBlock, receipts: &[Receipt], index: usize) -> Option<RpcReceipt> {
    let first_log = receipts.iter().take(index).map(|receipt| receipt.logs.len()).sum();
    Some(one_receipt(block, index, block.transactions.get(index)?, receipts.get(index)?, first_log))
}

fn one_receipt(block: &SealedBlock, index: usize, tx: &Recovered, receipt: &Receipt, first_log: usize) -> RpcReceipt {
    let place = |log: &types::Log, offset: usize| rpc_log(log, block, tx.hash(), index, first_log + offset);
    let inner = ReceiptWithBloom {
        logs_bloom: receipt.bloom(),
        receipt: ConsensusReceipt {
            status: Eip658Value::Eip658(receipt.success),
            cumulative_gas_used: receipt.cumulative_gas_used,
            logs: receipt.logs.iter().enumerate().map(|(offset, log)| place(log, offset)).collect(),
        },
    };
    let inner = match receipt.tx_type {
        TxType::Legacy => ReceiptEnvelope::Legacy(inner),
        TxType::Eip2930 => ReceiptEnvelope::Eip2930(inner),
        TxType::Eip1559 => ReceiptEnvelope::Eip1559(inner),
        TxType::Eip4844 => ReceiptEnvelope::Eip4844(inner),
        TxType::Eip7702 => ReceiptEnvelope::Eip7702(inner),
    };
    rpc::TransactionReceipt {
        inner,
        transaction_hash: tx.hash(),
        transaction_index: Some(index as u64),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        gas_used: receipt.gas_used,
        effective_gas_price: receipt.effective_gas_price,
        blob_gas_used: None,
        blob_gas_price: None,
        from: tx.sender(),
        to: tx.to().to().copied(),
        contract_address: receipt.created,
    }
}

/// The logs of `block`, each with its place.
pub(super) fn logs<'a>(block: &'a SealedBlock, receipts: &'a [Receipt]) -> impl Iterator<Item = rpc::Log> + 'a {
    let of_transaction = |(index, (tx, receipt)): (usize, (&'a Recovered, &'a Receipt))| {
        receipt.logs.iter().map(move |log| (index, tx.hash(), log))
    };
    let all = block.transactions.iter().zip(receipts).enumerate().flat_map(of_transaction);
    all.enumerate().map(|(log_index, (index, hash, log))| rpc_log(log, block, hash, index, log_index))
}

fn rpc_log(log: &types::Log, block: &SealedBlock, hash: B256, index: usize, log_index: usize) -> rpc::Log {
    rpc::Log {
        inner: log.clone(),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        block_timestamp: Some(block.header.timestamp),
        transaction_hash: Some(hash),
        transaction_index: Some(index as u64),
        log_index: Some(log_index as u64),
        removed: false,
    }
}
