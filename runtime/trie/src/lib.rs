//! Keccak Merkle-Patricia trie: update, root and proof over a node reader.
