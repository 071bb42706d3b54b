//! What each method costs: gas of the successful transactions of one chain, and the golden file that holds it.
//!
//! A golden file stands beside the contract's tests. A change of gas fails the test until the file is written anew, on
//! purpose, and the difference is then reviewed like any other line of code.

use std::{
    collections::BTreeMap,
    env,
    fmt::{self, Write},
    fs,
    path::Path,
};

use crate::trace::grouped;

/// Set to 1, the golden files are written anew instead of compared.
const UPDATE: &str = "CAUSEWAY_UPDATE_GOLDENS";

/// Gas of methods, by contract and name. Its `Display` is the table that golden files hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GasReport {
    methods: BTreeMap<(&'static str, &'static str), Vec<u64>>,
}

/// Gas of the calls of one method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GasFigures {
    /// Calls.
    pub count: usize,
    /// The least gas of one.
    pub min: u64,
    /// The middle one; of an even number the lower of the two.
    pub median: u64,
    /// The most gas of one.
    pub max: u64,
}

impl GasReport {
    /// Counts one transaction.
    pub(crate) fn add(&mut self, contract: &'static str, method: &'static str, gas: u64) {
        self.methods.entry((contract, method)).or_default().push(gas);
    }

    /// The figures of one method, by its name in the ABI or `constructor`; `None` if it was not called.
    pub fn figures(&self, contract: &str, method: &str) -> Option<GasFigures> {
        self.rows().find(|(key, _)| *key == (contract, method)).map(|(_, figures)| figures)
    }

    fn rows(&self) -> impl Iterator<Item = ((&'static str, &'static str), GasFigures)> {
        self.methods.iter().map(|(key, calls)| {
            let mut calls = calls.clone();
            calls.sort_unstable();
            let (min, max) = (calls[0], calls[calls.len() - 1]);
            (*key, GasFigures { count: calls.len(), min, median: calls[(calls.len() - 1) / 2], max })
        })
    }

    /// Compares the table with the file at `path`, or writes it there if `CAUSEWAY_UPDATE_GOLDENS` is 1.
    ///
    /// # Panics
    /// If they differ, with the lines that do; if there is no file; if nothing was counted.
    #[track_caller]
    pub fn assert_golden(&self, path: impl AsRef<Path>) {
        let path = path.as_ref();
        assert!(
            !self.methods.is_empty(),
            "no gas was counted: take the report of a Chain::vm() after its transactions"
        );
        let found = self.to_string();
        if env::var_os(UPDATE).is_some_and(|value| value == "1") {
            fs::write(path, found).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            return;
        }
        let expected = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => panic!("{}: {error}; run the test with {UPDATE}=1 to write it", path.display()),
        };
        if expected != found {
            let differences = differences(&expected, &found);
            panic!(
                "gas is not what {} says:\n{differences}run the test with {UPDATE}=1 to write it anew, and review it",
                path.display()
            );
        }
    }
}

impl fmt::Display for GasReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# Gas of successful transactions. {UPDATE}=1 writes this file anew.")?;
        row(f, ["contract.method", "count", "min", "median", "max"])?;
        for ((contract, method), figures) in self.rows() {
            let numbers = [figures.count as u64, figures.min, figures.median, figures.max].map(grouped);
            let [count, min, median, max] = &numbers;
            row(f, [&format!("{contract}.{method}"), count, min, median, max])?;
        }
        Ok(())
    }
}

/// Columns of fixed width, so that one figure changes one line.
fn row(f: &mut fmt::Formatter<'_>, [name, count, min, median, max]: [&str; 5]) -> fmt::Result {
    writeln!(f, "{name:<40} {count:>6} {min:>12} {median:>12} {max:>12}")
}

/// The lines that are in one text only, `-` for those that are gone and `+` for those that are new.
fn differences(expected: &str, found: &str) -> String {
    let mut text = String::new();
    let mut only = |sign: char, these: &str, those: &str| {
        for line in these.lines().filter(|line| !those.lines().any(|other| other == *line)) {
            writeln!(text, "{sign} {line}").expect("a string takes all text");
        }
    };
    only('-', expected, found);
    only('+', found, expected);
    text
}

/// Compares the gas report of a chain with `gas.golden` in the folder of the package that calls it.
#[macro_export]
macro_rules! assert_gas_golden {
    ($chain:expr) => {
        $chain.gas_report().assert_golden(concat!(env!("CARGO_MANIFEST_DIR"), "/gas.golden"))
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> GasReport {
        let mut report = GasReport::default();
        for gas in [50_000, 40_000, 41_000, 60_000] {
            report.add("Token", "transfer", gas);
        }
        report.add("Token", "constructor", 1_234_567);
        report
    }

    #[test]
    fn figures_are_count_min_lower_median_and_max() {
        let figures = GasFigures { count: 4, min: 40_000, median: 41_000, max: 60_000 };
        assert_eq!(report().figures("Token", "transfer"), Some(figures));
        assert_eq!(report().figures("Token", "approve"), None);
    }

    #[test]
    fn table_has_one_line_for_each_method() {
        let lines: Vec<_> =
            report().to_string().lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            lines[2..],
            ["Token.constructor 1 1,234,567 1,234,567 1,234,567", "Token.transfer 4 40,000 41,000 60,000"]
        );
    }

    #[test]
    fn difference_names_the_lines_that_changed() {
        let mut dearer = report();
        dearer.add("Token", "transfer", 70_000);
        let text = differences(&report().to_string(), &dearer.to_string());
        let lines: Vec<_> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines, ["- Token.transfer 4 40,000 41,000 60,000", "+ Token.transfer 5 40,000 50,000 70,000"]);
    }

    #[test]
    #[should_panic(expected = "run the test with CAUSEWAY_UPDATE_GOLDENS=1 to write it")]
    fn missing_golden_says_how_to_write_it() {
        report().assert_golden("no/such/gas.golden");
    }

    #[test]
    #[should_panic(expected = "no gas was counted")]
    fn report_of_nothing_is_refused() {
        GasReport::default().assert_golden("gas.golden");
    }
}
