//! Every protocol limit, with its unit and its reason. All nodes of a chain share these values.

use crate::Gas;

/// Gas of all transactions of one block. About 0.9 s of the reference core at 3 ns per gas.
pub const BLOCK_GAS_LIMIT: Gas = Gas::new(300_000_000);

/// Bytes of one transaction as sent. Leaves room for the largest container and its constructor arguments.
pub const TRANSACTION_SIZE_MAX_BYTES: usize = 640 * 1024;

/// Bytes of the Wasm module inside a container.
pub const MODULE_SIZE_MAX_BYTES: usize = 512 * 1024;

/// Bytes of a header's `extraData`. Some clients refuse more.
pub const EXTRA_DATA_MAX_BYTES: usize = 32;

/// Frames on one call stack, the outermost included. Each holds an instance with its memory.
pub const CALL_DEPTH_MAX: u32 = 64;

/// Units of Wasm stack height that all frames of one call stack may hold together. A function's frame costs its
/// parameters, its locals, its highest operand stack and [`FRAME_OVERHEAD_UNITS`].
pub const STACK_HEIGHT_MAX_UNITS: u32 = 262_144;

/// Units that each function frame costs beside its values: return address, saved registers, spills.
pub const FRAME_OVERHEAD_UNITS: u32 = 8;

/// Pages of 64 KiB of one instance's memory: 8 MiB.
pub const MEMORY_MAX_PAGES: u32 = 128;

/// Pages of 64 KiB that all live frames of one transaction may hold together: 64 MiB.
pub const TRANSACTION_MEMORY_MAX_PAGES: u32 = 1024;

/// Bytes of one storage value. A larger one belongs in several slots.
pub const STORAGE_VALUE_MAX_BYTES: usize = 64 * 1024;

/// Bytes of one value in transient storage: a lock, a sum, a short record. It is kept in memory until the transaction
/// ends.
pub const TRANSIENT_VALUE_MAX_BYTES: usize = 1024;

/// Places of transient storage, in all contracts together, that one transaction may write (EIP-7971): about 200 MB if
/// each holds the longest value. A write costs too little gas to bound them.
pub const TRANSIENT_SLOTS_MAX: usize = 131_072;

/// Bytes of one text for who develops.
pub const DEBUG_LOG_MAX_BYTES: usize = 1024;

/// Bytes of each number of a modular power (EIP-7823): 8,192 bits.
pub const MODEXP_MAX_BYTES: usize = 1024;

/// Pairs of points of one pairing check. A proof's verifier needs four; each costs a third of a millisecond.
pub const PAIRING_PAIRS_MAX: usize = 256;

/// Keys of one aggregate signature. A committee of Ethereum's has 512.
pub const BLS_KEYS_MAX: usize = 2_048;

/// Bytes of call data, return data or revert data between contracts.
pub const CALL_DATA_MAX_BYTES: usize = TRANSACTION_SIZE_MAX_BYTES;

/// Topics of one log, as in Ethereum.
pub const LOG_TOPICS_MAX: u32 = 4;

/// Bytes of one log's data.
pub const LOG_DATA_MAX_BYTES: usize = 64 * 1024;

/// Numerator and denominator of the share of its gas that a frame may pass on to a callee (EIP-150).
pub const CALL_GAS_SHARE: (u64, u64) = (63, 64);

/// Blocks back from the current one whose hash a contract may ask for, as in Ethereum.
pub const BLOCK_HASH_WINDOW: u64 = 256;

/// Gas of checking and compiling one module. The limits below hold each number for itself; this one holds them together:
/// at twice the reference, 6 nanoseconds for a gas, a module takes 1.44 s. Half a megabyte of ordinary code costs
/// 150,000,000 to 180,000,000.
pub const DEPLOYMENT_GAS_MAX: Gas = Gas::new(240_000_000);

/// Functions a module defines. Each costs the compiler about 26 microseconds and 5 KiB however small it is.
pub const FUNCTIONS_MAX: u32 = 5_000;

/// Functions a module imports. The interface has fewer; a function may be imported twice.
pub const IMPORTS_MAX: u32 = 128;

/// Exports of a module. Three are demanded; linkers add a few.
pub const EXPORTS_MAX: u32 = 128;

/// Function types of a module.
pub const TYPES_MAX: u32 = 512;

/// Globals of a module. Rust uses one to three; each is copied at instantiation.
pub const GLOBALS_MAX: u32 = 512;

/// Parameters of one function type. Compile time grows faster than their number; Rust's contracts stay below 17.
pub const PARAMETERS_MAX: u32 = 32;

/// Parameters of all functions of a module together: 64 KB of nothing but parameters took 2 s to compile.
pub const PARAMETERS_TOTAL_MAX: u32 = 10_000;

/// Results of one function type. Rust's contracts use one.
pub const RESULTS_MAX: u32 = 4;

/// Bytes of one function's body. The largest of the real contracts measured had 46 KB.
pub const FUNCTION_BODY_MAX_BYTES: u32 = 64 * 1024;

/// Declared locals of one function, parameters not counted. They cost two bytes however many they are; what is alive in
/// nested loops costs more, the more there are. Real contracts reach 99.
pub const LOCALS_MAX: u32 = 256;

/// Declared locals of all functions of a module together: 10 KB of unused locals took 3 s to compile.
pub const LOCALS_TOTAL_MAX: u32 = 20_000;

/// Blocks, loops and ifs within each other in one function. Real contracts reach 178.
pub const BLOCK_NESTING_MAX: u32 = 512;

/// Loops within each other in one function. Register allocation grows explosively with it; real contracts reach 5.
pub const LOOP_NESTING_MAX: u32 = 16;

/// Values on the operand stack of one function. Real contracts reach 17.
pub const OPERAND_HEIGHT_MAX: u32 = 256;

/// Branch points of one function: blocks, loops, ifs, elses, conditional branches, branch tables, bulk operations. What
/// one costs grows with their number: 24 microseconds in a function of 500, 117 in one of 4,000. The largest of the real
/// contracts measured had 1,994.
pub const BRANCHES_MAX: u32 = 4_096;

/// Branch points of all functions of a module together. Real contracts of 430 KB reach 15,000.
pub const BRANCHES_TOTAL_MAX: u32 = 40_000;

/// Parameters, locals and operands of one function, summed over its branch points: what a compiler may have to join, at
/// up to 0.75 microseconds each. Real contracts reach 69,000.
pub const BRANCH_VALUES_MAX: u64 = 250_000;

/// Parameters, locals and operands, summed over the branch points of all functions of a module. Real contracts of 430 KB
/// reach 333,000.
pub const BRANCH_VALUES_TOTAL_MAX: u64 = 1_000_000;

/// Targets of one `br_table`, the default not counted.
pub const BR_TABLE_TARGETS_MAX: u32 = 1_024;

/// Targets of all `br_table`s of one function together: 100 tables of 1,000 targets did not compile in 40 s.
pub const BR_TABLE_TARGETS_PER_FUNCTION_MAX: u32 = 2_048;

/// Targets of all `br_table`s of a module together.
pub const BR_TABLE_TARGETS_TOTAL_MAX: u32 = 8_192;

/// Parameters, locals and operands of one function, summed over the targets of its `br_table`s: each may be moved on
/// each edge. 800,000 took 4.2 s and 650 MB. Real contracts stay below 10,000.
pub const BR_TABLE_VALUES_MAX: u64 = 32_768;

/// Parameters, locals and operands, summed over the targets of all `br_table`s of a module. Real contracts reach 31,000.
pub const BR_TABLE_VALUES_TOTAL_MAX: u64 = 131_072;

/// Calls in one function, those of the host too, indirect ones not. Real contracts reach 999.
pub const CALLS_MAX: u32 = 4_096;

/// Calls in a module: 8 microseconds each, from two bytes. Real contracts of 430 KB reach 7,000.
pub const CALLS_TOTAL_MAX: u32 = 40_000;

/// Indirect calls in one function: 29,000 of them took 4.3 s to compile. Real contracts have 156 in all.
pub const CALL_INDIRECT_MAX: u32 = 512;

/// Indirect calls in a module.
pub const CALL_INDIRECT_TOTAL_MAX: u32 = 4_096;

/// `memory.copy`, `memory.fill` and `memory.grow` in one function: the metering pass puts a charge before each.
pub const BULK_OPERATIONS_MAX: u32 = 1_024;

/// `memory.copy`, `memory.fill` and `memory.grow` in a module: 29 microseconds each. Our contracts have 76 in 31 KB.
pub const BULK_OPERATIONS_TOTAL_MAX: u32 = 8_192;

/// Entries of the function table.
pub const TABLE_MAX_ENTRIES: u32 = 4_096;

/// Element segments of a module. Each is copied at instantiation.
pub const ELEMENT_SEGMENTS_MAX: u32 = 512;

/// Data segments of a module. Each is copied at instantiation or costs a page of the image.
pub const DATA_SEGMENTS_MAX: u32 = 1_024;

/// Bytes of all data segments together.
pub const DATA_MAX_BYTES: u32 = 256 * 1024;

/// Bytes from the start of the first data segment to the end of the last: the compiled contract holds all of them. Two
/// segments of one byte at both ends of a memory made 80 bytes of Wasm 8 MiB. Linkers leave no gaps.
pub const DATA_SPAN_MAX_BYTES: u32 = 512 * 1024;

const _: () = assert!(MODULE_SIZE_MAX_BYTES < TRANSACTION_SIZE_MAX_BYTES);
const _: () = assert!(MEMORY_MAX_PAGES <= TRANSACTION_MEMORY_MAX_PAGES);
const _: () = assert!(CALL_GAS_SHARE.0 < CALL_GAS_SHARE.1);
