use std::{net::TcpListener, path::Path};

use primitives::BlockNumber;
use state::StateView;
use types::TxKind;

use super::*;
use crate::{
    ErrorKind,
    testkit::{Draft, RECEIVER, account, creation, draft, key, mined},
};

fn config(data_dir: &Path) -> NodeConfig {
    let mut config = NodeConfig::dev((0..10).map(key).collect(), data_dir.to_owned(), ([127, 0, 0, 1], 0).into());
    config.cache_size_bytes = 1 << 20;
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn restart_keeps_head_state_and_receipts() {
    let directory = tempfile::tempdir().unwrap();
    let node = start(config(directory.path())).await.unwrap();
    assert_ne!(node.rpc_addr().port(), 0);
    let mut events = node.chain().subscribe();
    for nonce in 0..5 {
        node.pool().submit(draft(nonce).sign(0)).unwrap();
    }
    mined(&mut events, 5).await;
    let head = node.chain().head();
    node.stop().await;

    let node = start(config(directory.path())).await.unwrap();
    assert_eq!(node.chain().head(), head);
    assert_eq!(node.pool().pending_nonce(account(0)).unwrap(), 5);
    assert_eq!(node.chain().latest().account(RECEIVER).unwrap().unwrap().balance, U256::from(5));
    assert_eq!(node.chain().database().receipts(BlockNumber::new(5)).unwrap().unwrap().len(), 1);
    let mut events = node.chain().subscribe();
    node.pool().submit(draft(5).sign(0)).unwrap();
    mined(&mut events, 1).await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dev_chain_is_31337_with_ten_thousand_coins_each() {
    let directory = tempfile::tempdir().unwrap();
    let node = start(config(directory.path())).await.unwrap();
    assert_eq!(node.chain().chain_id(), 31_337);
    let coins = U256::from(10_000) * U256::from(10).pow(U256::from(18));
    for n in 0..10 {
        assert_eq!(node.chain().latest().account(account(n)).unwrap().unwrap().balance, coins);
    }
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn port_in_use_is_refused_with_a_remedy_and_leaves_the_directory_free() {
    let directory = tempfile::tempdir().unwrap();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = NodeConfig { rpc_addr: other.local_addr().unwrap(), ..config(directory.path()) };
    let error = start(taken).await.err().unwrap();
    assert!(matches!(error, NodeError::AddressInUse { .. }), "{error}");
    assert_eq!(error.kind(), ErrorKind::User);
    assert!(error.to_string().contains("--port"), "{error}");
    start(config(directory.path())).await.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn directory_of_a_running_node_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let node = start(config(directory.path())).await.unwrap();
    let error = start(config(directory.path())).await.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::User, "{error}");
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn directory_of_another_chain_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    start(config(directory.path())).await.unwrap().stop().await;
    let mut other = config(directory.path());
    other.chain.chain_id = 1;
    let error = start(other).await.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::User, "{error}");
    let mut other = config(directory.path());
    other.chain.alloc.clear();
    let error = start(other).await.err().unwrap();
    assert!(matches!(error, NodeError::GenesisMismatch { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_lets_go_of_everything() {
    let directory = tempfile::tempdir().unwrap();
    let node = start(config(directory.path())).await.unwrap();
    let (addr, chain) = (node.rpc_addr(), Arc::clone(node.chain()));
    node.stop().await;
    assert_eq!(Arc::strong_count(&chain), 1);
    TcpListener::bind(addr).unwrap();
    drop(chain);
    start(config(directory.path())).await.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_finds_contracts_compiled_and_a_damaged_artifact_is_compiled_again() {
    let directory = tempfile::tempdir().unwrap();
    let module =
        wat::parse_str(r#"(module (memory (export "memory") 1) (func (export "deploy")) (func (export "call")))"#)
            .unwrap();
    let container = [&interface::container::header(module.len() as u32)[..], &module].concat();
    let call = |nonce| {
        let to = TxKind::Call(account(0).create(0));
        Draft { to, value: U256::ZERO, gas_limit: 100_000, ..draft(nonce) }.sign(0)
    };
    let counts = |node: &RunningNode| {
        let counts = node.chain().engine().code_counts();
        (counts.compiled, counts.loaded, counts.rejected)
    };

    let node = start(config(directory.path())).await.unwrap();
    let mut events = node.chain().subscribe();
    node.pool().submit(creation(0, &container).sign(0)).unwrap();
    mined(&mut events, 1).await;
    assert_eq!(counts(&node), (1, 0, 0), "the pool compiles, and the block finds it");
    node.stop().await;

    let node = start(config(directory.path())).await.unwrap();
    assert_eq!(counts(&node), (0, 0, 0));
    let mut events = node.chain().subscribe();
    node.pool().submit(call(1)).unwrap();
    let block = mined(&mut events, 1).await.remove(0);
    assert!(block.receipts[0].success);
    assert_eq!(counts(&node), (0, 1, 0));
    node.stop().await;

    for entry in std::fs::read_dir(directory.path().join(db::ARTIFACTS_FOLDER)).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some() {
            let mut artifact = std::fs::read(&path).unwrap();
            artifact[500] ^= 1;
            std::fs::write(&path, artifact).unwrap();
        }
    }
    let node = start(config(directory.path())).await.unwrap();
    let mut events = node.chain().subscribe();
    node.pool().submit(call(2)).unwrap();
    let again = mined(&mut events, 1).await.remove(0);
    assert!(again.receipts[0].success);
    assert_eq!(again.receipts[0].gas_used, block.receipts[0].gas_used);
    assert_eq!(counts(&node), (1, 0, 1));
    node.stop().await;
}

/// The same block has another result under another schedule, so old data must be refused and not continued.
#[test]
fn a_change_of_the_gas_schedule_or_the_pass_is_a_change_of_the_data_format() {
    use vm::metering::{PASS_VERSION, SCHEDULE_VERSION};
    assert_eq!(
        (db::FORMAT_VERSION, SCHEDULE_VERSION, PASS_VERSION),
        (5, 2, 6),
        "with a new schedule or pass, raise FORMAT_VERSION in runtime/db/src/columns.rs"
    );
}
