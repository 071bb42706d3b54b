//! `causeway call`: what a method would answer, without a transaction.

use alloy_dyn_abi::FunctionExt;
use alloy_json_abi::{Function, Param};
use alloy_primitives::Bytes;
use serde_json::{Value, json};

use crate::{
    CallArguments, CliError, Output,
    arguments::MessageArguments,
    chain::{ChainError, Endpoint},
    contract::{self, InputError},
    keys,
};

/// Asks and prints the answer, a line for each output.
pub fn run(arguments: &CallArguments, output: Output) -> Result<(), CliError> {
    let chain = Endpoint::new(&arguments.endpoint.rpc_url)?;
    let chain_id = chain.chain_id(arguments.endpoint.chain_id)?;
    let from = keys::query_sender(arguments.from.as_deref(), chain_id)?;
    let MessageArguments { address, method, arguments: words, abi } = &arguments.message;
    let abi = contract::abi_of(&chain, chain_id, *address, abi.as_deref())?;
    let Some(name) = method else {
        return Err(InputError::NoMethod { known: contract::methods(&abi) }.into());
    };
    let (function, input) = contract::method(&abi, name, words)?;
    let mut call = json!({ "to": address, "input": input, "value": arguments.value });
    if let Some(from) = from {
        call["from"] = json!(from);
    }
    let answer: Bytes = chain
        .ask("eth_call", json!([call, arguments.block]))
        .map_err(|error| contract::in_words(error, &abi, function.signature()))?;
    let values =
        function.abi_decode_output(&answer).map_err(|error| unreadable(arguments, function, &answer, error))?;
    let outputs: Vec<(&Param, _)> = function.outputs.iter().zip(&values).collect();
    let text: Vec<String> = outputs.iter().map(|(output, value)| contract::text_of(value, output)).collect();
    output.show(text.join("\n"), || {
        let values: Value = outputs.iter().map(|(output, value)| contract::json_of(value, output)).collect();
        json!({ "method": function.signature(), "outputs": values })
    })
}

/// The answer is none of the method: the ABI, given by a file, is not the contract's, or no contract was there yet.
fn unreadable(arguments: &CallArguments, function: &Function, answer: &Bytes, error: alloy_dyn_abi::Error) -> CliError {
    let reason = if answer.is_empty() { "it is empty".to_owned() } else { error.to_string() };
    let (address, block) = (arguments.message.address, arguments.block.clone());
    ChainError::Unreadable { address, method: function.signature(), block, reason }.into()
}
