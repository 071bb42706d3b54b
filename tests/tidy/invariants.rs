//! The invariants that a contract's README numbers are each named in the contract's tests.

use std::{collections::BTreeSet, fs};

use crate::{root, sources};

/// The numbers in a text such as `1, 3 and 4` or `1 to 5`, up to the first word that is neither.
fn numbers(text: &str) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let (mut last, mut is_range) = (0, false);
    for word in text.split_whitespace() {
        match word.trim_end_matches([',', ':', ';', '.', '"']).parse() {
            Ok(number) => {
                found.extend(if is_range { last..=number } else { number..=number });
                (last, is_range) = (number, false);
            }
            Err(_) if word == "and" => {}
            Err(_) if word == "to" => is_range = true,
            Err(_) => break,
        }
    }
    found
}

/// An assertion that fails says which one it was, so a number without a test has none.
#[test]
fn each_invariant_of_a_contract_is_named_in_its_tests() {
    let mut checked = 0;
    for entry in fs::read_dir(root().join("contracts")).expect("the contracts are there") {
        let folder = entry.expect("a folder that opened can be listed").path();
        let Ok(readme) = fs::read_to_string(folder.join("README.md")) else { continue };
        let (_, section) = readme.split_once("\n## Invariants\n").expect("each contract has invariants");
        let section = section.split("\n## ").next().unwrap_or_default();
        let listed: BTreeSet<u32> = section.lines().filter_map(|line| line.split_once(". ")?.0.parse().ok()).collect();
        let mut named = BTreeSet::new();
        for path in sources(&folder.join("tests").to_string_lossy()) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            for text in text.split("nvariant").skip(1) {
                named.extend(numbers(text.strip_prefix('s').unwrap_or(text)));
            }
        }
        let missing: Vec<_> = listed.difference(&named).collect();
        assert!(!listed.is_empty() && missing.is_empty(), "{}: no test names {missing:?}", folder.display());
        checked += 1;
    }
    assert!(checked > 10, "{checked} contracts");
}

#[test]
fn numbers_of_invariants_are_read_as_people_write_them() {
    assert_eq!(numbers(" 1, 3 and 4: whether"), BTreeSet::from([1, 3, 4]));
    assert_eq!(numbers(" 1 to 5\""), BTreeSet::from([1, 2, 3, 4, 5]));
    assert_eq!(numbers(" of README.md, 7"), BTreeSet::new());
}
