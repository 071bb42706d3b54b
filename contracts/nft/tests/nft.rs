//! The collection's own rules: who issues, what a document is bound to, what destruction leaves.

use blocks::{OwnableError, erc721::Erc721Error};
use nft::{Issued, Nft, NftClient, NftError};
use testing::prelude::*;

fn document(n: u8) -> B256 {
    B256::new([n; 32])
}

fn deployed(chain: &Chain) -> NftClient<Sender> {
    let [issuer] = chain.accounts();
    chain.deploy(issuer, Nft::constructor("Titles".into(), "TTL".into()))
}

#[chain_test]
fn documents_are_numbered_from_one_and_never_change(chain: Chain) {
    let [issuer, bob] = chain.accounts();
    let nft = deployed(&chain);
    for n in 1..=3 {
        assert_eq!(nft.mint(bob, document(n), String::new()), Ok(U256::from(n)));
    }
    nft.by(bob).burn(U256::from(3_u8)).unwrap();
    assert_eq!(nft.mint(issuer, document(9), String::new()), Ok(U256::from(4_u8)), "numbers are not used again");
    let documents = [1, 2, 3, 4, 5].map(|n: u8| nft.document(U256::from(n)));
    assert_eq!(documents, [document(1), document(2), document(3), document(9), B256::ZERO]);
    let issued: Vec<_> = chain.events::<Issued>().iter().map(|event| (event.token_id, event.document)).collect();
    let expected = [(1, 1), (2, 2), (3, 3), (4, 9)].map(|(id, n): (u8, u8)| (U256::from(id), document(n)));
    assert_eq!(issued, expected);
}

#[chain_test]
fn minting_and_describing_by_another_than_the_issuer_is_refused(chain: Chain) {
    let [_, bob] = chain.accounts();
    let nft = deployed(&chain);
    let refused = NftError::Issuer(OwnableError::OwnableUnauthorizedAccount { account: bob });
    assert_eq!(nft.by(bob).mint(bob, document(1), String::new()), Err(refused.clone()));
    assert_eq!(nft.by(bob).set_base_uri("x".into()), Err(refused));
}

#[chain_test]
fn token_without_a_document_is_refused(chain: Chain) {
    let [_, bob] = chain.accounts();
    assert_eq!(deployed(&chain).mint(bob, B256::ZERO, String::new()), Err(NftError::DocumentMissing));
}

#[chain_test]
fn minting_to_nobody_is_refused(chain: Chain) {
    let refused = NftError::Erc721(Erc721Error::ERC721InvalidReceiver { receiver: Address::ZERO });
    assert_eq!(deployed(&chain).mint(Address::ZERO, document(1), String::new()), Err(refused));
}

#[chain_test]
fn destroying_anothers_token_is_refused(chain: Chain) {
    let [_, bob, carol] = chain.accounts();
    let nft = deployed(&chain);
    let token_id = nft.mint(bob, document(1), String::new()).unwrap();
    let refused = NftError::Erc721(Erc721Error::ERC721InsufficientApproval { operator: carol, token_id });
    assert_eq!(nft.by(carol).burn(token_id), Err(refused));
    nft.erc721().by(bob).approve(carol, token_id).unwrap();
    assert_eq!(nft.by(carol).burn(token_id), Ok(()));
}

#[chain_test]
fn issuer_is_handed_over_in_two_steps(chain: Chain) {
    let [issuer, bob] = chain.accounts();
    let nft = deployed(&chain);
    nft.issuer().transfer_ownership(bob).unwrap();
    assert_eq!(nft.issuer().owner(), issuer);
    nft.issuer().by(bob).accept_ownership().unwrap();
    assert!(nft.by(bob).mint(bob, document(1), String::new()).is_ok());
    assert!(nft.mint(bob, document(1), String::new()).is_err());
}
