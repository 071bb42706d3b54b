//! Test chains for contracts: native and in-process Wasm.
