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

use crate::memory;

/// Where encoded values go.
#[derive(Debug, Default)]
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
    pub fn new(prefix: &[u8], head_size: usize) -> Self {
        let mut encoder = Self::default();
        encoder.raw(prefix);
        encoder.begin(head_size);
        encoder
    }

    /// Begins members whose heads take `head_size` bytes, behind what is there.
    #[inline(never)]
    pub fn begin(&mut self, head_size: usize) {
        self.head = self.bytes.len();
        self.base = self.head;
        memory::grow(&mut self.bytes, head_size);
    }

    /// Writes bytes as they are behind what is there.
    pub fn raw(&mut self, bytes: &[u8]) {
        memory::append(&mut self.bytes, bytes);
    }

    /// Writes one word of the head.
    pub fn word(&mut self, word: &[u8; 32]) {
        self.low(word);
    }

    /// Writes one word of the head that is zero but for these last bytes: a number, an address.
    #[inline(never)]
    pub fn low(&mut self, bytes: &[u8]) {
        self.put(32_usize.wrapping_sub(bytes.len()), bytes);
    }

    /// Writes one word of the head that is zero but for these first bytes.
    pub fn high(&mut self, bytes: &[u8]) {
        self.put(0, bytes);
    }

    /// Writes bytes into the next word of the head, from its byte `at` on.
    fn put(&mut self, at: usize, bytes: &[u8]) {
        let place = self.bytes.get_mut(self.head.wrapping_add(at)..).unwrap_or_default();
        debug_assert!(place.len() >= bytes.len(), "the head has room for every member");
        memory::copy(place, bytes);
        self.head = self.head.wrapping_add(32);
    }

    /// Writes an offset or a length. What is in memory is counted with 32 bits.
    fn size(&mut self, size: usize) {
        self.low(&(size as u32).to_be_bytes());
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
        if let Some(length) = length {
            memory::grow(&mut self.bytes, 32);
            self.size(length);
        }
        self.base = self.head;
        memory::grow(&mut self.bytes, head_size);
        enclosing
    }

    /// Goes back to the enclosing tuple.
    pub fn close(&mut self, enclosing: Enclosing) {
        self.base = enclosing.base;
        self.head = enclosing.head;
    }

    /// Writes a byte string: offset, length, bytes, zeros up to a whole word.
    #[inline(never)]
    pub fn bytes(&mut self, data: &[u8]) {
        let enclosing = self.open(Some(data.len()), 0);
        memory::append(&mut self.bytes, data);
        memory::grow(&mut self.bytes, data.len().wrapping_neg() % 32);
        self.close(enclosing);
    }

    /// The encoding.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The encoding.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
