//! How long a class takes for its gas, compared with the reference in the same minute on the same core.
//!
//! Class and reference take turns, processor time is taken, and the fastest turn of each counts: whatever disturbs a
//! measurement makes it longer. What a program costs before its first round is measured and subtracted.

use std::time::Duration;

use serde::Serialize;

use crate::{
    CalibrateError,
    classes::{Class, Group},
    reference,
    world::{Deployed, World},
};

/// Turns that every figure takes, and the processor time after which they are enough: long runs differ less.
const TURNS_MIN: u32 = 3;
const LONG: Duration = Duration::from_millis(500);

/// How much is run for one figure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Turns.
    pub(crate) turns: u32,
    /// Gas of a turn.
    pub(crate) gas: u64,
}

/// What a class costs here.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The part of the schedule.
    pub group: Group,
    /// The class.
    pub class: String,
    /// Gas of what is measured, done once, with its share of the loop around it.
    pub gas: f64,
    /// Nanoseconds of processor time of the same.
    pub nanoseconds: f64,
    /// Time per gas, as a multiple of the reference's: above 1 is under-priced, below 1 over-priced.
    pub ratio: f64,
}

/// The reference, deployed.
#[derive(Clone, Copy)]
pub(crate) struct Reference(Deployed);

impl Reference {
    pub(crate) fn new(world: &mut World) -> Result<Self, CalibrateError> {
        world.deploy("reference", &reference::program()).map(Self)
    }

    /// Nanoseconds that one gas may take, by one sample.
    pub(crate) fn nanoseconds_per_gas(&self, world: &World) -> Result<f64, CalibrateError> {
        let run = world.run("reference", &self.0, reference::ROUNDS)?;
        Ok(nanoseconds(run.time) / (f64::from(reference::ROUNDS) * reference::GAS_PER_ROUND))
    }
}

pub(crate) fn nanoseconds(time: Duration) -> f64 {
    time.as_nanos() as f64
}

/// Measures one class.
pub(crate) fn measure(
    world: &mut World,
    reference: &Reference,
    class: &Class,
    effort: Effort,
) -> Result<Row, CalibrateError> {
    let name = &class.name;
    let deployed = world.deploy(name, &class.program)?;
    let idle = world.run(name, &deployed, 0)?;
    let mut probe = 1;
    let mut first = world.run(name, &deployed, probe)?;
    // What is first touched in the first round says little about the others, but some classes are long.
    if first.gas - idle.gas.min(first.gas) < effort.gas {
        probe = 4;
        first = world.run(name, &deployed, probe)?;
    }
    if class.returns.is_some_and(|value| value != first.x) {
        let reason = format!("its function returned {}", first.x);
        return Err(CalibrateError::Program { name: name.clone(), reason });
    }
    let gas_per_round = first.gas.saturating_sub(idle.gas) as f64 / f64::from(probe);
    let rounds = (effort.gas as f64 / gas_per_round.max(0.1)).clamp(f64::from(probe), 4e6) as u32;

    let mut idle_time = idle.time;
    let mut best: Option<(u64, Duration)> = None;
    let mut unit = f64::INFINITY;
    let mut spent = Duration::ZERO;
    for turn in 0..effort.turns {
        if turn >= TURNS_MIN && spent > LONG {
            break;
        }
        unit = unit.min(reference.nanoseconds_per_gas(world)?);
        idle_time = idle_time.min(world.run(name, &deployed, 0)?.time);
        let run = world.run(name, &deployed, rounds)?;
        spent += run.time;
        let time = best.map_or(run.time, |(_, time)| time.min(run.time));
        best = Some((run.gas, time));
    }
    let (gas, time) = best.unwrap_or((first.gas, first.time));
    let steps = f64::from(rounds) * f64::from(class.program.unroll) * f64::from(class.program.steps);
    let gas = gas.saturating_sub(idle.gas) as f64 / steps;
    let nanoseconds = nanoseconds(time.saturating_sub(idle_time)) / steps;
    Ok(Row { group: class.group, class: name.clone(), gas, nanoseconds, ratio: nanoseconds / gas / unit })
}
