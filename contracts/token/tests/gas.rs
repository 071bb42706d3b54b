//! What each method of the token costs: `gas.golden` beside the manifest.

use testing::prelude::*;
use token::Token;

#[test]
fn gas_of_each_method_is_as_recorded() {
    let chain = Chain::vm();
    let [alice, bob, carol] = chain.accounts();
    let coins = |amount: u64| U256::from(amount);
    let token = chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), coins(1000))).erc20();
    // To an account that holds none, to one that holds some, and everything.
    for (from, to, value) in [(alice, bob, 400), (alice, bob, 100), (bob, carol, 500)] {
        assert_eq!(token.by(from).transfer(to, coins(value)), Ok(true));
    }
    // A first allowance, a change of one, and one that is never used up.
    for (owner, value) in [(alice, coins(300)), (alice, coins(200)), (carol, U256::MAX)] {
        assert_eq!(token.by(owner).approve(bob, value), Ok(true));
    }
    for (owner, value) in [(alice, 50), (alice, 150), (carol, 500)] {
        assert_eq!(token.by(bob).transfer_from(owner, bob, coins(value)), Ok(true));
    }
    assert_gas_golden!(chain);
}
