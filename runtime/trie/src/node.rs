//! Trie nodes in their RLP form, the one that is hashed (Yellow Paper, appendix D).
//!
//! ```text
//! leaf       [hex-prefix(rest of the key), value]
//! extension  [hex-prefix(shared nibbles), reference of the branch below]
//! branch     [reference or empty string, 16 times, empty string]    keys are of one length: no value in a branch
//! ```

use std::fmt;

use alloy_primitives::b256;
use alloy_rlp::{EMPTY_STRING_CODE, Encodable, Header};
use primitives::{B256, keccak256};

use crate::nibbles::Nibbles;

/// Root of the empty trie: keccak-256 of the RLP of an empty string.
pub const EMPTY_ROOT: B256 = b256!("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");

/// Bytes of RLP from which on a parent holds a node's hash; a shorter node stands in its parent as it is.
pub(crate) const HASHED_FROM_BYTES: usize = 32;

/// How a parent holds a node: its keccak-256, or its RLP if that is shorter than 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference {
    bytes: [u8; 32],
    /// 32 for a hash.
    len: u8,
}

impl Reference {
    /// The reference of the node with this RLP.
    pub(crate) fn of(rlp: &[u8]) -> Self {
        Self::inline(rlp).unwrap_or_else(|| Self::hash(keccak256(rlp)))
    }

    /// The reference that is a hash.
    pub(crate) fn hash(hash: B256) -> Self {
        Self { bytes: hash.0, len: HASHED_FROM_BYTES as u8 }
    }

    /// The reference that is the node itself, or `None` if its RLP is too long for that.
    pub(crate) fn inline(rlp: &[u8]) -> Option<Self> {
        if rlp.len() >= HASHED_FROM_BYTES {
            return None;
        }
        let mut bytes = [0; 32];
        bytes[..rlp.len()].copy_from_slice(rlp);
        Some(Self { bytes, len: rlp.len() as u8 })
    }

    /// True if this is the node itself.
    pub(crate) fn is_inline(&self) -> bool {
        usize::from(self.len) < HASHED_FROM_BYTES
    }

    /// The hash, or the node's RLP.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// The root of the trie whose top node this refers to: the top is hashed however short it is.
    pub(crate) fn root(&self) -> B256 {
        if self.is_inline() { keccak256(self.as_bytes()) } else { B256::new(self.bytes) }
    }

    fn rlp_len(&self) -> usize {
        self.as_bytes().len() + usize::from(!self.is_inline())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        if !self.is_inline() {
            out.push(EMPTY_STRING_CODE + HASHED_FROM_BYTES as u8);
        }
        out.extend_from_slice(self.as_bytes());
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference(0x")?;
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        write!(f, ")")
    }
}

/// Writes to `out`, in place of what it held, the leaf that stands at `depth` nibbles from the root.
pub(crate) fn encode_leaf(key: &B256, depth: usize, value: &[u8], out: &mut Vec<u8>) {
    let key = Nibbles::of_key(key);
    let mut path = [0; 33];
    let path_len = key.slice(depth, key.len()).hex_prefix(true, &mut path);
    let path = &path[..path_len];
    out.clear();
    Header { list: true, payload_length: path.length() + value.length() }.encode(out);
    path.encode(out);
    value.encode(out);
}

/// Writes to `out`, in place of what it held, the extension by `nibbles` to the branch with reference `below`.
pub(crate) fn encode_extension(nibbles: &Nibbles, below: &Reference, out: &mut Vec<u8>) {
    let mut path = [0; 33];
    let path_len = nibbles.hex_prefix(false, &mut path);
    let path = &path[..path_len];
    out.clear();
    Header { list: true, payload_length: path.length() + below.rlp_len() }.encode(out);
    path.encode(out);
    below.encode(out);
}

/// Writes to `out`, in place of what it held, the branch with these children.
pub(crate) fn encode_branch<'a>(children: impl Iterator<Item = Option<&'a Reference>> + Clone, out: &mut Vec<u8>) {
    let children_len: usize = children.clone().map(|child| child.map_or(1, Reference::rlp_len)).sum();
    out.clear();
    Header { list: true, payload_length: children_len + 1 }.encode(out);
    for child in children {
        match child {
            Some(reference) => reference.encode(out),
            None => out.push(EMPTY_STRING_CODE),
        }
    }
    out.push(EMPTY_STRING_CODE);
}
