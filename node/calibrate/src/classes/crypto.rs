//! Cryptography on valid inputs: a verification that succeeds has done all of its work, one that fails may have stopped.
//!
//! Each class calls one function again and again on what lies in its memory.

use alloy_consensus::TxEip1559;
use alloy_primitives::hex;
use blst::min_pk::{AggregateSignature, SecretKey};
use ed25519_dalek::{Signer, SigningKey};

use super::{
    Class, Group,
    host::{IN, OUT, call},
    random_bytes,
};
use crate::program::Program;

/// The ciphersuite of `bls_verify`.
const BLS_DOMAIN: &[u8] = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/// Digest, signature and key of RFC 6979, A.2.5: P-256, SHA-256, "sample".
const P256: &str = "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bfefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda860fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

/// The example of GM/T 0003.5-2012, A.2: digest, signature and key.
const SM2: &str = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";

/// Two pairs of BLS12-381 whose pairings cancel out: e(2 G1, 3 G2) = e(6 G1, G2), as in EIP-2537.
const BLS12_381_PAIRS: &str = "000000000000000000000000000000000572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4e00000000000000000000000000000000166a9d8cabc673a322fda673779d8e3822ba3ecb8670e461f73bb9021d5fd76a4c56d9d4cd16bd1bba86881979749d2800000000000000000000000000000000122915c824a0857e2ee414a3dccb23ae691ae54329781315a0c75df1c04d6d7a50a030fc866f09d516020ef82324afae0000000000000000000000000000000009380275bbc8e5dcea7dc4dd7e0550ff2ac480905396eda55062650f8d251c96eb480673937cc6d9d6a44aaa56ca66dc000000000000000000000000000000000b21da7955969e61010c7a1abc1a6f0136961d1e3b20b1a7326ac738fef5c721479dfd948b52fdf2455e44813ecfd8920000000000000000000000000000000008f239ba329b3967fe48d718a36cfe5f62a7e42e0bf1c1ed714150a166bfbd6bcf6b3b58b975b9edea56d53f23a0e8490000000000000000000000000000000006e82f6da4520f85c5d27d8f329eccfa05944fd1096b20734c894966d12a9e2a9a9744529d7212d33883113a0cadb9090000000000000000000000000000000017d81038f7d60bee9110d9c0d6d1102fe2d998c957f28e31ec284cc04134df8e47e8f82ff3af2e60a6d9688a4563477c00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb80000000000000000000000000000000013e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e000000000000000000000000000000000d1b3cc2c7027888be51d9ef691d77bcb679afda66c73f17f9ee3837a55024f78c71363275a75d75d86bab79f74782aa0000000000000000000000000000000013fa4d4a0ad8b1ce186ed5061789213d993923066dddaf1040bc3ff59f825c78df74f2d75467e25e0f55f8a00fa030ed";

/// Two pairs of BN254 whose pairings cancel out: "jeff1" of go-ethereum.
const BN254_PAIRS: &str = "1c76476f4def4bb94541d57ebba1193381ffa7aa76ada664dd31c16024c43f593034dd2920f673e204fee2811c678745fc819b55d3e9d294e45c9b03a76aef41209dd15ebff5d46c4bd888e51a93cf99a7329636c63514396b4a452003a35bf704bf11ca01483bfa8b34b43561848d28905960114c8ac04049af4b6315a416782bb8324af6cfc93537a2ad1a445cfd0ca2a71acd7ac41fadbf933c2a51be344d120a2a4cf30c1bf9845f20c6fe39e07ea2cce61f0c9bb048165fe5e4de877550111e129f1cf1097710d41c4ac70fcdfa5ba2023c6ff1cbeac322de49d1b6df7c2032c61a830e3c17286de9462bf242fca2883585b93870a73853face6a6bf411198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";

/// Two points of BN254.
const BN254_POINTS: &str = "17c139df0efee0f766bc0204762b774362e4ded88953a39ce849a8a7fa163fa901e0559bacb160664764a357af8a9fe70baa9258e0b959273ffc5718c6d4cc7c039730ea8dff1254c0fee9c0ea777d29a9c710b7e616683f194f18c43b43b869073a5ffcc6fc7a28c30723d6e58ce577356982d65b833a5a5c15bf9024b43d98";

pub(super) fn classes() -> Vec<Class> {
    let mut classes = vec![ecrecover(), digest_verify("p256_verify", P256), digest_verify("sm2_verify", SM2)];
    classes.extend([0, 32, 1 << 10, 64 << 10].map(ed25519));
    classes.extend([(1, 32), (1, 64 << 10), (16, 32), (512, 32)].map(|(keys, size)| bls(keys, size)));
    classes.extend([1, 16].map(|times| pairing("bls12_381_pairing", BLS12_381_PAIRS, times)));
    classes.extend([1, 16].map(|times| pairing("bn254_pairing", BN254_PAIRS, times)));
    classes.extend(bn254());
    let modulus = [Modulus::Odd, Modulus::Even, Modulus::HalfPower];
    for (size, exponent_size) in [(1, 1), (8, 8), (32, 32), (64, 64), (256, 256), (1_024, 3), (1_024, 32)] {
        classes.extend(modulus.map(|modulus| modexp(size, exponent_size, modulus)));
    }
    classes
}

/// A call of `function` over `input`, which lies in memory from [`IN`] on.
fn class(function: &'static str, what: &str, input: Vec<u8>, arguments: &[i64]) -> Class {
    let data = vec![(IN as u32, input)];
    let program = Program { data, ..Program::new(1, call(function, arguments)) };
    Class::new(Group::Host, format!("{function}, {what}"), program)
}

/// The same of a function that returns 1.
fn valid(function: &'static str, what: &str, input: Vec<u8>, arguments: &[i64]) -> Class {
    Class { returns: Some(1), ..class(function, what, input, arguments) }
}

/// The parts one after the other, and the address of each.
fn placed<const N: usize>(parts: [&[u8]; N]) -> (Vec<u8>, [i64; N]) {
    let mut next = IN;
    let addresses = parts.map(|part| {
        let address = next;
        next += part.len() as i64;
        address
    });
    (parts.concat(), addresses)
}

fn ecrecover() -> Class {
    let key = types::SecretKey::from_secret_bytes([0x42; 32]).expect("a small number is below the curve's order");
    let signed = types::sign(TxEip1559 { chain_id: 1, ..TxEip1559::default() }.into(), &key);
    let envelope = signed.transaction().envelope();
    let (input, [hash, signature]) = placed([&envelope.signature_hash()[..], &envelope.signature().as_bytes()]);
    valid("ecrecover", "valid", input, &[hash, signature, OUT])
}

/// A digest of 32 bytes, a signature and a key of 64 each.
fn digest_verify(function: &'static str, vector: &str) -> Class {
    valid(function, "valid", bytes(vector), &[IN, IN + 32, IN + 96])
}

fn ed25519(size: usize) -> Class {
    let key = SigningKey::from_bytes(&[7; 32]);
    let message = random_bytes(size);
    let signature = key.sign(&message).to_bytes();
    let (input, [public, signature, message]) = placed([key.verifying_key().as_bytes(), &signature, &message]);
    let arguments = [public, message, size as i64, signature];
    valid("ed25519_verify", &format!("valid, {size} bytes"), input, &arguments)
}

/// One key, `keys` times, and as many signatures of it in one.
fn bls(keys: usize, size: usize) -> Class {
    let message = random_bytes(size);
    let key = SecretKey::key_gen(&[7; 32], &[]).expect("32 bytes are enough to make a key from");
    let signature = key.sign(&message, BLS_DOMAIN, &[]);
    let sum = AggregateSignature::aggregate(&vec![&signature; keys], false).expect("there is at least one signature");
    let public = key.sk_to_pk().to_bytes().repeat(keys);
    let (input, [public, signature, message]) = placed([&public, &sum.to_signature().to_bytes(), &message]);
    let arguments = [public, keys as i64, message, size as i64, signature];
    valid("bls_verify", &format!("valid, {keys} keys, {size} bytes"), input, &arguments)
}

/// The pairs, `times` times: their product stays one.
fn pairing(function: &'static str, pairs: &str, times: usize) -> Class {
    let input = bytes(pairs).repeat(times);
    let size = input.len() as i64;
    valid(function, &format!("valid, {} pairs", 2 * times), input, &[IN, size])
}

fn bn254() -> [Class; 2] {
    let points = bytes(BN254_POINTS);
    let (input, [point, scalar]) = placed([&points[..64], &[0xff; 32]]);
    let multiply = valid("bn254_mul", "largest scalar", input, &[point, scalar, OUT]);
    [valid("bn254_add", "two points", points, &[IN, IN + 64, OUT]), multiply]
}

/// Kinds of moduli, which take different ways through the library.
#[derive(Clone, Copy)]
enum Modulus {
    Odd,
    Even,
    /// An odd number times a power of two, each with half of the bits.
    HalfPower,
}

/// A power with all bits of the exponent set, which is the most work for its size.
fn modexp(size: usize, exponent_size: usize, kind: Modulus) -> Class {
    let base = random_bytes(2 * size)[size..].to_vec();
    let mut modulus = random_bytes(size);
    modulus[0] |= 0x80;
    let what = match kind {
        Modulus::Odd => {
            modulus[size - 1] |= 1;
            "odd"
        }
        Modulus::Even => {
            modulus[size - 1] = modulus[size - 1] & 0xfc | 2;
            "even"
        }
        Modulus::HalfPower => {
            modulus[size / 2..].fill(0);
            modulus[size / 2] = 1 << 7;
            "half a power of two"
        }
    };
    let exponent = vec![0xff; exponent_size];
    let (input, [base, exponent, modulus]) = placed([&base, &exponent, &modulus]);
    let (size, exponent_size) = (size as i64, exponent_size as i64);
    let what = format!("{size} bytes, exponent of {exponent_size}, modulus {what}");
    class("modexp", &what, input, &[base, size, exponent, exponent_size, modulus, size, OUT])
}

/// Bytes from hex digits.
fn bytes(digits: &str) -> Vec<u8> {
    hex::decode(digits).expect("the constants are hex digits")
}
