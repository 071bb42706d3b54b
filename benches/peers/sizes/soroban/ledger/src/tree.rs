//! A Merkle tree that grows leaf by leaf: of the leaves so far only the roots of full subtrees are kept, one for each
//! bit of their count, as RFC 6962 divides them. Pairs are hashed in ascending order.

use soroban_sdk::{contracttype, xdr::ToXdr, Bytes, BytesN, Env, Vec};

use crate::records::Posting;

#[contracttype]
pub(crate) struct Tree {
    leaves: u64,
    // The roots of the full subtrees, the largest first.
    subtrees: Vec<BytesN<32>>,
}

impl Tree {
    pub(crate) fn new(env: &Env) -> Self {
        Self { leaves: 0, subtrees: Vec::new(env) }
    }

    pub(crate) fn push(&mut self, env: &Env, leaf: BytesN<32>) {
        let mut node = leaf;
        for _ in 0..self.leaves.trailing_ones() {
            node = pair(env, self.subtrees.pop_back_unchecked(), node);
        }
        self.subtrees.push_back(node);
        self.leaves += 1;
    }

    pub(crate) fn root(&self, env: &Env) -> Option<BytesN<32>> {
        self.subtrees.iter().rev().reduce(|right, left| pair(env, left, right))
    }
}

// The root that a proof leads to from a leaf.
pub(crate) fn process_proof(env: &Env, proof: Vec<BytesN<32>>, leaf: BytesN<32>) -> BytesN<32> {
    proof.iter().fold(leaf, |node, sibling| pair(env, node, sibling))
}

// The leaf of a posting, hashed twice so that a node is never taken for one.
pub(crate) fn leaf(env: &Env, number: u64, posting: &Posting) -> BytesN<32> {
    let crypto = env.crypto();
    let once = crypto.keccak256(&(number, posting.clone()).to_xdr(env)).to_bytes();
    crypto.keccak256(&once.into()).to_bytes()
}

fn pair(env: &Env, a: BytesN<32>, b: BytesN<32>) -> BytesN<32> {
    let (left, right) = if a < b { (a, b) } else { (b, a) };
    let mut both = Bytes::from(left);
    both.append(&right.into());
    env.crypto().keccak256(&both).to_bytes()
}
