//! Merkle proofs of present and absent keys, as `eth_getProof` gives them.

use primitives::{B256, Bytes};

use crate::{
    nibbles::Nibbles,
    node::{HASHED_FROM_BYTES, Reference, encode_extension, encode_leaf},
    reader::{NodeReader, ReadError, TrieId, read_branch, read_leaf, read_top},
    record::{Below, Record},
};

/// The RLP of the nodes on the way to `key`, the root first: to its leaf if it is in the trie, otherwise to the node
/// that shows that it is not. A node under 32 bytes stands inside its parent and is not listed, unless it is the root.
/// Nothing is listed for an empty trie.
///
/// # Errors
///
/// If the reader fails, or if its records and leaves contradict each other: a proof that comes back is one that
/// verifies against the root.
pub fn prove(reader: &dyn NodeReader, id: TrieId, key: &B256) -> Result<Vec<Bytes>, ReadError> {
    let mut proof = Proof { id, nodes: Vec::new(), expected: None };
    let mut rlp = Vec::new();
    let mut path = match read_top(reader, id)? {
        Some((_, Record::Extension(path))) => path,
        Some((_, Record::Branch(_))) => Nibbles::EMPTY,
        None => {
            if let Some((leaf_key, value)) = reader.first_leaf(id, &Nibbles::EMPTY)? {
                encode_leaf(&leaf_key, 0, &value, &mut rlp);
                proof.push(&Nibbles::EMPTY, &rlp)?;
            }
            return Ok(proof.nodes);
        }
    };
    let key_nibbles = Nibbles::of_key(key);
    // Nibbles above the slot from which the branch at `path` is reached.
    let mut depth = 0;
    loop {
        let (_, branch) = read_branch(reader, id, &path)?;
        branch.encode_node(&mut rlp);
        if depth < path.len() {
            let own = Reference::of(&rlp);
            let mut extension = Vec::new();
            encode_extension(&path.slice(depth, path.len()), &own, &mut extension);
            proof.push(&path.slice(0, depth), &extension)?;
            proof.expected = Some(own);
            if !key_nibbles.starts_with(&path) {
                return Ok(proof.nodes);
            }
        }
        proof.push(&path, &rlp)?;
        let index = key_nibbles.get(path.len());
        let Some(slot) = &branch.slots[usize::from(index)] else { return Ok(proof.nodes) };
        proof.expected = Some(slot.reference);
        path.push(index);
        depth = path.len();
        match &slot.below {
            Below::Branch { extension } => path = path.extend(extension),
            Below::Leaf => {
                let (leaf_key, value) = read_leaf(reader, id, &path)?;
                encode_leaf(&leaf_key, depth, &value, &mut rlp);
                proof.push(&path, &rlp)?;
                return Ok(proof.nodes);
            }
        }
    }
}

struct Proof {
    id: TrieId,
    nodes: Vec<Bytes>,
    /// What the node above holds for the next one; `None` at the root.
    expected: Option<Reference>,
}

impl Proof {
    fn push(&mut self, path: &Nibbles, rlp: &[u8]) -> Result<(), ReadError> {
        if self.expected.is_some_and(|expected| expected != Reference::of(rlp)) {
            return Err(ReadError(format!(
                "the node at '{path}' of {} is not the one its parent names; rebuild the trie index",
                self.id
            )));
        }
        if self.nodes.is_empty() || rlp.len() >= HASHED_FROM_BYTES {
            self.nodes.push(Bytes::copy_from_slice(rlp));
        }
        Ok(())
    }
}
