//! The executor by its public door, on contracts written in the text format of Wasm.
#![allow(missing_docs, reason = "tests")]

mod calls;
mod creation;
mod faults;
mod invalid;
mod money;
mod prices;
mod random;
mod reentry;
mod script;
mod simulation;
mod support;
