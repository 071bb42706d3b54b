//! Contracts that misbehave get a failed receipt within seconds; nothing but nonce and fee changes, and the next
//! transaction is executed in the same block.

use alloy_consensus::TxEip1559;
use primitives::{Address, U256};
use state::ViewError;

use crate::{
    script::{ALL, Script, script},
    support::*,
};

/// Sends `work` to a puppet with a value, after it a transfer in the same block, and returns the failure's text.
fn failure_of(work: Script, gas_limit: u64) -> String {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    fails_alone(&mut chain, puppet, work, gas_limit)
}

fn fails_alone(chain: &mut Chain, contract: Address, work: Script, gas_limit: u64) -> String {
    let before = chain.clone();
    let work = Script::from_bytes(&[script().write(1, b"x").log(&[], b"x").bytes(), work.bytes()].concat());
    let bad = TxEip1559 { gas_limit, ..chain.draft(ALICE, contract, U256::from(1), work) };
    let good = chain.draft(BOB, address(CAROL), coins(1), "");
    let receipts = chain.mine(&[signed(ALICE, bad), signed(BOB, good)]);

    let [failed, next] = &receipts[..] else { panic!("{receipts:?}") };
    assert_eq!((failed.success, failed.gas_used), (false, gas_limit));
    assert!(failed.logs.is_empty());
    assert!(next.success);
    assert_eq!(chain.account(contract), before.account(contract));
    let sender = chain.account(address(ALICE));
    let paid = U256::from(gas_limit) * U256::from(failed.effective_gas_price);
    assert_eq!(sender.nonce, before.account(address(ALICE)).nonce + 1);
    assert_eq!(sender.balance, before.balance(address(ALICE)) - paid);
    assert_eq!(chain.balance(address(CAROL)), coins(10_001));
    failed.reason().unwrap().to_owned()
}

#[test]
fn endless_loop_runs_out_of_gas() {
    assert_eq!(failure_of(script().loop_forever(), 30_000_000), "out of gas");
}

#[test]
fn endless_recursion_exhausts_the_stack() {
    assert_eq!(failure_of(script().recurse_forever(), 30_000_000), "wasm trap: call stack exhausted");
}

#[test]
fn endless_growth_of_memory_fails() {
    let failure = failure_of(script().grow_forever(), 30_000_000);
    assert!(failure == "out of gas" || failure.contains("pages of memory"), "{failure}");
}

#[test]
fn read_outside_the_memory_fails() {
    assert_eq!(failure_of(script().read_out_of_bounds(), 1_000_000), "wasm trap: out of bounds memory access");
}

#[test]
fn unreachable_instruction_fails() {
    assert_eq!(failure_of(script().trap(), 1_000_000), "wasm trap: unreachable instruction executed");
}

#[test]
fn host_function_with_a_wild_pointer_fails() {
    let mut chain = Chain::new();
    let module = module_with_call("(call $storage_write (i32.const -1) (i32.const 0) (i32.const 1))");
    let contract = chain.deploy(&module, "").created.unwrap();
    let failure = fails_alone(&mut chain, contract, script(), 1_000_000);
    assert!(failure.starts_with("host function storage_write"), "{failure}");
}

#[test]
fn oversize_value_fails() {
    let mut chain = Chain::new();
    let module = module_with_call("(call $storage_write (i32.const 0) (i32.const 0) (i32.const 65537))");
    let contract = chain.deploy(&module, "").created.unwrap();
    let failure = fails_alone(&mut chain, contract, script(), 100_000_000);
    assert!(failure.contains("65537") && failure.contains("65536"), "{failure}");
}

#[test]
fn unknown_call_flags_fail() {
    let failure = failure_of(script().call_with(8, ALL, Address::ZERO, U256::ZERO, ""), 1_000_000);
    assert_eq!(failure, "host function call: unknown flags 0x8");
}

#[test]
fn out_of_gas_at_every_limit_leaves_the_chain_going() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    for gas_limit in [40_000, 41_000, 45_000, 60_000] {
        let failure = fails_alone_with_less(&mut chain, puppet, gas_limit);
        assert_eq!(failure, "out of gas", "{gas_limit}");
    }
}

fn fails_alone_with_less(chain: &mut Chain, contract: Address, gas_limit: u64) -> String {
    let mut fresh = chain.clone();
    fails_alone(&mut fresh, contract, script().write(2, b"y").write(3, b"z").write(4, b"w"), gas_limit)
}

/// A state whose storage cannot be read.
struct BrokenDisk<'a>(&'a Chain);

impl state::StateView for BrokenDisk<'_> {
    fn account(&self, address: Address) -> Result<Option<state::Account>, ViewError> {
        self.0.state.account(address)
    }

    fn storage(&self, _: Address, _: primitives::B256) -> Result<primitives::Bytes, ViewError> {
        Err(ViewError("disk is on fire".to_owned()))
    }

    fn code(&self, hash: primitives::B256) -> Result<Option<primitives::Bytes>, ViewError> {
        self.0.state.code(hash)
    }

    fn block_hash(&self, number: u64) -> Result<Option<primitives::B256>, ViewError> {
        self.0.state.block_hash(number)
    }
}

#[test]
fn trouble_of_the_node_is_never_a_result() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let disk = BrokenDisk(&chain);
    let mut builder = executor::BlockBuilder::new(engine(), &disk, chain.env());
    // Even below a caller that would go on after a failed call.
    let work = script().call(inner, script().read(1)).append(b"went on");
    let tx = signed(ALICE, chain.draft(ALICE, outer, U256::ZERO, work.clone()));
    match builder.execute(&tx) {
        Err(executor::ExecuteError::Node(error)) => assert!(error.to_string().contains("disk is on fire")),
        other => panic!("{other:?}"),
    }
    assert_eq!(builder.transaction_count(), 0);
    let transfer = signed(ALICE, chain.draft(ALICE, address(BOB), coins(1), ""));
    assert!(builder.execute(&transfer).unwrap().success, "the builder is as it was before");

    match executor::call(engine(), &disk, &chain.env(), &params(outer, work.clone())) {
        Err(executor::SimulateError::Node(_)) => {}
        other => panic!("{other:?}"),
    }
    match executor::estimate_gas(engine(), &disk, &chain.env(), &params(outer, work)) {
        Err(executor::SimulateError::Node(_)) => {}
        other => panic!("{other:?}"),
    }
}
