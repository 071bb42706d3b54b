//! Logs and filters.

use primitives::{Address, B256};
use serde_json::{Value, json};

use super::support::{TOPIC, TestNode, input};

#[tokio::test]
async fn logs_are_chosen_by_address_topics_and_blocks() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    let receipt = node.transact(contract, 1, input::WORK).await;
    let other = Address::repeat_byte(9);
    let everywhere = json!({ "fromBlock": "earliest" });
    for (filter, count) in [
        (json!({}), 1),
        (json!({ "fromBlock": "0x0", "toBlock": "0x1" }), 0),
        (json!({ "fromBlock": "0x2", "toBlock": "0x2" }), 1),
        (json!({ "fromBlock": "0x3", "toBlock": "latest" }), 0),
        (json!({ "fromBlock": "0x3", "toBlock": "0x9" }), 0),
        (json!({ "blockHash": receipt["blockHash"] }), 1),
        (json!({ "address": contract }), 1),
        (json!({ "address": [other, contract] }), 1),
        (json!({ "address": other }), 0),
        (json!({ "address": [] }), 1),
        (json!({ "topics": [] }), 1),
        (json!({ "topics": [TOPIC] }), 1),
        (json!({ "topics": [null] }), 1),
        (json!({ "topics": [[B256::ZERO, TOPIC]] }), 1),
        (json!({ "topics": [B256::ZERO] }), 0),
        (json!({ "topics": [TOPIC, B256::ZERO] }), 0),
    ] {
        let mut filter = filter;
        if filter.get("blockHash").is_none() && filter.get("fromBlock").is_none() {
            filter["fromBlock"] = everywhere["fromBlock"].clone();
        }
        let logs = node.call("eth_getLogs", json!([filter])).await;
        assert_eq!(logs.as_array().unwrap().len(), count, "{filter}");
    }
    node.stop().await;
}

#[tokio::test]
async fn log_query_that_asks_too_much_is_refused() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    for nonce in 1..=3 {
        node.transact(contract, nonce, input::WORK).await;
    }
    let server = node.serve(|config| (config.limits.log_blocks_max, config.limits.logs_max) = (4, 2)).await;
    for (filter, code, message) in [
        (
            json!({ "fromBlock": "0x0" }),
            -32005,
            "query exceeds max block range 4: found 5 blocks; ask for at most 4 at a time",
        ),
        (
            json!({ "fromBlock": "0x1" }),
            -32005,
            "query exceeds max results: more than 2 logs; retry with the range 1-3",
        ),
        (
            json!({ "fromBlock": "0x3", "toBlock": "0x2" }),
            -32602,
            "invalid params: invalid block range: fromBlock is above toBlock",
        ),
        (
            json!({ "blockHash": B256::ZERO, "fromBlock": "0x1" }),
            -32602,
            "invalid params: cannot specify both blockHash and fromBlock/toBlock; give one of them",
        ),
        (
            json!({ "topics": [null, null, null, null, null] }),
            -32602,
            "invalid params: parameter 1 (filter.topics): expected at most 4 topics, found [null,null,null,null,null]",
        ),
    ] {
        let error = TestNode::call_at(server.local_addr(), "eth_getLogs", json!([filter])).await.unwrap_err();
        assert_eq!(error, json!({ "code": code, "message": message }));
    }
    let error = node.fail("eth_getLogs", json!([{ "blockHash": B256::ZERO }])).await;
    assert_eq!(error["code"], -32001);
    server.stop().await;
    node.stop().await;
}

async fn changes(node: &TestNode, filter: &Value) -> Vec<Value> {
    node.call("eth_getFilterChanges", json!([filter])).await.as_array().unwrap().clone()
}

#[tokio::test]
async fn filters_give_what_is_new_since_the_last_question() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    node.transact(contract, 1, input::WORK).await;
    let logs = node.call("eth_newFilter", json!([{ "address": contract, "fromBlock": "0x0" }])).await;
    let blocks = node.call("eth_newBlockFilter", json!([])).await;
    let pending = node.call("eth_newPendingTransactionFilter", json!([])).await;
    for id in [&logs, &blocks, &pending] {
        assert!(id.as_str().unwrap().starts_with("0x"), "{id}");
        assert_eq!(changes(&node, id).await, Vec::<Value>::new());
    }
    let receipt = node.transact(contract, 2, input::WORK).await;
    assert_eq!(changes(&node, &logs).await, receipt["logs"].as_array().unwrap().clone());
    assert_eq!(changes(&node, &blocks).await, [receipt["blockHash"].clone()]);
    assert_eq!(changes(&node, &pending).await, [receipt["transactionHash"].clone()]);
    for id in [&logs, &blocks, &pending] {
        assert_eq!(changes(&node, id).await, Vec::<Value>::new());
    }
    assert_eq!(node.call("eth_getFilterLogs", json!([logs])).await.as_array().unwrap().len(), 2);
    let error = node.fail("eth_getFilterLogs", json!([blocks])).await;
    assert_eq!(error["message"], "filter is not one for logs: use eth_getFilterChanges");
    node.stop().await;
}

#[tokio::test]
async fn filter_that_is_gone_is_an_error() {
    let node = TestNode::start().await;
    let id = node.call("eth_newBlockFilter", json!([])).await;
    assert_eq!(node.call("eth_uninstallFilter", json!([id])).await, true);
    assert_eq!(node.call("eth_uninstallFilter", json!([id])).await, false);
    for method in ["eth_getFilterChanges", "eth_getFilterLogs"] {
        assert_eq!(
            node.fail(method, json!([id])).await,
            json!({ "code": -32001, "message": "filter not found: it expired or was never made; make a new one" })
        );
    }
    node.stop().await;
}

#[tokio::test]
async fn filters_are_limited() {
    let node = TestNode::start().await;
    let server = node.serve(|config| config.limits.filters_max = 1).await;
    TestNode::call_at(server.local_addr(), "eth_newBlockFilter", json!([])).await.unwrap();
    let error = TestNode::call_at(server.local_addr(), "eth_newFilter", json!([{}])).await.unwrap_err();
    assert_eq!(error["code"], -32005);
    assert!(error["message"].as_str().unwrap().starts_with("too many filters: at most 1 may live"), "{error}");
    server.stop().await;
    node.stop().await;
}

#[tokio::test]
async fn filter_follows_a_chain_that_is_walked_back() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    let snapshot = node.call("evm_snapshot", json!([])).await;
    let logs = node.call("eth_newFilter", json!([{ "address": contract }])).await;
    let blocks = node.call("eth_newBlockFilter", json!([])).await;
    node.transact(contract, 1, input::WORK).await;
    assert_eq!((changes(&node, &logs).await.len(), changes(&node, &blocks).await.len()), (1, 1));
    assert_eq!(node.call("evm_revert", json!([snapshot])).await, true);
    assert_eq!((changes(&node, &logs).await.len(), changes(&node, &blocks).await.len()), (0, 0));
    let again = node.transact(contract, 1, input::WORK).await;
    assert_eq!(changes(&node, &logs).await, again["logs"].as_array().unwrap().clone());
    assert_eq!(changes(&node, &blocks).await, [again["blockHash"].clone()]);
    node.stop().await;
}

#[tokio::test]
async fn filter_reports_a_new_branch_that_grew_past_the_old_one_unseen() {
    let node = TestNode::start().await;
    let snapshot = node.call("evm_snapshot", json!([])).await;
    let blocks = node.call("eth_newBlockFilter", json!([])).await;
    node.call("evm_mine", json!([{ "blocks": 2 }])).await;
    assert_eq!(changes(&node, &blocks).await.len(), 2);
    node.call("evm_revert", json!([snapshot])).await;
    node.call("evm_mine", json!([{ "blocks": 3 }])).await;
    assert_eq!(changes(&node, &blocks).await.len(), 3);
    node.stop().await;
}
