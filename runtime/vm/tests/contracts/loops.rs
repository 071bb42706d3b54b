//! Loops whose rounds are known before the first are paid as a whole: to the tick, for every step, limit and form.
//! Each run is compared with the exact form of the module.

use testing::Random;
use vm::Fault;

use crate::{contract, world::Case};

/// Gas for some thousand rounds.
const GAS: u64 = 20_000;

/// A loop that counts in a local of `bits`, in all its forms. `start`, `step` and `limit` are constants; the limit may
/// come from a local.
fn loops(bits: u32, start: i64, step: i64, limit: i64) -> Vec<String> {
    let t = format!("i{bits}");
    let locals = format!("(local $i {t}) (local $n {t}) (local $sum {t})");
    let begin = format!("(local.set $i ({t}.const {start})) (local.set $n ({t}.const {limit}))");
    let work = format!("(local.set $sum ({t}.xor (local.get $sum) (local.get $i)))");
    let next = format!("({t}.add (local.get $i) ({t}.const {step}))");
    let back = format!("({t}.sub (local.get $i) ({t}.const {}))", step.wrapping_neg());
    let left = format!("({t}.sub (local.get $i) ({t}.const {limit}))");
    let constant = format!("({t}.const {limit})");
    let mut forms = Vec::new();
    for limit in ["(local.get $n)", &constant] {
        for next in [&next, &back] {
            // The test first, after some work, and with its sides exchanged.
            forms.push(format!(
                "(block $out (loop $in (br_if $out ({t}.eq (local.get $i) {limit})) {work} (local.set $i {next}) (br $in)))"
            ));
            forms.push(format!(
                "(block $out (loop $in {work} (br_if $out ({t}.eq {limit} (local.get $i))) (local.set $i {next}) {work} (br $in)) nop)"
            ));
            // The test last, on the new value and on the old one.
            forms.push(format!("(loop $in {work} (br_if $in ({t}.ne (local.tee $i {next}) {limit})))"));
            forms.push(format!(
                "(loop $in {work} (local.get $i) (local.set $i {next}) (br_if $in ({t}.ne {limit})) nop) nop"
            ));
            // The test between two steps of the same counter, and behind the step.
            forms.push(format!(
                "(block $out (loop $in (local.set $i {next}) (br_if $out ({t}.eq {limit} (local.get $i))) (br $in)))"
            ));
        }
    }
    // The way out in a block of its own.
    for limit in ["(local.get $n)", &constant] {
        forms.push(format!(
            "(block $out (loop $in (block $go {work} (br_if $go ({t}.ne (local.get $i) {limit})) nop nop (br $out))
                (local.set $i {next}) {work} (br $in)))"
        ));
        forms.push(format!(
            "(loop $in (block $go (br_if $go ({t}.ne (local.get $i) {limit}))
                (if (i32.const 1) (then (call $gas_left) (drop))) (return)) (local.set $i {next}) (br $in))"
        ));
    }
    // Against zero.
    let zero = format!("{t}.eqz");
    forms.push(format!("(block $out (loop $in (br_if $out ({zero} {left})) {work} (local.set $i {next}) (br $in)))"));
    forms.push(format!("(local.set $i {left}) (loop $in {work} (br_if $in (i32.eqz ({zero} (local.tee $i {next})))))"));
    forms.iter().map(|form| format!("{locals} {begin} {form}")).collect()
}

/// Runs every form; gives back how many finished.
fn finished(bits: u32, start: i64, step: i64, limit: i64) -> usize {
    let mut finished = 0;
    for body in loops(bits, start, step, limit) {
        let case = |gas| Case { gas, ..Case::new(&contract::call(&body)) }.run();
        let ran = case(GAS);
        if ran.gas_used < GAS {
            finished += 1;
            assert_eq!(case(ran.gas_used).gas_used, ran.gas_used, "what it uses suffices");
            assert_eq!(case(ran.gas_used - 1).fault(), &Fault::OutOfGas, "and no less");
        } else {
            assert_eq!(ran.fault(), &Fault::OutOfGas);
        }
    }
    finished
}

/// Forms of one loop.
const FORMS: usize = 26;

#[test]
fn loops_of_any_step_cost_their_rounds() {
    let mut random = Random::from_env();
    for step in [1, -1, 8, -40, 3, 0x7fff_0001, i64::from(i32::MIN)] {
        for bits in [32, 64] {
            let rounds = 1 + random.below(200) as i64;
            // Wraps around the end of the numbers once in a while.
            let start = [0, -5, random.below(u64::MAX) as i64][random.below(3) as usize];
            let cut = |value: i64| if bits == 32 { i64::from(value as i32) } else { value };
            let limit = cut(start.wrapping_add(step.wrapping_mul(rounds)));
            assert!(finished(bits, cut(start), step, limit) >= FORMS - 1, "i{bits} from {start} by {step} to {limit}");
        }
    }
}

#[test]
fn a_loop_that_never_meets_its_limit_runs_out_of_gas() {
    for (step, limit) in [(2, 1), (8, 4), (-2, 3), (24, 12)] {
        for bits in [32, 64] {
            assert_eq!(finished(bits, 0, step, limit), 0, "i{bits} by {step} to {limit}");
        }
    }
}

#[test]
fn a_loop_that_is_at_its_limit_already_is_paid_too() {
    // Forms that test before the first step end at once; the others go all the way round.
    let at_once = finished(32, 7, 1, 7);
    assert!(at_once > 0 && at_once < FORMS, "{at_once} forms end at once");
}

#[test]
fn other_loops_are_paid_by_the_round() {
    for body in [
        // The limit changes.
        "(local i32 i32) (local.set 1 (i32.const 40)) (loop (local.set 1 (i32.sub (local.get 1) (i32.const 1)))
            (br_if 0 (i32.ne (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (local.get 1))))",
        // The step changes.
        "(local i32 i32) (loop (local.set 1 (i32.add (local.get 1) (i32.const 1)))
            (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (local.get 1))) (i32.const 400))))",
        // The counter is set anew once.
        "(local i32 i32) (loop (br_if 0 (i32.ne (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 9)))
            (local.set 0 (i32.const 3)) (br_if 0 (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 5))))",
        // Two ways out.
        "(local i32) (block (loop (br_if 1 (i32.eq (local.get 0) (i32.const 50))) (br_if 1 (i32.eq (local.get 0) (i32.const 30)))
            (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br 0)))",
        // The way out leads back.
        "(local i32 i32) (loop (block (br_if 0 (i32.ne (local.get 0) (i32.const 9)))
            (local.set 0 (i32.const 2)) (br_if 1 (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 4)))
            (return)) (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br 0))",
        // It falls into the rest of the round.
        "(local i32 i32) (loop (block (br_if 0 (i32.ne (local.get 0) (i32.const 9)))
            (local.set 0 (i32.const 2)) (br_if 0 (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 4)))
            (return)) (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br 0))",
        "(local i32 i32) (block (loop (block (br_if 0 (i32.ne (local.get 0) (i32.const 9)))
            (br_if 2 (i32.ge_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 4))) (local.set 0 (i32.const 3)))
            (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br 0)))",
        // A table leads back as well.
        "(local i32 i32) (loop (br_if 0 (i32.ne (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 9)))
            (local.set 0 (i32.const 2))
            (block (br_table 1 0 (i32.ge_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 4)))))",
        // Loops in a loop, the inner ones with different rounds, one left for the outer.
        "(local i32 i32 i32) (loop (local.set 1 (i32.const 0))
            (loop (br_if 0 (i32.ne (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 7))))
            (loop (local.set 2 (i32.add (local.get 2) (i32.const 3)))
                (br_if 1 (i32.eq (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 9)))
                (br_if 0 (i32.lt_u (local.get 0) (i32.const 40)))))",
    ] {
        let module = contract::call(body);
        let used = Case { gas: GAS, ..Case::new(&module) }.run().gas_used;
        assert!(used < GAS, "it ends: {body}");
        Case { gas: used, ..Case::new(&module) }.run().output();
        assert_eq!(Case { gas: used - 1, ..Case::new(&module) }.run().fault(), &Fault::OutOfGas);
    }
}
