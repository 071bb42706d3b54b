//! Contracts for tests: the text around the part that a test is about.

use std::fmt::Write;

/// Declares an import for every function of the interface.
fn imports() -> String {
    macro_rules! declare {
        ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ident),*) $(-> $result:ident)?, $base:literal, $per_byte:literal;)*) => {
            &[$((stringify!($name), &[$(stringify!($ty)),*] as &[&str], &[$(stringify!($result))?] as &[&str])),*]
        };
    }
    let rows: &[(&str, &[&str], &[&str])] = interface::host_functions!(declare);
    let mut text = String::new();
    for (name, params, results) in rows {
        let list = |types: &[&str]| types.iter().map(|ty| ty.replace('u', "i")).collect::<Vec<_>>().join(" ");
        let (params, results) = (list(params), list(results));
        writeln!(text, "(import \"causeway\" \"{name}\" (func ${name} (param {params}) (result {results})))")
            .expect("writing to a string succeeds");
    }
    text
}

/// A module with every import, one page of memory, an empty `deploy`, and `items`.
pub(crate) fn module(items: &str) -> Vec<u8> {
    let text = format!("(module {} (memory (export \"memory\") 1) (func (export \"deploy\")) {items})", imports());
    parse(&text)
}

/// A contract whose `call` has this body.
pub(crate) fn call(body: &str) -> Vec<u8> {
    module(&format!("(func (export \"call\") {body})"))
}

/// A contract whose `call` finishes with the i64 that the function `$f` of `items` returns.
pub(crate) fn answering(items: &str) -> Vec<u8> {
    module(&format!(
        "{items} (func (export \"call\") (i64.store (i32.const 0) (call $f)) (call $finish (i32.const 0) (i32.const 8)))"
    ))
}

/// A module without imports: `(memory)`, `deploy` and `call` are there, `items` are not.
pub(crate) fn bare(items: &str) -> Vec<u8> {
    parse(&format!(
        "(module {items} (memory (export \"memory\") 1) (func (export \"deploy\")) (func (export \"call\")))"
    ))
}

/// The bytes of a text module.
pub(crate) fn parse(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}
