//! Instances: calls of contracts by contracts, by what the callee's module makes the engine set up.

use wasm_encoder::{BlockType, Instruction as I};

use super::{Class, Group};
use crate::program::{CALLEE, Function, Op, Program, X, ZERO, at, get, i32c, i64c, ops, set};

/// Bytes of a page of Wasm.
const PAGE_SIZE_BYTES: i32 = 0x1_0000;

pub(super) fn classes() -> Vec<Class> {
    let mut classes = Vec::new();
    let mut add =
        |name: &str, callee: Program| classes.push(Class::new(Group::Frames, name, calling(u64::MAX, callee)));

    add("call of a contract without memory", Program::bare(0, Vec::new()));
    for pages in [1, 2, 17, 128] {
        add(&format!("call of a contract of {pages} pages"), Program::bare(pages, Vec::new()));
        let touching = Program::bare(pages, touch(0, pages));
        add(&format!("call of a contract that writes to its {pages} pages"), touching);
    }
    for pages in [1, 16, 120] {
        let body = [ops![i32c(pages), I::MemoryGrow(0), I::Drop], touch(1, pages.cast_unsigned())].concat();
        let callee = Program { pages: (1, 128), ..Program::bare(1, body) };
        add(&format!("call of a contract that grows by {pages} pages and writes to them"), callee);
    }
    let data = |count: u32, size: usize, gap: u32| (0..count).map(|n| (n * gap, vec![0x5a; size])).collect::<Vec<_>>();
    add(
        "call of a contract with 64 KiB of data",
        Program { data: data(1, 1 << 16, 0), ..Program::bare(17, Vec::new()) },
    );
    add(
        "call of a contract with 1,000 data segments",
        Program { data: data(1_000, 64, 512), ..Program::bare(128, Vec::new()) },
    );
    let written = Program { data: data(8, 1_000, 0x1_0000), ..Program::bare(128, touch(0, 8)) };
    add("call of a contract that writes to 8 pages of data", written);
    add("call of a contract with 500 globals", Program { globals: 500, ..Program::bare(1, Vec::new()) });
    let table = Program {
        functions: vec![Function::default()],
        table: vec![0; 4_096],
        ..Program::bare(1, ops![i32c(0), Op::Indirect(0)])
    };
    add("call of a contract with a table of 4,096", table.clone());
    add("call of a contract with 500 element segments", Program { table: vec![0; 8], element_segments: 500, ..table });
    add("call of a contract that finishes", Program::bare(1, ops![i32c(0), i32c(0), Op::Host("finish")]));
    add("call of a contract that reverts", Program::bare(1, ops![i32c(0), i32c(0), Op::Host("revert")]));
    for (name, size) in [("1 KiB", 1 << 10), ("64 KiB", 1 << 16), ("512 KiB", 1 << 19)] {
        let end = |how| Program::bare(9, ops![i32c(0), i32c(size), Op::Host(how)]);
        add(&format!("call of a contract that finishes with {name}"), end("finish"));
        add(&format!("call of a contract that reverts with {name}"), end("revert"));
    }

    // What a callee that fails was given is gone, so it is given little.
    let small = |gas, body| calling(gas, Program::bare(1, body));
    let mut failing = |name: &str, program| classes.push(Class::new(Group::Frames, name, program));
    // Hardly more than the instance takes.
    let instance = |pages| vm::metering::instance_ticks(pages) / vm::TICKS_PER_GAS + 20;
    let none = Program::bare(0, ops![I::Unreachable]);
    failing("call of a contract without memory that executes unreachable", calling(instance(0), none));
    failing("call of a contract without gas", small(0, Vec::new()));
    failing("call of a contract that executes unreachable", small(instance(1), ops![I::Unreachable]));
    let outside = ops![i32c(-1), I::I32Load(at(0)), I::Drop];
    failing("call of a contract that reads outside its memory", small(instance(1), outside));
    let divided = ops![i32c(1), i32c(ZERO), I::I32Load(at(0)), I::I32DivU, I::Drop];
    failing("call of a contract that divides by zero", small(instance(1), divided));
    failing(
        "call of a contract that runs out of gas",
        small(instance(1), ops![I::Loop(BlockType::Empty), I::Br(0), I::End]),
    );
    classes
}

/// A loop that calls `callee` with `gas`.
fn calling(gas: u64, callee: Program) -> Program {
    let body = ops![
        i32c(0),
        i64c(gas.cast_signed()),
        i32c(CALLEE),
        i32c(ZERO),
        i32c(0),
        i32c(0),
        Op::Host("call"),
        get(X),
        I::I32Or,
        set(X)
    ];
    Program { callee: Some(Box::new(callee)), ..Program::new(1, body) }
}

/// Writes to each 4 KiB of the pages from `first` to `last`.
fn touch(first: u32, last: u32) -> Vec<Op> {
    ops![
        i32c(first.cast_signed() * PAGE_SIZE_BYTES),
        set(X),
        I::Loop(BlockType::Empty),
        get(X),
        i32c(1),
        I::I32Store8(at(0)),
        get(X),
        i32c(4_096),
        I::I32Add,
        I::LocalTee(X),
        i32c(last.cast_signed() * PAGE_SIZE_BYTES),
        I::I32LtU,
        I::BrIf(0),
        I::End
    ]
}
