//! Unified social credit codes, as GB 32100-2015 forms them.
//!
//! Guarantees that each serial number below [`SERIALS`] has a code of its own, with both check characters right. The
//! code is 18 characters: the registering authority and its category (`91`: market regulation, enterprise), the
//! administrative division, an organisation code of GB 11714 (here `MA` and six characters, then its check character),
//! and the check character of the whole.

use alloy_primitives::FixedBytes;

/// 18 characters, as ASCII.
pub type Code = FixedBytes<18>;

/// The characters of a code: digits and capital letters without I, O, S, V and Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// How many serial numbers there are: 31^6.
pub const SERIALS: u64 = 887_503_681;

/// True if each character of the authority, category and division is one that codes have.
pub fn is_prefix(prefix: &[u8; 8]) -> bool {
    prefix.iter().all(|character| ALPHABET.contains(character))
}

/// The code of a serial number below [`SERIALS`] of a registering authority.
pub fn code(prefix: &[u8; 8], serial: u64) -> Code {
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
