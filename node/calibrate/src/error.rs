//! Why a calibration could not be finished.

use std::{fmt, io, path::PathBuf};

use db::DbError;

/// Why a calibration could not be finished. None of it is a verdict on the machine.
#[derive(Debug)]
pub enum CalibrateError {
    /// The folder for measurements could not be made, used or removed.
    Folder {
        /// The folder.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The scratch database failed.
    Database(DbError),
    /// The engine failed.
    Engine(vm::NodeError),
    /// No class has the name that was asked for.
    NoSuchClass {
        /// What was asked for.
        wanted: String,
    },
    /// A generated program was not run as it should: an error in this program.
    Program {
        /// The class.
        name: String,
        /// What happened.
        reason: String,
    },
}

impl fmt::Display for CalibrateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder { path, source } => {
                write!(f, "cannot measure in {}: {source}; name another folder with --data-dir", path.display())
            }
            Self::Database(error) => write!(f, "the database for measurements failed: {error}"),
            Self::Engine(error) => write!(f, "the VM failed: {error}"),
            Self::NoSuchClass { wanted } => {
                write!(f, "no class has `{wanted}` in its name; `causeway calibrate --list` names them")
            }
            Self::Program { name, reason } => write!(f, "class {name} cannot be measured: {reason}"),
        }
    }
}

impl std::error::Error for CalibrateError {}

impl From<DbError> for CalibrateError {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

impl From<vm::NodeError> for CalibrateError {
    fn from(error: vm::NodeError) -> Self {
        Self::Engine(error)
    }
}
