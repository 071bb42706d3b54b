//! The command line: commands, flags, defaults and their help texts.

mod chain;
mod keys;
mod project;

use std::{net::IpAddr, path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

pub use chain::{AbiArguments, CallArguments, DeployArguments, SendArguments};
pub(crate) use chain::{MessageArguments, SignerArguments, TransactionArguments, checked_address};
pub use keys::KeysCommand;
pub(crate) use keys::{ImportArguments, KeyArguments, NamedKeyArguments, NewKeyArguments};
pub use project::{NewArguments, TestArguments, VerifyArguments};

const EXIT_CODES: &str = "\
Exit codes:
  0  done; a dev chain: stopped by Ctrl-C or SIGTERM
  1  a file could not be read or written, cargo or a test failed, or the node failed
  2  the command line is wrong, or an argument does not fit the contract's ABI; no project can be made of it
  3  the address or port is in use
  4  the data directory was refused: locked, of another chain or format, or not a data directory
  5  something to build with is missing: cargo, or the Rust target wasm32-unknown-unknown
  6  the contract was refused: not found, no library, no ABI, or a module that the node would not accept
  7  this machine is not sound for the gas schedule: a class of work takes more than twice what its gas says
  8  no chain answers at the URL, or it is another one than expected
  9  the chain or a contract refused: no funds, a revert, a transaction that is not mined
  10 there is no key to sign with: unknown account, wrong password, damaged file
  11 what is on chain does not match: no contract there, or one with another ABI or source";

/// The command by which the node starts a process that compiles contracts. It is not for people.
pub const COMPILE_WORKER: &str = "compile-worker";

/// Smart contracts in Rust on a chain that speaks Ethereum's JSON-RPC.
#[derive(Debug, Parser)]
#[command(name = "causeway", version, after_help = EXIT_CODES)]
pub struct CommandLine {
    /// Print the result as JSON on standard output, an error as JSON on standard error
    #[arg(long, global = true)]
    pub json: bool,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a project from a template: contract, tests, and the SDK's source
    #[command(after_help = EXIT_CODES)]
    New(NewArguments),
    /// Start a development chain: instant blocks, ten funded accounts, state kept on disk
    #[command(after_help = EXIT_CODES)]
    Dev(DevArguments),
    /// Build contracts into Wasm, JSON artifact, Solidity interface and TypeScript ABI
    #[command(after_help = EXIT_CODES)]
    Build(BuildArguments),
    /// Run a contract's tests
    #[command(after_help = EXIT_CODES)]
    Test(TestArguments),
    /// Tell whether the node would accept a contract: a .wasm module, a container, or an artifact in JSON
    #[command(after_help = EXIT_CODES)]
    Check(CheckArguments),
    /// Measure this machine against the gas schedule: its speed, each class of work, the disk
    #[command(after_help = EXIT_CODES)]
    Calibrate(CalibrateArguments),
    /// Deploy a contract: a crate, which is built first, an artifact in JSON, or a .wasm module
    #[command(after_help = EXIT_CODES)]
    Deploy(DeployArguments),
    /// Ask a contract without a transaction; its ABI is taken from the chain
    #[command(after_help = EXIT_CODES)]
    Call(CallArguments),
    /// Send a transaction to a contract, or coins to anyone, and wait for its block
    #[command(after_help = EXIT_CODES)]
    Send(SendArguments),
    /// Rebuild a contract and compare it with the code on chain
    #[command(after_help = EXIT_CODES)]
    Verify(VerifyArguments),
    /// Print the ABI of a contract: of a crate, an artifact, a module, or code on chain
    #[command(after_help = EXIT_CODES)]
    Abi(AbiArguments),
    /// Make, import, list and export the keys that sign
    #[command(after_help = EXIT_CODES, subcommand)]
    Keys(KeysCommand),
    /// Print the script that completes this command in a shell
    #[command(after_help = "For bash: causeway completions bash > ~/.local/share/bash-completion/completions/causeway")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Compile contracts for the node that started this process
    #[command(hide = true, name = COMPILE_WORKER)]
    CompileWorker,
}

/// Flags of `causeway dev`.
#[derive(Args, Debug)]
pub struct DevArguments {
    /// Port of JSON-RPC, HTTP and WebSocket alike; 0 takes a free one
    #[arg(long, default_value_t = 8545, env = "CAUSEWAY_PORT")]
    pub port: u16,

    /// Address to listen on; any but a loopback address lets others use the funded accounts
    #[arg(long, default_value = "127.0.0.1", env = "CAUSEWAY_HOST")]
    pub host: IpAddr,

    /// Where the chain is kept [default: causeway/dev in $XDG_DATA_HOME or ~/.local/share]
    #[arg(long, value_name = "DIR", env = "CAUSEWAY_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// Delete the kept chain first; refused for a directory that holds anything else
    #[arg(long)]
    pub fresh: bool,

    /// Seconds between blocks, such as 2 or 0.5; without it each transaction gets a block at once
    #[arg(long, value_name = "SECONDS", value_parser = seconds, env = "CAUSEWAY_BLOCK_TIME")]
    pub block_time: Option<Duration>,
}

/// Flags of `causeway build`.
#[derive(Args, Debug)]
pub struct BuildArguments {
    /// Contract crates: folders with a Cargo.toml, such as contracts/token
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// Where the artifacts go, one folder for each contract [default: target/contracts of the contract's workspace]
    #[arg(long, value_name = "DIR")]
    pub out_dir: Option<PathBuf>,
}

/// Flags of `causeway check`.
#[derive(Args, Debug)]
pub struct CheckArguments {
    /// A .wasm module, a container (binary or hexadecimal), or an artifact in JSON
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Flags of `causeway calibrate`.
#[derive(Args, Debug)]
pub struct CalibrateArguments {
    /// Measure for seconds instead of a minute; figures are less sure
    #[arg(long)]
    pub quick: bool,

    /// Only classes whose name contains this text, or of the group of this name
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,

    /// A folder on the disk to measure; a folder inside it is made and removed [default: beside the dev chain]
    #[arg(long, value_name = "DIR", env = "CAUSEWAY_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// Print the schedule and the report as the page of the documentation
    #[arg(long)]
    pub markdown: bool,

    /// Hunt that many seconds for the program that takes the most time for its gas, instead of measuring classes
    #[arg(long, value_name = "SECONDS")]
    pub search: Option<u64>,

    /// The number that the hunt's chances follow from
    #[arg(long, default_value_t = 1, requires = "search")]
    pub seed: u64,

    /// Print the names of all classes and measure nothing
    #[arg(long)]
    pub list: bool,
}

/// Reads a number of seconds. Which ones the node accepts is for the node to say.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("expected a number of seconds, found `{text}`"))?;
    Duration::try_from_secs_f64(seconds).map_err(|error| format!("expected a number of seconds: {error}"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn block_time_may_be_a_fraction() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
    }

    #[test]
    fn block_time_that_is_no_number_is_refused() {
        for text in ["", "fast", "-1", "nan", "1e400"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn build_without_a_path_is_of_this_folder() {
        let line = CommandLine::try_parse_from(["causeway", "build"]).unwrap();
        assert!(matches!(line.command, Command::Build(arguments) if arguments.paths == [PathBuf::from(".")]));
    }
}
