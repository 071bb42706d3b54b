//! Every way a contract can fail gives a failed receipt with a code and a sentence beside it. What is hashed is status,
//! gas and logs: neither the sentence nor anything that an engine or a debugging switch says.

use std::process::Command;

use primitives::{Bytes, U256};
use types::{Failure, Receipt, TxKind, receipts_root};
use vm::Fault;

use crate::{
    script::{ALL, script},
    support::*,
};

/// Gas of each call.
const GAS: u64 = 100_000_000;

/// A contract whose `call` has this body, beside a table whose first entry takes a parameter and whose second is empty.
fn contract(body: &str) -> Vec<u8> {
    module(&format!(
        "(memory (export \"memory\") 1) (type $t (func)) (table 2 funcref) (elem (i32.const 0) $g)
        (func $g (param i32)) (func $recurse (call $recurse))
        (func (export \"deploy\")) (func (export \"call\") {body})"
    ))
}

/// The code that a fault must have, and the body of a `call` that ends with it. None for faults that only a
/// called frame can have, whose caller sees that it failed and no more, or only a constructor.
fn body_of(fault: &Fault) -> Option<&'static str> {
    Some(match fault {
        Fault::OutOfGas => "(loop (br 0))",
        Fault::StackOverflow => "(call $recurse)",
        Fault::Unreachable => "unreachable",
        Fault::MemoryOutOfBounds => "(drop (i32.load (i32.const -1)))",
        Fault::TableOutOfBounds => "(call_indirect (type $t) (i32.const 2))",
        Fault::UninitializedElement => "(call_indirect (type $t) (i32.const 1))",
        Fault::IndirectCallTypeMismatch => "(call_indirect (type $t) (i32.const 0))",
        Fault::DivisionByZero => "(drop (i32.rem_u (i32.const 1) (i32.const 0)))",
        Fault::IntegerOverflow => "(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))",
        Fault::HostPointerOutOfBounds { .. } => "(call $address (i32.const 65517))",
        Fault::HostSizeLimit { .. } => "(call $storage_write (i32.const 0) (i32.const 0) (i32.const 65537))",
        Fault::UnknownFlags { .. } => {
            "(drop (call $call (i32.const 128) (i64.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))"
        }
        Fault::TransientLimit { .. } => {
            "(local $i i32)
            (loop (i32.store (i32.const 0) (local.get $i))
                (call $transient_write (i32.const 0) (i32.const 64) (i32.const 1))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br 0))"
        }
        Fault::MemoryLimit { .. } | Fault::StateChangeInStaticCall { .. } | Fault::SetCodeInConstructor => return None,
    })
}

/// One of each variant, with the sentence that it gives.
fn faults() -> Vec<(Fault, &'static str)> {
    let function = "storage_write";
    vec![
        (Fault::OutOfGas, "out of gas"),
        (Fault::StackOverflow, "wasm trap: call stack exhausted"),
        (Fault::Unreachable, "wasm trap: unreachable instruction executed"),
        (Fault::MemoryOutOfBounds, "wasm trap: out of bounds memory access"),
        (Fault::TableOutOfBounds, "wasm trap: table index out of bounds"),
        (Fault::UninitializedElement, "wasm trap: uninitialized table element"),
        (Fault::IndirectCallTypeMismatch, "wasm trap: indirect call type mismatch"),
        (Fault::DivisionByZero, "wasm trap: integer division by zero"),
        (Fault::IntegerOverflow, "wasm trap: integer overflow"),
        (
            Fault::HostPointerOutOfBounds { function: "address", pointer: 65_517, size: 20 },
            "host function address: 20 bytes at 65517 lie outside the memory",
        ),
        (
            Fault::HostSizeLimit { function, size: 65_537, limit: 65_536 },
            "host function storage_write: size is 65537 bytes, at most 65536 are allowed",
        ),
        (Fault::UnknownFlags { flags: 128 }, "host function call: unknown flags 0x80"),
        (
            Fault::TransientLimit { limit: 131_072 },
            "the transaction writes more than 131072 places of transient storage",
        ),
        (Fault::SetCodeInConstructor, ""),
        (Fault::MemoryLimit { limit_pages: 1_024 }, ""),
        (Fault::StateChangeInStaticCall { function }, ""),
    ]
}

/// Prints what other runs of this test are compared with.
fn show(receipt: &Receipt) {
    let failure = receipt.failure.as_ref().unwrap();
    println!("receipt: {} | {} | {}", receipts_root(std::slice::from_ref(receipt)), failure.code, failure.reason);
}

fn is_failed_with(receipt: &Receipt, code: &str, reason: &str, gas_limit: u64) {
    assert_eq!((receipt.success, receipt.gas_used), (false, gas_limit), "{code}");
    assert!(receipt.logs.is_empty(), "{code}");
    assert_eq!(receipt.failure, Some(Failure { code: code.to_owned(), reason: reason.to_owned() }));
    let untold = Receipt { failure: None, ..receipt.clone() };
    assert_eq!(receipts_root(&[untold]), receipts_root(std::slice::from_ref(receipt)), "{code}: a sentence is hashed");
    show(receipt);
}

#[test]
fn every_fault_is_a_failed_receipt_with_its_code_and_sentence() {
    for (fault, reason) in faults() {
        let Some(body) = body_of(&fault) else { continue };
        assert_eq!(fault.to_string(), reason);
        let mut chain = Chain::new();
        let contract = chain.deploy(&contract(body), "").created.unwrap();
        let draft = chain.draft(ALICE, contract, U256::from(1), "");
        let receipt = chain.send(ALICE, alloy_consensus::TxEip1559 { gas_limit: GAS, ..draft });
        is_failed_with(&receipt, fault.code(), reason, GAS);
    }
}

#[test]
fn codes_differ_and_are_words() {
    let codes: std::collections::BTreeSet<_> = faults().iter().map(|(fault, _)| fault.code()).collect();
    assert_eq!(codes.len(), faults().len());
    assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '_')));
}

#[test]
fn fault_that_only_a_called_frame_has_is_a_failed_call_to_its_caller() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let inner = chain.deploy_puppet();
    let work = script().call_with(1, ALL, inner, U256::ZERO, script().write(1, b"x"));
    let mut output = Output(chain.output(puppet, work));
    assert_eq!(output.call(), (interface::status::FAILED, Bytes::new()), "a write in a static call");

    // It calls itself with all its memory until the transaction's pages are used up, and answers with the depth.
    let deep = module(
        "(memory (export \"memory\") 128) (func (export \"deploy\"))
        (func (export \"call\") (local $status i32)
            (call $address (i32.const 0))
            (local.set $status (call $call
                (i32.const 2) (i64.const -1) (i32.const 0) (i32.const 32) (i32.const 0) (i32.const 0)))
            (if (i32.eqz (local.get $status)) (then (call $output_copy (i32.const 64) (i32.const 0) (i32.const 1))))
            (i32.store8 (i32.const 64) (i32.add (i32.load8_u (i32.const 64)) (i32.const 1)))
            (i32.store8 (i32.const 65) (local.get $status))
            (call $finish (i32.const 64) (i32.const 2)))",
    );
    let deep = chain.deploy(&deep, "").created.unwrap();
    assert_eq!(chain.output(deep, "")[0], 8, "eight frames of 128 pages fit into 1024");
}

#[test]
fn failed_creations_and_reverts_have_codes() {
    let mut chain = Chain::new();
    let no_code = chain.send(ALICE, chain.draft(ALICE, TxKind::Create, U256::ZERO, "no container"));
    let refused = chain.deploy(&module_with_call("(drop (f64.const 1))"), "");
    for (receipt, limit) in [(no_code, GAS_LIMIT), (refused, 100_000_000)] {
        let reason = receipt.reason().unwrap().to_owned();
        assert!(reason.starts_with("invalid contract code: "), "{reason}");
        is_failed_with(&receipt, "invalid_code", &reason, limit);
    }
    let changed = module(
        "(memory (export \"memory\") 1) (func (export \"call\"))
        (func (export \"deploy\") (drop (call $set_code (i32.const 0))))",
    );
    let changed = chain.deploy(&changed, "");
    let reason = Fault::SetCodeInConstructor.to_string();
    is_failed_with(&changed, "set_code_in_constructor", &reason, 100_000_000);
    let puppet = chain.deploy_puppet();
    let reverted = chain.call(puppet, script().append(b"why").revert());
    assert_eq!(reverted.failure.as_ref().unwrap().code, "reverted");
    assert!(!reverted.success && reverted.gas_used < GAS_LIMIT);
    show(&reverted);
}

/// The lines that the tests of this file print with `name` set to `value` in the environment of their process.
fn receipts_with(name: &str, value: &str) -> Vec<String> {
    let tests = [
        "codes::every_fault_is_a_failed_receipt_with_its_code_and_sentence",
        "codes::failed_creations_and_reverts_have_codes",
    ];
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output =
        command.args(["--exact", "--nocapture", "--test-threads=1"]).args(tests).env(name, value).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split_once("receipt: ")).map(|(_, rest)| rest.to_owned()).collect()
}

#[test]
fn backtraces_change_no_receipt_and_no_sentence() {
    let plain = receipts_with("RUST_BACKTRACE", "0");
    assert_eq!(plain.len(), 17, "{plain:#?}");
    for (name, value) in [("RUST_BACKTRACE", "full"), ("RUST_LIB_BACKTRACE", "1"), ("WASMTIME_BACKTRACE_DETAILS", "1")]
    {
        assert_eq!(receipts_with(name, value), plain, "{name}={value}");
    }
}

#[test]
fn no_fault_of_a_callee_says_more_to_its_caller_than_that_it_failed() {
    let mut chain = Chain::new();
    let [outer, inner] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let failed: [fn() -> crate::script::Script; 3] =
        [|| script().trap(), || script().loop_forever(), || script().read_out_of_bounds()];
    for work in failed {
        let mut output = Output(chain.output(outer, script().call_with(0, 500_000, inner, U256::ZERO, work())));
        assert_eq!(output.call(), (interface::status::FAILED, Bytes::new()));
    }
}
