//! The curve BN254, also called alt_bn128, in the encodings of EIP-196 and EIP-197: coordinates are 32 bytes big-endian
//! and below the prime, an extension field's imaginary part comes first, and zeros are the point at infinity.

use ark_bn254::{Bn254, Fq, Fq2, G1Affine, G1Projective, G2Affine};
use ark_ec::{AffineRepr, CurveGroup, PrimeGroup, pairing::Pairing};
use ark_ff::{BigInt, One, PrimeField};

/// Bytes of a pair of points of the two groups.
pub const BN254_PAIR_SIZE_BYTES: usize = 192;

/// The sum of two points of the first group. `None` if either is not on the curve.
pub fn bn254_add(a: &[u8; 64], b: &[u8; 64]) -> Option<[u8; 64]> {
    Some(encode((g1(a)?.into_group() + g1(b)?).into_affine()))
}

/// A point of the first group times a big-endian scalar of 256 bits. `None` if it is not on the curve.
pub fn bn254_mul(point: &[u8; 64], scalar: &[u8; 32]) -> Option<[u8; 64]> {
    let product: G1Projective = g1(point)?.into_group().mul_bigint(limbs(scalar));
    Some(encode(product.into_affine()))
}

/// True if `pairs` holds whole pairs of valid points, those of the second group in its prime-order subgroup, and the
/// product of their pairings is one. So it is for no pair.
pub fn bn254_pairing(pairs: &[u8]) -> bool {
    let (pairs, []) = pairs.as_chunks::<BN254_PAIR_SIZE_BYTES>() else { return false };
    let mut points = (Vec::with_capacity(pairs.len()), Vec::with_capacity(pairs.len()));
    for pair in pairs {
        let (first, second) = pair.split_at(64);
        match (first.try_into().ok().and_then(g1), second.try_into().ok().and_then(g2)) {
            (Some(first), Some(second)) => {
                points.0.push(first);
                points.1.push(second);
            }
            _ => return false,
        }
    }
    Bn254::multi_pairing(points.0, points.1).0.is_one()
}

/// A point of the first group, all of whose points on the curve are in it.
fn g1(bytes: &[u8; 64]) -> Option<G1Affine> {
    let (x, y) = (coordinate(bytes, 0)?, coordinate(bytes, 1)?);
    if *bytes == [0; 64] {
        return Some(G1Affine::identity());
    }
    let point = G1Affine::new_unchecked(x, y);
    point.is_on_curve().then_some(point)
}

/// A point of the second group.
fn g2(bytes: &[u8; 128]) -> Option<G2Affine> {
    let part = |index| coordinate(bytes, index);
    let (x, y) = (Fq2::new(part(1)?, part(0)?), Fq2::new(part(3)?, part(2)?));
    if *bytes == [0; 128] {
        return Some(G2Affine::identity());
    }
    let point = G2Affine::new_unchecked(x, y);
    (point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve()).then_some(point)
}

/// The coordinate in the 32 bytes at `index`, if it is below the prime.
fn coordinate(bytes: &[u8], index: usize) -> Option<Fq> {
    let bytes: &[u8; 32] = bytes.get(index * 32..)?.first_chunk()?;
    Fq::from_bigint(BigInt::new(limbs(bytes)))
}

/// Little-endian limbs of a big-endian number.
fn limbs(number: &[u8; 32]) -> [u64; 4] {
    let (limbs, _) = number.as_chunks::<8>();
    std::array::from_fn(|index| u64::from_be_bytes(limbs[3 - index]))
}

fn encode(point: G1Affine) -> [u8; 64] {
    let mut bytes = [0; 64];
    if let Some((x, y)) = point.xy() {
        let limbs = x.into_bigint().0.into_iter().rev().chain(y.into_bigint().0.into_iter().rev());
        for (chunk, limb) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(limbs) {
            *chunk = limb.to_be_bytes();
        }
    }
    bytes
}

#[cfg(test)]
mod tests;
