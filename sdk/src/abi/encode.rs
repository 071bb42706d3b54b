//! The encoder: heads and tails of nested tuples in one buffer.
//!
//! ```text
//! [prefix] head of the arguments | tail of the 1st dynamic one | tail of the 2nd | ...
//!          ^ base, head moves ->                                                  ^ bytes.len(): the next tail
//! ```
//!
//! Written without operations that can panic, because their messages and formatting would be linked into every
//! contract. Sums of sizes cannot wrap: what they count is in memory.

use alloc::vec::Vec;

/// Where encoded values go.
#[derive(Debug)]
pub struct Encoder {
    bytes: Vec<u8>,
    /// Start of the tuple being written: what offsets count from.
    base: usize,
    /// Where its next head goes.
    head: usize,
}

/// The enclosing tuple, to go back to.
#[derive(Debug)]
pub struct Enclosing {
    base: usize,
    head: usize,
}

impl Encoder {
    /// For members whose heads take `head_size` bytes, after `prefix` (a selector, or nothing).
    #[inline(never)]
    pub fn new(prefix: &[u8], head_size: usize) -> Self {
        let size = prefix.len().wrapping_add(head_size);
        let mut bytes = Vec::with_capacity(size);
        bytes.extend_from_slice(prefix);
        bytes.resize(size, 0);
        Self { bytes, base: prefix.len(), head: prefix.len() }
    }

    /// Writes one word of the head.
    #[inline(never)]
    pub fn word(&mut self, word: &[u8; 32]) {
        if let Some(head) = self.bytes.get_mut(self.head..).and_then(<[u8]>::first_chunk_mut) {
            *head = *word;
            self.head = self.head.wrapping_add(32);
        } else {
            debug_assert!(false, "the head has room for every member");
        }
    }

    fn size(&mut self, size: usize) {
        let mut word = [0; 32];
        word[24..].copy_from_slice(&(size as u64).to_be_bytes());
        self.word(&word);
    }

    /// Writes the hash of `data` as one word of the head.
    pub fn hash(&mut self, data: &[u8]) {
        self.word(&crate::guest::keccak256(data));
    }

    /// Starts a tail and writes its offset: a length word if there is a `length`, then members whose heads take
    /// `head_size` bytes. [`Self::close`] ends it.
    #[inline(never)]
    pub fn open(&mut self, length: Option<usize>, head_size: usize) -> Enclosing {
        let tail = self.bytes.len();
        self.size(tail.wrapping_sub(self.base));
        let enclosing = Enclosing { base: self.base, head: self.head };
        self.head = tail;
        let length_size = if length.is_some() { 32 } else { 0 };
        self.bytes.resize(tail.wrapping_add(head_size).wrapping_add(length_size), 0);
        if let Some(length) = length {
            self.size(length);
        }
        self.base = self.head;
        enclosing
    }

    /// Goes back to the enclosing tuple.
    pub fn close(&mut self, enclosing: Enclosing) {
        self.base = enclosing.base;
        self.head = enclosing.head;
    }

    /// Writes a byte string: offset, length, bytes, zeros up to a whole word.
    pub fn bytes(&mut self, data: &[u8]) {
        self.pieces(&[data]);
    }

    /// Writes a byte string that lies in pieces.
    #[inline(never)]
    pub fn pieces(&mut self, pieces: &[&[u8]]) {
        let size = pieces.iter().fold(0_usize, |size, piece| size.wrapping_add(piece.len()));
        let enclosing = self.open(Some(size), 0);
        pieces.iter().for_each(|piece| self.bytes.extend_from_slice(piece));
        self.bytes.resize(self.bytes.len().wrapping_add(size.wrapping_neg() % 32), 0);
        self.close(enclosing);
    }

    /// The encoding.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
