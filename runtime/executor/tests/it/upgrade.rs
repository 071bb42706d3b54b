//! A contract that gives itself other code, and texts for developers.

use std::cell::RefCell;

use executor::prices;
use interface::{call_flags, status};
use primitives::{Address, B256, U256, keccak256};
use vm::{Engine, EngineConfig};

use crate::{
    script::{ALL, script},
    support::*,
};

/// A contract that answers "two" to everything.
fn second() -> Vec<u8> {
    module(
        "(memory (export \"memory\") 1) (data (i32.const 0) \"two\") (func (export \"deploy\"))
        (func (export \"call\") (call $finish (i32.const 0) (i32.const 3)))",
    )
}

/// A chain with a puppet, another one, and the hash of the second code, which is deployed.
fn prepared() -> (Chain, Address, Address, B256) {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    assert!(chain.deploy(&second(), "").success);
    (chain, a, b, keccak256(container_of(&second())))
}

#[test]
fn new_code_runs_in_later_frames_and_the_storage_stays() {
    let (mut chain, a, b, hash) = prepared();
    chain.call_ok(a, script().write(1, b"old"));
    // The frame goes on in the old code; a frame of the same contract inside it runs the new one.
    let work = script()
        .set_code(hash)
        .code_hash(a)
        .read(1)
        .call_with(call_flags::ALLOW_REENTRY, ALL, b, U256::ZERO, script().call(a, ""))
        .write(2, b"still old");
    let mut output = Output(chain.output(a, work.clone()));
    assert_eq!(output.byte(), 1);
    assert_eq!(output.take(32), hash.to_vec());
    assert_eq!(output.bytes(), b"old"[..]);
    let (_, from_b) = output.call();
    assert_eq!(Output(from_b).call(), (status::SUCCESS, b"two"[..].into()));
    output.end();

    let before = chain.account(a);
    chain.call_ok(a, work);
    assert_eq!(chain.output(a, script()), b"two"[..]);
    let after = chain.account(a);
    assert_eq!((after.code_hash, after.nonce, after.balance), (hash, before.nonce, before.balance));
    assert_eq!(chain.code(a), container_of(&second()));
    assert_eq!([chain.storage(a, 1), chain.storage(a, 2)], [b"old".to_vec(), b"still old".to_vec()]);
    assert_eq!(chain.account(b).code_hash, puppet_hash(), "who shared the old code keeps it");
}

#[test]
fn upgrade_of_a_failed_frame_is_undone() {
    let (mut chain, a, b, hash) = prepared();
    for ending in [script().set_code(hash).revert(), script().set_code(hash).trap()] {
        let work = script().call_with(0, 1_000_000, a, U256::ZERO, ending).call(a, script().append(b"one"));
        let mut output = Output(chain.output(b, work.clone()));
        output.call();
        assert_eq!(output.call(), (status::SUCCESS, b"one"[..].into()));
        chain.call_ok(b, work);
        assert_eq!(chain.account(a).code_hash, puppet_hash());
    }
    assert!(!chain.call(a, script().set_code(hash).revert()).success);
    assert_eq!(chain.account(a).code_hash, puppet_hash());
}

#[test]
fn code_that_was_never_deployed_is_not_taken() {
    let (mut chain, a, _, _) = prepared();
    for hash in [B256::ZERO, B256::repeat_byte(7), state::EMPTY_CODE_HASH] {
        chain.call_ok(a, script().set_code(hash));
        let mut output = Output(chain.output(a, script().set_code(hash).code_hash(a)));
        assert_eq!(output.byte(), 0, "{hash}");
        assert_eq!(output.take(32), puppet_hash().to_vec());
    }
    assert_eq!(chain.account(a).code_hash, puppet_hash());
}

#[test]
fn code_of_a_creation_that_failed_is_not_taken() {
    let (mut chain, a, _, _) = prepared();
    let failing =
        module("(memory (export \"memory\") 1) (func (export \"deploy\") unreachable) (func (export \"call\"))");
    assert!(!chain.deploy(&failing, "").success);
    let hash = keccak256(container_of(&failing));
    assert_eq!(Output(chain.output(a, script().set_code(hash))).byte(), 0);
}

#[test]
fn static_call_cannot_change_code() {
    let (chain, a, b, hash) = prepared();
    let work = script().call_with(call_flags::STATIC, 1_000_000, a, U256::ZERO, script().set_code(hash)).code_hash(a);
    let mut output = Output(chain.output(b, work));
    assert_eq!(output.call(), (status::FAILED, b""[..].into()));
    assert_eq!(output.take(32), puppet_hash().to_vec());
}

#[test]
fn constructor_cannot_change_code() {
    let (mut chain, _, b, hash) = prepared();
    let receipt = chain.deploy(puppet(), script().set_code(hash));
    let expected = "host function set_code: a constructor cannot change the code of its contract";
    assert_eq!(receipt.failure.unwrap().reason, expected);
    let mut output =
        Output(chain.output(b, script().create(2_000_000, puppet_hash(), U256::ZERO, script().set_code(hash))));
    assert_eq!(u32::from(output.byte()), status::FAILED);
}

#[test]
fn upgrade_costs_an_account_update_and_finding_the_code() {
    let (chain, a, _, hash) = prepared();
    let mut output = Output(chain.output(a, script().gas().set_code(hash).gas()));
    let before = output.number();
    output.byte();
    let used = before - output.number();
    let words = container_of(&second()).len().div_ceil(32) as u64;
    let price = prices::SET_CODE.get() + prices::COLD_ACCOUNT.get() + words * prices::COLD_CODE_WORD.get();
    assert!(used >= price && used < price + 400, "{used} for {price}");
}

#[test]
fn upgraded_contract_may_upgrade_back() {
    let (mut chain, a, b, _) = prepared();
    // The second code of this test is the puppet with another byte in it.
    let other = module(&format!("{} (global i32 (i32.const 7))", include_str!("puppet.wat")));
    assert!(chain.deploy(&other, "").success);
    chain.call_ok(a, script().set_code(keccak256(container_of(&other))));
    assert_eq!(chain.account(a).code_hash, keccak256(container_of(&other)));
    chain.call_ok(b, script().call(a, script().set_code(puppet_hash())));
    assert_eq!(chain.account(a).code_hash, puppet_hash());
}

thread_local! {
    static HEARD: RefCell<Vec<(Address, Vec<u8>)>> = const { RefCell::new(Vec::new()) };
}

fn hear(contract: Address, text: &[u8]) {
    HEARD.with_borrow_mut(|heard| heard.push((contract, text.to_vec())));
}

#[test]
fn texts_for_developers_change_nothing_whether_they_are_shown_or_not() {
    let mut chain = Chain::new();
    let a = chain.deploy_puppet();
    let listening = Engine::new(&EngineConfig { debug_sink: Some(hear), ..EngineConfig::default() }).unwrap();
    let work = script().say("hello").write(1, b"x").say(&"y".repeat(1024));
    let tx = signed(ALICE, chain.draft(ALICE, a, U256::ZERO, work.clone()));
    let mined = |engine| {
        let mut builder = executor::BlockBuilder::new(engine, &chain.state, chain.env());
        builder.execute(&tx).unwrap();
        builder.seal(&chain.state).unwrap()
    };
    let (shown, silent) = (mined(&listening), mined(engine()));
    assert_eq!((shown.block, shown.receipts, shown.state), (silent.block, silent.receipts, silent.state));
    let said = HEARD.take();
    assert_eq!(said, [(a, b"hello".to_vec()), (a, vec![b'y'; 1024])]);

    // A question shows them once, an estimate never.
    executor::call(&listening, &chain.state, &chain.env(), &params(a, work.clone())).unwrap();
    assert_eq!(HEARD.take(), said);
    executor::estimate_gas(&listening, &chain.state, &chain.env(), &params(a, work)).unwrap();
    assert_eq!(HEARD.take(), []);
}
