//! Tampering with one row, whichever, is found.

use rocksdb::WriteBatch;

use super::*;
use crate::{
    columns::{location_value, number_key},
    commit::set,
    tests::support::{TestChain, all_rows, number},
};

/// Opens the database anew after writing one row behind its back.
fn verify_with(chain: &TestChain, family: Family, key: &[u8], value: Option<&[u8]>) -> Result<Verified, DbError> {
    let mut batch = WriteBatch::new();
    set(chain.db.store(), &mut batch, family, key, value)?;
    chain.db.store().write(batch)?;
    chain.db.publish()?;
    chain.db.verify()
}

#[test]
fn untouched_database_is_found_in_order() {
    let chain = TestChain::new(1, 10);
    let verified = chain.db.verify().unwrap();
    let model = chain.models.last().unwrap();
    assert_eq!(verified.head, Some(chain.last().head()));
    assert_eq!(verified.blocks, 11);
    assert_eq!(verified.accounts, model.accounts.len() as u64);
    assert_eq!(verified.slots, model.storage.len() as u64);
    assert!(verified.branch_records > 0);
}

#[test]
fn empty_database_is_found_in_order() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(crate::tests::support::open(directory.path()).unwrap().verify().unwrap(), Verified::default());
}

#[test]
fn removing_or_changing_any_row_is_found() {
    let chain = TestChain::new(2, 6);
    for (family, rows) in all_rows(&chain.db) {
        for (key, value) in rows {
            // Checked when the directory is opened.
            if family == Family::Meta {
                continue;
            }
            // A container that no account carries any more is not missed.
            if family != Family::Code {
                verify_with(&chain, family, &key, None).expect_err(&format!("{family:?} {} removed", hex(&key)));
            }
            let mut changed = value.clone();
            *changed.last_mut().unwrap() ^= 1;
            let result = verify_with(&chain, family, &key, Some(&changed));
            // Side records of receipts and what a block replaced are not hashed.
            if !matches!(family, Family::Receipts | Family::Changes) {
                result.expect_err(&format!("{family:?} {} changed", hex(&key)));
            }
            verify_with(&chain, family, &key, Some(&value)).unwrap();
        }
    }
}

#[test]
fn changed_flat_value_is_named_with_both_roots() {
    let chain = TestChain::new(3, 8);
    let ((address, slot), value) = chain.models.last().unwrap().storage.iter().next().unwrap();
    let key = crate::columns::storage_key(&keccak256(address), &keccak256(slot));
    let mut changed = value.to_vec();
    changed[0] ^= 1;
    let error = verify_with(&chain, Family::Storage, &key, Some(&changed)).unwrap_err();
    let subject = format!("storage root of account {}", keccak256(address));
    assert!(matches!(&error, DbError::Mismatch { subject: found, .. } if *found == subject), "{error}");
}

#[test]
fn rows_that_belong_to_nothing_are_found() {
    let rows: [(Family, Vec<u8>, Vec<u8>); 5] = [
        (Family::Storage, vec![0xff; 64], vec![1]),
        (Family::Trie, trie_key(TrieId::Sub(B256::repeat_byte(9)), &trie::Nibbles::EMPTY), vec![1]),
        (Family::Headers, number_key(number(99)).to_vec(), vec![1]),
        (Family::Transactions, vec![7; 32], location_value(number(1), 0).to_vec()),
        (Family::BlockNumbers, vec![7; 32], number_key(number(1)).to_vec()),
    ];
    for (family, key, value) in rows {
        let chain = TestChain::new(4, 3);
        verify_with(&chain, family, &key, Some(&value)).expect_err(&format!("{family:?}"));
    }
}

#[test]
fn missing_container_of_an_account_is_found() {
    let chain = TestChain::new(5, 12);
    let mut accounts = chain.models.last().unwrap().accounts.values();
    let hash = accounts.find(|account| account.has_code()).unwrap().code_hash;
    let error = verify_with(&chain, Family::Code, hash.as_slice(), None).unwrap_err();
    assert!(matches!(error, DbError::Damaged { family: "code", .. }), "{error}");
}
