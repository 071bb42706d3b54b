//! `eth_getProof` (EIP-1186): Merkle-Patricia proofs of an account and of its storage, for present and absent keys.
//!
//! The account proof verifies against the header's state root under keccak(address), a storage proof against
//! `storageHash` under keccak(key). A storage leaf holds the RLP string of the whole value, untrimmed, so `value` is
//! the whole value as data; an absent key has the quantity `0x0`, which no present value can look like. The trie is
//! kept for the head only.

use jsonrpsee::core::RegisterMethodError;
use primitives::{Address, B256, Bytes, U256, keccak256};
use serde::Serialize;
use state::StateView;
use trie::TrieId;

use crate::rpc::{
    context::{Context, Work},
    error::RpcError,
    methods::Methods,
    params::{Arguments, StorageKey},
};

/// The table of methods about proofs.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Execute, "eth_getProof", &["address", "keys", "block"], proof)
}

/// An account with its proof. alloy's type of this form squeezes values into 256-bit integers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountProof {
    address: Address,
    account_proof: Vec<Bytes>,
    balance: U256,
    code_hash: B256,
    nonce: U256,
    storage_hash: B256,
    storage_proof: Vec<StorageProof>,
}

/// A storage value with its proof.
#[derive(Debug, Serialize)]
struct StorageProof {
    /// As the client wrote it.
    key: String,
    value: String,
    proof: Vec<Bytes>,
}

fn proof(context: &Context, arguments: &Arguments) -> Result<AccountProof, RpcError> {
    let address: Address = arguments.required(0)?;
    let keys = arguments.some(1, "an array of storage keys")?.elements()?;
    let limit = context.limits.proof_keys_max;
    if keys.len() > limit {
        return Err(RpcError::ProofKeys { found: keys.len(), limit });
    }
    let view = context.view()?;
    let (number, head) = (view.existing_height(&arguments.block(2)?)?, view.head().number);
    if number != head {
        return Err(RpcError::ProofNotKept { number: number.get(), head: head.get() });
    }
    let state = view.latest();
    let account = state.account(address)?.unwrap_or_default();
    let account_key = keccak256(address);
    let mut storage_proof = Vec::with_capacity(keys.len());
    for argument in keys {
        let StorageKey(key) = argument.read()?;
        let value = state.storage(address, key)?;
        storage_proof.push(StorageProof {
            key: argument.value().as_str().unwrap_or_default().to_owned(),
            value: if value.is_empty() { "0x0".to_owned() } else { value.to_string() },
            proof: trie::prove(state, TrieId::Sub(account_key), &keccak256(key))?,
        });
    }
    Ok(AccountProof {
        address,
        account_proof: trie::prove(state, TrieId::Main, &account_key)?,
        balance: account.balance,
        code_hash: account.code_hash,
        nonce: U256::from(account.nonce),
        storage_hash: account.storage_root,
        storage_proof,
    })
}
