//! Keccak Merkle-Patricia trie: update, root and proof over a node reader.
//!
//! Ethereum's trie to the bit: keys of 32 bytes (hashes, so that depth is bounded in practice), RLP nodes, proofs as
//! `eth_getProof` gives them. Everything here is a function of what the reader answers and of the changes; storing
//! nodes and leaves is the reader's side.

mod memory;
mod nibbles;
mod node;
mod proof;
mod reader;
mod record;
mod update;

pub use memory::MemoryTrie;
pub use nibbles::{KEY_NIBBLES, Nibbles};
pub use node::EMPTY_ROOT;
pub use proof::prove;
pub use reader::{NodeReader, ReadError, TrieId};
pub use update::{NodeChanges, root, update};

#[cfg(test)]
mod tests;
