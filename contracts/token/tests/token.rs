//! The token by its clients' eyes, natively and on the VM.

use testing::prelude::*;
use token::{Approval, Error, Token, TokenClient, Transfer};

fn coins(amount: u64) -> U256 {
    U256::from(amount)
}

fn deployed(chain: &Chain, by: Address) -> TokenClient<Sender> {
    chain.deploy(by, Token::constructor("Tok".into(), "TOK".into(), coins(1000)))
}

#[chain_test]
fn supply_goes_to_the_deployer(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    assert_eq!((token.name(), token.symbol(), token.decimals()), ("Tok".into(), "TOK".into(), 18));
    assert_eq!((token.total_supply(), token.balance_of(alice)), (coins(1000), coins(1000)));
    assert_eq!(token.balance_of(bob), U256::ZERO);
    assert_eq!(chain.events::<Transfer>(), [Transfer { from: Address::ZERO, to: alice, value: coins(1000) }]);
}

#[chain_test]
fn transfer_moves_tokens(chain: Chain) {
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
fn transfer_beyond_the_balance_names_the_shortfall(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let token = deployed(&chain, alice);
    let short = Error::ERC20InsufficientBalance { sender: bob, balance: U256::ZERO, needed: coins(1) };
    assert_eq!(token.by(bob).transfer(alice, coins(1)), Err(short));
    assert_eq!(chain.events::<Transfer>().len(), 1);
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
fn allowance_is_spent_by_its_spender_only(chain: Chain) {
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
fn zero_address_cannot_be_approved(chain: Chain) {
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
