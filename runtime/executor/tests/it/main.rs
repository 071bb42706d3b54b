//! The executor by its public door, on contracts written in the text format of Wasm.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

mod bugs;
mod calls;
mod code_cache;
mod codes;
mod creation;
mod endings;
mod faults;
mod invalid;
mod money;
mod prices;
mod random;
mod reentry;
mod script;
mod simulation;
mod support;
mod transient;
mod upgrade;
