//! Permits of the coin by the text of EIP-2612, natively and on the VM.

#[cfg(test)]
mod support;

use blocks::permit::PermitError;
use coin::*;
use support::*;
use testing::{prelude::*, sign};

fn is_refused_as_anothers(result: &Result<(), CoinError>) -> bool {
    matches!(result, Err(CoinError::Permit(PermitError::ERC2612InvalidSigner { .. })))
}

#[chain_test]
fn domain_in_parts_is_the_one_that_is_signed(chain: Chain) {
    let coin = coin(&chain);
    let (name, chain_id) = (NAME.to_owned(), U256::from(31_337_u64));
    let parts = (FixedBytes::new([0x0f]), name, "1".to_owned(), chain_id, coin.address(), B256::default(), vec![]);
    assert_eq!(coin.permits().eip712_domain(), parts);
}

#[chain_test]
fn permit_sets_the_allowance_once_and_in_the_order_of_nonces(chain: Chain) {
    let [_, alice, bob, carol] = chain.accounts();
    let coin = coin(&chain);
    let terms = Terms { owner: alice, spender: bob, value: U256::from(70_u8), deadline: U256::MAX };
    let [first, second] = [0, 1].map(|nonce| sign(alice, permit_hash(&coin, terms, nonce)));
    assert!(is_refused_as_anothers(&permit(&coin, terms, &second)), "its turn has not come");
    assert_eq!(permit(&coin.by(carol), terms, &first), Ok(()), "anyone may bring it");
    assert_eq!((coin.erc20().allowance(alice, bob), coin.permits().nonces(alice)), (terms.value, U256::ONE));
    assert!(is_refused_as_anothers(&permit(&coin, terms, &first)), "it counts once");
    assert_eq!(permit(&coin, terms, &second), Ok(()));
}

#[chain_test]
fn permit_with_other_terms_than_signed_is_refused(chain: Chain) {
    let [_, alice, bob, carol] = chain.accounts();
    let (coin, other) = (coin(&chain), coin(&chain));
    let signed = Terms { owner: alice, spender: bob, value: U256::from(70_u8), deadline: U256::MAX };
    let signature = sign(alice, permit_hash(&coin, signed, 0));
    for terms in [
        Terms { owner: bob, ..signed },
        Terms { spender: carol, ..signed },
        Terms { value: U256::from(71_u8), ..signed },
        Terms { deadline: U256::MAX - U256::ONE, ..signed },
    ] {
        assert!(is_refused_as_anothers(&permit(&coin, terms, &signature)));
    }
    assert!(is_refused_as_anothers(&permit(&other, signed, &signature)), "it was signed for another contract");
    let elsewhere = sign(alice, permit_hash_on(1, &coin, signed, 0).0);
    assert!(is_refused_as_anothers(&permit(&coin, signed, &elsewhere)), "it was signed for another chain");
    assert_eq!(coin.permits().nonces(alice), U256::ZERO);
}

#[chain_test]
fn permit_signed_by_another_than_the_owner_is_refused(chain: Chain) {
    let [_, alice, bob] = chain.accounts();
    let coin = coin(&chain);
    let terms = Terms { owner: alice, spender: bob, value: U256::ONE, deadline: U256::MAX };
    let by_bob = sign(bob, permit_hash(&coin, terms, 0));
    let refused = PermitError::ERC2612InvalidSigner { signer: bob, owner: alice };
    assert_eq!(permit(&coin, terms, &by_bob), Err(CoinError::Permit(refused)));
    let terms = Terms { owner: Address::ZERO, ..terms };
    let refused = PermitError::ERC2612InvalidSigner { signer: Address::ZERO, owner: Address::ZERO };
    assert_eq!(permit(&coin, terms, &[0; 65]), Err(CoinError::Permit(refused)), "a broken signature is nobody's");
}

#[chain_test]
fn permit_after_its_deadline_is_refused(chain: Chain) {
    let [_, alice, bob] = chain.accounts();
    let coin = coin(&chain);
    let deadline = U256::from(chain.timestamp());
    let terms = Terms { owner: alice, spender: bob, value: U256::ONE, deadline };
    let [first, second] = [0, 1].map(|nonce| sign(alice, permit_hash(&coin, terms, nonce)));
    assert_eq!(permit(&coin, terms, &first), Ok(()), "the deadline itself is on time");
    let refused = PermitError::ERC2612ExpiredSignature { deadline };
    assert_eq!(permit(&coin, terms, &second), Err(CoinError::Permit(refused)));
}
