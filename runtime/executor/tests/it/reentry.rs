//! Re-entry is refused unless the contract asks for it, judged by who owns the storage.

use interface::{call_flags, status};
use primitives::U256;

use crate::{
    script::{ALL, Script, script},
    support::*,
};

const OPEN: u32 = call_flags::ALLOW_REENTRY;

/// Runs `work` at the first puppet and returns the status of the innermost of `levels` nested calls.
fn innermost(chain: &Chain, first: primitives::Address, work: Script, levels: usize) -> u32 {
    let mut output = chain.output(first, work);
    for _ in 1..levels {
        let (ended, inside) = Output(output).call();
        assert_eq!(ended, status::SUCCESS, "an outer call failed");
        output = inside;
    }
    Output(output).call().0
}

#[test]
fn callee_cannot_call_back_by_default() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let back = script().call(a, script().write(1, b"stolen"));
    let work = script().call(b, back);
    assert_eq!(innermost(&chain, a, work.clone(), 2), status::FAILED);
    chain.call_ok(a, work);
    assert!(chain.storage(a, 1).is_empty());
}

#[test]
fn callee_may_call_back_when_the_outgoing_call_permits_it() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let back = script().call(a, script().write(1, b"welcome"));
    let work = script().call_with(OPEN, ALL, b, U256::ZERO, back);
    assert_eq!(innermost(&chain, a, work.clone(), 2), status::SUCCESS);
    chain.call_ok(a, work);
    assert_eq!(chain.storage(a, 1), b"welcome"[..]);
}

#[test]
fn callee_cannot_permit_what_its_caller_did_not() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let back = script().call_with(OPEN, ALL, a, U256::ZERO, script());
    assert_eq!(innermost(&chain, a, script().call(b, back), 2), status::FAILED);
}

#[test]
fn read_only_re_entry_is_refused_too() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let back = script().call_with(call_flags::STATIC, ALL, a, U256::ZERO, script().read(1));
    assert_eq!(innermost(&chain, a, script().call(b, back.clone()), 2), status::FAILED);
    let frozen = script().call_with(call_flags::STATIC, ALL, b, U256::ZERO, back.clone());
    assert_eq!(innermost(&chain, a, frozen, 2), status::FAILED);
    let open = script().call_with(call_flags::STATIC | OPEN, ALL, b, U256::ZERO, back);
    assert_eq!(innermost(&chain, a, open, 2), status::SUCCESS);
}

#[test]
fn call_to_oneself_is_re_entry() {
    let mut chain = Chain::new();
    let a = chain.deploy_puppet();
    assert_eq!(innermost(&chain, a, script().call(a, script()), 1), status::FAILED);
    let open = script().call_with(OPEN, ALL, a, U256::ZERO, script());
    assert_eq!(innermost(&chain, a, open, 1), status::SUCCESS);
}

#[test]
fn every_live_frame_of_the_contract_must_permit_it() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    // a (open) -> b -> a (closed) -> b: b's first frame made its call closed.
    let last = script().call(b, script());
    let closed = script().call_with(OPEN, ALL, b, U256::ZERO, script().call(a, last.clone()));
    assert_eq!(innermost(&chain, a, closed, 3), status::FAILED);
    // a (open) -> b (open) -> a (closed) -> b -> a: the second frame of a is closed.
    let third = script().call(b, script().call(a, script()));
    let second = script().call_with(OPEN, ALL, a, U256::ZERO, third);
    let first = script().call_with(OPEN, ALL, b, U256::ZERO, second);
    assert_eq!(innermost(&chain, a, first, 4), status::FAILED);
}

#[test]
fn permission_ends_with_the_call_that_gave_it() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let back = script().call(a, script());
    let work = script().call_with(OPEN, ALL, b, U256::ZERO, back.clone()).call(b, back);
    let mut output = Output(chain.output(a, work));
    let (_, first) = output.call();
    let (_, second) = output.call();
    assert_eq!([Output(first).call().0, Output(second).call().0], [status::SUCCESS, status::FAILED]);
}

#[test]
fn refused_re_entry_costs_the_call_but_not_the_callees_gas() {
    let mut chain = Chain::new();
    let a = chain.deploy_puppet();
    let mut output = Output(chain.output(a, script().gas().call(a, script()).gas()));
    let before = output.number();
    assert_eq!(output.call().0, status::FAILED);
    let used = before - output.number();
    assert!(used > 100 && used < 2_000, "{used}");
}

#[test]
fn contract_may_be_paid_and_called_again_after_its_frame_ended() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let mut output = Output(chain.output(a, script().call(b, script()).call(b, script())));
    assert_eq!([output.call().0, output.call().0], [status::SUCCESS; 2]);
    // A transfer runs no code, so it is no re-entry.
    let pay_back = script().transfer(a, U256::from(2));
    let work = script().call_with(0, ALL, b, U256::from(5), pay_back);
    let receipt = chain.send(ALICE, chain.draft(ALICE, a, U256::from(5), work));
    assert!(receipt.success, "{:?}", receipt.failure);
    assert_eq!([chain.balance(a), chain.balance(b)], [U256::from(2), U256::from(3)]);
}

#[test]
fn constructor_cannot_re_enter_its_creator() {
    let mut chain = Chain::new();
    let a = chain.deploy_puppet();
    let back = script().call(a, script().write(1, b"x")).revert();
    let mut output = Output(chain.output(a, script().create(ALL, puppet_hash(), U256::ZERO, back)));
    assert_eq!(u32::from(output.byte()), status::REVERTED);
    output.take(20);
    assert_eq!(Output(output.bytes()).call().0, status::FAILED);
}
