//! What the `causeway` command does: makes projects, builds, tests, checks, deploys, calls and verifies contracts, starts a
//! dev chain, keeps keys, measures the machine.
//!
//! Everything printed here is for people, but for these promises to scripts: the exit codes ([`CliError::exit_code`]),
//! the lines `RPC` and `WebSocket` of the dev chain's banner, the files of [`build`], and what `--json` prints. How a node
//! works is the node's matter, what a module may contain the VM's.

pub mod abi;
mod arguments;
pub mod build;
pub mod calibrate;
pub mod call;
mod chain;
pub mod check;
mod contract;
mod data_folder;
pub mod deploy;
pub mod dev;
mod error;
pub mod keys;
mod nearest;
pub mod new;
mod output;
mod progress;
pub mod send;
pub mod test;
pub mod verify;

pub use arguments::{
    AbiArguments, BuildArguments, COMPILE_WORKER, CalibrateArguments, CallArguments, CheckArguments, Command,
    CommandLine, DeployArguments, DevArguments, KeysCommand, NewArguments, SendArguments, TestArguments,
    VerifyArguments,
};
pub use chain::ChainError;
pub use contract::InputError;
pub use error::CliError;
pub use keys::KeyError;
pub use output::{Output, print};
