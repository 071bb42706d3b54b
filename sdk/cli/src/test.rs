//! `causeway test`: a contract's tests, natively and, if asked for, on the Wasm engine and against a running chain.
//!
//! Leaves running them to cargo, whose lines are shown as they come.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use serde_json::json;

use crate::{
    CliError, Output, TestArguments,
    build::{self, Package},
    chain::Endpoint,
};

/// How many tests there were.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Runs the tests of one contract; fails if one of them does.
pub fn run(arguments: &TestArguments, output: Output) -> Result<(), CliError> {
    let package = Package::at(&arguments.path)?;
    if let Some(url) = &arguments.rpc {
        // A chain that is not there is told once, before anything is built.
        Endpoint::new(url)?.request("eth_chainId", json!([]))?;
    }
    if arguments.vm || arguments.rpc.is_some() {
        // What does not build is told here, by the words of `causeway build`, and not in each test.
        build::one(&arguments.path, None)?;
    }
    let cargo = build::cargo();
    let mut command = Command::new(&cargo);
    command.arg("test").arg("--manifest-path").arg(&package.manifest).args(["--package", &package.name]);
    // The toolchain file beside the contract decides.
    command.current_dir(package.folder_path());
    for feature in features(arguments) {
        // A contract of this repository has all chains without asking.
        if feature.contains('/') || package.has_feature(feature)? {
            command.args(["--features", feature]);
        }
    }
    if let Some(url) = &arguments.rpc {
        command.env("CAUSEWAY_RPC_URL", url);
    }
    if arguments.vm {
        // An engine that is compiled without optimisation compiles contracts slowly.
        command.arg("--release");
        if !package.folder_path().join("gas.golden").exists() {
            // A new project has no record yet; from its first run on, a change of gas fails the tests.
            command.env("CAUSEWAY_UPDATE_GOLDENS", "1");
        }
    }
    command.arg("--").args(&arguments.arguments).stdin(Stdio::null()).stdout(Stdio::piped());
    let failed = |source| CliError::ToolMissing { program: cargo.clone(), source };
    let mut child = command.spawn().map_err(failed)?;
    let lines = BufReader::new(child.stdout.take().expect("standard output was asked for as a pipe above")).lines();
    let mut counts = Counts::default();
    for line in lines.map_while(Result::ok) {
        counts.add(&line);
        // For scripts, standard output has the JSON alone.
        let _ = match output {
            Output::Text => writeln!(std::io::stdout(), "{line}"),
            Output::Json => writeln!(std::io::stderr(), "{line}"),
        };
    }
    let status = child.wait().map_err(failed)?;
    let Counts { passed, failed, ignored } = counts;
    if !status.success() {
        return Err(CliError::TestsFailed { package: package.name, failed, status });
    }
    let json = json!({
        "package": package.name,
        "passed": passed,
        "failed": failed,
        "ignored": ignored,
        "vm": arguments.vm,
        "rpc": arguments.rpc,
    });
    let text = format!("{}: {passed} tests passed {}, {ignored} ignored", package.name, chains(arguments));
    output.show(text, || json)
}

/// The features that make the tests of each chain. The last switches off that those against a running one are ignored.
fn features(arguments: &TestArguments) -> impl Iterator<Item = &'static str> {
    let vm = arguments.vm.then_some(["vm"]).into_iter().flatten();
    vm.chain(arguments.rpc.is_some().then_some(["rpc", "testing/node"]).into_iter().flatten())
}

/// Where the tests ran.
fn chains(arguments: &TestArguments) -> String {
    match (arguments.vm, &arguments.rpc) {
        (false, None) => "natively".to_owned(),
        (true, None) => "natively and on the Wasm engine".to_owned(),
        (false, Some(url)) => format!("natively and on the chain at {url}"),
        (true, Some(url)) => format!("natively, on the Wasm engine and on the chain at {url}"),
    }
}

impl Counts {
    /// Takes the counts from the last line of one test program.
    fn add(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else { return };
        for part in rest.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (Some(Ok(count)), Some(what)) = (words.next().map(str::parse::<u64>), words.next()) else { continue };
            match what {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn chain_that_is_not_there_is_told_before_anything_is_built() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/counter");
        let rpc = Some("http://127.0.0.1:1".to_owned());
        let arguments = TestArguments { path, vm: false, rpc, arguments: Vec::new() };
        let error = run(&arguments, Output::Text).expect_err("nothing answers there");
        assert!(matches!(error, CliError::Chain(_)), "{error}");
        assert!(error.to_string().contains("http://127.0.0.1:1"), "{error}");
    }

    #[test]
    fn each_chain_that_is_asked_for_adds_its_features() {
        let of = |vm, rpc: Option<&str>| {
            let rpc = rpc.map(str::to_owned);
            let arguments = TestArguments { path: ".".into(), vm, rpc, arguments: Vec::new() };
            features(&arguments).collect::<Vec<_>>()
        };
        assert!(of(false, None).is_empty());
        assert_eq!(of(true, None), ["vm"]);
        assert_eq!(of(false, Some("http://localhost:1")), ["rpc", "testing/node"]);
        assert_eq!(of(true, Some("http://localhost:1")), ["vm", "rpc", "testing/node"]);
    }

    #[test]
    fn results_of_all_test_programs_add_up() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.05s",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ] {
            counts.add(line);
        }
        assert_eq!(counts, Counts { passed: 4, failed: 2, ignored: 1 });
    }
}
