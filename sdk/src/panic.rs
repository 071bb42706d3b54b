//! Panics as Solidity tools show them: `Panic(uint256)` with Solidity's codes, or `Error(string)`.
//!
//! Messages are never formatted, so that a contract does not carry the formatting code: a panic whose message has
//! arguments (an index out of bounds, `unwrap` of an error) becomes `Error("panicked at src/lib.rs:41")`.

use alloc::vec::Vec;

use crate::memory;

/// The selector of `Panic(uint256)`.
pub const PANIC_SELECTOR: [u8; 4] = 0x4e48_7b71_u32.to_be_bytes();
/// The selector of `Error(string)`.
pub const ERROR_SELECTOR: [u8; 4] = 0x08c3_79a0_u32.to_be_bytes();

/// Solidity's panic codes that the SDK uses.
pub mod code {
    /// A condition that must hold does not.
    pub const ASSERT: u8 = 0x01;
    /// An arithmetic result does not fit its type.
    pub const OVERFLOW: u8 = 0x11;
    /// A division by zero.
    pub const DIVISION_BY_ZERO: u8 = 0x12;
    /// More memory than there can be.
    pub const MEMORY: u8 = 0x41;
}

/// Revert data `Panic(code)`.
pub const fn panic_data(code: u8) -> [u8; 36] {
    let mut data = [0; 36];
    [data[0], data[1], data[2], data[3]] = PANIC_SELECTOR;
    data[35] = code;
    data
}

/// Revert data `Error(message)`. Not by the encoder, so that a contract which encodes nothing else does not carry it.
pub fn error_data(message: &[u8]) -> Vec<u8> {
    let size = message.len();
    let mut data = memory::zeroed(size.wrapping_add(31) / 32 * 32 + 68);
    if let Some((head, text)) = data.split_first_chunk_mut::<68>() {
        [head[0], head[1], head[2], head[3]] = ERROR_SELECTOR;
        head[35] = 32;
        [head[64], head[65], head[66], head[67]] = (size as u32).to_be_bytes();
        memory::copy(text, message);
    }
    data
}

/// Revert data for a panic whose message has format arguments: where it happened.
pub fn place_data(file: &str, line: u32) -> Vec<u8> {
    let mut digits = [0; 10];
    let (mut rest, mut start) = (line, digits.len());
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        start = start.wrapping_sub(1);
        if rest == 0 {
            break;
        }
    }
    let mut message = memory::copied(b"panicked at ");
    memory::append(&mut message, file.as_bytes());
    memory::append(&mut message, b":");
    memory::append(&mut message, digits.get(start..).unwrap_or_default());
    error_data(&message)
}

/// What a panic with this message reverts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// `Panic(code)`.
    Code(u8),
    /// `Error(message)`.
    Message,
}

/// What the compiler's own messages mean; any other is the author's.
pub fn meaning(message: &str) -> Meaning {
    if begins(message, "attempt to ") {
        // "attempt to divide by zero" and "attempt to calculate the remainder with a divisor of zero"; the others end
        // with "overflow".
        let by_zero = message.as_bytes().last() == Some(&b'o');
        Meaning::Code(if by_zero { code::DIVISION_BY_ZERO } else { code::OVERFLOW })
    } else if begins(message, "assertion failed: ") {
        Meaning::Code(code::ASSERT)
    } else if begins(message, "capacity overflow") {
        Meaning::Code(code::MEMORY)
    } else {
        Meaning::Message
    }
}

/// Revert data for a panic with this message.
pub fn revert_data(message: &str) -> Vec<u8> {
    match meaning(message) {
        Meaning::Code(code) => panic_data(code).to_vec(),
        Meaning::Message => error_data(message.as_bytes()),
    }
}

/// As `str::starts_with`, which would be written out once for each text.
#[inline(never)]
fn begins(message: &str, start: &str) -> bool {
    message.len() >= start.len() && message.bytes().zip(start.bytes()).all(|(a, b)| a == b)
}

/// Panics as an arithmetic overflow does.
#[cold]
#[track_caller]
pub fn overflow() -> ! {
    #[cfg(target_arch = "wasm32")]
    crate::guest::revert_with_code(code::OVERFLOW);
    #[cfg(not(target_arch = "wasm32"))]
    panic!("attempt to compute with overflow");
}

/// Panics as a division by zero does.
#[cold]
#[track_caller]
pub fn division_by_zero() -> ! {
    #[cfg(target_arch = "wasm32")]
    crate::guest::revert_with_code(code::DIVISION_BY_ZERO);
    #[cfg(not(target_arch = "wasm32"))]
    panic!("attempt to divide by zero");
}

/// Ends the frame with `Error(message)`.
#[cold]
#[inline(never)]
pub fn revert_with(message: &str) -> ! {
    crate::guest::revert(&error_data(message.as_bytes()))
}

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn handle(info: &core::panic::PanicInfo<'_>) -> ! {
    match (info.message().as_str(), info.location()) {
        (Some(message), _) => match meaning(message) {
            Meaning::Code(code) => crate::guest::revert_with_code(code),
            Meaning::Message => revert_with(message),
        },
        (None, Some(place)) => crate::guest::revert(&place_data(place.file(), place.line())),
        (None, None) => crate::guest::revert_with_code(code::ASSERT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_panic_has_its_code() {
        let code = |message| revert_data(message)[35];
        assert_eq!(code("attempt to add with overflow"), 0x11);
        assert_eq!(code("attempt to divide by zero"), 0x12);
        assert_eq!(code("attempt to calculate the remainder with a divisor of zero"), 0x12);
        assert_eq!(code("capacity overflow"), 0x41);
        assert_eq!(code("assertion failed: paid <= owed"), 0x01);
    }

    #[test]
    fn panic_with_a_formatted_message_tells_its_place() {
        for (line, text) in [(0, "0"), (7, "7"), (41, "41"), (100, "100"), (u32::MAX, "4294967295")] {
            assert_eq!(place_data("src/lib.rs", line), error_data(format!("panicked at src/lib.rs:{text}").as_bytes()));
        }
    }

    #[test]
    fn remainder_overflow_is_an_overflow() {
        assert_eq!(revert_data("attempt to calculate the remainder with overflow")[35], 0x11);
    }

    #[test]
    fn other_messages_stay_readable() {
        let data = revert_data("no such invoice");
        assert_eq!(data[..4], ERROR_SELECTOR);
        assert_eq!(&data[68..83], b"no such invoice");
    }
}
