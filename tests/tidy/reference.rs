//! The book's pages of host functions and limits, made from the tables in the code.
//!
//! `CAUSEWAY_UPDATE_GOLDENS=1` writes them anew; otherwise a page that differs fails.

use std::fs;

use crate::root;

struct Row {
    name: &'static str,
    arguments: &'static [(&'static str, &'static str)],
    result: Option<&'static str>,
    base: u64,
    per_byte: u64,
    text: &'static [&'static str],
}

macro_rules! rows {
    ($($(#[doc = $text:literal])* $name:ident($($arg:ident: $ty:ident),*) $(-> $result:ident)?, $base:literal, $per_byte:literal;)*) => {
        fn rows() -> Vec<Row> {
            vec![$(Row {
                name: stringify!($name),
                arguments: &[$((stringify!($arg), stringify!($ty))),*],
                result: None$(.or(Some(stringify!($result))))?,
                base: $base,
                per_byte: $per_byte,
                text: &[$($text),*],
            }),*]
        }
    };
}

interface::host_functions!(rows);

fn host_functions() -> String {
    let mut page = String::from(
        "# Host functions\n\n\
         What a contract may import, from the module `causeway`. The SDK wraps all of it. Prices are in ticks, 16 to one\n\
         gas; what depends on the state is on [the page of gas](gas.md). Pointers and sizes are `u32`; one that leaves the\n\
         memory ends the frame. Words of 256 bits are 32 bytes big-endian.\n",
    );
    for row in rows() {
        let arguments: Vec<_> = row.arguments.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
        let result = row.result.map(|ty| format!(" -> {ty}")).unwrap_or_default();
        let per_byte = if row.per_byte == 0 { String::new() } else { format!(", {} for each byte", row.per_byte) };
        page += &format!("\n## {}\n\n", row.name);
        page += &format!("`{}({}){result}`, {} ticks{per_byte}\n\n", row.name, arguments.join(", "), row.base);
        for line in row.text {
            // Links inside the code's documentation lead nowhere in the book.
            page += &format!("{}\n", line.trim().replace("](crate::status)", "]").replace("](crate::call_flags)", "]"));
        }
    }
    page
}

fn limits() -> String {
    let mut page = String::from(
        "# Limits\n\nEvery limit of the protocol, with its unit in its name. All nodes of a chain share them.\n\n\
         | limit | value | why |\n|---|---|---|\n",
    );
    let path = root().join("runtime/primitives/src/limits.rs");
    let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text: Vec<&str> = Vec::new();
    for line in source.lines() {
        if let Some(words) = line.strip_prefix("/// ") {
            text.push(words);
            continue;
        }
        if let Some((name, rest)) = line.strip_prefix("pub const ").and_then(|rest| rest.split_once(": ")) {
            let value = rest.split_once(" = ").map_or("", |(_, value)| value.trim_end_matches(';'));
            let value = value.strip_prefix("Gas::new(").map_or(value, |value| value.trim_end_matches(')'));
            page += &format!(
                "| `{name}` | {} | {} |\n",
                value.replace('_', ","),
                text.join(" ").replace("[`", "`").replace("`]", "`").replace('|', "\\|")
            );
        }
        text.clear();
    }
    page
}

#[track_caller]
fn compare(path: &str, expected: &str) {
    let file = root().join(path);
    if std::env::var_os("CAUSEWAY_UPDATE_GOLDENS").is_some_and(|value| value == "1") {
        fs::write(&file, expected).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let found = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
    let differs = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    assert!(
        found == expected,
        "{path} is not what the code says; CAUSEWAY_UPDATE_GOLDENS=1 writes it anew; first difference: {differs:?}"
    );
}

#[test]
fn the_page_of_host_functions_is_the_table() {
    compare("docs/src/host-functions.md", &host_functions());
}

#[test]
fn the_page_of_limits_is_the_file() {
    compare("docs/src/limits.md", &limits());
}
