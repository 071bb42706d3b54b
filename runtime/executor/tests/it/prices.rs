//! What the state-dependent prices come to, measured from outside as differences between scripts.

use alloy_consensus::TxEip1559;
use executor::prices;
use interface::status;
use primitives::{Address, U256};
use types::{AccessList, AccessListItem};

use crate::{
    script::{ALL, Script, script, slot},
    support::*,
};

/// Gas between two questions for the gas left, around `work`.
fn gas_of(chain: &Chain, contract: Address, work: Script) -> u64 {
    let bytes = [script().gas().bytes(), work.bytes(), script().gas().bytes()].concat();
    let mut asked = params(contract, bytes);
    asked.value = U256::from(1_000);
    let result = chain.try_simulate(&asked).unwrap();
    let executor::CallExit::Success(output) = result.exit else { panic!("{:?}", result.exit) };
    let before = Output(output.clone()).number();
    let after = Output(output.slice(output.len() - 8..)).number();
    before - after
}

/// Asserts that `gas` is `price` and the little that the puppet's own code and the host table take.
fn about(gas: u64, price: u64) {
    assert!(gas >= price && gas < price + 400, "{gas} for {price}");
}

#[test]
fn storage_costs_what_eip_2929_and_3529_say() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    chain.call_ok(puppet, script().write(1, b"there"));
    about(gas_of(&chain, puppet, script().read(1)), 8_100);
    about(gas_of(&chain, puppet, script().read(1).read(1)), 8_100 + 100);
    about(gas_of(&chain, puppet, script().write(2, b"new")), 8_100 + 20_000);
    about(gas_of(&chain, puppet, script().write(1, b"other")), 8_100 + 2_900);
    about(gas_of(&chain, puppet, script().write(1, b"there")), 8_100 + 100);
    about(gas_of(&chain, puppet, script().write(2, b"new").write(2, b"newer")), 8_100 + 20_000 + 100);
}

#[test]
fn long_values_pay_by_the_word() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    about(gas_of(&chain, puppet, script().write(1, &[7; 320])), 28_100 + 9 * (6_400 + 200));
    chain.call_ok(puppet, script().write(1, &[7; 320]));
    about(gas_of(&chain, puppet, script().read(1)), 8_100 + 9 * 3);
}

#[test]
fn accounts_cost_10_100_cold_and_100_warm() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    about(gas_of(&chain, puppet, script().balance(address(BOB))), 10_100);
    about(gas_of(&chain, puppet, script().balance(address(BOB)).code_hash(address(BOB))), 10_200);
    // Sender, callee and coinbase are warm from the start (EIP-3651).
    for warm in [address(ALICE), puppet, COINBASE] {
        about(gas_of(&chain, puppet, script().balance(warm)), 100);
    }
}

#[test]
fn value_costs_more_to_an_account_that_does_not_exist() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    about(gas_of(&chain, puppet, script().transfer(address(BOB), U256::from(1))), 10_100 + 6_700);
    about(gas_of(&chain, puppet, script().transfer(stranger(9), U256::from(1))), 10_100 + 6_700 + 25_000);
    about(gas_of(&chain, puppet, script().transfer(stranger(9), U256::ZERO)), 10_100);
    let call = script().call_with(0, ALL, stranger(9), U256::from(1), "");
    about(gas_of(&chain, puppet, call), 10_100 + 6_700 + 25_000);
}

#[test]
fn log_costs_375_per_topic_and_8_per_byte() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    about(gas_of(&chain, puppet, script().log(&[slot(1), slot(2)], &[1; 100])), 375 * 3 + 800 + 150);
}

#[test]
fn call_pays_for_the_instance_and_for_code_seen_first() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let other = chain.deploy(&module_with_call(""), "").created.unwrap();
    // The inner puppet has the code that the outer one has loaded already.
    let instance = |pages| vm::metering::instance_ticks(pages).div_ceil(vm::TICKS_PER_GAS);
    about(gas_of(&chain, outer, script().call(inner, "")), 10_100 + instance(2));
    let size = chain.code(other).len() as u64;
    about(gas_of(&chain, outer, script().call(other, "")), 10_100 + instance(1) + 2 * size.div_ceil(32));
}

#[test]
fn rolled_back_access_is_cold_again() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let touch = script().balance(address(BOB));
    let failing = script().call(inner, touch.clone().revert());
    let once = gas_of(&chain, outer, failing.clone());
    let again = gas_of(&chain, outer, Script::from_bytes(&[failing.bytes(), touch.bytes()].concat()));
    about(again - once, 10_100);
}

#[test]
fn access_list_warms_what_it_names() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let work = script().read(1).balance(address(BOB));
    let plain = chain.send(ALICE, chain.draft(ALICE, puppet, U256::ZERO, work.clone()));
    let access_list = AccessList(vec![
        AccessListItem { address: puppet, storage_keys: vec![slot(1)] },
        AccessListItem { address: address(BOB), storage_keys: vec![] },
    ]);
    let listed = chain.send(ALICE, TxEip1559 { access_list, ..chain.draft(ALICE, puppet, U256::ZERO, work) });
    let saved = (8_100 - 100) + (10_100 - 100);
    let paid = 2 * 9_900 + 7_900;
    assert_eq!(listed.gas_used, plain.gas_used + paid - saved);
}

#[test]
fn refund_is_at_most_a_fifth_of_the_gas_used() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let fill = (0..20).fold(script(), |work, key| work.write(key, b"full"));
    chain.call_ok(puppet, fill);
    let clear = (0..20).fold(script(), |work, key| work.write(key, b""));
    // Without the cap it would be 20 times 4,800 of about 150,000.
    let receipt = chain.clone().call_ok(puppet, clear.clone());
    let spent = chain.estimate(&params(puppet, clear)).unwrap();
    assert!(20 * prices::STORAGE_CLEAR_REFUND.get() > spent / prices::REFUND_QUOTIENT);
    assert_eq!(receipt.gas_used, spent - spent / prices::REFUND_QUOTIENT);

    // Below the cap all of it is refunded.
    let one = script().write(0, b"").spin(200_000);
    let receipt = chain.clone().call_ok(puppet, one.clone());
    let spent = chain.estimate(&params(puppet, one)).unwrap();
    assert_eq!(receipt.gas_used, spent - prices::STORAGE_CLEAR_REFUND.get());
}

#[test]
fn failed_frame_earns_no_refund() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    chain.call_ok(inner, script().write(1, b"full"));
    let nested = |ending: Script| {
        script().call_with(
            0,
            100_000,
            inner,
            U256::ZERO,
            Script::from_bytes(&[script().write(1, b"").bytes(), ending.bytes()].concat()),
        )
    };
    let kept = chain.clone().call_ok(outer, nested(script())).gas_used;
    let undone = chain.clone().call_ok(outer, nested(script().revert())).gas_used;
    about(undone - kept, prices::STORAGE_CLEAR_REFUND.get());
    let mut output = Output(chain.output(outer, nested(script().revert())));
    assert_eq!(output.call().0, status::REVERTED);
}
