//! What is refused when a directory is opened, and what is forgiven.

use rand::{SeedableRng, rngs::StdRng};

use super::*;
use crate::tests::support::{
    CHAIN_ID, TestChain, assert_same_rows, below, image_of, log_of, open, open_crashing, options, replace_folder, seeds,
};

fn refusal(path: &Path) -> DbError {
    open(path).expect_err("the directory must be refused")
}

/// Changes the file `name` of a directory by `change`.
fn edit(path: &Path, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
    let file = path.join(name);
    let mut bytes = fs::read(&file).unwrap();
    change(&mut bytes);
    fs::write(file, bytes).unwrap();
}

#[test]
fn directory_in_use_is_refused_with_the_holder_and_free_after_it() {
    let chain = TestChain::new(1, 1);
    let error = refusal(chain.path());
    assert!(matches!(error, DbError::Locked { holder: Some(pid), .. } if pid == std::process::id()), "{error:?}");
    assert!(error.to_string().contains(&format!("in use by process {}", std::process::id())), "{error}");

    let TestChain { directory, db, .. } = chain;
    let snapshot = db.latest();
    drop(db);
    assert!(matches!(refusal(directory.path()), DbError::Locked { .. }), "a snapshot reads the files");
    drop(snapshot);
    open(directory.path()).unwrap();
}

#[test]
fn lock_left_by_a_dead_process_is_taken() {
    let image = TestChain::new(1, 1).image();
    fs::write(image.path().join(LOCK_FILE), "4194304\n").unwrap();
    open(image.path()).unwrap();
}

#[test]
fn other_chain_is_refused() {
    let image = TestChain::new(1, 1).image();
    let other = OpenOptions { chain_id: 5, ..options(image.path()) };
    let error = Database::open(&other).unwrap_err();
    assert!(matches!(error, DbError::ChainId { expected: 5, found: CHAIN_ID, .. }), "{error:?}");
    assert!(error.to_string().contains("belongs to chain id 31337, expected 5"), "{error}");
}

#[test]
fn newer_format_is_refused() {
    let image = TestChain::new(1, 1).image();
    fs::write(image.path().join("FORMAT"), "format 99\nnothing that we know\n").unwrap();
    let error = refusal(image.path());
    assert!(matches!(error, DbError::Format { found: 99, supported: 5, .. }), "{error:?}");
}

#[test]
fn damaged_format_file_is_refused() {
    for text in ["", "format", "format x\n", "format 5\n", "format 5\nchain -1\n", "\u{0}\u{0}"] {
        let image = TestChain::new(1, 0).image();
        fs::write(image.path().join("FORMAT"), text).unwrap();
        let error = refusal(image.path());
        assert!(matches!(error, DbError::FormatFileDamaged { .. }), "{text:?}: {error:?}");
    }
    let image = TestChain::new(1, 0).image();
    fs::write(image.path().join("FORMAT"), [0xff, 0xfe]).unwrap();
    assert!(matches!(refusal(image.path()), DbError::FormatFileDamaged { .. }));
}

#[test]
fn directory_with_other_files_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("thesis.txt"), "precious").unwrap();
    let error = refusal(directory.path());
    assert!(matches!(&error, DbError::NotADatabase { found, .. } if found == "thesis.txt"), "{error:?}");
    assert!(!directory.path().join("rocksdb").exists());
}

#[test]
fn missing_directories_are_created() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a/b/c");
    assert_eq!(open(&path).unwrap().head(), None);
    assert!(path.join("HEAD").exists());
}

#[test]
fn path_that_is_a_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    fs::write(&path, "").unwrap();
    assert!(matches!(refusal(&path), DbError::Io { .. }));
}

#[test]
fn crash_while_the_directory_is_created_is_made_good_by_the_next_start() {
    for point in [CrashPoint::CreatedFormat, CrashPoint::CreatedRocks] {
        let directory = tempfile::tempdir().unwrap();
        let error = open_crashing(directory.path(), point).unwrap_err();
        assert!(matches!(error, DbError::Stopped(found) if found == point));
        assert_eq!(open(directory.path()).unwrap().head(), None);
    }
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("FORMAT.new"), "form").unwrap();
    fs::write(directory.path().join("HEAD.new"), "").unwrap();
    assert_eq!(open(directory.path()).unwrap().head(), None);
}

#[test]
fn parts_of_another_chain_are_refused() {
    let image = TestChain::new(1, 1).image();
    let other = tempfile::tempdir().unwrap();
    drop(Database::open(&OpenOptions { chain_id: 5, ..options(other.path()) }).unwrap());

    let mixed = image_of(image.path());
    fs::copy(other.path().join("HEAD"), mixed.path().join("HEAD")).unwrap();
    assert!(matches!(refusal(mixed.path()), DbError::MixedDirectory { .. }));

    let mixed = image_of(other.path());
    fs::remove_file(mixed.path().join("HEAD")).unwrap();
    replace_folder("rocksdb", image.path(), mixed.path());
    let error = Database::open(&OpenOptions { chain_id: 5, ..options(mixed.path()) }).unwrap_err();
    assert!(matches!(error, DbError::MixedDirectory { .. }), "{error:?}");
}

#[test]
fn database_behind_the_marker_is_refused() {
    let mut chain = TestChain::new(1, 3);
    let older = chain.image();
    let (next, _) = chain.next();
    chain.db.commit(&next.commit()).unwrap();

    let deleted = chain.image();
    fs::remove_dir_all(deleted.path().join("rocksdb")).unwrap();
    let error = refusal(deleted.path());
    assert!(
        matches!(&error, DbError::BehindMarker { database: None, marker, .. } if **marker == next.head()),
        "{error:?}"
    );
    assert!(!deleted.path().join("rocksdb/CURRENT").exists(), "nothing is created in place of what was lost");

    let rolled_back = chain.image();
    replace_folder("rocksdb", older.path(), rolled_back.path());
    let error = refusal(rolled_back.path());
    let found = chain.last().head();
    assert!(matches!(&error, DbError::BehindMarker { database: Some(head), .. } if **head == found), "{error:?}");
    assert!(error.to_string().contains("restore the whole data directory from one backup"), "{error}");
    // It stays refused.
    assert!(matches!(refusal(rolled_back.path()), DbError::BehindMarker { .. }));
}

#[test]
fn database_of_another_history_is_refused() {
    let chain = TestChain::new(1, 3);
    let other = TestChain::new(2, 5).image();
    let mixed = chain.image();
    replace_folder("rocksdb", other.path(), mixed.path());
    let error = refusal(mixed.path());
    assert!(matches!(&error, DbError::MarkerForked { marker, .. } if **marker == chain.last().head()), "{error:?}");
}

#[test]
fn damaged_marker_slot_falls_back_to_the_other_and_is_written_anew() {
    for slot in 0..2 {
        let chain = TestChain::new(1, 3);
        let image = chain.image();
        edit(image.path(), "HEAD", |bytes| bytes[slot * 4096 + 40] ^= 4);
        assert_eq!(open(image.path()).unwrap().head(), Some(chain.last().head()));
        let marker = Marker::open(image.path()).unwrap().unwrap();
        assert_eq!((marker.head(), marker.damaged_slot()), (Some(chain.last().head()), None));
    }
}

#[test]
fn marker_with_both_slots_damaged_is_refused() {
    let chain = TestChain::new(1, 3);
    let image = chain.image();
    edit(image.path(), "HEAD", |bytes| {
        bytes[40] ^= 4;
        bytes[4096 + 40] ^= 4;
    });
    let error = refusal(image.path());
    assert!(matches!(error, DbError::MarkerDamaged { .. }), "{error:?}");
    assert!(error.to_string().contains("restore the whole data directory from one backup"), "{error}");

    let image = chain.image();
    edit(image.path(), "HEAD", Vec::clear);
    assert!(matches!(refusal(image.path()), DbError::MarkerDamaged { .. }));
}

#[test]
fn missing_marker_is_refused_if_there_are_blocks() {
    let chain = TestChain::new(1, 3);
    let image = chain.image();
    fs::remove_file(image.path().join("HEAD")).unwrap();
    for _ in 0..2 {
        let error = refusal(image.path());
        assert!(matches!(error, DbError::MarkerMissing { head, .. } if head == chain.last().head()), "{error:?}");
    }
}

#[test]
fn remains_of_a_database_are_not_built_over() {
    let image = TestChain::new(1, 3).image();
    fs::remove_file(image.path().join("HEAD")).unwrap();
    fs::remove_file(image.path().join("rocksdb/CURRENT")).unwrap();
    let log = log_of(image.path());
    assert!(matches!(refusal(image.path()), DbError::Corruption { .. }));
    assert!(log.exists());
}

#[test]
fn torn_tail_of_an_unacknowledged_block_opens_at_the_block_before() {
    let mut chain = TestChain::new(7, 4);
    let (next, _) = chain.next();
    let before = chain.image();
    let crashing = open_crashing(before.path(), CrashPoint::CommitBatchWritten).unwrap();
    // Opening started a new log, so that the block is the last of it.
    let log = log_of(before.path());
    let start = fs::metadata(&log).unwrap().len();
    crashing.commit(&next.commit()).unwrap_err();
    let end = fs::metadata(&log).unwrap().len();
    assert!(end > start);
    for cut in [1, 2, (end - start) / 2, end - start - 1] {
        let image = image_of(before.path());
        edit(&image.path().join("rocksdb"), log.file_name().unwrap().to_str().unwrap(), |bytes| {
            bytes.truncate(bytes.len() - cut as usize);
        });
        let db = open(image.path()).unwrap();
        assert_eq!(db.head(), Some(chain.last().head()), "cut {cut}");
        assert_same_rows(&db, &chain.db);
        db.commit(&next.commit()).unwrap();
    }
}

#[test]
fn log_cut_below_an_acknowledged_block_is_refused() {
    for seed in seeds(3) {
        let chain = TestChain::new(seed, 6);
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..15 {
            let image = chain.image();
            let log = log_of(image.path());
            let len = fs::metadata(&log).unwrap().len() as usize;
            let kept = below(&mut rng, len);
            edit(&image.path().join("rocksdb"), log.file_name().unwrap().to_str().unwrap(), |bytes| {
                bytes.truncate(kept);
            });
            let error = refusal(image.path());
            // Cut to nothing, the log lacks even the database's first rows.
            let is_expected = matches!(&error, DbError::BehindMarker { .. } | DbError::Corruption { .. });
            assert!(is_expected, "kept {kept} of {len}: {error:?}");
        }
    }
}

#[test]
fn flipped_bit_of_the_log_is_refused_and_never_cut_off_silently() {
    for seed in seeds(2) {
        let chain = TestChain::new(seed, 6);
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..40 {
            let image = chain.image();
            let log = log_of(image.path());
            let bit = below(&mut rng, fs::metadata(&log).unwrap().len() as usize * 8);
            edit(&image.path().join("rocksdb"), log.file_name().unwrap().to_str().unwrap(), |bytes| {
                bytes[bit / 8] ^= 1 << (bit % 8);
            });
            match open(image.path()) {
                Err(DbError::Corruption { .. } | DbError::BehindMarker { .. }) => {}
                // Up to six bytes at the end of each 32 KiB of log are filled with zeros and mean nothing.
                Ok(db) if bit / 8 % 32768 >= 32762 => assert_same_rows(&db, &chain.db),
                other => panic!("bit {bit}: {other:?}"),
            }
        }
    }
}

#[test]
fn flipped_bit_of_a_table_is_found_before_it_is_served() {
    let chain = TestChain::new(8, 6);
    let TestChain { directory, db, .. } = chain;
    db.store().flush().unwrap();
    let head = db.head();
    drop(db);
    let mut tables: Vec<PathBuf> = fs::read_dir(directory.path().join("rocksdb"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sst"))
        .collect();
    tables.sort();
    assert!(!tables.is_empty());
    let mut rng = StdRng::seed_from_u64(8);
    for table in tables {
        let image = image_of(directory.path());
        let name = table.file_name().unwrap().to_str().unwrap();
        edit(&image.path().join("rocksdb"), name, |bytes| {
            let at = below(&mut rng, bytes.len() / 2);
            bytes[at] ^= 1;
        });
        let result = open(image.path()).and_then(|db| db.verify().map(|verified| verified.head));
        match result {
            Err(DbError::Corruption { .. } | DbError::Trie(_)) => {}
            // A bit in a part that no read uses.
            Ok(found) => assert_eq!(found, head),
            Err(other) => panic!("{name}: {other:?}"),
        }
    }
}
