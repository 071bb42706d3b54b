//! `make fuzz`: inputs that nobody thought of, against what must hold for every input.
//!
//! ```text
//! fuzz [TARGET...] [--seconds N | --executions N] [--seed N] [--save]
//! fuzz TARGET --replay FILE
//! ```
//!
//! A target is a function of bytes that panics when a claim is broken and else says what became of the input. Inputs are
//! random bytes, and mutations of the corpus (`tests/fuzz/corpus`, plus what the targets make themselves); one that
//! ends as none before is mutated too. Every run prints its seed, with which it can be had again. An input that breaks a
//! claim is made smaller and kept in `target/fuzz`, with the command that replays it. Without arguments, as in
//! `make test`, each target runs for [`SECONDS_OF_A_TEST`].
#![expect(clippy::unwrap_used, reason = "a fuzzer that cannot go on stops where it is")]
#![allow(dead_code, reason = "files that are shared with other tests have more than is used here")]

mod driver;
mod targets;

#[path = "../../runtime/vm/tests/contracts/contract.rs"]
mod contract;
#[path = "../../runtime/vm/tests/contracts/exact.rs"]
mod exact;
#[path = "../../runtime/vm/tests/contracts/oracle.rs"]
mod oracle;
#[path = "../../runtime/vm/tests/contracts/random.rs"]
mod random;
#[path = "../../runtime/executor/tests/it/script.rs"]
mod script;
#[path = "../../runtime/executor/tests/it/support.rs"]
mod support;
#[path = "../../runtime/vm/tests/contracts/world.rs"]
mod world;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use driver::{Limit, Target};

/// Seconds for each target where none are given.
const SECONDS_OF_A_TEST: u64 = 3;

/// What is asked for on the command line.
struct Arguments {
    targets: Vec<&'static Target>,
    limit: Limit,
    seed: Option<u64>,
    save: bool,
    replay: Option<PathBuf>,
}

fn main() -> ExitCode {
    // Contracts run here without a second stack.
    let thread = std::thread::Builder::new().stack_size(vm::EXECUTION_STACK_SIZE_BYTES).spawn(fuzz).unwrap();
    thread.join().unwrap_or(ExitCode::FAILURE)
}

fn fuzz() -> ExitCode {
    let arguments = match read(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("fuzz: {message}");
            return ExitCode::FAILURE;
        }
    };
    if let Some(file) = arguments.replay {
        let [target] = arguments.targets[..] else {
            eprintln!("fuzz: --replay needs the one target that the file is for");
            return ExitCode::FAILURE;
        };
        let input = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        println!("{}: {}", target.name, (target.run)(&input));
        return ExitCode::SUCCESS;
    }
    // Not only seconds since 1970: two runs at once should differ.
    let fresh = || std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos() as u64);
    let seed = arguments.seed.unwrap_or_else(fresh);
    println!("fuzz: seed {seed}");
    driver::watch_for_hangs();
    let broken: Vec<_> = arguments
        .targets
        .iter()
        .filter(|target| !driver::fuzz(target, arguments.limit, seed, arguments.save))
        .map(|target| target.name)
        .collect();
    if broken.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("fuzz: broken: {}", broken.join(", "));
    ExitCode::FAILURE
}

/// Reads the command line. A name that no target has chooses none, as a name filter of a test run does.
fn read(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let (mut names, mut seconds, mut executions) = (Vec::new(), None, None);
    let (mut seed, mut save, mut replay) = (None, false, None);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        let number = |text: String| text.parse::<u64>().map_err(|_| format!("{word}: {text} is no number"));
        match word.as_str() {
            "--seconds" => seconds = Some(number(value()?)?),
            "--executions" => executions = Some(number(value()?)?),
            "--seed" => seed = Some(number(value()?)?),
            "--replay" => replay = Some(value()?.into()),
            "--save" => save = true,
            _ if word.starts_with('-') => return Err(format!("unknown option {word}")),
            _ => names.push(word),
        }
    }
    let all = targets::ALL.iter();
    let targets: Vec<_> =
        all.filter(|target| names.is_empty() || names.iter().any(|name| name == target.name)).collect();
    let limit = match (executions, seconds) {
        (Some(executions), _) => Limit::Executions(executions),
        (None, Some(seconds)) => Limit::Time(Duration::from_secs(seconds) / targets.len().max(1) as u32),
        (None, None) => Limit::Time(Duration::from_secs(SECONDS_OF_A_TEST)),
    };
    Ok(Arguments { targets, limit, seed, save, replay })
}
