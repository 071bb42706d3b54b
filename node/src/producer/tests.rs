use std::{sync::Barrier, thread, time::Duration};

use db::{CrashPoint, Database};
use state::StateView;

use super::*;
use crate::{
    ErrorKind,
    chain::ChainEvent,
    pool::{PoolError, PoolLimits},
    testkit::{
        Draft, RECEIVER, TestChain, account, creation, draft, engine, genesis, mined, next_block, next_event, options,
    },
};

/// An interval that does not pass during a test.
const NEVER: Seal = Seal::Interval(Duration::from_secs(60 * 60));

struct Test {
    on: TestChain,
    pool: Arc<Pool>,
    producer: Producer,
}

fn start(seal: Seal) -> Test {
    let on = TestChain::new();
    let pool = Arc::new(Pool::new(Arc::clone(&on.chain), PoolLimits::default()));
    let producer = Producer::spawn(Arc::clone(&on.chain), Arc::clone(&pool), seal).unwrap();
    Test { on, pool, producer }
}

#[tokio::test]
async fn instant_seal_makes_one_block_per_transaction() {
    let test = start(Seal::Instant);
    let mut events = test.on.chain.subscribe();
    for nonce in 0..3 {
        test.pool.submit(draft(nonce).sign(0)).unwrap();
    }
    let blocks = mined(&mut events, 3).await;
    assert_eq!(blocks.len(), 3);
    assert_eq!(test.on.balance(RECEIVER), U256::from(3));
    test.producer.stop().await;
    assert_eq!(test.on.chain.head().header.number, 3);
    assert_eq!(test.pool.status(), (0, 0));
}

#[tokio::test]
async fn queued_nonces_wait_and_are_mined_when_the_gap_closes() {
    let test = start(Seal::Instant);
    let mut events = test.on.chain.subscribe();
    test.pool.submit(draft(2).sign(0)).unwrap();
    test.pool.submit(draft(1).sign(0)).unwrap();
    // The answer comes after the thread has looked for work.
    test.producer.snapshot().await.unwrap();
    assert_eq!(test.on.chain.head().header.number, 0);
    test.pool.submit(draft(0).sign(0)).unwrap();
    let blocks = mined(&mut events, 3).await;
    let nonces: Vec<u64> = blocks.iter().map(|block| block.block.transactions[0].nonce()).collect();
    assert_eq!(nonces, [0, 1, 2]);
}

#[tokio::test]
async fn ten_senders_with_two_hundred_transactions_each_are_all_mined() {
    const SENDERS: u8 = 10;
    const EACH: u64 = 200;
    let test = start(Seal::Instant);
    let mut events = test.on.chain.subscribe();
    let signed: Vec<Vec<_>> = (0..SENDERS).map(|n| (0..EACH).map(|nonce| draft(nonce).sign(n)).collect()).collect();
    let together = Barrier::new(signed.len());
    thread::scope(|scope| {
        for transactions in signed {
            scope.spawn(|| {
                together.wait();
                for transaction in transactions {
                    test.pool.submit(transaction).unwrap();
                }
            });
        }
    });
    let blocks = mined(&mut events, 2_000).await;
    assert_eq!(blocks.len(), 2_000);
    assert!(blocks.iter().all(|block| block.receipts[0].success));
    for n in 0..SENDERS {
        assert_eq!(test.on.nonce(account(n)), EACH);
    }
    assert_eq!(test.on.balance(RECEIVER), U256::from(2_000));
    test.producer.stop().await;
    assert_eq!(test.pool.status(), (0, 0));
}

#[tokio::test]
async fn interval_seal_fills_a_block_and_mines_empty_ones_too() {
    let test = start(Seal::Interval(Duration::from_millis(100)));
    let mut events = test.on.chain.subscribe();
    assert!(next_block(&mut events).await.block.transactions.is_empty());
    for n in 0..5 {
        for nonce in 0..20 {
            test.pool.submit(draft(nonce).sign(n)).unwrap();
        }
    }
    let mut count = 0;
    let mut blocks = 0;
    while count < 100 {
        let block = next_block(&mut events).await;
        blocks += usize::from(!block.block.transactions.is_empty());
        count += block.block.transactions.len();
    }
    assert!(blocks < 100, "{blocks} blocks");
    while !next_block(&mut events).await.block.transactions.is_empty() {}
}

#[tokio::test]
async fn block_is_filled_up_to_its_gas_limit_and_the_rest_waits() {
    let test = start(NEVER);
    let gas_limit = 100_000_000;
    for n in 0..4 {
        test.pool.submit(Draft { gas_limit, ..draft(0) }.sign(n)).unwrap();
    }
    test.pool.submit(Draft { gas_limit: 300_000_000, tip: 9, ..draft(0) }.sign(4)).unwrap();
    // Only gas that was used counts: all fit behind the best tip, though its limit is the whole block's.
    test.producer.mine(1, None).await.unwrap();
    let first = test.on.chain.database().block(BlockNumber::new(1)).unwrap().unwrap();
    let senders: Vec<Address> = first.transactions.iter().map(|tx| tx.sender()).collect();
    assert_eq!(senders, [account(4), account(0), account(1), account(2), account(3)]);
    // A second limit of a whole block does not fit behind a first one.
    test.pool.submit(Draft { gas_limit: 300_000_000, ..draft(1) }.sign(0)).unwrap();
    test.pool.submit(Draft { gas_limit: 300_000_000, ..draft(1) }.sign(1)).unwrap();
    test.producer.mine(1, None).await.unwrap();
    assert_eq!(test.pool.status(), (1, 0));
    test.producer.mine(1, None).await.unwrap();
    assert_eq!(test.pool.status(), (0, 0));
}

#[tokio::test]
async fn mine_makes_blocks_without_transactions_and_returns_the_height() {
    let test = start(Seal::Instant);
    assert_eq!(test.producer.mine(3, None).await.unwrap(), BlockNumber::new(3));
    assert_eq!(test.on.chain.head().header.number, 3);
    assert_eq!(test.producer.mine(0, None).await.unwrap(), BlockNumber::new(3));
}

#[tokio::test]
async fn too_many_blocks_at_once_are_refused_and_work_goes_on() {
    let test = start(Seal::Instant);
    let error = test.producer.mine(MINE_MAX_BLOCKS + 1, None).await.unwrap_err();
    assert!(matches!(error, NodeError::MineRange { found: 10_001, most: 10_000 }));
    test.producer.mine(1, None).await.unwrap();
}

#[tokio::test]
async fn timestamps_follow_the_developers_clock_and_never_decrease() {
    let test = start(Seal::Instant);
    let future = test.on.chain.head().header.timestamp + 100_000_000;
    test.producer.mine(1, Some(future)).await.unwrap();
    assert_eq!(test.on.chain.head().header.timestamp, future);
    assert_eq!(test.producer.increase_time(1_000).await.map(|offset| offset > 1_000).ok(), Some(true));
    test.producer.mine(1, None).await.unwrap();
    let second = test.on.chain.head().header.timestamp;
    assert!((future + 1_000..future + 2_000).contains(&second), "{second}");
    let error = test.producer.mine(1, Some(second - 1)).await.unwrap_err();
    assert!(matches!(error, NodeError::TimestampTooLow { parent, .. } if parent == second));
    test.producer.set_next_timestamp(second).await.unwrap();
    assert_eq!(test.producer.next_timestamp(0), second);
    test.producer.mine(1, None).await.unwrap();
    assert_eq!(test.on.chain.head().header.timestamp, second);
}

#[tokio::test]
async fn revert_restores_balances_nonces_head_and_clock() {
    let test = start(Seal::Instant);
    let mut events = test.on.chain.subscribe();
    test.pool.submit(draft(0).sign(0)).unwrap();
    mined(&mut events, 1).await;
    let (head, balance) = (test.on.chain.head(), test.on.balance(account(0)));
    assert_eq!(test.producer.snapshot().await.unwrap(), 1);
    assert_eq!(test.producer.snapshot().await.unwrap(), 2);

    test.pool.submit(draft(1).sign(0)).unwrap();
    test.pool.submit(draft(5).sign(0)).unwrap();
    mined(&mut events, 1).await;
    test.producer.increase_time(1_000_000).await.unwrap();
    test.producer.mine(2, None).await.unwrap();
    assert!(test.producer.revert(1).await.unwrap());

    assert_eq!(test.on.chain.head(), head);
    assert_eq!(test.on.balance(account(0)), balance);
    assert_eq!(test.on.balance(RECEIVER), U256::from(1));
    assert_eq!(test.on.nonce(account(0)), 1);
    assert_eq!(test.pool.status(), (0, 0));
    assert_eq!(test.producer.increase_time(0).await.unwrap(), 0);
    assert!(!test.producer.revert(1).await.unwrap());
    assert!(!test.producer.revert(2).await.unwrap());
    assert_eq!(test.producer.snapshot().await.unwrap(), 3);
    loop {
        if let ChainEvent::Rewound(number) = next_event(&mut events).await {
            assert_eq!(number, head.number());
            break;
        }
    }
    // The chain goes on from there.
    test.pool.submit(draft(1).sign(0)).unwrap();
    mined(&mut events, 1).await;
    assert_eq!(test.on.chain.head().header.number, 2);
}

#[tokio::test]
async fn unknown_snapshot_is_not_reverted_to() {
    let test = start(Seal::Instant);
    assert!(!test.producer.revert(0).await.unwrap());
    assert!(!test.producer.revert(7).await.unwrap());
}

#[tokio::test]
async fn balance_is_set_in_a_block_of_its_own() {
    let test = start(Seal::Instant);
    assert_eq!(test.producer.set_balance(RECEIVER, U256::from(7)).await.unwrap(), BlockNumber::new(1));
    assert_eq!(test.on.balance(RECEIVER), U256::from(7));
    test.producer.set_balance(RECEIVER, U256::ZERO).await.unwrap();
    assert!(test.on.chain.latest().account(RECEIVER).unwrap().is_none());
}

#[tokio::test]
async fn waiting_transactions_that_a_set_balance_does_not_cover_are_dropped() {
    let test = start(NEVER);
    test.pool.submit(draft(0).sign(0)).unwrap();
    test.producer.set_balance(account(0), U256::ZERO).await.unwrap();
    assert_eq!(test.pool.status(), (0, 0));
}

#[tokio::test]
async fn transaction_that_turns_out_invalid_is_dropped_and_holds_up_nobody() {
    let test = start(NEVER);
    let invalid = test.pool.submit(Draft { tip: 9, ..draft(0) }.sign(0)).unwrap();
    test.pool.submit(draft(0).sign(1)).unwrap();
    // The balance goes without the pool being told.
    test.on.set_balance(account(0), U256::ZERO);
    test.producer.mine(1, None).await.unwrap();
    assert!(test.pool.get(&invalid).is_none());
    assert_eq!(test.on.nonce(account(1)), 1);
    assert_eq!(test.pool.status(), (0, 0));
}

#[tokio::test]
async fn refused_module_that_reaches_a_block_by_another_way_does_not_end_production() {
    let test = start(NEVER);
    test.pool.submit(draft(0).sign(1)).unwrap();
    assert!(test.pool.submit(creation(0, b"not a container").sign(0)).is_err());
    test.on.mine(&[&creation(0, b"not a container").sign(0)]);
    test.producer.mine(1, None).await.unwrap();
    assert_eq!(test.on.nonce(account(1)), 1);
}

#[tokio::test]
async fn failed_commit_ends_production_and_everyone_is_told_why() {
    let TestChain { chain, directory } = TestChain::new();
    drop(chain);
    let mut failing = options(&directory);
    failing.crash_at = Some(CrashPoint::CommitPrepared);
    let chain = Chain::open(Database::open(&failing).unwrap(), engine(), genesis(20)).unwrap();
    let pool = Arc::new(Pool::new(Arc::clone(&chain), PoolLimits::default()));
    let producer = Producer::spawn(Arc::clone(&chain), Arc::clone(&pool), Seal::Instant).unwrap();
    producer.health().unwrap();
    pool.submit(draft(0).sign(0)).unwrap();
    let ended = producer.ended().await;
    assert!(matches!(&ended, NodeError::Stopped { .. }));
    assert_eq!(ended.kind(), ErrorKind::Host);
    assert!(matches!(producer.health(), Err(NodeError::Stopped { .. })));
    assert!(matches!(pool.submit(draft(0).sign(1)), Err(PoolError::Closed { .. })));
    assert!(matches!(producer.mine(1, None).await, Err(NodeError::Stopped { .. })));
    assert_eq!(chain.head().header.number, 0);
    producer.stop().await;
}

#[tokio::test]
async fn stop_waits_for_the_thread_and_lets_go_of_chain_and_pool() {
    let test = start(Seal::Instant);
    test.pool.submit(draft(0).sign(0)).unwrap();
    test.producer.stop().await;
    assert!(test.on.chain.head().header.number <= 1);
    assert_eq!(Arc::strong_count(&test.pool), 1);
    assert!(matches!(test.producer.mine(1, None).await, Err(NodeError::Stopped { .. })));
    assert!(matches!(test.pool.submit(draft(1).sign(0)), Err(PoolError::Closed { .. })));
    // Again is no harm.
    test.producer.stop().await;
}

#[tokio::test]
async fn dropping_the_last_handle_ends_the_thread() {
    let Test { on, pool, producer } = start(Seal::Instant);
    let mut gone = producer.shared.gone.clone();
    let other = producer.clone();
    drop(producer);
    other.mine(1, None).await.unwrap();
    drop(other);
    let _ = gone.wait_for(|gone| *gone).await;
    assert_eq!(Arc::strong_count(&pool), 1);
    assert_eq!(on.chain.head().header.number, 1);
}

#[test]
fn block_time_out_of_range_is_refused() {
    let on = TestChain::new();
    let pool = Arc::new(Pool::new(Arc::clone(&on.chain), PoolLimits::default()));
    for every in [Duration::ZERO, BLOCK_TIME_MIN - Duration::from_millis(1), BLOCK_TIME_MAX + Duration::from_millis(1)]
    {
        let seal = Seal::Interval(every);
        let error = Producer::spawn(Arc::clone(&on.chain), Arc::clone(&pool), seal).err().unwrap();
        assert!(matches!(error, NodeError::BlockTimeRange { .. }), "{error}");
        assert_eq!(error.kind(), ErrorKind::User);
    }
}
