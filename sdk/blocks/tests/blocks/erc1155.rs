//! Many kinds of tokens: what only a contract can ask for. The rules of ERC-1155's text are tested with the contract
//! `multitoken`.

use blocks::erc1155::{Erc1155, Erc1155Error, TransferBatch};
use testing::prelude::*;

use crate::stage::Stage;

fn n(number: u64) -> U256 {
    U256::from(number)
}

/// Alice holds 10 of kind 1 and 20 of kind 2.
fn stage() -> (Stage<Erc1155>, [Address; 2]) {
    let stage = Stage::<Erc1155>::new();
    let accounts: [Address; 2] = stage.chain.accounts();
    let to = accounts[0];
    let made =
        stage.call(to, move |block| block.mint_batch(to, vec![n(1), n(2)], vec![n(10), n(20)], &Bytes::default()));
    made.expect("an account takes what it is sent");
    (stage, accounts)
}

fn held(stage: &Stage<Erc1155>, account: Address) -> [U256; 2] {
    stage.see(account, move |block| [1, 2].map(|id| block.balance_of(account, n(id))))
}

#[test]
fn batch_is_destroyed_whole_or_not_at_all() {
    let (stage, [alice, bob]) = stage();
    let burn = |ids: [u64; 2], values: [u64; 2]| {
        stage.call(bob, move |block| block.burn_batch(alice, ids.map(n).to_vec(), values.map(n).to_vec()))
    };
    let short =
        Erc1155Error::ERC1155InsufficientBalance { sender: alice, balance: n(20), needed: n(21), token_id: n(2) };
    assert_eq!(burn([1, 2], [1, 21]), Err(short));
    assert_eq!(held(&stage, alice), [10, 20].map(n));
    assert_eq!(burn([1, 2], [1, 2]), Ok(()));
    assert_eq!(held(&stage, alice), [9, 18].map(n));
    let (ids, values) = (vec![n(1), n(2)], vec![n(1), n(2)]);
    let gone = TransferBatch { operator: bob, from: alice, to: Address::ZERO, ids, values };
    assert_eq!(stage.chain.events::<TransferBatch>()[1..], [gone]);
}

#[test]
fn destroying_a_batch_of_differing_lengths_is_refused() {
    let (stage, [alice, _]) = stage();
    let refused = Err(Erc1155Error::ERC1155InvalidArrayLength { ids_length: n(2), values_length: n(1) });
    assert_eq!(stage.call(alice, move |block| block.burn_batch(alice, vec![n(1), n(2)], vec![n(1)])), refused);
}

#[test]
fn zero_address_sends_nothing_not_even_an_empty_batch() {
    let (stage, [_, bob]) = stage();
    let nobody = Address::ZERO;
    let sent = stage.call(nobody, move |block| {
        block.safe_batch_transfer_from(nobody, bob, Vec::new(), Vec::new(), Bytes::default())
    });
    assert_eq!(sent, Err(Erc1155Error::ERC1155InvalidSender { sender: nobody }));
}

#[test]
fn destroying_of_the_zero_address_is_refused() {
    let (stage, [alice, _]) = stage();
    let refused = Erc1155Error::ERC1155InvalidSender { sender: Address::ZERO };
    assert_eq!(stage.call(alice, |block| block.burn(Address::ZERO, n(1), n(0))), Err(refused));
}
