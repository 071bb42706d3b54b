//! Host functions: each at several sizes and outcomes.
//!
//! [`CASES`] lists what is measured. A function of the interface without a case fails a test that names it.

use wasm_encoder::{Instruction as I, ValType};

use super::{Class, Group, random_bytes};
use crate::{
    host_table,
    program::{CALLEE, CALLEE_HASH, KEY, Op, Program, X, Y, ZERO, at, get, i32c, i64c, ops, set},
};

/// Where bytes to read lie: 128 KiB that are neither zero nor regular.
pub(super) const IN: i64 = 0x1_0000;
/// Where results go.
pub(super) const OUT: i64 = 0x4_0000;
/// Where memory holds zeros: the point at infinity.
const NOTHING: i64 = 2_048;

/// One call to measure.
struct Case {
    function: &'static str,
    /// What distinguishes it from the function's other cases.
    what: &'static str,
    /// Arguments in order, as numbers.
    arguments: &'static [i64],
    /// What happens around the call.
    around: Around,
    /// What it returns each time, where that shows that it worked.
    returns: Option<u32>,
}

impl Case {
    fn name(&self) -> String {
        let separator = if self.what.is_empty() { "" } else { ", " };
        format!("{}{separator}{}", self.function, self.what)
    }

    const fn returns(mut self, value: u32) -> Self {
        self.returns = Some(value);
        self
    }
}

/// What happens around a call, each round.
#[derive(Clone, Copy, PartialEq)]
enum Around {
    /// Nothing.
    Same,
    /// Before it, the key is counted up.
    NextKey,
    /// Before it, once, a value of that many bytes is stored under the key.
    Stored(i32),
    /// The callee is one that finishes with that many bytes; it is called once before.
    Output(i32),
    /// Before it, once, a contract is created where the key says.
    Taken,
}

const fn case(function: &'static str, what: &'static str, arguments: &'static [i64]) -> Case {
    Case { function, what, arguments, around: Around::Same, returns: None }
}

const fn around(around: Around, function: &'static str, what: &'static str, arguments: &'static [i64]) -> Case {
    Case { function, what, arguments, around, returns: None }
}

const K: i64 = KEY as i64;
const Z: i64 = ZERO as i64;
const TO: i64 = CALLEE as i64;
const CODE: i64 = CALLEE_HASH as i64;
const ALL: i64 = -1;
const KIB: i64 = 1 << 10;

/// What is measured.
const CASES: &[Case] = &[
    case("input_size", "", &[]),
    case("input_copy", "0 bytes", &[OUT, 0, 0]),
    case("input_copy", "4 bytes", &[OUT, 0, 4]),
    case("address", "", &[OUT]),
    case("caller", "", &[OUT]),
    case("origin", "", &[OUT]),
    case("value", "", &[OUT]),
    case("gas_price", "", &[OUT]),
    case("gas_left", "", &[]),
    case("chain_id", "", &[]),
    case("block_number", "", &[]),
    case("block_timestamp", "", &[]),
    case("block_gas_limit", "", &[]),
    case("block_base_fee", "", &[OUT]),
    case("block_coinbase", "", &[OUT]),
    case("block_hash", "of the parent", &[0, OUT]),
    case("block_hash", "of no block", &[1 << 40, OUT]),
    case("storage_read", "warm, absent", &[K, OUT, 32]),
    around(Around::Stored(32), "storage_read", "warm, 32 bytes", &[K, OUT, 32]).returns(32),
    around(Around::Stored(1 << 10), "storage_read", "warm, 1 KiB", &[K, OUT, KIB]).returns(1024),
    around(Around::Stored(1 << 16), "storage_read", "warm, 64 KiB", &[K, OUT, 64 * KIB]).returns(65536),
    around(Around::Stored(1 << 16), "storage_read", "warm, 64 KiB, none copied", &[K, OUT, 0]).returns(65536),
    around(Around::NextKey, "storage_read", "cold, absent", &[K, OUT, 32]),
    case("storage_size", "warm, absent", &[K]),
    around(Around::Stored(1 << 16), "storage_size", "warm, 64 KiB", &[K]).returns(1 << 16),
    around(Around::NextKey, "storage_size", "cold, absent", &[K]),
    case("transient_read", "absent", &[K, OUT, 32]),
    around(Around::NextKey, "transient_read", "other slots, absent", &[K, OUT, 32]),
    case("transient_write", "same slot, 32 bytes", &[K, IN, 32]),
    case("transient_write", "same slot, 1 KiB", &[K, IN, KIB]),
    around(Around::NextKey, "transient_write", "new slot, 32 bytes", &[K, IN, 32]),
    around(Around::NextKey, "transient_write", "new slot, 1 KiB", &[K, IN, KIB]),
    around(Around::NextKey, "transient_write", "absent slot deleted", &[K, IN, 0]),
    case("set_code", "", &[CODE]).returns(1),
    case("set_code", "unknown code", &[IN]).returns(0),
    case("debug_log", "0 bytes", &[IN, 0]),
    case("debug_log", "1 KiB", &[IN, KIB]),
    around(Around::NextKey, "storage_write", "new slot, 32 bytes", &[K, IN, 32]),
    around(Around::NextKey, "storage_write", "new slot, 64 KiB", &[K, IN, 64 * KIB]),
    around(Around::NextKey, "storage_write", "absent slot deleted", &[K, IN, 0]),
    around(Around::Stored(32), "storage_write", "same value, 32 bytes", &[K, IN, 32]),
    around(Around::Stored(32), "storage_write", "same slot, another value", &[K, IN + 1, 32]),
    around(Around::Stored(1 << 16), "storage_write", "same value, 64 KiB", &[K, IN, 64 * KIB]),
    around(Around::NextKey, "balance", "cold, absent", &[K, OUT]),
    case("balance", "warm", &[TO, OUT]),
    case("code_hash", "warm", &[TO, OUT]),
    around(Around::NextKey, "code_hash", "cold, absent", &[K, OUT]),
    case("transfer", "1 wei, warm", &[TO, K]).returns(1),
    case("transfer", "nothing, warm", &[TO, Z]),
    around(Around::NextKey, "transfer", "1 wei, new account", &[K, K + 32]).returns(1),
    case("call", "of an empty contract", &[0, ALL, TO, Z, 0, 0]).returns(0),
    case("call", "of an empty contract, 1 wei", &[0, ALL, TO, K, 0, 0]),
    case("call", "with 1 KiB of input", &[0, ALL, TO, Z, IN, KIB]),
    case("call", "with 64 KiB of input", &[0, ALL, TO, Z, IN, 64 * KIB]).returns(0),
    case("call", "of an account without code", &[0, ALL, Z, Z, 0, 0]).returns(0),
    around(Around::NextKey, "call", "of absent accounts", &[0, ALL, K, Z, 0, 0]),
    case("create", "of an empty contract", &[ALL, CODE, Z, IN, 0, OUT]).returns(0),
    case("create", "with 64 KiB of arguments", &[ALL, CODE, Z, IN, 64 * KIB, OUT]),
    case("create", "of unknown code", &[ALL, IN, Z, IN, 0, OUT]).returns(2),
    around(Around::NextKey, "create2", "of an empty contract", &[ALL, CODE, Z, IN, 0, K, OUT]).returns(0),
    around(Around::NextKey, "create2", "with 64 KiB of arguments", &[ALL, CODE, Z, IN, 64 * KIB, K, OUT]),
    around(Around::Taken, "create2", "at a taken address", &[10_000, CODE, Z, IN, 0, K, OUT]).returns(2),
    around(Around::Output(32), "output_size", "", &[]).returns(32),
    around(Around::Output(32), "output_copy", "0 bytes", &[OUT, 0, 0]),
    around(Around::Output(32), "output_copy", "32 bytes", &[OUT, 0, 32]),
    around(Around::Output(1 << 10), "output_copy", "1 KiB", &[OUT, 0, KIB]),
    around(Around::Output(1 << 16), "output_copy", "64 KiB", &[OUT, 0, 64 * KIB]),
    case("log", "no topic, 0 bytes", &[IN, 0, IN, 0]),
    case("log", "4 topics, 32 bytes", &[IN, 4, IN, 32]),
    case("log", "4 topics, 1 KiB", &[IN, 4, IN, KIB]),
    case("log", "4 topics, 64 KiB", &[IN, 4, IN, 64 * KIB]),
    case("keccak256", "0 bytes", &[IN, 0, OUT]),
    case("keccak256", "32 bytes", &[IN, 32, OUT]),
    case("keccak256", "136 bytes", &[IN, 136, OUT]),
    case("keccak256", "1 KiB", &[IN, KIB, OUT]),
    case("keccak256", "64 KiB", &[IN, 64 * KIB, OUT]),
    case("sha256", "0 bytes", &[IN, 0, OUT]),
    case("sha256", "32 bytes", &[IN, 32, OUT]),
    case("sha256", "64 bytes", &[IN, 64, OUT]),
    case("sha256", "1 KiB", &[IN, KIB, OUT]),
    case("sha256", "64 KiB", &[IN, 64 * KIB, OUT]),
    case("ecrecover", "not a signature", &[IN, Z, OUT]).returns(0),
    case("ripemd160", "32 bytes", &[IN, 32, OUT]),
    case("ripemd160", "64 KiB", &[IN, 64 * KIB, OUT]),
    case("blake2b256", "32 bytes", &[IN, 32, OUT]),
    case("blake2b256", "64 KiB", &[IN, 64 * KIB, OUT]),
    case("sm3", "32 bytes", &[IN, 32, OUT]),
    case("sm3", "64 KiB", &[IN, 64 * KIB, OUT]),
    case("ed25519_verify", "not a signature", &[IN, IN, 32, IN]),
    case("p256_verify", "not a signature", &[IN, IN, IN]),
    case("sm2_verify", "not a signature", &[IN, IN, IN]),
    case("bls_verify", "not a key", &[IN, 1, IN, 32, IN]),
    case("bls12_381_pairing", "no pair", &[IN, 0]),
    case("bn254_add", "nothing to nothing", &[NOTHING, NOTHING, OUT]),
    case("bn254_mul", "nothing", &[NOTHING, IN, OUT]),
    case("bn254_pairing", "no pair", &[IN, 0]),
];

/// Functions that end the frame: measured as calls of contracts that do so, among the frames.
#[cfg(test)]
pub(super) const ENDING: &[&str] = &["finish", "revert"];

pub(super) fn classes() -> Vec<Class> {
    let class = |case: &Case| Class { returns: case.returns, ..Class::new(Group::Host, case.name(), program(case)) };
    CASES.iter().map(class).collect()
}

fn program(case: &Case) -> Program {
    let mut setup = Vec::new();
    let mut body = Vec::new();
    let mut callee = Program::bare(1, Vec::new());
    match case.around {
        Around::Same => {}
        Around::NextKey => body.extend(next_key()),
        Around::Stored(size) => {
            setup.extend(ops![i32c(KEY), i32c(IN as i32), i32c(size), Op::Host("storage_write")]);
        }
        Around::Taken => setup.extend(call("create2", &[ALL, CODE, Z, IN, 0, K, OUT])),
        Around::Output(size) => {
            callee = Program::bare(9, ops![i32c(0), i32c(size), Op::Host("finish")]);
            setup.extend(call("call", &[0, ALL, TO, Z, 0, 0]));
        }
    }
    body.extend(call(case.function, case.arguments));
    let data = vec![
        (KEY.cast_unsigned() + 31, vec![1]),
        (KEY.cast_unsigned() + 63, vec![1]),
        (IN as u32, random_bytes(128 << 10)),
    ];
    Program { setup, data, callee: Some(Box::new(callee)), ..Program::new(4, body) }
}

/// Calls a host function; its result goes into an accumulator.
pub(super) fn call(function: &'static str, arguments: &[i64]) -> Vec<Op> {
    let row = host_table::find(function);
    let arguments = arguments.iter().zip(row.params).map(|(argument, ty)| match ty {
        ValType::I64 => i64c(*argument).into(),
        _ => i32c(*argument as i32).into(),
    });
    let result = match row.results {
        [] => Vec::new(),
        [ValType::I64] => ops![get(Y), I::I64Xor, set(Y)],
        _ => ops![set(X)],
    };
    arguments.chain(ops![Op::Host(function)]).chain(result).collect()
}

/// Counts the key up where it makes another address and another slot.
fn next_key() -> Vec<Op> {
    let counter = KEY + 12;
    ops![i32c(counter), i32c(counter), I::I32Load(at(0)), i32c(1), I::I32Add, I::I32Store(at(0))]
}
