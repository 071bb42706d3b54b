//! Modules at the limits, alone and several at once: what is admitted must compile soon and small. The numbers are those
//! of the dearest modules that `compile search` found.

use Expected::{Compiles, Limit};

use super::{Expected, modules, with};
use crate::shapes;

modules! {
    functions_at_the_limit: shapes::empty_functions(4_998) => Compiles;
    two_parameters_in_each_of_many_functions: shapes::parameters(4_990, 2) => Compiles;
    thirty_two_parameters_in_many_functions: shapes::parameters(312, 32) => Compiles;
    locals_at_the_limit: shapes::unused_locals(78, 256) => Compiles;
    few_locals_in_many_functions: shapes::unused_locals(4_900, 4) => Compiles;
    locals_joined_to_the_limit_of_a_function: shapes::joined_locals(1, 126, 1_900, 2, 1) => Compiles;
    locals_joined_to_the_limit_of_a_module: shapes::joined_locals(4, 126, 1_900, 2, 1) => Compiles;
    many_locals_joined_seldom: shapes::joined_locals(12, 250, 200, 1, 30) => Compiles;
    few_locals_joined_often: shapes::joined_locals(10, 16, 3_900, 1, 1) => Limit("deployment gas");
    loops_nested_to_the_limit: shapes::nested_loops(1, 16, 250, 6) => Compiles;
    loops_nested_to_the_limit_again_and_again: shapes::nested_loops(2, 16, 60, 8) => Compiles;
    loops_one_after_the_other: shapes::sequential_loops(10, 700, 2) => Compiles;
    loops_with_values_alive_across_them: shapes::sequential_loops(4, 1_150, 95) => Compiles;
    branch_tables_at_the_limit: shapes::br_tables(6, 1, 1_000, 500, 20) => Compiles;
    branch_tables_with_many_values: shapes::br_tables(4, 1, 160, 160, 200) => Compiles;
    branch_tables_of_equal_targets: shapes::br_tables(8, 2, 500, 1, 10) => Compiles;
    many_small_branch_tables: shapes::br_tables(60, 30, 4, 4, 10) => Compiles;
    operands_at_the_limit: shapes::operand_height(1, 255, 0, 0) => Compiles;
    operands_alive_across_branches: shapes::operand_height(4, 250, 950, 3) => Compiles;
    one_operand_alive_across_everything: shapes::operand_height(4, 1, 2_889, 3_341) => Compiles;
    ifs_to_the_limit_of_a_function: shapes::operand_height(1, 1, 4_090, 0) => Compiles;
    ifs_to_the_limit_of_a_module: shapes::operand_height(9, 1, 4_090, 0) => Limit("deployment gas");
    indirect_calls_to_the_limit_of_a_function: shapes::indirect_calls(1, 512, 4) => Compiles;
    indirect_calls_to_the_limit_of_a_module: shapes::indirect_calls(8, 512, 4) => Compiles;
    indirect_calls_with_thirty_arguments: shapes::indirect_calls(8, 500, 29) => Compiles;
    indirect_calls_in_small_functions: shapes::indirect_calls(1_199, 3, 19) => Compiles;
    calls_to_the_limit_of_a_function: shapes::calls(1, 4_096, 0, 0, 0) => Compiles;
    calls_to_the_limit_of_a_module: shapes::calls(9, 4_096, 0, 0, 0) => Compiles;
    calls_with_arguments_and_results: shapes::calls(16, 500, 24, 4, 100) => Compiles;
    calls_with_values_alive_across_them: shapes::calls(8, 4_000, 1, 1, 200) => Compiles;
    host_calls_to_the_limit_of_a_module: shapes::host_calls(9, 4_096) => Compiles;
    host_calls_in_small_functions: shapes::host_calls(2_000, 10) => Compiles;
    loads_and_stores_throughout: shapes::memory_access(8, 6_500, 0, 1) => Compiles;
    loads_and_stores_that_compare_their_address: shapes::memory_access(8, 3_500, 4_000_000_000, 2) => Compiles;
    blocks_with_thirty_two_values: shapes::block_values(14, 400, 32, 200) => Compiles;
    blocks_with_four_values: shapes::block_values(16, 500, 4, 70) => Compiles;
    bulk_operations_to_the_limit_of_a_module: shapes::bulk(8, 1_000) => Compiles;
    bulk_operations_in_small_functions: shapes::bulk(400, 20) => Compiles;
    growth_to_the_limit_of_a_module: shapes::grow(8, 1_000) => Compiles;
    divisions_throughout: shapes::division(8, 9_000) => Compiles;
    sums_throughout: shapes::sums(8, 20_000, 4) => Compiles;
    sums_of_many_constants: shapes::sums(8, 20_000, 8) => Compiles;
    constants_throughout: shapes::constants(8, 4_000) => Compiles;
    globals_throughout: shapes::globals(11, 11_258, 124) => Compiles;
    selects_throughout: shapes::selects(8, 10_000) => Compiles;
    ifs_nested_to_the_limit: shapes::nested_ifs(1, 511, 4) => Compiles;
    ifs_nested_in_many_functions: shapes::nested_ifs(18, 257, 2) => Compiles;
    branches_out_of_a_function: shapes::exits(1, 4_095) => Compiles;
    branches_out_of_many_functions_at_the_limit: shapes::exits(60, 650) => Compiles;
    functions_that_are_all_in_the_table: shapes::table_functions(4_000, 2, 4_000) => Compiles;
    imports_that_are_all_called: shapes::imports(120, 4_000) => Compiles;
    types_that_are_all_different: shapes::types(2_000, 500, 4) => Compiles;
    everything_that_is_dear_at_once: shapes::mixtures(8, 250, 250, 30, 250, 100) => Compiles;
    everything_that_is_dear_in_one_function: shapes::mixtures(1, 900, 900, 50, 900, 900) => Compiles;
    everything_that_is_dear_in_small_functions: shapes::mixtures(300, 10, 20, 10, 10, 10) => Compiles;
    code_without_sense: shapes::soups(5, 5_000, 20, 12, 1) => Compiles;
    code_without_sense_and_with_many_locals: shapes::soups(6, 2_378, 231, 12, 1) => Compiles;
    code_without_sense_and_with_deep_blocks: shapes::soups(3, 6_000, 40, 16, 2) => Compiles;
    code_without_sense_in_small_functions: shapes::soups(400, 100, 10, 6, 3) => Compiles;
    blocks_nested_to_the_limit: with(&format!("(func {} {})", "block ".repeat(512), "end ".repeat(512))) => Compiles;
    code_that_cannot_be_reached: with(&format!("(func return {})", "i32.add drop ".repeat(20_000))) => Compiles;
    a_chain_of_calls_through_every_function: with(&chain(3_000)) => Compiles;
}

/// Functions of which each calls the next.
fn chain(length: u32) -> String {
    (0..length).map(|index| format!("(func (call {}))", (index + 1) % length)).collect()
}
