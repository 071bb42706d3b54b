//! Small functions that their callers pay for.
//!
//! A function is flat if it has no loop and calls, apart from flat functions, only what ends the frame, if it costs the
//! same on every way to its end, and if nobody calls it but by its name. A call of it is then as one operator of that
//! price: no gas comes back, and its caller's region goes on behind the call. Only if it may end the frame, where what is
//! left is seen, or if a way to a trap is too long to be free, the gas goes in: as a further argument if the machine has a
//! register for it, otherwise in a global. Such ways compare it where they begin, as nobody did at the entry.
//!
//! Functions are looked at once, callees before their callers.

use super::{
    flow::{self, Arm, Exit, Flow, Head},
    regions::{self, Charge},
};
use crate::valid::Valid;

/// Most ticks of a function that its callers pay for.
const FLAT_MAX_TICKS: u64 = 256;

/// What a call of a flat function costs and needs.
#[derive(Clone, Copy)]
pub(super) struct Flat {
    /// From entry to end, the call itself not counted.
    pub(super) ticks: u64,
    /// How it gets the gas.
    pub(super) gas: FlatGas,
    /// Most ticks to a trap that nobody pays, those of flat functions on the way too.
    pub(super) to_trap: u64,
}

/// How a flat function gets the gas.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum FlatGas {
    /// It does not: what does not return there, traps soon.
    None,
    /// As its last argument.
    Argument,
    /// In the global.
    Global,
}

/// Most parameters of a flat function beside which the gas is one: x86-64 passes six integers in registers, and wasmtime
/// takes the first two. A store for each call of such a function made a matrix product 8 % slower.
const REGISTER_PARAMETERS_MAX: usize = 3;

/// How one function is charged.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) flow: Flow,
    /// For each block of the flow.
    pub(super) charges: Vec<Charge>,
}

/// How functions call each other.
pub(super) struct Calls {
    /// For each defined function the units of height that it takes at entry, or `None` if its callers count it.
    pub(super) heights: Vec<Option<u32>>,
    /// Defined functions, callees before callers outside of cycles.
    pub(super) callees_first: Vec<u32>,
    /// For each defined function, whether it is called only by its name.
    pub(super) only_by_name: Vec<bool>,
}

/// How each defined function is charged, and which of them are flat.
pub(super) fn plans(valid: &Valid<'_>, calls: &Calls) -> Result<(Vec<Plan>, Vec<Option<Flat>>), wasmparser::Error> {
    let mut flat = vec![None; valid.bodies.len()];
    let mut plans: Vec<Plan> = valid.bodies.iter().map(|_| Plan::default()).collect();
    for &function in &calls.callees_first {
        let index = function as usize;
        let flow = flow::read(valid, index, &flat)?;
        let may_be_flat = calls.only_by_name[index] && calls.heights[index].is_none();
        let paid = cost(&flow).filter(|_| may_be_flat).and_then(|ticks| {
            let charges = regions::charges(&flow, true);
            let is_free = |charge: &Charge| charge.is_cold || (charge.ticks == 0 && charge.check.is_none());
            charges.iter().all(is_free).then_some((ticks, charges))
        });
        let charges = match paid {
            Some((ticks, charges)) => {
                let charges_nothing =
                    |charge: &Charge| charge.ticks == 0 && charge.on_branch == 0 && charge.check.is_none();
                let is_blind = !flow.passes_gas && charges.iter().all(charges_nothing);
                let gas = match valid.function_type(index).params().len() {
                    _ if is_blind => FlatGas::None,
                    0..=REGISTER_PARAMETERS_MAX => FlatGas::Argument,
                    _ => FlatGas::Global,
                };
                let to_trap = charges.iter().map(|charge| charge.to_trap).max().unwrap_or(0);
                flat[index] = Some(Flat { ticks, gas, to_trap });
                charges
            }
            None => regions::charges(&flow, false),
        };
        plans[index] = Plan { flow, charges };
    }
    Ok((plans, flat))
}

/// Where the ways from a block lead to.
#[derive(Clone, Copy, PartialEq)]
enum Ways {
    /// All to a trap or to a call that ends the frame.
    Nowhere,
    /// To the end of the function, all at this price; others to a trap.
    Ticks(u64),
    /// To the end at several prices, or where a price is not known.
    Many,
}

impl Ways {
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nowhere, ways) | (ways, Self::Nowhere) => ways,
            (one, another) if one == another => one,
            _ => Self::Many,
        }
    }
}

/// What a function costs from entry to end, if that is one price.
fn cost(flow: &Flow) -> Option<u64> {
    let mut ways = vec![Ways::Many; flow.blocks.len()];
    for (index, block) in flow.blocks.iter().enumerate().rev() {
        if matches!(block.head, Head::Loop | Head::CountedLoop(_) | Head::Bulk) {
            return None;
        }
        let at = |label: u32| match flow.labels[label as usize].block {
            None => Ways::Ticks(0),
            Some(block) => ways[block as usize],
        };
        let next = match &block.exit {
            Exit::Jump(label) => at(*label),
            Exit::Branch { label, .. } => at(*label).or(ways[index + 1]),
            Exit::Fork(Arm::Else(other)) => ways[index + 1].or(ways[*other as usize]),
            Exit::Fork(Arm::End(label)) => ways[index + 1].or(at(*label)),
            Exit::Table { from, to } => {
                flow.targets[*from..*to].iter().fold(Ways::Nowhere, |ways, label| ways.or(at(*label)))
            }
            Exit::Call if ways[index + 1] == Ways::Nowhere => Ways::Nowhere,
            Exit::Call => Ways::Many,
            Exit::Leave => Ways::Ticks(0),
            Exit::Trap => Ways::Nowhere,
        };
        ways[index] = match next {
            Ways::Ticks(ticks) => Ways::Ticks(ticks.saturating_add(block.ticks)),
            other => other,
        };
    }
    match ways.first() {
        Some(Ways::Ticks(ticks)) if *ticks <= FLAT_MAX_TICKS => Some(*ticks),
        _ => None,
    }
}
