//! What a commit guarantees, through crashes and reopening.

use primitives::{B256, keccak256};
use state::StateView;
use types::SealedBlock;

use super::*;
use crate::tests::support::{Model, TestChain, assert_same_rows, image_of, number, open, open_crashing, seeds};

#[test]
fn committed_blocks_are_read_back_after_reopening() {
    for seed in seeds(3) {
        let chain = TestChain::new(seed, 12);
        let TestChain { directory, db, blocks, models, .. } = chain;
        drop(db);
        let db = open(directory.path()).unwrap();
        assert_eq!(db.head(), blocks.last().map(|block| block.head()));
        for block in &blocks {
            let number = block.head().number;
            let hash = block.block.hash;
            assert_eq!(db.block(number).unwrap().as_ref(), Some(&block.block));
            assert_eq!(db.header(number).unwrap().as_ref(), Some(&block.block.header));
            assert_eq!(db.header_by_hash(hash).unwrap().as_ref(), Some(&block.block.header));
            assert_eq!(db.block_number(hash).unwrap(), Some(number));
            assert_eq!(db.receipts(number).unwrap().as_ref(), Some(&block.receipts));
            assert_eq!(db.latest().block_hash(number.get()).unwrap(), Some(hash));
            for (index, tx) in (0..).zip(&block.block.transactions) {
                assert_eq!(db.transaction_location(tx.hash()).unwrap(), Some((number, index)));
            }
            for (hash, container) in &block.state.codes {
                assert_eq!(db.latest().code(*hash).unwrap().as_ref(), Some(container));
                assert_eq!(keccak256(container), *hash);
            }
        }
        assert_eq!(Some(&Model::of(&db.latest())), models.last());
        assert_eq!(trie::root(&db.latest(), trie::TrieId::Main).unwrap(), blocks.last().unwrap().state.root);
        assert_eq!(db.verify().unwrap().blocks, 13);
    }
}

#[test]
fn what_is_not_there_is_none() {
    let chain = TestChain::new(1, 1);
    let unknown = B256::repeat_byte(0xee);
    assert_eq!(chain.db.block(number(2)).unwrap(), None);
    assert_eq!(chain.db.header(number(u64::MAX)).unwrap(), None);
    assert_eq!(chain.db.header_by_hash(unknown).unwrap(), None);
    assert_eq!(chain.db.receipts(number(2)).unwrap(), None);
    assert_eq!(chain.db.transaction_location(unknown).unwrap(), None);
    assert_eq!(chain.db.latest().code(unknown).unwrap(), None);
    assert_eq!(chain.db.latest().block_hash(2).unwrap(), None);
}

#[test]
fn block_that_does_not_follow_the_head_is_refused_and_the_next_one_is_taken() {
    let mut chain = TestChain::new(1, 2);
    let (next, _) = chain.next();
    let refused = [
        next.with_header(|header| header.number = 2),
        next.with_header(|header| header.number = 4),
        next.with_header(|header| header.parent_hash = B256::ZERO),
        next.with_header(|header| header.state_root = B256::ZERO),
    ];
    let errors = refused.map(|block| chain.db.commit(&block.commit()).unwrap_err());
    assert!(matches!(errors[0], DbError::WrongNumber { expected, found: 2 } if expected == number(3)), "{errors:?}");
    assert!(matches!(errors[1], DbError::WrongNumber { found: 4, .. }), "{errors:?}");
    assert!(matches!(errors[2], DbError::WrongParent { found: B256::ZERO, .. }), "{errors:?}");
    assert!(matches!(errors[3], DbError::WrongStateRoot { expected: B256::ZERO, .. }), "{errors:?}");

    let wrong_hash = SealedBlock { hash: B256::ZERO, ..next.block.clone() };
    let error = chain.db.commit(&BlockCommit { block: &wrong_hash, ..next.commit() }).unwrap_err();
    assert!(matches!(error, DbError::WrongHash { found: B256::ZERO, .. }), "{error:?}");

    let mut receipts = next.receipts.clone();
    receipts.extend(chain.blocks.iter().flat_map(|block| block.receipts.clone()).next());
    let error = chain.db.commit(&BlockCommit { receipts: &receipts, ..next.commit() }).unwrap_err();
    assert!(matches!(error, DbError::WrongReceiptCount { .. }), "{error:?}");

    chain.db.commit(&next.commit()).unwrap();
    assert_eq!(chain.db.head(), Some(next.head()));
}

#[test]
fn first_block_must_be_the_genesis_block() {
    let chain = TestChain::new(1, 1);
    let directory = tempfile::tempdir().unwrap();
    let db = open(directory.path()).unwrap();
    let error = db.commit(&chain.last().commit()).unwrap_err();
    assert!(matches!(error, DbError::WrongNumber { found: 1, .. }), "{error:?}");
    db.commit(&chain.blocks[0].commit()).unwrap();
}

#[test]
fn crash_at_each_step_leaves_the_block_whole_or_not_at_all() {
    let points = [
        (CrashPoint::CommitPrepared, false),
        (CrashPoint::CommitBatchWritten, true),
        (CrashPoint::CommitMarkerTorn, true),
        (CrashPoint::CommitMarkerWritten, true),
    ];
    for (point, is_there) in points {
        for head in [0, 1, 2, 7] {
            let mut chain = TestChain::new(head, head);
            let (next, _) = chain.next();
            let before = image_of(chain.path());
            let crashing = open_crashing(before.path(), point).unwrap();
            let error = crashing.commit(&next.commit()).unwrap_err();
            assert!(matches!(error, DbError::Stopped(found) if found == point), "{error:?}");
            assert_eq!(crashing.head(), Some(chain.last().head()), "nobody sees a block that was not acknowledged");
            assert!(matches!(crashing.commit(&next.commit()), Err(DbError::Poisoned)));
            assert!(matches!(crashing.rewind(number(0)), Err(DbError::Poisoned)));

            // The handle is still open: this is what a power cut leaves, not an orderly end.
            let image = image_of(before.path());
            let db = open(image.path()).unwrap();
            let expected = if is_there { next.head() } else { chain.last().head() };
            assert_eq!(db.head(), Some(expected), "{point}");
            if !is_there {
                db.commit(&next.commit()).unwrap();
            }
            chain.db.commit(&next.commit()).unwrap();
            assert_same_rows(&db, &chain.db);
            db.verify().unwrap();
        }
    }
}

#[test]
fn crash_during_the_genesis_block_leaves_it_whole_or_not_at_all() {
    let chain = TestChain::new(1, 0);
    for (point, is_there) in [(CrashPoint::CommitPrepared, false), (CrashPoint::CommitBatchWritten, true)] {
        let directory = tempfile::tempdir().unwrap();
        let crashing = open_crashing(directory.path(), point).unwrap();
        crashing.commit(&chain.last().commit()).unwrap_err();
        let image = image_of(directory.path());
        assert_eq!(open(image.path()).unwrap().head(), is_there.then(|| chain.last().head()));
    }
}

#[test]
fn snapshot_shows_its_block_whatever_is_committed_meanwhile() {
    let mut chain = TestChain::new(5, 3);
    let snapshot = chain.db.latest();
    let (head, model) = (chain.last().head(), chain.models.last().unwrap().clone());
    for _ in 0..10 {
        let (block, model) = chain.next();
        chain.db.commit(&block.commit()).unwrap();
        chain.blocks.push(block);
        chain.models.push(model);
    }
    assert_eq!(snapshot.head(), Some(head));
    assert_eq!(Model::of(&snapshot), model);
    assert_eq!(trie::root(&snapshot, trie::TrieId::Main).unwrap(), head.state_root);
    assert_eq!(snapshot.block(number(4)).unwrap(), None);
    let later = chain.blocks.iter().find(|block| block.head().number > head.number).unwrap();
    assert_eq!(snapshot.block_number(later.block.hash).unwrap(), None);
}

#[test]
fn readers_in_other_threads_always_see_one_whole_block() {
    let mut chain = TestChain::new(6, 0);
    let db = chain.db.clone();
    let done = std::sync::atomic::AtomicBool::new(false);
    let models = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = Vec::new();
            while !done.load(std::sync::atomic::Ordering::Acquire) {
                let snapshot = db.latest();
                seen.push((snapshot.head().unwrap().number, Model::of(&snapshot)));
            }
            seen
        });
        for _ in 0..60 {
            let (block, model) = chain.next();
            chain.db.commit(&block.commit()).unwrap();
            chain.blocks.push(block);
            chain.models.push(model);
        }
        done.store(true, std::sync::atomic::Ordering::Release);
        reader.join().unwrap()
    });
    for (number, model) in models {
        assert_eq!(model, chain.models[number.get() as usize], "block {number}");
    }
}
