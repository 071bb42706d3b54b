//! Going back, compared with never having gone forward.

use state::StateView;

use super::*;
use crate::tests::support::{Model, TestChain, assert_same_rows, image_of, number, open, open_crashing, seeds};

#[test]
fn rewound_database_equals_one_that_never_had_the_blocks() {
    for seed in seeds(6) {
        let chain = TestChain::new(seed, 14);
        for to in [13, 12, 7, 1, 0] {
            chain.db.rewind(number(to)).unwrap();
            let directory = tempfile::tempdir().unwrap();
            let fresh = open(directory.path()).unwrap();
            for block in &chain.blocks[..=to as usize] {
                fresh.commit(&block.commit()).unwrap();
            }
            assert_same_rows(&chain.db, &fresh);
            assert_eq!(chain.db.head(), fresh.head());
            chain.db.verify().unwrap();
        }
        // The same blocks can be taken again.
        for block in &chain.blocks[1..] {
            chain.db.commit(&block.commit()).unwrap();
        }
        assert_eq!(Some(&Model::of(&chain.db.latest())), chain.models.last());
        chain.db.verify().unwrap();
    }
}

#[test]
fn rewound_head_is_there_after_reopening_and_another_history_follows() {
    let mut chain = TestChain::new(3, 9);
    chain.db.rewind(number(4)).unwrap();
    chain.blocks.truncate(5);
    chain.models.truncate(5);
    let image = chain.image();
    assert_eq!(open(image.path()).unwrap().head(), Some(chain.last().head()));
    for _ in 0..3 {
        let (block, model) = chain.next();
        chain.db.commit(&block.commit()).unwrap();
        chain.blocks.push(block);
        chain.models.push(model);
    }
    let image = chain.image();
    let db = open(image.path()).unwrap();
    assert_eq!(db.head(), Some(chain.last().head()));
    assert_eq!(Some(&Model::of(&db.latest())), chain.models.last());
    db.verify().unwrap();
}

#[test]
fn rewinding_to_the_head_changes_nothing() {
    let chain = TestChain::new(1, 3);
    chain.db.rewind(number(3)).unwrap();
    assert_eq!(chain.db.head(), Some(chain.last().head()));
}

#[test]
fn rewinding_above_the_head_or_without_blocks_is_refused() {
    let chain = TestChain::new(1, 3);
    let error = chain.db.rewind(number(4)).unwrap_err();
    assert!(matches!(error, DbError::NotKept { head: Some(head), .. } if head == number(3)), "{error:?}");
    let directory = tempfile::tempdir().unwrap();
    let error = open(directory.path()).unwrap().rewind(number(0)).unwrap_err();
    assert!(matches!(error, DbError::NotKept { head: None, .. }), "{error:?}");
}

#[test]
fn snapshot_from_before_a_rewind_keeps_what_it_showed() {
    let chain = TestChain::new(2, 6);
    let snapshot = chain.db.latest();
    chain.db.rewind(number(1)).unwrap();
    assert_eq!(Some(&Model::of(&snapshot)), chain.models.last());
    assert_eq!(snapshot.block(number(6)).unwrap().as_ref(), Some(&chain.last().block));
    assert_eq!(chain.db.latest().block_hash(6).unwrap(), None);
}

#[test]
fn crash_at_each_step_of_a_rewind_leaves_the_old_head_or_the_new_one() {
    let points = [
        (CrashPoint::RewindPrepared, 6),
        (CrashPoint::RewindMarkerTorn, 6),
        (CrashPoint::RewindMarkerWritten, 6),
        (CrashPoint::RewindBatchWritten, 2),
    ];
    for (point, expected) in points {
        let chain = TestChain::new(4, 6);
        let before = chain.image();
        let crashing = open_crashing(before.path(), point).unwrap();
        let error = crashing.rewind(number(2)).unwrap_err();
        assert!(matches!(error, DbError::Stopped(found) if found == point), "{error:?}");

        let image = image_of(before.path());
        let db = open(image.path()).unwrap();
        assert_eq!(db.head(), Some(chain.blocks[expected].head()), "{point}");
        db.verify().unwrap();
        chain.db.rewind(number(expected as u64)).unwrap();
        assert_same_rows(&db, &chain.db);
    }
}
