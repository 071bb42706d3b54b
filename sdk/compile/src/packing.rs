//! The content of a module's ABI section: lines of Solidity, which repeat each other's words, as few bytes.
//!
//! ```text
//! text as it is              where packing does not make it shorter
//! byte 1, then raw DEFLATE   (RFC 1951) of the text; no line of an ABI begins with this byte
//! ```
//!
//! What is read may come from any chain: it inflates to [`TEXT_MAX_BYTES`] at most.

use std::fmt;

use miniz_oxide::{deflate, inflate};

/// First byte of a packed text.
const DEFLATED: u8 = 1;

/// The densest level; texts are short.
const LEVEL: u8 = 10;

/// Bytes of an ABI's text at most.
pub const TEXT_MAX_BYTES: usize = 1024 * 1024;

/// Content that is no ABI's text, packed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackingError {
    /// It is not the DEFLATE form of anything, or of more than [`TEXT_MAX_BYTES`].
    Deflate,
    /// It is not UTF-8.
    Utf8,
}

impl fmt::Display for PackingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deflate => write!(f, "it does not inflate to a text of at most {TEXT_MAX_BYTES} bytes"),
            Self::Utf8 => f.write_str("it is not UTF-8"),
        }
    }
}

impl std::error::Error for PackingError {}

/// The shorter form of `text`.
pub fn packed(text: &[u8]) -> Vec<u8> {
    let mut packed = vec![DEFLATED];
    packed.extend(deflate::compress_to_vec(text, LEVEL));
    if packed.len() < text.len() { packed } else { text.to_vec() }
}

/// The text in a section's content.
pub fn unpacked(content: &[u8]) -> Result<String, PackingError> {
    let text = match content.split_first() {
        Some((&DEFLATED, deflated)) => {
            inflate::decompress_to_vec_with_limit(deflated, TEXT_MAX_BYTES).map_err(|_| PackingError::Deflate)?
        }
        _ => content.to_vec(),
    };
    String::from_utf8(text).map_err(|_| PackingError::Utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let long = "function balanceOf(address account) view returns (uint256)\n".repeat(20);
        for text in ["", "constructor()", &long] {
            assert_eq!(unpacked(&packed(text.as_bytes())).as_deref(), Ok(text));
        }
        assert!(packed(long.as_bytes()).len() < 100);
        assert_eq!(packed(b"constructor()"), b"constructor()", "as it is where that is shorter");
    }

    #[test]
    fn text_beyond_the_limit_is_refused() {
        let zeros = |size| packed(&vec![b' '; size]);
        assert!(unpacked(&zeros(TEXT_MAX_BYTES)).is_ok());
        assert_eq!(unpacked(&zeros(TEXT_MAX_BYTES + 1)), Err(PackingError::Deflate));
    }

    #[test]
    fn content_that_is_no_text_is_refused() {
        assert_eq!(unpacked(&[DEFLATED, 0xFF, 0xFF]), Err(PackingError::Deflate));
        assert_eq!(unpacked(&[DEFLATED]), Err(PackingError::Deflate));
        assert_eq!(unpacked(&packed(&[0xFF; 100])), Err(PackingError::Utf8));
        assert_eq!(unpacked(&[b'a', 0xFF]), Err(PackingError::Utf8));
    }
}
