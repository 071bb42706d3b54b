//! The vouchers' own rules: who issues, and how many there are.

use blocks::{
    OwnableError,
    erc1155::{Erc1155Error, TransferBatch},
};
use multitoken::{KindCreated, Multitoken, MultitokenClient, MultitokenError, Supply};
use testing::prelude::*;

fn n(number: u64) -> U256 {
    U256::from(number)
}

fn no_data() -> Bytes {
    Bytes::default()
}

/// One kind of at most 10.
fn deployed(chain: &Chain) -> MultitokenClient<Sender> {
    let [issuer] = chain.accounts();
    let contract = chain.deploy(issuer, Multitoken::constructor("u".into()));
    assert_eq!(contract.create_kind(n(10)), Ok(n(1)));
    contract
}

#[chain_test]
fn supply_never_exceeds_its_limit(chain: Chain) {
    let [issuer, bob] = chain.accounts();
    let contract = deployed(&chain);
    assert_eq!(contract.mint(bob, n(1), n(7), no_data()), Ok(()));
    let refused = |left, wanted| Err(MultitokenError::AboveMaxSupply { id: n(1), left: n(left), wanted: n(wanted) });
    assert_eq!(contract.mint(bob, n(1), n(4), no_data()), refused(3, 4));
    let twice = contract.mint_batch(bob, vec![n(1), n(1)], vec![n(2), n(2)], no_data());
    assert_eq!(twice, refused(1, 2), "a batch counts each of its items");
    assert_eq!(contract.mint_batch(bob, vec![n(1), n(1)], vec![n(2), n(1)], no_data()), Ok(()));
    assert_eq!(contract.supply(n(1)), Supply { total: n(10), max: n(10) });
    assert_eq!(contract.by(bob).burn(bob, n(1), n(4)), Ok(()));
    assert_eq!(contract.mint(issuer, n(1), n(4), no_data()), Ok(()));
    assert_eq!(chain.events::<KindCreated>(), [KindCreated { id: n(1), max_supply: n(10) }]);
}

#[chain_test]
fn unknown_kind_is_refused(chain: Chain) {
    let [_, bob] = chain.accounts();
    let contract = deployed(&chain);
    for id in [n(0), n(2)] {
        let refused = MultitokenError::UnknownKind { id };
        assert_eq!(contract.mint(bob, id, n(0), no_data()), Err(refused.clone()));
        assert_eq!(contract.mint_batch(bob, vec![id], vec![n(1)], no_data()), Err(refused.clone()));
        assert_eq!(contract.set_uri(id, "x".into()), Err(refused));
    }
}

#[chain_test]
fn kind_without_vouchers_is_refused(chain: Chain) {
    assert_eq!(deployed(&chain).create_kind(n(0)), Err(MultitokenError::ZeroSupply));
}

#[chain_test]
fn issuing_by_another_than_the_issuer_is_refused(chain: Chain) {
    let [_, bob] = chain.accounts();
    let contract = deployed(&chain).by(bob);
    let refused = MultitokenError::Issuer(OwnableError::OwnableUnauthorizedAccount { account: bob });
    assert_eq!(contract.create_kind(n(1)), Err(refused.clone()));
    assert_eq!(contract.mint(bob, n(1), n(1), no_data()), Err(refused.clone()));
    assert_eq!(contract.mint_batch(bob, vec![n(1)], vec![n(1)], no_data()), Err(refused.clone()));
    assert_eq!(contract.set_uri(n(1), "x".into()), Err(refused));
}

#[chain_test]
fn batch_makes_its_vouchers_and_tells_it_once(chain: Chain) {
    let [issuer, bob] = chain.accounts();
    let contract = deployed(&chain);
    assert_eq!(contract.create_kind(n(10)), Ok(n(2)));
    let (ids, values) = (vec![n(2), n(1), n(2)], vec![n(3), n(5), n(4)]);
    assert_eq!(contract.mint_batch(bob, ids.clone(), values.clone(), no_data()), Ok(()));
    let held = [1, 2].map(|id| contract.erc1155().balance_of(bob, n(id)));
    assert_eq!(held, [5, 7].map(n));
    assert_eq!([1, 2].map(|id| contract.supply(n(id)).total), held);
    let made = TransferBatch { operator: issuer, from: Address::ZERO, to: bob, ids, values };
    assert_eq!(chain.events::<TransferBatch>(), [made]);
}

#[chain_test]
fn vouchers_for_nobody_are_refused(chain: Chain) {
    let contract = deployed(&chain);
    let refused = Erc1155Error::ERC1155InvalidReceiver { receiver: Address::ZERO };
    let single = contract.mint(Address::ZERO, n(1), n(1), no_data());
    assert_eq!(single, Err(MultitokenError::Erc1155(refused.clone())));
    let batch = contract.mint_batch(Address::ZERO, vec![n(1)], vec![n(1)], no_data());
    assert_eq!(batch, Err(MultitokenError::Erc1155(refused)));
    assert_eq!(contract.supply(n(1)).total, n(0));
}

#[chain_test]
fn batch_of_differing_lengths_is_refused(chain: Chain) {
    let [_, bob] = chain.accounts();
    let refused = Erc1155Error::ERC1155InvalidArrayLength { ids_length: n(1), values_length: n(2) };
    let batch = deployed(&chain).mint_batch(bob, vec![n(1)], vec![n(1), n(1)], no_data());
    assert_eq!(batch, Err(MultitokenError::Erc1155(refused)));
}

#[chain_test]
fn using_up_anothers_or_more_than_there_are_is_refused(chain: Chain) {
    let [_, bob, carol] = chain.accounts();
    let contract = deployed(&chain);
    contract.mint(bob, n(1), n(5), no_data()).unwrap();
    let refused = Erc1155Error::ERC1155MissingApprovalForAll { operator: carol, owner: bob };
    assert_eq!(contract.by(carol).burn(bob, n(1), n(1)), Err(MultitokenError::Erc1155(refused)));
    let short = Erc1155Error::ERC1155InsufficientBalance { sender: bob, balance: n(5), needed: n(6), token_id: n(1) };
    assert_eq!(contract.by(bob).burn(bob, n(1), n(6)), Err(MultitokenError::Erc1155(short)));
    contract.erc1155().by(bob).set_approval_for_all(carol, true).unwrap();
    assert_eq!(contract.by(carol).burn(bob, n(1), n(5)), Ok(()));
    assert_eq!(contract.supply(n(1)).total, n(0));
}
