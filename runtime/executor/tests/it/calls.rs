//! Calls between contracts: what a failed frame undoes, what a static one may not do, how deep and with how much gas.

use interface::{call_flags, status};
use primitives::{B256, U256, keccak256, limits};

use crate::{
    script::{ALL, Script, script, slot},
    support::*,
};

#[test]
fn call_returns_its_output() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    assert_eq!(chain.output(puppet, script().append(b"hello")), b"hello"[..]);
}

#[test]
fn write_is_kept_and_read_back_in_the_next_block() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    chain.call_ok(puppet, script().write(1, b"one").write(2, &[7; 1000]));
    let mut output = Output(chain.output(puppet, script().read(1).read(2).read(3)));
    assert_eq!([output.bytes(), output.bytes(), output.bytes()], [b"one".to_vec(), vec![7; 1000], vec![]]);
    chain.call_ok(puppet, script().write(1, b""));
    assert!(chain.storage(puppet, 1).is_empty());
}

#[test]
fn nested_call_sees_its_caller_and_its_value() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let nested = script().call_with(0, ALL, inner, U256::from(5), script().context());
    let receipt = chain.send(ALICE, chain.draft(ALICE, outer, U256::from(9), nested.clone()));
    assert!(receipt.success);
    assert_eq!([outer, inner].map(|of| chain.balance(of)), [U256::from(4), U256::from(5)]);
    let mut output = Output(chain.output(outer, script().call(inner, script().context())));
    let (ended, context) = output.call();
    let mut context = Output(context);
    assert_eq!(ended, status::SUCCESS);
    assert_eq!([context.address(), context.address(), context.address()], [inner, outer, address(ALICE)]);
}

#[test]
fn reverted_transaction_keeps_only_nonce_and_fee() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let before = chain.clone();
    let work = script().write(1, b"x").log(&[slot(1)], b"log").append(b"why").revert();
    let receipt = chain.send(ALICE, chain.draft(ALICE, puppet, U256::from(3), work));
    assert!(!receipt.success);
    assert!(receipt.logs.is_empty());
    assert!(receipt.gas_used < GAS_LIMIT, "a revert gives back what it did not use");
    assert_eq!(receipt.reason(), Some("execution reverted: custom error 0x776879"));
    assert_eq!(chain.account(puppet), before.account(puppet));
    let paid = U256::from(receipt.gas_used) * U256::from(receipt.effective_gas_price);
    assert_eq!(chain.balance(address(ALICE)), before.balance(address(ALICE)) - paid);
}

#[test]
fn revert_reason_stands_beside_the_receipt() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let mut data = keccak256("Error(string)")[..4].to_vec();
    data.extend(U256::from(32).to_be_bytes::<32>());
    data.extend(U256::from(6).to_be_bytes::<32>());
    data.extend(b"no way");
    let receipt = chain.call(puppet, script().append(&data).revert());
    assert_eq!(receipt.reason(), Some("execution reverted: no way"));
    let mut data = keccak256("Panic(uint256)")[..4].to_vec();
    data.extend(U256::from(0x12).to_be_bytes::<32>());
    let receipt = chain.call(puppet, script().append(&data).revert());
    assert_eq!(receipt.reason(), Some("execution reverted: division or modulo by zero"));
}

/// What a callee does before it ends badly: everything that a rollback must undo.
fn havoc(chain: &Chain) -> Script {
    script()
        .write(1, b"changed")
        .write(2, b"")
        .write_transient(1, b"changed")
        .set_code(puppet_hash())
        .log(&[slot(9)], b"gone")
        .transfer(stranger(7), U256::from(1))
        .create(ALL, puppet_hash(), U256::from(1), "")
        .balance(chain.head.beneficiary)
}

#[test]
fn failed_nested_call_undoes_everything_it_did() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    chain.call_ok(inner, script().write(1, b"before").write(2, b"kept"));
    for (ending, expected) in
        [(havoc(&chain).append(b"data").revert(), status::REVERTED), (havoc(&chain).trap(), status::FAILED)]
    {
        let before = chain.clone();
        let work = script()
            .write(1, b"outer")
            .log(&[slot(1)], b"first")
            .call_with(0, 1_000_000, inner, U256::from(10), ending)
            .log(&[slot(2)], b"second");
        let output = {
            let mut asked = params(outer, work.clone());
            asked.value = U256::from(10);
            match chain.try_simulate(&asked).unwrap().exit {
                executor::CallExit::Success(output) => output,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(Output(output).call().0, expected);
        let receipt = chain.send(ALICE, chain.draft(ALICE, outer, U256::from(10), work));
        assert!(receipt.success, "{:?}", receipt.failure);
        let topics: Vec<B256> = receipt.logs.iter().flat_map(|log| log.topics().to_vec()).collect();
        assert_eq!(topics, [slot(1), slot(2)]);
        assert_eq!(chain.account(inner), before.account(inner));
        assert_eq!([chain.storage(inner, 1), chain.storage(inner, 2)], [b"before".to_vec(), b"kept".to_vec()]);
        assert_eq!(chain.storage(outer, 1), b"outer"[..]);
        assert_eq!(chain.balance(outer), before.balance(outer) + U256::from(10));
        assert_eq!(chain.balance(stranger(7)), U256::ZERO);
        let created = executor::create_address(inner, before.account(inner).nonce);
        assert_eq!(chain.account(created), state::Account::default());
    }
}

#[test]
fn revert_data_reaches_the_caller_and_failure_gives_none() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let work = script()
        .call(inner, script().append(b"no").revert())
        .call_with(0, 100_000, inner, U256::ZERO, script().trap())
        .call(inner, script().append(b"yes"));
    let mut output = Output(chain.output(outer, work));
    assert_eq!(output.call(), (status::REVERTED, b"no"[..].into()));
    assert_eq!(output.call(), (status::FAILED, b""[..].into()));
    assert_eq!(output.call(), (status::SUCCESS, b"yes"[..].into()));
    output.end();
}

#[test]
fn revert_data_is_passed_up_through_the_receipt_of_a_call() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let work = script().call(inner, script().append(b"deep").revert()).revert_with_last_output();
    assert_eq!(chain.simulate(outer, work).exit, executor::CallExit::Reverted(b"deep"[..].into()));
}

#[test]
fn call_to_an_address_without_code_is_a_transfer_that_succeeds() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let work = script().call_with(0, ALL, stranger(9), U256::from(4), "ignored").transfer(stranger(9), U256::from(5));
    let receipt = chain.send(ALICE, chain.draft(ALICE, puppet, U256::from(10), work));
    assert!(receipt.success, "{:?}", receipt.failure);
    assert_eq!([chain.balance(stranger(9)), chain.balance(puppet)], [U256::from(9), U256::from(1)]);
}

#[test]
fn call_that_cannot_be_paid_fails_without_being_entered() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let work = script()
        .call_with(0, ALL, inner, U256::from(1), script().write(1, b"x"))
        .transfer(stranger(9), U256::from(1))
        .gas();
    let mut output = Output(chain.output(outer, work));
    assert_eq!(output.call(), (status::FAILED, b""[..].into()));
    assert_eq!(output.byte(), 0);
    // Refused calls do not take the gas that they were to pass on.
    let left = output.number();
    assert!(left > limits::BLOCK_GAS_LIMIT.get() - 200_000, "{left}");
    output.end();
}

#[test]
fn failed_callee_takes_63_of_64_parts_and_leaves_the_caller_the_rest() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let mut asked = params(outer, script().gas().call(inner, script().trap()).gas());
    asked.gas = Some(6_400_000);
    let result = chain.try_simulate(&asked).unwrap();
    let executor::CallExit::Success(output) = result.exit else { panic!("{:?}", result.exit) };
    let mut output = Output(output);
    let before = output.number();
    assert_eq!(output.call().0, status::FAILED);
    let after = output.number();
    let kept = before / 64;
    assert!(after <= kept && after > kept - 1_000, "{after} of {kept}");
}

#[test]
fn callee_gets_no_more_gas_than_its_caller_asks_for() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let work = script().call_with(0, 50_000, inner, U256::ZERO, script().gas());
    let (_, seen) = Output(chain.output(outer, work)).call();
    let seen = Output(seen).number();
    assert!(seen < 50_000 && seen > 40_000, "{seen}");
}

#[test]
fn static_call_may_read_but_not_change_anything() {
    let mut chain = Chain::new();
    let [outer, inner, other] = [chain.deploy_puppet(), chain.deploy_puppet(), chain.deploy_puppet()];
    chain.call_ok(inner, script().write(1, b"value"));
    let frozen = |input: Script| script().call_with(call_flags::STATIC, 2_000_000, inner, U256::ZERO, input);
    let mut output = Output(chain.output(outer, frozen(script().read(1))));
    assert_eq!(output.call().0, status::SUCCESS);

    let changes: [(&str, Script); 9] = [
        ("write", script().write(1, b"other")),
        ("write of transient storage", script().write_transient(1, b"other")),
        ("set code", script().set_code(puppet_hash())),
        ("write of the same value", script().write(1, b"value")),
        ("log", script().log(&[], b"")),
        ("transfer", script().transfer(stranger(9), U256::ZERO)),
        ("create", script().create(ALL, puppet_hash(), U256::ZERO, "")),
        ("create2", script().create2(slot(1), puppet_hash(), U256::ZERO, "")),
        ("value", script().call_with(0, ALL, stranger(9), U256::from(1), "")),
    ];
    for (name, change) in changes {
        let mut output = Output(chain.output(outer, frozen(change.clone())));
        assert_eq!(output.call(), (status::FAILED, b""[..].into()), "{name}");
        // Calls of a static frame are static without saying so.
        let passed_on = frozen(script().call_with(0, 1_000_000, other, U256::ZERO, change));
        let (ended, inside) = Output(chain.output(outer, passed_on)).call();
        assert_eq!((ended, Output(inside).call().0), (status::SUCCESS, status::FAILED), "{name}");
    }
}

#[test]
fn static_call_cannot_carry_value() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let receipt = chain.call(outer, script().call_with(call_flags::STATIC, ALL, inner, U256::from(1), ""));
    assert!(!receipt.success);
    let expected = "host function call: state cannot be changed in a static call";
    assert_eq!(receipt.reason(), Some(expected));
}

#[test]
fn caller_goes_on_after_its_callees_forbidden_change() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let work = script().call_with(call_flags::STATIC, 1_000_000, inner, U256::ZERO, script().write(1, b"x"));
    chain.call_ok(outer, work);
    assert!(chain.storage(inner, 1).is_empty());
}

#[test]
fn call_depth_is_bounded_and_the_deepest_call_fails_softly() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    // Each frame calls the same contract with the same input, which permits re-entry, and appends how that ended and
    // what it gave. The deepest frame sees one failure; every frame above adds five bytes.
    let work = script().call_self_with_same_input(call_flags::ALLOW_REENTRY);
    let depth = limits::CALL_DEPTH_MAX as usize;
    let mut output = chain.output(puppet, work.clone());
    assert_eq!(output.len(), depth * 5);
    for _ in 1..depth {
        let (ended, inside) = Output(output).call();
        assert_eq!(ended, status::SUCCESS);
        output = inside;
    }
    assert_eq!(Output(output).call(), (status::FAILED, b""[..].into()));
    chain.call_ok(puppet, work);
}

#[test]
fn code_hash_tells_nobody_from_somebody_without_code() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let asked = script().code_hash(stranger(9)).code_hash(address(BOB)).code_hash(puppet).balance(address(BOB));
    let mut output = Output(chain.output(puppet, asked));
    assert_eq!(output.take(32), B256::ZERO.to_vec());
    assert_eq!(output.take(32), state::EMPTY_CODE_HASH.to_vec());
    assert_eq!(output.take(32), puppet_hash().to_vec());
    assert_eq!(output.word(), coins(10_000));
}
