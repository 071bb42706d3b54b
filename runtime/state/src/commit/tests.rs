//! State roots against alloy-trie's, built from the whole state at once.

use alloy_primitives::U256;
use alloy_trie::{HashBuilder, Nibbles, proof::verify_proof};
use primitives::Address;
use proptest::prelude::*;

use super::*;
use crate::{AccountDiff, EMPTY_CODE_HASH, MemoryState, StateView};

/// A whole state, told plainly.
type Plain = BTreeMap<Address, (Account, BTreeMap<B256, Bytes>)>;

fn root_by_alloy<'a>(leaves: impl Iterator<Item = (B256, &'a [u8])>) -> B256 {
    let leaves: BTreeMap<B256, &[u8]> = leaves.collect();
    let mut builder = HashBuilder::default();
    for (key, leaf) in leaves {
        builder.add_leaf(Nibbles::unpack(key), leaf);
    }
    builder.root()
}

fn storage_root_by_alloy(storage: &BTreeMap<B256, Bytes>) -> B256 {
    let leaves: Vec<(B256, Vec<u8>)> =
        storage.iter().map(|(key, value)| (keccak256(key), alloy_rlp::encode(value.as_ref()))).collect();
    root_by_alloy(leaves.iter().map(|(key, leaf)| (*key, leaf.as_slice())))
}

fn state_root_by_alloy(state: &Plain) -> B256 {
    let leaves: Vec<(B256, Vec<u8>)> = state
        .iter()
        .map(|(address, (account, storage))| {
            let leaf = alloy_trie::TrieAccount {
                nonce: account.nonce,
                balance: account.balance,
                storage_root: storage_root_by_alloy(storage),
                code_hash: account.code_hash,
            };
            (keccak256(address), alloy_rlp::encode(leaf))
        })
        .collect();
    root_by_alloy(leaves.iter().map(|(key, leaf)| (*key, leaf.as_slice())))
}

fn address(n: u8) -> Address {
    Address::with_last_byte(n)
}

/// One account's change: its nonce and balance, and slots by number. Nothing set and nothing stored removes it.
#[derive(Clone, Debug)]
struct Change {
    nonce: u64,
    balance: u64,
    slots: BTreeMap<u8, Vec<u8>>,
}

fn blocks() -> impl Strategy<Value = Vec<BTreeMap<u8, Change>>> {
    let value = prop_oneof![
        2 => Just(vec![]),
        3 => (1u8..=255).prop_map(|byte| vec![byte]),
        3 => prop::collection::vec(any::<u8>(), 1..80),
    ];
    let slots = prop::collection::btree_map(0u8..12, value, 0..8);
    let change = (0u64..2, prop_oneof![Just(0), any::<u64>()], slots).prop_map(|(nonce, balance, slots)| Change {
        nonce,
        balance,
        slots,
    });
    prop::collection::vec(prop::collection::btree_map(0u8..24, change, 0..16), 1..7)
}

fn run(blocks: &[BTreeMap<u8, Change>]) {
    let mut state = MemoryState::new();
    let mut plain = Plain::new();
    for block in blocks {
        let mut diff = StateDiff::default();
        for (n, change) in block {
            let (account, storage) = plain.entry(address(*n)).or_default();
            account.nonce = change.nonce;
            account.balance = U256::from(change.balance);
            for (slot, value) in &change.slots {
                match value.as_slice() {
                    [] => storage.remove(&B256::with_last_byte(*slot)),
                    value => storage.insert(B256::with_last_byte(*slot), Bytes::copy_from_slice(value)),
                };
            }
            let before = state.account(address(*n)).unwrap().unwrap_or_default();
            let now = Account { storage_root: before.storage_root, ..*account };
            let slots = change.slots.iter();
            let changed = AccountDiff {
                account: (!now.is_empty()).then_some(now),
                storage: slots.map(|(slot, value)| (B256::with_last_byte(*slot), value.clone().into())).collect(),
            };
            diff.accounts.insert(address(*n), changed);
        }
        plain.retain(|_, (account, storage)| !account.is_empty() || !storage.is_empty());
        let made = commit(&state, &diff).unwrap();
        state.apply(&made);
        assert_eq!(made.root, state_root_by_alloy(&plain));
        assert_matches(&state, &plain);
    }
}

/// What the state answers is what was written, and provable.
fn assert_matches(state: &MemoryState, plain: &Plain) {
    let root = trie::root(state, TrieId::Main).unwrap();
    for n in 0..24 {
        let account = plain
            .get(&address(n))
            .map(|(account, storage)| Account { storage_root: storage_root_by_alloy(storage), ..*account });
        assert_eq!(state.account(address(n)).unwrap(), account);
        let hashed_address = keccak256(address(n));
        let proof = trie::prove(state, TrieId::Main, &hashed_address).unwrap();
        let leaf = account.map(alloy_rlp::encode);
        verify_proof(root, Nibbles::unpack(hashed_address), leaf, &proof).unwrap();
        for slot in (0..12).map(B256::with_last_byte) {
            let value = plain.get(&address(n)).and_then(|(_, storage)| storage.get(&slot));
            assert_eq!(state.storage(address(n), slot).unwrap(), value.cloned().unwrap_or_default());
            let proof = trie::prove(state, TrieId::Sub(hashed_address), &keccak256(slot)).unwrap();
            let leaf = value.map(|value| alloy_rlp::encode(value.as_ref()));
            let storage_root = account.unwrap_or_default().storage_root;
            verify_proof(storage_root, Nibbles::unpack(keccak256(slot)), leaf, &proof).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn roots_of_any_blocks_match_those_built_from_the_whole_state(blocks in blocks()) {
        run(&blocks);
    }
}

fn one(account: Option<Account>, storage: &[(u8, &[u8])]) -> StateDiff {
    let storage =
        storage.iter().map(|(key, value)| (B256::with_last_byte(*key), Bytes::copy_from_slice(value))).collect();
    StateDiff { accounts: [(address(1), AccountDiff { account, storage })].into(), codes: BTreeMap::new() }
}

fn rich() -> Account {
    Account { balance: U256::from(5), ..Account::default() }
}

#[test]
fn nothing_changed_keeps_the_root() {
    let state = MemoryState::new();
    assert_eq!(commit(&state, &StateDiff::default()).unwrap().root, EMPTY_ROOT);
    let mut state = state;
    let made = commit(&state, &one(Some(rich()), &[])).unwrap();
    state.apply(&made);
    let again = commit(&state, &StateDiff::default()).unwrap();
    assert_eq!(again, StateCommit { root: made.root, ..StateCommit::default() });
}

#[test]
fn an_empty_account_is_not_kept() {
    let state = MemoryState::new();
    let made = commit(&state, &one(Some(Account::default()), &[])).unwrap();
    assert_eq!(made.root, EMPTY_ROOT);
    assert_eq!(made.accounts[&keccak256(address(1))], None);
}

#[test]
fn an_account_without_anything_but_storage_is_kept_for_its_root() {
    let mut state = MemoryState::new();
    let made = commit(&state, &one(Some(rich()), &[(1, &[7])])).unwrap();
    state.apply(&made);
    let made = commit(&state, &one(None, &[])).unwrap();
    state.apply(&made);
    let kept = state.account(address(1)).unwrap().unwrap();
    assert!(kept.is_empty() && kept.storage_root != EMPTY_ROOT && kept.code_hash == EMPTY_CODE_HASH);
    let made = commit(&state, &one(Some(kept), &[(1, &[])])).unwrap();
    state.apply(&made);
    assert_eq!(state, MemoryState::new(), "it goes with its last slot");
}

#[test]
fn a_commit_names_hashed_places_and_the_containers() {
    let state = MemoryState::new();
    let mut diff = one(Some(rich()), &[(1, &[7]), (2, &[])]);
    diff.codes.insert(B256::repeat_byte(3), Bytes::from_static(b"code"));
    let made = commit(&state, &diff).unwrap();
    let at = |slot| (keccak256(address(1)), keccak256(B256::with_last_byte(slot)));
    assert_eq!(made.storage, [(at(1), Bytes::from_static(&[7])), (at(2), Bytes::new())].into());
    assert_eq!(made.codes, diff.codes);
    assert_eq!(made.accounts.keys().collect::<Vec<_>>(), [&at(1).0]);
}

#[test]
fn leaves_have_ethereums_form() {
    assert_eq!(storage_leaf(&[0x7f])[..], [0x7f]);
    assert_eq!(storage_leaf(&[0x80])[..], [0x81, 0x80]);
    assert_eq!(storage_leaf(&[1, 2])[..], [0x82, 1, 2]);
    let leaf = account_leaf(&rich());
    assert_eq!(leaf[..4], [0xf8, 0x44, 0x80, 0x05]);
    assert_eq!(leaf.len(), 70);
}
