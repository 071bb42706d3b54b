//! Bytes from strangers: whatever they are, they are refused or read, and what is read is written as it was.

use alloy_rlp::Decodable;
use interface::container;
use primitives::{B256, U256, keccak256};
use types::{Header, Transaction, TxKind};

use super::variant;
use crate::{driver::Target, support};

pub(super) const TARGET: Target = Target { name: "decode", size_max: 2_000, seeds, module: |_| None, run };

/// The first byte chooses the decoder.
fn run(input: &[u8]) -> String {
    let Some((which, bytes)) = input.split_first() else { return "empty".to_owned() };
    match which % 6 {
        0 => transaction(bytes),
        1 => header(bytes),
        2 => creation(bytes),
        3 => revert(bytes),
        4 => abi(bytes),
        _ => creation_data(bytes),
    }
}

fn transaction(bytes: &[u8]) -> String {
    match Transaction::decode(bytes) {
        Ok(tx) => {
            assert_eq!(tx.encoded().as_ref(), bytes, "a transaction is encoded otherwise than it was sent");
            assert_eq!(tx.hash(), keccak256(bytes));
            assert_eq!(tx.size_bytes(), bytes.len());
            match tx.recover() {
                Ok(_) => "transaction".to_owned(),
                Err(error) => format!("transaction {}", variant(&error)),
            }
        }
        Err(error) => format!("no transaction: {}", variant(&error)),
    }
}

fn header(bytes: &[u8]) -> String {
    let mut rest = bytes;
    match Header::decode(&mut rest) {
        Ok(header) => {
            let read = &bytes[..bytes.len() - rest.len()];
            assert_eq!(alloy_rlp::encode(&header), read, "a header is encoded otherwise than it was sent");
            "header".to_owned()
        }
        Err(error) => format!("no header: {}", variant(&error)),
    }
}

fn creation(bytes: &[u8]) -> String {
    match container::split(bytes) {
        Ok(split) => {
            assert_eq!([split.container, split.arguments].concat(), bytes);
            assert!(split.container.ends_with(split.module) && !split.module.is_empty());
            let header = container::header(split.module.len() as u32);
            assert_eq!([&header[..], split.module].concat(), split.container);
            "container".to_owned()
        }
        Err(error) => format!("no container: {}", variant(&error)),
    }
}

fn revert(bytes: &[u8]) -> String {
    let text = executor::revert_text(bytes);
    assert!(text.starts_with("execution reverted") && text.len() < 4_096, "{text}");
    let reason = if executor::revert_reason(bytes).is_some() { "with" } else { "without" };
    format!("revert {reason} a reason")
}

fn abi(bytes: &[u8]) -> String {
    type Everything = (u64, String, Vec<sdk::types::Address>, (bool, sdk::types::Bytes), Vec<Vec<sdk::types::U256>>);
    match sdk::abi::decode::<Everything>(bytes) {
        Ok(values) => {
            let encoded = sdk::abi::encode(&values);
            assert_eq!(sdk::abi::decode::<Everything>(&encoded), Ok(values), "arguments change when they are encoded");
            "arguments".to_owned()
        }
        Err(error) => format!("no arguments: {}", variant(&error)),
    }
}

fn creation_data(bytes: &[u8]) -> String {
    match executor::check_creation(bytes) {
        Ok(()) => "creation".to_owned(),
        Err(error) => format!("no creation: {}", variant(&error)),
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let draft = alloy_consensus::TxEip1559 {
        chain_id: support::CHAIN_ID,
        gas_limit: 21_000,
        max_fee_per_gas: support::MAX_FEE,
        to: TxKind::Call(support::stranger(7)),
        value: U256::from(5),
        input: vec![1, 2, 3].into(),
        ..Default::default()
    };
    let header = Header { base_fee_per_gas: Some(7), parent_hash: B256::repeat_byte(1), ..Header::default() };
    let arguments = sdk::abi::encode(&(
        7_u64,
        "text".to_owned(),
        vec![sdk::types::Address([3; 20])],
        (true, sdk::types::Bytes(vec![1, 2])),
        vec![vec![sdk::types::U256::from(1_u64)], vec![]],
    ));
    let mut reason = vec![0x08, 0xc3, 0x79, 0xa0];
    reason.extend(sdk::abi::encode(&("not the owner".to_owned(),)));
    let creation = support::container_of(
        &wat::parse_str("(module (memory (export \"memory\") 1) (func (export \"deploy\")) (func (export \"call\")))")
            .unwrap(),
    );
    [
        (0, support::signed(support::ALICE, draft).encoded().to_vec()),
        (1, alloy_rlp::encode(&header)),
        (2, creation.clone()),
        (3, reason),
        (4, arguments),
        (5, creation),
    ]
    .map(|(which, bytes): (u8, Vec<u8>)| [&[which][..], &bytes].concat())
    .into()
}
