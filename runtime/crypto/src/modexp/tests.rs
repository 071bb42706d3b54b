//! Modular powers against the vectors of EIP-198 and a plain second writing.

use super::*;
use crate::hex;

#[test]
fn powers_meet_the_examples_of_eip_198() {
    // Fermat: 3 to the power of p - 1 modulo the prime of secp256k1.
    let prime = hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    let exponent = hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e");
    let mut one = vec![0; 32];
    one[31] = 1;
    assert_eq!(modexp(&[3], &exponent, &prime), one);
    assert_eq!(modexp(&[], &exponent, &prime), [0; 32]);
}

#[test]
fn powers_meet_a_vector_of_the_reference_client() {
    let base = hex(
        "e09ad9675465c53a109fac66a445c91b292d2bb2c5268addb30cd82f80fcb0033ff97c80a5fc6f39193ae969c6ede6710a6b7ac27078a06d90ef1c72e5c85fb5",
    );
    let modulus = hex(
        "fc9e1f6beb81516545975218075ec2af118cd8798df6e08a147c60fd6095ac2bb02c2908cf4dd7c81f11c289e4bce98f3553768f392a80ce22bf5c4f4a248c6b",
    );
    for (exponent, expected) in [
        (
            "02",
            "60008f1614cc01dcfb6bfb09c625cf90b47d4468db81b5f8b7a39d42f332eab9b2da8f2d95311648a8f243f4bb13cfb3d8f7f2a3c014122ebb3ed41b02783adc",
        ),
        (
            "03",
            "4834a46ba565db27903b1c720c9d593e84e4cbd6ad2e64b31885d944f68cd801f92225a8961c952ddf2797fa4701b330c85c4b363798100b921a1a22a46a7fec",
        ),
        (
            "010001",
            "c36d804180c35d4426b57b50c5bfcca5c01856d104564cd513b461d3c8b8409128a5573e416d0ebe38f5f736766d9dc27143e4da981dfa4d67f7dc474cbee6d2",
        ),
    ] {
        assert_eq!(modexp(&base, &hex(exponent), &modulus), hex(expected), "{exponent}");
    }
}

/// Square and multiply on 64-bit numbers.
fn reference(base: u64, exponent: u64, modulus: u64) -> u64 {
    if modulus == 0 {
        return 0;
    }
    let modulus = u128::from(modulus);
    let mut power = 1 % modulus;
    for bit in (0..64).rev() {
        power = power * power % modulus;
        if exponent >> bit & 1 == 1 {
            power = power * u128::from(base) % modulus;
        }
    }
    power as u64
}

#[test]
fn powers_match_a_plain_second_writing() {
    let mut seed = 1_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed >> (seed >> 58)
    };
    for _ in 0..20_000 {
        let (base, exponent, modulus) = (next(), next(), next());
        let [b, e, m] = [base, exponent, modulus].map(u64::to_be_bytes);
        let expected = reference(base, exponent, modulus).to_be_bytes();
        assert_eq!(modexp(&b, &e, &m), expected, "{base} ^ {exponent} % {modulus}");
    }
}

#[test]
fn zero_and_one_behave_at_every_size() {
    for size in [0, 1, 7, 8, 9, 32, 1024] {
        let zeros = vec![0; size];
        let ones = vec![0xff; size];
        for (base, exponent) in [(&zeros, &zeros), (&zeros, &ones), (&ones, &zeros), (&ones, &ones)] {
            assert_eq!(modexp(base, exponent, &zeros), zeros, "modulo zero");
            let mut one = zeros.clone();
            if let Some(last) = one.last_mut() {
                *last = 1;
            }
            assert_eq!(modexp(base, exponent, &one), zeros, "modulo one");
        }
        // Anything to the power of nothing is one.
        if size > 0 {
            let mut one = vec![0; size];
            one[size - 1] = 1;
            assert_eq!(modexp(&ones, &zeros, &ones), one);
        }
    }
}

#[test]
fn price_counts_bits_of_the_exponent_and_words_of_the_longer_number() {
    assert_eq!(modexp_ticks(0, &[], 0), 0);
    assert_eq!(modexp_ticks(1, &[1], 1), 2_000 + 20 + 164);
    assert_eq!(modexp_ticks(32, &[0, 0, 0x80, 0], 8), 4 * 2_000 + 16 * 20 + 16 * (150 + 16 * 14));
    assert_eq!(modexp_ticks(8, &[0xff; 32], 32), modexp_ticks(32, &[0xff; 32], 8));
}
