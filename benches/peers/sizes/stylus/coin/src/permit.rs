//! Allowances by signature: EIP-2612 over the typed data of EIP-712.

use alloy_primitives::{address, b256, Address, B256, U256};
use alloy_sol_types::SolValue;
use stylus_sdk::{
    crypto::keccak,
    host::VM,
    keccak_const::Keccak256,
    prelude::*,
    storage::{StorageMap, StorageString, StorageU256},
};

use crate::errors::*;

/// The version in the domain.
pub const VERSION: &str = "1";

const DOMAIN_TYPE: B256 = hash(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
const PERMIT_TYPE: B256 = hash(b"Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

/// The precompile that tells who signed a hash.
const ECRECOVER: Address = address!("0000000000000000000000000000000000000001");
/// Half the order of secp256k1; a larger s is refused, as each signature could be made into a second one.
const S_MAX: B256 = b256!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

const fn hash(text: &[u8]) -> B256 {
    B256::new(Keccak256::new().update(text).finalize())
}

/// The name in the domain and the nonces.
#[storage]
pub struct Permits {
    pub name: StorageString,
    pub nonces: StorageMap<Address, StorageU256>,
}

/// A permit as it is signed, the nonce aside.
pub struct Permit {
    pub owner: Address,
    pub spender: Address,
    pub value: U256,
    pub deadline: U256,
}

/// A signature as EIP-2612 takes it.
pub struct Signature {
    pub v: u8,
    pub r: B256,
    pub s: B256,
}

impl Permits {
    pub fn domain_separator(&self) -> B256 {
        let name = keccak(self.name.get_string());
        let chain = U256::from(self.vm().chain_id());
        keccak((DOMAIN_TYPE, name, keccak(VERSION), chain, self.vm().contract_address()).abi_encode())
    }

    /// Uses up a permit of `owner`.
    pub fn use_permit(&mut self, permit: &Permit, signature: &Signature) -> Result<(), Error> {
        let Permit { owner, spender, value, deadline } = *permit;
        if U256::from(self.vm().block_timestamp()) > deadline {
            return Err(ERC2612ExpiredSignature { deadline }.into());
        }
        let nonce = self.nonces.get(owner);
        let terms = keccak((PERMIT_TYPE, owner, spender, value, nonce, deadline).abi_encode());
        let digest = keccak([&[0x19, 0x01][..], self.domain_separator().as_slice(), terms.as_slice()].concat());
        let signer = recover(self.vm(), digest, signature).unwrap_or_default();
        if signer.is_zero() || signer != owner {
            return Err(ERC2612InvalidSigner { signer, owner }.into());
        }
        self.nonces.insert(owner, nonce + U256::ONE);
        Ok(())
    }
}

/// The account that signed `digest`; none if the signature is no valid one with low s.
fn recover(vm: &VM, digest: B256, signature: &Signature) -> Option<Address> {
    let Signature { v, r, s } = *signature;
    if s > S_MAX {
        return None;
    }
    let output = static_call(vm, Call::new(), ECRECOVER, &(digest, U256::from(v), r, s).abi_encode()).ok()?;
    Some(Address::from_word(B256::try_from(output.as_slice()).ok()?))
}
