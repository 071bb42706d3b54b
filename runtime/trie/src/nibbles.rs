//! Paths in the trie: at most 64 nibbles, packed two to a byte, the upper half first.

use std::fmt;

use primitives::B256;

/// Nibbles of a whole key, and so of the longest path.
pub const KEY_NIBBLES: usize = 64;

/// A path of 0 to 64 nibbles. Ordered nibble by nibble, a prefix before its extensions.
// The order is derived. Unused nibbles are zero, so packed bytes that differ tell the order of paths, and where they
// are equal one path is the other and then zeros only: there the length decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nibbles {
    packed: [u8; 32],
    len: u8,
}

impl Nibbles {
    /// The root's path.
    pub const EMPTY: Self = Self { packed: [0; 32], len: 0 };

    /// All 64 nibbles of `key`.
    pub fn of_key(key: &B256) -> Self {
        Self { packed: key.0, len: KEY_NIBBLES as u8 }
    }

    /// The path of `len` nibbles in `packed`, or `None` unless `packed` has exactly the bytes for it, with a zero last
    /// half if `len` is odd. The inverse of [`Self::packed`].
    pub fn from_packed(packed: &[u8], len: usize) -> Option<Self> {
        if len > KEY_NIBBLES || packed.len() != len.div_ceil(2) {
            return None;
        }
        if len % 2 == 1 && packed.last().is_some_and(|last| last & 0x0f != 0) {
            return None;
        }
        let mut path = Self { packed: [0; 32], len: len as u8 };
        path.packed[..packed.len()].copy_from_slice(packed);
        Some(path)
    }

    /// Number of nibbles.
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// True for the root's path.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The nibbles, two to a byte; the lower half of the last byte is zero if the length is odd. With the length this
    /// is the path's form in a database key.
    pub fn packed(&self) -> &[u8] {
        &self.packed[..self.len().div_ceil(2)]
    }

    /// The nibble at `index`, 0 to 15. Panics at or beyond the length.
    pub fn get(&self, index: usize) -> u8 {
        assert!(index < self.len(), "nibble {index} of a path of {}", self.len);
        nibble(&self.packed, index)
    }

    /// This path and one nibble more. Panics at 64 nibbles, or if `nibble` is above 15.
    #[must_use]
    pub fn join(mut self, nibble: u8) -> Self {
        self.push(nibble);
        self
    }

    /// Appends a nibble. Panics at 64 nibbles, or if `nibble` is above 15.
    pub fn push(&mut self, nibble: u8) {
        assert!(nibble < 16, "{nibble} is no nibble");
        let index = self.len();
        assert!(index < KEY_NIBBLES, "a path is no longer than a key");
        self.packed[index / 2] |= if index.is_multiple_of(2) { nibble << 4 } else { nibble };
        self.len += 1;
    }

    /// This path and then `rest`. Panics if that is more than 64 nibbles.
    #[must_use]
    pub fn extend(mut self, rest: &Self) -> Self {
        for index in 0..rest.len() {
            self.push(rest.get(index));
        }
        self
    }

    /// The nibbles from `start` up to but not including `end`. Panics unless `start <= end <= len`.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> Self {
        assert!(start <= end && end <= self.len(), "nibbles {start}..{end} of a path of {}", self.len);
        let mut part = Self { packed: [0; 32], len: (end - start) as u8 };
        let bytes = part.len().div_ceil(2);
        let from = &self.packed[start / 2..];
        if start.is_multiple_of(2) {
            part.packed[..bytes].copy_from_slice(&from[..bytes]);
        } else {
            for (index, byte) in part.packed[..bytes].iter_mut().enumerate() {
                *byte = from[index] << 4 | from.get(index + 1).map_or(0, |next| next >> 4);
            }
        }
        if part.len % 2 == 1 {
            part.packed[bytes - 1] &= 0xf0;
        }
        part
    }

    /// True if this path begins with all of `prefix`.
    pub fn starts_with(&self, prefix: &Self) -> bool {
        self.len >= prefix.len && self.common_prefix_len(prefix) == prefix.len()
    }

    /// How many nibbles both paths begin with.
    pub fn common_prefix_len(&self, other: &Self) -> usize {
        common_prefix_len(&self.packed, &other.packed).min(self.len()).min(other.len())
    }

    /// The least key that begins with this path: the rest is zero.
    pub fn first_key(&self) -> B256 {
        B256::new(self.packed)
    }

    /// The hex-prefix form that leaf and extension nodes hold (Yellow Paper, appendix C), written to `out`; returns
    /// its number of bytes.
    pub(crate) fn hex_prefix(&self, is_leaf: bool, out: &mut [u8; 33]) -> usize {
        let flag = if is_leaf { 0x20 } else { 0x00 };
        let rest = if self.len.is_multiple_of(2) {
            out[0] = flag;
            *self
        } else {
            out[0] = flag | 0x10 | self.packed[0] >> 4;
            self.slice(1, self.len())
        };
        out[1..=rest.packed().len()].copy_from_slice(rest.packed());
        1 + rest.packed().len()
    }
}

impl fmt::Display for Nibbles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..self.len()).try_for_each(|index| write!(f, "{:x}", self.get(index)))
    }
}

impl fmt::Debug for Nibbles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nibbles({self})")
    }
}

/// The nibble of `key` at `index`, which is below 64.
pub(crate) fn nibble(key: &[u8; 32], index: usize) -> u8 {
    let byte = key[index / 2];
    if index.is_multiple_of(2) { byte >> 4 } else { byte & 0x0f }
}

/// How many nibbles both keys begin with, 64 if they are equal.
pub(crate) fn common_prefix_len(a: &[u8; 32], b: &[u8; 32]) -> usize {
    match a.iter().zip(b).position(|(a, b)| a != b) {
        None => KEY_NIBBLES,
        Some(index) if (a[index] ^ b[index]) & 0xf0 == 0 => 2 * index + 1,
        Some(index) => 2 * index,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(nibbles: &[u8]) -> Nibbles {
        nibbles.iter().fold(Nibbles::EMPTY, |path, nibble| path.join(*nibble))
    }

    #[test]
    fn a_slice_holds_the_nibbles_of_its_range_at_even_and_odd_ends() {
        let nibbles: Vec<u8> = (0..64).map(|index| (index * 7 % 16) as u8).collect();
        let whole = path(&nibbles);
        for start in 0..=64 {
            for end in start..=64 {
                assert_eq!(whole.slice(start, end), path(&nibbles[start..end]), "{start}..{end}");
            }
        }
    }

    #[test]
    fn order_is_nibble_by_nibble_with_a_prefix_first() {
        let ordered = [&[][..], &[0], &[0, 0], &[0, 0, 1], &[0, 1], &[1], &[1, 0], &[1, 15], &[2]];
        for pair in ordered.windows(2) {
            assert!(path(pair[0]) < path(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn packed_form_returns_and_refuses_what_is_not_one() {
        for nibbles in [&[][..], &[1], &[1, 2], &[1, 2, 3]] {
            let path = path(nibbles);
            assert_eq!(Nibbles::from_packed(path.packed(), path.len()), Some(path));
        }
        assert_eq!(Nibbles::from_packed(&[0x12], 1), None, "the last half must be zero");
        assert_eq!(Nibbles::from_packed(&[0x12], 3), None, "a byte is missing");
        assert_eq!(Nibbles::from_packed(&[0; 33], 65), None, "longer than a key");
    }

    #[test]
    fn hex_prefix_has_the_four_forms_of_the_yellow_paper() {
        let form = |nibbles: &[u8], is_leaf| {
            let mut out = [0; 33];
            let len = path(nibbles).hex_prefix(is_leaf, &mut out);
            out[..len].to_vec()
        };
        assert_eq!(form(&[1, 2, 3, 4, 5], false), [0x11, 0x23, 0x45]);
        assert_eq!(form(&[0, 1, 2, 3, 4, 5], false), [0x00, 0x01, 0x23, 0x45]);
        assert_eq!(form(&[15, 1, 12, 11, 8], true), [0x3f, 0x1c, 0xb8]);
        assert_eq!(form(&[0, 15, 1, 12, 11, 8], true), [0x20, 0x0f, 0x1c, 0xb8]);
        assert_eq!(form(&[], true), [0x20]);
    }

    #[test]
    fn a_prefix_is_one_and_a_longer_or_other_path_is_not() {
        assert!(path(&[1, 2, 3]).starts_with(&path(&[1, 2])));
        assert!(path(&[1, 2]).starts_with(&Nibbles::EMPTY));
        assert!(!path(&[1, 2]).starts_with(&path(&[1, 2, 0])), "padding is no nibble");
        assert!(!path(&[1, 2, 3]).starts_with(&path(&[1, 3])));
        assert_eq!(path(&[1, 0]).common_prefix_len(&path(&[1, 0, 0])), 2);
    }
}
