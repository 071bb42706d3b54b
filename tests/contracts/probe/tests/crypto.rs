//! Cryptography from a contract, through the typed functions of the SDK: the native chain and the VM give the same.
//! Every rule of the functions themselves has its tests where they are implemented.

use probe::{Probe, ProbeClient};
use testing::prelude::*;

fn deployed(chain: &Chain) -> ProbeClient<Sender> {
    let [alice] = chain.accounts();
    chain.deploy(alice, Probe::constructor(Bytes::default()))
}

fn hex(digits: &str) -> Bytes {
    let digit = |byte: u8| (byte as char).to_digit(16).expect("the test wrote hex digits") as u8;
    Bytes(digits.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect())
}

fn word(digits: &str) -> B256 {
    B256::new(hex(digits).0.try_into().expect("the test wrote 64 digits"))
}

/// With one bit changed in the last byte.
fn changed(bytes: &Bytes) -> Bytes {
    let mut bytes = bytes.clone();
    if let Some(last) = bytes.0.last_mut() {
        *last ^= 1;
    }
    bytes
}

#[chain_test]
fn hashes_meet_their_vectors(chain: Chain) {
    let (ripemd160, blake2b256, sm3) = deployed(&chain).hashes(Bytes(b"abc".to_vec()));
    assert_eq!(ripemd160.0[..], hex("8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")[..]);
    assert_eq!(blake2b256, word("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
    assert_eq!(sm3, word("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"));
}

#[chain_test]
fn ed25519_meets_rfc_8032(chain: Chain) {
    let probe = deployed(&chain);
    let key = word("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    let signature = hex(
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    );
    assert!(probe.ed25519(key, hex("af82"), signature.clone()));
    assert!(!probe.ed25519(key, hex("af83"), signature));
}

#[chain_test]
fn p256_meets_rfc_6979(chain: Chain) {
    let probe = deployed(&chain);
    let hash = word("af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf");
    let signature = hex(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    );
    let key = hex(
        "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
    );
    assert!(probe.p256(hash, signature.clone(), key.clone()));
    assert!(!probe.p256(hash, changed(&signature), key));
}

#[chain_test]
fn sm2_meets_the_example_of_its_standard(chain: Chain) {
    let probe = deployed(&chain);
    let id = Bytes(sdk::crypto::SM2_DEFAULT_ID.to_vec());
    let key = hex(
        "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
    );
    let signature = hex(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
    );
    let message = Bytes(b"message digest".to_vec());
    let digest = word("f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640");
    assert_eq!(probe.sm2(id.clone(), key.clone(), message.clone(), signature.clone()), (digest, true));
    assert!(!probe.sm2(changed(&id), key.clone(), message.clone(), signature.clone()).1, "another signer's id");
    assert!(!probe.sm2(id.clone(), key.clone(), changed(&message), signature.clone()).1);
    assert!(!probe.sm2(id, key, message, changed(&signature)).1);
}

#[chain_test]
fn bls_meets_the_vector_of_ethereums_consensus(chain: Chain) {
    let probe = deployed(&chain);
    let keys = hex(
        "a491d1b0ecd9bb917989f0e74f0dea0422eac4a873e5e2644f368dffb9a6e20fd6e10c1b77654d067c0618f6e5a7f79ab301803f8b5ac4a1133581fc676dfedc60d891dd5fa99028805e5ea5b08d3491af75d0707adab3b70c6a6a580217bf81b53d21a4cfd562c469cc81514d4ce5a6b577d8403d32a394dc265dd190b47fa9f829fdd7963afdf972e5e77854051f6f",
    );
    let signature = hex(
        "9712c3edd73a209c742b8250759db12549b3eaf43b5ca61376d9f30e2747dbcf842d8b2ac0901d2a093713e20284a7670fcf6954e9ab93de991bb9b313e664785a075fc285806fa5224c82bde146561b446ccfc706a64b8579513cfc4ff1d930",
    );
    let message = Bytes(vec![0xab; 32]);
    assert!(probe.bls(keys.clone(), message.clone(), signature.clone()));
    assert!(!probe.bls(keys, message, changed(&signature)));
}

#[chain_test]
fn pairings_meet_their_vectors(chain: Chain) {
    let probe = deployed(&chain);
    let bls = hex(
        "000000000000000000000000000000000572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4e00000000000000000000000000000000166a9d8cabc673a322fda673779d8e3822ba3ecb8670e461f73bb9021d5fd76a4c56d9d4cd16bd1bba86881979749d2800000000000000000000000000000000122915c824a0857e2ee414a3dccb23ae691ae54329781315a0c75df1c04d6d7a50a030fc866f09d516020ef82324afae0000000000000000000000000000000009380275bbc8e5dcea7dc4dd7e0550ff2ac480905396eda55062650f8d251c96eb480673937cc6d9d6a44aaa56ca66dc000000000000000000000000000000000b21da7955969e61010c7a1abc1a6f0136961d1e3b20b1a7326ac738fef5c721479dfd948b52fdf2455e44813ecfd8920000000000000000000000000000000008f239ba329b3967fe48d718a36cfe5f62a7e42e0bf1c1ed714150a166bfbd6bcf6b3b58b975b9edea56d53f23a0e8490000000000000000000000000000000006e82f6da4520f85c5d27d8f329eccfa05944fd1096b20734c894966d12a9e2a9a9744529d7212d33883113a0cadb9090000000000000000000000000000000017d81038f7d60bee9110d9c0d6d1102fe2d998c957f28e31ec284cc04134df8e47e8f82ff3af2e60a6d9688a4563477c00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb80000000000000000000000000000000013e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e000000000000000000000000000000000d1b3cc2c7027888be51d9ef691d77bcb679afda66c73f17f9ee3837a55024f78c71363275a75d75d86bab79f74782aa0000000000000000000000000000000013fa4d4a0ad8b1ce186ed5061789213d993923066dddaf1040bc3ff59f825c78df74f2d75467e25e0f55f8a00fa030ed",
    );
    let bn = hex(
        "1c76476f4def4bb94541d57ebba1193381ffa7aa76ada664dd31c16024c43f593034dd2920f673e204fee2811c678745fc819b55d3e9d294e45c9b03a76aef41209dd15ebff5d46c4bd888e51a93cf99a7329636c63514396b4a452003a35bf704bf11ca01483bfa8b34b43561848d28905960114c8ac04049af4b6315a416782bb8324af6cfc93537a2ad1a445cfd0ca2a71acd7ac41fadbf933c2a51be344d120a2a4cf30c1bf9845f20c6fe39e07ea2cce61f0c9bb048165fe5e4de877550111e129f1cf1097710d41c4ac70fcdfa5ba2023c6ff1cbeac322de49d1b6df7c2032c61a830e3c17286de9462bf242fca2883585b93870a73853face6a6bf411198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa",
    );
    assert_eq!(probe.pairings(bls.clone(), bn.clone()), (true, true));
    assert_eq!(probe.pairings(changed(&bls), changed(&bn)), (false, false));
}

#[chain_test]
fn bn254_meets_its_vectors(chain: Chain) {
    let probe = deployed(&chain);
    let a = hex(
        "17c139df0efee0f766bc0204762b774362e4ded88953a39ce849a8a7fa163fa901e0559bacb160664764a357af8a9fe70baa9258e0b959273ffc5718c6d4cc7c",
    );
    let b = hex(
        "039730ea8dff1254c0fee9c0ea777d29a9c710b7e616683f194f18c43b43b869073a5ffcc6fc7a28c30723d6e58ce577356982d65b833a5a5c15bf9024b43d98",
    );
    let sum = hex(
        "15bf2bb17880144b5d1cd2b1f46eff9d617bffd1ca57c37fb5a49bd84e53cf66049c797f9ce0d17083deb32b5e36f2ea2a212ee036598dd7624c168993d1355f",
    );
    let product = hex(
        "29e587aadd7c06722aabba753017c093f70ba7eb1f1c0104ec0564e7e3e21f6022b1143f6a41008e7755c71c3d00b6b915d386de21783ef590486d8afa8453b1",
    );
    assert_eq!(probe.bn254(a.clone(), b.clone(), B256::new([0xff; 32])), (sum, product));
    assert_eq!(probe.bn254(changed(&a), b, B256::new([1; 32])), (Bytes::default(), Bytes::default()));
}

#[chain_test]
fn powers_meet_their_vector_and_their_limit(chain: Chain) {
    let probe = deployed(&chain);
    let prime = hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    let power = probe.power(hex("03"), hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e"), prime);
    assert_eq!(power, hex("0000000000000000000000000000000000000000000000000000000000000001"));
    let long = Bytes(vec![0xff; 1024]);
    assert_eq!(probe.power(long.clone(), hex("01"), long.clone()), Bytes(vec![0; 1024]));
    let longer = Bytes(vec![0xff; 1025]);
    assert_eq!(probe.try_power(longer, hex("01"), long), Err(CallError::Failed));
}
