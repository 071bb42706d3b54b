//! What is counted of a version of the suite, which assertions one machine leaves out and why, and the table of it all.

use std::fmt;

use crate::script::{Entry, Verdict};

/// An assertion that one machine does not run.
#[derive(Clone, Debug)]
pub(crate) struct Exclusion {
    /// `v1` or `v2`.
    version: String,
    file: String,
    /// Its line in the file, from 1.
    pub(crate) line: usize,
    machine: String,
}

/// Every exclusion of `version`; each is one line that ends with its reason.
pub(crate) fn exclusions(version: &str) -> Vec<Exclusion> {
    let lines = include_str!("exclusions.txt").lines().filter(|line| !line.starts_with('#'));
    let all = lines.map(|line| parse(line).unwrap_or_else(|| panic!("exclusions.txt: {line}")));
    all.filter(|exclusion| exclusion.version == version).collect()
}

fn parse(line: &str) -> Option<Exclusion> {
    let (subject, reason) = line.split_once(": ")?;
    let mut words = subject.split(' ');
    let version = words.next()?.to_owned();
    let (file, line) = words.next()?.split_once(':')?;
    let machine = words.next()?.to_owned();
    let whole = words.next().is_none() && !reason.is_empty();
    whole.then_some(Exclusion { version, file: file.to_owned(), line: line.parse().ok()?, machine })
}

impl Exclusion {
    /// True if its line in `text`, the text of `file`, begins an assertion.
    pub(crate) fn names_an_assertion_of(&self, file: &str, text: &str) -> bool {
        self.file == file && text.lines().nth(self.line - 1).is_some_and(|line| line.starts_with("(assert_"))
    }
}

/// Those of `all` that belong to `file` on `machine`.
pub(crate) fn of_file(all: &[Exclusion], file: &str, machine: &str) -> Vec<Exclusion> {
    all.iter().filter(|one| one.file == file && one.machine == machine).cloned().collect()
}

/// Counts of assertions.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    /// All.
    pub(crate) of: usize,
    /// Those that hold on each machine that runs them, and on at least one. The four below are its parts.
    pub(crate) passed: usize,
    both: usize,
    one: usize,
    refused: usize,
    text: usize,
}

/// The report of one version.
pub(crate) struct Report {
    files: Vec<(String, Counts)>,
    /// Each thing that went wrong, with its place.
    pub(crate) failures: Vec<String>,
}

impl Report {
    /// A report without files.
    pub(crate) fn new() -> Self {
        Self { files: Vec::new(), failures: Vec::new() }
    }

    /// Adds what two machines, by their names, found in one file.
    pub(crate) fn add(&mut self, file: &str, machines: [(&str, Vec<Entry>); 2]) {
        for (machine, entries) in &machines {
            for entry in entries {
                if let Verdict::Failed(reason) = &entry.verdict {
                    self.failures.push(format!("{file}:{} on {machine}: {reason}", entry.line));
                }
            }
        }
        let mut counts = Counts::default();
        let [first, second] = machines.map(|(_, entries)| entries.into_iter().filter(|entry| entry.asserts));
        for (a, b) in first.zip(second) {
            assert_eq!(a.line, b.line, "both machines read the same file");
            counts.of += 1;
            let part = match (&a.verdict, &b.verdict) {
                (Verdict::Ran, Verdict::Ran) => &mut counts.both,
                (Verdict::Ran, Verdict::NotHere) | (Verdict::NotHere, Verdict::Ran) => &mut counts.one,
                (Verdict::Refused, Verdict::Refused) => &mut counts.refused,
                (Verdict::RefusedAsText, Verdict::RefusedAsText) => &mut counts.text,
                (Verdict::Failed(_), _) | (_, Verdict::Failed(_)) => continue,
                (a_verdict, b_verdict) => {
                    self.failures.push(format!("{file}:{}: {a_verdict:?}, but {b_verdict:?}", a.line));
                    continue;
                }
            };
            *part += 1;
            counts.passed += 1;
        }
        self.files.push((file.to_owned(), counts));
    }

    /// The sum over all files.
    pub(crate) fn total(&self) -> Counts {
        self.files.iter().fold(Counts::default(), |sum, (_, counts)| Counts {
            of: sum.of + counts.of,
            passed: sum.passed + counts.passed,
            both: sum.both + counts.both,
            one: sum.one + counts.one,
            refused: sum.refused + counts.refused,
            text: sum.text + counts.text,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |file: &str, cells: [&str; 6]| {
            let [passed, of, both, one, refused, text] = cells;
            writeln!(f, "{file:32}{passed:>8}{of:>8}  |{both:>8}{one:>8}{refused:>9}{text:>7}")
        };
        row("file", ["passed", "of", "on both", "on one", "refused", "text"])?;
        for (file, counts) in self.files.iter().chain([&("total".to_owned(), self.total())]) {
            let cells = [counts.passed, counts.of, counts.both, counts.one, counts.refused, counts.text];
            let cells = cells.map(|count| count.to_string());
            row(file, cells.each_ref().map(String::as_str))?;
        }
        Ok(())
    }
}
