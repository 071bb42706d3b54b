//! `causeway deploy`: from a crate or an artifact to a contract on a chain.

use alloy_primitives::{TxKind, utils::format_ether};
use serde_json::json;

use crate::{
    CliError, DeployArguments, Output,
    chain::{ChainError, Draft, Endpoint},
    contract::{self, Contract},
    keys,
};

/// Deploys and prints where, for how much.
pub fn run(arguments: &DeployArguments, output: Output) -> Result<(), CliError> {
    let chain = Endpoint::new(&arguments.endpoint.rpc_url)?;
    let chain_id = chain.chain_id(arguments.endpoint.chain_id)?;
    let signer = keys::signer(&arguments.signer, chain_id)?;
    let contract = Contract::load(&arguments.path)?;
    let constructor = contract::constructor_data(&contract.abi, &arguments.arguments)?;
    let transaction = &arguments.transaction;
    let input = [&contract.container[..], &constructor].concat();
    let draft = Draft::new(TxKind::Create, input.into(), transaction);
    let attempt = || format!("deploying {}", contract.name);
    let mined = signer
        .send(&chain, draft, transaction.wait)
        .map_err(|error| contract::in_words(error, &contract.abi, attempt()))?;
    let Some(address) = mined.created.filter(|_| mined.success) else {
        let reason = "its constructor failed or ran out of gas".to_owned();
        return Err(ChainError::Reverted { attempt: attempt(), reason, hash: Some(mined.hash) }.into());
    };
    let text = format!(
        "{} is at {address}\nchain {chain_id}, block {}, transaction {}\ngas {}, fee {} coins, paid by {}",
        contract.name,
        mined.block_number,
        mined.hash,
        mined.gas_used,
        format_ether(mined.fee),
        mined.from,
    );
    output.show(text, || {
        json!({
            "contract": contract.name,
            "address": address.to_string(),
            "chainId": chain_id,
            "transactionHash": mined.hash,
            "blockNumber": mined.block_number,
            "gasUsed": mined.gas_used,
            "fee": mined.fee.to_string(),
            "from": mined.from.to_string(),
            "bytes": contract.container.len(),
        })
    })
}
