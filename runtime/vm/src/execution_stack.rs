//! The native stack that contracts run on.
//!
//! Our own height limit must be what ends a deep recursion, on every machine, so the native stack is sized for the
//! worst code of the deepest transaction.

use primitives::limits::{CALL_DEPTH_MAX, STACK_HEIGHT_MAX_UNITS};

/// Bytes of native stack for one unit of height. The most seen was 8.2; the rest is margin.
const NATIVE_BYTES_PER_UNIT: usize = 32;

/// Bytes of native stack for the host's own frames between two contract frames.
const HOST_BYTES_PER_FRAME: usize = 128 * 1024;

/// Bytes of native stack that Wasm may use.
pub(crate) const WASM_STACK_MAX_BYTES: usize = STACK_HEIGHT_MAX_UNITS as usize * NATIVE_BYTES_PER_UNIT + 1024 * 1024;

/// Bytes of stack that a thread needs to execute transactions: for the Wasm and the host frames of a full call stack,
/// and as much again for whatever runs before. A thread that was made with it runs contracts without a second stack.
pub const EXECUTION_STACK_SIZE_BYTES: usize = 2 * REQUIRED_BYTES;

/// Bytes that must be left when execution starts.
const REQUIRED_BYTES: usize = WASM_STACK_MAX_BYTES + CALL_DEPTH_MAX as usize * HOST_BYTES_PER_FRAME;

/// Runs `f` where the native stack suffices for any transaction: here, or on a new stack. The outermost caller of an
/// execution wraps itself in it; nested frames need not.
pub fn on_execution_stack<R>(f: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(REQUIRED_BYTES, EXECUTION_STACK_SIZE_BYTES, f)
}
