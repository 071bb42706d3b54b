//! Unified social credit codes, as GB 32100-2015 forms them.
//!
//! Guarantees that each serial number below [`SERIALS`] has a code of its own, with both check characters right. The
//! code is 18 characters: the registering authority and its category (`91`: market regulation, enterprise), the
//! administrative division, an organisation code of GB 11714 (here `MA` and six characters, then its check character),
//! and the check character of the whole.

use sdk::prelude::*;

/// 18 characters, as ASCII.
pub type Code = FixedBytes<18>;

/// The characters of a code: digits and capital letters without I, O, S, V and Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// How many serial numbers there are: 31^6.
pub const SERIALS: u64 = 887_503_681;

/// True if each character of the authority, category and division is one that codes have.
pub(crate) fn is_prefix(prefix: &[u8; 8]) -> bool {
    prefix.iter().all(|character| ALPHABET.contains(character))
}

/// The code of a serial number below [`SERIALS`] of a registering authority.
pub(crate) fn code(prefix: &[u8; 8], serial: u64) -> Code {
    let mut code = [0; 18];
    code[..8].copy_from_slice(prefix);
    code[8..10].copy_from_slice(b"MA");
    let mut rest = serial;
    for character in code[10..16].iter_mut().rev() {
        *character = ALPHABET[(rest % 31) as usize];
        rest /= 31;
    }
    code[16] = organisation_check(&code[8..16]);
    code[17] = whole_check(&code[..17]);
    Code::new(code)
}

/// The ninth character of an organisation code: its weighted sum with it is a multiple of 11 (GB 11714-1997).
fn organisation_check(body: &[u8]) -> u8 {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let value = |character: u8| match character {
        b'0'..=b'9' => u32::from(character - b'0'),
        letter => u32::from(letter - b'A') + 10,
    };
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(character, weight)| value(*character) * weight).sum();
    b"0X987654321"[(sum % 11) as usize]
}

/// The last character: the sum of all, weighted by powers of 3, is a multiple of 31 (GB 32100-2015).
fn whole_check(body: &[u8]) -> u8 {
    let value = |character| ALPHABET.iter().position(|known| *known == character).unwrap_or(0);
    let (sum, _) =
        body.iter().fold((0, 1), |(sum, weight), character| (sum + value(*character) * weight, weight * 3 % 31));
    ALPHABET[(31 - sum % 31) % 31]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The standard's own example, and two that companies publish.
    const PUBLISHED: [&[u8; 18]; 3] = [b"91350100M000100Y43", b"9144030071526726XG", b"914403001922038216"];

    #[test]
    fn check_characters_are_those_of_published_codes() {
        for code in PUBLISHED {
            assert_eq!(organisation_check(&code[8..16]), code[16]);
            assert_eq!(whole_check(&code[..17]), code[17]);
        }
    }

    #[test]
    fn serials_have_codes_of_their_own() {
        let serials = [0, 1, 30, 31, 961, SERIALS - 1];
        for (i, serial) in serials.iter().enumerate() {
            for other in &serials[..i] {
                assert_ne!(code(b"91440112", *serial), code(b"91440112", *other));
            }
        }
        assert_eq!(code(b"91440112", SERIALS - 1).0[..16], *b"91440112MAYYYYYY");
    }

    #[test]
    fn prefix_has_characters_of_codes_only() {
        assert!(is_prefix(b"91440112"));
        assert!(!is_prefix(b"9144011O") && !is_prefix(b"91 40112"));
    }
}
