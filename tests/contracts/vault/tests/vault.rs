//! What contracts do to each other, natively and on the VM: calls, caught and passed errors, what a revert undoes,
//! static calls, re-entry, creation and value.

use testing::prelude::*;
use token::{Erc20Client, Erc20Error as TokenError, Token, Transfer};
use vault::{Deposited, Vault, VaultClient, VaultError};

fn coins(amount: u64) -> U256 {
    U256::from(amount)
}

/// Alice's token of 1000 and a vault over it that may take 600 of hers.
fn deployed(chain: &Chain) -> (Erc20Client<Sender>, VaultClient<Sender>) {
    let [alice] = chain.accounts();
    let token = chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), coins(1000))).erc20();
    let vault = chain.deploy(alice, Vault::constructor(token.address()));
    assert_eq!(token.approve(vault.address(), coins(600)), Ok(true));
    (token, vault)
}

#[chain_test]
fn deposit_and_withdrawal_move_tokens(chain: Chain) {
    let [alice] = chain.accounts();
    let (token, vault) = deployed(&chain);
    assert_eq!(vault.deposit(coins(500)), Ok(true));
    assert_eq!((vault.shares(alice), vault.held(), token.balance_of(alice)), (coins(500), coins(500), coins(500)));
    assert_eq!(token.allowance(alice, vault.address()), coins(100));
    assert_eq!(chain.events::<Deposited>(), [Deposited { from: alice, amount: coins(500) }]);
    let moved = Transfer { from: alice, to: vault.address(), value: coins(500) };
    assert_eq!(chain.events::<Transfer>().last(), Some(&moved));

    assert_eq!(vault.withdraw(coins(200)), Ok(coins(300)));
    assert_eq!((vault.held(), token.balance_of(alice)), (coins(300), coins(700)));
    let short = VaultError::Short { held: coins(300), wanted: coins(301) };
    assert_eq!(vault.withdraw(coins(301)), Err(short));
}

#[chain_test]
fn error_of_the_inner_contract_passes_by_its_type(chain: Chain) {
    let [alice] = chain.accounts();
    let (_, vault) = deployed(&chain);
    let spender = vault.address();
    let short = TokenError::ERC20InsufficientAllowance { spender, allowance: coins(600), needed: coins(601) };
    assert_eq!(vault.deposit(coins(601)), Err(short));
    assert_eq!(vault.shares(alice), U256::ZERO);
}

#[chain_test]
fn caught_error_becomes_the_callers_own(chain: Chain) {
    let [alice] = chain.accounts();
    let (token, vault) = deployed(&chain);
    let refused = VaultError::NotAllowed { allowed: coins(600), wanted: coins(601) };
    assert_eq!(vault.deposit_politely(coins(601)), Err(refused));
    assert_eq!(token.approve(vault.address(), coins(5000)), Ok(true));
    let short = VaultError::Short { held: coins(1000), wanted: coins(1001) };
    assert_eq!(vault.deposit_politely(coins(1001)), Err(short));
    assert_eq!((vault.shares(alice), token.allowance(alice, vault.address())), (U256::ZERO, coins(5000)));
    assert_eq!(vault.deposit_politely(coins(9)), Ok(coins(9)));
}

#[chain_test]
fn address_without_code_is_no_token(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let vault = chain.deploy(alice, Vault::constructor(bob));
    assert_eq!(vault.deposit_politely(coins(1)), Err(VaultError::TokenFailed));
    let error = vault.try_deposit(coins(1)).unwrap_err();
    assert_eq!(error.message().as_deref(), Some("a called contract's output does not match its ABI"));
}

#[chain_test]
fn revert_restores_both_contracts(chain: Chain) {
    let [alice] = chain.accounts();
    let (token, vault) = deployed(&chain);
    let logs = chain.logs();
    assert_eq!(vault.deposit_and_throw(coins(500)), Err(VaultError::Thrown));
    assert_eq!((vault.shares(alice), vault.held(), token.balance_of(alice)), (U256::ZERO, U256::ZERO, coins(1000)));
    assert_eq!(token.allowance(alice, vault.address()), coins(600));
    assert_eq!(chain.logs(), logs);
}

#[chain_test]
fn caught_revert_restores_what_is_below_it_only(chain: Chain) {
    let [alice] = chain.accounts();
    let (token, vault) = deployed(&chain);
    let other = chain.deploy(alice, Vault::constructor(token.address()));
    assert_eq!(vault.deposit(coins(500)), Ok(true));
    assert_eq!(vault.catch_throw(other.address(), coins(400)), Ok(true));
    assert_eq!((vault.held(), other.held()), (coins(500), U256::ZERO));
    assert_eq!(other.shares(vault.address()), U256::ZERO);
    // The approval came before the call that failed, and the call's spending of it is undone.
    assert_eq!(token.allowance(vault.address(), other.address()), coins(400));
    assert_eq!(chain.events::<Deposited>().len(), 1);
}

#[chain_test]
fn failed_calls_between_successful_ones_leave_nothing(chain: Chain) {
    let [alice, bob, carol] = chain.accounts();
    let (token, vault) = deployed(&chain);
    assert_eq!(token.transfer(carol, coins(10)), Ok(true));
    for poor in [bob, carol] {
        assert_eq!(token.by(poor).approve(vault.address(), coins(10)), Ok(true));
    }
    assert_eq!(vault.collect(vec![alice, bob, carol], coins(10)), 2);
    assert_eq!((vault.shares(alice), vault.shares(bob), vault.shares(carol)), (coins(10), U256::ZERO, coins(10)));
    assert_eq!((vault.held(), token.allowance(bob, vault.address())), (coins(20), coins(10)));
}

#[chain_test]
fn view_is_called_statically(chain: Chain) {
    let [alice] = chain.accounts();
    let (token, vault) = deployed(&chain);
    let other = chain.deploy(alice, Vault::constructor(token.address()));
    assert_eq!(vault.deposit(coins(5)), Ok(true));
    assert_eq!(vault.leak(alice, coins(5)), Ok(true), "a query may change what is forgotten after it");
    assert!(!other.leak_from(vault.address(), coins(5)));
    assert_eq!((vault.held(), token.balance_of(alice)), (coins(5), coins(995)));
}

#[chain_test]
fn reentry_is_refused_unless_the_live_frame_permits_it(chain: Chain) {
    let (_, vault) = deployed(&chain);
    assert!(!vault.bump_myself(false));
    assert_eq!(vault.bumps(), 0);
    assert!(vault.bump_myself(true));
    assert_eq!(vault.bumps(), 1);
}

#[chain_test]
fn reentry_through_another_contract_is_refused_unless_permitted(chain: Chain) {
    let [alice] = chain.accounts();
    let (token, vault) = deployed(&chain);
    let other = chain.deploy(alice, Vault::constructor(token.address()));
    assert!(!vault.bump_by(other.address(), false));
    assert!(vault.bump_by(other.address(), true));
    assert_eq!((vault.bumps(), other.bumps()), (1, 0));
}

#[chain_test]
fn tokens_are_created_from_their_code_hash(chain: Chain) {
    let [alice] = chain.accounts();
    let (_, vault) = deployed(&chain);
    let code = chain.code_hash::<Token>();
    assert_eq!(vault.token_code(), code);
    let made = vault.create_token(code, coins(7));
    let token = chain.client::<Token>(made, alice).erc20();
    assert_eq!((token.symbol(), token.total_supply()), ("MADE".into(), coins(7)));
    assert_eq!(token.balance_of(vault.address()), coins(7));

    let salted = vault.create_token_at(code, coins(8), B256::ZERO);
    assert_eq!(chain.client::<Token>(salted, alice).erc20().total_supply(), coins(8));
    assert!(vault.try_create_token_at(code, coins(8), B256::ZERO).is_err(), "the address is taken");
    assert!(vault.try_create_token(B256::ZERO, coins(1)).is_err(), "no code has this hash");
}

#[chain_test]
fn value_is_sent_along_or_stays(chain: Chain) {
    let [alice] = chain.accounts();
    let (token, vault) = deployed(&chain);
    let other = chain.deploy(alice, Vault::constructor(token.address()));
    assert!(vault.with_value(coins(7)).tip_on(other.address()));
    assert_eq!((chain.balance(vault.address()), chain.balance(other.address())), (U256::ZERO, coins(7)));
    assert!(!vault.with_value(coins(3)).tip_on(token.address()));
    assert_eq!((chain.balance(vault.address()), chain.balance(token.address())), (coins(3), U256::ZERO));
}
