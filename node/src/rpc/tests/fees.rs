//! Fees.

use primitives::U256;
use serde_json::{Value, json};

use super::support::TestNode;

fn number(value: &Value) -> u64 {
    serde_json::from_value::<U256>(value.clone()).unwrap().to()
}

#[tokio::test]
async fn suggested_fees_pay_for_the_next_block() {
    let node = TestNode::start().await;
    assert_eq!(node.call("eth_maxPriorityFeePerGas", json!([])).await, "0x3b9aca00");
    let price = number(&node.call("eth_gasPrice", json!([])).await);
    let receipt = node.mine(&node.signed(0, 0, |_| {})).await;
    let block = node.call("eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!(price, number(&block["baseFeePerGas"]) + 1_000_000_000);
    assert_eq!(number(&receipt["effectiveGasPrice"]), price);
    node.stop().await;
}

#[tokio::test]
async fn fee_history_has_one_more_base_fee_than_blocks() {
    let node = TestNode::start().await;
    node.mine(&node.signed(0, 0, |_| {})).await;
    node.mine(&node.signed(0, 1, |tx| tx.max_priority_fee_per_gas = 7)).await;
    let history = node.call("eth_feeHistory", json!(["0xa", "latest", [0, 50, 100]])).await;
    assert_eq!(history["oldestBlock"], "0x0");
    assert_eq!(history["baseFeePerGas"].as_array().unwrap().len(), 4);
    assert_eq!(history["gasUsedRatio"], json!([0.0, 21_000.0 / 3e8, 21_000.0 / 3e8]));
    let gwei = "0x3b9aca00";
    assert_eq!(history["reward"], json!([["0x0", "0x0", "0x0"], [gwei, gwei, gwei], ["0x7", "0x7", "0x7"]]));
    for (index, number) in ["0x0", "0x1", "0x2"].iter().enumerate() {
        let block = node.call("eth_getBlockByNumber", json!([number, false])).await;
        assert_eq!(history["baseFeePerGas"][index], block["baseFeePerGas"]);
    }
    node.stop().await;
}

#[tokio::test]
async fn fee_history_of_an_older_block_and_a_plain_number() {
    let node = TestNode::start().await;
    node.mine(&node.signed(0, 0, |_| {})).await;
    let history = node.call("eth_feeHistory", json!([1, "0x0"])).await;
    assert_eq!((&history["oldestBlock"], history.get("reward")), (&json!("0x0"), None));
    let block = node.call("eth_getBlockByNumber", json!(["0x1", false])).await;
    assert_eq!(history["baseFeePerGas"][1], block["baseFeePerGas"]);
    let error = node.fail("eth_feeHistory", json!(["0x1", "0x9"])).await;
    assert_eq!(error["code"], -32001);
    node.stop().await;
}
