//! The token in a few lines.

use testing::prelude::*;
use token::{Erc20Error, Token};

#[chain_test]
fn tokens_move_and_never_more_than_there_are(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (supply, some) = (U256::from(1000_u64), U256::from(400_u64));
    let token = chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), supply)).erc20();
    assert_eq!(token.transfer(bob, some), Ok(true));
    assert_eq!((token.balance_of(alice), token.balance_of(bob)), (supply - some, some));
    let short = Erc20Error::ERC20InsufficientBalance { sender: bob, balance: some, needed: supply };
    assert_eq!(token.by(bob).transfer(alice, supply), Err(short));
}
