//! How wasmtime is set up, each switch with its reason.

use primitives::limits::{CALL_DEPTH_MAX, MEMORY_MAX_PAGES, TABLE_MAX_ENTRIES};
use wasmtime::{
    Config, Enabled, InstanceAllocationStrategy, ModuleVersionStrategy, OptLevel, PoolingAllocationConfig, Strategy,
};

use super::EngineConfig;
use crate::{execution_stack::WASM_STACK_MAX_BYTES, instrument::RESIDENT_PAGES, valid::PAGE_SIZE_BYTES};

/// Bytes that an instance's tables, globals and pointers may take; the limits of a module's shape keep it below.
const INSTANCE_SIZE_MAX_BYTES: usize = 1024 * 1024;

/// Bytes of a table that are kept in physical memory between instances.
const TABLE_RESIDENT_BYTES: usize = 8 * 1024;

/// Address space of one instance slot in bytes: what 32-bit addresses reach, and wasmtime's guard.
const SLOT_ADDRESS_SPACE_BYTES: u64 = (4 << 30) + (32 << 20);

/// For an engine that runs what `config` asks for.
pub(super) fn running(config: &EngineConfig) -> Config {
    let mut wasmtime = compiling();
    if !config.optimize {
        wasmtime.cranelift_opt_level(OptLevel::None);
    }
    wasmtime.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(config)));
    wasmtime
}

/// Address space in bytes that an engine for `config` reserves.
pub(super) fn address_space_bytes(config: &EngineConfig) -> u64 {
    u64::from(slots(config)).saturating_mul(SLOT_ADDRESS_SPACE_BYTES)
}

/// For an engine that compiles and does not run: without slots for instances. Its code is the same.
pub(super) fn compiling() -> Config {
    let mut wasmtime = Config::new();
    // One compiler on every node: results and gas do not depend on it or its level, but its faults would.
    wasmtime.strategy(Strategy::Cranelift);
    wasmtime.cranelift_opt_level(OptLevel::Speed);
    // The rewritten module counts for itself.
    wasmtime.consume_fuel(false);
    wasmtime.epoch_interruption(false);
    // Bounds checks by page protection: the largest single gain of speed.
    wasmtime.signals_based_traps(true);
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

/// Instances that may live at once.
fn slots(config: &EngineConfig) -> u32 {
    config.block_lanes.saturating_add(config.query_lanes).saturating_mul(CALL_DEPTH_MAX)
}

/// Room for every frame of every lane, so that an instance is never refused for want of a slot.
fn pool(config: &EngineConfig) -> PoolingAllocationConfig {
    let slots = slots(config);
    let mut pool = PoolingAllocationConfig::new();
    pool.total_core_instances(slots);
    pool.total_memories(slots);
    pool.total_tables(slots);
    pool.max_memories_per_module(1);
    pool.max_tables_per_module(1);
    pool.table_elements(TABLE_MAX_ENTRIES as usize);
    pool.max_memory_size(MEMORY_MAX_PAGES as usize * PAGE_SIZE_BYTES as usize);
    pool.max_core_instance_size(INSTANCE_SIZE_MAX_BYTES);
    // Clearing 128 KiB is cheaper than giving it back and faulting it in again; more is not.
    pool.linear_memory_keep_resident((RESIDENT_PAGES * PAGE_SIZE_BYTES) as usize);
    pool.table_keep_resident(TABLE_RESIDENT_BYTES);
    // It depends on the kernel; what it would save is not worth two kinds of nodes.
    pool.pagemap_scan(Enabled::No);
    pool
}
