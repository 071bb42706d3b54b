//! Whether bytes are UTF-8, in a fifth of the code that the standard library takes for it (0.9 KB with its table).
//!
//! Guarantees the answer of [`core::str::from_utf8`] (Unicode, table 3-7: shortest forms, no surrogates, nothing above
//! U+10FFFF), without the place of what is wrong.

use alloc::string::String;

use crate::memory;

/// The text, if the bytes are UTF-8.
#[inline(never)]
pub(crate) fn text(bytes: &[u8]) -> Option<String> {
    #[expect(unsafe_code, reason = "the standard library's own way checks again, with its own code")]
    // SAFETY: the bytes are UTF-8.
    is_utf8(bytes).then(|| unsafe { String::from_utf8_unchecked(memory::copied(bytes)) })
}

/// Nothing in here can panic, so that a contract which reads texts needs no code for panics.
fn is_utf8(bytes: &[u8]) -> bool {
    let mut bytes = bytes.iter();
    while let Some(first) = bytes.next() {
        // The leading ones of the first byte are the bytes of the character; each size has codes of its own.
        let (following, codes) = match first.leading_ones() {
            0 => continue,
            2 => (1, 0x80..0x800),
            3 => (2, 0x800..0x1_0000),
            4 => (3, 0x1_0000..0x11_0000),
            _ => return false,
        };
        let mut code = *first as u32 & (0x3F_u32 >> following);
        for _ in 0..following {
            match bytes.next() {
                Some(next) if next & 0xC0 == 0x80 => code = code << 6 | (next & 0x3F) as u32,
                _ => return false,
            }
        }
        let is_surrogate = code >> 11 == 0xD800 >> 11;
        if is_surrogate || !codes.contains(&code) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_those_of_the_standard_library() {
        // Every sequence of one to three bytes, and of four where the last two are at a border.
        let borders = [0, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xFF];
        for a in 0..=u8::MAX {
            assert_eq!(is_utf8(&[a]), str::from_utf8(&[a]).is_ok());
            for b in 0..=u8::MAX {
                assert_eq!(is_utf8(&[a, b]), str::from_utf8(&[a, b]).is_ok());
                for c in borders {
                    assert_eq!(is_utf8(&[a, b, c]), str::from_utf8(&[a, b, c]).is_ok());
                    for d in borders {
                        let bytes = [a, b, c, d];
                        assert_eq!(is_utf8(&bytes), str::from_utf8(&bytes).is_ok(), "{bytes:x?}");
                        assert_eq!(is_utf8(&[&bytes[..], b"z"].concat()), str::from_utf8(&bytes).is_ok());
                    }
                }
            }
        }
    }

    #[test]
    fn text_of_every_width_is_read() {
        for text in ["", "plain", "caf\u{e9}", "\u{6df1}\u{5733}", "\u{1f600}\u{10ffff}"] {
            assert_eq!(super::text(text.as_bytes()).as_deref(), Some(text));
        }
    }
}
