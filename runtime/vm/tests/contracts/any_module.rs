//! The pass without the rules for contracts: what it makes of the parts of Wasm that no contract has. That the rewritten
//! modules do what Wasm says is shown by its official suite, in `tests/spec`.

use arbitrary::Unstructured;
use testing::Random;
use vm::metering::{exports, instrument_any};
use wasmi::{Linker, Module, Store};
use wasmparser::{Operator, Parser, Payload, Validator, WasmFeatures};

use crate::{contract::parse, oracle};

/// Gas of a call, in ticks.
const TICKS: i64 = 1 << 30;

/// Random modules.
const MODULES: u64 = 1_000;

fn rewritten(text: &str) -> Vec<u8> {
    instrument_any(&parse(text)).expect("it is valid")
}

/// Functions of a module without globals of its own that take their height.
fn counting_functions(text: &str) -> usize {
    let rewritten = rewritten(text);
    let bodies = Parser::new(0).parse_all(&rewritten).filter_map(|payload| match payload.expect("it is valid") {
        Payload::CodeSectionEntry(body) => Some(body),
        _ => None,
    });
    let counts = |body: &wasmparser::FunctionBody<'_>| {
        let mut operators = body.get_operators_reader().expect("it is valid").into_iter();
        operators.any(|operator| matches!(operator, Ok(Operator::GlobalGet { .. })))
    };
    bodies.filter(counts).count()
}

#[test]
fn a_start_function_becomes_an_export_that_takes_gas() {
    let module = rewritten(
        "(module (memory 1) (start $start)
            (func $start (i32.store8 (i32.const 0) (i32.const 7)))
            (func (export \"read\") (result i32) (i32.load8_u (i32.const 0))))",
    );
    let engine = oracle::engine();
    let module = Module::new(&engine, &module).expect("it is valid");
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module).expect("it imports nothing");
    let read = instance.get_typed_func::<i64, (i32, i64)>(&store, "read").expect("it is exported");
    let start = instance.get_typed_func::<i64, i64>(&store, exports::START).expect("it is exported");
    assert_eq!(read.call(&mut store, TICKS).expect("it returns").0, 0);
    assert!(start.call(&mut store, TICKS).expect("it returns") < TICKS);
    assert_eq!(read.call(&mut store, TICKS).expect("it returns").0, 7);
}

#[test]
fn a_function_whose_reference_leaves_the_module_counts_its_height() {
    let with = |items: &str| format!("(module {items} (func $f) (func (export \"run\")))");
    assert_eq!(counting_functions(&with("(table 1 funcref) (elem (i32.const 0) $f)")), 1, "run alone");
    for items in [
        "(table (export \"table\") 1 funcref) (elem (i32.const 0) $f)",
        "(table (import \"\" \"table\") 1 funcref) (elem (i32.const 0) $f)",
        "(global (export \"global\") funcref (ref.func $f))",
    ] {
        assert_eq!(counting_functions(&with(items)), 2, "{items}");
    }
    let given = "(elem declare func $f) (func (export \"give\") (result funcref) (ref.func $f))";
    assert_eq!(counting_functions(&with(given)), 3, "run, give and what it gives");
    let read = "(table 1 funcref) (elem (i32.const 0) $f)
        (func (export \"read\") (result funcref) (table.get 0 (i32.const 0)))";
    assert_eq!(counting_functions(&with(read)), 3, "run, read and what it reads");
}

#[test]
fn random_modules_of_wasm_2_stay_valid() {
    let features = WasmFeatures::WASM2.difference(WasmFeatures::SIMD);
    let mut made = 0;
    for seed in 0..MODULES {
        let mut random = Random::new(seed);
        let bytes: Vec<u8> = (0..1_500).flat_map(|_| random.below(u64::MAX).to_le_bytes()).collect();
        let config = wasm_smith::Config {
            compact_imports_enabled: false,
            exceptions_enabled: false,
            extended_const_enabled: false,
            gc_enabled: false,
            max_memories: 1,
            max_tables: 3,
            memory64_enabled: false,
            reference_types_enabled: true,
            bulk_memory_enabled: true,
            relaxed_simd_enabled: false,
            shared_everything_threads_enabled: false,
            simd_enabled: false,
            tail_call_enabled: false,
            threads_enabled: false,
            wide_arithmetic_enabled: false,
            ..wasm_smith::Config::default()
        };
        let Ok(module) = wasm_smith::Module::new(config, &mut Unstructured::new(&bytes)) else { continue };
        let rewritten = instrument_any(&module.to_bytes()).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let checked = Validator::new_with_features(features).validate_all(&rewritten);
        checked.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        made += 1;
    }
    assert!(made > MODULES / 2, "only {made} modules were made");
}
