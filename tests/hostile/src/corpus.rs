//! The modules by name, each with what becomes of it.

mod bombs;
mod features;
mod floods;
mod interface;
mod limits;
mod malformed;
mod segments;

/// A module and what becomes of it.
#[derive(Clone, Copy, Debug)]
pub struct Hostile {
    /// What it attempts.
    pub name: &'static str,
    /// The module.
    pub module: fn() -> Vec<u8>,
    /// What becomes of it.
    pub expected: Expected,
}

/// What becomes of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It is admitted and compiles.
    Compiles,
    /// It is above the limit of this name.
    Limit(&'static str),
    /// It uses this feature.
    Feature(&'static str),
    /// It is refused with this in the text.
    Refused(&'static str),
}

macro_rules! modules {
    ($($name:ident: $module:expr => $expected:expr;)*) => {
        pub(super) const MODULES: &[crate::Hostile] = &[$(crate::Hostile {
            name: stringify!($name),
            module: || $module,
            expected: $expected,
        }),*];
    };
}
use modules;

/// Every module.
pub fn corpus() -> impl Iterator<Item = Hostile> {
    let groups = [
        bombs::MODULES,
        limits::MODULES,
        floods::MODULES,
        interface::MODULES,
        segments::MODULES,
        features::MODULES,
        malformed::MODULES,
    ];
    groups.into_iter().flatten().copied()
}

/// A module from text.
fn text(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A contract from text that lacks nothing, with `items`.
fn with(items: &str) -> Vec<u8> {
    text(&format!(
        "(module {items} (memory (export \"memory\") 1) (func (export \"deploy\")) (func (export \"call\")))"
    ))
}

/// A contract from text whose `call` has this body.
fn call(body: &str) -> Vec<u8> {
    text(&format!("(module (memory (export \"memory\") 1) (func (export \"deploy\")) (func (export \"call\") {body}))"))
}
