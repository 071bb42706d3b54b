//! Signatures of single keys.

use ed25519_dalek::{Signature as Ed25519Signature, VerifyingKey as Ed25519Key};
use p256::ecdsa::{Signature as P256Signature, VerifyingKey as P256Key, signature::hazmat::PrehashVerifier};
use secp256k1::{
    Message,
    ecdsa::{RecoverableSignature, RecoveryId},
};
use sm2::dsa::{Signature as Sm2Signature, VerifyingKey as Sm2Key};

use super::hash::keccak256;

/// Half the order of secp256k1, rounded down, big-endian: the largest `s` of the lower half (EIP-2).
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
    0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// The prime 2^255 - 19, little-endian.
const ED25519_PRIME: [u8; 32] = {
    let mut prime = [0xff; 32];
    (prime[0], prime[31]) = (0xed, 0x7f);
    prime
};

/// The address whose secp256k1 key made `signature` (r, s, v) over `hash`: v is 0, 1, 27 or 28, s in the lower half.
pub fn ecrecover(hash: &[u8; 32], signature: &[u8; 65]) -> Option<[u8; 20]> {
    let (compact, v) = (&signature[..64], signature[64]);
    if compact[32..] > HALF_ORDER[..] {
        return None;
    }
    let id = match v {
        0 | 27 => RecoveryId::Zero,
        1 | 28 => RecoveryId::One,
        _ => return None,
    };
    let signature = RecoverableSignature::from_compact(compact, id).ok()?;
    let key = signature.recover(Message::from_digest(*hash)).ok()?;
    keccak256(&key.serialize_uncompressed()[1..])[12..].try_into().ok()
}

/// Ed25519 (RFC 8032) by the strict rules: the equation without cofactor, `s` below the group's order, key and R in
/// their canonical encoding and not of small order.
pub fn ed25519_verify(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    is_canonical(key)
        && Ed25519Key::from_bytes(key)
            .is_ok_and(|key| key.verify_strict(message, &Ed25519Signature::from_bytes(signature)).is_ok())
}

/// True if the coordinate that encodes an Ed25519 point is below the prime.
fn is_canonical(point: &[u8; 32]) -> bool {
    let mut coordinate = *point;
    coordinate[31] &= 0x7f;
    coordinate.iter().rev().lt(ED25519_PRIME.iter().rev())
}

/// ECDSA on P-256 (FIPS 186-5): `signature` is r and s, `key` is x and y, each 32 bytes big-endian. `s` may be in either
/// half, as WebAuthn's authenticators make it.
pub fn p256_verify(hash: &[u8; 32], signature: &[u8; 64], key: &[u8; 64]) -> bool {
    let (Ok(key), Ok(signature)) = (P256Key::from_sec1_bytes(&uncompressed(key)), P256Signature::from_slice(signature))
    else {
        return false;
    };
    key.verify_prehash(hash, &signature).is_ok()
}

/// SM2 (GM/T 0003.2-2012) over the digest e = SM3(Z || message): `signature` is r and s, `key` is x and y, each 32 bytes
/// big-endian. Z binds the key and the signer's id and is for the caller to compute.
pub fn sm2_verify(digest: &[u8; 32], signature: &[u8; 64], key: &[u8; 64]) -> bool {
    // The id only enters Z, which the digest holds already.
    let (Ok(key), Ok(signature)) =
        (Sm2Key::from_sec1_bytes("", &uncompressed(key)), Sm2Signature::from_slice(signature))
    else {
        return false;
    };
    key.verify_prehash(digest, &signature).is_ok()
}

/// The SEC1 form of x and y.
fn uncompressed(key: &[u8; 64]) -> [u8; 65] {
    let mut point = [4; 65];
    point[1..].copy_from_slice(key);
    point
}

#[cfg(test)]
mod tests;
