//! Revert data as text for people: `Error(string)` and `Panic(uint256)` of Solidity's ABI.

use primitives::U256;

/// Selector of `Error(string)`.
const ERROR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];

/// Selector of `Panic(uint256)`.
const PANIC: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];

/// Bytes of a contract's own words that are shown at most.
const REASON_MAX_BYTES: usize = 1024;

/// What a revert says, if its data is an `Error(string)` or a `Panic(uint256)`. At most 1,024 bytes of a string are
/// kept, and bytes that are not UTF-8 are replaced.
pub fn revert_reason(data: &[u8]) -> Option<String> {
    let (selector, body) = data.split_first_chunk::<4>()?;
    match *selector {
        ERROR => {
            let offset = usize::try_from(word(body, 0)?).ok()?;
            let size = usize::try_from(word(body, offset)?).ok()?;
            let start = offset.checked_add(32)?;
            let text = body.get(start..start.checked_add(size)?)?;
            let shown = text.get(..REASON_MAX_BYTES).unwrap_or(text);
            Some(String::from_utf8_lossy(shown).into_owned())
        }
        PANIC => Some(panic_reason(word(body, 0)?)),
        _ => None,
    }
}

/// The message of a reverted call: geth's words, and the reason if there is one.
pub fn revert_text(data: &[u8]) -> String {
    match revert_reason(data) {
        Some(reason) => format!("execution reverted: {reason}"),
        None => "execution reverted".to_owned(),
    }
}

/// Why a transaction reverted, for its receipt: as [`revert_text`], with the data itself where it is a custom error.
pub(crate) fn failure_text(data: &[u8]) -> String {
    let text = revert_text(data);
    if data.is_empty() || revert_reason(data).is_some() {
        return text;
    }
    let shown = data.get(..REASON_MAX_BYTES).unwrap_or(data);
    format!("{text}: custom error {}", alloy_primitives::hex::encode_prefixed(shown))
}

/// The big-endian word that starts at byte `offset`.
fn word(body: &[u8], offset: usize) -> Option<U256> {
    let bytes = body.get(offset..offset.checked_add(32)?)?;
    Some(U256::from_be_slice(bytes))
}

/// Solidity's panic codes, in geth's words.
fn panic_reason(code: U256) -> String {
    let text = match u64::try_from(code).unwrap_or(u64::MAX) {
        0x00 => "generic panic",
        0x01 => "assert(false)",
        0x11 => "arithmetic underflow or overflow",
        0x12 => "division or modulo by zero",
        0x21 => "enum overflow",
        0x22 => "invalid encoded storage byte array accessed",
        0x31 => "out-of-bounds array access; popping on an empty array",
        0x32 => "out-of-bounds access of an array or bytesN",
        0x41 => "out of memory",
        0x51 => "uninitialized function",
        _ => return format!("unknown panic code: {code:#x}"),
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_string(text: &[u8]) -> Vec<u8> {
        let mut data = ERROR.to_vec();
        data.extend(U256::from(32).to_be_bytes::<32>());
        data.extend(U256::from(text.len()).to_be_bytes::<32>());
        data.extend(text);
        data.resize(4 + 64 + text.len().next_multiple_of(32), 0);
        data
    }

    #[test]
    fn error_string_is_shown() {
        assert_eq!(revert_text(&error_string(b"not the owner")), "execution reverted: not the owner");
    }

    #[test]
    fn panic_code_is_named() {
        let data = [&PANIC[..], &U256::from(0x11).to_be_bytes::<32>()].concat();
        assert_eq!(revert_text(&data), "execution reverted: arithmetic underflow or overflow");
        let data = [&PANIC[..], &U256::MAX.to_be_bytes::<32>()].concat();
        assert!(revert_text(&data).contains("unknown panic code: 0xffff"));
    }

    #[test]
    fn custom_error_has_no_reason() {
        assert_eq!(revert_text(&[1, 2, 3, 4, 5]), "execution reverted");
        assert_eq!(revert_text(&[]), "execution reverted");
        assert_eq!(failure_text(&[]), "execution reverted");
        assert_eq!(failure_text(&[1, 2, 3, 4, 5]), "execution reverted: custom error 0x0102030405");
    }

    #[test]
    fn malformed_error_string_has_no_reason() {
        let whole = error_string(b"reason");
        for size in 0..4 + 64 + 6 {
            assert_eq!(revert_reason(&whole[..size]), None, "{size}");
        }
        let mut offset_too_large = whole.clone();
        offset_too_large[4..36].fill(0xff);
        assert_eq!(revert_reason(&offset_too_large), None);
        let mut size_too_large = whole;
        size_too_large[36..68].fill(0xff);
        assert_eq!(revert_reason(&size_too_large), None);
    }

    #[test]
    fn long_and_broken_text_is_bounded_and_replaced() {
        assert_eq!(revert_reason(&error_string(&[b'a'; 5000])).unwrap().len(), REASON_MAX_BYTES);
        assert_eq!(revert_reason(&error_string(&[0xff])).unwrap(), "\u{fffd}");
    }
}
