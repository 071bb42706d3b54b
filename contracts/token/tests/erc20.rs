//! The rules of ERC-20, by the words of its text, and what ERC-6093 and OpenZeppelin's token add to them; natively and on
//! the VM.

use testing::prelude::*;
use token::{Approval, Erc20Client, Erc20Error as Error, Token, Transfer};

fn coins(amount: u64) -> U256 {
    U256::from(amount)
}

fn deployed(chain: &Chain, by: Address) -> Erc20Client<Sender> {
    chain.deploy(by, Token::constructor("Tok".into(), "TOK".into(), coins(1000))).erc20()
}

#[chain_test]
fn total_supply_is_the_deployers_and_created_from_the_zero_address(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    assert_eq!((token.name(), token.symbol(), token.decimals()), ("Tok".into(), "TOK".into(), 18));
    assert_eq!((token.total_supply(), token.balance_of(alice)), (coins(1000), coins(1000)));
    assert_eq!(token.balance_of(bob), U256::ZERO);
    assert_eq!(chain.events::<Transfer>(), [Transfer { from: Address::ZERO, to: alice, value: coins(1000) }]);
}

#[chain_test]
fn transfer_must_fire_the_transfer_event(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    assert_eq!(token.transfer(bob, coins(400)), Ok(true));
    assert_eq!((token.balance_of(alice), token.balance_of(bob)), (coins(600), coins(400)));
    assert_eq!(chain.events::<Transfer>()[1], Transfer { from: alice, to: bob, value: coins(400) });
}

#[chain_test]
fn transfer_to_oneself_changes_nothing(chain: Chain) {
    let [alice] = chain.accounts();
    let token = deployed(&chain, alice);
    assert_eq!(token.transfer(alice, coins(1000)), Ok(true));
    assert_eq!(token.balance_of(alice), coins(1000));
}

#[chain_test]
fn transfer_throws_if_the_balance_is_not_enough_and_names_the_shortfall(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    let short = Error::ERC20InsufficientBalance { sender: bob, balance: U256::ZERO, needed: coins(1) };
    assert_eq!(token.by(bob).transfer(alice, coins(1)), Err(short));
    assert_eq!(chain.events::<Transfer>().len(), 1);
}

#[chain_test]
fn transfers_of_zero_are_normal_transfers_and_fire_the_event(chain: Chain) {
    let [alice, bob, carol] = chain.accounts();
    let token = deployed(&chain, alice);
    assert_eq!(token.by(bob).transfer(carol, U256::ZERO), Ok(true));
    assert_eq!(token.by(carol).transfer_from(bob, alice, U256::ZERO), Ok(true));
    let fired = |from, to| Transfer { from, to, value: U256::ZERO };
    assert_eq!(chain.events::<Transfer>()[1..], [fired(bob, carol), fired(bob, alice)]);
}

#[chain_test]
fn approve_called_again_overwrites_the_allowance(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    for value in [300, 20, 0].map(coins) {
        assert_eq!(token.approve(bob, value), Ok(true));
        assert_eq!(token.allowance(alice, bob), value);
        let approved = Approval { owner: alice, spender: bob, value };
        assert_eq!(chain.events::<Approval>().pop(), Some(approved), "it must fire on any successful approve");
    }
}

#[chain_test]
fn spender_may_withdraw_several_times_up_to_the_value(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    assert_eq!(token.approve(bob, coins(10)), Ok(true));
    for left in [6, 2] {
        assert_eq!(token.by(bob).transfer_from(alice, bob, coins(4)), Ok(true));
        assert_eq!(token.allowance(alice, bob), coins(left));
    }
    assert!(token.by(bob).transfer_from(alice, bob, coins(4)).is_err());
}

#[chain_test]
fn zero_address_sends_nothing_not_even_zero(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    let refused = Err(Error::ERC20InvalidSender { sender: Address::ZERO });
    assert_eq!(token.by(bob).transfer_from(Address::ZERO, bob, U256::ZERO), refused);
}

#[chain_test]
fn transfer_to_the_zero_address_is_refused(chain: Chain) {
    let [alice] = chain.accounts();
    let token = deployed(&chain, alice);
    let refused = Err(Error::ERC20InvalidReceiver { receiver: Address::ZERO });
    assert_eq!(token.transfer(Address::ZERO, coins(1)), refused);
    assert_eq!(token.balance_of(alice), coins(1000));
}

#[chain_test]
fn transfer_from_throws_unless_the_owner_authorized_the_sender(chain: Chain) {
    let [alice, bob, carol] = chain.accounts();
    let token = deployed(&chain, alice);
    assert_eq!(token.approve(bob, coins(300)), Ok(true));
    assert_eq!(chain.events::<Approval>(), [Approval { owner: alice, spender: bob, value: coins(300) }]);
    assert_eq!(token.by(bob).transfer_from(alice, carol, coins(100)), Ok(true));
    assert_eq!((token.allowance(alice, bob), token.balance_of(carol)), (coins(200), coins(100)));

    let short = |spender, allowance, needed| Err(Error::ERC20InsufficientAllowance { spender, allowance, needed });
    assert_eq!(token.by(bob).transfer_from(alice, bob, coins(201)), short(bob, coins(200), coins(201)));
    assert_eq!(token.by(carol).transfer_from(alice, carol, coins(1)), short(carol, U256::ZERO, coins(1)));
}

#[chain_test]
fn allowance_survives_a_transfer_that_fails(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    assert_eq!(token.approve(bob, coins(5000)), Ok(true));
    let short = Error::ERC20InsufficientBalance { sender: alice, balance: coins(1000), needed: coins(1001) };
    assert_eq!(token.by(bob).transfer_from(alice, bob, coins(1001)), Err(short));
    assert_eq!(token.allowance(alice, bob), coins(5000));
}

#[chain_test]
fn infinite_allowance_is_never_used_up(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    assert_eq!(token.approve(bob, U256::MAX), Ok(true));
    assert_eq!(token.by(bob).transfer_from(alice, bob, coins(1000)), Ok(true));
    assert_eq!(token.allowance(alice, bob), U256::MAX);
}

#[chain_test]
fn approving_the_zero_address_is_refused(chain: Chain) {
    let [alice] = chain.accounts();
    let token = deployed(&chain, alice);
    let refused = Err(Error::ERC20InvalidSpender { spender: Address::ZERO });
    assert_eq!(token.approve(Address::ZERO, coins(1)), refused);
}

#[chain_test]
fn value_is_refused_by_every_method(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    let error = token.with_value(coins(1)).try_transfer(bob, coins(1)).unwrap_err();
    assert_eq!(error.message().as_deref(), Some("this method takes no value"));
    let constructor = Token::constructor("Tok".into(), "TOK".into(), coins(1)).with_value(coins(1));
    assert!(chain.try_deploy(alice, constructor).is_err());
}

#[chain_test]
fn unknown_selector_is_refused(chain: Chain) {
    let [alice] = chain.accounts();
    let token = deployed(&chain, alice);
    for input in [&[][..], &[1, 2, 3], &[0xDE, 0xAD, 0xBE, 0xEF]] {
        let error = chain.send(alice, token.address(), U256::ZERO, input).unwrap_err();
        assert_eq!(error.message().as_deref(), Some("no method has this selector"));
    }
}

#[chain_test]
fn call_data_that_is_not_canonical_is_refused(chain: Chain) {
    let [alice] = chain.accounts();
    let token = deployed(&chain, alice);
    let balance_of = [0x70, 0xa0, 0x82, 0x31];
    let cases = [
        (vec![0; 31], "abi: data is too short"),
        (vec![0; 33], "abi: trailing bytes"),
        (vec![0xFF; 32], "abi: value out of range"),
    ];
    for (arguments, reason) in cases {
        let input = [&balance_of[..], &arguments].concat();
        let error = chain.send(alice, token.address(), U256::ZERO, &input).unwrap_err();
        assert_eq!(error.message().as_deref(), Some(reason));
    }
}

#[test]
fn abi_is_what_solidity_tools_expect() {
    use sdk::contract::Contract;
    let lines: Vec<&str> = Token::ABI.lines().collect();
    for line in [
        "constructor(string name, string symbol, uint256 supply)",
        "function balanceOf(address account) view returns (uint256)",
        "function transfer(address to, uint256 value) returns (bool)",
        "event Transfer(address indexed from, address indexed to, uint256 value)",
        "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
    ] {
        assert!(lines.contains(&line), "{line} is not in {lines:#?}");
    }
}
