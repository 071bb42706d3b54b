//! Merkle proofs against a tree built here, and values published by OpenZeppelin's library.

use blocks::{Grants, merkle};
use testing::prelude::*;

use crate::stage::Stage;

/// A complete tree in an array, the root first, as OpenZeppelin's library keeps it.
fn tree(leaves: &[B256]) -> Vec<B256> {
    let mut nodes = vec![B256::ZERO; 2 * leaves.len() - 1];
    let end = nodes.len();
    for (i, leaf) in leaves.iter().enumerate() {
        nodes[end - 1 - i] = *leaf;
    }
    for i in (0..leaves.len() - 1).rev() {
        let mut pair = [nodes[2 * i + 1].0, nodes[2 * i + 2].0];
        pair.sort();
        nodes[i] = B256::new(alloy_primitives::keccak256(pair.as_flattened()).0);
    }
    nodes
}

fn proof(nodes: &[B256], mut index: usize) -> Vec<B256> {
    let mut proof = Vec::new();
    while index > 0 {
        proof.push(nodes[if index.is_multiple_of(2) { index - 1 } else { index + 1 }]);
        index = (index - 1) / 2;
    }
    proof
}

/// Runs where there are host functions.
fn on_chain<T: 'static>(work: impl FnOnce() -> T + 'static) -> T {
    let stage = Stage::<Grants>::new();
    let [anyone] = stage.chain.accounts();
    stage.see(anyone, |_| work())
}

fn leaves(count: u8) -> Vec<B256> {
    (1..=count).map(|i| B256::new([i; 32])).collect()
}

#[test]
fn leaf_is_hashed_twice() {
    let leaf = on_chain(|| merkle::leaf(&(Address::new([0x11; 20]), U256::from(5_000_000_000_000_000_000_u64))));
    let mut encoded = [[0; 32]; 2];
    encoded[0][12..].fill(0x11);
    encoded[1][24..].copy_from_slice(&5_000_000_000_000_000_000_u64.to_be_bytes());
    let once = alloy_primitives::keccak256(encoded.as_flattened());
    assert_eq!(leaf.0, alloy_primitives::keccak256(once).0);
}

#[test]
fn every_leaf_of_every_small_tree_is_proven() {
    on_chain(|| {
        for count in 1..=17 {
            let leaves = leaves(count);
            let nodes = tree(&leaves);
            for (i, leaf) in leaves.iter().enumerate() {
                let proof = proof(&nodes, nodes.len() - 1 - i);
                assert!(merkle::verify(&proof, nodes[0], *leaf));
                assert!(!merkle::verify(&proof, nodes[0], B256::new([0xEE; 32])));
                if count > 1 {
                    assert!(!merkle::verify(&proof[1..], nodes[0], *leaf));
                }
            }
        }
    });
}

#[test]
fn several_leaves_are_proven_together() {
    on_chain(|| {
        // Leaves 1 and 2 of four are neighbours, so one inner node proves both.
        let leaves = leaves(4);
        let nodes = tree(&leaves);
        let (pair, rest) = (&leaves[..2], [nodes[1]]);
        assert!(merkle::verify_multi(&rest, &[true, false], nodes[0], pair));
        assert!(!merkle::verify_multi(&rest, &[true, false], nodes[0], &leaves[1..3]));
        // Without proof, all leaves are the tree.
        let reversed: Vec<_> = leaves.iter().rev().copied().collect();
        assert!(merkle::verify_multi(&[], &[true, true, true], nodes[0], &reversed));
        // One leaf alone is its own root.
        assert!(merkle::verify_multi(&[], &[], leaves[0], &leaves[..1]));
    });
}

#[test]
fn multi_proof_whose_parts_do_not_fit_is_refused() {
    on_chain(|| {
        let leaves = leaves(4);
        for (proof, flags, given) in [
            (&leaves[..1], &[true, false][..], &leaves[..1]),
            (&leaves[..1], &[true, true][..], &leaves[..2]),
            (&leaves[..3], &[true, false][..], &[][..]),
            (&leaves[..1], &[true][..], &leaves[..1]),
            // The second leaf is reached by no flag: anything could stand there.
            (&leaves[2..3], &[false][..], &leaves[..2]),
            (&[][..], &[][..], &[][..]),
        ] {
            assert_eq!(merkle::process_multi_proof(proof, flags, given), None, "{proof:?} {flags:?} {given:?}");
        }
    });
}
