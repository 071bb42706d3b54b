//! Measures this machine against the gas schedule.
//!
//! For every class of operators, every host function and every kind of frame there is a program that does little else
//! ([`classes`]). Each is run on the real executor and compared, in processor time per gas, with a fixed mix of work
//! ([`reference`]). A ratio of 2 means that a block full of that class takes twice as long as its gas says. What gas
//! costs is the schedule's matter; this crate only measures, and only the node's own code runs.

mod classes;
mod clock;
mod disk;
mod error;
mod host_table;
mod measure;
mod page;
mod program;
mod reference;
mod report;
mod search;
mod world;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

pub use classes::Group;
pub use disk::Disk;
pub use error::CalibrateError;
pub use measure::Row;
pub use report::Report;
pub use search::Found;

use crate::{
    measure::{Effort, Reference},
    world::World,
};

/// What to measure, and how thoroughly.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the scratch database is made: on the disk that is to be measured.
    pub folder: PathBuf,
    /// Seconds instead of minutes, with figures that are less sure.
    pub quick: bool,
    /// Only classes with this text in their name.
    pub only: Option<String>,
}

/// A ratio above this is measured again, more thoroughly: it may have been a disturbance.
const SUSPICIOUS: f64 = 1.5;

/// Names of all classes.
pub fn class_names() -> Vec<String> {
    classes::all().into_iter().map(|class| class.name).collect()
}

/// Measures this machine. `progress` hears the name of each class before it is measured.
pub fn run(options: &Options, progress: &mut dyn FnMut(&str)) -> Result<Report, CalibrateError> {
    vm::on_execution_stack(|| {
        let mut classes = classes::all();
        if let Some(wanted) = &options.only {
            classes.retain(|class| class.name.contains(wanted) || class.group.to_string() == *wanted);
            if classes.is_empty() {
                return Err(CalibrateError::NoSuchClass { wanted: wanted.clone() });
            }
        }
        let mut world = World::new(&options.folder)?;
        let reference = Reference::new(&mut world)?;
        let effort =
            if options.quick { Effort { turns: 3, gas: 1_500_000 } } else { Effort { turns: 9, gas: 4_500_000 } };
        let mut rows = Vec::with_capacity(classes.len());
        for class in &classes {
            progress(&class.name);
            let mut row = measure::measure(&mut world, &reference, class, effort)?;
            if row.ratio > SUSPICIOUS {
                let again = Effort { turns: 3 * effort.turns, ..effort };
                let second = measure::measure(&mut world, &reference, class, again)?;
                if second.ratio < row.ratio {
                    row = second;
                }
            }
            rows.push(row);
        }
        progress("the disk");
        let disk = disk::measure(world.folder(), if options.quick { 20 } else { 100 })?;
        let mut unit = f64::INFINITY;
        for _ in 0..10 {
            unit = unit.min(reference.nanoseconds_per_gas(&world)?);
        }
        Ok(Report { nanoseconds_per_gas: unit, rows, disk })
    })
}

/// Hunts for that long for the program that takes the most time for its gas, in a chain inside `folder`.
pub fn search(folder: &Path, time: Duration, seed: u64) -> Result<Found, CalibrateError> {
    vm::on_execution_stack(|| {
        let mut world = World::new(folder)?;
        let reference = Reference::new(&mut world)?;
        let start = Instant::now();
        search::search(&mut world, &reference, seed, &mut || start.elapsed() >= time)
    })
}
