//! The tests of the contracts and blocks, built once, run for one mutant at a time.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{TIMEOUT_SECONDS, mutant::Mutant};

/// One test program.
struct Suite {
    name: String,
    program: PathBuf,
    /// The folder of its package, where cargo would run it.
    folder: PathBuf,
    /// How long it takes untouched.
    takes: Duration,
}

/// All test programs, by the folder of their package from the root, each package's quickest first.
pub(crate) struct Suites(BTreeMap<String, Vec<Suite>>);

impl Suites {
    /// Builds the test programs of `tree` and runs each untouched.
    ///
    /// # Errors
    ///
    /// A build that fails, and a test program that fails without a mutant.
    pub(crate) fn build(tree: &Path) -> io::Result<Self> {
        let tree = tree.canonicalize()?;
        let mut packages: Vec<String> = vec!["sdk/blocks".into()];
        for entry in fs::read_dir(tree.join("contracts"))? {
            packages.push(format!("contracts/{}", entry?.file_name().to_string_lossy()));
        }
        let mut suites = BTreeMap::new();
        for (package, suite) in programs(&tree, &packages)? {
            suites.entry(package).or_insert_with(Vec::new).push(suite);
        }
        for suite in suites.values_mut().flatten() {
            let started = Instant::now();
            if !passes(suite, 0)? {
                return Err(io::Error::other(format!("{} fails without a mutant", suite.name)));
            }
            suite.takes = started.elapsed();
        }
        suites.values_mut().for_each(|suites| suites.sort_by_key(|suite| suite.takes));
        Ok(Self(suites))
    }

    /// The first test program that notices the mutant.
    pub(crate) fn first_failure(&self, mutant: &Mutant) -> io::Result<Option<&str>> {
        let is_own = |package: &String| mutant.file.starts_with(&format!("{package}/"));
        let own = self.0.iter().filter(|(package, _)| is_own(package));
        let users = self.0.iter().filter(|(package, _)| mutant.file.starts_with("sdk/") && !is_own(package));
        for suite in own.chain(users).flat_map(|(_, suites)| suites) {
            if !passes(suite, mutant.number)? {
                return Ok(Some(&suite.name));
            }
        }
        Ok(None)
    }
}

/// Builds the tests of the packages, those among the sources too, in the copy's own folder: cargo names what it builds by
/// its place in a workspace, and so would take what is built here for what it builds in the checkout.
fn programs(tree: &Path, packages: &[String]) -> io::Result<Vec<(String, Suite)>> {
    let names = packages.iter().filter_map(|package| package.rsplit('/').next());
    let built = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["test", "--release", "--locked", "--no-run", "--message-format=json", "--lib", "--tests"])
        .args(names.flat_map(|name| ["--package", name]))
        .env_remove("CARGO_TARGET_DIR")
        .current_dir(tree)
        .stderr(Stdio::inherit())
        .output()?;
    let built_text = String::from_utf8_lossy(&built.stdout);
    let messages = || built_text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    if !built.status.success() {
        for error in messages().filter(|message| message["message"]["level"] == "error") {
            eprintln!("{}", error["message"]["rendered"].as_str().unwrap_or_default());
        }
        return Err(io::Error::other("the broken contracts do not compile: a mutant is not viable"));
    }
    let mut programs = Vec::new();
    for message in messages() {
        let (Some(program), Some(manifest)) = (message["executable"].as_str(), message["manifest_path"].as_str())
        else {
            continue;
        };
        let folder = Path::new(manifest).parent().expect("a manifest lies in a folder").to_owned();
        let package = folder.strip_prefix(tree).unwrap_or(&folder).display().to_string();
        let target = message["target"]["name"].as_str().unwrap_or_default();
        // The goldens of gas fail for the code that chooses a mutant.
        if packages.contains(&package) && message["profile"]["test"] == true && target != "gas" {
            let name = format!("{package}/{target}");
            programs.push((package, Suite { name, program: program.into(), folder, takes: Duration::ZERO }));
        }
    }
    Ok(programs)
}

/// Does the program pass with the mutant? Number 0 is none.
fn passes(suite: &Suite, number: u32) -> io::Result<bool> {
    let mut child = Command::new(&suite.program)
        .arg("--quiet")
        .env_remove("CARGO_TARGET_DIR")
        .env("MUTANT", number.to_string())
        .env("SEED", "7")
        .current_dir(&suite.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if started.elapsed() > Duration::from_secs(TIMEOUT_SECONDS) {
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(2));
    }
}
