//! Brings a trie forward: sorted changes to the new root and to the branch records that change.
//!
//! Work and reads are linear in the paths touched. A subtree without changes is never read, unless the branch above it
//! loses all its other children: then what is left moves up, and its own node must be known to be encoded anew.

use std::collections::BTreeMap;

use primitives::{B256, Bytes};

use crate::{
    nibbles::{Nibbles, common_prefix_len, nibble},
    node::{EMPTY_ROOT, Reference, encode_extension, encode_leaf},
    reader::{NodeReader, ReadError, TrieId, read_branch, read_leaf, read_top},
    record::{Below, Branch, Record, Slot},
};

/// Branch records that an update changed, by trie and path. `None`: no branch stands there any more, its record must
/// be deleted. Records that are not named stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeChanges(pub BTreeMap<(TrieId, Nibbles), Option<Bytes>>);

/// Applies `changes` (`Some` is the leaf's new value, `None` or an empty value deletes) to the trie as `reader` gives
/// it: returns the new root, and adds the records that change to `out`, which must hold none of this trie yet.
///
/// # Errors
///
/// If the reader fails, or if its records and leaves contradict each other. What `out` then holds is of no use.
pub fn update(
    reader: &dyn NodeReader,
    id: TrieId,
    changes: &BTreeMap<B256, Option<Bytes>>,
    out: &mut NodeChanges,
) -> Result<B256, ReadError> {
    let changes: Vec<Change<'_>> = changes
        .iter()
        .map(|(key, value)| Change { key, value: value.as_ref().filter(|value| !value.is_empty()) })
        .collect();
    let stored_top = read_top(reader, id)?;
    let mut update = Update { reader, id, out, rlp: Vec::with_capacity(600), stored_top: None };
    let top = match &stored_top {
        None => {
            let leaf = reader.first_leaf(id, &Nibbles::EMPTY)?;
            update.rebuild(leaf, &changes)?
        }
        Some((bytes, record)) => {
            let path = match record {
                Record::Extension(path) => *path,
                Record::Branch(branch) => {
                    update.stored_top = Some((bytes.clone(), branch.clone()));
                    Nibbles::EMPTY
                }
            };
            update.apply(Some(Kept::Branch { path, edge: None }), &changes)?
        }
    };
    let top = update.seal(top, 0)?;
    update.write_top_extension(stored_top.map(|(_, record)| record), top.as_ref());
    Ok(top.map_or(EMPTY_ROOT, |slot| slot.reference.root()))
}

/// The root of the trie as `reader` gives it.
///
/// # Errors
///
/// As for [`update`].
pub fn root(reader: &dyn NodeReader, id: TrieId) -> Result<B256, ReadError> {
    update(reader, id, &BTreeMap::new(), &mut NodeChanges::default())
}

/// One key's change; `None` deletes.
#[derive(Clone, Copy)]
struct Change<'a> {
    key: &'a B256,
    value: Option<&'a Bytes>,
}

/// A subtree that stands in the store and has no change yet.
enum Kept {
    Leaf {
        /// The slot it hangs on: no other leaf stands under it.
        prefix: Nibbles,
        /// Its reference there.
        reference: Reference,
    },
    Branch {
        path: Nibbles,
        /// Number of nibbles above the slot from which it is reached, with the reference in that slot: the extension's
        /// if the branch stands deeper. `None` at the root, where nothing is above.
        edge: Option<(u8, Reference)>,
    },
}

/// A subtree with its changes applied. It may still move up; [`Update::seal`] encodes it where it stays.
enum Node {
    Empty,
    Kept(Kept),
    Leaf {
        key: B256,
        value: Bytes,
    },
    Branch {
        path: Nibbles,
        /// Of the branch itself, without an extension.
        reference: Reference,
    },
}

/// The branch record that is being brought forward.
struct Stored {
    bytes: Bytes,
    edge: Option<(u8, Reference)>,
}

struct Update<'a> {
    reader: &'a dyn NodeReader,
    id: TrieId,
    out: &'a mut NodeChanges,
    /// Room for the node being encoded.
    rlp: Vec<u8>,
    /// The branch at the empty path, which is read before it is known to be one.
    stored_top: Option<(Bytes, Box<Branch>)>,
}

impl Update<'_> {
    /// Applies the changes of one slot to the subtree that hangs on it.
    fn apply(&mut self, old: Option<Kept>, changes: &[Change<'_>]) -> Result<Node, ReadError> {
        match old {
            None => self.rebuild(None, changes),
            Some(Kept::Leaf { prefix, reference }) => {
                let leaf = read_leaf(self.reader, self.id, &prefix)?;
                if changes.iter().all(|change| change.value.is_none() && *change.key != leaf.0) {
                    return Ok(Node::Kept(Kept::Leaf { prefix, reference }));
                }
                self.rebuild(Some(leaf), changes)
            }
            Some(Kept::Branch { path, edge }) => self.apply_to_branch(path, edge, changes),
        }
    }

    /// Applies `changes` to the subtree of the stored branch at `path`. Its slot is above it: an inserted key that
    /// leaves the extension between them splits it.
    fn apply_to_branch(
        &mut self,
        path: Nibbles,
        edge: Option<(u8, Reference)>,
        changes: &[Change<'_>],
    ) -> Result<Node, ReadError> {
        // Keys are sorted: where the first and the last inserted key follow the extension, all between do.
        let mut inserted = changes.iter().filter(|change| change.value.is_some());
        let ends = [inserted.next(), inserted.next_back()];
        let fork = ends
            .iter()
            .flatten()
            .map(|change| Nibbles::of_key(change.key).common_prefix_len(&path))
            .fold(path.len(), usize::min);
        let branch_path = path.slice(0, fork);
        // What is outside are deletions of keys that are not in the trie.
        let changes = under(changes, &branch_path);
        if changes.is_empty() {
            return Ok(Node::Kept(Kept::Branch { path, edge }));
        }
        if fork < path.len() {
            let mut children = [const { Node::Empty }; 16];
            children[usize::from(path.get(fork))] = Node::Kept(Kept::Branch { path, edge });
            self.apply_to_children(fork, &mut children, changes)?;
            return self.finish_branch(branch_path, children, None);
        }
        let (bytes, branch) = self.load(&path)?;
        let mut children = kept_children(&path, &branch);
        self.apply_to_children(path.len(), &mut children, changes)?;
        self.finish_branch(path, children, Some(Stored { bytes, edge }))
    }

    /// Applies the changes of a branch to its children, none of which has changed so far. The branch has `depth`
    /// nibbles above it.
    fn apply_to_children(
        &mut self,
        depth: usize,
        children: &mut [Node; 16],
        changes: &[Change<'_>],
    ) -> Result<(), ReadError> {
        for group in changes.chunk_by(|a, b| nibble(a.key, depth) == nibble(b.key, depth)) {
            let index = nibble(group[0].key, depth);
            let child = &mut children[usize::from(index)];
            let old = match std::mem::replace(child, Node::Empty) {
                Node::Kept(kept) => Some(kept),
                _ => None,
            };
            *child = self.apply(old, group)?;
        }
        Ok(())
    }

    /// The subtree of what `changes` insert and of `leaf`, where they do not change it.
    fn rebuild(&mut self, leaf: Option<(B256, Bytes)>, changes: &[Change<'_>]) -> Result<Node, ReadError> {
        let mut leaves: Vec<(B256, Bytes)> =
            changes.iter().filter_map(|change| Some((*change.key, change.value?.clone()))).collect();
        if let Some(leaf) = leaf
            && changes.binary_search_by(|change| change.key.cmp(&leaf.0)).is_err()
        {
            let index = leaves.partition_point(|(key, _)| *key < leaf.0);
            leaves.insert(index, leaf);
        }
        self.build(&leaves)
    }

    /// The subtree of `leaves`, sorted by key.
    fn build(&mut self, leaves: &[(B256, Bytes)]) -> Result<Node, ReadError> {
        let (first, last) = match leaves {
            [] => return Ok(Node::Empty),
            [(key, value)] => return Ok(Node::Leaf { key: *key, value: value.clone() }),
            [(first, _), .., (last, _)] => (first, last),
        };
        let depth = common_prefix_len(first, last);
        let mut nodes = [const { Node::Empty }; 16];
        for group in leaves.chunk_by(|a, b| nibble(&a.0, depth) == nibble(&b.0, depth)) {
            nodes[usize::from(nibble(&group[0].0, depth))] = self.build(group)?;
        }
        self.finish_branch(Nibbles::of_key(first).slice(0, depth), nodes, None)
    }

    /// The branch at `path` with these children, or what stands in its place if it has fewer than two. Writes or
    /// deletes its record.
    fn finish_branch(&mut self, path: Nibbles, nodes: [Node; 16], stored: Option<Stored>) -> Result<Node, ReadError> {
        let occupied = nodes.iter().filter(|node| !matches!(node, Node::Empty)).count();
        if occupied < 2 {
            if stored.is_some() {
                self.write(path, None);
            }
            return Ok(nodes.into_iter().find(|node| !matches!(node, Node::Empty)).unwrap_or(Node::Empty));
        }
        let mut branch = Branch::default();
        for (slot, node) in branch.slots.iter_mut().zip(nodes) {
            *slot = self.seal(node, path.len() + 1)?;
        }
        let record = branch.encode_record();
        if let Some(stored) = stored
            && stored.bytes == record
        {
            return Ok(Node::Kept(Kept::Branch { path, edge: stored.edge }));
        }
        self.write(path, Some(record));
        branch.encode_node(&mut self.rlp);
        Ok(Node::Branch { path, reference: Reference::of(&self.rlp) })
    }

    /// Encodes `node` as it hangs on a slot with `depth` nibbles above it.
    fn seal(&mut self, node: Node, depth: usize) -> Result<Option<Slot>, ReadError> {
        let slot = match node {
            Node::Empty => return Ok(None),
            Node::Kept(Kept::Leaf { prefix, reference }) if prefix.len() == depth => {
                Slot { reference, below: Below::Leaf }
            }
            Node::Kept(Kept::Leaf { prefix, .. }) => {
                let (key, value) = read_leaf(self.reader, self.id, &prefix)?;
                self.leaf_slot(&key, &value, depth)
            }
            Node::Leaf { key, value } => self.leaf_slot(&key, &value, depth),
            Node::Kept(Kept::Branch { path, edge: Some((at, reference)) }) if usize::from(at) == depth => {
                Slot { reference, below: Below::Branch { extension: path.slice(depth, path.len()) } }
            }
            Node::Kept(Kept::Branch { path, edge }) => {
                let reference = self.own_reference(&path, edge)?;
                self.branch_slot(&path, reference, depth)
            }
            Node::Branch { path, reference } => self.branch_slot(&path, reference, depth),
        };
        Ok(Some(slot))
    }

    fn leaf_slot(&mut self, key: &B256, value: &[u8], depth: usize) -> Slot {
        encode_leaf(key, depth, value, &mut self.rlp);
        Slot { reference: Reference::of(&self.rlp), below: Below::Leaf }
    }

    fn branch_slot(&mut self, path: &Nibbles, own: Reference, depth: usize) -> Slot {
        let extension = path.slice(depth, path.len());
        if extension.is_empty() {
            return Slot { reference: own, below: Below::Branch { extension } };
        }
        encode_extension(&extension, &own, &mut self.rlp);
        Slot { reference: Reference::of(&self.rlp), below: Below::Branch { extension } }
    }

    /// The reference of the stored branch itself, where its slot may hold its extension's.
    fn own_reference(&mut self, path: &Nibbles, edge: Option<(u8, Reference)>) -> Result<Reference, ReadError> {
        if let Some((at, reference)) = edge
            && usize::from(at) == path.len()
        {
            return Ok(reference);
        }
        let (_, branch) = self.load(path)?;
        branch.encode_node(&mut self.rlp);
        Ok(Reference::of(&self.rlp))
    }

    fn load(&self, path: &Nibbles) -> Result<(Bytes, Box<Branch>), ReadError> {
        match &self.stored_top {
            Some(top) if path.is_empty() => Ok(top.clone()),
            _ => read_branch(self.reader, self.id, path),
        }
    }

    fn write(&mut self, path: Nibbles, record: Option<Bytes>) {
        self.out.0.insert((self.id, path), record);
    }

    /// Brings the record at the empty path in line with `top` where an extension is, or was, at the root. A branch
    /// there has written its own.
    fn write_top_extension(&mut self, stored: Option<Record>, top: Option<&Slot>) {
        let stored = match stored {
            Some(Record::Extension(path)) => Some(path),
            _ => None,
        };
        match top.map(|slot| &slot.below) {
            Some(Below::Branch { extension }) if extension.is_empty() => {}
            Some(Below::Branch { extension }) => {
                if stored != Some(*extension) {
                    self.write(Nibbles::EMPTY, Some(Record::encode_extension(extension)));
                }
            }
            Some(Below::Leaf) | None => {
                if stored.is_some() {
                    self.write(Nibbles::EMPTY, None);
                }
            }
        }
    }
}

/// The children of the stored branch at `path`.
fn kept_children(path: &Nibbles, branch: &Branch) -> [Node; 16] {
    let mut children = [const { Node::Empty }; 16];
    for (index, (child, slot)) in (0u8..).zip(children.iter_mut().zip(&branch.slots)) {
        let Some(slot) = slot else { continue };
        let prefix = path.join(index);
        *child = Node::Kept(match &slot.below {
            Below::Leaf => Kept::Leaf { prefix, reference: slot.reference },
            Below::Branch { extension } => {
                Kept::Branch { path: prefix.extend(extension), edge: Some((prefix.len() as u8, slot.reference)) }
            }
        });
    }
    children
}

/// The part of sorted `changes` whose keys begin with `prefix`.
fn under<'a, 'b>(changes: &'a [Change<'b>], prefix: &Nibbles) -> &'a [Change<'b>] {
    let begins = |change: &Change<'_>| Nibbles::of_key(change.key).starts_with(prefix);
    let first = prefix.first_key();
    let from = changes.partition_point(|change| *change.key < first);
    let len = changes[from..].partition_point(begins);
    &changes[from..from + len]
}
