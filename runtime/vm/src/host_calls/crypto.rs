//! Hashes, signatures and the arithmetic of curves and big integers: the functions of the crate
//! [`crypto`] over the guest's memory.

use crypto::{BLS_KEY_SIZE_BYTES, BLS12_381_PAIR_SIZE_BYTES, BN254_PAIR_SIZE_BYTES};
use primitives::limits::{BLS_KEYS_MAX, MODEXP_MAX_BYTES, PAIRING_PAIRS_MAX};

use super::{Call, Stop, memory::size_limit};
use crate::interface_table::{Price, price};

/// The hash of `size` bytes at `ptr`, written to `dst`.
fn hash<const N: usize>(
    call: &mut Call<'_>,
    name: &'static str,
    price: Price,
    hash: fn(&[u8]) -> [u8; N],
    [ptr, size, dst]: [u32; 3],
) -> Result<(), Stop> {
    call.charge(price, size)?;
    call.range(name, dst, N as u32)?;
    let hash = hash(call.bytes(name, ptr, size)?);
    Ok(call.write(name, dst, &hash)?)
}

macro_rules! hashes {
    ($($name:ident)*) => {
        $(pub(super) fn $name(call: &mut Call<'_>, ptr: u32, size: u32, dst: u32) -> Result<(), Stop> {
            hash(call, stringify!($name), price::$name, crypto::$name, [ptr, size, dst])
        })*
    };
}

hashes! { keccak256 sha256 ripemd160 blake2b256 sm3 }

/// Writes `bytes` to `dst` if there are any; 1 or 0.
fn answer(call: &mut Call<'_>, name: &'static str, dst: u32, bytes: Option<&[u8]>) -> Result<u32, Stop> {
    match bytes {
        Some(bytes) => {
            call.write(name, dst, bytes)?;
            Ok(1)
        }
        None => Ok(0),
    }
}

pub(super) fn ecrecover(call: &mut Call<'_>, hash: u32, signature: u32, dst: u32) -> Result<u32, Stop> {
    const NAME: &str = "ecrecover";
    call.charge(price::ecrecover, 0)?;
    let (hash, signature) = (call.array(NAME, hash)?, call.array(NAME, signature)?);
    call.range(NAME, dst, 20)?;
    let signer = crypto::ecrecover(&hash, &signature);
    answer(call, NAME, dst, signer.as_ref().map(<[u8; 20]>::as_slice))
}

pub(super) fn ed25519_verify(
    call: &mut Call<'_>,
    key: u32,
    message: u32,
    size: u32,
    signature: u32,
) -> Result<u32, Stop> {
    const NAME: &str = "ed25519_verify";
    call.charge(price::ed25519_verify, size)?;
    let (key, signature) = (call.array(NAME, key)?, call.array(NAME, signature)?);
    Ok(u32::from(crypto::ed25519_verify(&key, call.bytes(NAME, message, size)?, &signature)))
}

/// A verification of a 64-byte signature over a digest by a 64-byte key.
fn verify_digest(
    call: &mut Call<'_>,
    name: &'static str,
    price: Price,
    verify: fn(&[u8; 32], &[u8; 64], &[u8; 64]) -> bool,
    [hash, signature, key]: [u32; 3],
) -> Result<u32, Stop> {
    call.charge(price, 0)?;
    let (hash, signature, key) = (call.array(name, hash)?, call.array(name, signature)?, call.array(name, key)?);
    Ok(u32::from(verify(&hash, &signature, &key)))
}

pub(super) fn p256_verify(call: &mut Call<'_>, hash: u32, signature: u32, key: u32) -> Result<u32, Stop> {
    verify_digest(call, "p256_verify", price::p256_verify, crypto::p256_verify, [hash, signature, key])
}

pub(super) fn sm2_verify(call: &mut Call<'_>, hash: u32, signature: u32, key: u32) -> Result<u32, Stop> {
    verify_digest(call, "sm2_verify", price::sm2_verify, crypto::sm2_verify, [hash, signature, key])
}

pub(super) fn bls_verify(
    call: &mut Call<'_>,
    keys: u32,
    key_count: u32,
    message: u32,
    size: u32,
    signature: u32,
) -> Result<u32, Stop> {
    const NAME: &str = "bls_verify";
    const KEY_SIZE: u32 = BLS_KEY_SIZE_BYTES as u32;
    call.charge(price::bls_verify, key_count.saturating_mul(KEY_SIZE))?;
    call.meter.charge_ticks(price::sha256.per_byte.saturating_mul(u64::from(size)))?;
    size_limit(NAME, key_count, BLS_KEYS_MAX)?;
    let signature = call.array(NAME, signature)?;
    let keys = call.bytes(NAME, keys, key_count * KEY_SIZE)?;
    Ok(u32::from(crypto::bls_verify(keys, call.bytes(NAME, message, size)?, &signature)))
}

/// A pairing check of pairs of `pair_size` bytes.
fn pairing(
    call: &mut Call<'_>,
    name: &'static str,
    price: Price,
    check: fn(&[u8]) -> bool,
    pair_size: usize,
    [pairs, size]: [u32; 2],
) -> Result<u32, Stop> {
    call.charge(price, size)?;
    size_limit(name, size, PAIRING_PAIRS_MAX * pair_size)?;
    Ok(u32::from(check(call.bytes(name, pairs, size)?)))
}

pub(super) fn bls12_381_pairing(call: &mut Call<'_>, pairs: u32, size: u32) -> Result<u32, Stop> {
    let (name, price) = ("bls12_381_pairing", price::bls12_381_pairing);
    pairing(call, name, price, crypto::bls12_381_pairing, BLS12_381_PAIR_SIZE_BYTES, [pairs, size])
}

pub(super) fn bn254_pairing(call: &mut Call<'_>, pairs: u32, size: u32) -> Result<u32, Stop> {
    let (name, price) = ("bn254_pairing", price::bn254_pairing);
    pairing(call, name, price, crypto::bn254_pairing, BN254_PAIR_SIZE_BYTES, [pairs, size])
}

pub(super) fn bn254_add(call: &mut Call<'_>, a: u32, b: u32, dst: u32) -> Result<u32, Stop> {
    const NAME: &str = "bn254_add";
    call.charge(price::bn254_add, 0)?;
    let (a, b) = (call.array(NAME, a)?, call.array(NAME, b)?);
    call.range(NAME, dst, 64)?;
    let sum = crypto::bn254_add(&a, &b);
    answer(call, NAME, dst, sum.as_ref().map(<[u8; 64]>::as_slice))
}

pub(super) fn bn254_mul(call: &mut Call<'_>, point: u32, scalar: u32, dst: u32) -> Result<u32, Stop> {
    const NAME: &str = "bn254_mul";
    call.charge(price::bn254_mul, 0)?;
    let (point, scalar) = (call.array(NAME, point)?, call.array(NAME, scalar)?);
    call.range(NAME, dst, 64)?;
    let product = crypto::bn254_mul(&point, &scalar);
    answer(call, NAME, dst, product.as_ref().map(<[u8; 64]>::as_slice))
}

#[expect(clippy::too_many_arguments, reason = "the interface table gives the arguments")]
pub(super) fn modexp(
    call: &mut Call<'_>,
    base: u32,
    base_size: u32,
    exponent: u32,
    exponent_size: u32,
    modulus: u32,
    modulus_size: u32,
    dst: u32,
) -> Result<(), Stop> {
    const NAME: &str = "modexp";
    call.charge(price::modexp, 0)?;
    for size in [base_size, exponent_size, modulus_size] {
        size_limit(NAME, size, MODEXP_MAX_BYTES)?;
    }
    call.range(NAME, dst, modulus_size)?;
    let (base, modulus) = (call.range(NAME, base, base_size)?, call.range(NAME, modulus, modulus_size)?);
    let exponent = call.range(NAME, exponent, exponent_size)?;
    let price = crypto::modexp_ticks(base.len(), &call.memory[exponent.clone()], modulus.len());
    call.meter.charge_ticks(price)?;
    let power = crypto::modexp(&call.memory[base], &call.memory[exponent], &call.memory[modulus]);
    Ok(call.write(NAME, dst, &power)?)
}
