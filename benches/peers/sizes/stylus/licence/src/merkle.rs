//! Merkle trees over sorted pairs, as OpenZeppelin's `StandardMerkleTree` makes them.

use alloy_primitives::B256;
use stylus_sdk::crypto::keccak;

/// The leaf for `encoded` values, hashed twice.
pub fn leaf(encoded: &[u8]) -> B256 {
    keccak(keccak(encoded))
}

/// True if `proof` leads from `leaf` to `root`.
pub fn verify(proof: &[B256], root: B256, leaf: B256) -> bool {
    proof.iter().fold(leaf, |hash, sibling| pair(hash, *sibling)) == root
}

fn pair(a: B256, b: B256) -> B256 {
    let (left, right) = if a < b { (a, b) } else { (b, a) };
    keccak(left.concat_const::<32, 64>(right))
}
