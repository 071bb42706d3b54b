//! BLS12-381 against the vectors of Ethereum's consensus and of EIP-2537, and points that must be refused.

use super::*;
use crate::hex;

fn array<const N: usize>(digits: &str) -> [u8; N] {
    hex(digits).try_into().expect("the test wrote as many digits")
}

/// Keys, and their aggregate signature over 32 bytes of 0xab: `fast_aggregate_verify_valid_3d7576f3c0e3570a`.
const KEYS: &str = "a491d1b0ecd9bb917989f0e74f0dea0422eac4a873e5e2644f368dffb9a6e20fd6e10c1b77654d067c0618f6e5a7f79ab301803f8b5ac4a1133581fc676dfedc60d891dd5fa99028805e5ea5b08d3491af75d0707adab3b70c6a6a580217bf81b53d21a4cfd562c469cc81514d4ce5a6b577d8403d32a394dc265dd190b47fa9f829fdd7963afdf972e5e77854051f6f";
const SIGNATURE: &str = "9712c3edd73a209c742b8250759db12549b3eaf43b5ca61376d9f30e2747dbcf842d8b2ac0901d2a093713e20284a7670fcf6954e9ab93de991bb9b313e664785a075fc285806fa5224c82bde146561b446ccfc706a64b8579513cfc4ff1d930";
const MESSAGE: [u8; 32] = [0xab; 32];

/// e(2 G1, 3 G2) = e(6 G1, G2).
const PAIRS: &str = "000000000000000000000000000000000572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4e00000000000000000000000000000000166a9d8cabc673a322fda673779d8e3822ba3ecb8670e461f73bb9021d5fd76a4c56d9d4cd16bd1bba86881979749d2800000000000000000000000000000000122915c824a0857e2ee414a3dccb23ae691ae54329781315a0c75df1c04d6d7a50a030fc866f09d516020ef82324afae0000000000000000000000000000000009380275bbc8e5dcea7dc4dd7e0550ff2ac480905396eda55062650f8d251c96eb480673937cc6d9d6a44aaa56ca66dc000000000000000000000000000000000b21da7955969e61010c7a1abc1a6f0136961d1e3b20b1a7326ac738fef5c721479dfd948b52fdf2455e44813ecfd8920000000000000000000000000000000008f239ba329b3967fe48d718a36cfe5f62a7e42e0bf1c1ed714150a166bfbd6bcf6b3b58b975b9edea56d53f23a0e8490000000000000000000000000000000006e82f6da4520f85c5d27d8f329eccfa05944fd1096b20734c894966d12a9e2a9a9744529d7212d33883113a0cadb9090000000000000000000000000000000017d81038f7d60bee9110d9c0d6d1102fe2d998c957f28e31ec284cc04134df8e47e8f82ff3af2e60a6d9688a4563477c00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb80000000000000000000000000000000013e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e000000000000000000000000000000000d1b3cc2c7027888be51d9ef691d77bcb679afda66c73f17f9ee3837a55024f78c71363275a75d75d86bab79f74782aa0000000000000000000000000000000013fa4d4a0ad8b1ce186ed5061789213d993923066dddaf1040bc3ff59f825c78df74f2d75467e25e0f55f8a00fa030ed";

/// A point on the curve of the first group that is not in its subgroup.
const G1_OUTSIDE: &str = "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000004000000000000000000000000000000000a989badd40d6212b33cffc3f3763e9bc760f988c9926b26da9dd85e928483446346b8ed00e1de5d5ea93e354abe706c";

/// The same for the second group.
const G2_OUTSIDE: &str = "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000013a59858b6809fca4d9a3b6539246a70051a3c88899964a42bc9a69cf9acdd9dd387cfa9086b894185b9a46a402be730000000000000000000000000000000002d27e0ec3356299a346a09ad7dc4ef68a483c3aed53f9139d2f929a3eecebf72082e5e58c6da24ee32e03040c406d4f";

#[test]
fn aggregate_meets_the_vector_of_ethereums_consensus() {
    let (keys, signature) = (hex(KEYS), array(SIGNATURE));
    assert!(bls_verify(&keys, &MESSAGE, &signature));
    assert!(!bls_verify(&keys, &[0xac; 32], &signature));
    assert!(!bls_verify(&keys[..96], &MESSAGE, &signature), "a key is missing");
    assert!(!bls_verify(&[&keys[..], &keys[..48]].concat(), &MESSAGE, &signature), "a key is there twice");
    for byte in [0, 1, 50, 95] {
        let mut changed: [u8; 96] = signature;
        changed[byte] ^= 1;
        assert!(!bls_verify(&keys, &MESSAGE, &changed), "byte {byte}");
    }
}

#[test]
fn no_keys_parts_of_keys_and_infinite_points_are_refused() {
    let (keys, signature) = (hex(KEYS), array(SIGNATURE));
    let mut infinite_signature = [0; 96];
    infinite_signature[0] = 0xc0;
    let mut infinite_key = vec![0; 48];
    infinite_key[0] = 0xc0;
    assert!(!bls_verify(&[], &MESSAGE, &signature));
    assert!(!bls_verify(&[], &MESSAGE, &infinite_signature));
    assert!(!bls_verify(&keys[..47], &MESSAGE, &signature));
    assert!(!bls_verify(&infinite_key, &MESSAGE, &infinite_signature));
    assert!(!bls_verify(&[&keys[..], &infinite_key].concat(), &MESSAGE, &signature));
    // A key and its negative: the sign is one bit of the encoding.
    let mut negative = keys[..48].to_vec();
    negative[0] ^= 0x20;
    assert!(!bls_verify(&[&keys[..48], &negative].concat(), &MESSAGE, &infinite_signature));
}

#[test]
fn pairings_meet_the_vectors_of_eip_2537() {
    assert!(bls12_381_pairing(&hex(PAIRS)));
    assert!(bls12_381_pairing(&hex(PAIRS).repeat(3)));
    assert!(!bls12_381_pairing(&hex(PAIRS)[..384]));
    // e(2 G1, 3 G2) = e(5 G1, G2) does not hold.
    let five = "0000000000000000000000000000000010e7791fb972fe014159aa33a98622da3cdc98ff707965e536d8636b5fcc5ac7a91a8c46e59a00dca575af0f18fb13dc0000000000000000000000000000000016ba437edcc6551e30c10512367494bfb6b01cc6681e8a4c3cd2501832ab5c4abc40b4578b85cbaffbf0bcd70d67c6e2";
    let mut pairs = hex(PAIRS);
    pairs[384..512].copy_from_slice(&hex(five));
    assert!(!bls12_381_pairing(&pairs));
}

#[test]
fn infinity_pairs_to_one_but_its_partner_is_checked() {
    let pairs = hex(PAIRS);
    let (first, second) = pairs[..384].split_at(128);
    assert!(bls12_381_pairing(&[&[0; 128], second].concat()));
    assert!(bls12_381_pairing(&[first, &[0; 256]].concat()));
    assert!(bls12_381_pairing(&[0; 384]));
    assert!(!bls12_381_pairing(&[&[0; 128], &hex(G2_OUTSIDE)[..]].concat()));
    assert!(!bls12_381_pairing(&[&hex(G1_OUTSIDE)[..], &[0; 256]].concat()));
}

#[test]
fn no_pair_and_parts_of_pairs_are_refused() {
    let pairs = hex(PAIRS);
    for size in [0, 1, 128, 383, 385, 767] {
        assert!(!bls12_381_pairing(&pairs[..size]), "{size}");
    }
    assert!(!bls12_381_pairing(&[&pairs[..], &[0]].concat()));
}

#[test]
fn points_outside_their_subgroups_are_refused() {
    let mut pairs = hex(PAIRS);
    pairs[384..512].copy_from_slice(&hex(G1_OUTSIDE));
    assert!(!bls12_381_pairing(&pairs));
    let mut pairs = hex(PAIRS);
    pairs[512..].copy_from_slice(&hex(G2_OUTSIDE));
    assert!(!bls12_381_pairing(&pairs));
}

#[test]
fn elements_are_below_the_prime_and_behind_sixteen_zeros() {
    for element in 0..12 {
        let mut pairs = hex(PAIRS);
        pairs[element * 64 + 15] = 1;
        assert!(!bls12_381_pairing(&pairs), "element {element} has a byte before its number");
        // The library's flags for compressed, infinite and negative points.
        for flag in [0x80, 0x40, 0x20] {
            let mut pairs = hex(PAIRS);
            pairs[element * 64 + 16] |= flag;
            assert!(!bls12_381_pairing(&pairs), "element {element} with flag {flag:#x}");
        }
    }
    // A point at infinity, one element of which is the prime.
    let prime = hex("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab");
    let mut pair = vec![0; 384];
    pair[16..64].copy_from_slice(&prime);
    assert!(!bls12_381_pairing(&pair));
}
