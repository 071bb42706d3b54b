//! Names: of imports that look like the interface's, of exports that are missing, wrong or ours.

use Expected::{Compiles, Feature, Refused};

use super::{Expected, modules, text, with};

modules! {
    an_import_with_a_prefix: import("causeway", "x_caller") => Refused("is not a function of the interface");
    an_import_with_a_suffix: import("causeway", "caller_") => Refused("is not a function of the interface");
    an_import_with_a_forwarding_prefix: import("causeway", "arbitrator_forward__caller") =>
        Refused("is not a function of the interface");
    an_import_in_capitals: import("causeway", "Caller") => Refused("is not a function of the interface");
    an_import_that_looks_alike: import("causeway", "c\u{430}ller") => Refused("is not a function of the interface");
    an_import_with_a_mark_that_is_not_seen: import("causeway", "caller\u{200b}") =>
        Refused("is not a function of the interface");
    an_import_with_a_zero_behind_it: import("causeway", "caller\\00") => Refused("is not a function of the interface");
    an_import_with_a_blank: import("causeway", " caller") => Refused("is not a function of the interface");
    an_import_without_a_name: import("causeway", "") => Refused("is not a function of the interface");
    an_import_without_a_module: import("", "caller") => Refused("is not a function of the interface");
    an_import_from_another_module: import("env", "caller") => Refused("is not a function of the interface");
    an_import_from_wasi: import("wasi_snapshot_preview1", "fd_write") => Refused("is not a function of the interface");
    an_import_from_a_module_in_capitals: import("Causeway", "caller") => Refused("is not a function of the interface");
    an_import_from_a_module_with_a_zero: import("causeway\\00", "caller") => Refused("is not a function of the interface");
    an_import_of_our_own_counter: import("causeway", "causeway.height") => Refused("is not a function of the interface");
    an_import_with_a_long_name: import("causeway", &"a".repeat(90_000)) => Refused("is not a function of the interface");
    an_import_with_a_name_beyond_the_parser: import("causeway", &"a".repeat(200_000)) => Refused("string size out of bounds");
    an_import_of_another_type: with("(import \"causeway\" \"caller\" (func (param i64)))") =>
        Refused("expected type [i32] -> [], found [i64] -> []");
    an_import_with_the_gas_in_its_type: with("(import \"causeway\" \"caller\" (func (param i32 i64) (result i64)))") =>
        Refused("expected type [i32] -> [], found [i32 i64] -> [i64]");
    an_import_with_a_result_too_many: with("(import \"causeway\" \"caller\" (func (param i32) (result i32)))") =>
        Refused("expected type [i32] -> [], found [i32] -> [i32]");
    an_imported_global: with("(import \"causeway\" \"caller\" (global i32))") => Refused("is not a function");
    an_imported_memory: text("(module (import \"causeway\" \"memory\" (memory 1)))") => Refused("is not a function");
    an_imported_table: with("(import \"causeway\" \"caller\" (table 1 funcref))") => Refused("is not a function");
    an_imported_tag: with("(import \"causeway\" \"caller\" (tag))") => Refused("is not a function");
    one_function_imported_twice: with(&"(import \"causeway\" \"caller\" (func (param i32)))".repeat(2)) => Compiles;
    a_start_function: with("(func $start) (start $start)") => Feature("a start function");
    no_exports: text("(module (memory 1))") => Refused("export \"memory\" is missing");
    no_memory: text("(module (func (export \"deploy\")) (func (export \"call\")))") => Refused("export \"memory\" is missing");
    a_memory_that_is_not_exported: text("(module (memory 1) (func (export \"deploy\")) (func (export \"call\")))") =>
        Refused("export \"memory\" is missing");
    no_deploy: text("(module (memory (export \"memory\") 1) (func (export \"call\")))") =>
        Refused("export \"deploy\" is missing");
    no_call: text("(module (memory (export \"memory\") 1) (func (export \"deploy\")))") =>
        Refused("export \"call\" is missing");
    call_in_capitals: exporting("(func (export \"Call\"))") => Refused("export \"call\" is missing");
    call_with_a_parameter: exporting("(func (export \"call\") (param i32))") =>
        Refused("found a function of type [i32] -> []");
    call_with_a_result: exporting("(func (export \"call\") (result i64) (i64.const 0))") =>
        Refused("found a function of type [] -> [i64]");
    call_that_is_a_global: exporting("(global (export \"call\") i32 (i32.const 0))") => Refused("found a global");
    call_that_is_a_table: exporting("(table (export \"call\") 1 funcref)") => Refused("found a table");
    call_that_is_the_memory: exporting("(export \"call\" (memory 0))") => Refused("found a memory");
    call_that_is_imported: text("(module (import \"causeway\" \"caller\" (func $host (param i32)))
        (memory (export \"memory\") 1) (func (export \"deploy\")) (export \"call\" (func $host)))") =>
        Refused("found an imported function");
    memory_that_is_a_function: text("(module (memory 1) (func (export \"memory\")) (func (export \"deploy\"))
        (func (export \"call\")))") => Refused("export \"memory\": expected a memory, found a function");
    an_export_twice: renamed(exporting("(func (export \"call\")) (func (export \"second\"))")) => Refused("duplicate export name");
    exports_named_like_our_counters: with("(global (export \"causeway.height\") (mut i32) (i32.const 7))
        (global (export \"causeway.pages\") (mut i32) (i32.const 7)) (func (export \"causeway.start\"))") => Compiles;
    deploy_and_call_are_one_function: text("(module (memory (export \"memory\") 1) (func $f)
        (export \"deploy\" (func $f)) (export \"call\" (func $f)))") => Compiles;
    call_that_calls_itself: exporting("(func $f (export \"call\") (call $f))") => Compiles;
    call_in_the_table: exporting("(table 1 funcref) (elem (i32.const 0) $f) (type $t (func))
        (func $f (export \"call\") (call_indirect (type $t) (i32.const 0)))") => Compiles;
}

/// A contract that imports a function of this name with the type of `caller`.
fn import(module: &str, name: &str) -> Vec<u8> {
    with(&format!("(import \"{module}\" \"{name}\" (func (param i32)))"))
}

/// A contract with `deploy` and `items`.
fn exporting(items: &str) -> Vec<u8> {
    text(&format!("(module (memory (export \"memory\") 1) (func (export \"deploy\")) {items})"))
}

/// `module` with its export `second` under the name of `deploy`.
fn renamed(mut module: Vec<u8>) -> Vec<u8> {
    let at = module.windows(6).position(|window| window == b"second").expect("it exports it");
    module[at..at + 6].copy_from_slice(b"deploy");
    module
}
