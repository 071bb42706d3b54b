//! A Merkle tree that grows leaf by leaf.
//!
//! Guarantees that the root is that of all leaves in their order, and that a leaf costs a few hashes and two writes,
//! however many there are: of the leaves so far only the roots of full subtrees are kept, one for each bit of their
//! count, as RFC 6962 divides them. Pairs are hashed as [`merkle`] checks them.

use blocks::merkle;
use sdk::prelude::*;

/// The tree.
#[storage]
pub(crate) struct Tree {
    leaves: Value<u64>,
    /// The root of the full subtree of 2^height leaves, if that bit of the count is set.
    subtrees: Map<u32, B256>,
}

impl Tree {
    /// Appends a leaf.
    pub(crate) fn push(&mut self, leaf: B256) {
        let leaves = self.leaves.get();
        let height = leaves.trailing_ones();
        let node = (0..height).fold(leaf, |node, below| pair(self.subtrees.get(below), node));
        self.subtrees.set(height, node);
        self.leaves.set(leaves + 1);
    }

    /// The root; zero without leaves.
    pub(crate) fn root(&self) -> B256 {
        let leaves = self.leaves.get();
        let full = (0..u64::BITS).filter(|height| leaves >> height & 1 == 1).map(|height| self.subtrees.get(height));
        full.reduce(|right, left| pair(left, right)).unwrap_or_default()
    }
}

/// The node above two.
fn pair(left: B256, right: B256) -> B256 {
    merkle::process_proof(&[right], left)
}
