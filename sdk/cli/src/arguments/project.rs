//! Flags of the commands about a project: making it, testing it, proving what was deployed.

use std::path::PathBuf;

use alloy_primitives::Address;
use clap::Args;

use super::chain::{EndpointArguments, address};

/// Flags of `causeway new`.
#[derive(Args, Debug)]
pub struct NewArguments {
    /// The folder to make; its last part is the project's name
    #[arg(value_name = "NAME", required_unless_present = "list")]
    pub path: Option<PathBuf>,

    /// The contract to start from [default: counter]
    #[arg(long, value_name = "TEMPLATE")]
    pub template: Option<String>,

    /// Print the names of all templates and make nothing
    #[arg(long, conflicts_with_all = ["path", "template"])]
    pub list: bool,
}

/// Flags of `causeway test`.
#[derive(Args, Debug)]
pub struct TestArguments {
    /// The contract crate
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,

    /// Run the tests on the Wasm engine too; its first build takes minutes
    #[arg(long)]
    pub vm: bool,

    /// Run the tests against the development chain at this URL too, `causeway dev` for example, which is put back after
    /// each
    #[arg(long, visible_alias = "rpc-url", value_name = "URL")]
    pub rpc: Option<String>,

    /// For the test programs, such as a part of the tests' names
    #[arg(last = true, value_name = "ARG")]
    pub arguments: Vec<String>,
}

/// Flags of `causeway verify`.
#[derive(Args, Debug)]
pub struct VerifyArguments {
    /// The contract on chain
    #[arg(value_name = "ADDRESS", value_parser = address)]
    pub address: Address,

    /// The contract crate that it should be
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,

    #[command(flatten)]
    pub(crate) endpoint: EndpointArguments,
}
