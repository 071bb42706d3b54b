//! Accounts at a block, and proofs that another library verifies.

use alloy_rlp::Encodable;
use alloy_trie::{Nibbles, proof::verify_proof};
use primitives::{Address, B256, Bytes, U256, keccak256};
use serde_json::{Value, json};
use state::Account;

use super::support::{TestNode, container, input};

#[tokio::test]
async fn balance_and_nonce_are_those_of_the_named_block() {
    let node = TestNode::start().await;
    node.mine(&node.signed(0, 0, |_| {})).await;
    node.mine(&node.signed(0, 1, |_| {})).await;
    let receiver = node.account(2);
    let genesis = node.call("eth_getBlockByNumber", json!(["0x0", false])).await;
    let first = node.call("eth_getBlockByNumber", json!(["0x1", false])).await;
    let before = U256::from(10_000) * U256::from(10).pow(U256::from(18));
    for (block, received, nonce) in [
        (json!("latest"), 10, "0x2"),
        (json!("0x2"), 10, "0x2"),
        (json!("0x1"), 5, "0x1"),
        (json!({ "blockNumber": "0x1" }), 5, "0x1"),
        (json!({ "blockHash": first["hash"] }), 5, "0x1"),
        (json!({ "blockHash": genesis["hash"], "requireCanonical": true }), 0, "0x0"),
        (json!("earliest"), 0, "0x0"),
    ] {
        let balance = node.call("eth_getBalance", json!([receiver, block])).await;
        assert_eq!(balance, json!(before + U256::from(received)), "{block}");
        assert_eq!(node.call("eth_getTransactionCount", json!([node.account(0), block])).await, nonce, "{block}");
    }
    assert_eq!(node.call("eth_getBalance", json!([Address::ZERO])).await, json!(U256::from(42_000) * gwei()));
    node.stop().await;
}

/// What the zero address, which gets the tips, is paid per gas.
fn gwei() -> U256 {
    U256::from(1_000_000_000)
}

#[tokio::test]
async fn state_of_a_block_that_does_not_exist_is_an_error() {
    let node = TestNode::start().await;
    let address = Address::ZERO;
    for (method, params) in [
        ("eth_getBalance", json!([address, "0x5"])),
        ("eth_getTransactionCount", json!([address, "0x5"])),
        ("eth_getCode", json!([address, "0x5"])),
        ("eth_getStorageAt", json!([address, "0x0", "0x5"])),
        ("eth_getProof", json!([address, [], "0x5"])),
        ("eth_call", json!([{}, "0x5"])),
    ] {
        let error = node.fail(method, params).await;
        assert_eq!(error["code"], -32001, "{method}");
        assert_eq!(error["message"], "header not found: block 5 does not exist yet, the head is block 0", "{method}");
    }
    let error = node.fail("eth_getBalance", json!([address, { "blockHash": B256::ZERO }])).await;
    assert_eq!(error["code"], -32001);
    assert_eq!(error["message"], format!("header not found: no block has hash {}", B256::ZERO));
    node.stop().await;
}

#[tokio::test]
async fn code_is_the_container_without_arguments() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    assert_eq!(node.call("eth_getCode", json!([contract, "latest"])).await, json!(container()));
    assert_eq!(node.call("eth_getCode", json!([contract, "0x0"])).await, "0x");
    assert_eq!(node.call("eth_getCode", json!([node.account(0)])).await, "0x");
    node.stop().await;
}

#[tokio::test]
async fn short_storage_value_is_padded_and_long_one_is_whole() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    node.transact(contract, 1, input::WORK).await;
    let long = node.call("eth_getStorageAt", json!([contract, "0x0", "latest"])).await;
    assert_eq!(long, json!(Bytes::from(vec![0x77; 40])));
    let short = json!(B256::with_last_byte(0x2a));
    for key in [json!("0x1"), json!("0x01"), json!(B256::with_last_byte(1))] {
        assert_eq!(node.call("eth_getStorageAt", json!([contract, key, "latest"])).await, short, "{key}");
    }
    assert_eq!(node.call("eth_getStorageAt", json!([contract, "0x2", "latest"])).await, json!(B256::ZERO));
    assert_eq!(node.call("eth_getStorageAt", json!([contract, "0x1", "0x1"])).await, json!(B256::ZERO));
    node.stop().await;
}

#[tokio::test]
async fn storage_value_is_had_as_it_is_kept() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    node.transact(contract, 1, input::WORK).await;
    let kept = async |key: &str, block: &str| node.call("causeway_getStorage", json!([contract, key, block])).await;
    assert_eq!(kept("0x0", "latest").await, json!(Bytes::from(vec![0x77; 40])));
    assert_eq!(kept("0x1", "latest").await, "0x002a");
    assert_eq!(kept("0x2", "latest").await, "0x");
    assert_eq!(kept("0x1", "0x1").await, "0x");
    node.stop().await;
}

fn nodes(proof: &Value) -> Vec<Bytes> {
    serde_json::from_value(proof.clone()).unwrap()
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

#[tokio::test]
async fn proofs_of_present_and_absent_keys_verify() {
    let node = TestNode::start().await;
    let contract = node.deploy(0).await;
    node.transact(contract, 1, input::WORK).await;
    let block = node.call("eth_getBlockByNumber", json!(["latest", false])).await;
    let state_root: B256 = read(&block["stateRoot"]);
    let absent = Address::repeat_byte(0x99);

    for address in [contract, node.account(0), node.account(2), absent] {
        let proof = node.call("eth_getProof", json!([address, ["0x0", "0x1", "0x2"], "latest"])).await;
        let account = Account {
            nonce: read::<U256>(&proof["nonce"]).to(),
            balance: read(&proof["balance"]),
            storage_root: read(&proof["storageHash"]),
            code_hash: read(&proof["codeHash"]),
        };
        let expected = (address != absent).then(|| alloy_rlp::encode(account));
        let key = Nibbles::unpack(keccak256(address));
        verify_proof(state_root, key, expected, &nodes(&proof["accountProof"])).unwrap();

        let values = [Some(vec![0x77; 40]), Some(vec![0x00, 0x2a]), None];
        for (index, value) in values.into_iter().enumerate() {
            let value = value.filter(|_| address == contract);
            let slot = &proof["storageProof"][index];
            assert_eq!(slot["key"], format!("0x{index}"));
            let shown = value.as_ref().map_or("0x0".to_owned(), |value| Bytes::from(value.clone()).to_string());
            assert_eq!(slot["value"], shown);
            let leaf = value.map(|value| {
                let mut leaf = Vec::new();
                value.as_slice().encode(&mut leaf);
                leaf
            });
            let key = Nibbles::unpack(keccak256(B256::with_last_byte(index as u8)));
            verify_proof(account.storage_root, key, leaf, &nodes(&slot["proof"])).unwrap();
        }
    }
    node.stop().await;
}

#[tokio::test]
async fn proof_of_an_older_block_is_an_error() {
    let node = TestNode::start().await;
    node.mine(&node.signed(0, 0, |_| {})).await;
    let error = node.fail("eth_getProof", json!([node.account(0), [], "0x0"])).await;
    assert_eq!(error["code"], -32001);
    assert_eq!(error["message"], "proofs are given for the head only: expected block 1 or latest, found block 0");
    node.stop().await;
}

#[tokio::test]
async fn proof_of_too_many_keys_is_refused() {
    let node = TestNode::start().await;
    let keys: Vec<String> = (0..1_025).map(|key| format!("{key:#x}")).collect();
    let error = node.fail("eth_getProof", json!([Address::ZERO, keys, "latest"])).await;
    assert_eq!(error["code"], -32005);
    assert_eq!(error["message"], "too many storage keys: expected at most 1024, found 1025; ask several times");
    node.stop().await;
}
