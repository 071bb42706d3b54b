//! The metering pass: from a valid module to one that counts its own gas, stack height and memory.
//!
//! This pass, not the engine, defines what execution costs and how deep it may go. The rewritten module gives the
//! same result, gas and fault on every engine that follows the Wasm specification. It is entered with the gas as the
//! only argument and gives back what is left; below zero means that it did not suffice. Host functions get the gas as
//! their last argument and give back what is left as their last result. Time and size are linear in the module.

mod body;
mod call_graph;
mod module;
mod schedule;

use primitives::limits::FRAME_OVERHEAD_UNITS;
use wasmparser::Operator;

pub(crate) use self::body::fault_code;
use self::call_graph::CallGraph;
pub use self::{
    module::exports,
    schedule::{
        BULK_PER_BYTE, DEPLOYMENT_GAS, DEPLOYMENT_GAS_PER_BYTE, DEPLOYMENT_GAS_PER_FUNCTION, FUNCTION_ENTRY,
        GROW_PER_PAGE, INITIAL_PER_RESIDENT_PAGE, INSTANCE, LOCALS_PER_TICK, RESIDENT_PAGES, SCHEDULE_VERSION,
        instance_ticks,
    },
};
use crate::{
    refusal::{Place, Refusal},
    validate::{Valid, validate},
};

/// The version of what the pass does to a module. Anything that changes gas, height or a result raises it.
pub const PASS_VERSION: u32 = 1;

/// Checks `module` as deployed and rewrites it.
pub fn instrument(module: &[u8]) -> Result<Vec<u8>, Refusal> {
    rewrite(&validate(module)?)
}

/// Rewrites a valid module.
pub(crate) fn rewrite(valid: &Valid<'_>) -> Result<Vec<u8>, Refusal> {
    // A valid module was read to its end once, so reading it again cannot fail; an error is passed on all the same.
    let unreadable = |error: wasmparser::Error| Refusal::Malformed {
        message: error.message().to_owned(),
        place: Place::at(error.offset()),
    };
    let imports = valid.imports.len() as u32;
    let graph = call_graph(valid).map_err(unreadable)?;
    let heights = graph.heights([valid.deploy - imports, valid.call - imports]);
    module::encode(valid, &heights).map_err(unreadable)
}

/// The call graph of the defined functions, each with its frame.
fn call_graph(valid: &Valid<'_>) -> Result<CallGraph, wasmparser::Error> {
    let imports = valid.imports.len() as u32;
    let table = valid.bodies.len() as u32;
    let mut callees = Vec::with_capacity(valid.bodies.len() + 1);
    let mut frames = Vec::with_capacity(valid.bodies.len());
    for (body, type_index) in valid.bodies.iter().zip(&valid.functions) {
        let mut called = Vec::new();
        let mut operators = body.code.get_operators_reader()?;
        while !operators.eof() {
            match operators.read()? {
                Operator::Call { function_index } if function_index >= imports => called.push(function_index - imports),
                Operator::CallIndirect { .. } => called.push(table),
                _ => {}
            }
        }
        called.sort_unstable();
        called.dedup();
        callees.push(called);
        let parameters = valid.types[*type_index as usize].params().len() as u32;
        frames.push(parameters + body.locals + body.operand_height + FRAME_OVERHEAD_UNITS);
    }
    let in_table = valid.elements.iter().flat_map(|(_, functions)| functions);
    let mut in_table: Vec<u32> = in_table.filter_map(|function| function.checked_sub(imports)).collect();
    in_table.sort_unstable();
    in_table.dedup();
    callees.push(in_table);
    Ok(CallGraph::new(callees, frames))
}
