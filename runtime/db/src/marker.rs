//! The head marker: the last block that was acknowledged, kept beside RocksDB and not in it.
//!
//! RocksDB alone cannot tell a log that was never written from one that was cut off later. The marker can: it is
//! written and synced after the block's batch and before anyone hears of the block, so a database that ends below it
//! has lost something. It is lowered before a rewind, never after.
//!
//! Two slots, written in turn, each with a checksum and a sequence number: the whole slot with the greater number
//! counts. A write that is torn by a power cut leaves the other slot, which names the block before.
//!
//! ```text
//! file: slot 0 at byte 0, slot 1 at byte 4096, 8192 bytes in all; a slot with number n is slot n mod 2
//! slot: 0  magic "CWHEAD01"     24  1 if there is a block, else 0    97  CRC-32 of bytes 0 to 96
//!       8  sequence u64         25  number u64, hash 32, root 32    101  zero up to byte 4095
//!      16  chain id u64             (zero if there is no block)
//! ```

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::error::DbError;
use crate::head::{HEAD_SIZE_BYTES, Head};

/// Name of the marker's file.
pub(crate) const MARKER_FILE: &str = "HEAD";

const MAGIC: [u8; 8] = *b"CWHEAD01";
/// Slots lie in different sectors and pages, so that one torn write reaches one of them.
const SLOT_SIZE_BYTES: usize = 4096;
const CHECKSUM_AT: usize = 25 + HEAD_SIZE_BYTES;

/// What a slot says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    sequence: u64,
    chain_id: u64,
    head: Option<Head>,
}

impl Slot {
    fn encode(&self) -> [u8; SLOT_SIZE_BYTES] {
        let mut bytes = [0; SLOT_SIZE_BYTES];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..16].copy_from_slice(&self.sequence.to_be_bytes());
        bytes[16..24].copy_from_slice(&self.chain_id.to_be_bytes());
        if let Some(head) = &self.head {
            bytes[24] = 1;
            bytes[25..CHECKSUM_AT].copy_from_slice(&head.encode());
        }
        let checksum = crc32fast::hash(&bytes[..CHECKSUM_AT]);
        bytes[CHECKSUM_AT..CHECKSUM_AT + 4].copy_from_slice(&checksum.to_be_bytes());
        bytes
    }

    /// The slot in `bytes`, or `None` if a single bit of it is not as it was written.
    fn decode(bytes: &[u8; SLOT_SIZE_BYTES]) -> Option<Self> {
        let slot = Self {
            sequence: u64::from_be_bytes(bytes[8..16].try_into().ok()?),
            chain_id: u64::from_be_bytes(bytes[16..24].try_into().ok()?),
            head: match bytes[24] {
                0 => None,
                _ => Some(Head::decode(bytes[25..CHECKSUM_AT].try_into().ok()?)),
            },
        };
        (slot.encode() == *bytes).then_some(slot)
    }
}

/// The marker's open file and what it says.
#[derive(Debug)]
pub(crate) struct Marker {
    file: File,
    path: PathBuf,
    current: Slot,
    /// The slot that was not whole when the file was opened.
    damaged: Option<usize>,
}

impl Marker {
    /// Makes the marker of a new directory: no block yet. It appears whole or not at all.
    pub(crate) fn create(directory: &Path, chain_id: u64) -> Result<(), DbError> {
        let slots = [1, 2].map(|sequence| Slot { sequence, chain_id, head: None });
        // Number 2 is slot 0.
        let bytes = [slots[1].encode(), slots[0].encode()].concat();
        crate::open::create_file(directory, MARKER_FILE, &bytes)
    }

    /// Opens the marker, or `None` if there is none.
    pub(crate) fn open(directory: &Path) -> Result<Option<Self>, DbError> {
        let path = directory.join(MARKER_FILE);
        let file = match OpenOptions::new().read(true).write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(DbError::io(&path, "cannot open", error)),
        };
        let slots = [read_slot(&file, 0), read_slot(&file, 1)];
        let [first, second] = slots.map(|slot| slot.map_err(|error| DbError::io(&path, "cannot read", error)));
        let (first, second) = (first?, second?);
        let (current, damaged) = match (first, second) {
            (Some(first), Some(second)) if first.sequence > second.sequence => (first, None),
            (Some(_), Some(second)) => (second, None),
            (Some(first), None) => (first, Some(1)),
            (None, Some(second)) => (second, Some(0)),
            (None, None) => return Err(DbError::MarkerDamaged { path }),
        };
        Ok(Some(Self { file, path, current, damaged }))
    }

    /// The last block that was acknowledged.
    pub(crate) fn head(&self) -> Option<Head> {
        self.current.head
    }

    /// The chain it belongs to.
    pub(crate) fn chain_id(&self) -> u64 {
        self.current.chain_id
    }

    /// The slot that was found damaged, until [`Self::lower`] has written both.
    pub(crate) fn damaged_slot(&self) -> Option<usize> {
        self.damaged
    }

    /// Names `head` in the older slot and syncs it. On an error the marker may name either block.
    pub(crate) fn advance(&mut self, head: Head) -> Result<(), DbError> {
        let next = self.next(Some(head));
        self.write(&next.encode(), &next)?;
        self.current = next;
        Ok(())
    }

    /// Names `head` in both slots, one after the other, each synced. Afterwards no single damaged slot can bring
    /// back a higher head.
    pub(crate) fn lower(&mut self, head: Option<Head>) -> Result<(), DbError> {
        for _ in 0..2 {
            let next = self.next(head);
            self.write(&next.encode(), &next)?;
            self.current = next;
        }
        self.damaged = None;
        Ok(())
    }

    /// Writes half of the slot that [`Self::advance`] would write, as a power cut may.
    pub(crate) fn tear(&mut self, head: Head) -> Result<(), DbError> {
        let next = self.next(Some(head));
        self.write(&next.encode()[..CHECKSUM_AT / 2], &next)
    }

    fn next(&self, head: Option<Head>) -> Slot {
        // A number is used per block; 2^64 of them do not come.
        Slot { sequence: self.current.sequence.saturating_add(1), chain_id: self.current.chain_id, head }
    }

    fn write(&self, bytes: &[u8], slot: &Slot) -> Result<(), DbError> {
        self.file
            .write_all_at(bytes, slot.sequence % 2 * SLOT_SIZE_BYTES as u64)
            .and_then(|()| self.file.sync_data())
            .map_err(|error| DbError::io(&self.path, "cannot write", error))
    }
}

/// The slot at `index`; `None` if it is damaged or cut off.
fn read_slot(file: &File, index: usize) -> io::Result<Option<Slot>> {
    let mut bytes = [0; SLOT_SIZE_BYTES];
    match file.read_exact_at(&mut bytes, (index * SLOT_SIZE_BYTES) as u64) {
        Ok(()) => Ok(Slot::decode(&bytes).filter(|slot| slot.sequence % 2 == index as u64)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::{B256, BlockNumber};

    fn head(number: u64) -> Head {
        Head {
            number: BlockNumber::new(number),
            hash: B256::repeat_byte(number as u8),
            state_root: B256::repeat_byte(!number as u8),
        }
    }

    fn reopen(directory: &Path) -> Marker {
        Marker::open(directory).unwrap().expect("created above")
    }

    #[test]
    fn marker_names_the_last_block_it_was_told() {
        let directory = tempfile::tempdir().unwrap();
        Marker::create(directory.path(), 9).unwrap();
        assert_eq!(reopen(directory.path()).head(), None);
        for number in 0..5 {
            reopen(directory.path()).advance(head(number)).unwrap();
            let marker = reopen(directory.path());
            assert_eq!((marker.head(), marker.chain_id(), marker.damaged_slot()), (Some(head(number)), 9, None));
        }
        reopen(directory.path()).lower(Some(head(1))).unwrap();
        assert_eq!(reopen(directory.path()).head(), Some(head(1)));
    }

    #[test]
    fn torn_write_leaves_the_block_before() {
        let directory = tempfile::tempdir().unwrap();
        Marker::create(directory.path(), 9).unwrap();
        for number in 0..4 {
            reopen(directory.path()).tear(head(number)).unwrap();
            assert_eq!(reopen(directory.path()).head(), number.checked_sub(1).map(head));
            reopen(directory.path()).advance(head(number)).unwrap();
        }
    }

    #[test]
    fn every_flipped_bit_of_a_slot_is_noticed() {
        let slot = Slot { sequence: 3, chain_id: 9, head: Some(head(7)) };
        let bytes = slot.encode();
        assert_eq!(Slot::decode(&bytes), Some(slot));
        for bit in 0..SLOT_SIZE_BYTES * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Slot::decode(&flipped), None, "bit {bit}");
        }
    }

    #[test]
    fn one_damaged_slot_of_a_lowered_marker_does_not_raise_it() {
        for index in 0..2 {
            let directory = tempfile::tempdir().unwrap();
            Marker::create(directory.path(), 9).unwrap();
            reopen(directory.path()).advance(head(7)).unwrap();
            let mut marker = reopen(directory.path());
            marker.lower(Some(head(2))).unwrap();
            marker.file.write_all_at(b"damage", index * SLOT_SIZE_BYTES as u64 + 30).unwrap();
            let marker = reopen(directory.path());
            assert_eq!((marker.head(), marker.damaged_slot()), (Some(head(2)), Some(index as usize)));
        }
    }
}
