//! The trie against alloy-trie's from-scratch hash builder and verifier, and one test for each structural rule.

use std::collections::BTreeMap;

use alloy_primitives::hex;
use alloy_trie::{
    HashBuilder, Nibbles as AlloyNibbles,
    proof::{ProofRetainer, verify_proof},
};
use primitives::{B256, Bytes, keccak256};
use proptest::prelude::*;

use crate::{EMPTY_ROOT, MemoryTrie, Nibbles, NodeChanges, NodeReader, ReadError, TrieId, prove, root, update};

type Changes = BTreeMap<B256, Option<Bytes>>;
type Leaves = BTreeMap<B256, Bytes>;

/// Two bases that share half a key, and up to three nibbles set by hand: long common prefixes, forks at every height
/// (the last nibble included), few enough keys that batches meet each other's leaves.
fn key() -> impl Strategy<Value = B256> {
    let place = prop::sample::select(vec![0usize, 1, 2, 5, 30, 31, 32, 33, 58, 61, 62, 63]);
    (any::<bool>(), prop::collection::vec((place, 0u8..4), 0..=3)).prop_map(|(other_base, edits)| {
        let mut key = [0x11; 32];
        if other_base {
            key[16..].fill(0x22);
        }
        for (place, nibble) in edits {
            let byte = &mut key[place / 2];
            *byte = if place % 2 == 0 { *byte & 0x0f | nibble << 4 } else { *byte & 0xf0 | nibble };
        }
        B256::new(key)
    })
}

/// Keys as a chain has them: spread over the whole space.
fn hashed_key() -> impl Strategy<Value = B256> {
    (0u8..64).prop_map(|seed| keccak256([seed]))
}

/// Values from one byte (which makes inline leaves and branches deep down) to several hash blocks.
fn value() -> impl Strategy<Value = Bytes> {
    prop_oneof![
        4 => (1u8..4).prop_map(|byte| Bytes::from(vec![byte])),
        1 => Just(Bytes::from(vec![0x80])),
        3 => prop::collection::vec(any::<u8>(), 1..34).prop_map(Bytes::from),
        1 => prop::collection::vec(any::<u8>(), 54..60).prop_map(Bytes::from),
        1 => prop::collection::vec(any::<u8>(), 250..260).prop_map(Bytes::from),
    ]
}

fn batches(key: impl Strategy<Value = B256> + 'static, size: usize) -> impl Strategy<Value = Vec<Changes>> {
    let change = prop_oneof![3 => value().prop_map(Some), 2 => Just(None)];
    prop::collection::vec(prop::collection::btree_map(key, change, 0..size), 1..10)
}

fn apply(leaves: &mut Leaves, changes: &Changes) {
    for (key, value) in changes {
        match value {
            Some(value) => leaves.insert(*key, value.clone()),
            None => leaves.remove(key),
        };
    }
}

fn root_by_alloy(leaves: &Leaves) -> B256 {
    let mut builder = HashBuilder::default();
    for (key, value) in leaves {
        builder.add_leaf(AlloyNibbles::unpack(key), value);
    }
    builder.root()
}

/// The nodes on the way to `key`; alloy also lists those under 32 bytes, which stand in their parents.
fn proof_by_alloy(leaves: &Leaves, key: &B256) -> Vec<Bytes> {
    let retainer = ProofRetainer::new(vec![AlloyNibbles::unpack(key)]);
    let mut builder = HashBuilder::default().with_proof_retainer(retainer);
    for (key, value) in leaves {
        builder.add_leaf(AlloyNibbles::unpack(key), value);
    }
    builder.root();
    let nodes = builder.take_proof_nodes().into_nodes_sorted();
    nodes.into_iter().filter(|(path, node)| path.is_empty() || node.len() >= 32).map(|(_, node)| node).collect()
}

fn check_proof(trie: &MemoryTrie, root: B256, leaves: &Leaves, key: &B256) {
    let proof = prove(trie, TrieId::Main, key).unwrap();
    let expected = leaves.get(key).map(|value| value.to_vec());
    verify_proof(root, AlloyNibbles::unpack(key), expected, &proof)
        .unwrap_or_else(|error| panic!("proof of {key}: {error}"));
    if !leaves.is_empty() {
        assert_eq!(proof, proof_by_alloy(leaves, key), "proof of {key}");
    }
}

/// Applies the batches to one trie and compares it after each with one that is built at once.
fn check(batches: &[Changes], probes: &[B256]) {
    let mut trie = MemoryTrie::new();
    let mut leaves = Leaves::new();
    for changes in batches {
        let root = trie.update(TrieId::Main, changes).unwrap();
        apply(&mut leaves, changes);
        assert_eq!(root, root_by_alloy(&leaves));
        assert_eq!(crate::root(&trie, TrieId::Main).unwrap(), root);

        let mut rebuilt = MemoryTrie::new();
        let all = leaves.iter().map(|(key, value)| (*key, Some(value.clone()))).collect();
        assert_eq!(rebuilt.update(TrieId::Main, &all).unwrap(), root);
        assert_eq!(trie, rebuilt, "records that should not stand, or do not");

        for key in changes.keys().chain(probes) {
            check_proof(&trie, root, &leaves, key);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn batches_of_crowded_keys_match_a_trie_built_at_once(
        batches in batches(key(), 12),
        probes in prop::collection::vec(key(), 4),
    ) {
        check(&batches, &probes);
    }

    #[test]
    fn batches_of_hashed_keys_match_a_trie_built_at_once(
        batches in batches(hashed_key(), 24),
        probes in prop::collection::vec(hashed_key(), 4),
    ) {
        check(&batches, &probes);
    }

    #[test]
    fn deleting_everything_leaves_no_record(all in prop::collection::btree_map(key(), value(), 0..20)) {
        let insert: Changes = all.iter().map(|(key, value)| (*key, Some(value.clone()))).collect();
        let delete: Changes = all.keys().map(|key| (*key, None)).collect();
        let mut trie = MemoryTrie::new();
        trie.update(TrieId::Main, &insert).unwrap();
        prop_assert_eq!(trie.update(TrieId::Main, &delete).unwrap(), EMPTY_ROOT);
        prop_assert_eq!(trie, MemoryTrie::new());
    }
}

/// The key that begins with these nibbles, zeros after them.
fn at(nibbles: &str) -> B256 {
    B256::from_slice(&hex::decode(format!("{nibbles:0<64}")).unwrap())
}

/// The path with these nibbles.
fn path(nibbles: &str) -> Nibbles {
    Nibbles::of_key(&at(nibbles)).slice(0, nibbles.len())
}

/// A value so long that no node with it is inline.
fn long(byte: u8) -> Option<Bytes> {
    Some(vec![byte; 40].into())
}

fn changes<const N: usize>(changes: [(B256, Option<Bytes>); N]) -> Changes {
    changes.into()
}

/// Paths of the records that changing `before` by `after` writes and deletes. All is checked as in [`check`].
fn written_and_deleted(before: Changes, after: Changes) -> (Vec<String>, Vec<String>) {
    let mut trie = MemoryTrie::new();
    trie.update(TrieId::Main, &before).unwrap();
    let mut nodes = NodeChanges::default();
    update(&trie, TrieId::Main, &after, &mut nodes).unwrap();
    let probes: Vec<B256> = before.keys().copied().collect();
    check(&[before, after], &probes);
    let (written, deleted): (Vec<_>, Vec<_>) = nodes.0.into_iter().partition(|(_, record)| record.is_some());
    let paths = |nodes: Vec<((TrieId, Nibbles), _)>| nodes.iter().map(|((_, path), _)| path.to_string()).collect();
    (paths(written), paths(deleted))
}

/// Counts reads of leaves and records.
struct Counted<'a> {
    trie: &'a MemoryTrie,
    branches: std::cell::RefCell<Vec<String>>,
    leaves: std::cell::RefCell<Vec<String>>,
}

impl<'a> Counted<'a> {
    fn new(trie: &'a MemoryTrie) -> Self {
        Self { trie, branches: Default::default(), leaves: Default::default() }
    }
}

impl NodeReader for Counted<'_> {
    fn branch(&self, trie: TrieId, path: &Nibbles) -> Result<Option<Bytes>, ReadError> {
        self.branches.borrow_mut().push(path.to_string());
        self.trie.branch(trie, path)
    }

    fn first_leaf(&self, trie: TrieId, prefix: &Nibbles) -> Result<Option<(B256, Bytes)>, ReadError> {
        self.leaves.borrow_mut().push(prefix.to_string());
        self.trie.first_leaf(trie, prefix)
    }
}

#[test]
fn the_empty_trie_has_the_empty_root_and_an_empty_proof() {
    let trie = MemoryTrie::new();
    assert_eq!(root(&trie, TrieId::Main).unwrap(), EMPTY_ROOT);
    assert_eq!(EMPTY_ROOT, keccak256([0x80]));
    assert_eq!(prove(&trie, TrieId::Main, &at("1")).unwrap(), Vec::<Bytes>::new());
}

#[test]
fn one_leaf_needs_no_record() {
    assert_eq!(written_and_deleted(changes([]), changes([(at("12"), long(1))])), (vec![], vec![]));
}

#[test]
fn an_inline_top_node_is_hashed_all_the_same() {
    // A lone leaf is never under 32 bytes: its path alone has 33. The shortest top is an extension over an inline
    // branch with two inline leaves, at the last nibble.
    let mut last = at("1");
    last.0[31] = 1;
    check(&[changes([(at("1"), Some(vec![1].into())), (last, Some(vec![2].into()))])], &[at("2")]);
}

#[test]
fn a_second_leaf_makes_a_branch() {
    assert_eq!(
        written_and_deleted(changes([(at("12"), long(1))]), changes([(at("22"), long(2))])),
        (vec!["".into()], vec![])
    );
}

#[test]
fn an_extension_at_the_root_has_a_record_that_goes_with_it() {
    let two = || changes([(at("121"), long(1)), (at("122"), long(2))]);
    assert_eq!(written_and_deleted(changes([]), two()), (vec!["".into(), "12".into()], vec![]));
    assert_eq!(
        written_and_deleted(two(), changes([(at("122"), None)])),
        (vec![], vec!["".into(), "12".into()]),
        "one leaf is left"
    );
    assert_eq!(
        written_and_deleted(two(), changes([(at("2"), long(3))])),
        (vec!["".into()], vec![]),
        "the extension became a branch; the branch below is as it was"
    );
    assert_eq!(
        written_and_deleted(two(), changes([(at("13"), long(3))])),
        (vec!["".into(), "1".into()], vec![]),
        "the extension was split and is shorter"
    );
}

#[test]
fn a_branch_at_the_root_gives_way_to_an_extension() {
    let before = changes([(at("121"), long(1)), (at("122"), long(2)), (at("2"), long(3))]);
    assert_eq!(written_and_deleted(before, changes([(at("2"), None)])), (vec!["".into()], vec![]));
}

#[test]
fn a_leaf_moves_up_when_its_only_sibling_goes() {
    let before = changes([(at("121"), long(1)), (at("122"), long(2)), (at("2"), long(3))]);
    assert_eq!(written_and_deleted(before, changes([(at("122"), None)])), (vec!["".into()], vec!["12".into()]));
}

#[test]
fn extensions_merge_when_the_branch_between_them_goes() {
    // root -> (1) ext 2 -> branch 12 -> (3) ext 44 -> branch 12344
    let before = changes([(at("123441"), long(1)), (at("123442"), long(2)), (at("125"), long(3)), (at("2"), long(4))]);
    assert_eq!(written_and_deleted(before, changes([(at("125"), None)])), (vec!["".into()], vec!["12".into()]));
}

#[test]
fn a_branch_without_extension_gains_one_and_is_not_read_when_its_parent_goes() {
    let mut trie = MemoryTrie::new();
    let before = changes([(at("121"), long(1)), (at("122"), long(2)), (at("13"), long(3)), (at("2"), long(4))]);
    trie.update(TrieId::Main, &before).unwrap();
    let reader = Counted::new(&trie);
    let mut nodes = NodeChanges::default();
    update(&reader, TrieId::Main, &changes([(at("13"), None)]), &mut nodes).unwrap();
    assert_eq!(*reader.branches.borrow(), ["", "1"], "the record of 12 is not needed: its reference is in that of 1");
    assert_eq!(*reader.leaves.borrow(), ["13"]);
}

#[test]
fn an_extension_splits_at_its_first_inner_and_last_nibble() {
    let before = || changes([(at("12345"), long(1)), (at("12346"), long(2)), (at("2"), long(3))]);
    for (key, written) in [("13", ["", "1"]), ("124", ["", "12"]), ("1235", ["", "123"])] {
        let expected = (written.map(String::from).to_vec(), vec![]);
        assert_eq!(written_and_deleted(before(), changes([(at(key), long(4))])), expected, "{key}");
    }
}

#[test]
fn a_batch_may_split_an_extension_and_empty_what_is_below() {
    let before = changes([(at("12345"), long(1)), (at("12346"), long(2)), (at("2"), long(3))]);
    let after = changes([(at("12345"), None), (at("12346"), None), (at("13"), long(4))]);
    assert_eq!(written_and_deleted(before, after), (vec!["".into()], vec!["1234".into()]));
}

#[test]
fn absent_keys_may_be_deleted_without_effect() {
    let before = || changes([(at("12345"), long(1)), (at("12346"), long(2)), (at("2"), long(3))]);
    for key in ["3", "13", "12347", "123451", "21"] {
        assert_eq!(written_and_deleted(before(), changes([(at(key), None)])), (vec![], vec![]), "{key}");
    }
    assert_eq!(written_and_deleted(changes([]), changes([(at("1"), None)])), (vec![], vec![]));
}

#[test]
fn a_value_written_again_changes_no_record() {
    let before = || changes([(at("12345"), long(1)), (at("12346"), long(2)), (at("2"), long(3))]);
    assert_eq!(written_and_deleted(before(), before()), (vec![], vec![]));
}

#[test]
fn an_empty_value_deletes() {
    let mut trie = MemoryTrie::new();
    trie.update(TrieId::Main, &changes([(at("1"), long(1))])).unwrap();
    assert_eq!(trie.update(TrieId::Main, &changes([(at("1"), Some(Bytes::new()))])).unwrap(), EMPTY_ROOT);
    assert_eq!(trie, MemoryTrie::new());
}

#[test]
fn siblings_are_not_read() {
    let mut trie = MemoryTrie::new();
    let all: Changes = (0u16..2000).map(|seed| (keccak256(seed.to_be_bytes()), long(1))).collect();
    trie.update(TrieId::Main, &all).unwrap();
    let reader = Counted::new(&trie);
    let mut nodes = NodeChanges::default();
    update(&reader, TrieId::Main, &changes([(keccak256(7u16.to_be_bytes()), long(2))]), &mut nodes).unwrap();
    assert_eq!(reader.leaves.borrow().len(), 1, "the leaf that changes");
    let branches = reader.branches.borrow();
    assert!(branches.windows(2).all(|pair| pair[1].starts_with(&pair[0])), "{branches:?} is not one path");
    assert_eq!(branches.len(), nodes.0.len());
}

#[test]
fn tries_of_one_reader_do_not_see_each_other() {
    let (one, two) = (TrieId::Sub(at("1")), TrieId::Sub(at("2")));
    let mut trie = MemoryTrie::new();
    let ours = changes([(at("12"), long(1)), (at("13"), long(2))]);
    let root_of_one = trie.update(one, &ours).unwrap();
    trie.update(two, &changes([(at("12"), long(3)), (at("2"), long(4))])).unwrap();
    assert_eq!(trie.update(TrieId::Main, &changes([])).unwrap(), EMPTY_ROOT);
    assert_eq!(root(&trie, one).unwrap(), root_of_one);
    trie.update(two, &changes([(at("12"), None), (at("2"), None)])).unwrap();
    let mut alone = MemoryTrie::new();
    alone.update(one, &ours).unwrap();
    assert_eq!(trie, alone);
}

#[test]
fn a_missing_record_is_named() {
    let mut trie = MemoryTrie::new();
    trie.update(TrieId::Main, &changes([(at("121"), long(1)), (at("122"), long(2)), (at("2"), long(3))])).unwrap();
    trie.apply(&NodeChanges([((TrieId::Main, path("12")), None)].into()));
    let error = trie.update(TrieId::Main, &changes([(at("123"), long(4))])).unwrap_err();
    assert_eq!(error.0, "branch record '12' of the main trie is missing; rebuild the trie index");
}

#[test]
fn a_record_that_does_not_decode_is_named() {
    let mut trie = MemoryTrie::new();
    trie.apply(&NodeChanges([((TrieId::Main, Nibbles::EMPTY), Some(vec![9].into()))].into()));
    let error = root(&trie, TrieId::Main).unwrap_err();
    assert_eq!(error.0, "record '' of the main trie is damaged: its kind is unknown; rebuild the trie index");
}

#[test]
fn a_record_that_leads_beyond_a_key_is_refused() {
    // A branch with two children reached by extensions of two nibbles.
    let mut record = vec![1, 0, 3, 0, 0, 0, 3, 0, 0];
    record.extend([7; 64]);
    record.extend([2, 0x12, 2, 0x12]);
    let reads = |len: usize| {
        let mut trie = MemoryTrie::new();
        let path = Nibbles::of_key(&at("1")).slice(0, len);
        let top = Bytes::from([&[2, len as u8], path.packed()].concat());
        let records =
            [((TrieId::Main, Nibbles::EMPTY), Some(top)), ((TrieId::Main, path), Some(record.clone().into()))];
        trie.apply(&NodeChanges(records.into()));
        root(&trie, TrieId::Main)
    };
    assert!(reads(60).is_ok(), "the branches below stand at 63 nibbles");
    let error = reads(61).unwrap_err();
    assert!(error.0.ends_with("is damaged: it leads beyond a key's end; rebuild the trie index"), "{error}");
}

#[test]
fn a_leaf_that_is_gone_is_named() {
    let mut trie = MemoryTrie::new();
    trie.update(TrieId::Main, &changes([(at("1"), long(1)), (at("2"), long(2))])).unwrap();
    trie.set_leaf(TrieId::Main, at("2"), None);
    let error = trie.update(TrieId::Main, &changes([(at("1"), None)])).unwrap_err();
    assert_eq!(error.0, "the leaf under '2' of the main trie is missing; rebuild the trie index");
}

#[test]
fn no_proof_is_given_of_a_leaf_that_its_parent_does_not_name() {
    let mut trie = MemoryTrie::new();
    trie.update(TrieId::Main, &changes([(at("1"), long(1)), (at("2"), long(2))])).unwrap();
    trie.set_leaf(TrieId::Main, at("2"), long(3));
    assert!(prove(&trie, TrieId::Main, &at("1")).is_ok());
    let error = prove(&trie, TrieId::Main, &at("2")).unwrap_err();
    assert_eq!(error.0, "the node at '2' of the main trie is not the one its parent names; rebuild the trie index");
}
