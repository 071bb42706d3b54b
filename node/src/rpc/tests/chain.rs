//! Blocks, transactions, receipts and logs: their fields, and what is null.

use primitives::{B256, U256};
use serde_json::{Value, json};

use super::support::{TOPIC, TestNode, input};

fn assert_fields(value: &Value, names: &[&str]) {
    for name in names {
        assert!(value.get(name).is_some(), "{name} is missing in {value}");
    }
}

#[tokio::test]
async fn block_has_every_field_that_clients_need() {
    let node = TestNode::start().await;
    let receipt = node.mine(&node.signed(0, 0, |_| {})).await;
    let block = node.call("eth_getBlockByNumber", json!(["latest", false])).await;
    assert_fields(
        &block,
        &[
            "hash",
            "parentHash",
            "sha3Uncles",
            "miner",
            "stateRoot",
            "transactionsRoot",
            "receiptsRoot",
            "logsBloom",
            "difficulty",
            "number",
            "gasLimit",
            "gasUsed",
            "timestamp",
            "extraData",
            "mixHash",
            "nonce",
            "baseFeePerGas",
            "size",
            "transactions",
            "uncles",
        ],
    );
    assert_eq!(block["number"], "0x1");
    assert_eq!(block["difficulty"], "0x0");
    assert_eq!(block["nonce"], "0x0000000000000000");
    assert_eq!(block["gasUsed"], "0x5208");
    assert_eq!(block["extraData"], "0x");
    assert_eq!(block["hash"], receipt["blockHash"]);
    assert_eq!(block["transactions"], json!([receipt["transactionHash"]]));
    assert_eq!(block["uncles"], json!([]));
    node.stop().await;
}

#[tokio::test]
async fn block_hash_is_the_hash_of_its_fields() {
    let node = TestNode::start().await;
    node.mine(&node.signed(0, 0, |_| {})).await;
    let block = node.call("eth_getBlockByNumber", json!(["latest", true])).await;
    let parsed: alloy_rpc_types_eth::Block = serde_json::from_value(block.clone()).unwrap();
    assert_eq!(parsed.header.inner.hash_slow(), parsed.header.hash);
    let consensus = parsed.clone().into_consensus_block();
    let consensus = consensus.map_header(|header| header.inner).map_transactions(|tx| tx.into_inner());
    let encoded = alloy_rlp::encode(consensus);
    assert_eq!(parsed.header.size, Some(U256::from(encoded.len())));
    node.stop().await;
}

#[tokio::test]
async fn block_is_found_by_every_name_and_absent_ones_are_null() {
    let node = TestNode::start().await;
    let genesis = node.call("eth_getBlockByNumber", json!(["earliest", false])).await;
    assert_eq!(genesis["number"], "0x0");
    for name in ["latest", "safe", "finalized", "pending", "0x0"] {
        assert_eq!(node.call("eth_getBlockByNumber", json!([name, false])).await, genesis, "{name}");
    }
    let by_hash = node.call("eth_getBlockByHash", json!([genesis["hash"], false])).await;
    assert_eq!(by_hash, genesis);
    assert_eq!(node.call("eth_getBlockByNumber", json!(["0x1", false])).await, Value::Null);
    assert_eq!(node.call("eth_getBlockByHash", json!([B256::ZERO, false])).await, Value::Null);
    assert_eq!(node.call("eth_getBlockTransactionCountByNumber", json!(["0x0"])).await, "0x0");
    assert_eq!(node.call("eth_getBlockTransactionCountByNumber", json!(["0x9"])).await, Value::Null);
    assert_eq!(node.call("eth_getBlockTransactionCountByHash", json!([genesis["hash"]])).await, "0x0");
    assert_eq!(node.call("eth_getBlockReceipts", json!(["0x9"])).await, Value::Null);
    node.stop().await;
}

#[tokio::test]
async fn transaction_has_every_field_that_clients_need() {
    let node = TestNode::start().await;
    let tx = node.signed(0, 0, |_| {});
    let receipt = node.mine(&tx).await;
    let found = node.call("eth_getTransactionByHash", json!([tx.hash()])).await;
    assert_fields(
        &found,
        &[
            "type",
            "chainId",
            "nonce",
            "gas",
            "maxFeePerGas",
            "maxPriorityFeePerGas",
            "gasPrice",
            "to",
            "value",
            "input",
            "accessList",
            "r",
            "s",
            "v",
            "yParity",
            "hash",
            "from",
            "blockHash",
            "blockNumber",
            "transactionIndex",
            "blockTimestamp",
        ],
    );
    assert_eq!(found["type"], "0x2");
    assert_eq!(found["from"], json!(node.account(0)));
    assert_eq!(found["gasPrice"], receipt["effectiveGasPrice"]);
    let by_number = node.call("eth_getTransactionByBlockNumberAndIndex", json!(["0x1", "0x0"])).await;
    let by_hash = node.call("eth_getTransactionByBlockHashAndIndex", json!([receipt["blockHash"], "0x0"])).await;
    assert_eq!((&by_number, &by_hash), (&found, &found));
    let full = node.call("eth_getBlockByNumber", json!(["0x1", true])).await;
    assert_eq!(full["transactions"], json!([found]));
    for (method, params) in [
        ("eth_getTransactionByBlockNumberAndIndex", json!(["0x1", "0x1"])),
        ("eth_getTransactionByBlockNumberAndIndex", json!(["0x2", "0x0"])),
        ("eth_getTransactionByBlockHashAndIndex", json!([B256::ZERO, "0x0"])),
        ("eth_getTransactionByHash", json!([B256::ZERO])),
        ("eth_getTransactionReceipt", json!([B256::ZERO])),
    ] {
        assert_eq!(node.call(method, params).await, Value::Null, "{method}");
    }
    node.stop().await;
}

#[tokio::test]
async fn receipt_has_every_field_that_clients_need_and_no_other() {
    let node = TestNode::start().await;
    let receipt = node.mine(&node.signed(0, 0, |_| {})).await;
    let mut names: Vec<&String> = receipt.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        [
            "blockHash",
            "blockNumber",
            "contractAddress",
            "cumulativeGasUsed",
            "effectiveGasPrice",
            "from",
            "gasUsed",
            "logs",
            "logsBloom",
            "status",
            "to",
            "transactionHash",
            "transactionIndex",
            "type",
        ]
    );
    assert_eq!(receipt["contractAddress"], Value::Null);
    assert_eq!(receipt["effectiveGasPrice"], "0x6fc23ac0", "base fee 875,000,000 and tip 1,000,000,000");
    assert_eq!(node.call("eth_getBlockReceipts", json!(["latest"])).await, json!([receipt]));
    node.stop().await;
}

#[tokio::test]
async fn log_has_every_field_that_clients_need() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    let receipt = node.transact(contract, 1, input::WORK).await;
    let logs = node.call("eth_getLogs", json!([{ "address": contract }])).await;
    assert_eq!(receipt["logs"], logs);
    let block = node.call("eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!(
        logs,
        json!([{
            "address": contract,
            "topics": [TOPIC],
            "data": "0xdeadbeef",
            "blockHash": receipt["blockHash"],
            "blockNumber": "0x2",
            "blockTimestamp": block["timestamp"],
            "transactionHash": receipt["transactionHash"],
            "transactionIndex": "0x0",
            "logIndex": "0x0",
            "removed": false,
        }])
    );
    node.stop().await;
}

#[tokio::test]
async fn failure_is_told_beside_the_receipt() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    let failed = node.transact(contract, 1, input::TRAP).await;
    assert_eq!((&failed["status"], &failed["logs"]), (&json!("0x0"), &json!([])));
    assert_eq!(failed["gasUsed"], "0xf4240", "a trap takes all gas");
    let reason = node.call("causeway_getFailure", json!([failed["transactionHash"]])).await;
    let expected = json!({ "code": "unreachable", "reason": "wasm trap: unreachable instruction executed" });
    assert_eq!(reason, expected);
    let fine = node.transact(contract, 2, input::WORK).await;
    assert_eq!(node.call("causeway_getFailure", json!([fine["transactionHash"]])).await, Value::Null);
    node.stop().await;
}

#[tokio::test]
async fn panic_in_a_host_function_is_told_as_our_bug_and_the_node_serves_on() {
    let node = TestNode::configured(|config| config.engine.panicking_function = Some("log")).await;
    let contract = node.deploy(0).await;
    let reason = "internal error: host function log panicked: a test wanted it; this is a bug of the node, not of the contract: please report it";
    for nonce in 1..4 {
        let failed = node.transact(contract, nonce, input::WORK).await;
        assert_eq!((&failed["status"], &failed["logs"]), (&json!("0x0"), &json!([])));
        assert_eq!(failed["gasUsed"], "0xf4240", "it takes all gas");
        let told = node.call("causeway_getFailure", json!([failed["transactionHash"]])).await;
        assert_eq!(told, json!({ "code": "internal_error", "reason": reason }));
        assert_eq!(node.call("eth_getStorageAt", json!([contract, "0x0", "latest"])).await, format!("0x{:064x}", 0));
        for method in ["eth_call", "eth_estimateGas"] {
            let error = node.fail(method, json!([{ "to": contract, "input": input::WORK }])).await;
            assert_eq!(error, json!({ "code": -32603, "message": reason }), "{method}");
        }
    }
    assert_eq!(node.call("eth_call", json!([{ "to": contract, "input": input::RETURN }])).await, "0xdeadbeef");
    assert_eq!(node.transact(contract, 4, input::RETURN).await["status"], "0x1");
    node.stop().await;
}

#[tokio::test]
async fn facts_about_the_node_are_in_their_forms() {
    let node = TestNode::start().await;
    assert_eq!(node.call("eth_chainId", json!([])).await, "0x7a69");
    assert_eq!(node.call("net_version", json!([])).await, "31337");
    assert_eq!(node.call("net_listening", json!([])).await, true);
    assert_eq!(node.call("net_peerCount", json!([])).await, "0x0");
    assert_eq!(node.call("eth_syncing", json!([])).await, false);
    assert_eq!(node.call("eth_blockNumber", json!([])).await, "0x0");
    let version = node.call("web3_clientVersion", json!([])).await;
    assert!(version.as_str().unwrap().starts_with("causeway/v"), "{version}");
    assert_eq!(
        node.call("web3_sha3", json!(["0x"])).await,
        "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    );
    node.stop().await;
}
