//! Who signs: the flags first, then the environment, then, on the dev chain alone, its first account.

use alloy_primitives::Address;
use types::{SecretKey, address_of};

use super::{KeyError, secret, store};
use crate::{
    arguments::{KeyArguments, SignerArguments},
    chain::Signer,
    dev,
};

/// The variable that holds a private key.
const PRIVATE_KEY: &str = "CAUSEWAY_PRIVATE_KEY";
/// The variable that names a key in the folder of keys.
const ACCOUNT: &str = "CAUSEWAY_ACCOUNT";
/// The variable that holds a mnemonic.
const MNEMONIC: &str = "CAUSEWAY_MNEMONIC";

/// The account that signs for chain `chain_id`.
pub(crate) fn signer(arguments: &SignerArguments, chain_id: u64) -> Result<Signer, crate::CliError> {
    Ok(Signer { key: key(arguments, chain_id)?, chain_id })
}

fn key(arguments: &SignerArguments, chain_id: u64) -> Result<SecretKey, crate::CliError> {
    let chosen = &arguments.chosen;
    if let Some(text) = &chosen.private_key {
        return Ok(secret::private_key(text, "--private-key")?);
    }
    if let Some(name) = &chosen.account {
        return named(&arguments.keys, name);
    }
    if let Some(phrase) = &chosen.mnemonic {
        return Ok(secret::of_mnemonic(phrase, arguments.mnemonic_index)?);
    }
    if let Some(index) = chosen.from {
        return Ok(dev_account(index, chain_id)?);
    }
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(text) = variable(PRIVATE_KEY) {
        return Ok(secret::private_key(&text, PRIVATE_KEY)?);
    }
    if let Some(name) = variable(ACCOUNT) {
        return named(&arguments.keys, &name);
    }
    if let Some(phrase) = variable(MNEMONIC) {
        return Ok(secret::of_mnemonic(&phrase, arguments.mnemonic_index)?);
    }
    match chain_id {
        node::DEV_CHAIN_ID => Ok(dev_account(0, chain_id)?),
        _ => Err(KeyError::NobodySigns { chain_id }.into()),
    }
}

fn named(keys: &KeyArguments, name: &str) -> Result<SecretKey, crate::CliError> {
    let path = keys.store()?.existing(name)?;
    let password = secret::password(keys.password_file.as_deref(), name)?;
    Ok(store::open(&path, &password)?)
}

fn dev_account(index: u8, chain_id: u64) -> Result<SecretKey, KeyError> {
    if chain_id != node::DEV_CHAIN_ID {
        return Err(KeyError::DevAccountElsewhere { chain_id });
    }
    let account = dev::well_known().into_iter().nth(usize::from(index));
    Ok(account.expect("the command line admits the indices of the accounts only").key)
}

/// The address that a query acts as: an address, or an account of the dev chain by its number.
pub(crate) fn query_sender(text: Option<&str>, chain_id: u64) -> Result<Option<Address>, KeyError> {
    let Some(text) = text else { return Ok(None) };
    match text.parse::<u8>() {
        Ok(index) => dev_account(index, chain_id).map(|key| Some(address_of(&key))),
        // The command line has checked that it is an address.
        Err(_) => Ok(text.parse().ok()),
    }
}
