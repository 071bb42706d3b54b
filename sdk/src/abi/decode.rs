//! The strict decoder. It keeps, beside the next head, where the next tail must start, so that every byte belongs to
//! exactly one value. As in the encoder nothing here can panic, and sums of sizes are bounded by the data.

use core::fmt;

use crate::types::is_filled;

/// Why data is not the canonical encoding of the expected types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The data ends before a value does.
    Truncated,
    /// A word holds more than its type: a high bit is set, a sign is not extended, a bool is neither 0 nor 1.
    OutOfRange,
    /// An offset does not point to where the next tail starts: it overlaps, leaves a gap or lies outside.
    Offset,
    /// A length is larger than the data can hold.
    Length,
    /// The bytes that fill up a word are not zero.
    Padding,
    /// A string is not UTF-8.
    Utf8,
    /// Bytes follow the last value.
    Trailing,
    /// The data does not start with an expected selector.
    Selector,
}

impl DecodeError {
    /// The reason in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Truncated => "abi: data is too short",
            Self::OutOfRange => "abi: value out of range",
            Self::Offset => "abi: offset is not canonical",
            Self::Length => "abi: length exceeds the data",
            Self::Padding => "abi: padding is not zero",
            Self::Utf8 => "abi: string is not UTF-8",
            Self::Trailing => "abi: trailing bytes",
            Self::Selector => "abi: unknown selector",
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::error::Error for DecodeError {}

/// Where values are read from: heads and tails of nested tuples, as the encoder writes them.
///
/// The first refusal is kept and reading goes on, without long arrays, so that the code for each value needs no branch for
/// it; [`Self::end`] tells.
#[derive(Debug)]
pub struct Decoder<'a> {
    data: &'a [u8],
    /// Start of the tuple being read: what offsets count from.
    base: usize,
    /// Where its next head is.
    head: usize,
    /// Where the next tail has to start.
    tail: usize,
    refusal: Option<DecodeError>,
}

/// The enclosing tuple, to go back to.
#[derive(Debug)]
pub struct Enclosing {
    base: usize,
    head: usize,
}

impl<'a> Decoder<'a> {
    /// For members whose heads take `head_size` bytes.
    #[inline(never)]
    pub fn new(data: &'a [u8], head_size: usize) -> Self {
        let mut decoder = Self { data, base: 0, head: 0, tail: 0, refusal: None };
        decoder.enter(head_size);
        decoder
    }

    /// Refuses the data, unless it is refused already.
    #[inline(never)]
    pub fn refuse(&mut self, error: DecodeError) {
        self.refusal = self.refusal.or(Some(error));
    }

    /// True if the data is refused already.
    pub fn is_refused(&self) -> bool {
        self.refusal.is_some()
    }

    /// Reads one word of the head.
    #[inline(never)]
    pub fn word(&mut self) -> &'a [u8; 32] {
        let word = self.data.get(self.head..).and_then(<[u8]>::first_chunk);
        self.head = self.head.wrapping_add(32);
        word.unwrap_or_else(|| {
            self.refuse(DecodeError::Truncated);
            &[0; 32]
        })
    }

    /// Reads one word of the head whose first `N` bytes have to be `fill`.
    pub fn filled_word<const N: usize>(&mut self, fill: u8) -> &'a [u8; 32] {
        let word = self.word();
        self.require_fill(&word[..N], fill, DecodeError::OutOfRange);
        word
    }

    /// Refuses the data if one of the bytes is not `fill`.
    #[inline(never)]
    pub fn require_fill(&mut self, bytes: &[u8], fill: u8, error: DecodeError) {
        if !is_filled(bytes, fill) {
            self.refuse(error);
        }
    }

    /// Reads one word of the head as a size, or refuses it as larger than any data.
    #[inline(never)]
    fn size(&mut self, error: DecodeError) -> usize {
        let [high @ .., a, b, c, d] = self.word();
        self.require_fill(high, 0, error);
        u32::from_be_bytes([*a, *b, *c, *d]) as usize
    }

    /// Goes to members whose heads take `head_size` bytes and start where the next tail has to.
    #[inline(never)]
    fn enter(&mut self, head_size: usize) {
        self.base = self.tail;
        self.head = self.tail;
        self.tail = self.tail.saturating_add(head_size);
        if self.tail > self.data.len() {
            self.refuse(DecodeError::Truncated);
        }
    }

    /// Follows an offset to members whose heads take `head_size` bytes. [`Self::close`] comes back.
    #[inline(never)]
    pub fn open(&mut self, head_size: usize) -> Enclosing {
        let offset = self.size(DecodeError::Offset);
        let enclosing = Enclosing { base: self.base, head: self.head };
        if offset != self.tail.wrapping_sub(self.base) {
            self.refuse(DecodeError::Offset);
        }
        self.enter(head_size);
        enclosing
    }

    /// Follows an offset to a length and that many members whose heads take `head_size` bytes each. After a refusal there
    /// are none, so that a wrong length cannot ask for work.
    #[inline(never)]
    pub fn open_array(&mut self, head_size: usize) -> (usize, Enclosing) {
        let enclosing = self.open(32);
        let length = self.size(DecodeError::Length);
        let room = self.data.len().saturating_sub(self.tail);
        match length.checked_mul(head_size) {
            Some(heads) if heads <= room && self.refusal.is_none() => {
                self.enter(heads);
                (length, enclosing)
            }
            _ => {
                self.refuse(DecodeError::Length);
                (0, enclosing)
            }
        }
    }

    /// Comes back from a tail that is read to its end.
    pub fn close(&mut self, enclosing: Enclosing) {
        self.base = enclosing.base;
        self.head = enclosing.head;
    }

    /// Reads a byte string.
    #[inline(never)]
    pub fn bytes(&mut self) -> &'a [u8] {
        let (length, enclosing) = self.open_array(1);
        let bytes = self.data.get(self.tail.wrapping_sub(length)..self.tail);
        let end = self.tail.wrapping_add(length.wrapping_neg() % 32);
        match self.data.get(self.tail..end) {
            Some(padding) => self.require_fill(padding, 0, DecodeError::Padding),
            None => self.refuse(DecodeError::Truncated),
        }
        self.tail = end;
        self.close(enclosing);
        bytes.unwrap_or_default()
    }

    /// Tells the first refusal, and refuses bytes after the last value.
    pub fn end(mut self) -> Result<(), DecodeError> {
        if self.tail != self.data.len() {
            self.refuse(DecodeError::Trailing);
        }
        match self.refusal {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}
