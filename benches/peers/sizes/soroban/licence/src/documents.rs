//! Documents that an application or a licence rests on, by the root of their tree.

use soroban_sdk::{Bytes, BytesN, Env, Vec};

/// True if the proof leads from the document to the root, by hashes of pairs in ascending order.
pub(crate) fn has(env: &Env, root: &BytesN<32>, document: &BytesN<32>, proof: &Vec<BytesN<32>>) -> bool {
    let leaf = keccak256(env, document.as_ref());
    let mut hash = keccak256(env, leaf.as_ref());
    for sibling in proof.iter() {
        let (left, right) = if hash < sibling { (hash, sibling) } else { (sibling, hash) };
        let mut pair = Bytes::from(left);
        pair.append(right.as_ref());
        hash = keccak256(env, &pair);
    }
    hash == *root
}

fn keccak256(env: &Env, bytes: &Bytes) -> BytesN<32> {
    env.crypto().keccak256(bytes).into()
}
