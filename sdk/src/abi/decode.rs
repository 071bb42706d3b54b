//! The strict decoder. It keeps, beside the next head, where the next tail must start, so that every byte belongs to
//! exactly one value. As in the encoder nothing here can panic, and sums of sizes are bounded by the data.

use core::fmt;

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

/// Where values are read from: one tuple of an encoding, from its base to the end of the data.
///
/// The first refusal is kept and reading goes on with zeros and empty arrays, so that the code for each value needs no
/// branch for it; [`Self::end`] tells.
#[derive(Debug)]
pub struct Decoder<'a> {
    data: &'a [u8],
    head: usize,
    tail: usize,
    refusal: Option<DecodeError>,
}

impl<'a> Decoder<'a> {
    /// For members whose heads take `head_size` bytes.
    pub fn new(data: &'a [u8], head_size: usize) -> Self {
        let refusal = if data.len() < head_size { Some(DecodeError::Truncated) } else { None };
        Self { data, head: 0, tail: head_size, refusal }
    }

    /// Refuses the data, unless it is refused already.
    pub fn refuse(&mut self, error: DecodeError) {
        self.refusal = self.refusal.or(Some(error));
    }

    /// Reads one word of the head.
    #[inline(never)]
    pub fn word(&mut self) -> &'a [u8; 32] {
        match self.data.get(self.head..).and_then(<[u8]>::first_chunk) {
            Some(word) => {
                self.head = self.head.wrapping_add(32);
                word
            }
            None => {
                self.refuse(DecodeError::Truncated);
                &[0; 32]
            }
        }
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
        if bytes.iter().any(|byte| *byte != fill) {
            self.refuse(error);
        }
    }

    /// Reads one word of the head as a size, or refuses it as larger than any data.
    fn size(&mut self, error: DecodeError) -> usize {
        let [high @ .., a, b, c, d] = self.word();
        self.require_fill(high, 0, error);
        u32::from_be_bytes([*a, *b, *c, *d]) as usize
    }

    /// Follows an offset to members whose heads take `head_size` bytes. [`Self::close`] comes back.
    pub fn open(&mut self, head_size: usize) -> Self {
        if self.size(DecodeError::Offset) != self.tail {
            self.refuse(DecodeError::Offset);
        }
        // After a refusal nothing is read any more, so that a wrong length cannot ask for work.
        let data = if self.refusal.is_none() { self.data.get(self.tail..).unwrap_or_default() } else { &[] };
        Self { refusal: self.refusal, ..Self::new(data, head_size) }
    }

    /// Follows an offset to a length and that many members whose heads take `head_size` bytes each.
    #[inline(never)]
    pub fn open_array(&mut self, head_size: usize) -> (usize, Self) {
        let mut array = self.open(32);
        let length = array.size(DecodeError::Length);
        let data = array.data.get(32..).unwrap_or_default();
        match length.checked_mul(head_size) {
            Some(heads) if heads <= data.len() && array.refusal.is_none() => {
                self.tail = self.tail.wrapping_add(32);
                (length, Self { data, head: 0, tail: heads, refusal: None })
            }
            _ => {
                array.refuse(DecodeError::Length);
                (0, Self { data: &[], head: 0, tail: 0, refusal: array.refusal })
            }
        }
    }

    /// Comes back from a tail that is read to its end.
    pub fn close(&mut self, inner: Self) {
        self.tail = self.tail.wrapping_add(inner.tail);
        self.refusal = self.refusal.or(inner.refusal);
    }

    /// Reads a byte string.
    #[inline(never)]
    pub fn bytes(&mut self) -> &'a [u8] {
        let (length, mut inner) = self.open_array(1);
        let (bytes, rest) = inner.data.split_at_checked(length).unwrap_or_default();
        let padding = length.wrapping_neg() % 32;
        match rest.get(..padding) {
            Some(padding) => inner.require_fill(padding, 0, DecodeError::Padding),
            None => inner.refuse(DecodeError::Truncated),
        }
        inner.tail = length.wrapping_add(padding);
        self.close(inner);
        bytes
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
