//! Modules that an attacker would deploy, made by code.
//!
//! [`FAMILIES`] are the ways in which a small module asks for much work, each with numbers to turn: what the limits of
//! admission must hold together, whatever the numbers. [`corpus`] is a list of modules by name, each with what becomes
//! of it.

mod builder;
mod corpus;
mod families;
mod shapes;
mod soup;

pub use builder::{Builder, section};
pub use corpus::{Expected, Hostile, corpus};
pub use families::{FAMILIES, Family};
pub use soup::Random;
