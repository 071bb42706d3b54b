//! Random modules: the pass keeps them valid, keeps what they compute, and both engines agree on the rest.

use arbitrary::Unstructured;
use wasmi::{Engine, Linker, Module, Store, TrapCode, Val};

use crate::{contract, oracle, world::Case};

/// How many modules are made. Most are admitted; loops nested too deep are what the others are refused for.
const MODULES: u64 = 150;

/// Units of work for the module as deployed: wasmi's own fuel.
const FUEL: u64 = 100_000;

/// Gas for the instrumented module: more than that fuel buys of ordinary operators.
const TICKS: i64 = 1 << 23;

/// A module made from `seed`.
fn module(seed: u64) -> Option<Vec<u8>> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::new();
    for _ in 0..1_500 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    let config = wasm_smith::Config {
        exports: Some(contract::bare("")),
        allow_start_export: false,
        allow_floats: false,
        bulk_memory_enabled: false,
        exceptions_enabled: false,
        extended_const_enabled: false,
        gc_enabled: false,
        max_imports: 0,
        max_memory32_bytes: 16 * 65_536,
        max_table_elements: 100,
        max_type_size: 300,
        memory64_enabled: false,
        min_funcs: 4,
        // The demanded export brings its own.
        max_memories: 0,
        max_instructions: 200,
        reference_types_enabled: false,
        relaxed_simd_enabled: false,
        saturating_float_to_int_enabled: false,
        simd_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        ..wasm_smith::Config::default()
    };
    let module = wasm_smith::Module::new(config, &mut Unstructured::new(&bytes)).ok()?;
    Some(module.to_bytes())
}

/// How a module ended, and its memory then. `None` if it was stopped for taking too long or too deep.
type Ended = Option<(Option<TrapCode>, Vec<u8>)>;

/// Runs `call` of the module as deployed.
fn deployed(bytes: &[u8]) -> Ended {
    let mut config = wasmi::Config::default();
    config.consume_fuel(true);
    let engine = Engine::new(&config);
    let module = Module::new(&engine, bytes).expect("it is valid");
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
    let module = Module::new(&engine, bytes).expect("the pass keeps it valid");
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

#[test]
fn random_modules_compute_what_they_did_before_the_pass() {
    let (mut compared, mut trapped) = (0, 0);
    for seed in 0..MODULES {
        let Some(module) = module(seed) else { continue };
        let Ok(rewritten) = vm::instrument(&module) else { continue };
        wasmparser::validate(&rewritten).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        Case { gas: 200_000, ..Case::new(&module) }.run();
        if let (Some(before), Some(after)) = (deployed(&module), instrumented(&rewritten)) {
            assert_eq!(before, after, "seed {seed}");
            compared += 1;
            trapped += u32::from(before.0.is_some());
        }
    }
    assert!(
        compared > MODULES / 4,
        "only {compared} of {MODULES} modules could be compared, {trapped} of them trapped"
    );
}
