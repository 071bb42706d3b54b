//! The `testing` crate's chains over a running node: the token's own tests pass on it, and a fork goes on from it.

use std::process::Command;

use sdk::call::CallError;
use serde_json::json;
use testing::prelude::*;
use tests::Chain as Node;
use token::{Erc20Error, Token, Transfer};

/// The token's tests, as they stand in its own package.
#[path = "../../contracts/token/tests/erc20.rs"]
mod token_on_a_node;

/// Runs `work`, which waits for the node, off the threads that the node runs on.
async fn beside<T: Send + 'static>(node: &Node, work: impl FnOnce(&str) -> T + Send + 'static) -> T {
    let url = node.url();
    tokio::task::spawn_blocking(move || work(&url)).await.expect("the work ends without a panic")
}

fn coins(amount: u64) -> U256 {
    U256::from(amount)
}

#[tokio::test(flavor = "multi_thread")]
async fn token_passes_its_own_tests_on_a_running_node() {
    let node = Node::start().await;
    let before = node.call("eth_blockNumber", json!([])).await;
    let output = beside(&node, |url| {
        let program = std::env::current_exe().expect("a process has a program");
        let tests = ["--ignored", "token_on_a_node"];
        Command::new(program).args(tests).env("CAUSEWAY_RPC_URL", url).output().expect("this program starts again")
    })
    .await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    let passed = text.lines().filter(|line| line.ends_with("::rpc ... ok")).count();
    assert!(passed >= 12, "{passed} tests passed: {text}");
    assert_eq!(node.call("eth_blockNumber", json!([])).await, before, "the tests leave the chain as they found it");
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn time_snapshots_balances_and_traces_work_on_a_running_node() {
    let node = Node::start().await;
    beside(&node, |url| {
        let chain = Chain::rpc(url);
        let [alice, bob, .., last] = chain.accounts::<20>();
        assert!(chain.balance(last) >= coins(10_000) * coins(10).pow(18));
        let token = chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), coins(1000))).erc20();
        let (before, height) = (chain.snapshot(), chain.block_number());
        for _ in 0..2 {
            token.transfer(bob, coins(400)).unwrap();
            chain.expect_event(Transfer { from: alice, to: bob, value: coins(400) });
            assert_eq!(chain.block_number(), height + 1);
            chain.restore(before);
            assert_eq!((token.balance_of(bob), chain.block_number()), (U256::ZERO, height));
            assert_eq!(chain.events::<Transfer>().len(), 1);
        }
        let time = chain.timestamp() + 86_400;
        chain.set_time(time);
        token.transfer(bob, coins(1)).unwrap();
        assert_eq!(chain.timestamp(), time + 1);
        chain.mine(3);
        assert_eq!(chain.block_number(), height + 4);
        chain.set_balance(last, coins(5));
        assert_eq!(chain.balance(last), coins(5));
        let short = Erc20Error::ERC20InsufficientBalance { sender: bob, balance: coins(1), needed: coins(2) };
        chain.expect_revert(token.by(bob).transfer(alice, coins(2)), short);
        let text = chain.trace().unwrap().to_string();
        assert!(text.starts_with("accounts[1] -> Token.transfer(to: accounts[0], value: 2)  [gas "), "{text}");
        assert!(text.ends_with("ERC20InsufficientBalance(sender: accounts[1], balance: 1, needed: 2)\n"), "{text}");
        assert!(chain.gas_report().figures("Token", "transfer").is_some_and(|figures| figures.count == 3));
    })
    .await;
    node.stop().await;
}

/// What every chain has to do alike, with whatever it runs contracts.
fn agrees_with_the_others(chain: &Chain) {
    let [alice, bob] = chain.accounts();
    let token = chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), coins(1000))).erc20();

    let (time, height) = (chain.timestamp(), chain.block_number());
    token.transfer(bob, coins(1)).expect("alice has coins");
    assert_eq!((chain.timestamp(), chain.block_number()), (time + 1, height + 1), "{chain:?}");
    chain.mine(5);
    assert_eq!((chain.timestamp(), chain.block_number()), (time + 6, height + 6), "{chain:?}");
    chain.advance_time(100);
    let before = chain.snapshot();
    token.transfer(bob, coins(1)).expect("alice has coins");
    assert_eq!(chain.timestamp(), time + 107, "{chain:?}");
    chain.restore(before);
    assert_eq!((chain.timestamp(), chain.block_number()), (time + 106, height + 6), "{chain:?}");

    chain.set_balance(bob, coins(1));
    // A node sets a balance in a block of its own, the native chain in none.
    let height = chain.block_number();
    let unpaid = token.by(bob).with_value(coins(2)).try_transfer(alice, coins(1));
    assert_eq!(unpaid, Err(CallError::Failed), "{chain:?}");
    assert_eq!((chain.block_number(), chain.last_logs().len()), (height, 0), "no block can have it: {chain:?}");
    let text = chain.trace().expect("a refused call is shown").to_string();
    let start = "accounts[1] -> Token.transfer(to: accounts[0], value: 1) with 2 wei";
    assert!(
        text.starts_with(start) && text.contains("failed: insufficient funds for transfer: address 0x7099"),
        "{text}"
    );
    let constructor = Token::constructor("Tok".into(), "TOK".into(), coins(1)).with_value(coins(2));
    assert!(matches!(chain.try_deploy(bob, constructor), Err(CallError::Failed)), "{chain:?}");
    let text = chain.trace().expect("a refused creation is shown").to_string();
    assert!(text.starts_with("accounts[1] -> new Token(name: \"Tok\", symbol: \"TOK\", supply: 1) "), "{text}");

    let later = chain.snapshot();
    chain.restore(before);
    let stale = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| chain.restore(later)));
    assert!(stale.is_err(), "a forgotten snapshot is refused: {chain:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn chains_agree_on_clock_snapshots_and_what_no_block_can_have() {
    let node = Node::start().await;
    beside(&node, |url| {
        for chain in [Chain::native(), Chain::vm(), Chain::rpc(url)] {
            agrees_with_the_others(&chain);
        }
    })
    .await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fork_goes_on_from_a_block_and_leaves_the_node_alone() {
    let node = Node::start().await;
    beside(&node, |url| {
        // Put back only when it is dropped, so that the fork has something to read.
        let chain = Chain::rpc(url);
        let [alice, bob, carol] = chain.accounts();
        let token = chain
            .deploy(alice, Token::constructor("A name beyond one word of storage".into(), "TOK".into(), coins(1000)))
            .erc20();
        let early = chain.block_number();
        token.transfer(bob, coins(400)).unwrap();
        let height = chain.block_number();

        let fork = Chain::fork(url, None);
        let forked = fork.client::<Token>(token.address(), bob).erc20();
        assert_eq!((fork.block_number(), forked.name()), (height, token.name()));
        assert_eq!((forked.balance_of(alice), forked.balance_of(bob)), (coins(600), coins(400)));
        assert_eq!(forked.transfer(carol, coins(150)), Ok(true));
        assert_eq!((forked.balance_of(bob), forked.balance_of(carol)), (coins(250), coins(150)));
        fork.expect_event(Transfer { from: bob, to: carol, value: coins(150) });
        assert!(fork.trace().is_some() && fork.gas_used().is_some());
        let before = fork.snapshot();
        assert_eq!(forked.transfer(carol, coins(250)), Ok(true));
        fork.restore(before);
        assert_eq!(forked.balance_of(bob), coins(250));
        // Who has no key may act there, and new contracts live beside the old ones.
        let stranger = Address::new([0x77; 20]);
        assert_eq!(forked.by(stranger).approve(bob, coins(1)), Ok(true));
        let other = fork.deploy(alice, Token::constructor("Other".into(), "OTH".into(), coins(7))).erc20();
        assert_eq!((other.balance_of(alice), forked.balance_of(alice)), (coins(7), coins(600)));

        let past = Chain::fork(url, Some(early));
        assert_eq!(past.client::<Token>(token.address(), bob).erc20().balance_of(bob), U256::ZERO);
        assert_eq!((token.balance_of(bob), chain.block_number()), (coins(400), height), "the node is as it was");
    })
    .await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fork_of_a_block_that_is_not_there_is_refused_by_number() {
    let node = Node::start().await;
    let refused = beside(&node, |url| {
        let url = url.to_owned();
        let payload = std::panic::catch_unwind(|| Chain::fork(&url, Some(1_000))).expect_err("there is no such block");
        payload.downcast_ref::<String>().cloned().unwrap_or_default()
    })
    .await;
    assert!(refused.contains("has no block 0x3e8"), "{refused}");
    node.stop().await;
}

#[test]
#[should_panic(expected = "start one, for example with `causeway dev`")]
fn endpoint_without_a_chain_says_how_to_start_one() {
    Chain::rpc("http://127.0.0.1:1");
}
