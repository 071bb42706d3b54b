//! What running Wasm costs, in ticks: 16 ticks are one gas, a tick is about 0.2 nanoseconds of the reference core.
//!
//! These numbers are consensus. A change of any of them raises [`SCHEDULE_VERSION`].

use wasmparser::Operator;

/// The version of every number in this file.
pub const SCHEDULE_VERSION: u32 = 1;

/// Charged when a function is entered, for its frame.
pub const FUNCTION_ENTRY: u64 = 8;

/// Declared locals that one tick pays to set to zero.
pub const LOCALS_PER_TICK: u64 = 4;

/// Charged for each byte that `memory.copy` or `memory.fill` was asked to write, before it writes; so is each table
/// entry by what contracts may not use.
pub const BULK_PER_BYTE: u64 = 1;

/// Charged for each page that `memory.grow` adds, before it adds: clearing and first touching 64 KiB.
pub const GROW_PER_PAGE: u64 = 64_000;

/// Charged for a frame before its instance is made.
pub const INSTANCE: u64 = 16_000;

/// Charged for each of the first [`RESIDENT_PAGES`] of an instance's initial memory, which stay in physical memory.
pub const INITIAL_PER_RESIDENT_PAGE: u64 = 10_000;

/// Pages of an instance's memory that the node keeps in physical memory between instances.
pub const RESIDENT_PAGES: u64 = 2;

/// The price of `operator` when it is executed once. Bulk operations and `memory.grow` cost more by what they are
/// asked for, a call by what the callee does.
pub fn ticks(operator: &Operator<'_>) -> u64 {
    use Operator as O;
    match operator {
        // They leave no code behind.
        O::Block { .. } | O::Else | O::End => 0,
        O::Nop | O::Drop | O::Unreachable | O::Loop { .. } => 1,
        O::LocalGet { .. } | O::LocalSet { .. } | O::LocalTee { .. } | O::I32Const { .. } | O::I64Const { .. } => 1,
        O::GlobalGet { .. } | O::GlobalSet { .. } | O::MemorySize { .. } => 3,
        O::Br { .. } | O::Return => 2,
        O::BrIf { .. } | O::If { .. } => 4,
        O::BrTable { .. } => 12,
        O::Call { .. } => 12,
        O::CallIndirect { .. } => 40,
        O::I32Load { .. }
        | O::I64Load { .. }
        | O::I32Load8S { .. }
        | O::I32Load8U { .. }
        | O::I32Load16S { .. }
        | O::I32Load16U { .. }
        | O::I64Load8S { .. }
        | O::I64Load8U { .. }
        | O::I64Load16S { .. }
        | O::I64Load16U { .. }
        | O::I64Load32S { .. }
        | O::I64Load32U { .. }
        | O::I32Store { .. }
        | O::I64Store { .. }
        | O::I32Store8 { .. }
        | O::I32Store16 { .. }
        | O::I64Store8 { .. }
        | O::I64Store16 { .. }
        | O::I64Store32 { .. } => 6,
        O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => 40,
        O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => 60,
        O::I32Mul | O::I64Mul => 4,
        O::Select => 4,
        O::MemoryCopy { .. } | O::MemoryFill { .. } => 60,
        O::MemoryGrow { .. } => 10_000,
        _ => 2,
    }
}

/// Ticks of making an instance whose memory starts with `pages`.
pub fn instance_ticks(pages: u32) -> u64 {
    let pages = u64::from(pages);
    let resident = pages.min(RESIDENT_PAGES);
    INSTANCE + resident * INITIAL_PER_RESIDENT_PAGE + (pages - resident) * GROW_PER_PAGE
}
