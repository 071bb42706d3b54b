//! Hashes and signer recovery. Each is a pure function of the guest's bytes and cannot panic on any of them.

use secp256k1::{
    Message,
    ecdsa::{RecoverableSignature, RecoveryId},
};
use sha2::Sha256;
use sha3::{Digest, Keccak256};

use super::{Call, Stop};
use crate::interface_table::price;

/// Half the order of secp256k1, rounded down, big-endian: the largest `s` of the lower half (EIP-2).
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
    0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

pub(super) fn keccak256(call: &mut Call<'_>, ptr: u32, size: u32, dst: u32) -> Result<(), Stop> {
    const NAME: &str = "keccak256";
    call.charge(price::keccak256, size)?;
    let hash = Keccak256::digest(call.bytes(NAME, ptr, size)?);
    Ok(call.write(NAME, dst, &hash)?)
}

pub(super) fn sha256(call: &mut Call<'_>, ptr: u32, size: u32, dst: u32) -> Result<(), Stop> {
    const NAME: &str = "sha256";
    call.charge(price::sha256, size)?;
    let hash = Sha256::digest(call.bytes(NAME, ptr, size)?);
    Ok(call.write(NAME, dst, &hash)?)
}

pub(super) fn ecrecover(call: &mut Call<'_>, hash: u32, signature: u32, dst: u32) -> Result<u32, Stop> {
    const NAME: &str = "ecrecover";
    call.charge(price::ecrecover, 0)?;
    let hash = call.hash(NAME, hash)?;
    let signature = call.signature(NAME, signature)?;
    call.range(NAME, dst, 20)?;
    match recover(hash.0, &signature) {
        Some(address) => {
            call.write(NAME, dst, &address)?;
            Ok(1)
        }
        None => Ok(0),
    }
}

/// The address whose key made `signature` (r, s, v) over `hash`.
fn recover(hash: [u8; 32], signature: &[u8; 65]) -> Option<[u8; 20]> {
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
    let key = signature.recover(Message::from_digest(hash)).ok()?;
    let hash = Keccak256::digest(&key.serialize_uncompressed()[1..]);
    hash[12..].try_into().ok()
}

#[cfg(test)]
mod tests {
    use secp256k1::{Message, SecretKey};
    use sha3::{Digest, Keccak256};

    use super::{HALF_ORDER, recover};

    const HASH: [u8; 32] = [7; 32];

    /// A signature over [`HASH`] and the address of its key.
    fn signed() -> ([u8; 65], [u8; 20]) {
        let key = SecretKey::from_secret_bytes([1; 32]).expect("a small number is a key");
        let signature =
            secp256k1::ecdsa::RecoverableSignature::sign_ecdsa_recoverable(Message::from_digest(HASH), &key);
        let (id, compact) = signature.serialize_compact();
        let mut bytes = [0; 65];
        bytes[..64].copy_from_slice(&compact);
        bytes[64] = id.to_u8();
        let public = key.public_key().serialize_uncompressed();
        (bytes, Keccak256::digest(&public[1..])[12..].try_into().expect("20 bytes"))
    }

    #[test]
    fn the_signer_is_recovered_with_either_form_of_v() {
        let (mut signature, address) = signed();
        assert_eq!(recover(HASH, &signature), Some(address));
        signature[64] += 27;
        assert_eq!(recover(HASH, &signature), Some(address));
    }

    #[test]
    fn no_value_of_v_panics_and_only_four_are_known() {
        let (mut signature, _) = signed();
        for v in 0..=255 {
            signature[64] = v;
            assert_eq!(recover(HASH, &signature).is_some(), matches!(v, 0 | 1 | 27 | 28), "v = {v}");
        }
    }

    #[test]
    fn a_high_s_is_refused() {
        let (mut signature, _) = signed();
        signature[32..64].copy_from_slice(&HALF_ORDER);
        signature[63] += 1;
        assert_eq!(recover(HASH, &signature), None);
    }

    #[test]
    fn extreme_r_and_s_are_refused_without_panic() {
        for r in [[0; 32], [0xff; 32]] {
            for s in [[0; 32], [0xff; 32], HALF_ORDER] {
                let mut signature = [0; 65];
                signature[..32].copy_from_slice(&r);
                signature[32..64].copy_from_slice(&s);
                assert_eq!(recover(HASH, &signature), None);
            }
        }
    }
}
