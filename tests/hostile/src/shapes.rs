//! The modules of the families: each function is one way to ask for much work.

use wasm_encoder::{BlockType, InstructionSink, ValType};

use crate::{Builder, builder::at, soup};

/// Functions that do nothing.
pub(crate) fn empty_functions(functions: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    builder.functions(functions, 0, 0, |_| {});
    builder.finish()
}

/// Functions that do nothing with many parameters.
pub(crate) fn parameters(functions: u32, parameters: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(parameters, 0);
    builder.functions(functions, ty, 0, |_| {});
    builder.finish()
}

/// Functions with many locals of which none is used.
pub(crate) fn unused_locals(functions: u32, locals: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    builder.functions(functions, 0, locals, |_| {});
    builder.finish()
}

/// Adds one to a local.
pub(crate) fn bump(code: &mut InstructionSink<'_>, local: u32) {
    code.local_get(local).i32_const(1).i32_add().local_set(local);
}

/// Stores every local, so that all are needed at the end.
pub(crate) fn spill_all(code: &mut InstructionSink<'_>, locals: u32) {
    for local in 0..locals {
        code.i32_const(0).local_get(local).i32_store(at(0));
    }
}

/// Ifs in loops, each of which sets one of many locals: every join may have to choose every local.
pub(crate) fn joined_locals(functions: u32, locals: u32, branches: u32, depth: u32, copies: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let locals = locals.max(1);
    builder.functions(functions, 0, locals, |code| {
        for _ in 0..depth {
            code.loop_(BlockType::Empty);
        }
        for branch in 0..branches {
            code.local_get(branch % locals).if_(BlockType::Empty);
            for copy in 0..copies.max(1) {
                let (to, from) = ((branch + copy) % locals, (branch * 7 + copy * 13 + 1) % locals);
                code.local_get(from).local_set(to);
            }
            code.end();
        }
        for level in 0..depth {
            code.local_get(level % locals).br_if(0).end();
        }
        spill_all(code, locals.min(4_000));
    });
    builder.finish()
}

/// Loops within loops, each of which moves every local.
pub(crate) fn nested_loops(functions: u32, depth: u32, locals: u32, copies: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let locals = locals.max(1);
    builder.functions(functions, 0, locals, |code| {
        for _ in 0..copies.max(1) {
            for level in 0..depth {
                code.loop_(BlockType::Empty);
                for local in (level % 4..locals).step_by(4) {
                    bump(code, local);
                }
            }
            for level in 0..depth {
                code.local_get(level % locals).br_if(0).end();
            }
        }
        spill_all(code, locals.min(4_000));
    });
    builder.finish()
}

/// Loops one after the other, with values that live across all of them.
pub(crate) fn sequential_loops(functions: u32, loops: u32, live: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let live = live.max(1);
    builder.functions(functions, 0, live, |code| {
        for local in 0..live {
            code.i32_const(0).i32_load(at(local)).local_set(local);
        }
        for round in 0..loops {
            code.loop_(BlockType::Empty);
            bump(code, round % live);
            code.local_get((round * 7 + 3) % live).br_if(0).end();
        }
        spill_all(code, live);
    });
    builder.finish()
}

/// Branch tables to many labels that are not the same, with locals that differ at each.
pub(crate) fn br_tables(functions: u32, tables: u32, targets: u32, distinct: u32, locals: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let distinct = distinct.max(1);
    builder.functions(functions, 0, locals, |code| {
        for table in 0..tables {
            for _ in 0..distinct {
                code.block(BlockType::Empty);
            }
            code.i32_const(0).i32_load(at(0));
            code.br_table((0..targets).map(|target| (target * 7 + table) % distinct), 0);
            for label in 0..distinct {
                code.end();
                if locals > 0 {
                    bump(code, (label + table) % locals);
                }
            }
        }
        spill_all(code, locals.min(4_000));
    });
    builder.finish()
}

/// Many values on the operand stack across branches and calls.
pub(crate) fn operand_height(functions: u32, height: u32, branches: u32, calls: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let callee = builder.function(0, 0, |_| {});
    builder.functions(functions, 0, 1, |code| {
        for value in 0..height {
            code.i32_const(0).i32_load(at(value));
        }
        for _ in 0..branches {
            code.local_get(0).if_(BlockType::Empty).i32_const(1).local_set(0).end();
        }
        for _ in 0..calls {
            code.call(callee);
        }
        for _ in 0..height {
            code.local_set(0).i32_const(0).local_get(0).i32_store(at(0));
        }
    });
    builder.finish()
}

/// Indirect calls.
pub(crate) fn indirect_calls(functions: u32, calls: u32, parameters: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(parameters, 0);
    builder.table(1);
    builder.functions(functions, 0, 0, |code| {
        for _ in 0..calls {
            for _ in 0..parameters {
                code.i32_const(0);
            }
            code.i32_const(0).call_indirect(0, ty);
        }
    });
    builder.finish()
}

/// Calls with arguments and results, with values that live across them.
pub(crate) fn calls(functions: u32, calls: u32, parameters: u32, results: u32, live: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(parameters, results);
    let callee = builder.function(ty, 0, |code| {
        code.unreachable();
    });
    builder.functions(functions, 0, live, |code| {
        for local in 0..live {
            code.i32_const(0).i32_load(at(local)).local_set(local);
        }
        for _ in 0..calls {
            for parameter in 0..parameters {
                if live > 0 {
                    code.local_get(parameter % live);
                } else {
                    code.i32_const(1);
                }
            }
            code.call(callee);
            for result in 0..results {
                if live > 0 {
                    code.local_set(result % live);
                } else {
                    code.drop();
                }
            }
        }
        spill_all(code, live);
    });
    builder.finish()
}

/// Calls of the host.
pub(crate) fn host_calls(functions: u32, calls: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(0, 1);
    let host = builder.import("input_size", ty);
    builder.functions(functions, 0, 0, |code| {
        for _ in 0..calls {
            code.call(host).drop();
        }
    });
    builder.finish()
}

/// Loads and stores; a large offset needs a comparison of its own.
pub(crate) fn memory_access(functions: u32, accesses: u32, offset: u32, distinct: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(1, 0);
    builder.functions(functions, ty, 0, |code| {
        for access in 0..accesses {
            let at = at(offset.wrapping_add(access % distinct.max(1)));
            code.local_get(0).local_get(0).i32_load(at).i32_store(at);
        }
    });
    builder.finish()
}

/// Blocks or loops that take and give many values.
pub(crate) fn block_values(functions: u32, blocks: u32, values: u32, loops: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let results = values.min(4);
    let ty = builder.ty(values, results);
    builder.functions(functions, 0, 1, |code| {
        for _ in 0..values {
            code.i32_const(0).i32_load(at(0));
        }
        for block in 0..blocks {
            let ty = BlockType::FunctionType(ty);
            if block < loops {
                code.loop_(ty);
            } else {
                code.block(ty);
            }
            for _ in results..values {
                code.i32_add();
            }
            code.local_get(0).br_if(u32::from(block < loops)).end();
            for _ in results..values {
                code.local_get(0);
            }
        }
        for _ in 0..values {
            code.local_set(0);
        }
    });
    builder.finish()
}

/// Bulk operations: the pass puts a charge and a comparison before each.
pub(crate) fn bulk(functions: u32, operations: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(1, 0);
    builder.functions(functions, ty, 0, |code| {
        for _ in 0..operations {
            code.local_get(0).local_get(0).local_get(0).memory_copy(0, 0);
        }
    });
    builder.finish()
}

/// `memory.grow`: the pass makes a call of each.
pub(crate) fn grow(functions: u32, operations: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(1, 0);
    builder.functions(functions, ty, 0, |code| {
        for _ in 0..operations {
            code.local_get(0).memory_grow(0).local_set(0);
        }
    });
    builder.finish()
}

/// Divisions: each can trap in two ways.
pub(crate) fn division(functions: u32, operations: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(2, 0);
    builder.functions(functions, ty, 0, |code| {
        for _ in 0..operations {
            code.local_get(0).local_get(1).i32_div_s().local_set(0);
        }
    });
    builder.finish()
}

/// Long sums of values and constants, which an optimiser likes to reorder.
pub(crate) fn sums(functions: u32, operators: u32, constants: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(2, 1);
    builder.functions(functions, ty, 0, |code| {
        code.local_get(0);
        for index in 0..operators {
            if index % 8 < constants {
                code.i32_const((index % 50).cast_signed());
            } else {
                code.local_get(1);
            }
            match index % 5 {
                0 => code.i32_add(),
                1 => code.i32_and(),
                2 => code.i32_or(),
                3 => code.i32_xor(),
                _ => code.i32_mul(),
            };
        }
    });
    builder.finish()
}

/// Large constants, all different, all alive at once in groups.
pub(crate) fn constants(functions: u32, constants: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    builder.functions(functions, 0, 0, |code| {
        for index in 0..constants {
            code.i32_const(0);
            code.i64_const(i64::from(index).wrapping_mul(0x1234_5678_9abc_def1)).i64_store(at(0));
        }
    });
    builder.finish()
}

/// Reads and writes of globals.
pub(crate) fn globals(functions: u32, accesses: u32, globals: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let globals = globals.max(1);
    for _ in 0..globals {
        builder.global();
    }
    builder.functions(functions, 0, 0, |code| {
        for access in 0..accesses {
            code.global_get(access % globals).global_set((access * 7 + 1) % globals);
        }
    });
    builder.finish()
}

/// Selects.
pub(crate) fn selects(functions: u32, selects: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(3, 1);
    builder.functions(functions, ty, 0, |code| {
        code.local_get(0);
        for _ in 0..selects {
            code.local_get(1).local_get(2).select();
        }
    });
    builder.finish()
}

/// Ifs within ifs that give a value, with an else each.
pub(crate) fn nested_ifs(functions: u32, depth: u32, copies: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(1, 0);
    builder.functions(functions, ty, 0, |code| {
        for _ in 0..copies.max(1) {
            for _ in 0..depth {
                code.local_get(0).if_(BlockType::Result(ValType::I32));
            }
            code.i32_const(1);
            for _ in 0..depth {
                code.else_().local_get(0).end();
            }
            code.local_set(0);
        }
    });
    builder.finish()
}

/// Branches out of the function from many places, with results.
pub(crate) fn exits(functions: u32, branches: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(1, 4);
    builder.functions(functions, ty, 0, |code| {
        for _ in 0..4 {
            code.local_get(0);
        }
        for _ in 0..branches {
            code.local_get(0).br_if(0);
        }
    });
    builder.finish()
}

/// Functions that stand in the table, where anybody may call them.
pub(crate) fn table_functions(functions: u32, parameters: u32, entries: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(parameters, 0);
    builder.functions(functions.max(1), ty, 0, |_| {});
    builder.table(entries);
    builder.element(0, (0..entries).map(|entry| entry % functions.max(1)).collect());
    builder.finish()
}

/// Many imports, all of them called.
pub(crate) fn imports(imports: u32, calls: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let ty = builder.ty(0, 1);
    for _ in 0..imports {
        builder.import("input_size", ty);
    }
    builder.function(0, 0, |code| {
        for call in 0..calls {
            code.call(call % imports.max(1)).drop();
        }
    });
    builder.finish()
}

/// Many types, each with functions of its own in the table.
pub(crate) fn types(functions: u32, types: u32, parameters: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let types = types.max(1);
    for index in 0..types {
        let ty = |bit: u32| if index >> (bit % 16) & 1 == 0 { ValType::I32 } else { ValType::I64 };
        builder.add_type((0..parameters).map(ty).collect(), vec![]);
    }
    for index in 0..functions {
        builder.function(1 + index % types, 0, |_| {});
    }
    builder.table(functions);
    builder.element(0, (0..functions).collect());
    builder.finish()
}

/// Data segments with gaps between them.
pub(crate) fn segments(segments: u32, bytes: u32, gap: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    builder.memory(128);
    for segment in 0..segments {
        builder.data(segment.wrapping_mul(bytes + gap), vec![1; bytes as usize]);
    }
    builder.finish()
}

/// Everything that is dear, in one function: branches, calls and bulk operations with values alive across them, in
/// loops.
pub(crate) fn mixtures(functions: u32, branches: u32, calls: u32, values: u32, loops: u32, bulk: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let callee = builder.function(0, 0, |_| {});
    let values = values.max(1);
    builder.functions(functions, 0, values, |code| {
        for value in 0..values {
            code.i32_const(0).i32_load(at(value)).local_set(value);
        }
        for turn in 0..branches.max(calls).max(loops).max(bulk) {
            let (a, b) = (turn % values, (turn * 7 + 3) % values);
            if turn < loops {
                code.loop_(BlockType::Empty);
            }
            if turn < branches {
                code.local_get(a).if_(BlockType::Empty).local_get(b).local_set(a).end();
            }
            if turn < calls {
                code.call(callee);
            }
            if turn < bulk {
                code.local_get(a).local_get(b).local_get(a).memory_copy(0, 0);
            }
            if turn < loops {
                bump(code, b);
                code.local_get(b).br_if(0).end();
            }
        }
        spill_all(code, values);
    });
    builder.finish()
}

/// Code without sense, from a seed.
pub(crate) fn soups(functions: u32, operators: u32, locals: u32, depth: u32, seed: u32) -> Vec<u8> {
    let mut builder = Builder::default();
    let locals = locals.max(1);
    builder.table(1);
    let callee = builder.function(0, 0, |_| {});
    for index in 0..functions {
        let mut random = soup::Random::new(u64::from(seed) << 32 | u64::from(index));
        builder.function(0, locals, |code| soup::write(code, &mut random, operators, locals, depth, callee));
    }
    builder.finish()
}
