//! `make mutation`: would the contracts' tests notice a missing line?
//!
//! ```text
//! mutation [CONTRACT | BLOCK ...]
//! ```
//!
//! Every reference contract and building block is copied and broken in each of the ways of [`mutant`], one at a time, and
//! its tests run: a contract's its own, a block's those of `sdk/blocks` and of all contracts. A mutant that no test fails
//! for is printed with its place. Ends badly when less than nine tenths of one subject are caught.
//!
//! Only native code is broken, so tests on the VM notice nothing. Left out is what only a change of values would show
//! (another constant, another field of an event), and what stands in a `let .. = f()?`. A loop that no longer ends counts
//! as caught after [`TIMEOUT_SECONDS`].

mod mutant;
mod suite;
mod tree;

use std::{collections::BTreeMap, env, io, path::PathBuf, process::ExitCode};

use mutant::Mutant;
use suite::Suites;

/// How long a test program may take; untouched, each ends within a few.
const TIMEOUT_SECONDS: u64 = 60;

/// The part of its mutants that every subject must catch, in percent.
const CAUGHT_MIN_PERCENT: usize = 90;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("mutation: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> io::Result<bool> {
    let wanted: Vec<String> = env::args().skip(1).collect();
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let tree = target.join("mutation");
    let mutants = tree::copy(&env::current_dir()?, &tree)?;
    if let Some(unknown) = wanted.iter().find(|name| mutants.iter().all(|mutant| subject(mutant) != **name)) {
        return Err(io::Error::other(format!("no contract and no block is called {unknown}")));
    }
    let suites = Suites::build(&tree)?;
    let mut caught = BTreeMap::<&str, (usize, usize)>::new();
    for mutant in mutants.iter().filter(|mutant| wanted.is_empty() || wanted.iter().any(|name| name == subject(mutant)))
    {
        let by = suites.first_failure(mutant)?;
        let (found, all) = caught.entry(subject(mutant)).or_default();
        *all += 1;
        match by {
            Some(_) => *found += 1,
            None => println!("not noticed: {}:{} {}: {}", mutant.file, mutant.line, mutant.kind, mutant.code),
        }
    }
    println!("\n| subject | mutants | caught | |\n|---|---|---|---|");
    let mut total = (0, 0);
    for (subject, (found, all)) in &caught {
        println!("| {subject} | {all} | {found} | {} % |", found * 100 / all);
        total = (total.0 + found, total.1 + all);
    }
    println!("| all | {} | {} | {} % |", total.1, total.0, total.0 * 100 / total.1.max(1));
    Ok(caught.values().all(|(found, all)| found * 100 >= all * CAUGHT_MIN_PERCENT))
}

/// The contract or block that a mutant is in.
fn subject(mutant: &Mutant) -> &str {
    let mut parts = mutant.file.split('/');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("contracts"), Some(contract), ..) => contract,
        (_, _, _, Some(file)) => file.trim_end_matches(".rs"),
        _ => "",
    }
}
