//! Permits of the coin as their owners make them, by the texts of EIP-712 and EIP-2612.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use alloy_primitives::keccak256 as hash_of;
use coin::*;
use testing::prelude::*;

pub(crate) const NAME: &str = "Digital Yuan";

/// The coin, whose admin is the first account.
pub(crate) fn coin(chain: &Chain) -> CoinClient<Sender> {
    let [admin] = chain.accounts();
    chain.deploy(admin, Coin::constructor(NAME.into(), "DCNY".into(), admin))
}

/// The terms of a permit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Terms {
    pub(crate) owner: Address,
    pub(crate) spender: Address,
    pub(crate) value: U256,
    pub(crate) deadline: U256,
}

fn word(address: Address) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&address.0);
    word
}

/// The hash that the owner signs, computed from the texts of EIP-712 and EIP-2612.
pub(crate) fn permit_hash(coin: &CoinClient<Sender>, terms: Terms, nonce: u64) -> B256 {
    let (hash, domain) = permit_hash_on(31_337, coin, terms, nonce);
    assert_eq!(coin.permits().domain_separator(), domain);
    hash
}

/// The same on a chain with this id, and the domain in it.
pub(crate) fn permit_hash_on(chain_id: u64, coin: &CoinClient<Sender>, terms: Terms, nonce: u64) -> (B256, B256) {
    let kind = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
    let parts = [
        hash_of(kind).0,
        word(terms.owner),
        word(terms.spender),
        terms.value.to_be_bytes(),
        U256::from(nonce).to_be_bytes(),
        terms.deadline.to_be_bytes(),
    ];
    let kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    let chain_id = U256::from(chain_id).to_be_bytes();
    let domain = [hash_of(kind).0, hash_of(NAME).0, hash_of("1").0, chain_id, word(coin.address())];
    let domain = hash_of(domain.as_flattened());
    let hash = hash_of([&[0x19, 0x01], &domain[..], &hash_of(parts.as_flattened())[..]].concat());
    (B256::new(hash.0), B256::new(domain.0))
}

pub(crate) fn permit(coin: &CoinClient<Sender>, terms: Terms, signature: &[u8; 65]) -> Result<(), CoinError> {
    let Terms { owner, spender, value, deadline } = terms;
    let half = |start: usize| B256::new(*signature[start..].first_chunk().expect("a signature has 65 bytes"));
    coin.permit(owner, spender, value, deadline, signature[64], half(0), half(32))
}
