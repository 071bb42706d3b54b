//! Tries held in memory, for tests and for chains that are not kept.

use std::collections::BTreeMap;

use primitives::{B256, Bytes};

use crate::{
    nibbles::Nibbles,
    reader::{NodeReader, ReadError, TrieId},
    update::{NodeChanges, update},
};

/// Branch records and leaves of any number of tries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryTrie {
    leaves: BTreeMap<(TrieId, B256), Bytes>,
    records: BTreeMap<(TrieId, Nibbles), Bytes>,
}

impl MemoryTrie {
    /// No leaves, no records.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the value of a leaf; `None` or an empty value deletes it. The records are not brought in line: that takes
    /// [`Self::apply`] with what [`update`] gave for the same change.
    pub fn set_leaf(&mut self, id: TrieId, key: B256, value: Option<Bytes>) {
        match value.filter(|value| !value.is_empty()) {
            Some(value) => self.leaves.insert((id, key), value),
            None => self.leaves.remove(&(id, key)),
        };
    }

    /// Writes and deletes branch records.
    pub fn apply(&mut self, nodes: &NodeChanges) {
        for (place, record) in &nodes.0 {
            match record {
                Some(record) => self.records.insert(*place, record.clone()),
                None => self.records.remove(place),
            };
        }
    }

    /// Brings one trie forward, leaves and records, and returns its new root.
    ///
    /// # Errors
    ///
    /// If leaves were set before without their records.
    pub fn update(&mut self, id: TrieId, changes: &BTreeMap<B256, Option<Bytes>>) -> Result<B256, ReadError> {
        let mut nodes = NodeChanges::default();
        let root = update(self, id, changes, &mut nodes)?;
        self.apply(&nodes);
        for (key, value) in changes {
            self.set_leaf(id, *key, value.clone());
        }
        Ok(root)
    }

    /// The value of a leaf.
    pub fn leaf(&self, id: TrieId, key: &B256) -> Option<&Bytes> {
        self.leaves.get(&(id, *key))
    }

    /// All branch records, by trie and path.
    pub fn records(&self) -> &BTreeMap<(TrieId, Nibbles), Bytes> {
        &self.records
    }
}

impl NodeReader for MemoryTrie {
    fn branch(&self, trie: TrieId, path: &Nibbles) -> Result<Option<Bytes>, ReadError> {
        Ok(self.records.get(&(trie, *path)).cloned())
    }

    fn first_leaf(&self, trie: TrieId, prefix: &Nibbles) -> Result<Option<(B256, Bytes)>, ReadError> {
        let first = self.leaves.range((trie, prefix.first_key())..).next();
        Ok(first
            .filter(|((id, key), _)| *id == trie && Nibbles::of_key(key).starts_with(prefix))
            .map(|((_, key), value)| (*key, value.clone())))
    }
}
