//! Calls that cannot be tried: each with its code and a text that names what is wrong.

use serde_json::json;

use super::support::{TestNode, post};

#[tokio::test]
async fn malformed_json_is_a_parse_error_with_its_place() {
    let node = TestNode::start().await;
    for (body, reason) in [
        ("{\"jsonrpc\":\"2.0\",", "EOF while parsing"),
        ("[{]", "key must be a string at line 1 column 3"),
        ("", "EOF while parsing a value"),
        ("nonsense", "expected ident"),
        ("{} {}", "trailing characters"),
    ] {
        let answer = post(node.addr(), body).await;
        let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(null), &json!(-32700)), "{body}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(
            message.starts_with("parse error: the body is not valid JSON: ") && message.contains(reason),
            "{message}"
        );
    }
    node.stop().await;
}

#[tokio::test]
async fn json_that_is_no_request_is_refused_with_the_member() {
    let node = TestNode::start().await;
    for (body, message) in [
        (r#"{"hello":1}"#, r#"member jsonrpc: expected "2.0", found nothing"#),
        (r#"{"jsonrpc":"1.0","id":1,"method":"x"}"#, r#"member jsonrpc: expected "2.0", found "1.0""#),
        (r#"{"jsonrpc":"2.0","id":1,"method":5}"#, "member method: expected a string, found 5"),
        (r#"{"jsonrpc":"2.0","id":1}"#, "member method: expected a string, found nothing"),
        (
            r#"{"jsonrpc":"2.0","id":[1],"method":"x"}"#,
            "member id: expected a string, an unsigned integer or null, found [1]",
        ),
        ("17", "member the whole: expected an object, or an array of them, found 17"),
    ] {
        let answer: serde_json::Value = serde_json::from_str(&post(node.addr(), body).await.body).unwrap();
        let expected = json!({ "code": -32600, "message": format!("invalid request: {message}") });
        assert_eq!(answer["error"], expected, "{body}");
    }
    node.stop().await;
}

#[tokio::test]
async fn unknown_method_is_named() {
    let node = TestNode::start().await;
    assert_eq!(
        node.fail("eth_fillTransaction", json!([])).await,
        json!({ "code": -32601, "message": "the method eth_fillTransaction does not exist/is not available" })
    );
    let error = node.fail(&"x".repeat(10_000), json!([])).await;
    assert!(error["message"].as_str().unwrap().len() < 200);
    node.stop().await;
}

#[tokio::test]
async fn wrong_parameters_are_named_with_what_was_expected_and_found() {
    let node = TestNode::start().await;
    let account = node.account(0);
    for (method, params, message) in [
        (
            "eth_getBalance",
            json!(["vitalik.eth"]),
            "invalid params: parameter 1 (address): expected an address as 0x and 40 hex digits, found \"vitalik.eth\"",
        ),
        (
            "eth_getBalance",
            json!([]),
            "invalid params: parameter 1 (address): expected an address as 0x and 40 hex digits, found nothing",
        ),
        (
            "eth_getBlockByHash",
            json!(["0x1234", true]),
            "invalid params: parameter 1 (hash): expected 32 bytes as 0x and 64 hex digits, found \"0x1234\"",
        ),
        (
            "eth_getBlockByNumber",
            json!(["latest", "yes"]),
            "invalid params: parameter 2 (full): expected true or false, found \"yes\"",
        ),
        (
            "eth_getBalance",
            json!([account, "latest", 1]),
            "invalid params: expected at most 2 (address, block), found 3",
        ),
        ("eth_chainId", json!([1]), "invalid params: expected no parameters, found 1"),
        ("eth_getBalance", json!({ "address": account }), "invalid params: expected an array, found "),
        (
            "eth_sendRawTransaction",
            json!(["02f8"]),
            "invalid params: parameter 1 (transaction): expected bytes as 0x and an even number of hex digits, found \"02f8\"",
        ),
        (
            "eth_getStorageAt",
            json!([account, "slot"]),
            "invalid params: parameter 2 (key): expected a storage key as 0x and 1 to 64 hex digits, found \"slot\"",
        ),
        (
            "eth_getProof",
            json!([account, ["0xzz"]]),
            "invalid params: parameter 2 (keys[0]): expected a storage key as 0x and 1 to 64 hex digits, found \"0xzz\"",
        ),
        (
            "eth_feeHistory",
            json!(["0x1", "latest", [50, 20]]),
            "invalid params: parameter 3 (rewardPercentiles): expected at most 100 rising numbers from 0 to 100, found [50,20]",
        ),
        (
            "eth_getLogs",
            json!([{ "topics": [["0x12"]] }]),
            "invalid params: parameter 1 (filter.topics[0][0]): expected 32 bytes as 0x and 64 hex digits, found \"0x12\"",
        ),
        ("eth_getLogs", json!([7]), "invalid params: parameter 1 (filter): expected an object, found 7"),
    ] {
        let error = node.fail(method, params).await;
        assert_eq!(error["code"], -32602, "{method}");
        assert!(error["message"].as_str().unwrap().starts_with(message), "expected {message}, found {error}");
    }
    let error = node.fail("eth_getBalance", json!([account, 16])).await;
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("invalid params: parameter 2 (block): expected a block as latest"), "{message}");
    assert!(message.ends_with("found 16"), "{message}");
    node.stop().await;
}

#[tokio::test]
async fn null_parameter_is_an_absent_one() {
    let node = TestNode::start().await;
    let balance = node.call("eth_getBalance", json!([node.account(0)])).await;
    assert_eq!(node.call("eth_getBalance", json!([node.account(0), null])).await, balance);
    node.stop().await;
}
