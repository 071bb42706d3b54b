//! Hashes, signatures and curves beyond [`context`](crate::context)'s: `use sdk::crypto`.
//!
//! Each runs on the node, natively compiled, for a price near its cost. A verification is false for everything that is
//! not valid, a malformed key or point too.

use alloc::vec::Vec;

use crate::{guest, types::B256};

/// The id that signers of SM2 have unless they agreed on another (GM/T 0009-2012).
pub const SM2_DEFAULT_ID: &[u8] = b"1234567812345678";

/// The coefficients a and b of SM2's curve and the coordinates of its base point (GM/T 0003.5-2012).
const SM2_CURVE: [[u8; 32]; 4] = [
    B256::from_hex("0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc").0,
    B256::from_hex("0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93").0,
    B256::from_hex("0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7").0,
    B256::from_hex("0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0").0,
];

/// The keccak-256 hash of `data` for constants, computed by the compiler; at run time `keccak256` of the prelude is far
/// cheaper.
pub const fn keccak256_const(data: &[u8]) -> B256 {
    B256::new(crate::keccak::keccak256(data, data.len()))
}

/// The RIPEMD-160 hash of `data`.
pub fn ripemd160(data: &[u8]) -> [u8; 20] {
    guest::ripemd160(data)
}

/// The BLAKE2b hash of `data`, of 32 bytes and without key.
pub fn blake2b256(data: &[u8]) -> B256 {
    B256::new(guest::blake2b256(data))
}

/// The SM3 hash of `data` (GM/T 0004-2012).
pub fn sm3(data: &[u8]) -> B256 {
    B256::new(guest::sm3(data))
}

/// True if `signature` is Ed25519's of `key` over `message`, by strict rules: no cofactor, canonical encodings, no
/// points of small order.
pub fn ed25519_verify(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    guest::ed25519_verify(key, message, signature)
}

/// True if `signature` (r, s) is ECDSA's on P-256 of `key` (x, y) over `hash`, as WebAuthn's authenticators sign. Both
/// (r, s) and (r, -s) are valid.
pub fn p256_verify(hash: B256, signature: &[u8; 64], key: &[u8; 64]) -> bool {
    guest::p256_verify(&hash.0, signature, key)
}

/// True if `signature` (r, s) is SM2's (GM/T 0003.2-2012) of `key` (x, y) over `message` by a signer with this id, mostly
/// [`SM2_DEFAULT_ID`].
///
/// # Panics
/// If the id has 8,192 bytes or more: its length in bits has to fit 16 bits.
pub fn sm2_verify(id: &[u8], key: &[u8; 64], message: &[u8], signature: &[u8; 64]) -> bool {
    sm2_verify_digest(sm2_digest(id, key, message), signature, key)
}

/// True if `signature` is SM2's over a digest that [`sm2_digest`] made, here or elsewhere.
pub fn sm2_verify_digest(digest: B256, signature: &[u8; 64], key: &[u8; 64]) -> bool {
    guest::sm2_verify(&digest.0, signature, key)
}

/// What SM2 signs: SM3(Z, message), where Z = SM3(bits of the id, id, a, b, G, key) binds the signer.
///
/// # Panics
/// As [`sm2_verify`].
pub fn sm2_digest(id: &[u8], key: &[u8; 64], message: &[u8]) -> B256 {
    assert!(id.len() < 8_192, "an id of SM2 has less than 8192 bytes");
    let mut preimage = Vec::with_capacity(2 + id.len() + 192);
    preimage.extend_from_slice(&(id.len() as u16 * 8).to_be_bytes());
    preimage.extend_from_slice(id);
    preimage.extend_from_slice(SM2_CURVE.as_flattened());
    preimage.extend_from_slice(key);
    let mut signed = guest::sm3(&preimage).to_vec();
    signed.extend_from_slice(message);
    sm3(&signed)
}

/// True if `signature`, a compressed point of BLS12-381's second group, aggregates the signatures of all `keys`,
/// compressed points of the first group, over `message`, as Ethereum's validators sign. Check a proof of possession
/// before a key is accepted: whoever chooses a key after the others could cancel them out.
pub fn bls_verify(keys: &[[u8; 48]], message: &[u8], signature: &[u8; 96]) -> bool {
    guest::bls_verify(keys, message, signature)
}

/// True if the product of the pairings on BLS12-381 of all `pairs`, at least one, is one. Encoded as in EIP-2537: 384
/// bytes a pair.
pub fn bls12_381_pairing(pairs: &[u8]) -> bool {
    guest::bls12_381_pairing(pairs)
}

/// The sum of two points of BN254, encoded as in EIP-196; `None` if one is not on the curve.
pub fn bn254_add(a: &[u8; 64], b: &[u8; 64]) -> Option<[u8; 64]> {
    guest::bn254_add(a, b)
}

/// A point of BN254 times a big-endian scalar (EIP-196); `None` if it is not on the curve.
pub fn bn254_mul(point: &[u8; 64], scalar: &[u8; 32]) -> Option<[u8; 64]> {
    guest::bn254_mul(point, scalar)
}

/// True if the product of the pairings on BN254 of all `pairs` is one. Encoded as in EIP-197: 192 bytes a pair.
pub fn bn254_pairing(pairs: &[u8]) -> bool {
    guest::bn254_pairing(pairs)
}

/// `base` to the power of `exponent` modulo `modulus`, big-endian, in as many bytes as `modulus` has (EIP-198). Each has
/// at most 1,024 bytes.
pub fn modexp(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    guest::modexp(base, exponent, modulus)
}
