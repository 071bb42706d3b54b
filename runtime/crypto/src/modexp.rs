//! Modular powers of big integers, with the semantics of EIP-198.

/// `base` to the power of `exponent` modulo `modulus`, big-endian, in as many bytes as `modulus` has. Zero if the modulus
/// is zero or one.
pub fn modexp(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    let power = aurora_engine_modexp::modexp(base, significant(exponent), modulus);
    let power = significant(&power);
    let mut result = vec![0; modulus.len()];
    let start = result.len().saturating_sub(power.len());
    result[start..].copy_from_slice(power);
    result
}

/// Ticks of a power beyond the price of the call, in words of 8 bytes of the longer of base and modulus: a preparation,
/// and for each bit of the exponent a squaring and perhaps a multiplication, which are quadratic. The figures were
/// measured on the dearest kinds of modulus: even ones, and odd numbers times a large power of two.
pub fn modexp_ticks(base_size: usize, exponent: &[u8], modulus_size: usize) -> u64 {
    let words = base_size.max(modulus_size).div_ceil(8) as u64;
    let square = words.saturating_mul(words);
    let exponent = significant(exponent);
    let bits = exponent.first().map_or(0, |first| exponent.len() as u64 * 8 - u64::from(first.leading_zeros()));
    let preparation = words.saturating_mul(2_000).saturating_add(square.saturating_mul(20));
    let bit = square.saturating_mul(14).saturating_add(150);
    preparation.saturating_add(bits.saturating_mul(bit))
}

/// Without leading zeros.
fn significant(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

#[cfg(test)]
mod tests;
