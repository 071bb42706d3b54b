//! A panic in a host function is a bug of ours: the transaction fails with all its gas, nothing else of it is left, every
//! node makes the same receipt of it, and the node goes on. A panic that another node need not have is no result at all.

use std::{
    sync::Once,
    time::{Duration, Instant},
};

use alloy_consensus::TxEip1559;
use executor::{BlockBuilder, BlockEnv, ExecuteError, SimulateError, execute_block};
use primitives::{Address, B256, Bytes, U256};
use state::{Account, StateView, ViewError};
use types::Recovered;
use vm::{Engine, EngineConfig};

use crate::{
    script::{Script, script},
    support::*,
};

/// What the panicking host function says.
const MESSAGE: &str = "a test wanted it";

/// An engine with one lane of each kind, so that what is not given back is missed at once.
fn engine_with_bug_in(function: &'static str) -> Engine {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if panic.payload_as_str() != Some(MESSAGE) {
                before(panic);
            }
        }));
    });
    let config =
        EngineConfig { block_lanes: 1, query_lanes: 1, panicking_function: Some(function), ..EngineConfig::default() };
    Engine::new(&config).unwrap()
}

/// Name and arguments, all zero, of each host function.
macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ident),*) $(-> $result:ident)?, $base:expr, $per_byte:expr;)*) => {
        &[$((stringify!($name), &[$(stringify!($type)),*] as &[&str], &[$(stringify!($result))?] as &[&str])),*]
    };
}
const FUNCTIONS: &[(&str, &[&str], &[&str])] = interface::host_functions!(calls);

/// A contract that writes, logs and pays before it calls `function` with zeros for arguments.
fn caller_of(function: &str, arguments: &[&str], results: &[&str]) -> Vec<u8> {
    let zeros: String = arguments.iter().map(|ty| format!("({}.const 0)", ty.replace('u', "i"))).collect();
    let drop = "drop ".repeat(results.len());
    module_with_call(&format!(
        "(i32.store (i32.const 99) (i32.const 1))
        (call $storage_write (i32.const 0) (i32.const 99) (i32.const 1))
        (call $log (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 8))
        (drop (call $transfer (i32.const 0) (i32.const 68)))
        (call ${function} {zeros}) {drop}
        (loop (br 0))"
    ))
}

/// Two transactions of Alice and Bob in one block: a call of `contract` with `work`, and a transfer.
fn transactions(chain: &Chain, contract: Address, work: Script) -> [Recovered; 2] {
    let call = TxEip1559 { gas_limit: 3_000_000, ..chain.draft(ALICE, contract, U256::from(1), work) };
    [signed(ALICE, call), signed(BOB, chain.draft(BOB, address(CAROL), coins(1), ""))]
}

#[test]
fn panic_in_each_host_function_fails_its_transaction_alone_and_alike_on_every_node() {
    for (function, arguments, results) in FUNCTIONS {
        let mut chain = Chain::new();
        let inner = chain.deploy(&caller_of(function, arguments, results), "").created.unwrap();
        let outer = chain.deploy_puppet();
        // A caller that would go on after a failed call.
        let work = script().write(1, b"x").call(inner, "").append(b"went on");
        let txs = transactions(&chain, outer, work.clone());
        let engine = engine_with_bug_in(function);
        let mut builder = BlockBuilder::new(&engine, &chain.state, chain.env());
        for tx in &txs {
            builder.execute(tx).unwrap_or_else(|error| panic!("{function}: {error}"));
        }
        let executed = builder.seal(&chain.state).unwrap();
        let [failed, next] = &executed.receipts[..] else { panic!("{function}: two receipts") };
        assert_eq!((failed.success, failed.gas_used), (false, 3_000_000), "{function}");
        assert!(failed.logs.is_empty(), "{function}");
        let failure = failed.failure.as_ref().unwrap();
        assert_eq!(failure.code, "internal_error");
        let expected = format!(
            "internal error: host function {function} panicked: {MESSAGE}; this is a bug of the node, not of the contract: please report it"
        );
        assert_eq!(failure.reason, expected);
        assert!(next.success, "{function}");

        let env = BlockEnv::of_header(&executed.block.header, CHAIN_ID);
        let other = engine_with_bug_in(function);
        let again = execute_block(&other, &chain.state, &chain.state, env, &executed.block.transactions).unwrap();
        assert_eq!((&again.block, &again.receipts), (&executed.block, &executed.receipts), "{function}");

        let before = chain.clone();
        chain.state.apply(&executed.state);
        for contract in [inner, outer] {
            assert_eq!(chain.account(contract), before.account(contract), "{function}");
        }
        let paid = U256::from(3_000_000) * U256::from(failed.effective_gas_price);
        assert_eq!(chain.balance(address(ALICE)), before.balance(address(ALICE)) - paid);
        assert_eq!(chain.account(address(ALICE)).nonce, before.account(address(ALICE)).nonce + 1);

        for error in [
            executor::call(&engine, &before.state, &before.env(), &params(outer, work.clone())).unwrap_err(),
            executor::estimate_gas(&engine, &before.state, &before.env(), &params(outer, work)).unwrap_err(),
        ] {
            assert!(matches!(&error, SimulateError::Bug(_)), "{function}: {error:?}");
            assert_eq!(format!("internal error: {error}"), expected);
        }
    }
}

#[test]
fn panic_in_a_constructor_leaves_no_contract() {
    let chain = Chain::new();
    let engine = engine_with_bug_in("storage_write");
    let data = [&container_of(puppet())[..], &script().write(1, b"x").bytes()].concat();
    let draft = chain.draft(ALICE, types::TxKind::Create, U256::from(5), data);
    let mut builder = BlockBuilder::new(&engine, &chain.state, chain.env());
    let receipt = builder.execute(&signed(ALICE, draft)).unwrap().clone();
    assert_eq!((receipt.success, receipt.gas_used), (false, GAS_LIMIT));
    let executed = builder.seal(&chain.state).unwrap();
    let mut after = chain;
    after.state.apply(&executed.state);
    assert_eq!(after.account(receipt.created.unwrap()), Account::default());
}

/// Panics a thousand times, each below several frames, and gives the least time of 100 of them, at the start and at the
/// end. An instance slot that is not given back would be missed after the second transaction.
#[test]
fn a_thousand_panics_leave_no_slot_taken_and_do_not_slow_the_next() {
    let mut chain = Chain::new();
    let puppets: Vec<_> = (0..40).map(|_| chain.deploy_puppet()).collect();
    let engine = engine_with_bug_in("block_hash");
    let work = puppets[1..].iter().rev().fold(script().block_hash(0), |inside, to| script().call(*to, inside));
    let txs = transactions(&chain, puppets[0], work);
    let mut times = Vec::new();
    for round in 0..1_000 {
        let mut builder = BlockBuilder::new(&engine, &chain.state, chain.env());
        let start = Instant::now();
        let receipt = builder.execute(&txs[0]).unwrap();
        times.push(start.elapsed());
        assert_eq!(receipt.failure.as_ref().unwrap().code, "internal_error", "{round}: {:?}", receipt.failure);
        assert!(builder.execute(&txs[1]).unwrap().success, "{round}");
    }
    let least = |times: &[Duration]| times.iter().min().copied().unwrap_or_default();
    let (first, last) = (least(&times[100..200]), least(&times[900..]));
    assert!(last < first * 3, "the first panics took {first:?} each, the last {last:?}");
}

/// A state whose storage panics when it is read.
struct PanickingDisk<'a>(&'a Chain);

impl StateView for PanickingDisk<'_> {
    fn account(&self, address: Address) -> Result<Option<Account>, ViewError> {
        self.0.state.account(address)
    }

    fn storage(&self, _: Address, _: B256) -> Result<Bytes, ViewError> {
        panic!("{MESSAGE}")
    }

    fn code(&self, hash: B256) -> Result<Option<Bytes>, ViewError> {
        self.0.state.code(hash)
    }

    fn block_hash(&self, _: u64) -> Result<Option<B256>, ViewError> {
        panic!("{MESSAGE}")
    }
}

#[test]
fn panic_of_the_database_is_trouble_of_the_node_and_no_result() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    chain.mine(&[]);
    let disk = PanickingDisk(&chain);
    let engine = engine_with_bug_in("chain_id");
    for work in [script().read(1), script().block_hash(0)] {
        let mut builder = BlockBuilder::new(&engine, &disk, chain.env());
        let [call, transfer] = transactions(&chain, puppet, work);
        match builder.execute(&call) {
            Err(ExecuteError::Node(error)) => assert!(error.to_string().contains("reading it panicked"), "{error}"),
            other => panic!("{other:?}"),
        }
        assert!(builder.execute(&transfer).unwrap().success, "the builder is as it was before");
    }
}

#[test]
fn engine_knows_the_function_that_is_to_panic() {
    let config = EngineConfig { panicking_function: Some("no_such_function"), ..EngineConfig::default() };
    let error = Engine::new(&config).unwrap_err();
    assert_eq!(error.to_string(), "engine: no host function is called no_such_function");
}
