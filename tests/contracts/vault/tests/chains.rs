//! What every chain gives a test beside the contract: traces, snapshots, time. The same on each.

use testing::{CallKind, Trace, prelude::*};
use token::{Erc20Client, Erc20Error as TokenError, Token, Transfer};
use vault::{Vault, VaultClient};

fn coins(amount: u64) -> U256 {
    U256::from(amount)
}

/// A vault of Bob's for a token of Alice's.
fn deployed(chain: &Chain) -> (Erc20Client<Sender>, VaultClient<Sender>) {
    let [alice, bob] = chain.accounts();
    let token = chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), coins(1000))).erc20();
    let vault = chain.deploy(bob, Vault::constructor(token.address()));
    (token, vault)
}

/// The tree without the gas, which only some chains count.
fn without_gas(trace: &Trace) -> String {
    let text = trace.to_string();
    text.lines().map(|line| line.split("  [gas ").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[chain_test]
fn trace_shows_nested_calls_with_names_and_values(chain: Chain) {
    let [alice] = chain.accounts();
    let (token, vault) = deployed(&chain);
    token.approve(vault.address(), coins(300)).unwrap();
    assert_eq!(vault.by(alice).deposit(coins(100)), Ok(true));
    let expected = "\
accounts[0] -> Vault.deposit(amount: 100)
    Vault -> Token.transferFrom(from: accounts[0], to: Vault, value: 100)
        event Transfer(from: accounts[0], to: Vault, value: 100)
        returned (true)
    event Deposited(from: accounts[0], amount: 100)
    returned (true)";
    assert_eq!(without_gas(&chain.trace().unwrap()), expected);
    let short =
        TokenError::ERC20InsufficientAllowance { spender: vault.address(), allowance: coins(200), needed: coins(201) };
    chain.expect_revert(vault.by(alice).deposit(coins(201)), short);
    let reverted = "reverted with ERC20InsufficientAllowance(spender: Vault, allowance: 200, needed: 201)";
    let expected = format!(
        "\
accounts[0] -> Vault.deposit(amount: 201)
    Vault -> Token.transferFrom(from: accounts[0], to: Vault, value: 201)
        {reverted}
    {reverted}"
    );
    assert_eq!(without_gas(&chain.trace().unwrap()), expected);
}

#[chain_test]
fn trace_shows_contracts_that_contracts_create(chain: Chain) {
    let (_, vault) = deployed(&chain);
    let code = chain.code_hash::<Token>();
    let made = vault.create_token(code, coins(5));
    let trace = chain.trace().unwrap();
    let created = trace.call.calls().next().unwrap();
    assert_eq!((created.kind, created.method(), created.to), (CallKind::Create, Some("Token"), made));
    let text = without_gas(&trace);
    assert!(text.contains(&format!("new Token(name: \"Made\", symbol: \"MADE\", supply: 5) at {made}")), "{text}");
    let made = chain.client::<Token>(made, vault.address()).erc20();
    assert_eq!(made.total_supply(), coins(5));
    assert_eq!(without_gas(&chain.trace().unwrap()), "Vault -> Token#2.totalSupply()\n    returned (5)");
}

#[chain_test]
fn trace_says_why_a_call_was_not_carried_out(chain: Chain) {
    let (_, vault) = deployed(&chain);
    assert!(!vault.bump_myself(false));
    let expected = "\
accounts[1] -> Vault.bumpMyself(permit: false)
    Vault -> Vault.bump()
        failed: refused: the contract is entered already, and a call on the way does not allow re-entry
    returned (false)";
    assert_eq!(without_gas(&chain.trace().unwrap()), expected);
}

#[test]
fn gas_of_a_trace_adds_up_on_the_vm() {
    let chain = Chain::vm();
    let [alice] = chain.accounts();
    let (token, vault) = deployed(&chain);
    token.approve(vault.address(), coins(300)).unwrap();
    vault.by(alice).deposit(coins(100)).unwrap();
    let trace = chain.trace().unwrap();
    let inner: u64 = trace.call.calls().filter_map(|call| call.gas_used).sum();
    assert_eq!(trace.call.gas_used, chain.gas_used());
    assert!(inner > 0 && trace.call.gas_used.unwrap() > inner, "{trace}");
    let report = chain.gas_report();
    let figures = report.figures("Vault", "deposit").unwrap();
    assert_eq!((figures.count, Some(figures.median)), (1, chain.gas_used()));
    assert!(report.figures("Token", "transferFrom").is_none(), "it was not a transaction");
}

#[chain_test]
fn snapshot_keeps_contracts_clock_height_and_logs(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let (token, _) = deployed(&chain);
    let (before, time, height) = (chain.snapshot(), chain.timestamp(), chain.block_number());
    for _ in 0..2 {
        token.transfer(bob, coins(1)).unwrap();
        chain.set_balance(alice, coins(5));
        chain.advance_time(1_000);
        chain.mine(2);
        assert_eq!((token.balance_of(bob), chain.events::<Transfer>().len()), (coins(1), 2));
        chain.restore(before);
        assert_eq!((token.balance_of(bob), chain.events::<Transfer>().len()), (U256::ZERO, 1));
        assert_eq!((chain.timestamp(), chain.block_number()), (time, height));
        assert!(chain.balance(alice) > coins(5));
    }
}

#[chain_test]
fn clock_is_set_for_the_next_block(chain: Chain) {
    let (token, _) = deployed(&chain);
    let (time, height) = (chain.timestamp() + 86_400, chain.block_number());
    chain.set_time(time);
    assert_eq!(chain.timestamp(), time);
    token.approve(token.address(), coins(1)).unwrap();
    chain.mine(3);
    assert_eq!((chain.timestamp(), chain.block_number()), (time + 4, height + 4));
}
