//! Loads, stores, bulk operations and growth, near and far: what lies in the nearest cache and what does not.

use wasm_encoder::{BlockType, Instruction as I};

use super::{Class, Group};
use crate::program::{Op, Program, X, Y, ZERO, at, get, i32c, i64c, ops, repeated, set};

/// Bytes between two links of a chain: a cache line.
const LINK_SIZE_BYTES: i32 = 64;

/// Bytes of a page of Wasm.
const PAGE_SIZE_BYTES: i32 = 0x1_0000;

pub(super) fn classes() -> Vec<Class> {
    let mut classes = Vec::new();
    let mut add = |name: &str, program: Program| classes.push(Class::new(Group::Memory, name, program));

    // Zeros, so that a value loaded is a valid address.
    for (name, load, wide) in loads() {
        let step = if wide { ops![load, I::I32WrapI64] } else { ops![load] };
        let body = [ops![get(X)], repeated(&step, 32), ops![set(X)]].concat();
        add(&format!("{name}, each the next one's address"), Program::new(1, body).with_steps(32));
    }
    for (name, store, wide) in stores() {
        let value = if wide { get(Y + 1) } else { get(X + 1) };
        let body = (0..32).flat_map(|n| ops![i32c(0x1_0000 + n * 8), value.clone(), store.clone()]).collect();
        add(name, Program::new(1, body).with_steps(32));
    }
    let through = |store: I<'static>, load: I<'static>| {
        let step = ops![i32c(ZERO), get(X), store, i32c(ZERO), load, set(X)];
        Program::new(16, step)
    };
    add("i32.store, i32.load of it", through(I::I32Store(at(0)), I::I32Load(at(0))));
    add("i32.store8, i32.load across it", through(I::I32Store8(at(1)), I::I32Load(at(0))));
    let split = ops![i32c(0x1_0ffd), get(X), I::I32Store(at(0)), i32c(0x1_0ffd), I::I32Load(at(0)), set(X)];
    add("i32.store, i32.load of it across pages", Program::new(16, split));
    let split = (0..32).flat_map(|n| ops![i32c(0x1_0ffd + 0x1000 * (n % 16)), get(X + 1), I::I32Store(at(0))]);
    add("i32.store across pages", Program::new(1, split.collect()).with_steps(32));

    for (name, bytes) in [
        ("48 KiB", 48 << 10),
        ("512 KiB", 512 << 10),
        ("960 KiB", 960 << 10),
        ("1,984 KiB", 1_984 << 10),
        ("8,128 KiB", 8_128 << 10),
    ] {
        add(&format!("i32.load, each the next one's address, over {name}"), chase(bytes));
        add(
            &format!("i32.load, random, over {name}"),
            scatter(bytes, ops![I::I32Load(at(0)), get(X + 2), I::I32Xor, set(X + 2)]),
        );
        add(&format!("i32.store, random, over {name}"), scatter(bytes, ops![get(X), I::I32Store(at(0))]));
        add(&format!("i32.store8, random, over {name}"), scatter(bytes, ops![get(X), I::I32Store8(at(0))]));
    }

    let size = ops![I::MemorySize(0), get(X), I::I32Xor, set(X)];
    add("memory.size", Program::new(32, size));
    let grow = |pages: i32| ops![i32c(pages), I::MemoryGrow(0), get(X), I::I32Xor, set(X)];
    add("memory.grow by 0", Program::new(16, grow(0)));
    add("memory.grow, refused", Program::new(16, grow(0x7fff)));

    let sizes = [
        ("0", 0),
        ("1", 1),
        ("32", 32),
        ("1 KiB", 1 << 10),
        ("64 KiB", 64 << 10),
        ("1 MiB", 1 << 20),
        ("3 MiB", 3 << 20),
    ];
    for (name, size) in sizes {
        let unroll = if size > 1024 { 1 } else { 16 };
        let whole = |body| Program { pages: (128, 128), ..Program::new(unroll, body) };
        let fill = ops![i32c(PAGE_SIZE_BYTES), get(X + 1), i32c(size), I::MemoryFill(0)];
        add(&format!("memory.fill of {name} bytes"), whole(fill));
        let copy =
            |to: i32, from: i32| ops![i32c(to), i32c(from), i32c(size), I::MemoryCopy { src_mem: 0, dst_mem: 0 }];
        add(&format!("memory.copy of {name} bytes"), whole(copy(PAGE_SIZE_BYTES, 4 << 20)));
        add(&format!("memory.copy of {name} bytes, overlapping"), whole(copy(PAGE_SIZE_BYTES + 1, PAGE_SIZE_BYTES)));
    }
    classes
}

/// Loads with their mnemonic; true for a result of 64 bits.
fn loads() -> Vec<(&'static str, I<'static>, bool)> {
    vec![
        ("i32.load", I::I32Load(at(512)), false),
        ("i32.load8_s", I::I32Load8S(at(512)), false),
        ("i32.load8_u", I::I32Load8U(at(512)), false),
        ("i32.load16_s", I::I32Load16S(at(512)), false),
        ("i32.load16_u", I::I32Load16U(at(512)), false),
        ("i64.load", I::I64Load(at(512)), true),
        ("i64.load8_s", I::I64Load8S(at(512)), true),
        ("i64.load8_u", I::I64Load8U(at(512)), true),
        ("i64.load16_s", I::I64Load16S(at(512)), true),
        ("i64.load16_u", I::I64Load16U(at(512)), true),
        ("i64.load32_s", I::I64Load32S(at(512)), true),
        ("i64.load32_u", I::I64Load32U(at(512)), true),
    ]
}

/// Stores with their mnemonic; true for an operand of 64 bits.
fn stores() -> Vec<(&'static str, I<'static>, bool)> {
    vec![
        ("i32.store", I::I32Store(at(0)), false),
        ("i32.store8", I::I32Store8(at(0)), false),
        ("i32.store16", I::I32Store16(at(0)), false),
        ("i64.store", I::I64Store(at(0)), true),
        ("i64.store8", I::I64Store8(at(0)), true),
        ("i64.store16", I::I64Store16(at(0)), true),
        ("i64.store32", I::I64Store32(at(0)), true),
    ]
}

/// The least memory for `bytes` from the second page on.
fn pages_for(bytes: i32) -> (u32, u32) {
    let pages = (bytes / PAGE_SIZE_BYTES).cast_unsigned() + 1;
    (pages.max(2), pages.max(16))
}

/// The address of the link after the one in local X + 1: a walk over all links in an order without a pattern, by a
/// generator of full period over the next power of two.
fn next_link(bytes: i32) -> Vec<Op> {
    let links = (bytes / LINK_SIZE_BYTES).cast_unsigned().next_power_of_two().cast_signed();
    ops![get(X + 1), i32c(0x0019_660d), I::I32Mul, i32c(0x3c6e_f35f), I::I32Add, i32c(links - 1), I::I32And, set(X + 1)]
}

/// Links `bytes` from the second page on into one random ring; local X is then the address of a link.
pub(crate) fn ring(bytes: i32) -> Vec<Op> {
    let links = bytes / LINK_SIZE_BYTES;
    let outside = ops![get(X + 1), i32c(links), I::I32GeU, I::BrIf(0)];
    let address = ops![get(X + 1), i32c(LINK_SIZE_BYTES), I::I32Mul, i32c(PAGE_SIZE_BYTES), I::I32Add];
    // X is the link before; X + 1 the generator; X + 2 counts.
    [
        ops![i32c(PAGE_SIZE_BYTES), set(X), i32c(0), set(X + 1), i32c(links), set(X + 2), I::Loop(BlockType::Empty)],
        ops![I::Loop(BlockType::Empty)],
        next_link(bytes),
        outside,
        ops![I::End, get(X)],
        address.clone(),
        ops![I::I32Store(at(0))],
        address,
        ops![set(X), get(X + 2), i32c(1), I::I32Sub, I::LocalTee(X + 2), I::BrIf(0), I::End],
    ]
    .concat()
}

/// Follows the ring over `bytes`.
fn chase(bytes: i32) -> Program {
    let body = [ops![get(X)], repeated(&ops![I::I32Load(at(0))], 32), ops![set(X)]].concat();
    Program { setup: ring(bytes), pages: pages_for(bytes), steps: 32, ..Program::new(1, body) }
}

/// `access` at random addresses within `bytes` that do not wait for each other; the address is in local X and on the
/// operand stack.
fn scatter(bytes: i32, access: Vec<Op>) -> Program {
    let touch = ops![i32c(PAGE_SIZE_BYTES), i32c(1), i32c(bytes), I::MemoryFill(0)];
    let address = ops![
        get(Y + 1),
        i64c(0x5851_f42d_4c95_7f2d),
        I::I64Mul,
        i64c(0x1405_7b7e_f767_814f),
        I::I64Add,
        I::LocalTee(Y + 1),
        i64c(33),
        I::I64ShrU,
        i64c(i64::from(bytes)),
        I::I64Mul,
        i64c(31),
        I::I64ShrU,
        I::I32WrapI64,
        i32c(PAGE_SIZE_BYTES - 8),
        I::I32Add,
        I::LocalTee(X)
    ];
    Program { setup: touch, pages: pages_for(bytes), ..Program::new(16, [address, access].concat()) }
}
