//! `causeway abi`: a contract's ABI in the form that the reader wants.

use std::path::Path;

use alloy_json_abi::JsonAbi;
use alloy_primitives::Address;
use serde_json::json;

use crate::{
    AbiArguments, CliError, Output, build,
    chain::Endpoint,
    contract::{self, Contract},
};

/// Prints the ABI.
pub fn run(arguments: &AbiArguments, output: Output) -> Result<(), CliError> {
    let (name, abi) = found(arguments)?;
    if arguments.solidity {
        let text = build::solidity(&name, &abi);
        output.show(&text, || json!({ "name": name, "solidity": text }))
    } else if arguments.typescript {
        let text = build::typescript(&name, &abi);
        output.show(&text, || json!({ "name": name, "typescript": text }))
    } else {
        output.show(compile::abi::lines(&abi), || json!(abi))
    }
}

/// Name and ABI. An address on chain has no name that is sure.
fn found(arguments: &AbiArguments) -> Result<(String, JsonAbi), CliError> {
    let path = Path::new(&arguments.contract);
    let address: Option<Address> = arguments.contract.strip_prefix("0x").and_then(|digits| digits.parse().ok());
    match address.filter(|_| !path.exists()) {
        Some(address) => {
            let chain = Endpoint::new(&arguments.endpoint.rpc_url)?;
            let chain_id = chain.chain_id(arguments.endpoint.chain_id)?;
            Ok(("Contract".to_owned(), contract::abi_of(&chain, chain_id, address, None)?))
        }
        None => {
            let contract = Contract::load(path)?;
            Ok((contract.name, contract.abi))
        }
    }
}
