use interface::container;
use primitives::U256;
use state::Account;

use super::*;
use crate::testkit::{Draft, FEE_CAP, TestChain, account, creation, draft};

fn pool() -> (TestChain, Pool) {
    pool_with(PoolLimits::default())
}

fn pool_with(limits: PoolLimits) -> (TestChain, Pool) {
    let test = TestChain::new();
    let pool = Pool::new(Arc::clone(&test.chain), limits);
    (test, pool)
}

/// Wei that a plain draft may cost.
fn draft_cost() -> U256 {
    U256::from(21_000) * U256::from(FEE_CAP) + U256::from(1)
}

fn refused(pool: &Pool, draft: Draft) -> PoolError {
    let before = pool.status();
    let error = pool.submit(draft.sign(0)).expect_err("it is refused");
    assert_eq!(pool.status(), before, "{error}");
    error
}

#[test]
fn nonce_gap_waits_in_queue_until_it_closes() {
    let (_test, pool) = pool();
    pool.submit(draft(0).sign(0)).unwrap();
    pool.submit(draft(2).sign(0)).unwrap();
    pool.submit(draft(3).sign(0)).unwrap();
    assert_eq!(pool.status(), (1, 2));
    pool.submit(draft(1).sign(0)).unwrap();
    assert_eq!(pool.status(), (4, 0));
}

#[test]
fn pending_nonce_counts_ready_transactions_and_stops_at_a_gap() {
    let (test, pool) = pool();
    assert_eq!(pool.pending_nonce(account(0)).unwrap(), 0);
    let first = draft(0).sign(0);
    pool.submit(first.clone()).unwrap();
    pool.submit(draft(1).sign(0)).unwrap();
    pool.submit(draft(3).sign(0)).unwrap();
    assert_eq!(pool.pending_nonce(account(0)).unwrap(), 2);
    // A block is committed, and the pool has not yet been told.
    test.mine(&[&first]);
    assert_eq!(pool.pending_nonce(account(0)).unwrap(), 2);
    assert_eq!(pool.pending_nonce(account(1)).unwrap(), 0);
}

#[test]
fn transaction_is_found_by_its_hash_until_it_is_mined() {
    let (test, pool) = pool();
    let transfer = draft(0).sign(0);
    let hash = pool.submit(transfer.clone()).unwrap();
    assert_eq!(hash, transfer.hash());
    assert_eq!(*pool.get(&hash).unwrap(), transfer);
    pool.on_committed(&test.mine(&[&transfer])).unwrap();
    assert!(pool.get(&hash).is_none());
}

#[test]
fn same_transaction_again_is_already_known() {
    let (_test, pool) = pool();
    pool.submit(draft(0).sign(0)).unwrap();
    assert_eq!(refused(&pool, draft(0)).to_string(), "already known");
}

#[test]
fn replacement_needs_ten_percent_more_on_both_fees() {
    let (_test, pool) = pool();
    let tip = 1_000_000;
    let first = pool.submit(Draft { tip, ..draft(0) }.sign(0)).unwrap();
    let cases = [
        (FEE_CAP * 11 / 10 - 1, tip * 11 / 10),
        (FEE_CAP * 11 / 10, tip * 11 / 10 - 1),
        (FEE_CAP, tip * 2),
        (FEE_CAP * 2, tip),
    ];
    for (fee_cap, tip) in cases {
        let error = refused(&pool, Draft { fee_cap, tip, ..draft(0) });
        assert!(matches!(error, PoolError::ReplacementUnderpriced { .. }), "{error}");
        assert!(error.to_string().starts_with("replacement transaction underpriced"));
    }
    let second = Draft { fee_cap: FEE_CAP * 11 / 10, tip: tip * 11 / 10, ..draft(0) }.sign(0);
    let second = pool.submit(second).unwrap();
    assert!(pool.get(&first).is_none());
    assert!(pool.get(&second).is_some());
    assert_eq!(pool.status(), (1, 0));
}

#[test]
fn queued_transaction_can_be_replaced_and_stays_queued() {
    let (_test, pool) = pool();
    pool.submit(draft(5).sign(0)).unwrap();
    pool.submit(Draft { fee_cap: FEE_CAP * 2, tip: 2, ..draft(5) }.sign(0)).unwrap();
    assert_eq!(pool.status(), (0, 1));
}

#[test]
fn zero_tip_is_not_replaced_by_zero_tip() {
    let (_test, pool) = pool();
    pool.submit(Draft { tip: 0, ..draft(0) }.sign(0)).unwrap();
    let error = refused(&pool, Draft { tip: 0, fee_cap: FEE_CAP * 2, ..draft(0) });
    assert!(matches!(error, PoolError::ReplacementUnderpriced { .. }), "{error}");
}

#[test]
fn other_chain_id_is_refused() {
    let (_test, pool) = pool();
    let error = refused(&pool, Draft { chain_id: 1, ..draft(0) });
    assert!(matches!(error, PoolError::Invalid(InvalidTransaction::ChainId { expected: 31_337, found: 1 })));
}

#[test]
fn nonce_too_low_is_refused_with_both_nonces() {
    let (test, pool) = pool();
    pool.on_committed(&test.mine(&[&draft(0).sign(0)])).unwrap();
    let error = refused(&pool, draft(0));
    assert_eq!(error.to_string(), "nonce too low: next nonce 1, tx nonce 0");
}

#[test]
fn nonce_too_far_ahead_is_refused_and_one_before_is_queued() {
    let (_test, pool) = pool();
    let error = refused(&pool, draft(1_000));
    assert!(matches!(error, PoolError::NonceTooFarAhead { expected: 0, found: 1_000, ahead: 1_000 }));
    assert!(error.to_string().starts_with("nonce too high: next nonce 0, tx nonce 1000"), "{error}");
    pool.submit(draft(999).sign(0)).unwrap();
    assert_eq!(pool.status(), (0, 1));
}

#[test]
fn largest_nonce_is_refused() {
    let (_test, pool) = pool();
    let error = refused(&pool, draft(u64::MAX));
    assert!(matches!(error, PoolError::Invalid(InvalidTransaction::NonceMax)));
}

#[test]
fn gas_below_intrinsic_is_refused() {
    let (_test, pool) = pool();
    let error = refused(&pool, Draft { gas_limit: 20_999, ..draft(0) });
    assert_eq!(error.to_string(), "intrinsic gas too low: have 20999, want 21000");
}

#[test]
fn gas_above_the_block_limit_is_refused() {
    let (_test, pool) = pool();
    let error = refused(&pool, Draft { gas_limit: 300_000_001, ..draft(0) });
    assert!(matches!(error, PoolError::Invalid(InvalidTransaction::GasLimitAboveBlock { .. })), "{error}");
}

#[test]
fn tip_above_the_fee_cap_is_refused() {
    let (_test, pool) = pool();
    let error = refused(&pool, Draft { tip: FEE_CAP + 1, ..draft(0) });
    assert!(matches!(error, PoolError::Invalid(InvalidTransaction::PriorityAboveFee { .. })), "{error}");
}

#[test]
fn fee_below_the_next_base_fee_is_refused_and_the_base_fee_itself_is_enough() {
    let (test, pool) = pool();
    let base_fee = u128::from(test.chain.next_env(0).base_fee);
    let error = refused(&pool, Draft { fee_cap: base_fee - 1, tip: 0, ..draft(0) });
    assert!(matches!(error, PoolError::Invalid(InvalidTransaction::FeeBelowBase { .. })), "{error}");
    pool.submit(Draft { fee_cap: base_fee, tip: 0, ..draft(0) }.sign(0)).unwrap();
}

#[test]
fn too_little_balance_is_refused_with_the_amounts() {
    let (test, pool) = pool();
    let balance = draft_cost() - U256::from(1);
    test.set_balance(account(0), balance);
    let error = refused(&pool, draft(0));
    assert!(matches!(error, PoolError::InsufficientFunds { .. }));
    assert_eq!(
        error.to_string(),
        format!(
            "insufficient funds for gas * price + value: balance {balance}, queued cost 0, tx cost {}, overshot 1",
            draft_cost()
        )
    );
}

#[test]
fn balance_must_cover_what_waits_already() {
    let (test, pool) = pool();
    test.set_balance(account(0), draft_cost() * U256::from(2));
    pool.submit(draft(0).sign(0)).unwrap();
    pool.submit(draft(1).sign(0)).unwrap();
    let error = refused(&pool, draft(2));
    assert!(matches!(error, PoolError::InsufficientFunds { queued, .. } if queued == draft_cost() * U256::from(2)));
}

#[test]
fn replacement_is_not_charged_for_what_it_replaces() {
    let (test, pool) = pool();
    test.set_balance(account(0), draft_cost() * U256::from(2));
    pool.submit(draft(0).sign(0)).unwrap();
    pool.submit(Draft { fee_cap: FEE_CAP * 11 / 10, tip: 2, ..draft(0) }.sign(0)).unwrap();
    assert_eq!(pool.status(), (1, 0));
}

#[test]
fn cost_beyond_256_bits_is_refused() {
    let (_test, pool) = pool();
    let error = refused(&pool, Draft { value: U256::MAX, ..draft(0) });
    assert!(matches!(error, PoolError::InsufficientFunds { cost: U256::MAX, .. }), "{error}");
}

#[test]
fn sender_with_code_is_refused() {
    let contents = Contents::default();
    let contract = Account { code_hash: B256::repeat_byte(1), balance: U256::MAX, ..Account::default() };
    let error = admit::check(&contents, &PoolLimits::default(), &draft(0).sign(0), &contract, 0).unwrap_err();
    assert!(matches!(error, PoolError::Invalid(InvalidTransaction::SenderHasCode { .. })), "{error}");
}

#[test]
fn evm_bytecode_is_refused_with_a_pointer_to_causeway_build() {
    let (_test, pool) = pool();
    let error = refused(&pool, creation(0, &[0x60, 0x80, 0x60, 0x40, 0x52]));
    assert!(error.to_string().contains("causeway build"), "{error}");
}

#[test]
fn damaged_containers_are_refused_by_name() {
    let (_test, pool) = pool();
    let module = b"\0asm\x01\0\0\0";
    let whole = [&container::header(module.len() as u32)[..], module].concat();
    let mut version = whole.clone();
    version[3] = 2;
    let cases: [(&[u8], &str); 4] = [
        (&[], "container magic"),
        (&version, "container version is 2"),
        (&whole[..whole.len() - 1], "container is truncated"),
        (&container::header(0), "container length is 0"),
    ];
    for (data, text) in cases {
        let error = refused(&pool, creation(0, data));
        assert!(error.to_string().contains(text), "{error}");
    }
}

#[test]
fn refused_module_does_not_enter_the_pool() {
    let (_test, pool) = pool();
    // It has no exports.
    let module = b"\0asm\x01\0\0\0";
    let data = [&container::header(module.len() as u32)[..], module].concat();
    let error = refused(&pool, creation(0, &data));
    assert!(matches!(error, PoolError::Invalid(InvalidTransaction::Module(_))), "{error}");
}

#[test]
fn full_pool_refuses_and_takes_in_again_when_there_is_room() {
    let (test, pool) = pool_with(PoolLimits { transactions: 2, ..PoolLimits::default() });
    let first = draft(0).sign(0);
    pool.submit(first.clone()).unwrap();
    pool.submit(draft(0).sign(1)).unwrap();
    let error = pool.submit(draft(0).sign(2)).unwrap_err();
    assert!(matches!(error, PoolError::FullOfTransactions { most: 2 }));
    assert!(error.to_string().starts_with("txpool is full"), "{error}");
    // A replacement needs no room.
    pool.submit(Draft { fee_cap: FEE_CAP * 2, tip: 2, ..draft(0) }.sign(1)).unwrap();
    pool.on_committed(&test.mine(&[&first])).unwrap();
    pool.submit(draft(0).sign(2)).unwrap();
}

#[test]
fn pool_full_of_bytes_refuses() {
    let size = draft(0).sign(0).size_bytes();
    let (_test, pool) = pool_with(PoolLimits { size_bytes: size, ..PoolLimits::default() });
    pool.submit(draft(0).sign(0)).unwrap();
    let error = pool.submit(draft(0).sign(1)).unwrap_err();
    assert!(matches!(error, PoolError::FullOfBytes { most, .. } if most == size));
    assert!(error.to_string().starts_with("txpool is full"), "{error}");
}

#[test]
fn ready_transaction_pushes_out_the_last_queued_one() {
    let (_test, pool) = pool_with(PoolLimits { transactions: 3, ..PoolLimits::default() });
    let kept = pool.submit(draft(7).sign(0)).unwrap();
    let gone = pool.submit(draft(5).sign(1)).unwrap();
    pool.submit(draft(0).sign(2)).unwrap();
    pool.submit(draft(0).sign(3)).unwrap();
    assert_eq!(pool.status(), (2, 1));
    assert!(pool.get(&kept).is_some());
    assert!(pool.get(&gone).is_none());
}

#[test]
fn queued_transaction_pushes_out_nothing() {
    let (_test, pool) = pool_with(PoolLimits { transactions: 2, ..PoolLimits::default() });
    pool.submit(draft(7).sign(0)).unwrap();
    pool.submit(draft(0).sign(1)).unwrap();
    assert!(matches!(pool.submit(draft(7).sign(2)), Err(PoolError::FullOfTransactions { .. })));
}

#[test]
fn best_goes_by_tip_then_by_arrival_and_keeps_each_senders_nonces_in_order() {
    let (test, pool) = pool();
    let mut expected = Vec::new();
    // Sender 0 tips little first and much later; sender 1 and 2 tip the same.
    for (n, nonce, tip) in [(0, 0, 1), (0, 1, 9), (1, 0, 5), (2, 0, 5), (1, 1, 7)] {
        expected.push(pool.submit(Draft { tip, ..draft(nonce) }.sign(n)).unwrap());
    }
    let mut best = pool.best(test.chain.next_env(0).base_fee);
    let mut found = Vec::new();
    while let Some(transaction) = best.next() {
        best.included(&transaction);
        found.push(transaction.hash());
    }
    assert_eq!(found, [expected[2], expected[4], expected[3], expected[0], expected[1]]);
}

#[test]
fn sender_whose_transaction_is_not_included_holds_back_only_itself() {
    let (test, pool) = pool();
    pool.submit(Draft { tip: 9, ..draft(0) }.sign(0)).unwrap();
    pool.submit(Draft { tip: 9, ..draft(1) }.sign(0)).unwrap();
    let other = pool.submit(draft(0).sign(1)).unwrap();
    let mut best = pool.best(test.chain.next_env(0).base_fee);
    best.next().unwrap();
    assert_eq!(best.next().unwrap().hash(), other);
    assert!(best.next().is_none());
}

#[test]
fn replacement_during_a_walk_does_not_come_up_again() {
    let (test, pool) = pool();
    pool.submit(Draft { tip: 9, ..draft(0) }.sign(0)).unwrap();
    let mut best = pool.best(test.chain.next_env(0).base_fee);
    let taken = best.next().unwrap();
    best.included(&taken);
    pool.submit(Draft { fee_cap: FEE_CAP * 2, tip: 10, ..draft(0) }.sign(0)).unwrap();
    assert!(best.next().is_none());
}

#[test]
fn transaction_below_a_higher_base_fee_waits() {
    let (_test, pool) = pool();
    pool.submit(draft(0).sign(0)).unwrap();
    let base_fee = u64::try_from(FEE_CAP).unwrap() + 1;
    assert!(pool.best(base_fee).next().is_none());
    assert!(pool.best(base_fee - 1).next().is_some());
}

#[test]
fn committed_block_removes_what_it_mined_and_promotes_what_waited_for_it() {
    let (test, pool) = pool();
    pool.submit(draft(1).sign(0)).unwrap();
    assert_eq!(pool.status(), (0, 1));
    // Nonce 0 was mined without having been in this pool.
    pool.on_committed(&test.mine(&[&draft(0).sign(0)])).unwrap();
    assert_eq!(pool.status(), (1, 0));
    pool.on_committed(&test.mine(&[&draft(1).sign(0)])).unwrap();
    assert_eq!(pool.status(), (0, 0));
}

#[test]
fn transactions_that_a_fallen_balance_does_not_cover_are_dropped_from_the_last_nonce_on() {
    let (test, pool) = pool();
    let first = pool.submit(draft(0).sign(0)).unwrap();
    pool.submit(draft(1).sign(0)).unwrap();
    pool.submit(draft(2).sign(0)).unwrap();
    test.set_balance(account(0), draft_cost() * U256::from(2) - U256::from(1));
    pool.on_account_set(account(0)).unwrap();
    assert_eq!(pool.status(), (1, 0));
    assert!(pool.get(&first).is_some());
}

#[test]
fn discarded_transaction_leaves_a_gap() {
    let (_test, pool) = pool();
    let first = draft(0).sign(0);
    pool.submit(first.clone()).unwrap();
    pool.submit(draft(1).sign(0)).unwrap();
    pool.discard(&first, &InvalidTransaction::NonceMax);
    assert_eq!(pool.status(), (0, 1));
    assert_eq!(pool.pending_nonce(account(0)).unwrap(), 0);
    pool.submit(first).unwrap();
    assert_eq!(pool.status(), (2, 0));
}

#[test]
fn discarding_what_was_replaced_keeps_the_replacement() {
    let (_test, pool) = pool();
    let first = draft(0).sign(0);
    pool.submit(first.clone()).unwrap();
    pool.submit(Draft { fee_cap: FEE_CAP * 2, tip: 2, ..draft(0) }.sign(0)).unwrap();
    pool.discard(&first, &InvalidTransaction::NonceMax);
    assert_eq!(pool.status(), (1, 0));
}

#[test]
fn subscribers_are_told_when_a_transaction_becomes_ready() {
    let (_test, pool) = pool();
    let mut pending = pool.subscribe();
    pool.submit(draft(1).sign(0)).unwrap();
    assert!(pending.try_recv().is_err());
    pool.submit(draft(0).sign(0)).unwrap();
    assert_eq!(pending.try_recv().unwrap().nonce(), 0);
    assert_eq!(pending.try_recv().unwrap().nonce(), 1);
    assert!(pending.try_recv().is_err());
}

#[test]
fn cleared_pool_is_empty_and_usable() {
    let (_test, pool) = pool();
    let hash = pool.submit(draft(0).sign(0)).unwrap();
    pool.submit(draft(2).sign(0)).unwrap();
    pool.clear();
    assert_eq!(pool.status(), (0, 0));
    assert!(pool.get(&hash).is_none());
    pool.submit(draft(0).sign(0)).unwrap();
    assert_eq!(pool.status(), (1, 0));
}

#[test]
fn closed_pool_refuses_with_the_reason() {
    let (_test, pool) = pool();
    pool.close("the disk is full");
    pool.close("another reason");
    let error = refused(&pool, draft(0));
    assert!(matches!(&error, PoolError::Closed { reason } if reason == "the disk is full"), "{error}");
    // Creations take another way through the door.
    assert!(matches!(refused(&pool, creation(0, &[0x60])), PoolError::Closed { .. }));
}

/// The pool against its definition: a plain list of transactions per sender.
#[test]
fn lanes_equal_a_plain_model_over_random_operations() {
    let mut contents = Contents::default();
    let mut model: std::collections::BTreeMap<(u8, u64), Recovered> = Default::default();
    let mut next = [0_u64; 4];
    let mut seed = 1_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for step in 0..2_000 {
        let n = u8::try_from(random(4)).unwrap();
        let lane = usize::from(n);
        match random(10) {
            0..6 => {
                let nonce = next[lane] + random(8);
                let transaction = Draft { value: U256::from(step), ..draft(nonce) }.sign(n);
                contents.insert(Arc::new(transaction.clone()), draft_cost(), next[lane]);
                model.insert((n, nonce), transaction);
            }
            6..8 => {
                let nonce = next[lane] + random(8);
                contents.remove(account(n), nonce);
                model.remove(&(n, nonce));
            }
            _ => {
                next[lane] = (next[lane] + random(4)).saturating_sub(random(2));
                let kept = random(6);
                let balance = draft_cost() * U256::from(kept);
                contents.follow(account(n), &Account { nonce: next[lane], balance, ..Account::default() });
                model.retain(|(sender, nonce), _| *sender != n || *nonce >= next[lane]);
                while model.keys().filter(|(sender, _)| *sender == n).count() as u64 > kept {
                    let last = *model.keys().rfind(|(sender, _)| *sender == n).unwrap();
                    model.remove(&last);
                }
            }
        }
        let ready = |n: u8| (next[usize::from(n)]..).take_while(|nonce| model.contains_key(&(n, *nonce))).count();
        let ready_count: usize = (0..4).map(ready).sum();
        assert_eq!(contents.count(), model.len(), "step {step}");
        assert_eq!(contents.queued_count(), model.len() - ready_count, "step {step}");
        assert_eq!(contents.size(), model.values().map(|tx| tx.size_bytes()).sum::<usize>(), "step {step}");
        for (n, next) in (0..4).zip(next) {
            let end = contents.lane(account(n)).map_or(next, |lane| lane.ready_end());
            assert_eq!(end, next + ready(n) as u64, "step {step}, sender {n}");
        }
        assert!(model.values().all(|tx| contents.get(&tx.hash()).is_some()), "step {step}");
    }
}
