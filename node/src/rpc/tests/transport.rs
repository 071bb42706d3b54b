//! HTTP around JSON-RPC: sizes, batches, browsers, slow clients, and the end.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::support::{TestNode, http, post, read_answer};
use crate::rpc::Origins;

fn parsed(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

#[tokio::test]
async fn oversize_body_is_refused_with_the_limit() {
    let node = TestNode::start().await;
    let head = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: close\r\n";
    let body = " ".repeat(0x20_0001);
    // The second never ends, and is answered all the same.
    let whole = format!("{head}content-length: 2097153\r\n\r\n{body}");
    let endless = format!("{head}transfer-encoding: chunked\r\n\r\n200001\r\n{body}");
    for request in [whole, endless] {
        let mut socket = TcpStream::connect(node.addr()).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        let answer = read_answer(&mut socket).await;
        assert_eq!(answer.status, 413);
        let error = &parsed(&answer.body)["error"];
        assert_eq!(error["code"], -32007);
        assert_eq!(error["message"], "request is too large: at most 2097152 bytes are allowed; split it");
    }
    node.stop().await;
}

#[tokio::test]
async fn batch_is_answered_in_order_and_limited() {
    let node = TestNode::start().await;
    let call = |id: usize, method: &str| json!({ "jsonrpc": "2.0", "id": id, "method": method });
    let batch = json!([call(1, "eth_chainId"), call(2, "eth_nothing"), 7, call(3, "net_version")]);
    let answers = parsed(&post(node.addr(), &batch.to_string()).await.body);
    assert_eq!(answers[0]["result"], "0x7a69");
    assert_eq!(answers[1]["error"]["message"], "the method eth_nothing does not exist/is not available");
    assert_eq!(answers[2]["error"]["code"], -32600);
    assert_eq!((&answers[3]["id"], &answers[3]["result"]), (&json!(3), &json!("31337")));

    let batch = |size: usize| Value::from((0..size).map(|id| call(id, "eth_chainId")).collect::<Vec<_>>()).to_string();
    assert_eq!(parsed(&post(node.addr(), &batch(100)).await.body).as_array().unwrap().len(), 100);
    let refused = parsed(&post(node.addr(), &batch(101)).await.body);
    assert_eq!(refused["error"]["code"], -32010);
    assert_eq!(refused["error"]["data"], "Exceeded max limit of 100");
    let empty = parsed(&post(node.addr(), "[]").await.body);
    assert_eq!(empty["error"]["code"], -32600);
    node.stop().await;
}

#[tokio::test]
async fn oversize_response_is_an_error() {
    let node = TestNode::start().await;
    node.mine(&node.signed(0, 0, |_| {})).await;
    let server = node.serve(|config| config.limits.response_max_bytes = 1_000).await;
    let error = TestNode::call_at(server.local_addr(), "eth_getBlockByNumber", json!(["0x1", true])).await.unwrap_err();
    assert_eq!(error["code"], -32008, "{error}");
    server.stop().await;
    node.stop().await;
}

#[tokio::test]
async fn body_that_is_not_sent_as_json_is_refused() {
    let node = TestNode::start().await;
    for headers in [&[("content-type", "text/plain")][..], &[]] {
        let answer = http(node.addr(), "POST", headers, "{}").await;
        assert_eq!(answer.status, 415);
        let message = parsed(&answer.body)["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.starts_with("header content-type: expected application/json"), "{message}");
    }
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_chainId" }).to_string();
    let answer = http(node.addr(), "POST", &[("content-type", "application/json; charset=utf-8")], &body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(http(node.addr(), "GET", &[], "").await.status, 405);
    node.stop().await;
}

#[tokio::test]
async fn browser_page_may_call_a_dev_chain() {
    let node = TestNode::start().await;
    let preflight = http(
        node.addr(),
        "OPTIONS",
        &[
            ("origin", "https://app.example"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type"),
            ("access-control-request-private-network", "true"),
        ],
        "",
    )
    .await;
    assert_eq!(preflight.status, 200);
    for line in [
        "access-control-allow-origin: *",
        "access-control-allow-methods: post,get",
        "access-control-allow-headers: *",
        "access-control-allow-private-network: true",
    ] {
        assert!(preflight.head.contains(line), "{line} is missing in {}", preflight.head);
    }
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_chainId" }).to_string();
    let headers = [("origin", "https://app.example"), ("content-type", "application/json")];
    let answer = http(node.addr(), "POST", &headers, &body).await;
    assert_eq!(parsed(&answer.body)["result"], "0x7a69");
    assert!(answer.head.contains("access-control-allow-origin: *"), "{}", answer.head);
    node.stop().await;
}

#[tokio::test]
async fn operator_chooses_the_pages_that_may_call() {
    let node = TestNode::start().await;
    let server = node
        .serve(|config| {
            config.dev = None;
            config.origins = Origins::List(vec!["https://good.example".to_owned()]);
        })
        .await;
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_chainId" }).to_string();
    for (origin, status) in [("https://good.example", 200), ("https://evil.example", 403)] {
        let headers = [("origin", origin), ("content-type", "application/json")];
        assert_eq!(http(server.local_addr(), "POST", &headers, &body).await.status, status, "{origin}");
    }
    let upgrade = [("origin", "https://evil.example"), ("upgrade", "websocket"), ("connection", "upgrade")];
    assert_eq!(http(server.local_addr(), "GET", &upgrade, "").await.status, 403);
    server.stop().await;
    node.stop().await;
}

#[tokio::test]
async fn name_that_was_rebound_to_this_machine_is_refused() {
    let node = TestNode::start().await;
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_chainId" }).to_string();
    let headers = [("host", "evil.example:8545"), ("content-type", "application/json")];
    let answer = http(node.addr(), "POST", &headers, &body).await;
    assert_eq!(answer.status, 403);
    let message = parsed(&answer.body)["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("header host: \"evil.example:8545\" is not allowed"), "{message}");
    node.stop().await;
}

#[tokio::test]
async fn slow_head_and_slow_body_are_given_up() {
    let node = TestNode::start().await;
    let server = node
        .serve(|config| {
            config.limits.header_timeout = Duration::from_millis(50);
            config.limits.body_timeout = Duration::from_millis(50);
        })
        .await;
    let mut socket = TcpStream::connect(server.local_addr()).await.unwrap();
    socket.write_all(b"POST / HTTP/1.1\r\nhost: local").await.unwrap();
    assert_ne!(read_answer(&mut socket).await.status, 200);

    let mut socket = TcpStream::connect(server.local_addr()).await.unwrap();
    let head = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    socket.write_all(head.as_bytes()).await.unwrap();
    let answer = read_answer(&mut socket).await;
    assert_eq!(answer.status, 408);
    assert!(answer.body.contains("did not arrive within"), "{}", answer.body);

    // An idle connection is closed too.
    let mut socket = TcpStream::connect(server.local_addr()).await.unwrap();
    assert_ne!(read_answer(&mut socket).await.status, 200);
    server.stop().await;
    node.stop().await;
}

#[tokio::test]
async fn connection_without_a_place_is_refused_and_the_others_go_on() {
    let node = TestNode::start().await;
    let server = node.serve(|config| config.limits.connections_max = 1).await;
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_chainId" }).to_string();
    let request = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut first = TcpStream::connect(server.local_addr()).await.unwrap();
    first.write_all(request.as_bytes()).await.unwrap();
    // Once the first answers, it holds the place.
    first.readable().await.unwrap();
    let mut second = TcpStream::connect(server.local_addr()).await.unwrap();
    assert_eq!(read_answer(&mut second).await.status, 503);
    first.write_all(request.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n").as_bytes()).await.unwrap();
    assert_eq!(read_answer(&mut first).await.status, 200);
    server.stop().await;
    node.stop().await;
}

#[tokio::test]
async fn call_for_which_there_is_no_place_is_told_to_try_again() {
    let node = TestNode::start().await;
    let server = node.serve(|config| config.limits.calls_max = 0).await;
    let error = TestNode::call_at(server.local_addr(), "eth_gasPrice", json!([])).await.unwrap_err();
    assert_eq!(error, json!({ "code": -32002, "message": "server is busy: too many calls are waiting; try again" }));
    server.stop().await;
    let server = node
        .serve(|config| (config.limits.reads_max, config.limits.queue_timeout) = (0, Duration::from_millis(1)))
        .await;
    let error = TestNode::call_at(server.local_addr(), "eth_gasPrice", json!([])).await.unwrap_err();
    assert_eq!(error["code"], -32002);
    server.stop().await;
    node.stop().await;
}

#[tokio::test]
async fn stopped_server_frees_its_port() {
    let node = TestNode::start().await;
    let server = node.serve(|_| {}).await;
    let addr = server.local_addr();
    let mut idle = TcpStream::connect(addr).await.unwrap();
    server.stop().await;
    assert_ne!(read_answer(&mut idle).await.status, 200);
    assert!(TcpStream::connect(addr).await.is_err());
    node.stop().await;
}
