//! Contracts written in the text format, run on wasmtime and, instrumented alike, on wasmi: both must agree on result,
//! gas and fault. The gas is compared with what every operator costs by itself.

mod any_module;
mod artifacts;
mod contract;
mod exact;
mod faults;
mod gas;
mod host_functions;
mod isolation;
mod limits;
mod loops;
mod nesting;
mod oracle;
mod overdraw;
mod pass;
mod pointers;
mod random;
mod refusals;
mod sdk_contracts;
mod world;
