//! Every hostile module by name: refused with the error that names its reason, or compiled to bounded native code.
//!
//! How long refusing and compiling take is measured by `make hostile`, not here: a test does not depend on the clock.

use std::sync::LazyLock;

use hostile::{Expected, Hostile, corpus};
use primitives::limits;
use vm::{Engine, EngineConfig, PrepareError, Refusal, Work};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(&EngineConfig::default()).expect("this machine has the address space"));

/// Gas of deployment that pays for a byte of native code, at least: what a compiler writes bounds what it works.
const GAS_PER_NATIVE_BYTE: u64 = 25;

/// Bytes of an artifact that are there whatever is paid: the smallest contract has 14 KiB.
const NATIVE_BASE_BYTES: u64 = 64 * 1024;

/// Bytes that the pass may make of each byte of a module: a call of the host has two, and eight more around it.
const GROWTH_MAX: usize = 8;

/// Bytes that the pass adds to every function.
const GROWTH_FUNCTION_BYTES: usize = 40;

/// Bytes that the pass adds to every module.
const GROWTH_BASE_BYTES: usize = 1_000;

/// What is wrong with the refusal of `module`, if anything.
fn judge_refusal(module: &Hostile, refusal: &Refusal) -> Option<String> {
    let text = refusal.to_string();
    let wrong = |reason: &str| Some(format!("{}: {reason}: {text}", module.name));
    if let Refusal::Limit { found, limit, place, .. } = refusal {
        if found <= limit {
            return wrong("what is found is not above the limit");
        }
        if !text.contains(&format!("found {found}, at most {limit} are allowed ({place})")) {
            return wrong("the text does not say both numbers and the place");
        }
    }
    match (module.expected, refusal) {
        (Expected::Limit(expected), Refusal::Limit { what, .. }) if *what == expected => None,
        (Expected::Feature(expected), Refusal::Feature { feature, .. }) if *feature == expected => None,
        (Expected::Refused(expected), _) if text.contains(expected) => None,
        (expected, _) => wrong(&format!("expected {expected:?}")),
    }
}

#[test]
fn every_hostile_module_is_refused_for_its_reason_or_compiles_to_bounded_code() {
    let mut wrong = Vec::new();
    for module in corpus() {
        let bytes = (module.module)();
        match ENGINE.prepare(&bytes) {
            Err(PrepareError::Refused(refusal)) => wrong.extend(judge_refusal(&module, &refusal)),
            Err(PrepareError::Node(error)) => wrong.push(format!("{}: the node fails: {error}", module.name)),
            Ok(contract) if module.expected == Expected::Compiles => {
                let gas = vm::deployment_cost(&bytes).get();
                let native = contract.code_size_bytes() as u64;
                if native > gas / GAS_PER_NATIVE_BYTE + NATIVE_BASE_BYTES {
                    wrong.push(format!("{}: {native} bytes of native code for {gas} gas", module.name));
                }
                let rewritten = vm::instrument(&bytes).expect("what compiles is admitted").len();
                let functions = Work::of(&bytes).expect("what compiles is admitted").functions as usize;
                if rewritten > GROWTH_MAX * bytes.len() + GROWTH_FUNCTION_BYTES * functions + GROWTH_BASE_BYTES {
                    wrong.push(format!("{}: the pass makes {rewritten} bytes of {}", module.name, bytes.len()));
                }
            }
            Ok(_) => wrong.push(format!("{}: it compiles, but {:?} is expected", module.name, module.expected)),
        }
    }
    assert!(wrong.is_empty(), "{} modules:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn there_are_hundreds_of_hostile_modules_each_with_a_name_of_its_own() {
    let mut names: Vec<&str> = corpus().map(|module| module.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(count >= 200, "{count} modules");
}

#[test]
fn a_refused_module_pays_for_its_bytes() {
    for module in corpus().filter(|module| module.expected != Expected::Compiles) {
        let bytes = (module.module)();
        let gas = vm::deployment_cost(&bytes);
        assert_eq!(gas, Work { bytes: bytes.len() as u64, ..Work::default() }.gas(), "{}", module.name);
    }
}

#[test]
fn no_admitted_module_costs_more_than_the_limit_that_holds_the_others_together() {
    for module in corpus().filter(|module| module.expected == Expected::Compiles) {
        let gas = vm::deployment_cost(&(module.module)());
        assert!(gas <= limits::DEPLOYMENT_GAS_MAX, "{}: {gas:?}", module.name);
    }
}
