//! Ownership in two steps.

use blocks::{Ownable, OwnableError, OwnershipTransferStarted, OwnershipTransferred};
use testing::prelude::*;

use crate::stage::Stage;

fn owned() -> (Stage<Ownable>, [Address; 3]) {
    let stage = Stage::<Ownable>::new();
    let accounts = stage.chain.accounts();
    let owner = accounts[0];
    stage.call(owner, move |block| block.init(owner)).expect("the owner is not zero");
    (stage, accounts)
}

fn unauthorized<T>(account: Address) -> Result<T, OwnableError> {
    Err(OwnableError::OwnableUnauthorizedAccount { account })
}

#[test]
fn new_owner_has_to_accept() {
    let (stage, [alice, bob, carol]) = owned();
    stage.call(alice, move |block| block.transfer_ownership(bob)).unwrap();
    assert_eq!(stage.see(carol, |block| (block.owner(), block.pending_owner())), (alice, bob));
    assert_eq!(stage.call(carol, |block| block.accept_ownership()), unauthorized(carol));
    assert_eq!(stage.call(alice, |block| block.only_owner()), Ok(()));
    stage.call(bob, |block| block.accept_ownership()).unwrap();
    assert_eq!(stage.see(carol, |block| (block.owner(), block.pending_owner())), (bob, Address::ZERO));
    assert_eq!(stage.call(alice, |block| block.only_owner()), unauthorized(alice));
    assert_eq!(stage.call(bob, |block| block.accept_ownership()), unauthorized(bob));
    let started = OwnershipTransferStarted { previous_owner: alice, new_owner: bob };
    assert_eq!(stage.chain.events::<OwnershipTransferStarted>(), [started]);
    let moved = |previous_owner, new_owner| OwnershipTransferred { previous_owner, new_owner };
    assert_eq!(stage.chain.events::<OwnershipTransferred>(), [moved(Address::ZERO, alice), moved(alice, bob)]);
}

#[test]
fn offer_is_withdrawn_by_offering_to_nobody() {
    let (stage, [alice, bob, _]) = owned();
    stage.call(alice, move |block| block.transfer_ownership(bob)).unwrap();
    stage.call(alice, |block| block.transfer_ownership(Address::ZERO)).unwrap();
    assert_eq!(stage.call(bob, |block| block.accept_ownership()), unauthorized(bob));
}

#[test]
fn offer_by_another_than_the_owner_is_refused() {
    let (stage, [alice, bob, _]) = owned();
    stage.call(alice, move |block| block.transfer_ownership(bob)).unwrap();
    assert_eq!(stage.call(bob, move |block| block.transfer_ownership(bob)), unauthorized(bob));
    assert_eq!(stage.call(bob, |block| block.renounce_ownership()), unauthorized(bob));
}

#[test]
fn renounced_contract_has_no_owner_and_no_offer() {
    let (stage, [alice, bob, _]) = owned();
    stage.call(alice, move |block| block.transfer_ownership(bob)).unwrap();
    stage.call(alice, |block| block.renounce_ownership()).unwrap();
    assert_eq!(stage.see(bob, |block| (block.owner(), block.pending_owner())), (Address::ZERO, Address::ZERO));
    assert_eq!(stage.call(alice, |block| block.only_owner()), unauthorized(alice));
    assert_eq!(stage.call(bob, |block| block.accept_ownership()), unauthorized(bob));
}

#[test]
fn zero_address_as_the_first_owner_is_refused() {
    let stage = Stage::<Ownable>::new();
    let [alice] = stage.chain.accounts();
    let refused = Err(OwnableError::OwnableInvalidOwner { owner: Address::ZERO });
    assert_eq!(stage.call(alice, |block| block.init(Address::ZERO)), refused);
}
