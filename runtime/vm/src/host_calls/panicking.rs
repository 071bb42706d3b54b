//! A host function with a bug, for tests: it does its work and then panics.

use interface::IMPORT_MODULE;
use wasmparser::ValType;
use wasmtime::{FuncType, Linker, Val};

use super::{Stop, dispatch, nests};
use crate::{
    interface_table,
    run::{Frame, host_call},
};

/// Replaces the function called `name` by one that panics when its work is done. False if there is none.
pub(crate) fn link_panicking(linker: &mut Linker<Frame>, name: &'static str) -> wasmtime::Result<bool> {
    let Some(function) = interface_table::find(name) else { return Ok(false) };
    let types = |of: &[ValType]| -> Vec<wasmtime::ValType> {
        let wasmtime = |ty: &ValType| match ty {
            ValType::I64 => wasmtime::ValType::I64,
            _ => wasmtime::ValType::I32,
        };
        // The gas is the last argument and the last result.
        of.iter().map(wasmtime).chain([wasmtime::ValType::I64]).collect()
    };
    let ty = FuncType::new(linker.engine(), types(function.params), types(function.results));
    linker.allow_shadowing(true);
    linker.func_new(IMPORT_MODULE, name, ty, move |mut caller, arguments, _| {
        let word = |argument: &Val| match argument {
            Val::I32(value) => u64::from(value.cast_unsigned()),
            other => other.unwrap_i64().cast_unsigned(),
        };
        let mut words: Vec<u64> = arguments.iter().map(word).collect();
        let gas = words.pop().unwrap_or_default().cast_signed();
        let returned = host_call(&mut caller, gas, name, nests(name), |call| -> Result<(), Stop> {
            drop(dispatch(name, &words, call));
            panic!("a test wanted it");
        });
        returned.map(drop)
    })?;
    Ok(true)
}
