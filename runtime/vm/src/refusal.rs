//! Why a module may not be deployed.
//!
//! A refusal is the sender's mistake, found before any compilation. It is for people: consensus sees only that the
//! module is refused. Offsets count bytes from the start of the module.

use std::fmt;

/// One cause, with the place and the numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A number of the module's shape is above its limit.
    Limit {
        /// What is counted, with its unit.
        what: &'static str,
        /// What the module has.
        found: u64,
        /// The most it may have.
        limit: u64,
        /// Where.
        place: Place,
    },
    /// The module uses a part of Wasm that contracts may not use.
    Feature {
        /// The feature's name.
        feature: &'static str,
        /// The construct that belongs to it.
        construct: &'static str,
        /// Where.
        place: Place,
    },
    /// The import is not a function of the interface.
    UnknownImport {
        /// Module name of the import.
        module: String,
        /// Name of the import.
        name: String,
        /// Where.
        place: Place,
    },
    /// The import is a function of the interface with another type.
    ImportType {
        /// Name of the import.
        name: String,
        /// The interface's type.
        expected: String,
        /// The module's type.
        found: String,
        /// Where.
        place: Place,
    },
    /// A demanded export is missing.
    MissingExport {
        /// Its name.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A demanded export is of another kind or type.
    ExportType {
        /// Its name.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// A data or element segment does not fit the memory or table it initialises.
    SegmentOutOfBounds {
        /// `data segment` or `element segment`.
        segment: &'static str,
        /// Index of the segment.
        index: u32,
        /// End of the segment in bytes or entries.
        end: u64,
        /// Size of the memory in bytes or of the table in entries.
        size: u64,
    },
    /// The bytes are not a valid module.
    Malformed {
        /// What the parser says.
        message: String,
        /// Where.
        place: Place,
    },
}

/// Where in a module something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes from the start of the module.
    pub offset: u64,
    /// Index of the function, imports counted, if it stands in a body.
    pub function: Option<u32>,
}

impl Place {
    /// A place outside any function body.
    pub(crate) const fn at(offset: u64) -> Self {
        Self { offset, function: None }
    }

    /// A place in the body of `function`.
    pub(crate) const fn inside(function: u32, offset: u64) -> Self {
        Self { offset, function: Some(function) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.function {
            Some(function) => write!(f, "function {function}, offset {:#x}", self.offset),
            None => write!(f, "offset {:#x}", self.offset),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit { what, found, limit, place } => {
                write!(f, "module refused: {what}: found {found}, at most {limit} are allowed ({place})")
            }
            Self::Feature { feature, construct, place } => {
                write!(f, "module refused: contracts may not use {feature}: found {construct} ({place})")
            }
            Self::UnknownImport { module, name, place } => write!(
                f,
                "module refused: import {module:?} {name:?} is not a function of the interface: only functions of \
                 module {:?} may be imported ({place})",
                interface::IMPORT_MODULE
            ),
            Self::ImportType { name, expected, found, place } => {
                write!(f, "module refused: import {name:?}: expected type {expected}, found {found} ({place})")
            }
            Self::MissingExport { name, expected } => {
                write!(f, "module refused: export {name:?} is missing: expected {expected}")
            }
            Self::ExportType { name, expected, found } => {
                write!(f, "module refused: export {name:?}: expected {expected}, found {found}")
            }
            Self::SegmentOutOfBounds { segment, index, end, size } => write!(
                f,
                "module refused: {segment} {index} ends at {end}, but what it initialises has a size of {size}"
            ),
            Self::Malformed { message, place } => write!(f, "module refused: not valid Wasm: {message} ({place})"),
        }
    }
}

impl std::error::Error for Refusal {}
