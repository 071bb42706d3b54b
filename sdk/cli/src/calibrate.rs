//! `causeway calibrate`: is this machine fast enough for the gas schedule, and is the schedule sound on it?

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use ::calibrate::Options;
use serde_json::json;

use crate::{CalibrateArguments, CliError, Output, dev, output, progress::Progress};

/// Measures and prints a report; fails if a class of work takes too long for its gas.
pub fn run(arguments: &CalibrateArguments, output: Output) -> Result<(), CliError> {
    if arguments.list {
        let names: Vec<_> = ::calibrate::class_names().into_iter().collect();
        return output.show(names.join("\n"), || json!(names));
    }
    let folder = match &arguments.data_dir {
        Some(path) => path.clone(),
        None => dev::default_data_dir()?.parent().map_or_else(PathBuf::new, PathBuf::from),
    };
    if let Some(seconds) = arguments.search {
        return search(&folder, seconds, arguments.seed, output);
    }
    let options = Options { folder, quick: arguments.quick, only: arguments.only.clone() };
    let report = {
        let progress = Progress::start("measuring");
        ::calibrate::run(&options, &mut |class| progress.say(format!("measuring {class}")))
            .map_err(CliError::Calibrate)?
    };
    output::print(&match output {
        Output::Json => report.to_json(),
        Output::Text if arguments.markdown => report.to_markdown(),
        Output::Text => report.to_string(),
    })?;
    match report.worst() {
        Some(worst) if !report.is_sound() => Err(CliError::NotSound { class: worst.class.clone(), ratio: worst.ratio }),
        _ => Ok(()),
    }
}

/// Hunts, and prints what was found, the worst first; fails if that takes too long for its gas.
fn search(folder: &Path, seconds: u64, seed: u64, output: Output) -> Result<(), CliError> {
    let progress = Progress::start(format!("hunting for {seconds} s with seed {seed}"));
    let found = ::calibrate::search(folder, Duration::from_secs(seconds), seed).map_err(CliError::Calibrate)?;
    drop(progress);
    let lines: String = found.worst.iter().map(|(genome, ratio)| format!("{ratio:.2}  {genome}\n")).collect();
    let text = format!("{} programs measured with seed {seed}\n{lines}", found.evaluations);
    output.show(text, || json!({ "evaluations": found.evaluations, "seed": seed, "worst": found.worst }))?;
    match found.worst.first() {
        Some((genome, ratio)) if !found.is_sound() => Err(CliError::NotSound { class: genome.clone(), ratio: *ratio }),
        _ => Ok(()),
    }
}
