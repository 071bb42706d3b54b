//! EIP-712 hashes and signatures of accounts and contracts.

use alloy_primitives::keccak256 as hash_of;
use blocks::{Grants, signatures};
use testing::{prelude::*, sign};

use crate::stage::Stage;

const HASH: B256 = B256::new([0x42; 32]);

/// A contract whose signatures are one fixed byte string (ERC-1271).
#[storage]
pub(crate) struct Wallet {
    accepted: Value<Bytes>,
}

#[contract]
impl Wallet {
    #[init]
    pub fn new(&mut self, accepted: Bytes) {
        self.accepted.set(accepted);
    }

    /// ERC-1271.
    pub fn is_valid_signature(&self, hash: B256, signature: Bytes) -> FixedBytes<4> {
        let valid = hash == HASH && signature == self.accepted.get();
        FixedBytes::new(if valid { [0x16, 0x26, 0xba, 0x7e] } else { [0xff; 4] })
    }
}

fn stage() -> (Stage<Grants>, [Address; 2]) {
    let stage = Stage::<Grants>::new();
    let accounts = stage.chain.accounts();
    (stage, accounts)
}

#[test]
fn domain_binds_name_version_chain_and_contract() {
    let (stage, [alice, _]) = stage();
    let separator = stage.see(alice, |_| signatures::domain_separator("Coin", "1"));
    let mut preimage = [[0; 32]; 5];
    preimage[0] = hash_of("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)").0;
    preimage[1] = hash_of("Coin").0;
    preimage[2] = hash_of("1").0;
    preimage[3][30..].copy_from_slice(&31_337_u16.to_be_bytes());
    preimage[4][12..].copy_from_slice(&stage.address().0);
    assert_eq!(separator.0, hash_of(preimage.as_flattened()).0);
    let hash = stage.see(alice, move |_| signatures::typed_data_hash(separator, HASH));
    assert_eq!(hash.0, hash_of([&[0x19, 1][..], &separator.0, &HASH.0].concat()).0);
}

#[test]
fn account_signs_for_itself_only() {
    let (stage, [alice, bob]) = stage();
    let signature = Bytes::from(&sign(alice, HASH)[..]);
    let signed = signature.clone();
    let answers =
        stage.see(bob, move |_| [alice, bob].map(|signer| signatures::is_valid_signature_now(signer, HASH, &signed)));
    assert_eq!(answers, [true, false]);
    let other = move |_: &mut Grants| signatures::is_valid_signature_now(alice, B256::new([0x43; 32]), &signature);
    assert!(!stage.see(bob, other));
}

#[test]
fn signature_of_another_length_or_form_or_with_high_s_is_refused() {
    let (stage, [alice, _]) = stage();
    let good = sign(alice, HASH).to_vec();
    let order =
        alloy_primitives::U256::from_str_radix("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    let high_s = order.unwrap() - alloy_primitives::U256::from_be_slice(&good[32..64]);
    let mirrored = [&good[..32], &high_s.to_be_bytes::<32>(), &[good[64] ^ 7]].concat();
    let other_form = [&good[..64], &[good[64] - 27]].concat();
    for bad in [other_form, good[..64].to_vec(), [&good[..], &[0]].concat(), mirrored, vec![0; 65], vec![]] {
        let shown = format!("{bad:02x?}");
        assert_eq!(stage.see(alice, move |_| signatures::recover_signer(HASH, &bad)), None, "{shown}");
    }
    assert_eq!(stage.see(alice, move |_| signatures::recover_signer(HASH, &good)), Some(alice));
}

#[test]
fn contract_is_asked_for_its_signatures() {
    let (stage, [alice, bob]) = stage();
    let accepted = Bytes::from(b"seal".as_slice());
    let wallet = stage.chain.deploy(alice, Wallet::constructor(accepted.clone())).address();
    let mute = stage.address();
    let answers = stage.see(bob, move |_| {
        let valid = signatures::is_valid_signature_now;
        [
            valid(wallet, HASH, &accepted),
            valid(wallet, HASH, &Bytes::default()),
            valid(wallet, B256::ZERO, &accepted),
            valid(mute, HASH, &accepted),
            signatures::is_valid_contract_signature(alice, HASH, &accepted),
        ]
    });
    assert_eq!(answers, [true, false, false, false, false]);
}
