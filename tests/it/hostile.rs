//! Contracts that try to stall, exhaust or break the node: each ends in a clear error or a failed receipt within
//! seconds, changes nothing but the sender's nonce and fee, and the next transaction is mined.

use std::time::Duration;

use primitives::{Address, Bytes, U256};
use serde_json::{Value, json};
use tests::{Chain, PLENTY_GAS, creation};
use types::TxKind;

/// What "within seconds" means on a loaded machine.
const SECONDS: Duration = Duration::from_secs(30);

const MEMORY: &str = r#"(memory (export "memory") 1)"#;

/// A module whose constructor does nothing and whose `call` has this body.
fn module(body: &str, items: &str) -> Vec<u8> {
    let text = format!(r#"(module {MEMORY} {items} (func (export "deploy")) (func $call (export "call") {body}))"#);
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Everything that may not change when a call of `contract` fails, the sender's nonce and balance aside.
async fn fingerprint(chain: &Chain, contract: Address) -> [Value; 3] {
    let proof = chain.call("eth_getProof", json!([contract, [], "latest"])).await;
    [
        chain.call("eth_getBalance", json!([contract, "latest"])).await,
        proof["storageHash"].clone(),
        proof["codeHash"].clone(),
    ]
}

/// The next transaction of the same sender is mined.
async fn lives(chain: &Chain) {
    let receipt = chain.transact(0, TxKind::Call(Address::repeat_byte(0x99)), 1, Bytes::new(), 21_000).await;
    assert_eq!(receipt["status"], "0x1");
}

/// Calls a contract with this module: the receipt fails, all gas is gone, nothing else changed, and a question about
/// it is answered with an error that names the cause.
async fn call_fails(module: &[u8], cause: &str) {
    let chain = Chain::start().await;
    let contract = chain.deploy(module, &[]).await;
    let sender = chain.account(0);
    let before = fingerprint(&chain, contract).await;
    let nonce = chain.number("eth_getTransactionCount", json!([sender, "latest"])).await;
    let balance = chain.number("eth_getBalance", json!([sender, "latest"])).await;

    let call = chain.transact(0, TxKind::Call(contract), 7, Bytes::new(), PLENTY_GAS);
    let receipt = tokio::time::timeout(SECONDS, call).await.expect("the call ends within seconds");
    assert_eq!(receipt["status"], "0x0");
    assert_eq!(receipt["gasUsed"], format!("{PLENTY_GAS:#x}"), "a fault takes all gas");
    assert_eq!(receipt["logs"], json!([]));

    assert_eq!(fingerprint(&chain, contract).await, before);
    let price: U256 = serde_json::from_value(receipt["effectiveGasPrice"].clone()).expect("a quantity");
    let fee = price * U256::from(PLENTY_GAS);
    assert_eq!(chain.number("eth_getTransactionCount", json!([sender, "latest"])).await, nonce + U256::from(1));
    assert_eq!(chain.number("eth_getBalance", json!([sender, "latest"])).await, balance - fee);

    let question = json!([{ "from": sender, "to": contract, "gas": format!("{PLENTY_GAS:#x}") }, "latest"]);
    let error = chain.try_call("eth_call", question).await.expect_err("the question fails");
    assert!(error.message().contains(cause), "expected `{cause}`, found: {}", error.message());
    lives(&chain).await;
    chain.stop().await;
}

/// Sends creation data that is refused before the pool, with an error that names the cause.
async fn creation_is_refused(data: Bytes, cause: &str) {
    let chain = Chain::start().await;
    let sent = chain.try_transact(0, TxKind::Create, 0, data.clone(), PLENTY_GAS).await;
    let error = sent.expect_err("the creation is refused");
    assert!(error.message().contains(cause), "expected `{cause}`, found: {}", error.message());
    let estimate = chain.try_call("eth_estimateGas", json!([{ "from": chain.account(0), "data": data }])).await;
    let error = estimate.expect_err("the estimate is refused");
    assert!(error.message().contains(cause), "expected `{cause}`, found: {}", error.message());
    assert_eq!(chain.number("eth_getTransactionCount", json!([chain.account(0), "pending"])).await, U256::ZERO);
    lives(&chain).await;
    chain.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn contract_that_loops_forever_runs_out_of_gas() {
    call_fails(&module("(loop (br 0))", ""), "out of gas").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn contract_that_recurses_forever_exhausts_the_call_stack() {
    call_fails(&module("(call $call)", ""), "call stack exhausted").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn contract_that_calls_itself_forever_is_refused_re_entry() {
    // Its own address is asked for and called; the refused call fails, and then it traps.
    let imports = r#"(import "causeway" "address" (func $address (param i32)))
        (import "causeway" "call" (func $enter (param i32 i64 i32 i32 i32 i32) (result i32)))"#;
    let body = "(call $address (i32.const 0))
        (if (i32.ne (call $enter (i32.const 0) (i64.const -1) (i32.const 0) (i32.const 32) (i32.const 0) (i32.const 0)) (i32.const 2))
            (then (loop (br 0))))
        unreachable";
    let text = format!(r#"(module {imports} {MEMORY} (func (export "deploy")) (func (export "call") {body}))"#);
    call_fails(&wat::parse_str(text).unwrap(), "unreachable").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn contract_that_grows_its_memory_without_end_runs_out_of_gas() {
    call_fails(&module("(loop (drop (memory.grow (i32.const 1))) (br 0))", ""), "out of gas").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn contract_that_reads_out_of_bounds_is_stopped() {
    call_fails(&module("(drop (i32.load (i32.const 65533)))", ""), "out of bounds memory access").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn contract_that_divides_by_zero_is_stopped() {
    let body = "(drop (i32.div_u (i32.const 1) (i32.const 0)))";
    call_fails(&module(body, ""), "integer division by zero").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn constructor_that_loops_forever_gives_a_failed_receipt_and_no_code() {
    let chain = Chain::start().await;
    let text = format!(r#"(module {MEMORY} (func (export "deploy") (loop (br 0))) (func (export "call")))"#);
    let data = creation(&wat::parse_str(text).unwrap(), &[]);
    let creation = chain.transact(0, TxKind::Create, 0, data, PLENTY_GAS);
    let receipt = tokio::time::timeout(SECONDS, creation).await.expect("the creation ends within seconds");
    assert_eq!(receipt["status"], "0x0");
    assert_eq!(chain.call("eth_getCode", json!([receipt["contractAddress"], "latest"])).await, "0x");
    lives(&chain).await;
    chain.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_not_wasm_are_refused_before_the_pool() {
    creation_is_refused(creation(b"not a module", &[]), "Wasm").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn module_with_floats_is_refused_with_the_feature_and_the_offset() {
    let text = format!(
        r#"(module {MEMORY} (func (export "deploy")) (func (export "call") (drop (f64.add (f64.const 1) (f64.const 2)))))"#
    );
    let data = creation(&wat::parse_str(text).unwrap(), &[]);
    creation_is_refused(data.clone(), "float").await;
    creation_is_refused(data, "offset").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evm_bytecode_is_refused_with_a_pointer_to_causeway_build() {
    creation_is_refused(Bytes::from_static(&[0x60, 0x80, 0x60, 0x40, 0x52]), "causeway build").await;
}
