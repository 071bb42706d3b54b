//! Operators on values: each in a chain where every result is the next operand, so that nothing runs beside it.

use wasm_encoder::Instruction as I;

use super::{Class, Group};
use crate::program::{Op, Program, X, Y, get, i32c, i64c, ops, set};

/// Times that an operator stands in one round.
const CHAIN: u32 = 32;

/// An operator and its mnemonic.
type Named = (&'static str, I<'static>);

/// `[i32, i32] -> [i32]`.
const BINARY_I32: &[Named] = &[
    ("i32.add", I::I32Add),
    ("i32.sub", I::I32Sub),
    ("i32.mul", I::I32Mul),
    ("i32.and", I::I32And),
    ("i32.or", I::I32Or),
    ("i32.xor", I::I32Xor),
    ("i32.shl", I::I32Shl),
    ("i32.shr_s", I::I32ShrS),
    ("i32.shr_u", I::I32ShrU),
    ("i32.eq", I::I32Eq),
    ("i32.ne", I::I32Ne),
    ("i32.lt_s", I::I32LtS),
    ("i32.lt_u", I::I32LtU),
    ("i32.gt_s", I::I32GtS),
    ("i32.gt_u", I::I32GtU),
    ("i32.le_s", I::I32LeS),
    ("i32.le_u", I::I32LeU),
    ("i32.ge_s", I::I32GeS),
    ("i32.ge_u", I::I32GeU),
];

/// `[i64, i64] -> [i64]`.
const BINARY_I64: &[Named] = &[
    ("i64.add", I::I64Add),
    ("i64.sub", I::I64Sub),
    ("i64.mul", I::I64Mul),
    ("i64.and", I::I64And),
    ("i64.or", I::I64Or),
    ("i64.xor", I::I64Xor),
    ("i64.shl", I::I64Shl),
    ("i64.shr_s", I::I64ShrS),
    ("i64.shr_u", I::I64ShrU),
];

/// `[i64, i64] -> [i32]`.
const COMPARE_I64: &[Named] = &[
    ("i64.eq", I::I64Eq),
    ("i64.ne", I::I64Ne),
    ("i64.lt_s", I::I64LtS),
    ("i64.lt_u", I::I64LtU),
    ("i64.gt_s", I::I64GtS),
    ("i64.gt_u", I::I64GtU),
    ("i64.le_s", I::I64LeS),
    ("i64.le_u", I::I64LeU),
    ("i64.ge_s", I::I64GeS),
    ("i64.ge_u", I::I64GeU),
];

/// `[i32] -> [i32]`.
const UNARY_I32: &[Named] = &[
    ("i32.clz", I::I32Clz),
    ("i32.ctz", I::I32Ctz),
    ("i32.popcnt", I::I32Popcnt),
    ("i32.eqz", I::I32Eqz),
    ("i32.extend8_s", I::I32Extend8S),
    ("i32.extend16_s", I::I32Extend16S),
];

/// `[i64] -> [i64]`.
const UNARY_I64: &[Named] = &[
    ("i64.clz", I::I64Clz),
    ("i64.ctz", I::I64Ctz),
    ("i64.popcnt", I::I64Popcnt),
    ("i64.extend8_s", I::I64Extend8S),
    ("i64.extend16_s", I::I64Extend16S),
    ("i64.extend32_s", I::I64Extend32S),
];

const DIVIDE_I32: &[Named] =
    &[("i32.div_s", I::I32DivS), ("i32.div_u", I::I32DivU), ("i32.rem_s", I::I32RemS), ("i32.rem_u", I::I32RemU)];

const DIVIDE_I64: &[Named] =
    &[("i64.div_s", I::I64DivS), ("i64.div_u", I::I64DivU), ("i64.rem_s", I::I64RemS), ("i64.rem_u", I::I64RemU)];

pub(super) fn classes() -> Vec<Class> {
    let mut classes = Vec::new();
    let mut add = |name: String, body: Vec<Op>| {
        let program = Program { setup: operands(), steps: CHAIN, ..Program::new(1, body) };
        classes.push(Class::new(Group::Operators, name, program));
    };
    let i32_chain = |step: &dyn Fn(u32) -> Vec<Op>| chain(X, step);
    let i64_chain = |step: &dyn Fn(u32) -> Vec<Op>| chain(Y, step);

    for (name, operator) in BINARY_I32 {
        add((*name).to_owned(), i32_chain(&|n| ops![get(X + 1 + n % 7), operator.clone()]));
    }
    // Two rotations in a row would become one.
    for (name, operator) in [("i32.rotl", I::I32Rotl), ("i32.rotr", I::I32Rotr)] {
        let step = |n: u32| ops![get(X + 1 + n % 7), operator.clone(), get(X + 2), I::I32Add];
        add(name.to_owned(), i32_chain(&step));
    }
    for (name, operator) in [("i64.rotl", I::I64Rotl), ("i64.rotr", I::I64Rotr)] {
        let step = |n: u32| ops![get(Y + 1 + n % 7), operator.clone(), get(Y + 2), I::I64Add];
        add(name.to_owned(), i64_chain(&step));
    }
    for (name, operator) in BINARY_I64 {
        add((*name).to_owned(), i64_chain(&|n| ops![get(Y + 1 + n % 7), operator.clone()]));
    }
    for (name, operator) in COMPARE_I64 {
        let step = |n| ops![get(Y + 1 + n % 7), operator.clone(), I::I64ExtendI32U, get(Y + 1), I::I64Add];
        add((*name).to_owned(), i64_chain(&step));
    }
    for (name, operator) in UNARY_I32 {
        add((*name).to_owned(), i32_chain(&|n| ops![operator.clone(), get(X + 1 + n % 7), I::I32Add]));
    }
    for (name, operator) in UNARY_I64 {
        add((*name).to_owned(), i64_chain(&|n| ops![operator.clone(), get(Y + 1 + n % 7), I::I64Add]));
    }
    add("i64.eqz".to_owned(), i64_chain(&|n| ops![I::I64Eqz, I::I64ExtendI32U, get(Y + 1 + n % 7), I::I64Add]));
    for (name, extend) in [("i64.extend_i32_s", I::I64ExtendI32S), ("i64.extend_i32_u", I::I64ExtendI32U)] {
        let step = |n| ops![I::I32WrapI64, get(X + 1 + n % 7), I::I32Add, extend.clone(), get(Y + 1), I::I64Add];
        add(format!("i32.wrap_i64, {name}"), i64_chain(&step));
    }
    // The bit keeps the dividend large; divisors are live, small and large.
    for (name, operator) in DIVIDE_I32 {
        let step = |n| ops![get(X + 1 + n % 7), operator.clone(), i32c(0x7000_0000), I::I32Or];
        add((*name).to_owned(), i32_chain(&step));
    }
    for (name, operator) in DIVIDE_I64 {
        let step = |n| ops![get(Y + 1 + n % 7), operator.clone(), i64c(0x7000_0000_0000_0000), I::I64Or];
        add((*name).to_owned(), i64_chain(&step));
    }
    add("select, i32".to_owned(), i32_chain(&|n| ops![get(X + 1 + n % 3), get(X + 4 + n % 4), I::Select]));
    add("select, i64".to_owned(), i64_chain(&|n| ops![get(Y + 1 + n % 3), get(X + 4 + n % 4), I::Select]));
    let step = |n: u32| ops![i32c(0x1234_5671 ^ (n * 0x0101).cast_signed()), I::I32Add, get(X + 1), I::I32Xor];
    add("i32.const".to_owned(), i32_chain(&step));
    let step = |n: u32| ops![i64c(0x1234_5678_9abc_def1 ^ (i64::from(n) << 40)), I::I64Add, get(Y + 1), I::I64Xor];
    add("i64.const".to_owned(), i64_chain(&step));
    add("drop, nop".to_owned(), i32_chain(&|n| ops![I::Nop, get(X + 1 + n % 7), I::Drop, get(X + 1), I::I32Add]));
    classes
}

/// Takes local `accumulator`, applies each step to it and puts it back.
fn chain(accumulator: u32, step: &dyn Fn(u32) -> Vec<Op>) -> Vec<Op> {
    let mut body = ops![get(accumulator)];
    for n in 0..CHAIN {
        body.extend(step(n));
    }
    body.push(set(accumulator).into());
    body
}

/// Loads the operands from memory, so that no compiler knows them: powers of two and odd numbers.
fn operands() -> Vec<Op> {
    let mut setup = Vec::new();
    for n in 0..crate::program::WORDS {
        // What memory holds at ZERO is zero, which no compiler knows.
        let seed = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(u64::from(n) + 1) >> (8 * (n % 4));
        setup.extend(ops![
            i32c(crate::program::ZERO),
            I::I64Load(crate::program::at(0)),
            i64c((seed | 1).cast_signed()),
            I::I64Add,
            I::LocalTee(Y + n),
            I::I32WrapI64,
            set(X + n),
        ]);
    }
    setup
}
