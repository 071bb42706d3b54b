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
            Self::Truncated => "abi: data ends before the arguments do",
            Self::OutOfRange => "abi: value does not fit its type",
            Self::Offset => "abi: offset overlaps, leaves a gap or lies outside",
            Self::Length => "abi: length is larger than the data",
            Self::Padding => "abi: padding is not zero",
            Self::Utf8 => "abi: string is not UTF-8",
            Self::Trailing => "abi: bytes follow the arguments",
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
#[derive(Debug)]
pub struct Decoder<'a> {
    data: &'a [u8],
    head: usize,
    tail: usize,
}

impl<'a> Decoder<'a> {
    /// For members whose heads take `head_size` bytes.
    pub fn new(data: &'a [u8], head_size: usize) -> Result<Self, DecodeError> {
        if data.len() < head_size {
            return Err(DecodeError::Truncated);
        }
        Ok(Self { data, head: 0, tail: head_size })
    }

    /// Reads one word of the head.
    pub fn word(&mut self) -> Result<&'a [u8; 32], DecodeError> {
        let word = self.data.get(self.head..).and_then(<[u8]>::first_chunk).ok_or(DecodeError::Truncated)?;
        self.head = self.head.wrapping_add(32);
        Ok(word)
    }

    /// Reads one word of the head as a size, or `refusal` if it is larger than any data.
    fn size(&mut self, refusal: DecodeError) -> Result<usize, DecodeError> {
        match self.word()? {
            [high @ .., a, b, c, d] if high.iter().all(|byte| *byte == 0) => {
                Ok(u32::from_be_bytes([*a, *b, *c, *d]) as usize)
            }
            _ => Err(refusal),
        }
    }

    /// Follows an offset to members whose heads take `head_size` bytes. [`Self::close`] comes back.
    pub fn open(&mut self, head_size: usize) -> Result<Self, DecodeError> {
        if self.size(DecodeError::Offset)? != self.tail {
            return Err(DecodeError::Offset);
        }
        Self::new(self.data.get(self.tail..).ok_or(DecodeError::Truncated)?, head_size)
    }

    /// Follows an offset to a length and that many members whose heads take `head_size` bytes each.
    pub fn open_array(&mut self, head_size: usize) -> Result<(usize, Self), DecodeError> {
        let mut array = self.open(32)?;
        let length = array.size(DecodeError::Length)?;
        let data = array.data.get(32..).ok_or(DecodeError::Truncated)?;
        let heads = length.checked_mul(head_size).filter(|size| *size <= data.len()).ok_or(DecodeError::Length)?;
        self.tail = self.tail.wrapping_add(32);
        Ok((length, Self { data, head: 0, tail: heads }))
    }

    /// Comes back from a tail that is read to its end.
    pub fn close(&mut self, inner: Self) {
        self.tail = self.tail.wrapping_add(inner.tail);
    }

    /// Reads a byte string.
    pub fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let (length, mut inner) = self.open_array(1)?;
        let (bytes, rest) = inner.data.split_at_checked(length).ok_or(DecodeError::Truncated)?;
        let padding = length.wrapping_neg() % 32;
        let padding_bytes = rest.get(..padding).ok_or(DecodeError::Truncated)?;
        if padding_bytes.iter().any(|byte| *byte != 0) {
            return Err(DecodeError::Padding);
        }
        inner.tail = length.wrapping_add(padding);
        self.close(inner);
        Ok(bytes)
    }

    /// Refuses bytes after the last value.
    pub fn end(self) -> Result<(), DecodeError> {
        if self.tail == self.data.len() { Ok(()) } else { Err(DecodeError::Trailing) }
    }
}
