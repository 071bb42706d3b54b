//! A signed transaction as the chain accepts it, and the same with its sender.

use std::ops::Deref;

use alloy_consensus::{Transaction as _, TxEnvelope, TxType, Typed2718};
use alloy_eips::{
    eip2718::{Decodable2718, Eip2718Error, Encodable2718},
    eip2930::AccessList,
};
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256};
use primitives::limits::TRANSACTION_SIZE_MAX_BYTES;

use crate::{
    error::{DecodeError, SignatureError},
    signature,
};

/// A signed legacy (with chain id, EIP-155), type 1 (EIP-2930) or type 2 (EIP-1559) transaction.
///
/// The signature has not been checked: [`Transaction::recover`] does that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    envelope: TxEnvelope,
}

impl Transaction {
    /// Decodes the bytes of `eth_sendRawTransaction` (EIP-2718), all of them.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let first = *bytes.first().ok_or(DecodeError::Empty)?;
        if bytes.len() > TRANSACTION_SIZE_MAX_BYTES {
            return Err(DecodeError::TooLarge { found: bytes.len(), limit: TRANSACTION_SIZE_MAX_BYTES });
        }
        // An RLP list starts at 0xc0: a legacy transaction. Everything else starts with its type.
        if first < 0xc0 && first != TxType::Eip2930 as u8 && first != TxType::Eip1559 as u8 {
            return Err(DecodeError::UnsupportedType { found: first });
        }
        let mut rest = bytes;
        let envelope = TxEnvelope::decode_2718(&mut rest).map_err(|error| match error {
            Eip2718Error::RlpError(error) => DecodeError::Rlp(error),
            // The type was checked above; this is what alloy says of a list whose header is cut.
            _ => DecodeError::Rlp(alloy_rlp::Error::InputTooShort),
        })?;
        if !rest.is_empty() {
            return Err(DecodeError::TrailingBytes { count: rest.len() });
        }
        if envelope.chain_id().is_none() {
            return Err(DecodeError::NoChainId);
        }
        Ok(Self { envelope })
    }

    /// An envelope that is known to be of a supported type: signed here.
    pub(crate) fn trusted(envelope: TxEnvelope) -> Self {
        Self { envelope }
    }

    /// Recovers the sender. Costs about 35 microseconds.
    pub fn recover(self) -> Result<Recovered, SignatureError> {
        let hash = self.envelope.signature_hash();
        let sender = signature::recover(self.signature(), hash)?;
        Ok(Recovered { transaction: self, sender })
    }

    /// keccak-256 of the encoded transaction.
    pub fn hash(&self) -> B256 {
        *self.envelope.tx_hash()
    }

    /// The bytes that are hashed, sent and kept (EIP-2718).
    pub fn encoded(&self) -> Bytes {
        self.envelope.encoded_2718().into()
    }

    /// Bytes of the encoded transaction.
    pub fn size_bytes(&self) -> usize {
        self.envelope.encode_2718_len()
    }

    /// alloy's form.
    pub fn envelope(&self) -> &TxEnvelope {
        &self.envelope
    }

    /// Its type.
    pub fn tx_type(&self) -> TxType {
        self.envelope.tx_type()
    }

    /// Its type as the byte of EIP-2718, 0 for a legacy transaction.
    pub fn type_byte(&self) -> u8 {
        self.envelope.ty()
    }

    /// The chain it was signed for.
    pub fn chain_id(&self) -> u64 {
        self.envelope.chain_id().expect("decode refuses a transaction without one and sign is given one")
    }

    /// How many transactions its sender sent before.
    pub fn nonce(&self) -> u64 {
        self.envelope.nonce()
    }

    /// Gas it may use.
    pub fn gas_limit(&self) -> u64 {
        self.envelope.gas_limit()
    }

    /// Most wei per gas that it pays; the gas price of a type 0 or 1 transaction.
    pub fn max_fee_per_gas(&self) -> u128 {
        self.envelope.max_fee_per_gas()
    }

    /// Most wei per gas above the base fee that it pays; the gas price of a type 0 or 1 transaction.
    pub fn max_priority_fee_per_gas(&self) -> u128 {
        self.envelope.max_priority_fee_per_gas().unwrap_or_else(|| self.max_fee_per_gas())
    }

    /// Wei per gas that it pays in a block with this base fee.
    pub fn effective_gas_price(&self, base_fee: u64) -> u128 {
        self.envelope.effective_gas_price(Some(base_fee))
    }

    /// The callee, or a creation.
    pub fn to(&self) -> TxKind {
        self.envelope.kind()
    }

    /// Wei sent with it.
    pub fn value(&self) -> U256 {
        self.envelope.value()
    }

    /// Call data, or container and constructor arguments.
    pub fn input(&self) -> &Bytes {
        self.envelope.input()
    }

    /// Accounts and slots it names in advance (EIP-2930).
    pub fn access_list(&self) -> Option<&AccessList> {
        self.envelope.access_list()
    }

    /// r, s and the parity of the signature.
    pub fn signature(&self) -> &Signature {
        self.envelope.signature()
    }
}

/// A transaction whose sender is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    transaction: Transaction,
    sender: Address,
}

impl Recovered {
    /// Joins a transaction with the sender that was recovered from it before: the database keeps both.
    pub fn trusted(transaction: Transaction, sender: Address) -> Self {
        Self { transaction, sender }
    }

    /// Who signed it.
    pub fn sender(&self) -> Address {
        self.sender
    }

    /// The transaction itself.
    pub fn transaction(&self) -> &Transaction {
        &self.transaction
    }
}

impl Deref for Recovered {
    type Target = Transaction;

    fn deref(&self) -> &Transaction {
        &self.transaction
    }
}

#[cfg(test)]
mod tests;
