//! The yardstick: a fixed mix of ordinary work that says how fast this machine's core is.
//!
//! One gas is meant to be about 3 nanoseconds of the reference core. The mix (arithmetic, loads and stores in the
//! nearest cache, a branch that is foreseen, a call of a small function) takes a known number of such gas, so that the
//! time it takes here is the time that one gas may take here. It does not follow the schedule: a schedule cannot be
//! checked against itself.

use wasm_encoder::{BlockType, Instruction as I, ValType};

use crate::program::{Function, Op, Program, X, Y, at, get, i32c, i64c, ops, set};

/// Gas that a round of the mix stands for: 3 nanoseconds each on the reference core.
pub(crate) const GAS_PER_ROUND: f64 = 0.625;

/// Nanoseconds of the reference core that one gas stands for.
pub(crate) const NANOSECONDS_PER_GAS: f64 = 3.0;

/// Rounds of one sample: about 2 milliseconds.
pub(crate) const ROUNDS: u32 = 1_000_000;

/// The mix.
pub(crate) fn program() -> Program {
    let mixed = Function {
        params: vec![ValType::I64; 2],
        results: vec![ValType::I64],
        body: ops![
            get(0),
            i64c(31),
            I::I64Rotl,
            i64c(0x9e37_79b9_7f4a_7c15_u64.cast_signed()),
            I::I64Mul,
            get(1),
            I::I64Xor
        ],
        ..Function::default()
    };
    let slot = ops![get(X), i32c(0x1ff8), I::I32And, I::LocalTee(X)];
    let body = [
        ops![get(Y), get(Y + 1), Op::Function(0), I::LocalTee(Y + 1)],
        slot.clone(),
        ops![I::I64Load(at(0x1_0000)), I::I64Add, set(Y)],
        slot,
        ops![get(Y), I::I64Store(at(0x1_0000)), get(X), i32c(40), I::I32Add, set(X)],
        ops![I::Block(BlockType::Empty), get(X), i32c(0), I::I32LtS, I::BrIf(0)],
        ops![get(Y), i64c(7), I::I64ShrU, get(Y + 2), I::I64Sub, set(Y + 2), I::End],
    ]
    .concat();
    Program { functions: vec![mixed], ..Program::new(1, body) }
}
