//! One test of the token as its author runs it: natively, and on the VM after the first build.

use criterion::{Criterion, criterion_group, criterion_main};
use testing::prelude::*;
use token::{Token, Transfer};

/// A fresh chain, a deployment, a transfer, a refused one, and what they left.
fn test_of_the_token(chain: &Chain) {
    let [alice, bob] = chain.accounts();
    let coins = |amount: u64| U256::from(amount);
    let token = chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), coins(1000))).erc20();
    assert_eq!(token.transfer(bob, coins(400)), Ok(true));
    chain.expect_event(Transfer { from: alice, to: bob, value: coins(400) });
    assert!(token.transfer(bob, coins(601)).is_err());
    assert_eq!((token.balance_of(alice), token.balance_of(bob)), (coins(600), coins(400)));
}

fn chains(c: &mut Criterion) {
    c.bench_function("chains::native", |b| b.iter(|| test_of_the_token(&Chain::native())));
    test_of_the_token(&Chain::vm());
    c.bench_function("chains::vm", |b| b.iter(|| test_of_the_token(&Chain::vm())));
}

criterion_group!(benches, chains);
criterion_main!(benches);
