use primitives::{BlockNumber, U256};
use state::StateView;

use super::*;
use crate::testkit::{RECEIVER, TestChain, database, draft, engine, genesis, next_event};

#[test]
fn fresh_database_gets_the_genesis_block() {
    let test = TestChain::new();
    let head = test.chain.head();
    assert_eq!(head.number(), BlockNumber::GENESIS);
    assert_eq!(head.header.base_fee_per_gas, Some(1_000_000_000));
    assert_eq!(test.chain.database().head().unwrap().hash, head.hash);
}

#[test]
fn head_and_state_survive_reopening() {
    let TestChain { chain, directory } = TestChain::new();
    let test = TestChain { chain, directory };
    test.mine(&[&draft(0).sign(0)]);
    let head = test.chain.head();
    let TestChain { chain, directory } = test;
    drop(chain);
    let chain = Chain::open(database(&directory), engine(), genesis(20)).unwrap();
    assert_eq!(chain.head(), head);
    assert_eq!(chain.latest().account(RECEIVER).unwrap().unwrap().balance, U256::from(1));
}

#[test]
fn other_genesis_is_refused_with_both_hashes_and_a_remedy() {
    let TestChain { chain, directory } = TestChain::new();
    let stored = chain.head().hash;
    drop(chain);
    let error = Chain::open(database(&directory), engine(), genesis(3)).err().unwrap();
    assert!(matches!(error, NodeError::GenesisMismatch { stored: found, .. } if found == stored));
    assert_eq!(error.kind(), crate::ErrorKind::User);
    assert!(error.to_string().contains("--fresh"), "{error}");
}

#[test]
fn base_fee_falls_by_an_eighth_after_an_empty_block() {
    let test = TestChain::new();
    assert_eq!(test.chain.next_env(0).base_fee, 875_000_000);
}

#[test]
fn timestamp_before_the_parent_is_raised_to_it() {
    let test = TestChain::new();
    let parent = test.chain.head().header.timestamp;
    assert_eq!(test.chain.next_env(0).timestamp, parent);
    assert_eq!(test.chain.next_env(parent + 5).timestamp, parent + 5);
}

#[test]
fn block_that_is_not_the_heads_child_is_refused_and_changes_nothing() {
    let test = TestChain::new();
    let view = test.chain.latest();
    let engine = engine();
    let stale =
        executor::BlockBuilder::new(&engine, &view, test.chain.next_env(0)).seal(&view).expect("an empty block");
    test.mine(&[]);
    let head = test.chain.head();
    assert!(matches!(test.chain.commit(stale), Err(NodeError::NotChildOfHead { .. })));
    assert_eq!(test.chain.head(), head);
    test.mine(&[]);
}

#[tokio::test]
async fn subscribers_learn_of_blocks_and_rewinds_in_order() {
    let test = TestChain::new();
    let mut events = test.chain.subscribe();
    let transfer = draft(0).sign(0);
    let genesis_head = test.chain.head();
    test.mine(&[&transfer]);
    test.chain.rewind(BlockNumber::GENESIS).unwrap();
    let ChainEvent::Committed(block) = next_event(&mut events).await else { panic!("expected a block") };
    assert_eq!(block.block.transactions, [transfer]);
    assert!(block.receipts[0].success);
    assert!(matches!(next_event(&mut events).await, ChainEvent::Rewound(BlockNumber::GENESIS)));
    assert_eq!(test.chain.head(), genesis_head);
    assert_eq!(test.balance(RECEIVER), U256::ZERO);
}

#[test]
fn rewind_above_the_head_is_refused() {
    let test = TestChain::new();
    assert!(test.chain.rewind(BlockNumber::new(1)).is_err());
    test.mine(&[]);
}
