//! Ways to ask a compiler for much work, each with numbers to turn.

use crate::shapes;

/// A way to ask for much work.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// The numbers that can be turned, each with the most that is worth trying; the first counts functions.
    pub parameters: &'static [(&'static str, u32)],
    /// The module for given numbers, one for each parameter.
    pub make: fn(&[u32]) -> Vec<u8>,
}

macro_rules! families {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $most:literal),*);)*) => {
        /// Every family.
        pub const FAMILIES: &[Family] = &[$(Family {
            name: stringify!($name),
            parameters: &[$((stringify!($parameter), $most)),*],
            make: |numbers| {
                let [$($parameter),*] = *numbers else { panic!("{} takes other numbers", stringify!($name)) };
                shapes::$name($($parameter),*)
            },
        }),*];
    };
}

families! {
    empty_functions(functions: 100_000);
    parameters(functions: 10_000, parameters: 1_000);
    unused_locals(functions: 10_000, locals: 50_000);
    joined_locals(functions: 1_000, locals: 5_000, branches: 10_000, depth: 100, copies: 100);
    nested_loops(functions: 1_000, depth: 1_000, locals: 1_000, copies: 100);
    sequential_loops(functions: 1_000, loops: 10_000, live: 1_000);
    br_tables(functions: 300, tables: 300, targets: 10_000, distinct: 1_000, locals: 1_000);
    operand_height(functions: 300, height: 10_000, branches: 10_000, calls: 10_000);
    indirect_calls(functions: 1_000, calls: 10_000, parameters: 100);
    calls(functions: 300, calls: 30_000, parameters: 100, results: 10, live: 1_000);
    host_calls(functions: 1_000, calls: 30_000);
    memory_access(functions: 300, accesses: 10_000, offset: 4_294_967_295, distinct: 1_000);
    block_values(functions: 300, blocks: 10_000, values: 100, loops: 1_000);
    bulk(functions: 300, operations: 10_000);
    grow(functions: 300, operations: 20_000);
    division(functions: 300, operations: 20_000);
    sums(functions: 300, operators: 40_000, constants: 8);
    constants(functions: 300, constants: 10_000);
    globals(functions: 300, accesses: 20_000, globals: 1_000);
    selects(functions: 300, selects: 20_000);
    nested_ifs(functions: 300, depth: 1_000, copies: 300);
    exits(functions: 300, branches: 20_000);
    table_functions(functions: 10_000, parameters: 40, entries: 10_000);
    imports(imports: 1_000, calls: 1_000);
    types(functions: 1_000, types: 1_000, parameters: 40);
    segments(segments: 2_000, bytes: 2_000, gap: 100_000);
    mixtures(functions: 300, branches: 1_000, calls: 1_000, values: 300, loops: 300, bulk: 300);
    soups(functions: 1_000, operators: 20_000, locals: 1_000, depth: 1_000, seed: 1_000);
}
