//! Three engines, one result: random modules that call host functions end alike on wasmtime as the node runs it, on
//! wasmtime without optimisation, and on wasmi, with the same gas, the same changes and the same memory.

use vm::{Entry, Exit};

use crate::{driver::Target, random, world::Case};

pub(super) const TARGET: Target =
    Target { name: "differential", size_max: 500, seeds, module: |input| random::module(input.get(2..)?, true), run };

/// The first bytes are gas, entry and flags, the others what a random module is made from. The module gets them as its
/// input, too.
fn run(input: &[u8]) -> String {
    let Some(([gas, flags], bytes)) = input.split_first_chunk::<2>() else { return "empty".to_owned() };
    let Some(module) = random::module(bytes, true) else { return "no module".to_owned() };
    if let Err(refusal) = vm::instrument(&module) {
        return format!("refused: {}", super::variant(&refusal));
    }
    let ran = Case {
        entry: if flags & 1 == 0 { Entry::Call } else { Entry::Deploy },
        gas: 2_000 + u64::from(*gas) * 64,
        is_static: flags & 6 == 6,
        input: &bytes[..bytes.len().min(100)],
        ..Case::new(&module)
    };
    match ran.run().exit {
        Exit::Success(_) => "success".to_owned(),
        Exit::Reverted(_) => "reverted".to_owned(),
        Exit::Fault(fault) => fault.code().to_owned(),
    }
}

fn seeds() -> Vec<Vec<u8>> {
    super::noise(20, 400)
}
