//! Signatures over secp256k1: recovery for everyone, signing for development accounts.

use alloy_consensus::{TxEnvelope, TypedTransaction};
use alloy_primitives::{Address, B256, Signature, U256, keccak256, uint};
use secp256k1::{
    Message, PublicKey, SecretKey,
    ecdsa::{RecoverableSignature, RecoveryId},
};

use crate::{
    error::SignatureError,
    transaction::{Recovered, Transaction},
};

/// Half of the curve's order, the largest `s` allowed (EIP-2).
const S_MAX: U256 = uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);

/// The address that made `signature` over `hash`.
pub(crate) fn recover(signature: &Signature, hash: B256) -> Result<Address, SignatureError> {
    if signature.s() > S_MAX {
        return Err(SignatureError::HighS);
    }
    let mut compact = [0; 64];
    compact[..32].copy_from_slice(&signature.r().to_be_bytes::<32>());
    compact[32..].copy_from_slice(&signature.s().to_be_bytes::<32>());
    let parity = if signature.v() { RecoveryId::One } else { RecoveryId::Zero };
    let key = RecoverableSignature::from_compact(&compact, parity)
        .and_then(|signature| signature.recover(Message::from_digest(hash.0)))
        .map_err(|_| SignatureError::Invalid)?;
    Ok(address_of_public(&key))
}

/// Signs `unsigned` with `key`. For development accounts and tests: the node holds no other keys.
pub fn sign(unsigned: TypedTransaction, key: &SecretKey) -> Recovered {
    let hash = signature_hash(&unsigned);
    let (parity, compact) =
        RecoverableSignature::sign_ecdsa_recoverable(Message::from_digest(hash.0), key).serialize_compact();
    let (r, s) = compact.split_at(32);
    let signature = Signature::new(U256::from_be_slice(r), U256::from_be_slice(s), parity == RecoveryId::One);
    let envelope = TxEnvelope::new_unhashed(unsigned, signature);
    Recovered::trusted(Transaction::trusted(envelope), address_of(key))
}

fn signature_hash(unsigned: &TypedTransaction) -> B256 {
    use alloy_consensus::SignableTransaction;
    match unsigned {
        TypedTransaction::Legacy(tx) => tx.signature_hash(),
        TypedTransaction::Eip2930(tx) => tx.signature_hash(),
        TypedTransaction::Eip1559(tx) => tx.signature_hash(),
        TypedTransaction::Eip4844(tx) => tx.signature_hash(),
        TypedTransaction::Eip7702(tx) => tx.signature_hash(),
    }
}

/// The address that `key` controls.
pub fn address_of(key: &SecretKey) -> Address {
    address_of_public(&PublicKey::from_secret_key(key))
}

/// The last 20 bytes of the hash of the public key without its format byte.
fn address_of_public(key: &PublicKey) -> Address {
    Address::from_slice(&keccak256(&key.serialize_uncompressed()[1..])[12..])
}
