//! Random modules: the pass keeps them valid, keeps what they compute, and both engines agree on the rest.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use wasmi::{Engine, Linker, Module, Store, TrapCode, Val};

use crate::{contract, oracle};

/// How many modules are made. Most are admitted; loops nested too deep are what the others are refused for.
const MODULES: u64 = 150;

/// Units of work for the module as deployed: wasmi's own fuel.
const FUEL: u64 = 100_000;

/// Gas for the instrumented module: more than that fuel buys of ordinary operators.
const TICKS: i64 = 1 << 23;

/// A module with the exports that random ones get.
static EXPORTS: LazyLock<Vec<u8>> = LazyLock::new(|| contract::bare(""));

/// A module with the imports that random ones choose from.
static IMPORTS: LazyLock<Vec<u8>> = LazyLock::new(|| contract::module("(func (export \"call\"))"));

/// A module made from random bytes, with `deploy`, `call` and `memory`. It may import host functions if it is to run on
/// a chain. About half of them cannot trap, so that they get further.
pub(crate) fn module(bytes: &[u8], imports: bool) -> Option<Vec<u8>> {
    let (knobs, bytes) = bytes.split_first()?;
    let config = wasm_smith::Config {
        exports: Some(EXPORTS.clone()),
        available_imports: imports.then(|| IMPORTS.clone()),
        allow_start_export: false,
        allow_floats: false,
        compact_imports_enabled: false,
        bulk_memory_enabled: knobs & 12 == 12,
        disallow_traps: knobs & 1 == 0,
        exceptions_enabled: false,
        extended_const_enabled: false,
        gc_enabled: false,
        // Imported ones are counted with them.
        max_funcs: if imports { 80 } else { 8 },
        max_imports: if imports { 1_000 } else { 0 },
        max_memory32_bytes: 4 * 65_536,
        max_table_elements: 100,
        max_type_size: if imports { 3_000 } else { 300 },
        memory64_enabled: false,
        min_funcs: 2,
        // The demanded export brings its own.
        max_memories: 0,
        max_instructions: if knobs & 2 == 0 { 60 } else { 200 },
        reference_types_enabled: false,
        relaxed_simd_enabled: false,
        saturating_float_to_int_enabled: false,
        simd_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        ..wasm_smith::Config::default()
    };
    let module = wasm_smith::Module::new(config, &mut Unstructured::new(bytes)).ok()?;
    Some(module.to_bytes())
}

/// How a module ended, and its memory then. `None` if it was stopped for taking too long or too deep.
type Ended = Option<(Option<TrapCode>, Vec<u8>)>;

/// Runs `call` of the module as deployed.
fn deployed(bytes: &[u8]) -> Ended {
    let mut config = wasmi::Config::default();
    config.consume_fuel(true);
    let engine = Engine::new(&config);
    let module = Module::new(&engine, oracle::selects_apart(bytes)).expect("it is valid");
    let mut store = Store::new(&engine, ());
    store.set_fuel(FUEL).expect("fuel is on");
    let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module).expect("segments fit");
    let function = instance.get_typed_func::<(), ()>(&store, "call").expect("it is exported");
    let trap = function.call(&mut store, ()).err().map(|error| error.as_trap_code().expect("a trap"));
    if matches!(trap, Some(TrapCode::OutOfFuel | TrapCode::StackOverflow)) {
        return None;
    }
    let memory = instance.get_memory(&store, "memory").expect("it is exported");
    Some((trap, memory.data(&store).to_vec()))
}

/// Runs `call` of the instrumented module.
fn instrumented(bytes: &[u8]) -> Ended {
    let engine = oracle::engine();
    let module = Module::new(&engine, oracle::selects_apart(bytes)).expect("the pass keeps it valid");
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module).expect("segments fit");
    let global = |name| instance.get_global(&store, name).expect("it is exported");
    let (height, pages, fault) = (
        global(vm::metering::exports::HEIGHT),
        global(vm::metering::exports::PAGES),
        global(vm::metering::exports::FAULT),
    );
    height.set(&mut store, Val::I32(1 << 20)).expect("it is an i32");
    pages.set(&mut store, Val::I32(1 << 20)).expect("it is an i32");
    let function = instance.get_typed_func::<i64, i64>(&store, "call").expect("it is exported");
    let trap = match function.call(&mut store, TICKS) {
        Ok(ticks) => {
            assert!(ticks < TICKS, "something is charged");
            assert_eq!(height.get(&store).i32(), Some(1 << 20), "height is given back");
            None
        }
        Err(error) => Some(error.as_trap_code().expect("a trap")),
    };
    if fault.get(&store).i32() != Some(0) {
        return None;
    }
    let memory = instance.get_memory(&store, "memory").expect("it is exported");
    Some((trap, memory.data(&store).to_vec()))
}

/// Asserts that the pass keeps `module` valid, and what it computes, and gives how it trapped. `None` if the pass
/// refuses it, or if it was stopped before its end.
pub(crate) fn pass_keeps(module: &[u8]) -> Option<Option<TrapCode>> {
    let Ok(rewritten) = vm::instrument(module) else { return None };
    wasmparser::validate(&rewritten).unwrap_or_else(|error| panic!("the pass makes an invalid module: {error}"));
    assert_eq!(vm::instrument(module), Ok(rewritten.clone()), "the pass gives another module the second time");
    let (before, after) = (deployed(module)?, instrumented(&rewritten)?);
    assert_eq!(before.0, after.0, "the module ends otherwise (left) than the instrumented one (right)");
    assert!(before.1 == after.1, "the instrumented module leaves another memory");
    Some(before.0)
}

#[test]
fn random_modules_compute_what_they_did_before_the_pass() {
    let (mut compared, mut trapped) = (0, 0);
    for seed in 0..MODULES {
        let mut random = testing::Random::new(seed);
        let bytes: Vec<u8> = (0..1_500).flat_map(|_| random.next_u64().to_le_bytes()).collect();
        let Some(module) = module(&bytes, false) else { continue };
        if vm::instrument(&module).is_err() {
            continue;
        }
        crate::world::Case { gas: 200_000, ..crate::world::Case::new(&module) }.run();
        if let Some(trap) = pass_keeps(&module) {
            compared += 1;
            trapped += u32::from(trap.is_some());
        }
    }
    assert!(
        compared > MODULES / 4,
        "only {compared} of {MODULES} modules could be compared, {trapped} of them trapped"
    );
}
