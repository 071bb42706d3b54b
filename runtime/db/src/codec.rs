//! Records: the values that are not plain bytes.
//!
//! A record is one version byte and then SCALE, with Ethereum's own forms (RLP headers, EIP-2718 transactions)
//! inside as byte strings. None of the types is recursive, so decoding cannot run deep; a length that exceeds the
//! input fails before memory is taken for it. An unknown version, a truncated record and trailing bytes are errors.
//!
//! ```text
//! record = version u8 (1), then
//! header:    hash 32, RLP of the header
//! body:      list of (sender 20, EIP-2718 bytes)
//! receipts:  list of (type u8, success, cumulative gas u64, gas u64, price u128, created 20?,
//!            failure (code text, reason text)?, list of logs (address 20, list of topics 32, data))
//! changes:   what the block replaced: accounts (keccak(address), RLP or none), storage (keccak(address),
//!            keccak(slot key), value, empty for none), codes that the block was the first to store
//! ```

use alloy_rlp::Decodable;
use parity_scale_codec::{Decode, DecodeAll, Encode};
use primitives::{Address, B256};
use types::{Failure, Header, Log, LogData, Receipt, Recovered, Transaction, TxType};

const RECORD_VERSION: u8 = 1;

fn encode(record: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + record.size_hint());
    bytes.push(RECORD_VERSION);
    record.encode_to(&mut bytes);
    bytes
}

fn decode<T: Decode>(bytes: &[u8]) -> Result<T, String> {
    match bytes.split_first() {
        Some((&RECORD_VERSION, mut rest)) => T::decode_all(&mut rest).map_err(|error| error.to_string()),
        Some((version, _)) => Err(format!("record version is {version}, expected {RECORD_VERSION}")),
        None => Err("record is empty".to_owned()),
    }
}

#[derive(Encode, Decode)]
struct HeaderRecord {
    hash: [u8; 32],
    rlp: Vec<u8>,
}

/// The record of `header`, whose hash is `hash`.
pub(crate) fn encode_header(header: &Header, hash: B256) -> Vec<u8> {
    encode(&HeaderRecord { hash: hash.0, rlp: alloy_rlp::encode(header) })
}

/// A header and its hash.
pub(crate) fn decode_header(bytes: &[u8]) -> Result<(Header, B256), String> {
    let record: HeaderRecord = decode(bytes)?;
    let mut rest = record.rlp.as_slice();
    let header = Header::decode(&mut rest).map_err(|error| error.to_string())?;
    if !rest.is_empty() {
        return Err(format!("{} bytes follow the header", rest.len()));
    }
    Ok((header, B256::from(record.hash)))
}

#[derive(Encode, Decode)]
struct TransactionRecord {
    sender: [u8; 20],
    encoded: Vec<u8>,
}

/// The record of a block's transactions.
pub(crate) fn encode_body(transactions: &[Recovered]) -> Vec<u8> {
    let records: Vec<TransactionRecord> = transactions
        .iter()
        .map(|tx| TransactionRecord { sender: tx.sender().into_array(), encoded: tx.encoded().to_vec() })
        .collect();
    encode(&records)
}

/// A block's transactions. Their senders are taken from the record, not recovered.
pub(crate) fn decode_body(bytes: &[u8]) -> Result<Vec<Recovered>, String> {
    let records: Vec<TransactionRecord> = decode(bytes)?;
    records
        .into_iter()
        .map(|record| {
            let transaction = Transaction::decode(&record.encoded).map_err(|error| error.to_string())?;
            Ok(Recovered::trusted(transaction, Address::from(record.sender)))
        })
        .collect()
}

#[derive(Encode, Decode)]
struct LogRecord {
    address: [u8; 20],
    topics: Vec<[u8; 32]>,
    data: Vec<u8>,
}

#[derive(Encode, Decode)]
struct ReceiptRecord {
    tx_type: u8,
    success: bool,
    cumulative_gas_used: u64,
    gas_used: u64,
    effective_gas_price: u128,
    created: Option<[u8; 20]>,
    failure: Option<(String, String)>,
    logs: Vec<LogRecord>,
}

/// The record of a block's receipts.
pub(crate) fn encode_receipts(receipts: &[Receipt]) -> Vec<u8> {
    let records: Vec<ReceiptRecord> = receipts.iter().map(receipt_record).collect();
    encode(&records)
}

fn receipt_record(receipt: &Receipt) -> ReceiptRecord {
    ReceiptRecord {
        tx_type: receipt.tx_type as u8,
        success: receipt.success,
        cumulative_gas_used: receipt.cumulative_gas_used,
        gas_used: receipt.gas_used,
        effective_gas_price: receipt.effective_gas_price,
        created: receipt.created.map(Address::into_array),
        failure: receipt.failure.as_ref().map(|failure| (failure.code.clone(), failure.reason.clone())),
        logs: receipt.logs.iter().map(log_record).collect(),
    }
}

fn log_record(log: &Log) -> LogRecord {
    LogRecord {
        address: log.address.into_array(),
        topics: log.data.topics().iter().map(|topic| topic.0).collect(),
        data: log.data.data.to_vec(),
    }
}

/// A block's receipts.
pub(crate) fn decode_receipts(bytes: &[u8]) -> Result<Vec<Receipt>, String> {
    let records: Vec<ReceiptRecord> = decode(bytes)?;
    records.into_iter().map(receipt_of).collect()
}

fn receipt_of(record: ReceiptRecord) -> Result<Receipt, String> {
    Ok(Receipt {
        tx_type: TxType::try_from(record.tx_type).map_err(|error| error.to_string())?,
        success: record.success,
        cumulative_gas_used: record.cumulative_gas_used,
        logs: record.logs.into_iter().map(log_of).collect::<Result<_, _>>()?,
        gas_used: record.gas_used,
        effective_gas_price: record.effective_gas_price,
        created: record.created.map(Address::from),
        failure: record.failure.map(|(code, reason)| Failure { code, reason }),
    })
}

fn log_of(record: LogRecord) -> Result<Log, String> {
    let topics: Vec<B256> = record.topics.into_iter().map(B256::from).collect();
    let count = topics.len();
    let data = LogData::new(topics, record.data.into())
        .ok_or_else(|| format!("a log has {count} topics, at most 4 are possible"))?;
    Ok(Log { address: Address::from(record.address), data })
}

/// What a block replaced: put back, it gives the state before the block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Changes {
    /// keccak(address), and the RLP of the account before the block.
    pub(crate) accounts: Vec<([u8; 32], Option<Vec<u8>>)>,
    /// keccak(address), keccak(slot key), and the value before the block, empty for none.
    pub(crate) storage: Vec<([u8; 32], [u8; 32], Vec<u8>)>,
    /// Hashes of the containers that the block was the first to store.
    pub(crate) codes: Vec<[u8; 32]>,
}

/// The record of `changes`.
pub(crate) fn encode_changes(changes: &Changes) -> Vec<u8> {
    encode(changes)
}

/// What a block replaced.
pub(crate) fn decode_changes(bytes: &[u8]) -> Result<Changes, String> {
    decode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_of_unknown_version_is_refused() {
        let mut bytes = encode_changes(&Changes::default());
        bytes[0] = 2;
        assert_eq!(decode_changes(&bytes), Err("record version is 2, expected 1".to_owned()));
    }

    #[test]
    fn truncated_record_and_trailing_bytes_are_refused() {
        let full = encode_changes(&Changes { codes: vec![[7; 32]], ..Changes::default() });
        for len in 0..full.len() {
            assert!(decode_changes(&full[..len]).is_err(), "length {len}");
        }
        assert!(decode_changes(&[full.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn length_beyond_the_input_is_refused() {
        // Version, then the compact length 2^30 - 1 of the accounts.
        assert!(decode_changes(&[1, 0xfe, 0xff, 0xff, 0xff]).is_err());
    }
}
