//! Why a command failed, and with which exit code.

use std::{fmt, io, path::PathBuf, process::ExitStatus};

use ::calibrate::CalibrateError;
use node::{DbError, NodeError};

use crate::{chain::ChainError, contract::InputError, keys::KeyError, new::NewError, verify::Difference};

/// Why a command failed, one cause per variant.
#[derive(Debug)]
pub enum CliError {
    /// Neither `--data-dir` nor a home directory says where to keep the chain.
    NoHome,
    /// The data directory could not be erased for `--fresh`.
    Erase(DbError),
    /// The node did not start, or failed later.
    Node(NodeError),
    /// The operating system gave no thread or no signal handler.
    Runtime(io::Error),
    /// The path of a contract is not a folder with a `Cargo.toml`.
    ContractMissing {
        /// The path given.
        path: PathBuf,
    },
    /// Cargo does not understand the contract's manifest.
    ContractManifest {
        /// The manifest.
        path: PathBuf,
        /// Cargo's words, or what is missing in them.
        reason: String,
    },
    /// Cargo or rustc could not be started.
    ToolMissing {
        /// The program.
        program: String,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The Rust toolchain has no standard library for Wasm.
    WasmTargetMissing {
        /// The toolchain's folder.
        sysroot: PathBuf,
    },
    /// Cargo ran and failed. It has told why.
    CargoFailed {
        /// The contract's package.
        package: String,
        /// How cargo ended.
        status: ExitStatus,
    },
    /// Tests failed, or did not build. Cargo has told why.
    TestsFailed {
        /// The contract's package.
        package: String,
        /// How many failed; 0 if they did not build.
        failed: u64,
        /// How cargo ended.
        status: ExitStatus,
    },
    /// No project was made.
    New(NewError),
    /// A rebuild is not the code on chain.
    Difference(Difference),
    /// Cargo succeeded without naming a Wasm file.
    ModuleMissing {
        /// The contract's package.
        package: String,
    },
    /// The module carries no ABI.
    AbiMissing {
        /// The contract's package.
        package: String,
    },
    /// The module's ABI does not read as one.
    AbiInvalid {
        /// The contract's package.
        package: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file holds nothing that can be checked.
    NotAContract {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The file holds no ABI.
    NotAnAbi {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The node would not accept the module.
    Refused {
        /// The package or file.
        name: String,
        /// The first reason.
        refusal: vm::Refusal,
    },
    /// A process that compiles contracts lost the node that started it.
    Worker(io::Error),
    /// The VM could not be asked.
    Engine(vm::NodeError),
    /// The machine could not be measured.
    Calibrate(CalibrateError),
    /// The machine was measured, and a class of work takes too long for its gas.
    NotSound {
        /// The worst class.
        class: String,
        /// Its time per gas, as a multiple of the reference's.
        ratio: f64,
    },
    /// The chain did not do what was asked.
    Chain(ChainError),
    /// Words of the command line are no call of the contract.
    Input(InputError),
    /// There is no key to sign with.
    Key(KeyError),
    /// A file could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// A file could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}

impl CliError {
    /// The exit code, as the help text lists them. 2 is clap's, for a wrong command line.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoHome => 2,
            Self::Node(NodeError::AddressInUse { .. }) => 3,
            Self::Erase(_)
            | Self::Node(
                NodeError::GenesisMismatch { .. }
                | NodeError::Database(
                    DbError::Locked { .. }
                    | DbError::NotADatabase { .. }
                    | DbError::Format { .. }
                    | DbError::FormatFileDamaged { .. }
                    | DbError::ChainId { .. }
                    | DbError::MixedDirectory { .. },
                ),
            ) => 4,
            Self::Node(NodeError::BlockTimeRange { .. }) => 2,
            Self::ToolMissing { .. } | Self::WasmTargetMissing { .. } => 5,
            Self::ContractMissing { .. }
            | Self::ContractManifest { .. }
            | Self::AbiMissing { .. }
            | Self::AbiInvalid { .. }
            | Self::NotAContract { .. }
            | Self::NotAnAbi { .. }
            | Self::Refused { .. } => 6,
            Self::NotSound { .. } => 7,
            Self::Chain(error) => error.exit_code(),
            Self::Input(_) | Self::New(_) => 2,
            Self::Difference(_) => 11,
            Self::Key(_) => 10,
            Self::Node(_)
            | Self::Calibrate(_)
            | Self::Runtime(_)
            | Self::CargoFailed { .. }
            | Self::TestsFailed { .. }
            | Self::ModuleMissing { .. }
            | Self::Worker(_)
            | Self::Engine(_)
            | Self::Read { .. }
            | Self::Write { .. } => 1,
        }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHome => {
                write!(
                    f,
                    "neither XDG_DATA_HOME nor HOME is set: say where to keep things with --data-dir or --keys-dir"
                )
            }
            Self::Erase(error) => write!(f, "--fresh: {error}"),
            Self::Node(error) => error.fmt(f),
            Self::Runtime(error) => write!(f, "the operating system gives no thread or signal handler: {error}"),
            Self::ContractMissing { path } => write!(
                f,
                "{} is not a contract: expected a folder with a Cargo.toml, such as contracts/token",
                path.display()
            ),
            Self::ContractManifest { path, reason } => write!(f, "{}: {reason}", path.display()),
            Self::ToolMissing { program, source } => write!(
                f,
                "{program} cannot be started: {source}; install Rust with rustup, or add ~/.cargo/bin to PATH"
            ),
            Self::WasmTargetMissing { sysroot } => write!(
                f,
                "the Rust toolchain in {} cannot build Wasm: run `rustup target add wasm32-unknown-unknown`",
                sysroot.display()
            ),
            Self::CargoFailed { package, status } => {
                write!(f, "{package} was not built: cargo ended with {status}; its messages are above")
            }
            Self::TestsFailed { package, failed: 0, status } => {
                write!(f, "{package}: the tests did not run: cargo ended with {status}; its messages are above")
            }
            Self::TestsFailed { package, failed: 1, .. } => write!(f, "{package}: 1 test failed; it is named above"),
            Self::TestsFailed { package, failed, .. } => {
                write!(f, "{package}: {failed} tests failed; they are named above")
            }
            Self::New(error) => error.fmt(f),
            Self::Difference(error) => error.fmt(f),
            Self::ModuleMissing { package } => {
                write!(
                    f,
                    "{package}: cargo succeeded but named no Wasm file; is the profile's strip or crate type overridden?"
                )
            }
            Self::AbiMissing { package } => write!(
                f,
                "{package}: the module has no section causeway.abi: expected one #[contract] in the crate being built"
            ),
            Self::AbiInvalid { package, reason } => {
                write!(
                    f,
                    "{package}: section causeway.abi is not an ABI in lines of Solidity: {reason}; use the `sdk` of this release"
                )
            }
            Self::NotAContract { path, reason } => write!(
                f,
                "{}: {reason}; expected a .wasm module, a container, or an artifact in JSON that `causeway build` wrote",
                path.display()
            ),
            Self::NotAnAbi { path, reason } => write!(
                f,
                "{} holds no ABI: {reason}; expected an artifact, a JSON array, or lines of Solidity",
                path.display()
            ),
            Self::Refused { name, refusal } => write!(f, "{name}: {refusal}"),
            Self::Worker(error) => write!(f, "compiling for a node: {error}"),
            Self::Engine(error) => write!(f, "the VM cannot be asked: {error}"),
            Self::Calibrate(error) => error.fmt(f),
            Self::NotSound { class, ratio } => write!(
                f,
                "`{class}` takes {ratio:.2} times what its gas says; measure again on an idle machine, and do not produce \
                 blocks on it if that stays"
            ),
            Self::Chain(error) => error.fmt(f),
            Self::Input(error) => error.fmt(f),
            Self::Key(error) => error.fmt(f),
            Self::Read { path, source } => write!(f, "cannot read {}: {source}", path.display()),
            Self::Write { path, source } => write!(f, "cannot write {}: {source}", path.display()),
        }
    }
}

impl std::error::Error for CliError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Erase(error) => Some(error),
            Self::Node(error) => Some(error),
            Self::Runtime(error) => Some(error),
            Self::ToolMissing { source, .. } | Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            Self::Refused { refusal, .. } => Some(refusal),
            Self::Engine(error) => Some(error),
            Self::Calibrate(error) => Some(error),
            Self::Chain(error) => Some(error),
            Self::Input(error) => Some(error),
            Self::Key(error) => Some(error),
            Self::New(error) => Some(error),
            Self::Difference(error) => Some(error),
            _ => None,
        }
    }
}

impl From<NodeError> for CliError {
    fn from(error: NodeError) -> Self {
        Self::Node(error)
    }
}

impl From<ChainError> for CliError {
    fn from(error: ChainError) -> Self {
        Self::Chain(error)
    }
}

impl From<InputError> for CliError {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl From<KeyError> for CliError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl From<NewError> for CliError {
    fn from(error: NewError) -> Self {
        Self::New(error)
    }
}

impl From<Difference> for CliError {
    fn from(error: Difference) -> Self {
        Self::Difference(error)
    }
}
