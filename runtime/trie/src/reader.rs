//! The seam to where trie nodes and leaves are kept.

use primitives::{B256, Bytes};

use crate::nibbles::Nibbles;

/// Which trie is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrieId {
    /// The one trie whose root is committed to.
    Main,
    /// The trie whose root stands inside the main trie's leaf at this key.
    Sub(B256),
}

/// Reads tries as they stand at one block: branch records by path, leaves by key.
///
/// The leaves are the flat state, which is the truth; branch records are an index over it. One reader answers for
/// exactly one height.
pub trait NodeReader {
    /// The encoded branch record at `path`, or `None` if no branch stands there.
    fn branch(&self, trie: TrieId, path: &Nibbles) -> Result<Option<Bytes>, ReadError>;
    /// The first leaf, in key order, whose key begins with `prefix`: its key and its value as it stands in the trie
    /// (the bytes that the leaf node holds).
    fn first_leaf(&self, trie: TrieId, prefix: &Nibbles) -> Result<Option<(B256, Bytes)>, ReadError>;
}

/// Nodes could not be read: host trouble, or a damaged index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError(pub String);

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "trie cannot be read: {}", self.0)
    }
}

impl std::error::Error for ReadError {}
