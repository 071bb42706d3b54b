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

const _: () = assert!(MODULE_SIZE_MAX_BYTES < TRANSACTION_SIZE_MAX_BYTES);
const _: () = assert!(MEMORY_MAX_PAGES <= TRANSACTION_MEMORY_MAX_PAGES);
const _: () = assert!(CALL_GAS_SHARE.0 < CALL_GAS_SHARE.1);
