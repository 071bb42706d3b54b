use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxLegacy, TypedTransaction};
use alloy_primitives::{Signature, b256, hex, uint};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use secp256k1::SecretKey;

use super::*;
use crate::{address_of, sign};

const CURVE_ORDER: U256 = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);

fn key() -> SecretKey {
    SecretKey::from_secret_bytes(b256!("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80").0).unwrap()
}

fn eip1559() -> TxEip1559 {
    TxEip1559 {
        chain_id: 31337,
        nonce: 7,
        gas_limit: 21_000,
        max_fee_per_gas: 2_000_000_000,
        max_priority_fee_per_gas: 1,
        to: TxKind::Call(Address::repeat_byte(0x22)),
        value: U256::from(5),
        ..Default::default()
    }
}

fn legacy(chain_id: Option<u64>) -> TxLegacy {
    TxLegacy { chain_id, nonce: 1, gas_price: 3, gas_limit: 21_000, ..Default::default() }
}

#[test]
fn every_supported_type_survives_encoding_and_gives_back_its_sender() {
    let unsigned: [TypedTransaction; 3] = [
        legacy(Some(31337)).into(),
        TxEip2930 { chain_id: 31337, gas_limit: 30_000, ..Default::default() }.into(),
        eip1559().into(),
    ];
    for unsigned in unsigned {
        let sent = sign(unsigned, &key());
        let got = Transaction::decode(&sent.encoded()).unwrap().recover().unwrap();
        assert_eq!(got, sent);
        assert_eq!(got.sender(), address_of(&key()));
        assert_eq!(got.sender().to_string(), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    }
}

#[test]
fn mainnet_transaction_has_its_known_hash_and_sender() {
    // The example transaction of EIP-155.
    let raw = hex!(
        "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"
    );
    let tx = Transaction::decode(&raw).unwrap().recover().unwrap();
    assert_eq!(tx.chain_id(), 1);
    assert_eq!(tx.sender().to_string(), "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
}

#[test]
fn empty_bytes_are_refused() {
    assert_eq!(Transaction::decode(&[]), Err(DecodeError::Empty));
}

#[test]
fn oversize_transaction_is_refused_with_both_sizes() {
    let limit = TRANSACTION_SIZE_MAX_BYTES;
    let error = Transaction::decode(&vec![0xc0; limit + 1]).unwrap_err();
    assert_eq!(error, DecodeError::TooLarge { found: limit + 1, limit });
    assert!(!matches!(Transaction::decode(&vec![0xc0; limit]), Err(DecodeError::TooLarge { .. })));
}

#[test]
fn blob_and_set_code_transactions_are_refused_by_name() {
    let blob = Transaction::decode(&[3, 0xc0]).unwrap_err();
    assert!(blob.to_string().contains("EIP-4844"), "{blob}");
    let set_code = Transaction::decode(&[4, 0xc0]).unwrap_err();
    assert!(set_code.to_string().contains("EIP-7702"), "{set_code}");
    assert_eq!(Transaction::decode(&[0x7f]), Err(DecodeError::UnsupportedType { found: 0x7f }));
    assert_eq!(Transaction::decode(&[0]), Err(DecodeError::UnsupportedType { found: 0 }));
}

#[test]
fn truncated_rlp_is_refused_at_every_length() {
    for unsigned in [TypedTransaction::from(eip1559()), legacy(Some(31337)).into()] {
        let bytes = sign(unsigned, &key()).encoded();
        for end in 1..bytes.len() {
            let result = Transaction::decode(&bytes[..end]);
            assert!(matches!(result, Err(DecodeError::Rlp(_))), "cut at {end}: {result:?}");
        }
    }
}

#[test]
fn trailing_bytes_are_refused_and_counted() {
    let bytes = [&sign(eip1559().into(), &key()).encoded()[..], &[0, 0]].concat();
    assert_eq!(Transaction::decode(&bytes), Err(DecodeError::TrailingBytes { count: 2 }));
}

#[test]
fn legacy_transaction_without_chain_id_is_refused() {
    let bytes = sign(legacy(None).into(), &key()).encoded();
    assert_eq!(Transaction::decode(&bytes), Err(DecodeError::NoChainId));
}

#[test]
fn high_s_signature_is_refused() {
    let signed = sign(eip1559().into(), &key());
    let good = signed.signature();
    let mirrored = Signature::new(good.r(), CURVE_ORDER - good.s(), !good.v());
    let tx = Transaction::trusted(eip1559().into_signed(mirrored).into());
    assert_eq!(tx.recover(), Err(SignatureError::HighS));
}

#[test]
fn impossible_r_and_s_are_refused() {
    for (r, s) in [
        (U256::ZERO, U256::from(1)),
        (U256::from(1), U256::ZERO),
        (CURVE_ORDER, U256::from(1)),
        (U256::MAX, U256::from(1)),
    ] {
        let tx = Transaction::trusted(eip1559().into_signed(Signature::new(r, s, false)).into());
        assert_eq!(tx.recover(), Err(SignatureError::Invalid), "r {r} s {s}");
    }
}

#[test]
fn random_bytes_never_panic() {
    let seed = 0x00c0_ffee;
    println!("seed {seed:#x}");
    let mut random = StdRng::seed_from_u64(seed);
    let good = sign(eip1559().into(), &key()).encoded().to_vec();
    for _ in 0..20_000 {
        let mut bytes = good.clone();
        for _ in 0..random.random_range(1..4) {
            let at = random.random_range(0..bytes.len());
            bytes[at] = random.random();
        }
        if let Ok(tx) = Transaction::decode(&bytes) {
            let _ = tx.recover();
        }
    }
}
