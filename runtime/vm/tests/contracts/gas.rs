//! What is charged is the sum of the schedule, no more and no less.

use vm::{Fault, TICKS_PER_GAS, metering};

use crate::{
    contract,
    world::{Case, run},
};

/// Gas of a frame of one page around nothing: the instance and the entry function.
fn frame_ticks() -> u64 {
    metering::instance_ticks(1) + metering::FUNCTION_ENTRY
}

/// Asserts that `call` with this body costs `ticks` beside its frame.
fn costs(body: &str, ticks: u64) {
    let module = contract::call(body);
    let ran = run(&module);
    ran.output();
    assert_eq!(ran.gas_used, (frame_ticks() + ticks).div_ceil(TICKS_PER_GAS), "{body}");
    exactly_suffices(&module, ran.gas_used);
}

/// Asserts that `gas` suffices and one less does not.
fn exactly_suffices(module: &[u8], gas: u64) {
    Case { gas, ..Case::new(module) }.run().output();
    let ran = Case { gas: gas - 1, ..Case::new(module) }.run();
    assert_eq!(ran.fault(), &Fault::OutOfGas);
    assert_eq!(ran.gas_used, gas - 1);
}

/// `body`, 160 times, so that a single tick is ten gas.
fn repeated(body: &str) -> String {
    format!("{body} ").repeat(160)
}

#[test]
fn straight_line_code_costs_the_sum_of_its_operators() {
    costs("", 0);
    costs(&repeated("nop"), 160);
    costs(&repeated("(drop (i32.const 1))"), 160 * 2);
    costs(&repeated("(drop (i32.add (i32.const 1) (i32.const 2)))"), 160 * 4);
    costs(&repeated("(drop (i64.mul (i64.const 1) (i64.const 2)))"), 160 * 6);
    costs(&repeated("(drop (i32.div_u (i32.const 1) (i32.const 2)))"), 160 * 23);
    costs(&repeated("(drop (i64.rem_u (i64.const 1) (i64.const 2)))"), 160 * 27);
    // The memory has no maximum of its own.
    costs(&repeated("(drop (i32.load (i32.const 0)))"), 160 * (2 + 512));
    costs(&repeated("(i32.store (i32.const 0) (i32.const 0))"), 160 * (2 + 26));
    costs(&repeated("(i32.store8 (i32.const 0) (i32.const 0))"), 160 * (2 + 6));
    costs(&repeated("(drop (memory.size))"), 160 * 3);
}

#[test]
fn a_load_costs_by_how_far_the_memory_may_reach() {
    let gas = |pages: u32| {
        let items = format!(
            "(memory (export \"memory\") 1 {pages}) (func (export \"deploy\")) (func (export \"call\") {})",
            repeated("(drop (i32.load (i32.const 0)))")
        );
        run(&contract::parse(&format!("(module {items})"))).gas_used
    };
    for (pages, load) in [(1, 22), (16, 22), (17, 512), (128, 512)] {
        assert_eq!(gas(pages), (frame_ticks() + 160 * (2 + load)).div_ceil(TICKS_PER_GAS), "{pages} pages");
    }
}

#[test]
fn blocks_without_branches_cost_nothing() {
    costs(&repeated("(block (block (drop (i32.const 1))))"), 160 * 2);
}

#[test]
fn only_the_arm_that_runs_is_paid() {
    costs(&repeated("(if (i32.const 1) (then nop nop) (else nop nop nop nop))"), 160 * 9);
    costs(&repeated("(if (i32.const 0) (then nop nop) (else nop nop nop nop))"), 160 * 11);
    costs(&repeated("(if (i32.const 0) (then nop nop))"), 160 * 7);
    costs(&repeated("(block (br_if 0 (i32.const 1)) nop nop)"), 160 * 7);
    costs(&repeated("(block (br_if 0 (i32.const 0)) nop nop)"), 160 * 9);
    costs(&repeated("(block (br 0) nop nop)"), 160 * 2);
}

#[test]
fn a_loop_is_paid_by_the_round() {
    let body = "(local i32)
        (loop (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 1600))))";
    // One local; each round: loop, get, const, add, tee, const, compare, branch.
    costs(body, 1 + 1_600 * (1 + 1 + 1 + 1 + 1 + 1 + 3 + 6));
}

#[test]
fn a_call_pays_itself_and_the_callee() {
    let module = contract::module(&format!(
        "(func $f (local i64 i64 i64 i64 i64) nop) (func (export \"call\") {})",
        repeated("(call $f)")
    ));
    let ran = run(&module);
    let callee = metering::FUNCTION_ENTRY + 2 + 1;
    assert_eq!(ran.gas_used, (frame_ticks() + 160 * (8 + callee)).div_ceil(TICKS_PER_GAS));
    exactly_suffices(&module, ran.gas_used);
}

#[test]
fn an_indirect_call_is_dearer() {
    let module = contract::module(&format!(
        "(type $t (func)) (table 1 funcref) (elem (i32.const 0) $f) (func $f) (func (export \"call\") {})",
        repeated("(call_indirect (type $t) (i32.const 0))")
    ));
    let each = 1 + 24 + metering::FUNCTION_ENTRY;
    assert_eq!(run(&module).gas_used, (frame_ticks() + 160 * each).div_ceil(TICKS_PER_GAS));
}

#[test]
fn bulk_operations_pay_by_the_byte() {
    costs("(memory.fill (i32.const 0) (i32.const 1) (i32.const 50000))", 3 + 24 + 50_000 * metering::BULK_PER_BYTE);
    costs("(memory.copy (i32.const 0) (i32.const 9) (i32.const 50000))", 3 + 24 + 50_000 * metering::BULK_PER_BYTE);
}

#[test]
fn growing_pays_by_the_page_and_only_for_pages_that_come() {
    costs("(drop (memory.grow (i32.const 3)))", 1 + 200 + 3 * metering::GROW_PER_PAGE);
    costs("(drop (memory.grow (i32.const 0)))", 1 + 200);
    costs("(drop (memory.grow (i32.const 500)))", 1 + 200);
}

#[test]
fn an_instance_pays_for_its_initial_pages() {
    let pages = |n: u32| {
        contract::parse(&format!(
            "(module (memory (export \"memory\") {n}) (func (export \"deploy\")) (func (export \"call\")))"
        ))
    };
    for n in [0, 1, 2, 3, 17, 128] {
        let ticks = metering::instance_ticks(n) + metering::FUNCTION_ENTRY;
        assert_eq!(run(&pages(n)).gas_used, ticks.div_ceil(TICKS_PER_GAS), "{n} pages");
    }
}

#[test]
fn a_host_call_pays_its_base_and_its_bytes() {
    costs(&repeated("(drop (call $chain_id))"), 160 * (8 + 48 + 1));
    costs(&repeated("(call $keccak256 (i32.const 0) (i32.const 100) (i32.const 0))"), 160 * (3 + 8 + 2_400 + 100 * 18));
    // The test host takes 100 gas more.
    costs(
        &repeated("(drop (call $storage_read (i32.const 0) (i32.const 0) (i32.const 32)))"),
        160 * (3 + 8 + 160 + 100 * TICKS_PER_GAS) + 160,
    );
}

#[test]
fn what_is_left_is_defined_at_a_host_call() {
    let items = "(func $f (result i64) (call $gas_left))";
    let ran = Case { gas: 100_000, ..Case::new(&contract::answering(items)) }.run();
    // Entry of `call`, store address and call, entry of $f, call, and the price of the question.
    let ticks = frame_ticks() + 1 + 8 + metering::FUNCTION_ENTRY + 8 + 48;
    assert_eq!(ran.number(), 100_000 - ticks.div_ceil(TICKS_PER_GAS));
}

#[test]
fn running_out_in_straight_line_code_is_found_at_the_next_host_call_or_exit() {
    let module = contract::call(&repeated("(drop (i64.div_u (i64.const 1) (i64.const 1)))"));
    let used = run(&module).gas_used;
    exactly_suffices(&module, used);
    let module = contract::call(&format!(
        "(if (i32.const 1) (then {})) (call $storage_write (i32.const 0) (i32.const 0) (i32.const 8))",
        repeated("nop")
    ));
    let gas = (frame_ticks() + 100).div_ceil(TICKS_PER_GAS);
    let ran = Case { gas, ..Case::new(&module) }.run();
    assert_eq!(ran.fault(), &Fault::OutOfGas);
    assert!(ran.world.storage.is_empty());
}

#[test]
fn no_gas_at_all_is_out_of_gas() {
    for gas in [0, 1, 100] {
        assert_eq!(Case { gas, ..Case::new(&contract::call("")) }.run().fault(), &Fault::OutOfGas);
    }
}

#[test]
fn the_price_of_a_deployment_is_linear_in_what_is_compiled() {
    let gas = |items: &str| vm::deployment_cost(&contract::bare(items)).get();
    let items = |n: usize| {
        let body = "(block) (br_if 0 (i32.const 0)) (call $f) (call_indirect (type $t) (i32.const 0))
            (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))
            (block (br_table 0 0 (i32.const 0)))";
        format!("(type $t (func)) (table 1 funcref) (func $f (param i32) (local i32) unreachable {})", body.repeat(n))
    };
    // What one more of everything costs is the same in functions of their own, however many there are.
    let body = items(1).replace("(type $t (func)) (table 1 funcref)", "").replace("$f (param", "(param");
    let functions = |n: usize| gas(&format!("{} {}", items(1), body.repeat(n)));
    assert_eq!(functions(20) - functions(10), functions(30) - functions(20));
    assert!(functions(20) > functions(10));
    // In one function branch points cost more the more there are.
    assert!(gas(&items(30)) - gas(&items(20)) > gas(&items(20)) - gas(&items(10)));
}
