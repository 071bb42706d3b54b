//! The pass keeps a module's meaning, keeps it valid, and stays linear.

use std::time::Duration;

use cpu_time::ThreadTime;

use crate::{
    contract,
    world::{Case, ENGINE, run},
};

/// The number that `$f` of `items` answers.
fn answer(items: &str) -> u64 {
    run(&contract::answering(items)).number()
}

#[test]
fn branches_of_every_kind_keep_their_values() {
    let f = |body: &str| format!("(func $f (result i64) {body})");
    assert_eq!(answer(&f("(block (result i64) (br 0 (i64.const 1) (i64.const 2)))")), 2);
    assert_eq!(answer(&f("(br 0 (i64.const 3))")), 3);
    assert_eq!(answer(&f("(return (i64.const 4))")), 4);
    assert_eq!(answer(&f("(i64.const 9) (return (i64.const 5))")), 5);
    assert_eq!(answer(&f("(drop (br_if 0 (i64.const 6) (i32.const 1))) (i64.const 7)")), 6);
    assert_eq!(answer(&f("(drop (br_if 0 (i64.const 6) (i32.const 0))) (i64.const 7)")), 7);
    assert_eq!(answer(&f("(block (result i64) (br_table 0 1 0 (i64.const 8) (i32.const 1)))")), 8);
    assert_eq!(answer(&f("(if (result i64) (i32.const 0) (then (return (i64.const 1))) (else (i64.const 9)))")), 9);
    assert_eq!(answer(&f("(loop (result i64) (i64.const 10))")), 10);
    assert_eq!(answer(&f("(block (result i64) (loop (br 1 (i64.const 11))) unreachable)")), 11);
}

#[test]
fn code_that_cannot_be_reached_may_have_any_shape() {
    let f = |body: &str| format!("(func $f (result i64) {body})");
    assert_eq!(
        answer(&f(
            "(return (i64.const 1)) (block (result i32) unreachable i32.add (loop (br 1 (i32.const 0))) ) drop i64.add"
        )),
        1
    );
    assert_eq!(answer(&f("(block (result i64) (block (br 1 (i64.const 2))) (drop (i32.const 5)) (i64.const 3))")), 2);
    assert_eq!(
        answer(&f(
            "(if (i32.const 1) (then (return (i64.const 3)) (if (i32.const 0) (then) (else)) nop) (else unreachable)) (i64.const 4)"
        )),
        3
    );
    assert_eq!(
        answer(&f("(block (unreachable) (br_if 0 (i32.const 1))) (i64.const 4)").replace("unreachable", "br 0")),
        4
    );
    assert_eq!(
        answer(
            &f("(block (br 0) (block (loop (br 0)) unreachable (call_indirect (param i32 i64)) )) (i64.const 5)")
                .replace("(func $f", "(table 1 funcref) (func $f")
        ),
        5
    );
}

#[test]
fn blocks_with_parameters_and_several_results_keep_their_values() {
    let swap = "(func $swap (param i64 i32) (result i32 i64) (local.get 1) (local.get 0))
        (func $f (result i64)
            (call $swap (i64.const 40) (i32.const 2))
            (block (param i32 i64) (result i64 i64)
                (if (param i64) (result i64) (i32.const 1) (then (i64.const 1) i64.add) (else))
                (loop (param i32 i64) (result i64 i64) (call $both)))
            i64.add)
        (func $both (param i32 i64) (result i64 i64) (i64.extend_i32_u (local.get 0)) (local.get 1)
            (br_if 0 (local.get 0)) (return))";
    assert_eq!(answer(swap), 43);
}

#[test]
fn several_results_pass_through_recursion_and_indirect_calls() {
    let items = "(type $t (func (param i64 i64 i32) (result i64 i64)))
        (table 1 funcref) (elem (i32.const 0) $fib)
        (func $fib (type $t)
            (if (result i64 i64) (i32.eqz (local.get 2))
                (then (local.get 0) (local.get 1))
                (else (call_indirect (type $t) (local.get 1) (i64.add (local.get 0) (local.get 1))
                    (i32.sub (local.get 2) (i32.const 1)) (i32.const 0)))))
        (func $f (result i64) (call $fib (i64.const 0) (i64.const 1) (i32.const 50)) drop)";
    assert_eq!(answer(items), 12_586_269_025);
}

#[test]
fn locals_keep_their_places() {
    let items = "(func $g (param i32 i64) (result i64) (local i64 i32 i64)
            (local.set 2 (local.get 1)) (local.set 3 (local.tee 0 (i32.const 5)))
            (i64.add (i64.add (local.get 2) (local.get 4)) (i64.extend_i32_u (i32.add (local.get 3) (local.get 0)))))
        (func $f (result i64) (call $g (i32.const 1) (i64.const 100)))";
    assert_eq!(answer(items), 110);
}

#[test]
fn a_host_function_may_stand_in_the_table() {
    let items = "(type $t (func (result i64))) (table 1 funcref) (elem (i32.const 0) $chain_id)
        (func $f (result i64) (call_indirect (type $t) (i32.const 0)))";
    assert_eq!(answer(items), 31_337);
}

#[test]
fn globals_and_data_keep_their_values() {
    let items = "(global $a (mut i64) (i64.const -7)) (global $b i32 (i32.const 3)) (data (i32.const 3) \"\\2a\")
        (func $f (result i64) (global.set $a (i64.add (global.get $a) (i64.const 50)))
            (i64.sub (global.get $a) (i64.load8_u (global.get $b))))";
    assert_eq!(answer(items), 1);
}

#[test]
fn an_export_of_the_guest_cannot_collide_with_ours() {
    let items = "(global (export \"causeway.height\") i32 (i32.const 0)) (func (export \"causeway.fault\"))";
    let module = contract::bare(items);
    ENGINE.prepare(&module).expect("other exports are left out");
    Case::new(&module).run().output();
}

/// Bytes that the pass makes of `n` repetitions of `unit` in a function, and of `n` functions.
fn growth(n: usize, unit: &str) -> (usize, usize) {
    let size = |items: &str| vm::instrument(&contract::bare(items)).expect("it is allowed").len();
    (size(&format!("(func {})", unit.repeat(n))), size(&format!("(func {unit})").repeat(n)))
}

#[test]
fn the_output_grows_with_the_input_and_no_faster() {
    for unit in [
        "(if (i32.const 1) (then (br 0)))",
        "(block (br_if 0 (i32.const 1)))",
        "(block (loop (br_if 1 (i32.const 1))))",
        "(block (br_table 0 0 (i32.const 1)))",
        "(drop (memory.grow (i32.const 0)))",
        "(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))",
        "(block (br 0) nop nop nop)",
    ] {
        let (one, two, four) = (growth(250, unit), growth(500, unit), growth(1_000, unit));
        for (one, two, four) in [(one.0, two.0, four.0), (one.1, two.1, four.1)] {
            let (first, second) = (two - one, four - two);
            // Indices and lengths take a byte more here and there.
            assert!(second <= 2 * first + first / 10, "{unit}: {one}, {two}, {four} bytes");
        }
    }
}

/// The least processor time that the pass takes for `module`, of three runs.
fn pass_time(module: &[u8]) -> Duration {
    let runs = (0..3).map(|_| {
        let start = ThreadTime::now();
        vm::metering::instrument_any(module).expect("it is valid");
        start.elapsed()
    });
    runs.min().expect("there were three")
}

#[test]
fn time_grows_with_the_input_and_no_faster() {
    // Limits are off, so that each shape can be far larger than what is admitted.
    let shapes: [(&str, &dyn Fn(usize) -> String); 10] = [
        ("straight code", &|n| format!("(func {})", "(drop (i32.const 1))".repeat(n))),
        ("functions", &|n| "(func (drop (i32.const 1)))".repeat(n)),
        ("branches to one label", &|n| format!("(func (block {}))", "(br_if 0 (i32.const 1))".repeat(n))),
        ("arms", &|n| format!("(func {})", "(if (i32.const 1) (then nop) (else nop nop))".repeat(n))),
        ("blocks in blocks", &|n| format!("(func {} {})", "block ".repeat(n), "i32.const 1 br_if 0 end ".repeat(n))),
        ("targets", &|n| format!("(func (block (br_table {} (i32.const 1))))", "0 ".repeat(n))),
        ("loops", &|n| {
            let counted = "(loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))";
            format!("(func (local i32) {})", counted.repeat(n))
        }),
        ("a loop that sets many locals", &|n| {
            let sets: String = (0..n).map(|local| format!("(local.set {local} (i32.const 1))")).collect();
            format!("(func (local {}) (loop {sets} (br_if 0 (local.get 0))))", "i32 ".repeat(n))
        }),
        ("a chain of small functions", &|n| (0..n).map(|f| format!("(func $f{f} (call $f{}))", (f + 1) % n)).collect()),
        ("calls of a small function", &|n| format!("(func $f nop) (func {})", "(call $f)".repeat(n))),
    ];
    for (shape, items) in shapes {
        let module = |n| contract::parse(&format!("(module {})", items(n)));
        let (small, large) = (pass_time(&module(2_000)), pass_time(&module(32_000)));
        // Sixteen times the input; a quadratic step would show as 256.
        assert!(large < 64 * small.max(Duration::from_micros(200)), "{shape}: {small:?}, then {large:?}");
    }
}

#[test]
fn a_branch_out_of_a_loop_to_the_end_of_a_function_carries_its_results() {
    let items = "(func $first (param i64) (result i64)
            (loop (br_if 1 (local.get 0) (i64.eqz (i64.and (local.get 0) (i64.const 7)))) drop
                (local.set 0 (i64.add (local.get 0) (i64.const 1)))
                (br_if 1 (i64.const 99) (i64.eq (local.get 0) (i64.const 1000))) drop
                nop nop (br 0))
            unreachable)
        (func $f (result i64) (i64.add (call $first (i64.const 9)) (call $first (i64.const 17))))";
    assert_eq!(run(&contract::answering(items)).number(), 40);
}

#[test]
fn every_instrumented_module_is_valid() {
    // The tests above run theirs; these are shapes at the edge of what is allowed.
    for items in [
        "(func (result i32 i64 i32 i64) unreachable)".to_owned(),
        format!(
            "(func {} {})",
            "block (result i32) ".repeat(512),
            "i32.const 0 end drop ".repeat(511) + "i32.const 0 end drop"
        ),
        format!("(func {} {})", "loop ".repeat(16), "br 0 end ".repeat(16)),
        format!("(func (param {}) (result i32) (local.get 31))", "i32 ".repeat(32)),
        "(func (block (block (block (br_table 0 1 2 3 (i32.const 0))))))".to_owned(),
    ] {
        let module = contract::parse(&format!(
            "(module (memory (export \"memory\") 1) (func (export \"deploy\")) (func (export \"call\")) {items})"
        ));
        match vm::instrument(&module) {
            Ok(rewritten) => {
                wasmparser::validate(&rewritten).unwrap_or_else(|error| panic!("{error}: {items}"));
            }
            Err(error) => panic!("{error}: {items}"),
        }
    }
}
