//! Branch records: the form in which the trie is kept, one record for each branch, under the branch's path.
//!
//! A record holds the references of all sixteen children, those of leaves included, so that an update reads no
//! sibling. A reference is that of what hangs on the slot: of the extension, where one leads to the branch below.
//! Extensions and leaves have no records of their own, with one exception: where the root is an extension, a record at
//! the empty path says where the top branch stands. A trie of one leaf has no record. The database's format number is
//! the version of this form.
//!
//! ```text
//! branch                                          extension, at the empty path only
//! offset  bytes  meaning                          offset  bytes  meaning
//! 0       1      0x01                             0       1      0x02
//! 1       2      mask of children, big-endian;    1       1      number of nibbles, 1 to 63
//!                bit n is child n                 2       ...    the nibbles, two to a byte
//! 3       2      mask of those that are leaves
//! 5       2      mask of those reached by an extension
//! 7       2      mask of those under 32 bytes
//! 9       ...    for each child: its hash, 32 bytes; if under 32 bytes, its length, 1 byte, and its RLP
//! ...     ...    for each extension: number of nibbles, 1 byte, 1 to 62, and the nibbles, two to a byte
//! ```

use primitives::{B256, Bytes};

use crate::{
    nibbles::{KEY_NIBBLES, Nibbles},
    node::{Reference, encode_branch},
};

const BRANCH: u8 = 0x01;
const EXTENSION: u8 = 0x02;

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Record {
    Branch(Box<Branch>),
    /// The path of the top branch, at least one nibble.
    Extension(Nibbles),
}

/// A branch and what is known of its children.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Branch {
    pub(crate) slots: [Option<Slot>; 16],
}

/// A child of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Of the leaf, the extension or the branch that hangs on this slot.
    pub(crate) reference: Reference,
    pub(crate) below: Below,
}

/// What a slot leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Below {
    Leaf,
    Branch {
        /// Nibbles between the slot and the branch, often none.
        extension: Nibbles,
    },
}

impl Record {
    /// Reads a record. The error says what is wrong with it.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut input = Input(bytes);
        let record = match input.byte()? {
            BRANCH => Self::Branch(decode_branch(&mut input)?),
            EXTENSION => Self::Extension(input.nibbles()?),
            _ => return Err("its kind is unknown"),
        };
        if input.0.is_empty() { Ok(record) } else { Err("bytes follow its end") }
    }

    /// The record of an extension at the root.
    pub(crate) fn encode_extension(nibbles: &Nibbles) -> Bytes {
        let mut out = vec![EXTENSION];
        push_nibbles(nibbles, &mut out);
        out.into()
    }
}

impl Branch {
    /// The branch's RLP, to `out`, in place of what it held.
    pub(crate) fn encode_node(&self, out: &mut Vec<u8>) {
        encode_branch(self.slots.iter().map(|slot| slot.as_ref().map(|slot| &slot.reference)), out);
    }

    /// The branch's record.
    pub(crate) fn encode_record(&self) -> Bytes {
        let (mut children, mut leaves, mut extended, mut inline) = (0u16, 0u16, 0u16, 0u16);
        for (index, slot) in self.slots.iter().enumerate() {
            let Some(slot) = slot else { continue };
            let bit = 1 << index;
            children |= bit;
            match &slot.below {
                Below::Leaf => leaves |= bit,
                Below::Branch { extension } if !extension.is_empty() => extended |= bit,
                Below::Branch { .. } => {}
            }
            if slot.reference.is_inline() {
                inline |= bit;
            }
        }
        let mut out = Vec::with_capacity(9 + 32 * children.count_ones() as usize);
        out.push(BRANCH);
        for mask in [children, leaves, extended, inline] {
            out.extend_from_slice(&mask.to_be_bytes());
        }
        for slot in self.slots.iter().flatten() {
            if slot.reference.is_inline() {
                out.push(slot.reference.as_bytes().len() as u8);
            }
            out.extend_from_slice(slot.reference.as_bytes());
        }
        for slot in self.slots.iter().flatten() {
            if let Below::Branch { extension } = &slot.below
                && !extension.is_empty()
            {
                push_nibbles(extension, &mut out);
            }
        }
        out.into()
    }
}

fn decode_branch(input: &mut Input<'_>) -> Result<Box<Branch>, &'static str> {
    let (children, leaves, extended, inline) = (input.mask()?, input.mask()?, input.mask()?, input.mask()?);
    if children.count_ones() < 2 {
        return Err("it has fewer than two children");
    }
    if (leaves | extended | inline) & !children != 0 || leaves & extended != 0 {
        return Err("its masks contradict each other");
    }
    let mut branch = Box::<Branch>::default();
    for (index, slot) in branch.slots.iter_mut().enumerate() {
        let bit = 1 << index;
        if children & bit == 0 {
            continue;
        }
        let reference = if inline & bit == 0 {
            Reference::hash(B256::from_slice(input.take(32)?))
        } else {
            let len = input.byte()?;
            Reference::inline(input.take(usize::from(len))?).ok_or("an inline node has more than 31 bytes")?
        };
        let below = if leaves & bit != 0 { Below::Leaf } else { Below::Branch { extension: Nibbles::EMPTY } };
        *slot = Some(Slot { reference, below });
    }
    for (index, slot) in branch.slots.iter_mut().enumerate() {
        if let Some(slot) = slot
            && extended & (1 << index) != 0
        {
            slot.below = Below::Branch { extension: input.nibbles()? };
        }
    }
    Ok(branch)
}

fn push_nibbles(nibbles: &Nibbles, out: &mut Vec<u8>) {
    out.push(nibbles.len() as u8);
    out.extend_from_slice(nibbles.packed());
}

/// What is left to read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], &'static str> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or("it ends early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, &'static str> {
        Ok(self.take(1)?[0])
    }

    fn mask(&mut self) -> Result<u16, &'static str> {
        let bytes = self.take(2)?;
        Ok(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    fn nibbles(&mut self) -> Result<Nibbles, &'static str> {
        let len = usize::from(self.byte()?);
        if len == 0 || len >= KEY_NIBBLES {
            return Err("an extension has no nibbles, or more than a key");
        }
        Nibbles::from_packed(self.take(len.div_ceil(2))?, len).ok_or("an extension's last half byte is not zero")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Branch {
        let mut branch = Branch::default();
        let nibbles = Nibbles::EMPTY.join(1).join(2).join(3);
        branch.slots[0] = Some(Slot { reference: Reference::of(&[0xc2, 0x20, 0x07]), below: Below::Leaf });
        branch.slots[7] =
            Some(Slot { reference: Reference::of(&[7; 40]), below: Below::Branch { extension: nibbles } });
        branch.slots[15] =
            Some(Slot { reference: Reference::of(&[9; 32]), below: Below::Branch { extension: Nibbles::EMPTY } });
        branch
    }

    #[test]
    fn a_branch_record_has_the_bytes_of_its_map_and_returns() {
        let record = example().encode_record();
        assert_eq!(record[..9], [0x01, 0x80, 0x81, 0x00, 0x01, 0x00, 0x80, 0x00, 0x01]);
        assert_eq!(record[9..13], [3, 0xc2, 0x20, 0x07]);
        assert_eq!(record[13..45], primitives::keccak256([7; 40])[..]);
        assert_eq!(record[45..77], primitives::keccak256([9; 32])[..]);
        assert_eq!(record[77..], [3, 0x12, 0x30]);
        assert_eq!(Record::decode(&record), Ok(Record::Branch(example().into())));
    }

    #[test]
    fn an_extension_record_has_the_bytes_of_its_map_and_returns() {
        let nibbles = Nibbles::EMPTY.join(0xa).join(0xb).join(0xc);
        let record = Record::encode_extension(&nibbles);
        assert_eq!(record[..], [0x02, 3, 0xab, 0xc0]);
        assert_eq!(Record::decode(&record), Ok(Record::Extension(nibbles)));
    }

    #[test]
    fn a_record_cut_anywhere_is_refused() {
        let record = example().encode_record();
        for len in 0..record.len() {
            assert_eq!(Record::decode(&record[..len]), Err("it ends early"), "{len}");
        }
    }

    #[test]
    fn a_damaged_record_is_refused_with_its_reason() {
        let good = example().encode_record().to_vec();
        let damaged = |change: fn(&mut Vec<u8>)| {
            let mut record = good.clone();
            change(&mut record);
            Record::decode(&record).unwrap_err()
        };
        assert_eq!(damaged(|record| record[0] = 3), "its kind is unknown");
        assert_eq!(damaged(|record| record.push(0)), "bytes follow its end");
        assert_eq!(damaged(|record| record[1..3].copy_from_slice(&[0, 1])), "it has fewer than two children");
        assert_eq!(damaged(|record| record[3] |= 0x40), "its masks contradict each other");
        assert_eq!(damaged(|record| record[4] |= 0x80), "its masks contradict each other");
        assert_eq!(damaged(|record| record[9] = 32), "an inline node has more than 31 bytes");
        assert_eq!(damaged(|record| record[77] = 0), "an extension has no nibbles, or more than a key");
        assert_eq!(damaged(|record| record[79] |= 1), "an extension's last half byte is not zero");
    }
}
