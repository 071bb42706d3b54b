//! Contracts from outside: where their ABI comes from, how arguments are read, how results, errors and events are shown.

mod argument;
mod input;
mod names;
mod onchain;
mod source;
mod values;

use std::path::Path;

use alloy_json_abi::JsonAbi;
use alloy_primitives::Address;

pub use input::InputError;

pub(crate) use input::{constructor_data, method, methods};
pub(crate) use names::{event, revert};
pub(crate) use source::Contract;
pub(crate) use values::{json_of, text_of};

use crate::{
    CliError,
    chain::{ChainError, Endpoint},
};

/// The ABI of the contract at `address`, held against the one in `file` if there is one.
pub(crate) fn abi_of(
    chain: &Endpoint,
    chain_id: u64,
    address: Address,
    file: Option<&Path>,
) -> Result<JsonAbi, CliError> {
    let file =
        file.map(|path| Ok::<_, CliError>((path.display().to_string(), source::abi_in_file(path)?))).transpose()?;
    Ok(onchain::abi_at(chain, chain_id, address, file)?)
}

/// A chain's refusal in the contract's own words, if a contract refused.
pub(crate) fn in_words(error: ChainError, abi: &JsonAbi, attempt: String) -> ChainError {
    match error {
        ChainError::Refused { message, data: Some(data), .. } => {
            let reason = revert(abi, &data).unwrap_or(message);
            ChainError::Reverted { attempt, reason, hash: None }
        }
        error => error,
    }
}
