//! Everything a contract can do wrong while it runs ends its frame, all gas gone, with the same fault on both engines.

use vm::{Entry, Exit, Fault};

use crate::{
    contract,
    world::{Case, PLENTY, run},
};

/// Asserts that `call` with this body fails with `fault` and takes all gas.
fn fails(body: &str, fault: &Fault) {
    module_fails(&contract::call(body), fault);
}

fn module_fails(module: &[u8], fault: &Fault) {
    let ran = run(module);
    assert_eq!(ran.fault(), fault);
    assert_eq!(ran.gas_used, PLENTY);
}

#[test]
fn an_endless_loop_runs_out_of_gas() {
    fails("(loop (br 0))", &Fault::OutOfGas);
}

#[test]
fn an_endless_loop_over_a_host_call_runs_out_of_gas() {
    fails("(loop (drop (call $gas_left)) (br 0))", &Fault::OutOfGas);
}

#[test]
fn direct_recursion_without_end_exceeds_the_height() {
    module_fails(&contract::module("(func $f (export \"call\") (call $f))"), &Fault::StackOverflow);
}

#[test]
fn mutual_recursion_without_end_exceeds_the_height() {
    let items = "(func $f (export \"call\") (call $g)) (func $g (call $h)) (func $h (call $f))";
    module_fails(&contract::module(items), &Fault::StackOverflow);
}

#[test]
fn indirect_recursion_without_end_exceeds_the_height() {
    let items = "(table 1 funcref) (elem (i32.const 0) $f) (type $t (func))
        (func $f (export \"call\") (call_indirect (type $t) (i32.const 0)))";
    module_fails(&contract::module(items), &Fault::StackOverflow);
}

#[test]
fn recursion_with_many_live_values_exceeds_the_height_not_the_native_stack() {
    let locals = "(local i64)".repeat(256);
    let sum =
        (0..256).map(|i| format!("(local.set {i} (i64.add (local.get {i}) (call $gas_left)))")).collect::<String>();
    let uses = (0..256).map(|i| format!("(i64.add (local.get {i}))")).collect::<String>();
    let items = format!("(func $f (result i64) {locals} {sum} (call $f) {uses})");
    let module = contract::answering(&items);
    let case = Case { gas: 200_000_000, ..Case::new(&module) };
    assert_eq!(case.run().fault(), &Fault::StackOverflow);
}

#[test]
fn deep_recursion_below_the_height_returns() {
    let items = "(func $down (param i64) (result i64)
            (if (result i64) (i64.eqz (local.get 0)) (then (i64.const 0))
                (else (i64.add (i64.const 1) (call $down (i64.sub (local.get 0) (i64.const 1)))))))
        (func $f (result i64) (call $down (i64.const 10000)))";
    assert_eq!(run(&contract::answering(items)).number(), 10_000);
}

#[test]
fn growing_without_end_runs_out_of_gas_or_gets_no_more() {
    // Enough for all pages and some thousand refusals: wasmi, which runs beside, takes native stack for each.
    let gas = 760_000;
    let module = contract::call("(loop (drop (memory.grow (i32.const 1))) (br 0))");
    let ran = Case { gas, ..Case::new(&module) }.run();
    assert_eq!((ran.fault(), ran.gas_used), (&Fault::OutOfGas, gas));
}

#[test]
fn growing_beyond_the_maximum_gives_minus_one() {
    let items = "(func $f (result i64) (i64.extend_i32_s (memory.grow (i32.const 128))))";
    assert_eq!(run(&contract::answering(items)).number(), u64::MAX);
    let items = "(func $f (result i64) (i64.extend_i32_s (memory.grow (i32.const -1))))";
    assert_eq!(run(&contract::answering(items)).number(), u64::MAX);
}

#[test]
fn growing_to_the_maximum_gives_the_former_size() {
    let items = "(func $f (result i64) (i64.add
        (i64.extend_i32_s (memory.grow (i32.const 127)))
        (i64.mul (i64.const 1000) (i64.extend_i32_u (memory.size)))))";
    assert_eq!(run(&contract::answering(items)).number(), 128_001);
}

#[test]
fn a_load_outside_the_memory_is_a_fault() {
    fails("(drop (i32.load (i32.const 65533)))", &Fault::MemoryOutOfBounds);
    fails("(drop (i32.load offset=4294967295 (i32.const -1)))", &Fault::MemoryOutOfBounds);
}

#[test]
fn a_store_outside_the_memory_is_a_fault() {
    fails("(i64.store (i32.const 65529) (i64.const 1))", &Fault::MemoryOutOfBounds);
}

#[test]
fn bulk_operations_outside_the_memory_are_faults() {
    fails("(memory.fill (i32.const 65536) (i32.const 0) (i32.const 1))", &Fault::MemoryOutOfBounds);
    fails("(memory.copy (i32.const 0) (i32.const 65000) (i32.const 1000))", &Fault::MemoryOutOfBounds);
}

#[test]
fn a_bulk_operation_is_paid_before_its_bounds_are_looked_at() {
    fails("(memory.fill (i32.const 0) (i32.const 0) (i32.const -1))", &Fault::OutOfGas);
}

#[test]
fn unreachable_is_told_from_out_of_gas() {
    fails("unreachable", &Fault::Unreachable);
}

#[test]
fn division_by_zero_and_overflow_are_faults() {
    fails("(drop (i32.div_u (i32.const 1) (i32.const 0)))", &Fault::DivisionByZero);
    fails("(drop (i64.rem_s (i64.const 1) (i64.const 0)))", &Fault::DivisionByZero);
    fails("(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))", &Fault::IntegerOverflow);
}

#[test]
fn each_way_an_indirect_call_fails_is_its_own_fault() {
    let table = "(table 2 funcref) (elem (i32.const 0) $g) (type $t (func)) (func $g (param i32))";
    let call = |index: u32| {
        contract::module(&format!("{table} (func (export \"call\") (call_indirect (type $t) (i32.const {index})))"))
    };
    module_fails(&call(0), &Fault::IndirectCallTypeMismatch);
    module_fails(&call(1), &Fault::UninitializedElement);
    module_fails(&call(2), &Fault::TableOutOfBounds);
}

#[test]
fn falling_off_the_end_is_success_without_output() {
    let module = contract::call("");
    for entry in [Entry::Call, Entry::Deploy] {
        let ran = Case { entry, ..Case::new(&module) }.run();
        assert!(ran.output().is_empty());
        assert!(ran.gas_used < 10_000);
    }
}

#[test]
fn a_revert_keeps_its_data_and_gives_gas_back() {
    let ran =
        run(&contract::call("(i32.store8 (i32.const 3) (i32.const 9)) (call $revert (i32.const 2) (i32.const 3))"));
    assert!(matches!(&ran.exit, Exit::Reverted(data) if data.as_ref() == [0, 9, 0]));
    assert!(ran.gas_used < 10_000);
}

#[test]
fn trouble_of_the_node_is_no_result() {
    let module = contract::call("(call $block_hash (i64.const 666) (i32.const 0))");
    let error = Case::new(&module).try_run().expect_err("the host's database is gone");
    assert_eq!(error.0, "the database is gone");
}
