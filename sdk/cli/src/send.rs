//! `causeway send`: a transaction to a contract, or coins to anyone, up to its receipt.

use alloy_json_abi::JsonAbi;
use alloy_primitives::{Address, Bytes, TxKind, utils::format_ether};
use serde_json::{Value, json};

use crate::{
    CliError, Output, SendArguments,
    arguments::MessageArguments,
    chain::{ChainError, Draft, Endpoint, Mined},
    contract, keys,
};

/// Sends and prints the receipt, events by name.
pub fn run(arguments: &SendArguments, output: Output) -> Result<(), CliError> {
    let chain = Endpoint::new(&arguments.endpoint.rpc_url)?;
    let chain_id = chain.chain_id(arguments.endpoint.chain_id)?;
    let signer = keys::signer(&arguments.signer, chain_id)?;
    let MessageArguments { address: to, method, arguments: words, abi } = &arguments.message;
    let (abi, input, what) = match method {
        Some(name) => {
            let abi = contract::abi_of(&chain, chain_id, *to, abi.as_deref())?;
            let (function, input) = contract::method(&abi, name, words)?;
            let what = function.signature();
            (abi, input, what)
        }
        None => (JsonAbi::new(), Bytes::new(), format!("sending coins to {to}")),
    };
    let transaction = &arguments.transaction;
    let draft = Draft::new(TxKind::Call(*to), input.clone(), transaction);
    let mined = signer.send(&chain, draft, transaction.wait).map_err(|error| match (method, error) {
        // An account without code takes everything.
        (None, ChainError::Refused { data: Some(_), .. }) => without_method(&chain, chain_id, *to),
        (_, error) => contract::in_words(error, &abi, what.clone()),
    })?;
    if !mined.success {
        let reason = why(&chain, arguments, &abi, &input, &mined);
        return Err(ChainError::Reverted { attempt: what, reason, hash: Some(mined.hash) }.into());
    }
    let events: Vec<(String, Value)> = mined
        .logs
        .iter()
        .map(|(address, log)| {
            let known = if address == to { contract::event(&abi, log) } else { None };
            let (text, mut json) = known.unwrap_or_else(|| {
                (format!("a log of {address}"), json!({ "topics": log.topics(), "data": log.data }))
            });
            json["address"] = json!(address.to_string());
            (text, json)
        })
        .collect();
    let mut text = format!(
        "{what} is done\nchain {chain_id}, block {}, transaction {}\ngas {}, fee {} coins, paid by {}",
        mined.block_number,
        mined.hash,
        mined.gas_used,
        format_ether(mined.fee),
        mined.from,
    );
    for (event, _) in &events {
        text.push_str(&format!("\nevent {event}"));
    }
    output.show(text, || {
        json!({
            "chainId": chain_id,
            "transactionHash": mined.hash,
            "blockNumber": mined.block_number,
            "gasUsed": mined.gas_used,
            "fee": mined.fee.to_string(),
            "from": mined.from.to_string(),
            "events": events.into_iter().map(|(_, json)| json).collect::<Value>(),
        })
    })
}

/// A contract refused a transaction that calls no method.
fn without_method(chain: &Endpoint, chain_id: u64, address: Address) -> ChainError {
    let known = contract::abi_of(chain, chain_id, address, None).map(|abi| contract::methods(&abi));
    ChainError::NoReceive { address, known: known.unwrap_or_default() }
}

/// Why a mined transaction failed. Receipts do not say: the call is asked again at its block, which may answer
/// otherwise.
fn why(chain: &Endpoint, arguments: &SendArguments, abi: &JsonAbi, input: &Bytes, mined: &Mined) -> String {
    let call = json!({ "from": mined.from.to_string(), "to": arguments.message.address, "input": input, "value": arguments.transaction.value });
    let block = format!("{:#x}", mined.block_number);
    match chain.request("eth_call", json!([call, block])) {
        Ok(_) => format!("it used {} gas; the same call succeeds with more, so raise --gas", mined.gas_used),
        Err(ChainError::Refused { message, data, .. }) => {
            data.and_then(|data| contract::revert(abi, &data)).unwrap_or(message)
        }
        Err(error) => error.to_string(),
    }
}
