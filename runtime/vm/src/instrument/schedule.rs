//! What running Wasm costs, in ticks: 16 ticks are one gas, a tick is about 0.2 nanoseconds of the reference core.
//!
//! These numbers are consensus. A change of any of them raises [`SCHEDULE_VERSION`].

use wasmparser::Operator;

/// The version of every number in this file.
pub const SCHEDULE_VERSION: u32 = 2;

/// Charged when a function is entered, for its frame.
pub const FUNCTION_ENTRY: u64 = 4;

/// Declared locals that one tick pays to set to zero.
pub const LOCALS_PER_TICK: u64 = 4;

/// Charged for each byte that `memory.copy` or `memory.fill` was asked to write, before it writes; so is each table
/// entry by what contracts may not use.
pub const BULK_PER_BYTE: u64 = 1;

/// Charged for each page that `memory.grow` adds, before it adds: clearing and first touching 64 KiB. The kernel's 16
/// faults took 19 microseconds.
pub const GROW_PER_PAGE: u64 = 88_000;

/// Charged for a frame before its instance is made. Making one takes 2 microseconds; a frame that ends in a trap takes
/// 13 more, and its gas need not be more than this.
pub const INSTANCE: u64 = 40_000;

/// Charged for each of the first [`RESIDENT_PAGES`] of an instance's initial memory, which stay in physical memory.
pub const INITIAL_PER_RESIDENT_PAGE: u64 = 5_000;

/// Pages of an instance's memory that the node keeps in physical memory between instances.
pub const RESIDENT_PAGES: u64 = 2;

/// Pages of 64 KiB that a memory may have at most for its loads to be near: 1 MiB, well within a second-level cache of
/// 2 MiB.
pub const NEAR_MEMORY_PAGES: u32 = 16;

/// The price of a load from a memory that may have at most [`NEAR_MEMORY_PAGES`].
///
/// A chain of loads whose addresses depend on each other waits for the cache that holds the memory: 5 nanoseconds a
/// load for 1 MiB. Which loads wait cannot be known in advance; how far they may reach is declared.
pub const LOAD: u64 = 22;

/// The price of a load from a larger memory: the same chain takes 17 nanoseconds a load where the second-level cache
/// ends, 35 to 45 beyond, and up to 150 while others use the memory too. Where the cache ends differs from machine to
/// machine, so there is no price in between.
pub const FAR_LOAD: u64 = 512;

/// The price of a store of more than one byte: across two pages of 4 KiB it took 8.6 nanoseconds.
pub const STORE: u64 = 26;

/// The price of a `br_table`: a jump that cannot be foreseen.
pub const BR_TABLE: u64 = 20;

/// What the operators of one module cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorPrices {
    load: u64,
}

impl OperatorPrices {
    /// The prices in a module whose memory may have `memory_max_pages`.
    pub fn new(memory_max_pages: u32) -> Self {
        Self { load: if memory_max_pages <= NEAR_MEMORY_PAGES { LOAD } else { FAR_LOAD } }
    }

    /// The price of `operator` when it is executed once. Bulk operations and `memory.grow` cost more by what they are
    /// asked for, a call by what the callee does.
    pub fn ticks(&self, operator: &Operator<'_>) -> u64 {
        use Operator as O;
        match operator {
            // They leave no code behind.
            O::Block { .. } | O::Else | O::End => 0,
            O::GlobalGet { .. } | O::GlobalSet { .. } | O::MemorySize { .. } | O::Br { .. } | O::Return => 2,
            // Half of those that cannot be foreseen cost 6 nanoseconds.
            O::BrIf { .. } | O::If { .. } => 6,
            O::BrTable { .. } => BR_TABLE,
            O::Call { .. } => 8,
            O::CallIndirect { .. } => 24,
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
            | O::I64Load32U { .. } => self.load,
            O::I32Store8 { .. } | O::I64Store8 { .. } => 6,
            O::I32Store { .. }
            | O::I64Store { .. }
            | O::I32Store16 { .. }
            | O::I64Store16 { .. }
            | O::I64Store32 { .. } => STORE,
            O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => 20,
            O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => 24,
            O::I32Mul | O::I64Mul => 3,
            O::Select => 2,
            // A result that is used as a number takes a compare, a set and an extension.
            O::I32Eqz
            | O::I32Eq
            | O::I32Ne
            | O::I32LtS
            | O::I32LtU
            | O::I32GtS
            | O::I32GtU
            | O::I32LeS
            | O::I32LeU
            | O::I32GeS
            | O::I32GeU
            | O::I64Eqz
            | O::I64Eq
            | O::I64Ne
            | O::I64LtS
            | O::I64LtU
            | O::I64GtS
            | O::I64GtU
            | O::I64LeS
            | O::I64LeU
            | O::I64GeS
            | O::I64GeU => 3,
            O::I32Clz | O::I32Ctz | O::I32Popcnt | O::I64Clz | O::I64Ctz | O::I64Popcnt => 3,
            O::MemoryCopy { .. } | O::MemoryFill { .. } => 24,
            O::MemoryGrow { .. } => 200,
            _ => 1,
        }
    }
}

/// Ticks of making an instance whose memory starts with `pages`.
pub fn instance_ticks(pages: u32) -> u64 {
    let pages = u64::from(pages);
    let resident = pages.min(RESIDENT_PAGES);
    INSTANCE + resident * INITIAL_PER_RESIDENT_PAGE + (pages - resident) * GROW_PER_PAGE
}
