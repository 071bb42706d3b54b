//! Every class of work that the schedule prices, each as a program that does little else.

mod control;
mod crypto;
mod finds;
mod frames;
mod host;
mod memory;
mod operators;

use serde::Serialize;

pub(crate) use self::memory::ring;
use crate::program::Program;

/// Which part of the schedule prices a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Operators on values.
    Operators,
    /// Branches, calls within a module, locals and globals.
    Control,
    /// Loads, stores, bulk operations and growth.
    Memory,
    /// Host functions.
    Host,
    /// Instances, calls and creations of contracts.
    Frames,
    /// Whole transactions with their share of root and commit.
    Blocks,
    /// What the search found.
    Finds,
}

impl std::fmt::Display for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Operators => "operators",
            Self::Control => "control",
            Self::Memory => "memory",
            Self::Host => "host",
            Self::Frames => "frames",
            Self::Blocks => "blocks",
            Self::Finds => "finds",
        })
    }
}

/// A class of work.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) group: Group,
    /// What it does, for people; unique.
    pub(crate) name: String,
    pub(crate) program: Program,
    /// What its function returns each time, where that shows that it worked.
    pub(crate) returns: Option<u32>,
}

impl Class {
    pub(crate) fn new(group: Group, name: impl Into<String>, program: Program) -> Self {
        Self { group, name: name.into(), program, returns: None }
    }
}

/// Every class that is a program.
pub(crate) fn all() -> Vec<Class> {
    let parts =
        [operators::classes, control::classes, memory::classes, host::classes, crypto::classes, frames::classes];
    parts.into_iter().flat_map(|part| part()).chain(finds::classes()).collect()
}

#[cfg(test)]
mod tests;

/// `count` bytes without a pattern, the same on every machine.
fn random_bytes(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .collect()
}
