//! What the compiler tells authors of wrong contracts: the line and the cure.
//!
//! Each file in `ui` is a wrong contract, with the compiler's words beside it. After a change of the words
//! `TRYBUILD=overwrite cargo test --release -p sdk --test ui` writes them anew.

#[test]
fn wrong_contracts_are_refused_with_line_and_cure() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
