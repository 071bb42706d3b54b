//! How much a frame does after its gas is used up: what is executed between two looks at the gas is bounded.

use vm::{Exit, Fault, TICKS_PER_GAS};

use crate::{
    contract,
    world::{Case, PLENTY},
};

/// Most ticks that are executed between two looks at the gas.
const UNCHECKED_MAX_TICKS: u64 = 4_096;

/// A step that nobody can pay ahead, since it depends on the memory, and that leaves a trace there.
const STEP: &str = "(if (i32.load8_u (i32.const 8)) (then
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))))";

/// Where the steps are counted, and the byte that lets them happen.
const MEMORY: &str = r#"(memory (export "memory") 1 1) (data (i32.const 8) "\01") (func (export "deploy"))"#;

/// Runs `items` with less and less gas and asserts that no run made more steps than it had gas for, and the bound.
fn stays_within_the_bound(what: &str, items: &str, steps: u64) {
    let module = contract::parse(&format!("(module {MEMORY} {items})"));
    let (all, memory) = Case { gas: PLENTY, ..Case::new(&module) }.run_and_memory();
    assert!(matches!(all.exit, Exit::Success(_)), "{what}: {:?}", all.exit);
    assert_eq!(counted(&memory), steps, "{what}");
    let (none, _) = Case { gas: PLENTY, ..Case::new(&without_steps(items)) }.run_and_memory();
    let (frame, _) = Case { gas: PLENTY, ..Case::new(&without_steps(r#"(func (export "call"))"#)) }.run_and_memory();
    // Executed are at least the frame's beginning and the steps that were counted.
    let step_ticks = (all.gas_used - none.gas_used) * TICKS_PER_GAS / steps;
    let mut most = 0;
    for part in 0..64 {
        let gas = none.gas_used + (all.gas_used - none.gas_used) * part / 64;
        let (ran, memory) = Case { gas, ..Case::new(&module) }.run_and_memory();
        assert_eq!(ran.fault(), &Fault::OutOfGas, "{what}: {gas} gas");
        if !memory.is_empty() {
            let executed = frame.gas_used * TICKS_PER_GAS + counted(&memory) * step_ticks;
            most = most.max(executed.saturating_sub(gas * TICKS_PER_GAS));
        }
    }
    assert!(most <= UNCHECKED_MAX_TICKS + step_ticks, "{what}: {most} ticks were executed and could not be paid");
}

/// The same contract, whose steps do nothing.
fn without_steps(items: &str) -> Vec<u8> {
    contract::parse(&format!("(module {MEMORY} {})", items.replace(STEP, "")))
}

fn counted(memory: &[u8]) -> u64 {
    u32::from_le_bytes(memory[..4].try_into().expect("four bytes")).into()
}

#[test]
fn branches_one_after_another_are_looked_at_in_time() {
    stays_within_the_bound("branches", &format!(r#"(func (export "call") {})"#, STEP.repeat(1_000)), 1_000);
}

#[test]
fn branches_within_each_other_are_looked_at_in_time() {
    let open = "(if (i32.load8_u (i32.const 8)) (then ".repeat(60);
    let nested = format!("{open} {} {}", STEP.repeat(2), format!("{} ))", STEP.repeat(10)).repeat(60));
    stays_within_the_bound("nested branches", &format!(r#"(func (export "call") {nested})"#), 602);
}

#[test]
fn frames_that_end_one_after_another_are_looked_at_in_time() {
    let mut items = String::new();
    for depth in 0..60 {
        items += &format!("(func $f{depth} (call $f{}) {})", depth + 1, STEP.repeat(12));
    }
    items += &format!(r#"(func $f60) (func (export "call") (call $f0) {})"#, STEP.repeat(12));
    stays_within_the_bound("frames", &items, 61 * 12);
}

#[test]
fn a_loop_is_looked_at_in_time() {
    let body = format!(
        "(local $i i32) (loop $round {} (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $round (i32.lt_u (local.get $i) (i32.const 50))))",
        STEP.repeat(20)
    );
    stays_within_the_bound("loop", &format!(r#"(func (export "call") {body})"#), 1_000);
}

#[test]
fn calls_in_loops_of_many_frames_are_looked_at_in_time() {
    let body = |callee: &str| {
        format!(
            "(local $i i32) (block $out (loop $round
                (br_if $out (i32.eq (local.get $i) (i32.const 1)))
                {callee}
                {}
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br $round)))",
            STEP.repeat(12)
        )
    };
    let mut items = String::new();
    for depth in 0..60 {
        items += &format!("(func $f{depth} {})", body(&format!("(call $f{})", depth + 1)));
    }
    items += &format!(r#"(func $f60 (nop)) (func (export "call") {})"#, body("(call $f0)"));
    stays_within_the_bound("loops of frames", &items, 61 * 12);
}
