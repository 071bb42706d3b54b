//! BN254 against the vectors of the reference client, and points that must be refused.

use super::*;
use crate::hex;

fn array<const N: usize>(digits: &str) -> [u8; N] {
    hex(digits).try_into().expect("the test wrote as many digits")
}

const A: &str = "17c139df0efee0f766bc0204762b774362e4ded88953a39ce849a8a7fa163fa901e0559bacb160664764a357af8a9fe70baa9258e0b959273ffc5718c6d4cc7c";
const B: &str = "039730ea8dff1254c0fee9c0ea777d29a9c710b7e616683f194f18c43b43b869073a5ffcc6fc7a28c30723d6e58ce577356982d65b833a5a5c15bf9024b43d98";

/// Two pairs whose pairings cancel out: "jeff1".
const JEFF1: &str = "1c76476f4def4bb94541d57ebba1193381ffa7aa76ada664dd31c16024c43f593034dd2920f673e204fee2811c678745fc819b55d3e9d294e45c9b03a76aef41209dd15ebff5d46c4bd888e51a93cf99a7329636c63514396b4a452003a35bf704bf11ca01483bfa8b34b43561848d28905960114c8ac04049af4b6315a416782bb8324af6cfc93537a2ad1a445cfd0ca2a71acd7ac41fadbf933c2a51be344d120a2a4cf30c1bf9845f20c6fe39e07ea2cce61f0c9bb048165fe5e4de877550111e129f1cf1097710d41c4ac70fcdfa5ba2023c6ff1cbeac322de49d1b6df7c2032c61a830e3c17286de9462bf242fca2883585b93870a73853face6a6bf411198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";

/// The generators of both groups.
const GENERATORS: &str = "00000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000002198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";

/// The prime of the coordinates.
const PRIME: &str = "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47";

#[test]
fn sums_meet_the_vectors() {
    let sum = "15bf2bb17880144b5d1cd2b1f46eff9d617bffd1ca57c37fb5a49bd84e53cf66049c797f9ce0d17083deb32b5e36f2ea2a212ee036598dd7624c168993d1355f";
    assert_eq!(bn254_add(&array(A), &array(B)), Some(array(sum)));
    let negated = "17c139df0efee0f766bc0204762b774362e4ded88953a39ce849a8a7fa163fa92e83f8d734803fc370eba25ed1f6b8768bd6d83887b87165fc2434fe11a830cb";
    assert_eq!(bn254_add(&array(A), &array(negated)), Some([0; 64]));
    assert_eq!(bn254_add(&array(A), &[0; 64]), Some(array(A)));
    assert_eq!(bn254_add(&[0; 64], &[0; 64]), Some([0; 64]));
    let one_and_two = array(&GENERATORS[..128]);
    let doubled = "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd315ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4";
    assert_eq!(bn254_add(&one_and_two, &one_and_two), Some(array(doubled)));
}

#[test]
fn products_meet_the_vectors() {
    let product = "29e587aadd7c06722aabba753017c093f70ba7eb1f1c0104ec0564e7e3e21f6022b1143f6a41008e7755c71c3d00b6b915d386de21783ef590486d8afa8453b1";
    assert_eq!(bn254_mul(&array(A), &[0xff; 32]), Some(array(product)));
    let product = "00a1a234d08efaa2616607e31eca1980128b00b415c845ff25bba3afcb81dc00242077290ed33906aeb8e42fd98c41bcb9057ba03421af3f2d08cfc441186024";
    assert_eq!(bn254_mul(&array(B), &[0xff; 32]), Some(array(product)));
    assert_eq!(bn254_mul(&array(A), &[0; 32]), Some([0; 64]));
    let mut one = [0; 32];
    one[31] = 1;
    assert_eq!(bn254_mul(&array(A), &one), Some(array(A)));
    assert_eq!(bn254_mul(&[0; 64], &[0xff; 32]), Some([0; 64]));
}

#[test]
fn pairings_meet_the_vectors() {
    assert!(bn254_pairing(&hex(JEFF1)));
    assert!(bn254_pairing(&hex(JEFF1).repeat(5)));
    assert!(bn254_pairing(&[]));
    assert!(!bn254_pairing(&hex(GENERATORS)));
    // The first pair of "jeff1" with the second of "jeff6".
    let second = "103188585e2364128fe25c70558f1560f4f9350baf3959e603cc91486e110936";
    let jeff6 = JEFF1.replace("2032c61a830e3c17286de9462bf242fca2883585b93870a73853face6a6bf411", second);
    assert!(!bn254_pairing(&hex(&jeff6)));
}

#[test]
fn infinity_pairs_to_one_but_its_partner_is_checked() {
    let generators = hex(GENERATORS);
    let (first, second) = generators.split_at(64);
    assert!(bn254_pairing(&[&[0; 64], second].concat()));
    assert!(bn254_pairing(&[first, &[0; 128]].concat()));
    assert!(bn254_pairing(&[0; 192]));
    let mut wrong = second.to_vec();
    wrong[127] ^= 1;
    assert!(!bn254_pairing(&[&[0; 64], &wrong[..]].concat()));
}

#[test]
fn points_off_the_curve_and_coordinates_above_the_prime_are_refused() {
    let mut off: [u8; 64] = array(A);
    off[63] ^= 1;
    assert_eq!(bn254_add(&off, &array(B)), None);
    assert_eq!(bn254_add(&array(B), &off), None);
    assert_eq!(bn254_mul(&off, &[0; 32]), None);
    // The prime is zero in another form, so this would be the point at infinity.
    let prime_twice = array(&format!("{PRIME}{PRIME}"));
    assert_eq!(bn254_add(&prime_twice, &array(B)), None);
    let mut pair = hex(GENERATORS);
    pair[..64].copy_from_slice(&prime_twice);
    assert!(!bn254_pairing(&pair));
}

#[test]
fn parts_of_pairs_are_refused() {
    let pairs = hex(JEFF1);
    for size in [1, 64, 191, 193, 383] {
        assert!(!bn254_pairing(&pairs[..size]), "{size}");
    }
}

#[test]
fn points_of_the_second_group_outside_its_subgroup_are_refused() {
    let point = (1_u64..)
        .find_map(|x| G2Affine::get_point_from_x_unchecked(Fq2::new(Fq::from(x), Fq::from(0)), false))
        .expect("every second number is an x");
    assert!(point.is_on_curve() && !point.is_in_correct_subgroup_assuming_on_curve());
    let bytes = |number: Fq| number.into_bigint().0.into_iter().rev().flat_map(u64::to_be_bytes).collect::<Vec<u8>>();
    let encoded = [point.x.c1, point.x.c0, point.y.c1, point.y.c0].map(bytes).concat();
    assert!(!bn254_pairing(&[&[0; 64], &encoded[..]].concat()));
}
