//! `causeway keys`: keys made, imported, listed and exported; and who signs a transaction.
//!
//! Guarantees: a private key or mnemonic is printed by `export`, and by `new --mnemonic`, and nowhere else.

mod choose;
mod error;
mod secret;
mod store;

use std::path::PathBuf;

use serde_json::{Value, json};
use types::{SecretKey, address_of};

pub use error::KeyError;

pub(crate) use choose::{query_sender, signer};
pub(crate) use store::Store;

use crate::{
    CliError, Output,
    arguments::{ImportArguments, KeyArguments, KeysCommand, NewKeyArguments},
    data_folder,
};

impl KeyArguments {
    /// The folder of keys.
    pub(crate) fn store(&self) -> Result<Store, CliError> {
        let folder: PathBuf = match &self.keys_dir {
            Some(folder) => folder.clone(),
            None => data_folder::of("keys")?,
        };
        Ok(Store::at(folder))
    }
}

/// Does what one command about keys asks for.
pub fn run(command: &KeysCommand, output: Output) -> Result<(), CliError> {
    match command {
        KeysCommand::New(arguments) => new(arguments, output),
        KeysCommand::Import(arguments) => import(arguments, output),
        KeysCommand::List(keys) => {
            let keys = keys.store()?.list()?;
            let line = |(name, address): &(String, Option<_>)| match address {
                Some(address) => format!("{address}  {name}"),
                None => format!("{:42}  {name}", "(told with the password)"),
            };
            let text = match keys.is_empty() {
                true => "no keys; make one with `causeway keys new NAME`".to_owned(),
                false => keys.iter().map(line).collect::<Vec<_>>().join("\n"),
            };
            output.show(text, || {
                keys.iter()
                    .map(|(name, address)| json!({ "name": name, "address": address.map(|known| known.to_string()) }))
                    .collect::<Value>()
            })
        }
        KeysCommand::Address(arguments) => {
            let store = arguments.keys.store()?;
            let address = match store.address(&arguments.name)? {
                Some(address) => address,
                None => address_of(&opened(&store, arguments)?),
            };
            output.show(address, || json!({ "name": arguments.name, "address": address.to_string() }))
        }
        KeysCommand::Export(arguments) => {
            let key = opened(&arguments.keys.store()?, arguments)?;
            let digits = const_hex::encode_prefixed(key.to_secret_bytes());
            output.show(
                &digits,
                || json!({ "name": arguments.name, "address": address_of(&key).to_string(), "privateKey": digits }),
            )
        }
    }
}

fn opened(store: &Store, arguments: &crate::arguments::NamedKeyArguments) -> Result<SecretKey, CliError> {
    let path = store.existing(&arguments.name)?;
    let password = secret::password(arguments.keys.password_file.as_deref(), &arguments.name)?;
    Ok(store::open(&path, &password)?)
}

fn new(arguments: &NewKeyArguments, output: Output) -> Result<(), CliError> {
    let store = arguments.keys.store()?;
    store.free(&arguments.name)?;
    let phrase = arguments.mnemonic.then(secret::new_mnemonic).transpose()?;
    let key = match &phrase {
        Some(phrase) => secret::of_mnemonic(phrase, 0)?,
        None => secret::new_key(),
    };
    saved(&store, &arguments.keys, &arguments.name, &key, phrase.as_deref(), output)
}

fn import(arguments: &ImportArguments, output: Output) -> Result<(), CliError> {
    let store = arguments.keys.store()?;
    store.free(&arguments.name)?;
    let instead = "give --private-key, --mnemonic or --keystore";
    let key = match (&arguments.private_key, &arguments.mnemonic, &arguments.keystore) {
        (Some(text), ..) => secret::private_key(text, "--private-key")?,
        (_, Some(phrase), _) => secret::of_mnemonic(phrase, arguments.mnemonic_index)?,
        (.., Some(path)) => {
            // Nobody types a password for a file that is none. The new file has the same one.
            store::readable(path)?;
            let password = secret::password(arguments.keys.password_file.as_deref(), &path.display().to_string())?;
            let key = store::open(path, &password)?;
            let written = store.save(&arguments.name, &key, &password)?;
            return show_saved(&arguments.name, &key, &written, None, output);
        }
        _ => secret::private_key(&secret::typed("Private key", instead)?, "the private key")?,
    };
    saved(&store, &arguments.keys, &arguments.name, &key, None, output)
}

fn saved(
    store: &Store,
    keys: &KeyArguments,
    name: &str,
    key: &SecretKey,
    phrase: Option<&str>,
    output: Output,
) -> Result<(), CliError> {
    let password = secret::new_password(keys.password_file.as_deref(), name)?;
    let path = store.save(name, key, &password)?;
    show_saved(name, key, &path, phrase, output)
}

fn show_saved(
    name: &str,
    key: &SecretKey,
    path: &std::path::Path,
    phrase: Option<&str>,
    output: Output,
) -> Result<(), CliError> {
    let address = address_of(key);
    let mut text = format!("{address}  {name}\nkept in {}", path.display());
    if let Some(phrase) = phrase {
        text.push_str(&format!("\nmnemonic: {phrase}\nWrite these words down: they are not kept anywhere."));
    }
    output.show(text, || {
        let mut value = json!({ "name": name, "address": address.to_string(), "file": path });
        if let Some(phrase) = phrase {
            value["mnemonic"] = json!(phrase);
        }
        value
    })
}
