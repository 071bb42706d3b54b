//! `eth_call` and `eth_estimateGas`.

use primitives::{Address, U256};
use serde_json::json;

use super::support::{TestNode, container, input};

#[tokio::test]
async fn call_returns_the_output() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    for name in ["input", "data"] {
        let result = node.call("eth_call", json!([{ "to": contract, name: input::RETURN }, "latest"])).await;
        assert_eq!(result, "0xdeadbeef");
    }
    assert_eq!(node.call("eth_call", json!([{ "to": contract, "input": input::RETURN }, "0x0"])).await, "0x");
    assert_eq!(
        node.call("eth_call", json!([{ "to": contract, "input": input::RETURN }, "pending", {}])).await,
        "0xdeadbeef"
    );
    node.stop().await;
}

#[tokio::test]
async fn revert_has_exactly_the_shape_that_clients_decode() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    let expected = json!({ "code": 3, "message": "execution reverted", "data": "0xdeadbeef" });
    for method in ["eth_call", "eth_estimateGas"] {
        let error = node.fail(method, json!([{ "to": contract, "input": input::REVERT }])).await;
        assert_eq!(error, expected, "{method}");
    }
    node.stop().await;
}

#[tokio::test]
async fn trap_is_a_revert_with_empty_data() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    let expected = json!({
        "code": 3,
        "message": "execution reverted: wasm trap: unreachable instruction executed",
        "data": "0x",
    });
    for method in ["eth_call", "eth_estimateGas"] {
        assert_eq!(node.fail(method, json!([{ "to": contract, "input": input::TRAP }])).await, expected, "{method}");
    }
    node.stop().await;
}

#[tokio::test]
async fn estimate_of_a_transfer_is_21000_and_of_a_call_suffices() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    let transfer = json!([{ "from": node.account(0), "to": node.account(1), "value": "0x1" }]);
    assert_eq!(node.call("eth_estimateGas", transfer).await, "0x5208");
    let estimate = node.call("eth_estimateGas", json!([{ "from": node.account(0), "to": contract }])).await;
    let gas: U256 = serde_json::from_value(estimate).unwrap();
    for (gas, status) in [(gas.to::<u64>(), "0x1"), (gas.to::<u64>() - 1, "0x0")] {
        let snapshot = node.call("evm_snapshot", json!([])).await;
        let tx = node.signed(0, 1, |tx| {
            (tx.to, tx.value, tx.gas_limit) = (types::TxKind::Call(contract), U256::ZERO, gas);
        });
        assert_eq!(node.mine(&tx).await["status"], status, "{gas}");
        assert_eq!(node.call("evm_revert", json!([snapshot])).await, true);
    }
    node.stop().await;
}

#[tokio::test]
async fn estimate_without_funds_names_them() {
    let node = TestNode::start().await;
    let poor = Address::repeat_byte(0x44);
    let error = node.fail("eth_estimateGas", json!([{ "from": poor, "to": Address::ZERO, "value": "0x1" }])).await;
    assert_eq!(error["code"], -32000);
    assert!(error["message"].as_str().unwrap().starts_with("insufficient funds for"), "{error}");
    node.stop().await;
}

#[tokio::test]
async fn creation_is_simulated_too() {
    let node = TestNode::start().await;
    let creation = json!([{ "from": node.account(0), "input": container() }]);
    let gas: U256 = serde_json::from_value(node.call("eth_estimateGas", creation).await).unwrap();
    assert!(gas > U256::from(53_000), "{gas}");
    let evm = json!([{ "from": node.account(0), "input": "0x6080604052" }]);
    let error = node.fail("eth_estimateGas", evm).await;
    assert_eq!(error["code"], -32000);
    assert!(error["message"].as_str().unwrap().contains("causeway build"), "{error}");
    node.stop().await;
}

#[tokio::test]
async fn transaction_object_that_cannot_be_meant_is_refused() {
    let node = TestNode::start().await;
    for (object, message) in [
        (
            json!({ "to": "0x12" }),
            "invalid params: parameter 1 (transaction.to): expected an address as 0x and 40 hex digits, found \"0x12\"",
        ),
        (
            json!({ "value": 5 }),
            "invalid params: parameter 1 (transaction.value): expected a quantity as 0x and 1 to 64 hex digits, found 5",
        ),
        (
            json!({ "gas": "21000" }),
            "invalid params: parameter 1 (transaction.gas): expected a quantity below 2^64 as 0x and hex digits, found \"21000\"",
        ),
        (
            json!({ "input": "0x1" }),
            "invalid params: parameter 1 (transaction.input): expected bytes as 0x and an even number of hex digits, found \"0x1\"",
        ),
        (
            json!({ "input": "0x11", "data": "0x22" }),
            "invalid params: both \"data\" and \"input\" are set and not equal; give \"input\" only",
        ),
        (
            json!({ "gasPrice": "0x1", "maxFeePerGas": "0x1" }),
            "invalid params: both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified; give one of them",
        ),
        (
            json!({ "type": "0x3" }),
            "invalid params: parameter 1 (transaction.type): expected a transaction type of 0x0, 0x1 or 0x2, found \"0x3\"",
        ),
        (
            json!({ "authorizationList": [] }),
            "invalid params: parameter 1 (transaction.authorizationList): expected no such field: this chain has no blob (type 3) or set-code (type 4) transactions, found []",
        ),
        (
            json!({ "accessList": [{ "storageKeys": [] }] }),
            "invalid params: parameter 1 (transaction.accessList[0]): expected an object with address and storageKeys, found {\"storageKeys\":[]}",
        ),
        (json!("0x12"), "invalid params: parameter 1 (transaction): expected an object, found \"0x12\""),
    ] {
        let error = node.fail("eth_call", json!([object])).await;
        assert_eq!(error, json!({ "code": -32602, "message": message }));
    }
    let error = node.fail("eth_call", json!([{ "chainId": "0x1" }])).await;
    assert_eq!(error["message"], "invalid chain id for signer: have 1 want 31337; sign for chain 31337");
    let error = node.fail("eth_call", json!([{}, "latest", { Address::ZERO.to_string(): {} }])).await;
    assert!(error["message"].as_str().unwrap().contains("state overrides are not supported"), "{error}");
    node.stop().await;
}
