//! What the `causeway` command does: starts a dev chain, builds contracts, checks modules, measures
//! the machine.
//!
//! Everything printed here is for people, but for three promises to scripts: the exit codes ([`CliError::exit_code`]),
//! the lines `RPC` and `WebSocket` of the dev chain's banner, and the files of [`build`]. How a node works is the
//! node's matter, what a module may contain the VM's.

mod arguments;
pub mod build;
pub mod calibrate;
pub mod check;
pub mod dev;
mod error;

pub use arguments::{
    BuildArguments, COMPILE_WORKER, CalibrateArguments, CheckArguments, Command, CommandLine, DevArguments,
};
pub use error::CliError;
