//! `causeway calibrate`: is this machine fast enough for the gas schedule, and is the schedule sound on it?

use std::path::PathBuf;

use ::calibrate::Options;

use crate::{CalibrateArguments, CliError, dev};

/// Measures and prints a report; fails if a class of work takes too long for its gas.
pub fn run(arguments: &CalibrateArguments) -> Result<(), CliError> {
    if arguments.list {
        for name in ::calibrate::class_names() {
            println!("{name}");
        }
        return Ok(());
    }
    let folder = match &arguments.data_dir {
        Some(path) => path.clone(),
        None => dev::default_data_dir()?.parent().map_or_else(PathBuf::new, PathBuf::from),
    };
    let options = Options { folder, quick: arguments.quick, only: arguments.only.clone() };
    let report = ::calibrate::run(&options, &mut |_| {}).map_err(CliError::Calibrate)?;
    if arguments.json {
        println!("{}", report.to_json());
    } else {
        print!("{report}");
    }
    match report.worst() {
        Some(worst) if !report.is_sound() => Err(CliError::NotSound { class: worst.class.clone(), ratio: worst.ratio }),
        _ => Ok(()),
    }
}
