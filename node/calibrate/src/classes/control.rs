//! Branches, calls within a module, locals and globals; branches also where no processor can foresee them.

use wasm_encoder::{BlockType, Instruction as I, ValType};

use super::{Class, Group, random_bytes};
use crate::program::{Function, OWN, Op, Program, X, Y, at, get, i32c, i64c, ops, set};

/// Where random bits lie: one byte each, 0 or 1.
const BITS: i32 = 0x1_0000;
/// Bytes of them.
const BITS_SIZE_BYTES: i32 = 0x1_0000;

pub(super) fn classes() -> Vec<Class> {
    let mut classes = Vec::new();
    let mut add = |name: &str, program: Program| classes.push(Class::new(Group::Control, name, program));

    add("loop without a body", Program::new(1, Vec::new()));
    add("br", Program::new(32, ops![I::Block(BlockType::Empty), I::Br(0), I::End, get(Y), i64c(3), I::I64Xor, set(Y)]));
    add("br_if, foreseen", Program::new(32, skip(ops![get(X + 1)])));
    add("br_if, random", random(32, |n| skip(bit(n, 1))));
    add("if else, random", random(32, |n| [bit(n, 1), arms()].concat()));
    for targets in [4, 64] {
        add(&format!("br_table of {targets}, random"), random(8, |n| switch(n, targets)));
    }

    add("call of an empty function", called(Function::default(), ops![Op::Function(0)]));
    let sum = Function {
        params: vec![ValType::I64; 2],
        results: vec![ValType::I64],
        body: ops![get(0), get(1), I::I64Add],
        ..Function::default()
    };
    add("call of a small function", called(sum.clone(), ops![get(Y), get(Y + 1), Op::Function(0), set(Y)]));
    let wide = Function { params: vec![ValType::I64; 16], ..sum.clone() };
    let passed = (0..16).map(|_| get(Y).into());
    let wide_call = passed.chain(ops![Op::Function(0), set(Y)]).collect();
    add("call with 16 parameters", called(wide, wide_call));
    for locals in [16, 240] {
        let function = Function { locals: vec![(locals, ValType::I64)], ..sum.clone() };
        let name = format!("call, {locals} locals declared");
        add(&name, called(function, ops![get(Y), get(Y + 1), Op::Function(0), set(Y)]));
        // Locals that are read must have been set to zero, and live across a branch.
        let body = ops![get(1), I::I64Eqz, I::If(BlockType::Empty)];
        let kept = (0..locals).flat_map(|n| ops![get(2 + n), i64c(1), I::I64Add, set(2 + n)]);
        let read = (0..locals).flat_map(|n| ops![get(2 + n), I::I64Add]);
        let body = body.into_iter().chain(kept).chain(ops![I::End, get(0)]).chain(read).collect();
        let function = Function { locals: vec![(locals, ValType::I64)], body, ..sum.clone() };
        let name = format!("call, {locals} locals read");
        add(&name, called(function, ops![get(Y), get(Y + 1), Op::Function(0), set(Y)]));
    }
    let indirect = ops![get(Y), get(Y + 1), get(X + 1), Op::Indirect(0), set(Y)];
    add("call_indirect", Program { table: vec![0], ..called(sum.clone(), indirect) });
    let random_indirect = |n| [ops![get(Y), get(Y + 1)], bit(n, 15), ops![Op::Indirect(0), set(Y)]].concat();
    let functions = (0..16)
        .map(|n| Function { body: ops![get(0), get(1), I::I64Add, i64c(n), I::I64Xor], ..sum.clone() })
        .collect();
    add("call_indirect of 16, random", Program { functions, table: (0..16).collect(), ..random(8, random_indirect) });
    add(
        "recursion, 1,000 deep",
        Program { functions: vec![recursion(0)], steps: 1_000, ..Program::new(1, descend(1_000)) },
    );
    add(
        "recursion, 64 locals live",
        Program { functions: vec![recursion(64)], steps: 1_000, ..Program::new(1, descend(1_000)) },
    );

    for count in [16, 224] {
        let program = Program { locals: vec![(count, ValType::I64)], steps: count, ..Program::new(1, rotate(count)) };
        add(&format!("local.get, local.set: {count} in turn"), program);
    }
    let global = ops![I::GlobalGet(0), get(Y + 1), I::I64Add, I::GlobalSet(0)];
    add("global.get, global.set", Program { globals: 1, ..Program::new(32, global) });
    classes
}

/// Skips one addition if the condition holds.
fn skip(condition: Vec<Op>) -> Vec<Op> {
    let skipped = ops![I::BrIf(0), get(Y), i64c(5), I::I64Add, set(Y), I::End];
    [ops![I::Block(BlockType::Empty)], condition, skipped].concat()
}

/// Both arms do something else.
fn arms() -> Vec<Op> {
    ops![
        I::If(BlockType::Empty),
        get(Y),
        i64c(5),
        I::I64Add,
        set(Y),
        I::Else,
        get(Y),
        i64c(9),
        I::I64Xor,
        set(Y),
        I::End
    ]
}

/// The `n`th random byte from local X on, within `mask`.
fn bit(n: u32, mask: i32) -> Vec<Op> {
    let load = ops![get(X), I::I32Load8U(at(BITS as u64 + u64::from(n)))];
    if mask == 15 { load } else { [load, ops![i32c(mask), I::I32And]].concat() }
}

/// Blocks within each other; the random byte says out of how many to go.
fn switch(n: u32, targets: u32) -> Vec<Op> {
    let open = (0..targets).map(|_| Op::from(I::Block(BlockType::Empty)));
    let index = if targets > 16 {
        ops![get(X), I::I32Load8U(at(BITS as u64 + u64::from(n))), i32c(2), I::I32Shl, get(X), I::I32Add]
    } else {
        bit(n, targets.cast_signed() - 1)
    };
    let jump = ops![
        i32c(targets.cast_signed() - 1),
        I::I32And,
        I::BrTable((0..targets - 1).collect::<Vec<_>>().into(), targets - 1)
    ];
    let close = (0..targets).flat_map(|n| ops![I::End, get(Y), i64c(i64::from(n) + 1), I::I64Add, set(Y)]);
    // Each target skips what the ones behind it do, so that one jump does little.
    let close: Vec<Op> = close.collect();
    let stepped = close.chunks(5).enumerate().flat_map(|(at, chunk)| {
        let last = at as u32 + 1 == targets;
        let leave = if last { Vec::new() } else { ops![I::Br(targets - 1 - at as u32)] };
        [chunk.to_vec(), leave].concat()
    });
    let whole = open.chain(index).chain(jump).chain(stepped).collect::<Vec<_>>();
    [ops![I::Block(BlockType::Empty)], whole, ops![I::End]].concat()
}

/// `count` steps over random bytes, each round further on.
fn random(count: u32, step: impl Fn(u32) -> Vec<Op>) -> Program {
    let mut body: Vec<Op> = (0..count).flat_map(step).collect();
    body.extend(ops![get(X), i32c(count.cast_signed()), I::I32Add, i32c(BITS_SIZE_BYTES - 1), I::I32And, set(X),]);
    let bytes = random_bytes(BITS_SIZE_BYTES as usize + 64).into_iter().map(|byte| byte & 15).collect();
    Program { data: vec![(BITS.cast_unsigned(), bytes)], steps: count, ..Program::new(1, body) }
}

fn called(function: Function, call: Vec<Op>) -> Program {
    Program { functions: vec![function], ..Program::new(16, call) }
}

/// A function that calls itself as often as its argument says, with `live` locals that outlive the call.
fn recursion(live: u32) -> Function {
    let keep = (0..live).flat_map(|n| ops![get(0), i64c(i64::from(n) + 1), I::I64Rotl, set(1 + n)]);
    let back = (0..live).flat_map(|n| ops![get(1 + n), I::I64Xor]);
    let head = ops![get(0), I::I64Eqz, I::If(BlockType::Empty), i64c(0), I::Return, I::End];
    let call = ops![get(0), i64c(1), I::I64Sub, Op::Function(0)];
    Function {
        params: vec![ValType::I64],
        results: vec![ValType::I64],
        locals: vec![(live, ValType::I64)],
        body: head.into_iter().chain(keep).chain(call).chain(back).collect(),
    }
}

fn descend(depth: i64) -> Vec<Op> {
    ops![i64c(depth), Op::Function(0), get(Y), I::I64Xor, set(Y)]
}

/// Moves `count` locals on by one.
fn rotate(count: u32) -> Vec<Op> {
    let inner = (1..count).flat_map(|n| ops![get(OWN + n), set(OWN + n - 1)]);
    let head = ops![get(OWN)];
    let tail = ops![get(Y), I::I64Add, set(OWN + count - 1)];
    head.into_iter().chain(inner).chain(tail).collect()
}
