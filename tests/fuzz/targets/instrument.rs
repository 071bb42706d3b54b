//! The metering pass: what it makes is valid, and computes what the module computed.

use crate::{driver::Target, random};

pub(super) const TARGET: Target =
    Target { name: "instrument", size_max: 1_500, seeds, module: |input| random::module(input, false), run };

/// The input is what a random module is made from.
fn run(input: &[u8]) -> String {
    let Some(module) = random::module(input, false) else { return "no module".to_owned() };
    if let Err(refusal) = vm::instrument(&module) {
        return format!("refused: {}", super::variant(&refusal));
    }
    match random::pass_keeps(&module) {
        Some(None) => "returned".to_owned(),
        Some(Some(trap)) => format!("trapped: {trap:?}"),
        None => "stopped".to_owned(),
    }
}

fn seeds() -> Vec<Vec<u8>> {
    super::noise(20, 1_200)
}
