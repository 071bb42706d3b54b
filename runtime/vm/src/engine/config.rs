//! How wasmtime is set up, each switch with its reason.

use std::sync::Arc;

use primitives::limits::CALL_DEPTH_MAX;
use wasmtime::{Config, InstanceAllocationStrategy, ModuleVersionStrategy, OptLevel, Strategy};

use super::{
    EngineConfig,
    memories::{GUARD_BYTES, Memories, RESERVED_BYTES},
};
use crate::execution_stack::WASM_STACK_MAX_BYTES;

/// For an engine that runs what `config` asks for, with instances in `memories`.
pub(super) fn running(config: &EngineConfig, memories: Memories) -> Config {
    let mut wasmtime = compiling();
    if !config.optimize {
        wasmtime.cranelift_opt_level(OptLevel::None);
    }
    wasmtime.allocation_strategy(InstanceAllocationStrategy::OnDemand);
    wasmtime.with_host_memory(Arc::new(memories));
    wasmtime
}

/// For an engine that compiles and does not run: without slots for instances. Its code is the same.
pub fn compiling() -> Config {
    let mut wasmtime = Config::new();
    // One compiler on every node: results and gas do not depend on it or its level, but its faults would.
    wasmtime.strategy(Strategy::Cranelift);
    wasmtime.cranelift_opt_level(OptLevel::Speed);
    align_functions(&mut wasmtime);
    // The rewritten module counts for itself.
    wasmtime.consume_fuel(false);
    wasmtime.epoch_interruption(false);
    // Bounds checks by page protection: the largest single gain of speed.
    wasmtime.signals_based_traps(true);
    wasmtime.memory_reservation(RESERVED_BYTES as u64);
    wasmtime.memory_guard_size(GUARD_BYTES as u64);
    // A backstop far behind our own height limit, so that it is never what ends a frame.
    wasmtime.max_wasm_stack(WASM_STACK_MAX_BYTES);
    wasmtime.async_stack_size(WASM_STACK_MAX_BYTES);
    // Nobody reads the engine's traces, and text of an engine may not reach a receipt.
    wasmtime.wasm_backtrace_max_frames(None);
    wasmtime.native_unwind_info(false);
    wasmtime.generate_address_map(false);
    wasmtime.debug_info(false);
    // Nothing that a contract may not use. A valid module has none of it; this is the second wall.
    wasmtime.wasm_tail_call(false);
    wasmtime.wasm_custom_page_sizes(false);
    wasmtime.wasm_wide_arithmetic(false);
    wasmtime.wasm_simd(false);
    wasmtime.wasm_relaxed_simd(false);
    wasmtime.wasm_multi_memory(false);
    wasmtime.wasm_memory64(false);
    wasmtime.wasm_extended_const(false);
    wasmtime.wasm_bulk_memory(true);
    wasmtime.wasm_multi_value(true);
    // An artifact of another build of wasmtime is never used.
    wasmtime.module_version(ModuleVersionStrategy::WasmtimeVersion).ok();
    // Data segments are copied into the memory. Mapping them from an image instead takes a file descriptor for each
    // contract in memory and makes loading one a fifth slower, for the same time per call; initial pages are paid for.
    wasmtime.memory_init_cow(false);
    wasmtime.table_lazy_init(true);
    wasmtime
}

/// Begins every function at a line of the cache. Otherwise the speed of a small function depends on the sizes of those
/// before it: the same recursion took 1.23 or 1.35 times its unmetered time.
#[expect(unsafe_code, reason = "the compiler's own flags have no other way in")]
fn align_functions(wasmtime: &mut Config) {
    // SAFETY: this flag decides where functions lie and nothing about what they do.
    unsafe { wasmtime.cranelift_flag_set("log2_min_function_alignment", "6") };
}

/// Room for every frame of every lane, so that an instance is never refused for want of a slot.
pub(super) fn slots(config: &EngineConfig) -> u32 {
    config.block_lanes.saturating_add(config.query_lanes).saturating_mul(CALL_DEPTH_MAX)
}
