//! The cryptography of the host functions, as functions of bytes alone.
//!
//! Each gives the same result on every machine, uses neither threads nor random numbers, and cannot panic on any input.
//! Verifications answer false to everything that is not valid, a malformed point as well as a wrong signature. What a
//! call costs, and the limits of its sizes, are for the VM's host calls. Test chains that run contracts natively use
//! these very functions, without the VM.

mod bls12_381;
mod bn254;
mod hash;
mod modexp;
mod signature;

pub use self::{
    bls12_381::{BLS_KEY_SIZE_BYTES, BLS12_381_PAIR_SIZE_BYTES, bls_verify, bls12_381_pairing},
    bn254::{BN254_PAIR_SIZE_BYTES, bn254_add, bn254_mul, bn254_pairing},
    hash::{blake2b256, keccak256, ripemd160, sha256, sm3},
    modexp::{modexp, modexp_ticks},
    signature::{ecrecover, ed25519_verify, p256_verify, sm2_verify},
};

/// Bytes from hex digits, for vectors.
#[cfg(test)]
pub(crate) fn hex(digits: &str) -> Vec<u8> {
    const_hex::decode(digits).expect("the test wrote hex digits")
}
