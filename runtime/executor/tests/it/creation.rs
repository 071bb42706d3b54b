//! Creation by transactions and by contracts.

use alloy_consensus::TxEip1559;
use executor::{CallExit, create_address, create2_address};
use interface::status;
use primitives::{Address, B256, Bytes, U256, limits};
use state::Account;
use types::TxKind;

use crate::{
    script::{ALL, script, slot},
    support::*,
};

/// What a create command appends.
fn created(output: &mut Output) -> (u32, Address, Bytes) {
    (u32::from(output.byte()), output.address(), output.bytes())
}

#[test]
fn creation_runs_the_constructor_and_keeps_the_container_without_the_arguments() {
    let mut chain = Chain::new();
    let receipt = chain.deploy(puppet(), script().write(1, b"from the constructor").log(&[], b"born"));
    assert!(receipt.success, "{:?}", receipt.failure);
    let contract = receipt.created.unwrap();
    assert_eq!(contract, create_address(address(ALICE), 0));
    assert_eq!(chain.code(contract), container_of(puppet()));
    let account = chain.account(contract);
    assert_eq!((account.nonce, account.code_hash), (1, puppet_hash()));
    assert_eq!(chain.storage(contract, 1), b"from the constructor"[..]);
    assert_eq!((receipt.logs.len(), receipt.logs[0].address), (1, contract));
    assert_eq!(chain.account(address(ALICE)).nonce, 1);
}

#[test]
fn creation_takes_value() {
    let mut chain = Chain::new();
    let draft = chain.draft(ALICE, TxKind::Create, U256::from(9), container_of(puppet()));
    let receipt = chain.send(ALICE, draft);
    assert_eq!(chain.balance(receipt.created.unwrap()), U256::from(9));
}

#[test]
fn creation_pays_for_data_compilation_and_deposit() {
    let mut chain = Chain::new();
    let container = container_of(puppet());
    let receipt = chain.deploy(puppet(), "");
    let fixed = executor::intrinsic_gas(TxKind::Create, &container, None).get()
        + vm::deployment_cost(puppet()).get()
        + 200 * container.len() as u64;
    let instance = vm::metering::instance_ticks(2) / vm::TICKS_PER_GAS;
    let used = receipt.gas_used - fixed;
    assert!(used >= instance && used < instance + 500, "{used}");
}

#[test]
fn constructor_that_reverts_leaves_nothing_and_refunds() {
    let mut chain = Chain::new();
    let receipt = chain.deploy(puppet(), script().write(1, b"x").append(b"no").revert());
    assert!(!receipt.success);
    assert!(receipt.gas_used < 100_000_000);
    assert_eq!(receipt.reason(), Some("execution reverted: custom error 0x6e6f"));
    assert_eq!(chain.account(receipt.created.unwrap()), Account::default());
    assert!(chain.code(receipt.created.unwrap()).is_empty());
    assert_eq!(state::StateView::code(&chain.state, puppet_hash()).unwrap(), None);
}

#[test]
fn constructor_that_traps_leaves_nothing_and_takes_all_gas() {
    let mut chain = Chain::new();
    let receipt = chain.deploy(puppet(), script().trap());
    assert_eq!((receipt.success, receipt.gas_used), (false, 100_000_000));
    assert_eq!(chain.account(receipt.created.unwrap()), Account::default());
}

#[test]
fn creation_without_gas_for_the_deposit_fails() {
    let mut chain = Chain::new();
    let needed = chain.clone().deploy(puppet(), "").gas_used;
    let draft = chain.draft(ALICE, TxKind::Create, U256::ZERO, container_of(puppet()));
    let receipt = chain.clone().send(ALICE, TxEip1559 { gas_limit: needed, ..draft.clone() });
    assert!(receipt.success);
    let receipt = chain.send(ALICE, TxEip1559 { gas_limit: needed - 1, ..draft });
    assert_eq!((receipt.success, receipt.gas_used), (false, needed - 1));
    assert!(receipt.reason().unwrap().contains("code storage out of gas"));
    assert_eq!(chain.account(receipt.created.unwrap()), Account::default());
}

#[test]
fn creation_without_gas_for_the_compilation_fails_before_it() {
    let mut chain = Chain::new();
    let container = container_of(puppet());
    let intrinsic = executor::intrinsic_gas(TxKind::Create, &container, None).get();
    let draft = chain.draft(ALICE, TxKind::Create, U256::ZERO, container);
    let receipt = chain.send(ALICE, TxEip1559 { gas_limit: intrinsic + 100, ..draft });
    assert_eq!((receipt.success, receipt.gas_used), (false, intrinsic + 100));
    assert_eq!(receipt.reason(), Some("out of gas"));
}

#[test]
fn balance_sent_ahead_does_not_hinder_a_creation() {
    let mut chain = Chain::new();
    let expected = create_address(address(ALICE), 1);
    chain.send(ALICE, chain.draft(ALICE, expected, U256::from(7), ""));
    let contract = chain.deploy_puppet();
    assert_eq!((contract, chain.balance(contract)), (expected, U256::from(7)));
}

#[test]
fn contract_creates_by_the_create_rule() {
    let mut chain = Chain::new();
    let factory = chain.deploy_puppet();
    let arguments = script().write(1, b"child");
    let work = script().create(ALL, puppet_hash(), U256::from(3), arguments);
    let receipt = chain.send(ALICE, chain.draft(ALICE, factory, U256::from(3), work));
    assert!(receipt.success, "{:?}", receipt.failure);
    let child = create_address(factory, 1);
    assert_eq!(chain.account(factory).nonce, 2);
    assert_eq!((chain.account(child).nonce, chain.balance(child)), (1, U256::from(3)));
    assert_eq!(chain.storage(child, 1), b"child"[..]);
    assert_eq!(chain.code(child), container_of(puppet()));
    let mut output = Output(chain.output(factory, script().create(ALL, puppet_hash(), U256::ZERO, "")));
    assert_eq!(created(&mut output), (status::SUCCESS, create_address(factory, 2), Bytes::new()));
    assert_eq!(chain.output(child, script().append(b"alive")), b"alive"[..]);
}

#[test]
fn contract_creates_by_the_create2_rule_once_per_salt_and_arguments() {
    let mut chain = Chain::new();
    let factory = chain.deploy_puppet();
    let arguments = script().write(1, b"child").bytes();
    let work = script().create2(slot(5), puppet_hash(), U256::ZERO, arguments.clone());
    chain.call_ok(factory, work.clone());
    let child = create2_address(factory, slot(5), &container_of(puppet()), &arguments);
    assert_eq!(chain.storage(child, 1), b"child"[..]);
    // Again: the address is taken. The creator's nonce goes up all the same.
    let nonce = chain.account(factory).nonce;
    let mut output = Output(chain.output(factory, work.clone()));
    assert_eq!(created(&mut output).0, status::FAILED);
    chain.call_ok(factory, work);
    assert_eq!(chain.account(factory).nonce, nonce + 1);
    let mut output = Output(chain.output(factory, script().create2(slot(6), puppet_hash(), U256::ZERO, arguments)));
    assert_eq!(created(&mut output).0, status::SUCCESS);
}

#[test]
fn creation_from_an_unknown_code_hash_fails_without_taking_gas() {
    let mut chain = Chain::new();
    let factory = chain.deploy_puppet();
    let mut output = Output(chain.output(factory, script().create(ALL, B256::ZERO, U256::ZERO, "").gas()));
    assert_eq!(created(&mut output).0, status::FAILED);
    assert!(output.number() > limits::BLOCK_GAS_LIMIT.get() - 200_000);
    assert_eq!(chain.account(factory).nonce, 1);
}

#[test]
fn creation_with_more_value_than_there_is_fails_without_taking_gas() {
    let mut chain = Chain::new();
    let factory = chain.deploy_puppet();
    let mut output = Output(chain.output(factory, script().create(ALL, puppet_hash(), U256::from(1), "").gas()));
    assert_eq!(created(&mut output).0, status::FAILED);
    assert!(output.number() > limits::BLOCK_GAS_LIMIT.get() - 200_000);
}

#[test]
fn failed_constructor_of_a_child_keeps_the_creators_nonce_only() {
    let mut chain = Chain::new();
    let factory = chain.deploy_puppet();
    let arguments = script().write(1, b"x").append(b"why").revert();
    let work = script().create(ALL, puppet_hash(), U256::ZERO, arguments);
    let mut output = Output(chain.output(factory, work.clone()));
    let (ended, _, data) = created(&mut output);
    assert_eq!((ended, data), (status::REVERTED, b"why"[..].into()));
    chain.call_ok(factory, work);
    assert_eq!(chain.account(factory).nonce, 2);
    assert_eq!(chain.account(create_address(factory, 1)), Account::default());
}

#[test]
fn code_of_a_creation_that_was_undone_is_not_known() {
    let mut chain = Chain::new();
    let factory = chain.deploy_puppet();
    // Another module, deployed in a transaction that reverts: its hash must not be usable afterwards.
    let other = module_with_call("(call $finish (i32.const 0) (i32.const 0))");
    let data = [container_of(&other), vec![]].concat();
    let short = TxEip1559 { gas_limit: 400_000, ..chain.draft(ALICE, TxKind::Create, U256::ZERO, data.clone()) };
    let needed = chain.clone().send(ALICE, short.clone()).gas_used;
    let failed = signed(ALICE, TxEip1559 { gas_limit: needed - 1, ..short });
    let hash = primitives::keccak256(&data);
    let work = script().create(ALL, hash, U256::ZERO, "").append(b"done");
    let next = TxEip1559 { nonce: failed.nonce() + 1, ..chain.draft(ALICE, factory, U256::ZERO, work) };
    let receipts = chain.mine(&[failed, signed(ALICE, next)]);
    assert_eq!([receipts[0].success, receipts[1].success], [false, true]);
    assert_eq!(chain.account(factory).nonce, 1, "nothing was created");
}

#[test]
fn contract_is_used_and_cloned_in_the_block_that_creates_it() {
    let mut chain = Chain::new();
    let data = container_of(puppet());
    let first = TxEip1559 { gas_limit: 50_000_000, ..chain.draft(ALICE, TxKind::Create, U256::ZERO, data) };
    let contract = create_address(address(ALICE), 0);
    let work = script().create(ALL, puppet_hash(), U256::ZERO, script().write(1, b"clone"));
    let second = TxEip1559 { nonce: 1, ..chain.draft(ALICE, contract, U256::ZERO, work) };
    let receipts = chain.mine(&[signed(ALICE, first), signed(ALICE, second)]);
    assert!(receipts.iter().all(|receipt| receipt.success), "{receipts:?}");
    assert_eq!(chain.storage(create_address(contract, 1), 1), b"clone"[..]);
}

#[test]
fn simulated_creation_gives_the_container_and_the_address() {
    let chain = Chain::new();
    let result = chain.simulate(TxKind::Create, container_of(puppet()));
    assert_eq!(result.exit, CallExit::Success(container_of(puppet()).into()));
    assert_eq!(result.created, Some(create_address(address(ALICE), 0)));
}

#[test]
fn constructor_calling_its_own_address_is_refused() {
    let mut chain = Chain::new();
    let own = create_address(address(ALICE), 0);
    let receipt = chain.deploy(puppet(), script().call(own, script()).revert());
    assert_eq!(receipt.reason(), Some("execution reverted: custom error 0x0200000000"));
}
