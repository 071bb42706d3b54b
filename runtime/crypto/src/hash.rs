//! Hashes.

use blake2::{Blake2b, digest::consts::U32};
use ripemd::Ripemd160;
use sha2::{Digest as _, Sha256};
use sha3::Keccak256;
use sm3::{Digest as _, Sm3};

/// Keccak-256, as Ethereum uses it.
pub fn keccak256(data: &[u8]) -> [u8; 32] {
    Keccak256::digest(data).into()
}

/// SHA-256 (FIPS 180-4).
pub fn sha256(data: &[u8]) -> [u8; 32] {
    Sha256::digest(data).into()
}

/// RIPEMD-160 (ISO/IEC 10118-3).
pub fn ripemd160(data: &[u8]) -> [u8; 20] {
    Ripemd160::digest(data).into()
}

/// BLAKE2b with 32 bytes of output and no key (RFC 7693).
pub fn blake2b256(data: &[u8]) -> [u8; 32] {
    Blake2b::<U32>::digest(data).into()
}

/// SM3 (GM/T 0004-2012, ISO/IEC 10118-3).
pub fn sm3(data: &[u8]) -> [u8; 32] {
    Sm3::digest(data).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    #[test]
    fn keccak256_meets_the_vectors_of_its_authors() {
        assert_eq!(keccak256(b"")[..], hex("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"));
        assert_eq!(keccak256(b"abc")[..], hex("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"));
    }

    #[test]
    fn sha256_meets_the_vectors_of_fips_180() {
        assert_eq!(sha256(b"")[..], hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        assert_eq!(sha256(b"abc")[..], hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        let two_blocks = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
        assert_eq!(sha256(two_blocks)[..], hex("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
    }

    #[test]
    fn ripemd160_meets_the_vectors_of_its_authors() {
        let cases: [(&[u8], &str); 6] = [
            (b"", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
            (b"a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"),
            (b"abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
            (b"message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
            (b"abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc"),
            (&[b'a'; 1_000_000], "52783243c1697bdbe16d37f97f68f08325dc1528"),
        ];
        for (data, expected) in cases {
            assert_eq!(ripemd160(data)[..], hex(expected), "{} bytes", data.len());
        }
    }

    #[test]
    fn blake2b256_meets_known_hashes() {
        assert_eq!(blake2b256(b"")[..], hex("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"));
        assert_eq!(blake2b256(b"abc")[..], hex("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
    }

    #[test]
    fn sm3_meets_the_vectors_of_its_standard() {
        assert_eq!(sm3(b"abc")[..], hex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"));
        let one_block = b"abcd".repeat(16);
        assert_eq!(sm3(&one_block)[..], hex("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"));
    }
}
