//! The interface table as data: what an import must look like and what a call of it costs.

use wasmparser::ValType;

/// One row of the table.
pub(crate) struct HostFunction {
    /// Its name.
    pub(crate) name: &'static str,
    /// Parameters as the guest declares them.
    pub(crate) params: &'static [ValType],
    /// Results as the guest declares them.
    pub(crate) results: &'static [ValType],
}

/// What a host function costs, in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Price {
    /// Charged for every call.
    pub(crate) base: u64,
    /// Charged for each byte of the size argument that the table names.
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
        }),*];

        /// The price of each row under its name.
        pub(crate) mod price {
            use super::Price;

            $(
                #[allow(non_upper_case_globals, reason = "a price has the name of its function")]
                #[allow(dead_code, reason = "a function may charge nothing per byte")]
                pub(crate) const $name: Price = Price { base: $base, per_byte: $per_byte };
            )*
        }
    };
}

interface::host_functions!(rows);

/// The row called `name`.
pub(crate) fn find(name: &str) -> Option<&'static HostFunction> {
    HOST_FUNCTIONS.iter().find(|function| function.name == name)
}
