//! Where a module's bytes go: by section, by crate, by function.
//!
//! Functions are named by the name section, which only the compiler's output has; what the linker merged or inlined
//! counts for the function it ended in.

use std::{collections::BTreeMap, ops::Range};

use ::compile::sections;
use interface::ABI_SECTION;
use serde_json::{Value, json};
use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload};

/// How many functions are named.
const LARGEST: usize = 5;

/// Bytes of a module by what they are for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Sizes {
    code: usize,
    data: usize,
    abi: usize,
    /// Bytes of code by crate, the largest first.
    crates: Vec<(String, usize)>,
    /// The largest functions.
    functions: Vec<(String, usize)>,
}

impl Sizes {
    /// The sizes in `module`, whose functions have their names in `linked`; empty if it does not parse.
    pub(super) fn of(linked: &[u8], module: &[u8]) -> Self {
        let abi = sections::custom(module, ABI_SECTION).map_or(0, <[u8]>::len);
        read(linked).map(|sizes| Self { abi, ..sizes }).unwrap_or_default()
    }

    /// Lines for people.
    pub(super) fn text(&self) -> String {
        let list = |parts: &[(String, usize)]| {
            parts.iter().map(|(name, size)| format!("{name} {size}")).collect::<Vec<_>>().join(", ")
        };
        let crates = self.crates.get(..self.crates.len().min(LARGEST)).unwrap_or_default();
        format!(
            "  code {} ({}), data {}, ABI {}\n  largest: {}",
            self.code,
            list(crates),
            self.data,
            self.abi,
            list(&self.functions)
        )
    }

    /// The same for scripts.
    pub(super) fn json(&self) -> Value {
        let object = |parts: &[(String, usize)]| {
            parts.iter().map(|(name, size)| json!({ "name": name, "bytes": size })).collect::<Value>()
        };
        json!({
            "code": self.code,
            "data": self.data,
            "abi": self.abi,
            "crates": object(&self.crates),
            "largest": object(&self.functions),
        })
    }
}

fn read(linked: &[u8]) -> Option<Sizes> {
    let mut sizes = Sizes::default();
    let (mut imported, mut bodies, mut names) = (0_u32, Vec::new(), BTreeMap::new());
    for payload in Parser::new(0).parse_all(linked) {
        match payload.ok()? {
            Payload::ImportSection(section) => {
                imported = u32::try_from(section.into_imports().filter(Result::is_ok).count()).ok()?;
            }
            Payload::CodeSectionStart { size, .. } => sizes.code = size as usize,
            Payload::CodeSectionEntry(body) => bodies.push(length(body.range())),
            Payload::DataSection(section) => sizes.data = length(section.range()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(reader) = section.as_known() {
                    names = function_names(reader)?;
                }
            }
            _ => {}
        }
    }
    let mut crates = BTreeMap::<String, usize>::new();
    let mut functions = Vec::new();
    for (index, size) in (imported..).zip(bodies) {
        let name = names.remove(&index).unwrap_or_else(|| format!("function {index}"));
        *crates.entry(crate_of(&name)).or_default() += size;
        functions.push((name, size));
    }
    let largest_first = |parts: &mut Vec<(String, usize)>| parts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    sizes.crates = crates.into_iter().collect();
    largest_first(&mut sizes.crates);
    largest_first(&mut functions);
    functions.truncate(LARGEST);
    sizes.functions = functions;
    Some(sizes)
}

fn length(range: Range<u64>) -> usize {
    range.end.saturating_sub(range.start) as usize
}

fn function_names(reader: NameSectionReader<'_>) -> Option<BTreeMap<u32, String>> {
    let mut names = BTreeMap::new();
    for subsection in reader {
        if let Name::Function(functions) = subsection.ok()? {
            for naming in functions {
                let naming = naming.ok()?;
                names.insert(naming.index, format!("{:#}", rustc_demangle::demangle(naming.name)));
            }
        }
    }
    Some(names)
}

/// The crate that a function's name begins with: of `<token::Token as sdk::Contract>::call` it is `token`.
fn crate_of(name: &str) -> String {
    let start = name.trim_start_matches(['<', '&', '(', '[', '*']);
    let start = ["dyn ", "mut ", "const "].iter().fold(start, |text, word| text.strip_prefix(word).unwrap_or(text));
    let end = start.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(start.len());
    match start.get(..end) {
        Some(krate) if start.get(end..).is_some_and(|rest| rest.starts_with("::")) => krate.to_owned(),
        _ => "other".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_by_crate_and_function() {
        let module = wat::parse_str(
            r#"(module (import "causeway" "read" (func)) (memory 1) (data (i32.const 0) "12345")
                (func $sdk::small (nop))
                (func $token::large (nop) (nop) (nop) (nop) (nop) (nop) (nop)))"#,
        )
        .unwrap();
        let sizes = Sizes::of(&module, &module);
        assert_eq!(sizes.functions[0].0, "token::large");
        assert_eq!(sizes.crates.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["token", "sdk"]);
        assert!(sizes.data > 5 && sizes.code > 10, "{sizes:?}");
    }

    #[test]
    fn crates_are_read_from_names() {
        for (name, krate) in [
            ("token::Token::transfer", "token"),
            ("<token::Token as sdk::contract::Contract>::call", "token"),
            ("<&mut sdk::Reader as core::fmt::Debug>::fmt", "sdk"),
            ("memcpy", "other"),
            ("function 7", "other"),
        ] {
            assert_eq!(crate_of(name), krate, "{name}");
        }
    }

    #[test]
    fn what_is_no_module_has_no_sizes() {
        assert_eq!(Sizes::of(b"hello", b"hello"), Sizes::default());
    }
}
