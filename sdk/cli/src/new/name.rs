//! What a project may be called: what cargo takes for a package, Rust for a crate, and what no crate in the project is
//! called already.
//!
//! Two packages of one name are no error to cargo until one of them is asked for, as every command here does.

use super::{NewError, bundle};

/// Words of Rust, and crates that every Rust program may name.
const WORDS: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "core",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc_macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// The longest name; registries take no longer one.
const LONGEST: usize = 64;

/// Refuses a name that the project could not be built under. `contracts` are those that the template uses.
pub(super) fn check(name: &str, contracts: &[String]) -> Result<(), NewError> {
    let invalid = |reason: &str| Err(NewError::Name { name: name.to_owned(), reason: reason.to_owned() });
    if name.is_empty() {
        return invalid("it is empty");
    }
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return invalid("it has to begin with a small letter, a to z");
    }
    if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_') {
        return invalid("it may have small letters, digits, hyphens and underscores only");
    }
    if name.len() > LONGEST {
        return invalid(&format!("it has {} letters, at most {LONGEST} are possible", name.len()));
    }
    let word = name.replace('-', "_");
    if WORDS.contains(&word.as_str()) {
        return invalid("it is a word of Rust, or one of its own crates");
    }
    let carried = contracts.iter().any(|path| path.rsplit('/').next() == Some(name));
    if carried || bundle::crates().any(|taken| taken.replace('-', "_") == word) {
        return invalid("a crate that the project uses has this name");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str) -> String {
        match check(name, &["contracts/token".to_owned()]) {
            Err(error) => error.to_string(),
            Ok(()) => panic!("{name} is admitted"),
        }
    }

    #[test]
    fn name_that_cargo_would_refuse_is_refused() {
        for (name, reason) in [
            ("", "it is empty"),
            ("1st", "begin with a small letter"),
            ("_x", "begin with a small letter"),
            ("My-Coin", "begin with a small letter"),
            ("myCoin", "small letters, digits"),
            ("a b", "small letters, digits"),
            ("na\u{ef}ve", "small letters, digits"),
            (&"x".repeat(65), "65 letters, at most 64"),
        ] {
            assert!(refused(name).contains(reason), "{name}: {}", refused(name));
        }
        assert!(check("my-coin_2", &[]).is_ok());
    }

    #[test]
    fn word_of_rust_is_refused() {
        for name in ["fn", "core", "proc-macro", "yield"] {
            assert!(refused(name).contains("word of Rust"), "{name}");
        }
    }

    #[test]
    fn name_of_a_crate_that_the_project_uses_is_refused() {
        for name in ["sdk", "testing", "vm", "serde", "proptest", "sdk-macros", "token"] {
            let known = bundle::crates().any(|taken| taken == name) || name == "token";
            assert!(!known || refused(name).contains("a crate that the project uses"), "{name}");
        }
        // The library's name of `parity-scale-codec` in a crate is the same with an underscore.
        assert!(refused("parity_scale_codec").contains("a crate that the project uses"));
        // A reference contract's name is free where its crate is not carried.
        assert!(check("token", &[]).is_ok());
    }
}
