//! Bytes that are no module: cut, doubled, out of order, with numbers that lie.

use Expected::{Limit, Refused};

use super::{Expected, modules};
use crate::{Builder, section};

const NOT_WASM: Expected = Refused("not valid Wasm");

modules! {
    nothing: vec![] => NOT_WASM;
    the_magic_alone: b"\0asm".to_vec() => NOT_WASM;
    a_header_alone: module(&[]) => Refused("export \"memory\" is missing");
    another_magic: b"\0asn\x01\0\0\0".to_vec() => NOT_WASM;
    another_version: b"\0asm\x02\0\0\0".to_vec() => NOT_WASM;
    a_component: b"\0asm\x0d\0\x01\0".to_vec() => NOT_WASM;
    code_of_another_machine: [0x60, 0x80, 0x60, 0x40, 0x52].repeat(100) => NOT_WASM;
    text_instead_of_bytes: b"(module (func))".to_vec() => NOT_WASM;
    half_a_megabyte_of_zeros: vec![0; 524_288] => NOT_WASM;
    half_a_megabyte_of_ones: vec![0xff; 524_288] => NOT_WASM;
    sections_of_zeros: module(&[0; 500_000]) => NOT_WASM;
    a_contract_without_its_last_byte: cut(1) => NOT_WASM;
    half_a_contract: cut(30) => NOT_WASM;
    a_contract_with_a_byte_behind_it: [&good()[..], &[7]].concat() => NOT_WASM;
    a_contract_twice: good().repeat(2) => NOT_WASM;
    types_twice: module(&[section(1, &[0]), section(1, &[0])].concat()) => NOT_WASM;
    code_twice: [&good()[..], &section(10, &[0])].concat() => NOT_WASM;
    sections_out_of_order: module(&[section(3, &[0]), section(1, &[0])].concat()) => NOT_WASM;
    an_unknown_section: module(&section(77, &[0])) => NOT_WASM;
    a_section_that_ends_behind_the_module: module(&[1, 200, 1, 0]) => NOT_WASM;
    a_section_of_four_gigabytes: module(&[1, 0xff, 0xff, 0xff, 0xff, 0x0f]) => NOT_WASM;
    a_section_with_bytes_left_over: module(&section(1, &[0, 0, 0])) => NOT_WASM;
    a_size_in_six_bytes: module(&[1, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00, 0]) => NOT_WASM;
    a_size_beyond_32_bits: module(&[1, 0xff, 0xff, 0xff, 0xff, 0x7f, 0]) => NOT_WASM;
    a_count_that_never_ends: module(&section(1, &[0xff; 9])) => NOT_WASM;
    four_billion_types: module(&section(1, &HUGE)) => Limit("function types");
    four_billion_imports: module(&section(2, &HUGE)) => NOT_WASM;
    four_billion_functions: module(&[section(1, &[0]), section(3, &HUGE)].concat()) => Limit("functions");
    four_billion_tables: module(&section(4, &HUGE)) => Refused("a second table");
    four_billion_memories: module(&section(5, &HUGE)) => Refused("a second memory");
    four_billion_globals: module(&section(6, &HUGE)) => Limit("globals");
    four_billion_exports: module(&section(7, &HUGE)) => Limit("exports");
    four_billion_element_segments: module(&section(9, &HUGE)) => Limit("element segments");
    four_billion_bodies: module(&section(10, &HUGE)) => NOT_WASM;
    four_billion_data_segments: module(&section(11, &HUGE)) => Limit("data segments");
    four_billion_announced_data_segments: module(&section(12, &HUGE)) => NOT_WASM;
    four_billion_groups_of_locals: body(&HUGE) => NOT_WASM;
    four_billion_targets: body(&[&[0, 0x41, 0, 0x0e][..], &HUGE, &[0, 0x0b]].concat()) => NOT_WASM;
    a_body_without_an_end: body(&[0, 0x01]) => NOT_WASM;
    a_body_with_an_end_too_many: body(&[0, 0x0b, 0x0b]) => NOT_WASM;
    an_empty_body: body(&[]) => NOT_WASM;
    an_operator_that_does_not_exist: body(&[0, 0x27, 0x0b]) => NOT_WASM;
    a_prefix_without_an_operator: body(&[0, 0xfc]) => NOT_WASM;
    an_operator_behind_a_prefix_that_does_not_exist: body(&[0, 0xfc, 0xff, 0x7f, 0x0b]) => NOT_WASM;
    an_else_without_an_if: body(&[0, 0x05, 0x0b]) => NOT_WASM;
    a_branch_to_nowhere: body(&[0, 0x0c, 9, 0x0b]) => NOT_WASM;
    a_sum_of_nothing: body(&[0, 0x6a, 0x1a, 0x0b]) => NOT_WASM;
    a_value_left_over: body(&[0, 0x41, 0, 0x0b]) => NOT_WASM;
    a_sum_of_two_types: body(&[0, 0x41, 0, 0x42, 0, 0x6a, 0x1a, 0x0b]) => NOT_WASM;
    a_local_that_does_not_exist: body(&[0, 0x20, 99, 0x1a, 0x0b]) => NOT_WASM;
    a_global_that_does_not_exist: body(&[0, 0x23, 99, 0x1a, 0x0b]) => NOT_WASM;
    a_function_that_does_not_exist: body(&[0, 0x10, 99, 0x0b]) => NOT_WASM;
    a_table_that_does_not_exist: body(&[0, 0x41, 0, 0x11, 0, 5, 0x0b]) => NOT_WASM;
    a_memory_that_does_not_exist: body(&[0, 0x41, 0, 0x28, 0x42, 7, 0, 0x1a, 0x0b]) => NOT_WASM;
    a_block_type_that_does_not_exist: body(&[0, 0x02, 0x33, 0x0b, 0x0b]) => NOT_WASM;
    an_alignment_above_the_size: body(&[0, 0x41, 0, 0x28, 9, 0, 0x1a, 0x0b]) => NOT_WASM;
    an_offset_beyond_32_bits: body(&[0, 0x41, 0, 0x28, 0, 0xff, 0xff, 0xff, 0xff, 0x1f, 0x1a, 0x0b]) => NOT_WASM;
    a_constant_beyond_its_type: body(&[0, 0x41, 0xff, 0xff, 0xff, 0xff, 0x4f, 0x1a, 0x0b]) => NOT_WASM;
    locals_of_a_type_that_does_not_exist: body(&[1, 1, 0x11, 0x0b]) => NOT_WASM;
    functions_without_bodies: module(&[section(1, &[1, 0x60, 0, 0]), section(3, &[1, 0])].concat()) => NOT_WASM;
    bodies_without_functions: module(&section(10, &[1, 2, 0, 0x0b])) => NOT_WASM;
    more_bodies_than_functions: module(&[
        section(1, &[1, 0x60, 0, 0]),
        section(3, &[1, 0]),
        section(10, &[2, 2, 0, 0x0b, 2, 0, 0x0b]),
    ].concat()) => NOT_WASM;
    a_function_of_a_type_that_does_not_exist: module(&section(3, &[1, 9])) => NOT_WASM;
    a_body_longer_than_its_section: module(&[
        section(1, &[1, 0x60, 0, 0]),
        section(3, &[1, 0]),
        section(10, &[1, 99, 0, 0x0b]),
    ].concat()) => NOT_WASM;
    an_export_of_what_does_not_exist: module(&section(7, &[1, 1, b'x', 0, 9])) => NOT_WASM;
    an_export_of_no_kind: module(&section(7, &[1, 1, b'x', 9, 0])) => NOT_WASM;
    an_export_whose_name_is_no_text: module(&section(7, &[1, 2, 0xc3, 0x28, 0, 0])) => NOT_WASM;
    a_memory_with_unknown_flags: module(&section(5, &[1, 0x70, 1])) => NOT_WASM;
    a_memory_whose_maximum_is_below_its_start: module(&section(5, &[1, 1, 9, 3])) => NOT_WASM;
    half_a_megabyte_of_code_with_a_mistake_at_its_end: long_mistake() => NOT_WASM;
    a_data_count_that_lies: module(&section(12, &[5])) => NOT_WASM;
}

/// 2^32 - 1.
const HUGE: [u8; 5] = [0xff, 0xff, 0xff, 0xff, 0x0f];

fn module(sections: &[u8]) -> Vec<u8> {
    [b"\0asm\x01\0\0\0", sections].concat()
}

fn good() -> Vec<u8> {
    Builder::default().finish()
}

/// A contract without its last bytes.
fn cut(bytes: usize) -> Vec<u8> {
    let mut module = good();
    module.truncate(module.len() - bytes);
    module
}

/// A contract of which one function has this body.
fn body(body: &[u8]) -> Vec<u8> {
    let mut builder = Builder::default();
    builder.raw_function(body.to_vec());
    builder.finish()
}

/// A contract near the largest, of which the last function lacks a value.
fn long_mistake() -> Vec<u8> {
    let mut builder = Builder::default();
    builder.functions(8, 0, 2, |code| {
        for _ in 0..9_200 {
            code.local_get(0).local_get(1).i32_add().local_set(0);
        }
    });
    builder.raw_function(vec![0, 0x6a, 0x1a, 0x0b]);
    builder.finish()
}
