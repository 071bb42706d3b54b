//! An orderly restart keeps everything.

use primitives::{Bytes, U256};
use serde_json::json;
use tests::{Chain, PLENTY_GAS};
use types::TxKind;

/// A contract that counts its calls under storage key 0.
const COUNTER: &str = r#"(module
    (import "causeway" "storage_read" (func $read (param i32 i32 i32) (result i32)))
    (import "causeway" "storage_write" (func $write (param i32 i32 i32)))
    (memory (export "memory") 1)
    (func (export "deploy"))
    (func (export "call")
        (drop (call $read (i32.const 0) (i32.const 32) (i32.const 1)))
        (i32.store8 (i32.const 32) (i32.add (i32.load8_u (i32.const 32)) (i32.const 1)))
        (call $write (i32.const 0) (i32.const 32) (i32.const 1))))"#;

#[tokio::test(flavor = "multi_thread")]
async fn head_receipts_balances_and_contract_state_survive_a_restart() {
    let chain = Chain::start().await;
    let contract = chain.deploy(&wat::parse_str(COUNTER).unwrap(), &[]).await;
    let mut receipt = json!(null);
    for _ in 0..3 {
        receipt = chain.transact(1, TxKind::Call(contract), 0, Bytes::new(), PLENTY_GAS).await;
        assert_eq!(receipt["status"], "0x1");
    }
    let asked = async |chain: &Chain| {
        [
            chain.call("eth_getBlockByNumber", json!(["latest", true])).await,
            chain.call("eth_getTransactionReceipt", json!([receipt["transactionHash"]])).await,
            chain.call("eth_getBalance", json!([chain.account(1), "latest"])).await,
            chain.call("eth_getProof", json!([contract, [U256::ZERO], "latest"])).await,
            chain.call("eth_getStorageAt", json!([contract, "0x0", "latest"])).await,
        ]
    };
    let before = asked(&chain).await;
    assert_eq!(before[4], format!("0x{:064x}", 3));

    let chain = chain.restart().await;
    assert_eq!(asked(&chain).await, before);
    let next = chain.transact(1, TxKind::Call(contract), 0, Bytes::new(), PLENTY_GAS).await;
    assert_eq!(next["status"], "0x1");
    assert_eq!(chain.call("eth_getStorageAt", json!([contract, "0x0", "latest"])).await, format!("0x{:064x}", 4));
    chain.stop().await;
}
