//! The metering pass: from a valid module to one that counts its own gas, stack height and memory.
//!
//! This pass, not the engine, defines what execution costs and how deep it may go. The rewritten module gives the
//! same result, gas and fault on every engine that follows the Wasm specification. It is entered with the gas as the
//! only argument and gives back what is left; below zero means that it did not suffice. Host functions get the gas as
//! their last argument and give back what is left as their last result. Time and size are linear in the module.

mod body;
mod call_graph;
mod counted;
mod flat;
mod flow;
mod grow;
mod module;
mod regions;
mod schedule;

use primitives::limits::{FRAME_OVERHEAD_UNITS, STACK_HEIGHT_MAX_UNITS, TRANSACTION_MEMORY_MAX_PAGES};
use wasmparser::Operator;

pub(crate) use self::body::fault_code;
use self::{call_graph::CallGraph, flat::Calls, module::Counters};
pub use self::{
    module::exports,
    schedule::{
        BR_TABLE, BULK_PER_BYTE, FAR_LOAD, FUNCTION_ENTRY, GROW_PER_PAGE, INITIAL_PER_RESIDENT_PAGE, INSTANCE, LOAD,
        LOCALS_PER_TICK, NEAR_MEMORY_PAGES, OperatorPrices, RESIDENT_PAGES, SCHEDULE_VERSION, STORE, instance_ticks,
    },
};
use crate::{
    refusal::{Place, Refusal},
    valid::{Valid, read_any},
    validate::validate,
};

/// The version of what the pass does to a module. Anything that changes gas, height or a result raises it.
pub const PASS_VERSION: u32 = 6;

/// Checks `module` as deployed and rewrites it.
pub fn instrument(module: &[u8]) -> Result<Vec<u8>, Refusal> {
    rewrite(&validate(module)?)
}

/// Rewrites any module of Wasm 2.0 without SIMD, with no rule for contracts; for tools and tests.
///
/// All its exports stay, with the gas as last parameter and last result of each function. Its counters start with the
/// height of a whole call stack and with more pages than there are. A start function needs gas, which an engine cannot
/// give it, so it becomes the export [`exports::START`]. The module's own exports must not begin with `causeway.`.
pub fn instrument_any(module: &[u8]) -> Result<Vec<u8>, Refusal> {
    let valid = read_any(module).map_err(|error| unreadable(&error))?;
    rewrite_from(&valid, Counters { height: STACK_HEIGHT_MAX_UNITS.cast_signed(), pages: i32::MAX })
}

/// Rewrites a valid module. Its counters start as the first frame of a transaction needs them; the host sets those of
/// the frames above.
pub(crate) fn rewrite(valid: &Valid<'_>) -> Result<Vec<u8>, Refusal> {
    let initial_pages = valid.memory.map_or(0, |memory| u32::try_from(memory.initial).unwrap_or(u32::MAX));
    let [height, pages] = first_counters(initial_pages);
    rewrite_from(valid, Counters { height: height.cast_signed(), pages: pages.cast_signed() })
}

/// Units of height and pages that are left to the first frame of a transaction, whose memory starts with
/// `initial_pages`.
pub(crate) fn first_counters(initial_pages: u32) -> [u32; 2] {
    [STACK_HEIGHT_MAX_UNITS, TRANSACTION_MEMORY_MAX_PAGES.saturating_sub(initial_pages)]
}

fn rewrite_from(valid: &Valid<'_>, counters: Counters) -> Result<Vec<u8>, Refusal> {
    // A valid module was read to its end once, so reading it again cannot fail; an error is passed on all the same.
    let calls = calls(valid).map_err(|error| unreadable(&error))?;
    module::encode(valid, &calls, counters).map_err(|error| unreadable(&error))
}

fn unreadable(error: &wasmparser::Error) -> Refusal {
    Refusal::Malformed { message: error.message().to_owned(), place: Place::at(error.offset()) }
}

/// How the defined functions call each other.
fn calls(valid: &Valid<'_>) -> Result<Calls, wasmparser::Error> {
    let imports = valid.imported_functions;
    let table = valid.bodies.len() as u32;
    let mut callees = Vec::with_capacity(valid.bodies.len() + 1);
    let mut frames = Vec::with_capacity(valid.bodies.len());
    let mut referenced = valid.referenced.clone();
    // A function whose reference leaves the module is called from outside, where nobody counts it.
    let mut leaves = valid.shares_references();
    for (index, body) in valid.bodies.iter().enumerate() {
        let mut called = Vec::new();
        let mut operators = body.code.get_operators_reader()?;
        while !operators.eof() {
            match operators.read()? {
                Operator::Call { function_index } if function_index >= imports => called.push(function_index - imports),
                Operator::CallIndirect { .. } => called.push(table),
                Operator::RefFunc { function_index } => {
                    referenced.push(function_index);
                    leaves = true;
                }
                Operator::TableGet { .. } => leaves = true,
                _ => {}
            }
        }
        callees.push(once_each(called));
        let parameters = valid.function_type(index).params().len() as u32;
        frames.push(parameters + body.locals + body.operand_height + FRAME_OVERHEAD_UNITS);
    }
    let defined = |function: u32| function.checked_sub(imports);
    let in_table = once_each(referenced.into_iter().filter_map(defined).collect());
    let mut entries: Vec<u32> = valid.entries().filter_map(defined).collect();
    let mut only_by_name = vec![true; valid.bodies.len()];
    for &function in in_table.iter().chain(&entries) {
        only_by_name[function as usize] = false;
    }
    if leaves {
        entries.extend(&in_table);
    }
    callees.push(in_table);
    let graph = CallGraph::new(callees, frames);
    Ok(Calls { heights: graph.heights(&entries), callees_first: graph.callees_first(), only_by_name })
}

/// `functions` in order, each once.
fn once_each(mut functions: Vec<u32>) -> Vec<u32> {
    functions.sort_unstable();
    functions.dedup();
    functions
}
