//! Methods of a dev chain, and their absence elsewhere.

use primitives::{Address, U256};
use serde_json::{Value, json};

use super::support::{TestNode, input};
use crate::{
    NodeError,
    rpc::{RpcConfig, RpcServer, dev::DEV_METHODS},
};

fn number(value: &Value) -> u64 {
    serde_json::from_value::<U256>(value.clone()).unwrap().to()
}

#[tokio::test]
async fn unlocked_account_sends_with_everything_filled_in() {
    let node = TestNode::start().await;
    let accounts = node.call("eth_accounts", json!([])).await;
    assert_eq!(accounts, json!([node.account(0), node.account(1), node.account(2)]));
    let mut hashes = Vec::new();
    for _ in 0..3 {
        let object = json!([{ "from": accounts[0], "to": accounts[1], "value": "0x1" }]);
        hashes.push(node.call("eth_sendTransaction", object).await);
    }
    while number(&node.call("eth_getTransactionCount", json!([accounts[0], "latest"])).await) < 3 {
        tokio::task::yield_now().await;
    }
    for (nonce, hash) in hashes.iter().enumerate() {
        let tx = node.call("eth_getTransactionByHash", json!([hash])).await;
        assert_eq!((number(&tx["nonce"]), &tx["type"], &tx["gas"]), (nonce as u64, &json!("0x2"), &json!("0x5208")));
    }
    node.stop().await;
}

#[tokio::test]
async fn given_fields_are_used_as_they_are() {
    let node = TestNode::start().await;
    let object = json!([{
        "from": node.account(0), "to": node.account(1), "gas": "0x7530", "gasPrice": "0x77359400", "nonce": "0x0",
    }]);
    let hash = node.call("eth_sendTransaction", object).await;
    let tx = node.call("eth_getTransactionByHash", json!([hash])).await;
    assert_eq!((&tx["type"], &tx["gas"], &tx["gasPrice"]), (&json!("0x0"), &json!("0x7530"), &json!("0x77359400")));
    node.stop().await;
}

#[tokio::test]
async fn account_without_key_cannot_send() {
    let node = TestNode::start().await;
    let error = node.fail("eth_sendTransaction", json!([{ "from": Address::ZERO, "to": Address::ZERO }])).await;
    assert_eq!(error["code"], -32000);
    assert!(error["message"].as_str().unwrap().starts_with("unknown account 0x0000"), "{error}");
    let error = node.fail("eth_sendTransaction", json!([{ "to": Address::ZERO }])).await;
    assert_eq!(error["code"], -32602);
    node.stop().await;
}

#[tokio::test]
async fn transaction_that_would_revert_is_not_sent() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    let object = json!([{ "from": node.account(0), "to": contract, "input": input::REVERT }]);
    let error = node.fail("eth_sendTransaction", object).await;
    assert_eq!(error, json!({ "code": 3, "message": "execution reverted", "data": "0xdeadbeef" }));
    node.stop().await;
}

#[tokio::test]
async fn clock_and_blocks_are_moved_by_hand() {
    let node = TestNode::start().await;
    let timestamp = async || number(&node.call("eth_getBlockByNumber", json!(["latest", false])).await["timestamp"]);
    node.call("evm_mine", json!([])).await;
    let first = timestamp().await;
    node.call("evm_increaseTime", json!([1_000])).await;
    node.call("evm_mine", json!([])).await;
    assert!(timestamp().await >= first + 1_000);
    let future = first + 100_000;
    node.call("evm_setNextBlockTimestamp", json!([future])).await;
    node.call("evm_mine", json!([])).await;
    assert_eq!(timestamp().await, future);
    node.call("evm_mine", json!([format!("{:#x}", future + 5)])).await;
    assert_eq!(timestamp().await, future + 5);
    assert_eq!(node.call("eth_blockNumber", json!([])).await, "0x4");
    let error = node.fail("evm_setNextBlockTimestamp", json!([first])).await;
    assert_eq!(error["code"], -32602, "{error}");
    let error = node.fail("evm_mine", json!([{ "blocks": 1_000_000 }])).await;
    assert!(error["message"].as_str().unwrap().starts_with("blocks to mine: expected at most"), "{error}");
    node.stop().await;
}

#[tokio::test]
async fn snapshot_brings_back_balances_and_blocks() {
    let node = TestNode::start().await;
    let snapshot = node.call("evm_snapshot", json!([])).await;
    assert_eq!(snapshot, "0x1");
    node.mine(&node.signed(0, 0, |_| {})).await;
    assert_eq!(node.call("evm_revert", json!([snapshot])).await, true);
    assert_eq!(node.call("eth_blockNumber", json!([])).await, "0x0");
    assert_eq!(node.call("eth_getTransactionCount", json!([node.account(0)])).await, "0x0");
    assert_eq!(node.call("evm_revert", json!([snapshot])).await, false);
    node.stop().await;
}

#[tokio::test]
async fn balance_is_set_under_both_names() {
    let node = TestNode::start().await;
    let someone = Address::repeat_byte(0x55);
    for (method, balance) in [("anvil_setBalance", json!("0x64")), ("hardhat_setBalance", json!(200))] {
        node.call(method, json!([someone, balance])).await;
    }
    assert_eq!(node.call("eth_getBalance", json!([someone])).await, "0xc8");
    assert_eq!(node.call("eth_getBalance", json!([someone, "0x1"])).await, "0x64");
    node.stop().await;
}

#[tokio::test]
async fn operators_chain_has_no_dev_methods() {
    let node = TestNode::start().await;
    let server = node.serve(|config| config.dev = None).await;
    for method in DEV_METHODS {
        let error = TestNode::call_at(server.local_addr(), method, json!([])).await.unwrap_err();
        let message = format!("the method {method} does not exist/is not available: dev chains only have it");
        assert_eq!(error, json!({ "code": -32601, "message": message }));
    }
    server.stop().await;
    node.stop().await;
}

#[tokio::test]
async fn port_in_use_is_named_with_the_remedy() {
    let node = TestNode::start().await;
    let config = RpcConfig::new(node.addr(), None);
    let (chain, pool) = (node.node.chain().clone(), node.node.pool().clone());
    let refused = RpcServer::start(config, chain, pool, node.node.producer().clone()).await.err().unwrap();
    assert!(matches!(refused, NodeError::AddressInUse { .. }), "{refused}");
    assert!(refused.to_string().contains("--port"), "{refused}");
    node.stop().await;
}
