//! Fungible tokens: what only a contract can ask for. The rules of ERC-20's text are tested with the contract `token`.

use blocks::erc20::{Approval, Erc20, Erc20Error, Transfer};
use testing::prelude::*;

use crate::stage::Stage;

fn stage() -> (Stage<Erc20>, [Address; 2]) {
    let stage = Stage::<Erc20>::new();
    let accounts = stage.chain.accounts();
    (stage, accounts)
}

#[test]
fn minting_and_burning_change_balance_and_supply_alike() {
    let (stage, [alice, bob]) = stage();
    let [three, seven, ten] = [3_u8, 7, 10].map(U256::from);
    stage.call(alice, move |block| block.mint(bob, ten)).unwrap();
    stage.call(alice, move |block| block.burn(bob, three)).unwrap();
    assert_eq!(stage.see(alice, move |block| (block.balance_of(bob), block.total_supply())), (seven, seven));
    let made = Transfer { from: Address::ZERO, to: bob, value: ten };
    let gone = Transfer { from: bob, to: Address::ZERO, value: three };
    assert_eq!(stage.chain.events::<Transfer>(), [made, gone]);
    let short = Erc20Error::ERC20InsufficientBalance { sender: bob, balance: seven, needed: ten };
    assert_eq!(stage.call(alice, move |block| block.burn(bob, ten)), Err(short));
}

#[test]
fn minting_to_the_zero_address_is_refused() {
    let (stage, [alice, _]) = stage();
    let refused = Err(Erc20Error::ERC20InvalidReceiver { receiver: Address::ZERO });
    assert_eq!(stage.call(alice, |block| block.mint(Address::ZERO, U256::ONE)), refused);
}

#[test]
fn burning_of_the_zero_address_is_refused() {
    let (stage, [alice, _]) = stage();
    let refused = Err(Erc20Error::ERC20InvalidSender { sender: Address::ZERO });
    assert_eq!(stage.call(alice, |block| block.burn(Address::ZERO, U256::ZERO)), refused);
}

#[test]
fn allowance_of_the_zero_address_is_refused() {
    let (stage, [alice, bob]) = stage();
    let refused = Err(Erc20Error::ERC20InvalidApprover { approver: Address::ZERO });
    assert_eq!(stage.call(alice, move |block| block.set_allowance(Address::ZERO, bob, U256::ONE)), refused);
    assert_eq!(stage.chain.events::<Approval>(), []);
}
