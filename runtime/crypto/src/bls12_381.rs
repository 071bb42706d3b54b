//! The curve BLS12-381: BLS signatures with keys in the first group, and the pairing check of EIP-2537.

use blst::{
    BLST_ERROR, Pairing, blst_fp12, blst_p1_affine, blst_p2_affine,
    min_pk::{AggregatePublicKey, PublicKey, Signature},
};

/// Bytes of a pair of points of the two groups.
pub const BLS12_381_PAIR_SIZE_BYTES: usize = 384;

/// Bytes of a compressed point of the first group.
pub const BLS_KEY_SIZE_BYTES: usize = 48;

/// Bytes of a field element: 16 zeros, then the number.
const ELEMENT_SIZE_BYTES: usize = 64;

/// Bytes of the number itself.
const NUMBER_SIZE_BYTES: usize = 48;

/// What is hashed with each message: the ciphersuite of Ethereum's validators, with proofs of possession.
const DOMAIN: &[u8] = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/// True if `signature`, a compressed point of the second group, is the aggregate of the signatures of all `keys`,
/// compressed points of the first group one after the other, over `message`: `FastAggregateVerify` of the IETF's BLS
/// signatures. There is at least one key; none is the point at infinity, nor is their sum; every point is in its
/// subgroup. Whoever registers keys has to check that their owners hold the secrets.
pub fn bls_verify(keys: &[u8], message: &[u8], signature: &[u8; 96]) -> bool {
    let (keys, []) = keys.as_chunks::<BLS_KEY_SIZE_BYTES>() else { return false };
    let mut sum: Option<AggregatePublicKey> = None;
    for key in keys {
        let Ok(key) = PublicKey::key_validate(key) else { return false };
        match &mut sum {
            None => sum = Some(AggregatePublicKey::from_public_key(&key)),
            Some(sum) => {
                if sum.add_public_key(&key, false).is_err() {
                    return false;
                }
            }
        }
    }
    let (Some(sum), Ok(signature)) = (sum, Signature::sig_validate(signature, true)) else { return false };
    let key: &blst_p1_affine = &sum.to_public_key().into();
    let signature: &blst_p2_affine = &signature.into();
    let mut pairing = Pairing::new(true, DOMAIN);
    if pairing.aggregate(key, true, signature, false, message, &[]) != BLST_ERROR::BLST_SUCCESS {
        return false;
    }
    pairing.commit();
    pairing.finalverify(None)
}

/// True if `pairs` holds at least one pair and only whole ones, of valid points in their subgroups, and the product of
/// their pairings is one. Encoded as in EIP-2537: numbers of 48 bytes big-endian behind 16 zeros, zeros for the point at
/// infinity.
pub fn bls12_381_pairing(pairs: &[u8]) -> bool {
    let (pairs, []) = pairs.as_chunks::<BLS12_381_PAIR_SIZE_BYTES>() else { return false };
    let mut product: Option<blst_fp12> = None;
    for pair in pairs {
        let (first, second) = pair.split_at(2 * ELEMENT_SIZE_BYTES);
        let (Some(first), Some(second)) = (g1(first), g2(second)) else { return false };
        let factor = match (first, second) {
            (Point::Finite(first), Point::Finite(second)) => blst_fp12::miller_loop(&second, &first),
            _ => blst_fp12::default(),
        };
        product = Some(product.map_or(factor, |product| product * factor));
    }
    product.is_some_and(|product| product.final_exp() == blst_fp12::default())
}

/// A point of a group.
enum Point<T> {
    Infinity,
    Finite(T),
}

fn g1(bytes: &[u8]) -> Option<Point<blst_p1_affine>> {
    let mut point = [0; 2 * NUMBER_SIZE_BYTES];
    if numbers(bytes, &[0, 1], &mut point)? {
        return Some(Point::Infinity);
    }
    let point = PublicKey::deserialize(&point).ok()?;
    point.validate().ok()?;
    Some(Point::Finite(point.into()))
}

fn g2(bytes: &[u8]) -> Option<Point<blst_p2_affine>> {
    let mut point = [0; 4 * NUMBER_SIZE_BYTES];
    // EIP-2537 puts the real part first, the library the imaginary one.
    if numbers(bytes, &[1, 0, 3, 2], &mut point)? {
        return Some(Point::Infinity);
    }
    let point = Signature::deserialize(&point).ok()?;
    point.validate(true).ok()?;
    Some(Point::Finite(point.into()))
}

/// Copies the numbers of the field elements in `bytes`, in this order, to `to`; true if all are zero. `None` if an
/// element does not begin with zeros. The library refuses numbers that are not below the prime; the three bits above
/// it are flags there, so they have to be zero.
fn numbers(bytes: &[u8], order: &[usize], to: &mut [u8]) -> Option<bool> {
    let (elements, _) = bytes.as_chunks::<ELEMENT_SIZE_BYTES>();
    for (to, index) in to.chunks_exact_mut(NUMBER_SIZE_BYTES).zip(order) {
        let (zeros, number) = elements.get(*index)?.split_at(ELEMENT_SIZE_BYTES - NUMBER_SIZE_BYTES);
        if zeros.iter().any(|byte| *byte != 0) || number[0] >= 0x20 {
            return None;
        }
        to.copy_from_slice(number);
    }
    Some(to.iter().all(|byte| *byte == 0))
}

#[cfg(test)]
mod tests;
