//! Merkle trees over sorted pairs, as OpenZeppelin's `MerkleProof` and its JavaScript library `merkle-tree` make them.
//!
//! Guarantees that a proof is accepted only if it leads from the leaf to the root by keccak-256 of pairs in ascending
//! order. Leaves are hashed twice ([`leaf`]), so that an inner node is never taken for a leaf. Stores nothing.

use sdk::{
    abi::{self, Sequence},
    prelude::*,
};

/// The leaf for `values`: keccak256(keccak256(abi.encode(values))), as a `StandardMerkleTree` makes it.
pub fn leaf<T: Sequence>(values: &T) -> B256 {
    keccak256(&keccak256(&abi::encode(values)).0)
}

/// True if `proof` leads from `leaf` to `root`.
pub fn verify(proof: &[B256], root: B256, leaf: B256) -> bool {
    process_proof(proof, leaf) == root
}

/// The root that `proof` leads to from `leaf`.
pub fn process_proof(proof: &[B256], leaf: B256) -> B256 {
    proof.iter().fold(leaf, |hash, sibling| pair(hash, *sibling))
}

/// True if `proof` and `flags` lead from all `leaves` together to `root`; see [`process_multi_proof`].
pub fn verify_multi(proof: &[B256], flags: &[bool], root: B256, leaves: &[B256]) -> bool {
    process_multi_proof(proof, flags, leaves) == Some(root)
}

/// The root that a multi-proof leads to; `None` if its parts do not fit together. Each flag makes one pair: of the next
/// two hashes known (leaves first, then pairs made) if it is true, of the next known and the next of `proof` if not.
pub fn process_multi_proof(proof: &[B256], flags: &[bool], leaves: &[B256]) -> Option<B256> {
    if leaves.len() + proof.len() != flags.len() + 1 {
        return None;
    }
    let mut known = leaves.to_vec();
    let (mut used, mut siblings) = (0, proof.iter());
    for flag in flags {
        let hash = *known.get(used)?;
        used += 1;
        let sibling = if *flag {
            used += 1;
            *known.get(used - 1)?
        } else {
            *siblings.next()?
        };
        known.push(pair(hash, sibling));
    }
    // All of the proof is used: the pairs take at most each hash but the last, so at most as many flags are true as there
    // are leaves but one, and by the count above the others take each of the proof.
    known.last().or(proof.first()).copied()
}

/// The node above two, whichever of them is the left one.
fn pair(a: B256, b: B256) -> B256 {
    let (left, right) = if a < b { (a, b) } else { (b, a) };
    keccak256([left.0, right.0].as_flattened())
}
