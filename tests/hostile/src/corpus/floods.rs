//! Many small things outside of function bodies, and large names.

use Expected::{Compiles, Limit, Refused};
use wasm_encoder::ValType;

use super::{Expected, modules, with};
use crate::{Builder, section};

modules! {
    types_above_the_limit: types(2_000, 0) => Limit("function types");
    types_of_four_parameters_at_the_limit: types(500, 4) => Compiles;
    types_with_thirty_two_parameters: types(500, 32) => Compiles;
    globals_above_the_limit: globals(2_000) => Limit("globals");
    a_hundred_thousand_globals: globals(100_000) => Limit("globals");
    globals_at_the_limit: globals(512) => Compiles;
    exports_above_the_limit: exports(10_000, 5) => Limit("exports");
    exports_at_the_limit: exports(125, 5) => Compiles;
    exports_with_names_of_four_kilobytes: exports(120, 4_000) => Compiles;
    an_export_name_of_a_hundred_kilobytes: exports(1, 100_000) => Refused("string size out of bounds");
    imports_above_the_limit: with(&"(import \"causeway\" \"caller\" (func (param i32)))".repeat(10_000)) =>
        Limit("imports");
    imports_at_the_limit: with(&"(import \"causeway\" \"caller\" (func (param i32)))".repeat(128)) => Compiles;
    custom_sections_without_content: appended(&section(0, &[0]).repeat(100_000)) => Compiles;
    custom_sections_with_one_letter: appended(&section(0, &[1, b'a']).repeat(100_000)) => Compiles;
    a_custom_section_of_half_a_megabyte: appended(&section(0, &[&[4][..], b"name", &[0; 500_000]].concat())) => Compiles;
    a_custom_section_above_the_module: appended(&section(0, &[0; 600_000])) => Limit("module size in bytes");
    a_custom_section_whose_name_is_no_text: appended(&section(0, &[2, 0xff, 0xfe])) => Refused("malformed UTF-8");
    a_custom_section_whose_name_is_cut: appended(&section(0, &[200, 1])) => Refused("not valid Wasm");
    the_parsers_own_name_section_broken: appended(&section(0, &[&[4][..], b"name", &[1, 255, 255]].concat())) => Compiles;
    a_producers_section_that_lies: appended(&section(0, &[&[9][..], b"producers", &[0xff; 8]].concat())) => Compiles;
    an_abi_section_that_is_no_json: appended(&section(0, &[&[12][..], b"causeway.abi", b"{{{{"].concat())) => Compiles;
}

/// A contract with `count` types of that many parameters, all different.
fn types(count: u32, parameters: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    for index in 0..count {
        let ty = |bit: u32| if index >> (bit % 16) & 1 == 0 { ValType::I32 } else { ValType::I64 };
        builder.add_type((0..parameters).map(ty).collect(), vec![]);
    }
    builder.finish()
}

fn globals(count: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    for _ in 0..count {
        builder.global();
    }
    builder.finish()
}

fn exports(count: u32, name_bytes: usize) -> Vec<u8> {
    let mut builder = Builder::default();
    for index in 0..count {
        builder.export(&format!("{index}{}", "x".repeat(name_bytes)));
    }
    builder.finish()
}

/// A contract that lacks nothing, with `sections` behind it.
fn appended(sections: &[u8]) -> Vec<u8> {
    [&Builder::default().finish()[..], sections].concat()
}
