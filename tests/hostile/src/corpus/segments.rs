//! Memories, tables and what initialises them.

use Expected::{Compiles, Feature, Limit, Refused};

use super::{Expected, modules, text, with};

modules! {
    a_memory_without_pages: memory("0 0") => Compiles;
    a_memory_at_the_limit: memory("128 128") => Compiles;
    a_memory_of_four_gigabytes: memory("65536") => Limit("initial memory in pages of 64 KiB");
    a_memory_that_may_grow_to_four_gigabytes: memory("1 65536") => Limit("maximum memory in pages of 64 KiB");
    a_memory_one_page_above: memory("129") => Limit("initial memory in pages of 64 KiB");
    a_second_memory: with("(memory 1)") => Feature("multiple memories");
    a_memory_with_small_pages: memory("1 1 (pagesize 1)") => Feature("custom page sizes");
    a_memory_of_64_bits: memory("i64 1") => Feature("memory64");
    a_shared_memory: memory("1 1 shared") => Feature("threads");
    a_table_without_entries: with("(table 0 0 funcref)") => Compiles;
    a_table_at_the_limit: with("(table 4096 4096 funcref)") => Compiles;
    a_table_of_four_billion_entries: with("(table 4294967295 funcref)") => Limit("table entries");
    a_table_that_may_grow_to_four_billion: with("(table 1 4294967295 funcref)") => Limit("table entries");
    a_table_of_64_bits: with("(table i64 1 funcref)") => Feature("memory64");
    a_table_of_external_references: with("(table 1 externref)") => Feature("reference types");
    two_tables: with("(table 1 funcref) (table 1 funcref)") => Feature("reference types");
    a_hundred_tables: with(&"(table 4096 funcref)".repeat(100)) => Feature("reference types");
    an_element_segment_for_no_table: with("(func $f) (table 0 funcref) (elem (i32.const 0) $f)") =>
        Refused("element segment 0 ends at 1, but what it initialises has a size of 0");
    an_element_segment_past_the_end: with("(func $f) (table 2 funcref) (elem (i32.const 2) $f)") =>
        Refused("element segment 0 ends at 3, but what it initialises has a size of 2");
    an_element_segment_that_wraps_around: with("(func $f) (table 2 funcref) (elem (i32.const -1) $f $f)") =>
        Refused("element segment 0 ends at 4294967297");
    element_segments_above_the_limit: with(&format!("(func $f) (table 1 funcref) {}",
        "(elem (i32.const 0) $f)".repeat(10_000))) => Limit("element segments");
    element_segments_that_fill_the_table_again: with(&format!("(func $f) (table 4096 funcref) {}",
        format!("(elem (i32.const 0) {})", "$f ".repeat(4_096)).repeat(100))) => Limit("functions in element segments");
    element_segments_at_the_limit: with(&format!("(func $f) (table 4096 funcref) {}",
        format!("(elem (i32.const 0) {})", "$f ".repeat(8)).repeat(512))) => Compiles;
    a_passive_element_segment: with("(func $f) (table 1 funcref) (elem func $f)") => Feature("passive element segments");
    a_declared_element_segment: with("(func $f) (elem declare func $f)") => Feature("passive element segments");
    an_element_segment_of_expressions: with("(func $f) (table 1 funcref) (elem (i32.const 0) funcref (ref.func $f))") =>
        Feature("reference types");
    a_data_segment_past_the_end: with("(data (i32.const 65535) \"ab\")") =>
        Refused("data segment 0 ends at 65537, but what it initialises has a size of 65536");
    a_data_segment_that_wraps_around: with("(data (i32.const -1) \"ab\")") =>
        Refused("data segment 0 ends at 4294967297");
    an_empty_data_segment_past_the_end: with("(data (i32.const 65537) \"\")") =>
        Refused("data segment 0 ends at 65537");
    a_data_segment_for_an_empty_memory: text("(module (memory (export \"memory\") 0) (func (export \"deploy\"))
        (func (export \"call\")) (data (i32.const 0) \"a\"))") => Refused("data segment 0 ends at 1");
    data_segments_above_the_limit: with(&"(data (i32.const 0) \"\")".repeat(50_000)) => Limit("data segments");
    data_segments_at_the_limit: with(&"(data (i32.const 0) \"a\")".repeat(1_024)) => Compiles;
    data_segments_far_from_each_other: scattered(128) => Limit("span of data segments in bytes");
    data_segments_as_far_from_each_other_as_may_be: scattered(8) => Compiles;
    data_above_the_limit: with(&format!("(data (i32.const 0) \"{0}\") (data (i32.const 0) \"{0}\")
        (data (i32.const 0) \"{0}\") (data (i32.const 0) \"{0}\") (data (i32.const 0) \"{0}\")", "a".repeat(60_000))) =>
        Limit("data in bytes");
    data_at_the_limit: text(&format!("(module (memory (export \"memory\") 4) (func (export \"deploy\"))
        (func (export \"call\")) (data (i32.const 0) \"{}\"))", "a".repeat(262_144))) => Compiles;
    a_passive_data_segment: with("(data \"a\")") => Feature("passive data segments");
    a_data_segment_that_starts_at_a_global: with("(global $g i32 (i32.const 0)) (data (global.get $g) \"a\")") =>
        Feature("extended constants");
    a_data_segment_that_starts_at_a_sum: with("(data (i32.add (i32.const 0) (i32.const 1)) \"a\")") =>
        Feature("extended constants");
    a_global_from_a_global: with("(global $g i32 (i32.const 0)) (global i32 (global.get $g))") =>
        Feature("extended constants");
    a_global_with_a_long_sum: with(&format!("(global i32 {} (i32.const 0) {})", "(i32.const 1)".repeat(9_000),
        "(i32.add)".repeat(9_000))) => Feature("extended constants");
}

/// A contract with this memory.
fn memory(memory: &str) -> Vec<u8> {
    text(&format!("(module (memory (export \"memory\") {memory}) (func (export \"deploy\")) (func (export \"call\")))"))
}

/// Three bytes on every page of this many.
fn scattered(pages: u32) -> Vec<u8> {
    let segments: String = (0..3 * pages).map(|i| format!("(data (i32.const {}) \"a\")", i * 21_845)).collect();
    text(&format!(
        "(module (memory (export \"memory\") {pages}) (func (export \"deploy\")) (func (export \"call\")) {segments})"
    ))
}
