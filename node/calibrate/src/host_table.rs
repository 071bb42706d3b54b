//! The interface's table as data: the signature and the price of each host function.

use wasm_encoder::ValType;

/// A host function as the table has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostFunction {
    pub(crate) name: &'static str,
    pub(crate) params: &'static [ValType],
    pub(crate) results: &'static [ValType],
    /// Ticks of every call.
    pub(crate) base: u64,
    /// Ticks of each byte of the size argument.
    pub(crate) per_byte: u64,
}

macro_rules! wasm_type {
    (u32) => {
        ValType::I32
    };
    (u64) => {
        ValType::I64
    };
}

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ident),*) $(-> $result:ident)?, $base:literal, $per_byte:literal;)*) => {
        /// Every row, in the table's order.
        pub(crate) const HOST_FUNCTIONS: &[HostFunction] = &[$(HostFunction {
            name: stringify!($name),
            params: &[$(wasm_type!($ty)),*],
            results: &[$(wasm_type!($result))?],
            base: $base,
            per_byte: $per_byte,
        }),*];
    };
}

interface::host_functions!(rows);

/// The row called `name`.
///
/// Panics if there is none: names are written in this crate's tables, and a test encodes them all.
pub(crate) fn find(name: &str) -> &'static HostFunction {
    let row = HOST_FUNCTIONS.iter().find(|row| row.name == name);
    row.unwrap_or_else(|| panic!("the interface has no function {name}"))
}

/// Parameters and results of the function called `name`.
pub(crate) fn signature(name: &str) -> (Vec<ValType>, Vec<ValType>) {
    let row = find(name);
    (row.params.to_vec(), row.results.to_vec())
}
