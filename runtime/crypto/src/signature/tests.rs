//! Signatures against the vectors of their standards, and what must be refused.

use secp256k1::SecretKey;

use super::*;
use crate::{hash::sha256, hex};

const HASH: [u8; 32] = [7; 32];

fn array<const N: usize>(digits: &str) -> [u8; N] {
    hex(digits).try_into().expect("the test wrote as many digits")
}

/// A secp256k1 signature over [`HASH`] and the address of its key.
fn signed() -> ([u8; 65], [u8; 20]) {
    let key = SecretKey::from_secret_bytes([1; 32]).expect("a small number is a key");
    let signature = RecoverableSignature::sign_ecdsa_recoverable(Message::from_digest(HASH), &key);
    let (id, compact) = signature.serialize_compact();
    let mut bytes = [0; 65];
    bytes[..64].copy_from_slice(&compact);
    bytes[64] = id.to_u8();
    let public = key.public_key().serialize_uncompressed();
    (bytes, keccak256(&public[1..])[12..].try_into().expect("20 bytes"))
}

#[test]
fn the_signer_is_recovered_with_either_form_of_v() {
    let (mut signature, address) = signed();
    assert_eq!(ecrecover(&HASH, &signature), Some(address));
    signature[64] += 27;
    assert_eq!(ecrecover(&HASH, &signature), Some(address));
}

#[test]
fn no_value_of_v_panics_and_only_four_are_known() {
    let (mut signature, _) = signed();
    for v in 0..=255 {
        signature[64] = v;
        assert_eq!(ecrecover(&HASH, &signature).is_some(), matches!(v, 0 | 1 | 27 | 28), "v = {v}");
    }
}

#[test]
fn a_high_s_is_refused() {
    let (mut signature, _) = signed();
    signature[32..64].copy_from_slice(&HALF_ORDER);
    signature[63] += 1;
    assert_eq!(ecrecover(&HASH, &signature), None);
}

#[test]
fn extreme_r_and_s_are_refused_without_panic() {
    for r in [[0; 32], [0xff; 32]] {
        for s in [[0; 32], [0xff; 32], HALF_ORDER] {
            let mut signature = [0; 65];
            signature[..32].copy_from_slice(&r);
            signature[32..64].copy_from_slice(&s);
            assert_eq!(ecrecover(&HASH, &signature), None);
            let signature: [u8; 64] = signature[..64].try_into().expect("64 bytes");
            for key in [[0; 64], [0xff; 64]] {
                assert!(!p256_verify(&HASH, &signature, &key) && !sm2_verify(&HASH, &signature, &key));
            }
            assert!(!ed25519_verify(&r, b"", &signature));
        }
    }
}

/// Key, message and signature of RFC 8032, section 7.1.
const RFC_8032: [(&str, &str, &str); 3] = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
];

#[test]
fn ed25519_meets_the_vectors_of_rfc_8032_and_no_changed_bit() {
    for (key, message, signature) in RFC_8032 {
        let (key, message, signature) = (array(key), hex(message), array(signature));
        assert!(ed25519_verify(&key, &message, &signature));
        assert!(!ed25519_verify(&key, &[&message[..], b"x"].concat(), &signature));
        for bit in 0..512 {
            let mut changed: [u8; 64] = signature;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!ed25519_verify(&key, &message, &changed), "bit {bit} of the signature");
        }
        for bit in 0..256 {
            let mut changed: [u8; 32] = key;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!ed25519_verify(&changed, &message, &signature), "bit {bit} of the key");
        }
    }
}

#[test]
fn ed25519_refuses_an_s_above_the_order() {
    let (key, message, signature) = RFC_8032[0];
    let mut signature: [u8; 64] = array(signature);
    // The order of the group, little-endian: s plus it satisfies the equation too.
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = carry as u8;
        carry >>= 8;
    }
    assert!(!ed25519_verify(&array(key), &hex(message), &signature));
}

#[test]
fn ed25519_refuses_keys_of_small_order_and_in_another_encoding() {
    // With R of small order and s = 0 the equation holds for the identity, whatever the message.
    let identity = array("0100000000000000000000000000000000000000000000000000000000000000");
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&identity);
    assert!(!ed25519_verify(&identity, b"anything", &signature));
    assert!(is_canonical(&identity));
    // The prime, and one above it, are other encodings of zero and one.
    assert!(!is_canonical(&ED25519_PRIME));
    let mut above = ED25519_PRIME;
    above[0] += 1;
    assert!(!is_canonical(&above));
    above[31] |= 0x80;
    assert!(!is_canonical(&above));
    above[0] -= 2;
    assert!(is_canonical(&above));
}

/// The public key of RFC 6979, A.2.5.
const P256_KEY: &str = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

#[test]
fn p256_meets_the_vectors_of_rfc_6979() {
    let cases: [(&[u8], &str); 2] = [
        (
            b"sample",
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        ),
        (
            b"test",
            "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
        ),
    ];
    for (message, signature) in cases {
        let (key, signature) = (array(P256_KEY), array(signature));
        assert!(p256_verify(&sha256(message), &signature, &key));
        assert!(!p256_verify(&sha256(b"other"), &signature, &key));
        let mut changed: [u8; 64] = signature;
        changed[63] ^= 1;
        assert!(!p256_verify(&sha256(message), &changed, &key));
        let mut off_the_curve: [u8; 64] = key;
        off_the_curve[63] ^= 1;
        assert!(!p256_verify(&sha256(message), &signature, &off_the_curve));
    }
}

#[test]
fn p256_takes_s_in_either_half() {
    // The order less the s of "sample".
    let negated = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf37160834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9";
    assert!(p256_verify(&sha256(b"sample"), &array(negated), &array(P256_KEY)));
}

#[test]
fn sm2_meets_the_example_of_its_standard() {
    // GM/T 0003.5-2012, A.2: the message "message digest" of the signer "1234567812345678".
    let key: [u8; 64] = array(
        "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
    );
    let digest: [u8; 32] = array("f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640");
    let signature: [u8; 64] = array(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
    );
    assert!(sm2_verify(&digest, &signature, &key));
    assert!(!sm2_verify(&HASH, &signature, &key));
    for byte in 0..64 {
        let (mut changed, mut other_key) = (signature, key);
        changed[byte] ^= 1;
        other_key[byte] ^= 1;
        assert!(!sm2_verify(&digest, &changed, &key) && !sm2_verify(&digest, &signature, &other_key), "byte {byte}");
    }
}
