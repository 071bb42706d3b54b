//! A Merkle tree that grows leaf by leaf: of the leaves only the roots of full subtrees are kept, one for each bit of
//! their count, as RFC 6962 divides them. Pairs are hashed in ascending order, as OpenZeppelin's `MerkleProof` does.

use alloy_primitives::{B256, U64};
use stylus_sdk::{
    crypto::keccak,
    prelude::*,
    storage::{StorageB256, StorageMap, StorageU64},
};

#[storage]
pub struct Tree {
    leaves: StorageU64,
    /// The root of the full subtree of 2^height leaves, if that bit of the count is set.
    subtrees: StorageMap<u32, StorageB256>,
}

impl Tree {
    pub fn push(&mut self, leaf: B256) {
        let leaves = self.leaves.get().to::<u64>();
        let height = leaves.trailing_ones();
        let node = (0..height).fold(leaf, |node, below| pair(self.subtrees.get(below), node));
        self.subtrees.insert(height, node);
        self.leaves.set(U64::from(leaves + 1));
    }

    /// The root; zero without leaves.
    pub fn root(&self) -> B256 {
        let leaves = self.leaves.get().to::<u64>();
        let full = (0..u64::BITS).filter(|height| leaves >> height & 1 == 1).map(|height| self.subtrees.get(height));
        full.reduce(|right, left| pair(left, right)).unwrap_or_default()
    }
}

/// True if `proof` leads from `leaf` to `root`.
pub fn verify(proof: &[B256], root: B256, leaf: B256) -> bool {
    proof.iter().fold(leaf, |node, sibling| pair(node, *sibling)) == root
}

/// The node above two, whichever of them is the left one.
fn pair(a: B256, b: B256) -> B256 {
    let (left, right) = if a < b { (a, b) } else { (b, a) };
    keccak(left.concat_const::<32, 64>(right))
}
