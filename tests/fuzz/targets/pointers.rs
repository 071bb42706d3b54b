//! Every host function with every kind of pointer and size: all engines give the same result or the same fault, and none
//! reads or writes outside the memory.

use std::sync::LazyLock;

use primitives::{Address, B256};
use vm::Exit;

use crate::{
    contract,
    driver::Target,
    world::{Case, World},
};

pub(super) const TARGET: Target = Target { name: "pointers", size_max: 400, seeds, module: |_| None, run };

/// Numbers at which checks of pointers and sizes go wrong: around nothing, the sizes of what is read, the memory's end,
/// and the ends of the number ranges.
const EDGES: [u64; 24] = [
    0,
    1,
    4,
    5,
    19,
    20,
    31,
    32,
    33,
    64,
    65,
    96,
    1_000,
    65_471,
    65_503,
    65_504,
    65_516,
    65_535,
    65_536,
    65_537,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    u64::MAX,
];

/// A host function's name and its arguments' types.
type Function = (&'static str, &'static [&'static str], &'static [&'static str]);

macro_rules! table {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ident),*) $(-> $result:ident)?, $base:literal, $per_byte:literal;)*) => {
        &[$((stringify!($name), &[$(stringify!($type)),*], &[$(stringify!($result))?])),*]
    };
}
const FUNCTIONS: &[Function] = interface::host_functions!(table);

/// For each function a contract that copies its input to the start of its memory, takes the arguments from the first 64
/// bytes, and finishes with the result.
static MODULES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| FUNCTIONS.iter().map(module).collect());

fn module((name, arguments, results): &Function) -> Vec<u8> {
    let wasm = |ty: &str| ty.replace('u', "i");
    let load = |(index, ty): (usize, &&str)| format!("({}.load (i32.const {}))", wasm(ty), index * 8);
    let call: String = arguments.iter().enumerate().map(load).collect();
    let call = match results.first() {
        Some(ty) => format!("({}.store (i32.const 64) (call ${name} {call}))", wasm(ty)),
        None => format!("(call ${name} {call})"),
    };
    contract::call(&format!(
        "(call $input_copy (i32.const 0) (i32.const 0) (call $input_size)) {call} (call $finish (i32.const 64) (i32.const 8))"
    ))
}

/// The first byte chooses the function, the second whether the call is static; one byte for each argument chooses an edge
/// or, above them, a number near it. The rest is the memory after the arguments.
fn run(input: &[u8]) -> String {
    let Some(([which, flags], rest)) = input.split_first_chunk::<2>() else { return "empty".to_owned() };
    let index = usize::from(*which) % FUNCTIONS.len();
    let (name, arguments, _) = FUNCTIONS[index];
    let (choices, payload) = rest.split_at(rest.len().min(arguments.len()));
    let mut memory: Vec<u8> = (0..arguments.len())
        .flat_map(|at| {
            let choice = usize::from(choices.get(at).copied().unwrap_or(0));
            let edge = EDGES[choice % EDGES.len()];
            edge.wrapping_add((choice / EDGES.len()) as u64 * 3).to_le_bytes()
        })
        .collect();
    memory.resize(64, 0);
    memory.extend_from_slice(payload);

    let mut world = World::default();
    world.storage.insert((Address::repeat_byte(0x11), B256::ZERO), vec![0xab; 40].into());
    world.codes.insert(Address::ZERO, MODULES[0].clone());
    let case = Case { input: &memory, is_static: flags & 3 == 3, world, ..Case::new(&MODULES[index]) };
    match case.run().exit {
        Exit::Success(_) => format!("{name} success"),
        Exit::Reverted(_) => format!("{name} reverted"),
        Exit::Fault(fault) => format!("{name} {}", fault.code()),
    }
}

fn seeds() -> Vec<Vec<u8>> {
    (0..FUNCTIONS.len()).map(|index| vec![index as u8, 0]).collect()
}
