//! What a deployment costs: a linear model of what checking and compiling a module costs this node.
//!
//! Each number counts something that a compiler spends time on. `make hostile` shows what the prices come to: no module
//! that is admitted takes more than twice the reference, 3 nanoseconds, for a gas. The prices are consensus, like those
//! of the schedule: a change of any of them raises [`SCHEDULE_VERSION`](crate::metering::SCHEDULE_VERSION).

use primitives::Gas;

use crate::{refusal::Refusal, validate};

/// What a module asks of a compiler.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Bytes of the module.
    pub bytes: u64,
    /// Bytes of the bodies of its functions.
    pub code_bytes: u64,
    /// Bytes of these in loops within loops, each counted as often as loops beyond the first lie around it.
    pub nested_loop_bytes: u64,
    /// Functions that it defines.
    pub functions: u64,
    /// Parameters of these.
    pub parameters: u64,
    /// Locals that they declare.
    pub locals: u64,
    /// Branch points: blocks, loops, ifs, elses, conditional branches, branch tables and bulk operations.
    pub branches: u64,
    /// For each branch point those before it in its function, summed: a compiler compares some with each other.
    pub branch_pairs: u64,
    /// Parameters, locals and operands, summed over the branch points.
    pub branch_values: u64,
    /// Targets of branch tables.
    pub br_table_targets: u64,
    /// Parameters, locals and operands, summed over the targets of branch tables.
    pub br_table_values: u64,
    /// Calls of a function by its index, of the host too.
    pub calls: u64,
    /// Calls through the table.
    pub indirect_calls: u64,
    /// `memory.copy`, `memory.fill` and `memory.grow`.
    pub bulk_operations: u64,
    /// Functions in element segments.
    pub elements: u64,
    /// Functions that it imports.
    pub imports: u64,
    /// Function types.
    pub types: u64,
    /// Parameters and results of all types.
    pub type_values: u64,
    /// Data segments.
    pub data_segments: u64,
    /// Bytes from the start of the first data segment to the end of the last.
    pub data_span_bytes: u64,
}

/// The prices, in gas. Each is what the dearest module that was found to consist of little else takes, at no more than
/// 6 nanoseconds for a gas; contracts in use come out at about 5, near 300 gas for a byte.
mod price {
    /// Any deployment: what compiling an empty contract takes.
    pub(super) const BASE: u64 = 200_000;
    /// A byte of the module, whatever it says: reading and keeping it.
    pub(super) const BYTE: u64 = 40;
    /// A byte of a body beyond that: an operator has about two.
    pub(super) const CODE_BYTE: u64 = 130;
    /// A byte in a loop within a loop: what lives across both is split and moved again and again.
    pub(super) const NESTED_LOOP_BYTE: u64 = 350;
    /// A function: 30 microseconds for an empty one.
    pub(super) const FUNCTION: u64 = 7_500;
    /// A parameter: it is passed on by every entry and call.
    pub(super) const PARAMETER: u64 = 1_000;
    /// A declared local, used or not.
    pub(super) const LOCAL: u64 = 60;
    /// A branch point: a basic block or two, and a charge in each.
    pub(super) const BRANCH: u64 = 1_100;
    /// Two branch points of one function: 4,000 ifs in one function took 470 ms, 500 took 12 ms.
    pub(super) const BRANCH_PAIR: u64 = 9;
    /// A value at a branch point: it may have to be moved to where the other arm has it.
    pub(super) const BRANCH_VALUE: u64 = 60;
    /// A target of a branch table: an edge of its own.
    pub(super) const BR_TABLE_TARGET: u64 = 800;
    /// A value at such a target: moves on that edge.
    pub(super) const BR_TABLE_VALUE: u64 = 180;
    /// A call: arguments, registers that do not survive it, and a charge behind it.
    pub(super) const CALL: u64 = 2_500;
    /// An indirect call: bounds, lazy initialisation and signature are checked in line. 39 microseconds.
    pub(super) const INDIRECT_CALL: u64 = 7_500;
    /// A bulk operation: a charge, a comparison and a call.
    pub(super) const BULK_OPERATION: u64 = 1_500;
    /// A function in an element segment: an entry for callers outside of it is compiled.
    pub(super) const ELEMENT: u64 = 8_000;
    /// An imported function.
    pub(super) const IMPORT: u64 = 4_000;
    /// A function type: entries and exits of this type are compiled, with the gas and without.
    pub(super) const TYPE: u64 = 3_000;
    /// A parameter or result of a type: 500 types of 32 parameters took 143 ms from 17 KB.
    pub(super) const TYPE_VALUE: u64 = 2_000;
    /// A data segment.
    pub(super) const DATA_SEGMENT: u64 = 3_000;
    /// A byte of the initial memory: the compiled contract holds it, gaps too.
    pub(super) const DATA_SPAN_BYTE: u64 = 40;
}

impl Work {
    /// What `module` asks of a compiler, if it may be deployed.
    pub fn of(module: &[u8]) -> Result<Self, Refusal> {
        validate::work(module)
    }

    /// What the gas is the sum of: what is counted, how often it is there, and the gas of each.
    pub fn parts(&self) -> [(&'static str, u64, u64); 21] {
        [
            ("a deployment", 1, price::BASE),
            ("a byte of the module", self.bytes, price::BYTE),
            ("a byte of a body", self.code_bytes, price::CODE_BYTE),
            ("a byte in a loop within a loop", self.nested_loop_bytes, price::NESTED_LOOP_BYTE),
            ("a function", self.functions, price::FUNCTION),
            ("a parameter of a function", self.parameters, price::PARAMETER),
            ("a declared local", self.locals, price::LOCAL),
            ("a branch point", self.branches, price::BRANCH),
            ("two branch points of one function", self.branch_pairs, price::BRANCH_PAIR),
            ("a value at a branch point", self.branch_values, price::BRANCH_VALUE),
            ("a target of a branch table", self.br_table_targets, price::BR_TABLE_TARGET),
            ("a value at such a target", self.br_table_values, price::BR_TABLE_VALUE),
            ("a call", self.calls, price::CALL),
            ("an indirect call", self.indirect_calls, price::INDIRECT_CALL),
            ("a bulk operation", self.bulk_operations, price::BULK_OPERATION),
            ("a function in an element segment", self.elements, price::ELEMENT),
            ("an imported function", self.imports, price::IMPORT),
            ("a function type", self.types, price::TYPE),
            ("a parameter or result of a type", self.type_values, price::TYPE_VALUE),
            ("a data segment", self.data_segments, price::DATA_SEGMENT),
            ("a byte of the initial memory", self.data_span_bytes, price::DATA_SPAN_BYTE),
        ]
    }

    /// Gas of checking and compiling it.
    pub fn gas(&self) -> Gas {
        let gas = |(_, count, price)| Gas::new(price).saturating_mul(count);
        self.parts().into_iter().map(gas).fold(Gas::new(0), Gas::saturating_add)
    }
}

/// What checking and compiling `module` costs. A module that is refused pays for its bytes.
pub fn deployment_cost(module: &[u8]) -> Gas {
    let refused = Work { bytes: module.len() as u64, ..Work::default() };
    Work::of(module).unwrap_or(refused).gas()
}
