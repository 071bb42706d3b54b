//! `causeway calibrate`: is this machine fast enough for the gas schedule, and is the schedule sound on it?

use std::path::PathBuf;

use ::calibrate::Options;
use serde_json::json;

use crate::{CalibrateArguments, CliError, Output, dev};

/// Measures and prints a report; fails if a class of work takes too long for its gas.
pub fn run(arguments: &CalibrateArguments, output: Output) -> Result<(), CliError> {
    if arguments.list {
        let names: Vec<_> = ::calibrate::class_names().into_iter().collect();
        output.show(names.join("\n"), || json!(names));
        return Ok(());
    }
    let folder = match &arguments.data_dir {
        Some(path) => path.clone(),
        None => dev::default_data_dir()?.parent().map_or_else(PathBuf::new, PathBuf::from),
    };
    let options = Options { folder, quick: arguments.quick, only: arguments.only.clone() };
    let report = ::calibrate::run(&options, &mut |_| {}).map_err(CliError::Calibrate)?;
    match output {
        Output::Text => print!("{report}"),
        Output::Json => println!("{}", report.to_json()),
    }
    match report.worst() {
        Some(worst) if !report.is_sound() => Err(CliError::NotSound { class: worst.class.clone(), ratio: worst.ratio }),
        _ => Ok(()),
    }
}
