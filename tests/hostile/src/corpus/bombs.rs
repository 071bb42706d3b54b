//! Small modules that took a compiler seconds or gigabytes: all of them are refused before any compilation.

use Expected::Limit;

use super::{Expected, modules, with};
use crate::{Builder, shapes};

modules! {
    loops_nested_a_thousand_deep: shapes::nested_loops(1, 1_000, 10, 1) => Limit("nested loops");
    loops_nested_nine_hundred_deep: shapes::nested_loops(1, 900, 1, 1) => Limit("nested loops");
    loops_nested_seventeen_deep_in_every_function: shapes::nested_loops(300, 17, 30, 1) => Limit("nested loops");
    nested_loops_with_a_thousand_locals: shapes::nested_loops(1, 16, 1_000, 1) => Limit("locals of one function");
    a_hundred_tables_of_a_thousand_targets: shapes::br_tables(1, 100, 1_000, 50, 50) => Limit("function body in bytes");
    eight_tables_of_sixty_thousand_targets: shapes::br_tables(1, 8, 60_000, 1, 0) => Limit("function body in bytes");
    ten_tables_of_equal_targets: shapes::br_tables(1, 10, 65_000, 1, 0) => Limit("module size in bytes");
    a_table_of_sixty_thousand_targets: shapes::br_tables(1, 1, 60_000, 1, 0) => Limit("targets of one br_table");
    many_targets_in_one_function: shapes::br_tables(1, 20, 500, 1, 0) => Limit("br_table targets of one function");
    many_targets_in_many_functions: shapes::br_tables(100, 2, 500, 1, 0) => Limit("br_table targets of all functions");
    tables_whose_targets_differ_in_two_hundred_locals: shapes::br_tables(1, 4, 500, 500, 200) =>
        Limit("values at br_table targets of one function");
    such_tables_spread_over_functions: shapes::br_tables(100, 1, 120, 120, 200) =>
        Limit("values at br_table targets of all functions");
    five_thousand_locals_joined: shapes::joined_locals(1, 5_000, 1_000, 1, 1) => Limit("locals of one function");
    two_hundred_and_fifty_locals_joined: shapes::joined_locals(1, 250, 3_000, 1, 1) =>
        Limit("values at branch points of one function");
    locals_joined_in_many_functions: shapes::joined_locals(30, 120, 1_500, 2, 1) =>
        Limit("values at branch points of all functions");
    operand_stack_twenty_thousand_high: shapes::operand_height(1, 20_000, 0, 0) => Limit("function body in bytes");
    operand_stack_three_thousand_high: shapes::operand_height(1, 3_000, 0, 0) => Limit("operand stack height");
    operands_across_branches: shapes::operand_height(1, 250, 2_000, 0) =>
        Limit("values at branch points of one function");
    operands_across_branches_of_many_functions: shapes::operand_height(30, 200, 1_000, 0) =>
        Limit("values at branch points of all functions");
    indirect_calls_in_one_large_body: shapes::indirect_calls(1, 29_000, 1) => Limit("function body in bytes");
    indirect_calls_in_one_function: shapes::indirect_calls(1, 9_000, 0) => Limit("indirect calls of one function");
    indirect_calls_in_many_functions: shapes::indirect_calls(100, 400, 0) => Limit("indirect calls of all functions");
    locals_that_nobody_uses: shapes::unused_locals(1_000, 49_990) => Limit("locals of one function");
    a_thousand_locals_in_each_function: shapes::unused_locals(1_000, 1_000) => Limit("locals of one function");
    locals_of_many_functions: shapes::unused_locals(1_000, 250) => Limit("locals of all functions");
    four_billion_locals: shapes::unused_locals(1, u32::MAX) => Limit("locals of one function");
    locals_whose_sum_overflows: locals_in_groups(&[u32::MAX, u32::MAX, 2]) => Limit("locals of one function");
    a_hundred_thousand_empty_functions: shapes::empty_functions(100_000) => Limit("functions");
    a_hundred_and_twenty_thousand_empty_functions: shapes::empty_functions(120_000) => Limit("functions");
    twenty_thousand_empty_functions: shapes::empty_functions(20_000) => Limit("functions");
    nine_hundred_parameters: shapes::parameters(9_000, 900) => Limit("parameters of one type");
    sixty_four_parameters: shapes::parameters(4_000, 64) => Limit("parameters of one type");
    parameters_of_many_functions: shapes::parameters(4_000, 30) => Limit("parameters of all functions");
    calls_with_nine_hundred_arguments: shapes::calls(1, 150, 900, 0, 0) => Limit("parameters of one type");
    a_thousand_results: shapes::calls(1, 1, 0, 1_000, 0) => Limit("results of one type");
    one_body_of_a_megabyte: shapes::memory_access(1, 100_000, 0, 1) => Limit("module size in bytes");
    one_body_of_half_a_megabyte: shapes::memory_access(1, 50_000, 0, 1) => Limit("function body in bytes");
    calls_in_one_large_body: shapes::calls(1, 130_000, 0, 0, 0) => Limit("function body in bytes");
    calls_in_one_function: shapes::calls(1, 30_000, 0, 0, 0) => Limit("calls of one function");
    calls_in_many_functions: shapes::calls(100, 2_500, 0, 0, 0) => Limit("calls of all functions");
    host_calls_in_many_functions: shapes::host_calls(100, 1_500) => Limit("calls of all functions");
    bulk_operations_in_one_large_body: shapes::bulk(1, 26_000) => Limit("function body in bytes");
    bulk_operations_in_one_function: shapes::bulk(1, 6_000) => Limit("bulk operations of one function");
    bulk_operations_in_many_functions: shapes::bulk(100, 500) => Limit("bulk operations of all functions");
    growth_in_one_function: shapes::grow(1, 8_000) => Limit("bulk operations of one function");
    growth_in_many_functions: shapes::grow(40, 1_000) => Limit("bulk operations of all functions");
    twenty_thousand_nested_blocks: with(&nested("block ", 20_000)) => Limit("nested blocks");
    nested_ifs_beyond_measure: shapes::nested_ifs(1, 5_000, 1) => Limit("nested blocks");
    fifteen_thousand_blocks: with(&format!("(func (local i32) {})", "(block (drop (local.get 0)))".repeat(9_000))) =>
        Limit("branch points of one function");
    ifs_in_many_functions: shapes::nested_ifs(150, 150, 1) => Limit("branch points of all functions");
    values_alive_across_three_thousand_loops: shapes::sequential_loops(1, 2_000, 150) =>
        Limit("values at branch points of one function");
    branches_out_of_the_function: shapes::exits(1, 10_000) => Limit("branch points of one function");
    branches_out_of_many_functions: shapes::exits(150, 300) => Limit("branch points of all functions");
}

fn nested(block: &str, depth: usize) -> String {
    format!("(func {} {})", block.repeat(depth), "end ".repeat(depth))
}

/// A contract whose first function declares these groups of i32 locals.
fn locals_in_groups(groups: &[u32]) -> Vec<u8> {
    let mut builder = Builder::default();
    let groups: Vec<_> = groups.iter().map(|count| (*count, wasm_encoder::ValType::I32)).collect();
    builder.function_with(0, &groups, |_| {});
    builder.finish()
}
