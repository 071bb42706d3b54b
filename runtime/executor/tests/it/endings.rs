//! Every way in which a callee can end, and what its caller sees of it: a status, data, and the gas it gets back.

use interface::{call_flags, status};
use primitives::{Address, B256, Bytes, U256};

use crate::{
    script::{ALL, Script, script},
    support::*,
};

/// Gas given to each callee.
const GIVEN: u64 = 2_000_000;

/// What becomes of the gas that a callee was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gas {
    /// What it did not use comes back, or it was never entered.
    Returned,
    /// It is all gone.
    Lost,
}

/// Calls `to` from `caller`, which goes on afterwards; its status, data and whether the gas was lost.
fn ending(chain: &Chain, caller: Address, work: Script) -> (u32, Bytes, Gas) {
    let bytes = [script().gas().bytes(), work.bytes(), script().gas().bytes()].concat();
    let mut output = Output(chain.output(caller, bytes));
    let before = output.number();
    let (status, data) = output.call();
    let used = before - output.number();
    output.end();
    (status, data, if used > GIVEN { Gas::Lost } else { Gas::Returned })
}

fn given(to: Address, input: impl Into<Bytes>) -> Script {
    script().call_with(0, GIVEN, to, U256::ZERO, input)
}

#[test]
fn callee_that_runs_ends_in_one_of_three_ways() {
    let mut chain = Chain::new();
    let [caller, callee] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let silent = chain.deploy(&module_with_call(""), "").created.unwrap();
    let cases = [
        ("finishes", given(callee, script().append(b"out")), status::SUCCESS, &b"out"[..], Gas::Returned),
        ("falls off its end", given(silent, ""), status::SUCCESS, b"", Gas::Returned),
        ("has no code", given(stranger(9), "ignored"), status::SUCCESS, b"", Gas::Returned),
        ("reverts", given(callee, script().append(b"why").revert()), status::REVERTED, b"why", Gas::Returned),
        ("reverts without data", given(callee, script().revert()), status::REVERTED, b"", Gas::Returned),
        ("traps after output", given(callee, script().append(b"out").trap()), status::FAILED, b"", Gas::Lost),
    ];
    for (name, work, status, data, gas) in cases {
        assert_eq!(ending(&chain, caller, work), (status, Bytes::from(data), gas), "{name}");
    }
}

#[test]
fn every_fault_is_a_failure_without_data_that_takes_the_gas() {
    let mut chain = Chain::new();
    let [caller, callee] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let scripts = [
        ("out of gas", script().loop_forever()),
        ("call stack exhausted", script().recurse_forever()),
        ("memory limit", script().grow_forever()),
        ("unreachable", script().trap()),
        ("memory out of bounds", script().read_out_of_bounds()),
        ("unknown flags", script().call_with(8, ALL, caller, U256::ZERO, "")),
        ("host size limit", script().write_transient(1, &[7; 1025])),
    ];
    for (name, work) in scripts {
        assert_eq!(ending(&chain, caller, given(callee, work)), (status::FAILED, Bytes::new(), Gas::Lost), "{name}");
    }

    let bodies = [
        ("division by zero", "(drop (i32.div_u (i32.const 1) (i32.const 0)))"),
        ("integer overflow", "(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))"),
        ("table out of bounds", "(call_indirect (type $none) (i32.const 7))"),
        ("uninitialized element", "(call_indirect (type $none) (i32.const 1))"),
        ("indirect call type mismatch", "(drop (call_indirect (type $number) (i32.const 0)))"),
        ("host pointer out of bounds", "(call $address (i32.const -1))"),
        (
            "too many places of transient storage",
            "(local $n i32) (loop $more
                (i32.store (i32.const 0) (local.tee $n (i32.add (local.get $n) (i32.const 1))))
                (call $transient_write (i32.const 0) (i32.const 0) (i32.const 1))
                (br_if $more (i32.lt_u (local.get $n) (i32.const 131073))))",
        ),
    ];
    for (name, body) in bodies {
        let module = module(&format!(
            "(type $none (func)) (type $number (func (result i32)))
            (memory (export \"memory\") 1) (table 2 funcref) (elem (i32.const 0) $nothing)
            (func $nothing) (func (export \"deploy\")) (func (export \"call\") {body})"
        ));
        let receipt = chain.deploy(&module, "");
        let faulty = receipt.created.filter(|_| receipt.success).unwrap_or_else(|| panic!("{:?}", receipt.failure));
        // The last one needs more than it is given elsewhere, so it may lose more.
        let gas = if name.starts_with("too many") { 40_000_000 } else { GIVEN };
        let work = script().call_with(0, gas, faulty, U256::ZERO, "");
        assert_eq!(ending(&chain, caller, work), (status::FAILED, Bytes::new(), Gas::Lost), "{name}");
    }
}

#[test]
fn static_callee_that_changes_state_fails() {
    let mut chain = Chain::new();
    let [caller, callee] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let work = script().call_with(call_flags::STATIC, GIVEN, callee, U256::ZERO, script().write(1, b"x"));
    assert_eq!(ending(&chain, caller, work), (status::FAILED, Bytes::new(), Gas::Lost));
}

#[test]
fn callee_that_is_not_entered_fails_and_its_gas_stays() {
    let mut chain = Chain::new();
    let [caller, callee] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let cases = [
        ("balance", script().call_with(0, GIVEN, callee, U256::from(1), script().append(b"out"))),
        ("re-entry", given(caller, script().append(b"out"))),
    ];
    for (name, work) in cases {
        assert_eq!(ending(&chain, caller, work), (status::FAILED, Bytes::new(), Gas::Returned), "{name}");
    }
    // The depth is in `calls`: its deepest call fails in the same way.
}

#[test]
fn callee_without_gas_to_start_fails() {
    let mut chain = Chain::new();
    let [caller, callee] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let work = script().call_with(0, 0, callee, U256::ZERO, "");
    assert_eq!(ending(&chain, caller, work), (status::FAILED, Bytes::new(), Gas::Returned));
}

/// Creates from `hash` with `gas`; status, address, data, and whether the gas was lost.
fn creation(chain: &Chain, creator: Address, work: Script) -> (u32, Address, Bytes, Gas) {
    let bytes = [script().gas().bytes(), work.bytes(), script().gas().bytes()].concat();
    let mut output = Output(chain.output(creator, bytes));
    let before = output.number();
    let (status, address, data) = (u32::from(output.byte()), output.address(), output.bytes());
    let used = before - output.number();
    output.end();
    (status, address, data, if used > GIVEN { Gas::Lost } else { Gas::Returned })
}

#[test]
fn creation_that_fails_gives_no_address() {
    let mut chain = Chain::new();
    let creator = chain.deploy_puppet();
    let create = |hash, value, arguments: Script| script().create(GIVEN, hash, U256::from(value), arguments);
    let none = Bytes::new;
    let cases = [
        (
            "reverts",
            create(puppet_hash(), 0_u64, script().append(b"why").revert()),
            status::REVERTED,
            b"why"[..].into(),
            Gas::Returned,
        ),
        ("traps", create(puppet_hash(), 0, script().trap()), status::FAILED, none(), Gas::Lost),
        ("runs out of gas", create(puppet_hash(), 0, script().loop_forever()), status::FAILED, none(), Gas::Lost),
        (
            "changes its code",
            create(puppet_hash(), 0, script().set_code(puppet_hash())),
            status::FAILED,
            none(),
            Gas::Lost,
        ),
        ("unknown code", create(B256::repeat_byte(7), 0, script()), status::FAILED, none(), Gas::Returned),
        ("balance", create(puppet_hash(), 1, script()), status::FAILED, none(), Gas::Returned),
        ("no gas to start", script().create(0, puppet_hash(), U256::ZERO, ""), status::FAILED, none(), Gas::Returned),
    ];
    for (name, work, status, data, gas) in cases {
        assert_eq!(creation(&chain, creator, work), (status, Address::ZERO, data, gas), "{name}");
    }
    let (ended, address, ..) = creation(&chain, creator, create(puppet_hash(), 0, script()));
    assert_eq!((ended, address), (status::SUCCESS, executor::create_address(creator, 1)));
}

#[test]
fn creation_at_a_taken_address_fails_and_takes_the_gas() {
    let mut chain = Chain::new();
    let creator = chain.deploy_puppet();
    let work = script().create2(B256::ZERO, puppet_hash(), U256::ZERO, "");
    chain.call_ok(creator, work.clone());
    let (ended, address, data, gas) = creation(&chain, creator, work);
    assert_eq!((ended, address, data, gas), (status::FAILED, Address::ZERO, Bytes::new(), Gas::Lost));
}
