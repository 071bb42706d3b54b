//! The seam to where trie nodes and leaves are kept.

use primitives::{B256, Bytes};

use crate::{
    nibbles::{KEY_NIBBLES, Nibbles},
    record::{Below, Branch, Record},
};

/// Which trie is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrieId {
    /// The one trie whose root is committed to.
    Main,
    /// The trie whose root stands inside the main trie's leaf at this key.
    Sub(B256),
}

impl std::fmt::Display for TrieId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Main => f.write_str("the main trie"),
            Self::Sub(key) => write!(f, "the trie of {key}"),
        }
    }
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

/// The record at the empty path: `None` for a trie of no leaf or one.
pub(crate) fn read_top(reader: &dyn NodeReader, trie: TrieId) -> Result<Option<(Bytes, Record)>, ReadError> {
    let Some(bytes) = reader.branch(trie, &Nibbles::EMPTY)? else { return Ok(None) };
    let record = decode(trie, &Nibbles::EMPTY, &bytes)?;
    Ok(Some((bytes, record)))
}

/// The branch that a record above says stands at `path`, in its stored form and read.
pub(crate) fn read_branch(
    reader: &dyn NodeReader,
    trie: TrieId,
    path: &Nibbles,
) -> Result<(Bytes, Box<Branch>), ReadError> {
    let Some(bytes) = reader.branch(trie, path)? else {
        return Err(ReadError(format!("branch record '{path}' of {trie} is missing; rebuild the trie index")));
    };
    match decode(trie, path, &bytes)? {
        Record::Branch(branch) => Ok((bytes, branch)),
        Record::Extension(_) => {
            Err(ReadError(format!("record '{path}' of {trie} is no branch; rebuild the trie index")))
        }
    }
}

/// The leaf that a record above says stands alone under `prefix`.
pub(crate) fn read_leaf(reader: &dyn NodeReader, trie: TrieId, prefix: &Nibbles) -> Result<(B256, Bytes), ReadError> {
    match reader.first_leaf(trie, prefix)? {
        Some((key, value)) if Nibbles::of_key(&key).starts_with(prefix) => Ok((key, value)),
        Some((key, _)) => Err(ReadError(format!("the leaf under '{prefix}' of {trie} has the foreign key {key}"))),
        None => Err(ReadError(format!("the leaf under '{prefix}' of {trie} is missing; rebuild the trie index"))),
    }
}

fn decode(trie: TrieId, path: &Nibbles, bytes: &[u8]) -> Result<Record, ReadError> {
    Record::decode(bytes)
        .and_then(|record| if fits(&record, path) { Ok(record) } else { Err("it leads beyond a key's end") })
        .map_err(|reason| ReadError(format!("record '{path}' of {trie} is damaged: {reason}; rebuild the trie index")))
}

/// True if the record's branch, and all that it leads to, stand within the nibbles of a key.
fn fits(record: &Record, path: &Nibbles) -> bool {
    let longest = match record {
        Record::Extension(extension) => extension.len(),
        Record::Branch(branch) => {
            let extensions = branch.slots.iter().flatten().map(|slot| match &slot.below {
                Below::Leaf => 0,
                // At least one nibble is left for the branch below.
                Below::Branch { extension } => extension.len() + 1,
            });
            1 + extensions.fold(0, usize::max)
        }
    };
    path.len() + longest <= KEY_NIBBLES
}
