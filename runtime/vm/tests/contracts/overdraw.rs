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

/// Most ticks on a way to a trap that nobody pays.
const TRAP_FREE_MAX_TICKS: u64 = 256;

/// Runs `items`, whose `call` makes `steps` steps and traps, with gas for little more than the frame, and asserts that it
/// was stopped before it made many of them.
fn a_way_to_a_trap_is_stopped(what: &str, items: &str, steps: u64) {
    let steps_alone = |count: usize| {
        let module = contract::parse(&format!(r#"(module {MEMORY} (func (export "call") {}))"#, STEP.repeat(count)));
        Case::new(&module).run().gas_used
    };
    let step_ticks = (steps_alone(1_000) - steps_alone(0)) * TICKS_PER_GAS / 1_000;
    let module = contract::parse(&format!("(module {MEMORY} {items})"));
    let (all, memory) = Case { gas: PLENTY, ..Case::new(&module) }.run_and_memory();
    assert_eq!((all.fault(), counted(&memory)), (&Fault::Unreachable, steps), "{what}");
    let frame = steps_alone(0);
    let mut most = 0;
    for more in [20, 50, 100, 200, 400] {
        let (_, memory) = Case { gas: frame + more, ..Case::new(&module) }.run_and_memory();
        if !memory.is_empty() {
            most = most.max((counted(&memory) * step_ticks).saturating_sub(more * TICKS_PER_GAS));
        }
    }
    let bound = UNCHECKED_MAX_TICKS + TRAP_FREE_MAX_TICKS + step_ticks;
    assert!(most <= bound, "{what}: {most} ticks were executed and could not be paid");
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

#[test]
fn a_memory_that_does_not_grow_is_looked_at_in_time() {
    let group = format!("{} (drop (memory.grow (i32.const -1)))", STEP.repeat(40));
    stays_within_the_bound("refused growth", &format!(r#"(func (export "call") {})"#, group.repeat(20)), 800);
}

#[test]
fn memories_that_do_not_grow_while_frames_end_are_looked_at_in_time() {
    let group = format!("{} (drop (memory.grow (i32.const -1)))", STEP.repeat(40));
    let items = format!(
        r#"(func $f (param i32)
            (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1)))))
            {})
        (func (export "call") (call $f (i32.const 9)))"#,
        group.repeat(4)
    );
    stays_within_the_bound("refused growth in frames", &items, 10 * 160);
}

#[test]
fn a_way_to_a_trap_in_a_small_function_is_looked_at_in_time() {
    let items = format!(
        r#"(func $a (param i32) (result i32)
            (if (local.get 0) (then {} (unreachable)))
            (local.get 0))
        (func (export "call") (drop (call $a (i32.const 1))))"#,
        STEP.repeat(1_000)
    );
    a_way_to_a_trap_is_stopped("way to a trap", &items, 1_000);
}

#[test]
fn ways_to_traps_of_small_functions_do_not_add_up() {
    for steps in [1, 4, 12] {
        let mut items = format!("(func $f200 (param i32) (result i32) {} (unreachable))", STEP.repeat(steps));
        for depth in (0..200).rev() {
            items += &format!(
                "(func $f{depth} (param i32) (result i32)
                    (if (local.get 0) (then {} (drop (call $f{} (i32.const 1))) (unreachable)))
                    (local.get 0))",
                STEP.repeat(steps),
                depth + 1
            );
        }
        items += r#"(func (export "call") (drop (call $f0 (i32.const 1))))"#;
        a_way_to_a_trap_is_stopped("ways to traps", &items, 201 * steps as u64);
    }
}

#[test]
fn bytes_are_paid_before_a_trap_too() {
    let items = r#"(func (export "call") (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (unreachable))"#;
    let module = contract::parse(&format!("(module {MEMORY} {items})"));
    let frame = Case::new(&contract::parse(&format!(r#"(module {MEMORY} (func (export "call")))"#))).run().gas_used;
    let (ran, memory) = Case { gas: frame + 100, ..Case::new(&module) }.run_and_memory();
    assert_eq!((ran.fault(), counted(&memory)), (&Fault::OutOfGas, 0));
}
