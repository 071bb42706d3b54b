//! Signatures over typed data (EIP-712), by accounts and by contracts (ERC-1271).
//!
//! Guarantees the hashes of EIP-712 over a domain of name, version, chain and contract, so that a signature counts on
//! this chain and for this contract only; and that a signature counts for an account only if it is the account's own
//! (65 bytes, low s, v 27 or 28), for a contract only if the contract says so. That a signature counts once is for the caller to
//! see to, by a nonce in the signed data.

use sdk::{
    abi::{Abi, Encoder},
    call::{Here, Link},
    crypto::keccak256_const,
    prelude::*,
};

/// keccak256 of the domain's type.
const DOMAIN_TYPE: B256 =
    keccak256_const(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

/// `isValidSignature(bytes32,bytes)`, and what it returns for a valid signature.
const IS_VALID_SIGNATURE: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];

/// The code hash of an account without code (EIP-1052).
const EMPTY_CODE_HASH: B256 = keccak256_const(b"");

/// The domain of this contract under `name` and `version`.
pub fn domain_separator(name: &str, version: &str) -> B256 {
    let mut encoder = Encoder::new(&[], 5 * 32);
    DOMAIN_TYPE.encode(&mut encoder);
    encoder.hash(name.as_bytes());
    encoder.hash(version.as_bytes());
    chain_id().encode(&mut encoder);
    this().encode(&mut encoder);
    keccak256(&encoder.finish())
}

/// What is signed: keccak256(0x1901 ++ domain separator ++ hash of the struct).
pub fn typed_data_hash(domain_separator: B256, struct_hash: B256) -> B256 {
    keccak256(&[&[0x19, 0x01][..], &domain_separator.0, &struct_hash.0].concat())
}

/// The account that signed `hash`; `None` if `signature` is not 65 bytes (r, s, v) of a valid signature with low s and v 27
/// or 28: of all forms of a signature one is accepted, that of OpenZeppelin's `ECDSA`.
pub fn recover_signer(hash: B256, signature: &[u8]) -> Option<Address> {
    let signature: &[u8; 65] = signature.try_into().ok()?;
    if matches!(signature, [.., 27 | 28]) { recover(hash, signature) } else { None }
}

/// True if `signature` over `hash` is that of `signer`, an account or a contract with ERC-1271.
pub fn is_valid_signature_now(signer: Address, hash: B256, signature: &Bytes) -> bool {
    if has_code(signer) {
        is_valid_contract_signature(signer, hash, signature)
    } else {
        recover_signer(hash, signature) == Some(signer)
    }
}

/// True if the contract `signer` says that `signature` over `hash` is its own (ERC-1271).
pub fn is_valid_contract_signature(signer: Address, hash: B256, signature: &Bytes) -> bool {
    let mut input = Encoder::new(&IS_VALID_SIGNATURE, <(B256, Bytes) as sdk::abi::Sequence>::HEAD_SIZE);
    hash.encode(&mut input);
    signature.encode(&mut input);
    let answer = Link::new(signer, Here).try_call::<(FixedBytes<4>,)>(true, input);
    answer.is_ok_and(|(magic,)| magic.0 == IS_VALID_SIGNATURE)
}

/// True if there is a contract at `address`.
pub fn has_code(address: Address) -> bool {
    let hash = code_hash(address);
    !hash.is_zero() && hash != EMPTY_CODE_HASH
}
