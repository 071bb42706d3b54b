//! `eth_call` and `eth_estimateGas`.

use alloy_consensus::TxEip1559;
use executor::{
    CallExit, CallParams, CallResult, InvalidTransaction, SimulateError, TracedCall, TracedKind, TracedStep,
};
use interface::call_flags;
use primitives::{Address, U256, limits};
use types::TxKind;

use crate::{
    script::{ALL, Script, script},
    support::*,
};

/// The estimate must suffice as a transaction, and one gas less must not.
fn estimate_is_exact(chain: &Chain, params: &CallParams) -> u64 {
    let estimate = chain.estimate(params).unwrap();
    let draft = TxEip1559 { gas_limit: estimate, ..chain.draft(ALICE, params.to, params.value, params.input.clone()) };
    let receipt = chain.clone().send(ALICE, draft.clone());
    assert!(receipt.success, "{estimate}: {:?}", receipt.failure);
    let less = TxEip1559 { gas_limit: estimate - 1, ..draft };
    let intrinsic = executor::intrinsic_gas(params.to, &params.input, None).get();
    if estimate > intrinsic {
        assert!(!chain.clone().send(ALICE, less).success, "{} suffices too", estimate - 1);
    } else {
        assert!(matches!(chain.refusal(ALICE, less), InvalidTransaction::IntrinsicGas { .. }));
    }
    estimate
}

#[test]
fn estimate_of_a_transfer_is_21_000() {
    let chain = Chain::new();
    for to in [address(BOB), stranger(9), COINBASE] {
        let params = CallParams { value: coins(1), ..params(to, "") };
        assert_eq!(estimate_is_exact(&chain, &params), 21_000);
    }
    assert_eq!(chain.estimate(&CallParams { gas: Some(21_000), ..params(address(BOB), "") }).unwrap(), 21_000);
}

#[test]
fn estimate_suffices_for_contracts_and_one_gas_less_does_not() {
    let mut chain = Chain::new();
    let [a, b, c] = [chain.deploy_puppet(), chain.deploy_puppet(), chain.deploy_puppet()];
    chain.call_ok(a, script().write(9, b"full").write(8, b"full"));
    let burning = script().call(c, script().trap()).write(1, b"after");
    let cases: [(&str, Script); 12] = [
        ("nothing", script()),
        ("write", script().write(1, b"x")),
        ("refund", script().write(9, b"").write(8, b"")),
        ("set and cleared again", script().write(1, b"x").write(1, b"")),
        ("log", script().log(&[], &[1; 500])),
        ("spin", script().spin(100_000)),
        ("transfer", script().transfer(stranger(7), U256::ZERO)),
        ("limited call", script().call_with(0, 60_000, b, U256::ZERO, script().write(1, b"x"))),
        ("create", script().create(ALL, puppet_hash(), U256::ZERO, script().write(1, b"x"))),
        ("deep", script().call(b, script().call(c, script().write(1, &[1; 200]))).append(b"x")),
        ("reverting callee", script().call(b, script().write(1, b"x").revert())),
        ("burning callee", script().call(b, burning)),
    ];
    for (name, work) in cases {
        // The puppet goes on after a failed call, so with less gas it may succeed and do less. Its output tells.
        let full = chain.simulate(a, work.clone()).exit;
        assert!(matches!(full, CallExit::Success(_)), "{name}: {full:?}");
        let params = params(a, work);
        let estimate = chain.estimate(&params).unwrap();
        let with = |gas| chain.try_simulate(&CallParams { gas: Some(gas), ..params.clone() }).unwrap().exit;
        assert_eq!(with(estimate), full, "{name}");
        assert_ne!(with(estimate - 1), full, "{name}: {} suffices too", estimate - 1);
        let draft = TxEip1559 { gas_limit: estimate, ..chain.draft(ALICE, a, U256::ZERO, params.input.clone()) };
        assert!(chain.clone().send(ALICE, draft).success, "{name}");
    }
}

#[test]
fn trace_is_the_tree_of_calls_and_recording_it_changes_nothing_else() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let inner = script().log(&[], b"lost").write(1, b"x").revert();
    // The callee reverts; then it is entered again on the way, which is refused; then a contract is created.
    let work = script()
        .log(&[], b"kept")
        .call(b, inner)
        .call(b, script().call(a, script()))
        .call_with(call_flags::STATIC, ALL, b, U256::ZERO, script().read(1))
        .create(ALL, puppet_hash(), U256::ZERO, script());
    let params = params(a, work);
    let plain = chain.try_simulate(&params).unwrap();
    let traced = chain.try_simulate(&CallParams { records_trace: true, ..params.clone() }).unwrap();
    assert_eq!(plain, CallResult { trace: None, ..traced.clone() });
    let TracedCall { kind, from, to, steps, gas, gas_used, exit, .. } = traced.trace.unwrap();
    assert_eq!((kind, from, to, exit), (TracedKind::Call, address(ALICE), a, plain.exit));
    assert!(gas_used < gas && gas_used.get() < plain.gas_used);
    let [
        TracedStep::Log(log),
        TracedStep::Call(reverted),
        TracedStep::Call(refusing),
        TracedStep::Call(looked),
        TracedStep::Call(made),
    ] = &steps[..]
    else {
        panic!("{steps:?}")
    };
    assert_eq!(&log.data.data[..], b"kept");
    assert!(matches!(reverted.exit, CallExit::Reverted(_)) && matches!(&reverted.steps[..], [TracedStep::Log(_)]));
    let [TracedStep::Call(refused)] = &refusing.steps[..] else { panic!("{refusing:?}") };
    assert!(matches!(&refused.exit, CallExit::Failed(reason) if reason.contains("does not allow re-entry")));
    assert_eq!((refused.from, refused.to, refused.gas_used.get()), (b, a, 0));
    assert_eq!((looked.kind, looked.to), (TracedKind::StaticCall, b));
    assert_eq!((made.kind, made.from), (TracedKind::Create, a));
    assert!(matches!(made.exit, CallExit::Success(_)) && made.input.starts_with(&container_of(puppet())));
}

#[test]
fn estimate_covers_the_gas_that_calls_hold_back() {
    let mut chain = Chain::new();
    let inner = chain.deploy_puppet();
    // Passes its input on with all gas and traps unless the callee succeeded.
    let module = module(&format!(
        r#"(memory (export "memory") 1)
           (data (i32.const 0) "{}")
           (func (export "deploy"))
           (func (export "call")
             (call $input_copy (i32.const 64) (i32.const 0) (call $input_size))
             (if (call $call (i32.const 0) (i64.const -1) (i32.const 0) (i32.const 32) (i32.const 64) (call $input_size))
               (then (unreachable))))"#,
        inner.iter().map(|byte| format!("\\{byte:02x}")).collect::<String>()
    ));
    let outer = chain.deploy(&module, "").created.unwrap();
    let work = script().write(1, b"x").write(2, b"y").write(3, &[1; 320]);
    let estimate = estimate_is_exact(&chain, &params(outer, work.clone()));
    let used = chain.call_ok(outer, work).gas_used;
    assert!(estimate > used, "{estimate} for {used}: a 64th is held back");
}

#[test]
fn estimate_of_a_creation_suffices() {
    let chain = Chain::new();
    let params = params(TxKind::Create, [container_of(puppet()), script().write(1, b"x").bytes().to_vec()].concat());
    estimate_is_exact(&chain, &params);
}

#[test]
fn estimate_of_a_call_with_data_to_nobody_is_its_intrinsic_gas() {
    let chain = Chain::new();
    assert_eq!(estimate_is_exact(&chain, &params(stranger(9), vec![1, 0])), 21_020);
}

#[test]
fn estimate_gives_revert_data_and_failures() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    match chain.estimate(&params(puppet, script().append(b"why").revert())) {
        Err(SimulateError::Reverted(data)) => assert_eq!(data, b"why"[..]),
        other => panic!("{other:?}"),
    }
    match chain.estimate(&params(puppet, script().trap())) {
        Err(SimulateError::Failed(text)) => assert!(text.contains("unreachable")),
        other => panic!("{other:?}"),
    }
    match chain.estimate(&CallParams { gas: Some(2_000_000), ..params(puppet, script().loop_forever()) }) {
        Err(error @ SimulateError::GasAllowance { allowance: 2_000_000 }) => {
            assert_eq!(error.to_string(), "gas required exceeds allowance (2000000)");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn estimate_of_a_gas_burning_callee_does_not_ask_for_the_whole_block() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    // The callee takes all gas it gets and fails; the caller does not mind.
    let estimate = chain.estimate(&params(outer, script().call(inner, script().trap()).write(1, b"x"))).unwrap();
    assert!(estimate < 10_000_000, "{estimate}");
}

#[test]
fn refused_container_is_an_invalid_transaction_before_anything_runs() {
    let chain = Chain::new();
    let evm = params(TxKind::Create, vec![0x60, 0x80]);
    for result in [chain.estimate(&evm).map(|_| ()), chain.try_simulate(&evm).map(|_| ())] {
        match result {
            Err(SimulateError::Invalid(invalid)) => assert!(invalid.to_string().contains("causeway build")),
            other => panic!("{other:?}"),
        }
    }
    let floats = params(TxKind::Create, container_of(&module_with_call("(drop (f32.const 1))")));
    match chain.estimate(&floats) {
        Err(SimulateError::Invalid(InvalidTransaction::Module(_))) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn call_without_gas_price_needs_no_money_for_fees() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let poor = CallParams { from: stranger(9), ..params(puppet, script().context()) };
    let CallExit::Success(output) = chain.try_simulate(&poor).unwrap().exit else { panic!() };
    let mut output = Output(output);
    output.take(60 + 32);
    assert_eq!(output.word(), U256::ZERO, "gas price");
    output.take(32);
    assert_eq!(output.word(), U256::ZERO, "base fee");
    assert!(chain.estimate(&poor).is_ok());
}

#[test]
fn call_with_a_gas_price_pays_like_a_transaction() {
    let chain = Chain::new();
    let base_fee = chain.env().base_fee;
    let cheap = CallParams { gas_price: 1, ..params(address(BOB), "") };
    match chain.try_simulate(&cheap) {
        Err(SimulateError::Invalid(InvalidTransaction::FeeBelowBase { max_fee: 1, base_fee: found })) => {
            assert_eq!(found, base_fee);
        }
        other => panic!("{other:?}"),
    }
    let poor = CallParams { from: stranger(9), gas: Some(21_000), gas_price: MAX_FEE, ..params(address(BOB), "") };
    match chain.try_simulate(&poor) {
        Err(SimulateError::Invalid(InvalidTransaction::InsufficientFunds { address, .. })) => {
            assert_eq!(address, stranger(9));
        }
        other => panic!("{other:?}"),
    }
    let rich = CallParams { gas_price: MAX_FEE, ..params(address(BOB), "") };
    assert_eq!(chain.try_simulate(&rich).unwrap().gas_used, 21_000);
    assert_eq!(chain.estimate(&rich).unwrap(), 21_000);
}

#[test]
fn gas_that_the_sender_cannot_pay_is_not_used_for_an_estimate() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let price = U256::from(MAX_FEE);
    let value = chain.balance(address(ALICE)) - price * U256::from(50_000);
    let short = CallParams { value, gas_price: MAX_FEE, ..params(puppet, script().write(1, b"x").write(2, b"y")) };
    match chain.estimate(&short) {
        Err(SimulateError::GasAllowance { allowance: 50_000 }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn value_must_be_there_even_without_fees() {
    let chain = Chain::new();
    let broke = CallParams { from: Address::ZERO, value: U256::from(1), ..params(address(BOB), "") };
    for result in [chain.try_simulate(&broke).map(|_| ()), chain.estimate(&broke).map(|_| ())] {
        match result {
            Err(SimulateError::Invalid(invalid)) => {
                assert!(invalid.to_string().starts_with("insufficient funds for transfer: address 0x0000"));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn gas_of_a_call_is_capped_at_the_block_gas_limit() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    for gas in [None, Some(u64::MAX)] {
        let CallExit::Success(output) =
            chain.try_simulate(&CallParams { gas, ..params(puppet, script().gas()) }).unwrap().exit
        else {
            panic!()
        };
        let seen = Output(output).number();
        assert!(seen < limits::BLOCK_GAS_LIMIT.get() && seen > limits::BLOCK_GAS_LIMIT.get() - 100_000, "{seen}");
    }
    let little = CallParams { gas: Some(20_000), ..params(puppet, "") };
    match chain.try_simulate(&little) {
        Err(SimulateError::Invalid(InvalidTransaction::IntrinsicGas { limit: 20_000, needed: 21_000 })) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn call_of_a_contract_and_with_any_nonce_is_allowed() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let from_contract = CallParams { from: puppet, ..params(puppet, script().append(b"x")) };
    assert!(matches!(chain.try_simulate(&from_contract).unwrap().exit, CallExit::Success(_)));
    let create = CallParams { nonce: Some(77), ..params(TxKind::Create, container_of(crate::support::puppet())) };
    let result = chain.try_simulate(&create).unwrap();
    assert_eq!(result.created, Some(executor::create_address(address(ALICE), 77)));
    let last = CallParams { nonce: Some(u64::MAX), ..params(puppet, "") };
    assert!(matches!(chain.try_simulate(&last), Err(SimulateError::Invalid(InvalidTransaction::NonceMax))));
}

#[test]
fn call_leaves_no_trace() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let before = chain.state.clone();
    chain.output(puppet, script().write(1, b"x").call_with(call_flags::STATIC, ALL, address(BOB), U256::ZERO, ""));
    assert_eq!(chain.state, before);
    assert!(chain.storage(puppet, 1).is_empty());
}

#[test]
fn simulated_failure_is_told_and_uses_all_gas() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let result = chain.try_simulate(&CallParams { gas: Some(100_000), ..params(puppet, script().trap()) }).unwrap();
    assert_eq!(result.gas_used, 100_000);
    assert_eq!(result.exit, CallExit::Failed("wasm trap: unreachable instruction executed".to_owned()));
}
