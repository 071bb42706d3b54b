//! `eth_sendRawTransaction`: what is refused, by name, and how a pending transaction looks.

use std::time::Duration;

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope, TxLegacy};
use alloy_rlp::Encodable;
use primitives::{Bytes, U256};
use serde_json::{Value, json};
use types::{TxKind, sign};

use super::support::TestNode;
use crate::producer::Seal;

async fn refused(node: &TestNode, raw: Bytes, code: i64, message: &str) {
    let error = node.fail("eth_sendRawTransaction", json!([raw])).await;
    assert_eq!(error["code"], code, "{error}");
    assert!(error["message"].as_str().unwrap().starts_with(message), "expected {message}, found {error}");
    assert_eq!(node.call("eth_blockNumber", json!([])).await, "0x0", "{message}");
}

#[tokio::test]
async fn wrong_chain_id_is_refused() {
    let node = TestNode::start().await;
    let raw = node.signed(0, 0, |tx| tx.chain_id = 1).encoded();
    refused(&node, raw, -32000, "invalid chain id for signer: have 1 want 31337").await;
    node.stop().await;
}

#[tokio::test]
async fn nonce_too_low_is_refused() {
    let node = TestNode::start().await;
    node.mine(&node.signed(0, 0, |_| {})).await;
    let again = node.signed(0, 0, |tx| tx.value = U256::from(6)).encoded();
    let error = node.fail("eth_sendRawTransaction", json!([again])).await;
    assert_eq!(error, json!({ "code": -32000, "message": "nonce too low: next nonce 1, tx nonce 0" }));
    node.stop().await;
}

#[tokio::test]
async fn nonce_far_too_high_is_refused() {
    let node = TestNode::start().await;
    refused(
        &node,
        node.signed(0, 1_000_000, |_| {}).encoded(),
        -32000,
        "nonce too high: next nonce 0, tx nonce 1000000",
    )
    .await;
    node.stop().await;
}

#[tokio::test]
async fn too_little_balance_is_refused() {
    let node = TestNode::start().await;
    let raw = node.signed(0, 0, |tx| tx.value = U256::MAX >> 1).encoded();
    refused(&node, raw, -32000, "insufficient funds for gas * price + value").await;
    node.stop().await;
}

#[tokio::test]
async fn gas_below_the_intrinsic_is_refused() {
    let node = TestNode::start().await;
    let raw = node.signed(0, 0, |tx| tx.gas_limit = 20_999).encoded();
    refused(&node, raw, -32000, "intrinsic gas too low: have 20999, want 21000").await;
    node.stop().await;
}

#[tokio::test]
async fn gas_above_the_block_limit_is_refused() {
    let node = TestNode::start().await;
    let raw = node.signed(0, 0, |tx| tx.gas_limit = 300_000_001).encoded();
    refused(&node, raw, -32000, "exceeds block gas limit").await;
    node.stop().await;
}

#[tokio::test]
async fn fees_that_contradict_are_refused() {
    let node = TestNode::start().await;
    let raw = node.signed(0, 0, |tx| tx.max_priority_fee_per_gas = 4_000_000_000).encoded();
    refused(&node, raw, -32000, "max priority fee per gas higher than max fee per gas").await;
    node.stop().await;
}

#[tokio::test]
async fn unsupported_transaction_types_are_named() {
    let node = TestNode::start().await;
    for (kind, message) in [
        (3, "transaction type not supported: type 3 (blob, EIP-4844)"),
        (4, "transaction type not supported: type 4 (set code, EIP-7702)"),
        (0x7f, "transaction type not supported: first byte is 0x7f"),
    ] {
        refused(&node, Bytes::from(vec![kind, 0xc0]), -32000, message).await;
    }
    node.stop().await;
}

#[tokio::test]
async fn truncated_and_trailing_bytes_are_refused() {
    let node = TestNode::start().await;
    let whole = node.signed(0, 0, |_| {}).encoded();
    for size in [1, 2, 20, whole.len() - 1] {
        refused(&node, whole.slice(..size), -32000, "transaction is not valid RLP").await;
    }
    let trailing = Bytes::from([&whole[..], &[0]].concat());
    refused(&node, trailing, -32000, "transaction is not valid RLP: 1 bytes follow").await;
    refused(&node, Bytes::new(), -32000, "transaction is empty").await;
    node.stop().await;
}

#[tokio::test]
async fn high_s_signature_is_refused() {
    let node = TestNode::start().await;
    let tx = TxEip1559 {
        chain_id: 31337,
        gas_limit: 21_000,
        max_fee_per_gas: 3_000_000_000,
        to: TxKind::Call(node.account(1)),
        ..TxEip1559::default()
    };
    let signature = *sign(tx.clone().into(), &node.keys[0]).signature();
    let order = U256::from_str_radix("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16).unwrap();
    let high = alloy_primitives::Signature::new(signature.r(), order - signature.s(), !signature.v());
    let raw = alloy_eips::eip2718::Encodable2718::encoded_2718(&TxEnvelope::from(tx.into_signed(high)));
    refused(&node, raw.into(), -32000, "invalid transaction signature: s is in the upper half").await;
    node.stop().await;
}

#[tokio::test]
async fn legacy_transaction_without_chain_id_is_refused() {
    let node = TestNode::start().await;
    let tx = TxLegacy {
        gas_price: 3_000_000_000,
        gas_limit: 21_000,
        to: TxKind::Call(node.account(1)),
        ..TxLegacy::default()
    };
    let mut raw = Vec::new();
    let signature = *sign(tx.clone().into(), &node.keys[0]).signature();
    TxEnvelope::from(tx.into_signed(signature)).encode(&mut raw);
    refused(&node, raw.into(), -32000, "only replay-protected (EIP-155) transactions allowed over RPC").await;
    node.stop().await;
}

#[tokio::test]
async fn evm_bytecode_is_refused_with_a_pointer_to_the_build_command() {
    let node = TestNode::start().await;
    let raw = node.signed(0, 0, |tx| {
        (tx.to, tx.value, tx.gas_limit) = (TxKind::Create, U256::ZERO, 1_000_000);
        tx.input = "0x608060405234801561001057600080fd5b50".parse().unwrap();
    });
    let error = node.fail("eth_sendRawTransaction", json!([raw.encoded()])).await;
    assert_eq!(error["code"], -32000);
    assert!(error["message"].as_str().unwrap().contains("causeway build"), "{error}");
    node.stop().await;
}

#[tokio::test]
async fn same_transaction_twice_is_known() {
    let node = TestNode::sealed(Seal::Interval(Duration::from_secs(3_600))).await;
    let raw = node.signed(0, 0, |_| {}).encoded();
    node.call("eth_sendRawTransaction", json!([raw])).await;
    let error = node.fail("eth_sendRawTransaction", json!([raw])).await;
    assert_eq!(error, json!({ "code": -32000, "message": "already known" }));
    let same_price = node.signed(0, 0, |tx| tx.value = U256::from(6)).encoded();
    let error = node.fail("eth_sendRawTransaction", json!([same_price])).await;
    assert_eq!(error["code"], -32000);
    assert!(error["message"].as_str().unwrap().starts_with("replacement transaction underpriced"), "{error}");
    node.stop().await;
}

#[tokio::test]
async fn pending_transaction_has_no_block_and_no_receipt_but_counts() {
    let node = TestNode::sealed(Seal::Interval(Duration::from_secs(3_600))).await;
    let tx = node.signed(0, 0, |_| {});
    node.call("eth_sendRawTransaction", json!([tx.encoded()])).await;
    let found = node.call("eth_getTransactionByHash", json!([tx.hash()])).await;
    for name in ["blockHash", "blockNumber", "transactionIndex"] {
        assert_eq!(found[name], Value::Null, "{name}");
    }
    assert_eq!((&found["hash"], &found["from"]), (&json!(tx.hash()), &json!(node.account(0))));
    assert_eq!(node.call("eth_getTransactionReceipt", json!([tx.hash()])).await, Value::Null);
    let count = |block: &'static str| json!([node.account(0), block]);
    assert_eq!(node.call("eth_getTransactionCount", count("pending")).await, "0x1");
    assert_eq!(node.call("eth_getTransactionCount", count("latest")).await, "0x0");
    node.call("evm_mine", json!([])).await;
    assert_eq!(node.call("eth_getTransactionCount", count("latest")).await, "0x1");
    assert_eq!(node.call("eth_getTransactionReceipt", json!([tx.hash()])).await["status"], "0x1");
    node.stop().await;
}
