//! Subscriptions over WebSocket.

use jsonrpsee::{
    core::{
        client::{ClientT, Subscription, SubscriptionClientT, SubscriptionKind},
        params::ArrayParams,
    },
    rpc_params,
    types::SubscriptionId,
    ws_client::{WsClient, WsClientBuilder},
};
use serde_json::{Value, json};

use super::support::{TOPIC, TestNode, input};

async fn connect(node: &TestNode) -> WsClient {
    WsClientBuilder::default().build(format!("ws://{}", node.addr())).await.unwrap()
}

async fn subscribe(client: &WsClient, params: ArrayParams) -> Subscription<Value> {
    client.subscribe("eth_subscribe", params, "eth_unsubscribe").await.unwrap()
}

async fn next(subscription: &mut Subscription<Value>) -> Value {
    subscription.next().await.unwrap().unwrap()
}

#[tokio::test]
async fn new_heads_logs_and_transactions_are_told() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    let client = connect(&node).await;
    let mut heads = subscribe(&client, rpc_params!["newHeads"]).await;
    let mut logs = subscribe(&client, rpc_params!["logs", json!({ "address": contract, "topics": [TOPIC] })]).await;
    let mut all_logs = subscribe(&client, rpc_params!["logs"]).await;
    let mut hashes = subscribe(&client, rpc_params!["newPendingTransactions"]).await;
    let mut whole = subscribe(&client, rpc_params!["newPendingTransactions", true]).await;
    let receipt = node.transact(contract, 1, input::WORK).await;

    let head = next(&mut heads).await;
    let block = node.call("eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!((&head["hash"], &head["number"]), (&receipt["blockHash"], &json!("0x2")));
    for (name, value) in head.as_object().unwrap() {
        assert_eq!(value, &block[name], "{name}");
    }
    let log = next(&mut logs).await;
    assert_eq!(json!([log]), receipt["logs"]);
    assert_eq!(next(&mut all_logs).await, log);
    assert_eq!(next(&mut hashes).await, receipt["transactionHash"]);
    assert_eq!(next(&mut whole).await["hash"], receipt["transactionHash"]);
    drop(client);
    node.stop().await;
}

#[tokio::test]
async fn subscription_ids_are_hex_strings() {
    let node = TestNode::start().await;
    let client = connect(&node).await;
    let heads = subscribe(&client, rpc_params!["newHeads"]).await;
    let SubscriptionKind::Subscription(SubscriptionId::Str(id)) = heads.kind() else { panic!("not a string") };
    let digits = id.strip_prefix("0x").unwrap().to_owned();
    assert!(!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digits}");
    heads.unsubscribe().await.unwrap();
    let gone: bool = client.request("eth_unsubscribe", rpc_params![format!("0x{digits}")]).await.unwrap();
    assert!(!gone);
    drop(client);
    node.stop().await;
}

#[tokio::test]
async fn calls_work_over_websocket_too() {
    let node = TestNode::start().await;
    let client = connect(&node).await;
    let chain_id: String = client.request("eth_chainId", rpc_params![]).await.unwrap();
    assert_eq!(chain_id, "0x7a69");
    let error = client.request::<Value, _>("eth_nothing", rpc_params![]).await.unwrap_err();
    assert!(error.to_string().contains("the method eth_nothing does not exist"), "{error}");
    drop(client);
    node.stop().await;
}

#[tokio::test]
async fn unknown_subscription_is_refused() {
    let node = TestNode::start().await;
    let client = connect(&node).await;
    for params in [rpc_params!["newBlocks"], rpc_params![]] {
        let refused = client.subscribe::<Value, _>("eth_subscribe", params, "eth_unsubscribe").await.err().unwrap();
        let text = refused.to_string();
        assert!(text.contains("expected newHeads, logs or newPendingTransactions"), "{text}");
    }
    drop(client);
    node.stop().await;
}

#[tokio::test]
async fn subscriptions_of_a_connection_are_limited() {
    let node = TestNode::start().await;
    let client = connect(&node).await;
    let mut held = Vec::new();
    for _ in 0..64 {
        held.push(subscribe(&client, rpc_params!["newHeads"]).await);
    }
    let one_more = client.subscribe::<Value, _>("eth_subscribe", rpc_params!["newHeads"], "eth_unsubscribe").await;
    assert!(one_more.err().unwrap().to_string().contains("Too many subscriptions"));
    drop(client);
    node.stop().await;
}

#[tokio::test]
async fn subscription_over_http_points_to_websocket() {
    let node = TestNode::start().await;
    let error = node.fail("eth_subscribe", json!(["newHeads"])).await;
    assert_eq!(error["code"], -32601);
    assert!(error["message"].as_str().unwrap().contains("ws://"), "{error}");
    node.stop().await;
}

#[tokio::test]
async fn server_stops_while_a_client_subscribes() {
    let node = TestNode::start().await;
    let client = connect(&node).await;
    let mut heads = subscribe(&client, rpc_params!["newHeads"]).await;
    node.stop().await;
    assert!(heads.next().await.is_none());
}
