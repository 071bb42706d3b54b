//! A contract from files: a crate, which is built, an artifact in JSON, or a module.

use std::{fs, path::Path};

use alloy_json_abi::JsonAbi;
use serde_json::Value;

use super::onchain::abi_in_module;
use crate::{CliError, build, check::module_in};

/// What can be deployed.
#[derive(Debug)]
pub(crate) struct Contract {
    /// Its name, such as `Token`.
    pub(crate) name: String,
    /// Its ABI.
    pub(crate) abi: JsonAbi,
    /// The code as it is sent.
    pub(crate) container: Vec<u8>,
}

impl Contract {
    /// The contract at `path`. A crate is built first, and its files are written as `causeway build` does.
    pub(crate) fn load(path: &Path) -> Result<Self, CliError> {
        if path.is_dir() || path.ends_with("Cargo.toml") {
            let built = build::one(path, None)?;
            return Ok(Self { name: built.name, abi: built.abi, container: build::container(&built.module) });
        }
        let refused = |reason| CliError::NotAContract { path: path.to_owned(), reason };
        if !path.exists() {
            return Err(refused("there is no such folder or file".to_owned()));
        }
        let content = fs::read(path).map_err(|source| CliError::Read { path: path.to_owned(), source })?;
        let module = module_in(path, &content)?;
        let (name, abi) = match serde_json::from_slice::<Value>(&content) {
            Ok(artifact) => {
                let abi = serde_json::from_value(artifact["abi"].clone())
                    .map_err(|error| refused(format!("`abi` is no ABI: {error}")))?;
                (artifact["contractName"].as_str().map(str::to_owned), abi)
            }
            Err(_) => (None, abi_in_module(&module).map_err(refused)?),
        };
        let stem = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let container = build::container(&module);
        Ok(Self { name: name.unwrap_or_else(stem), abi, container })
    }
}

/// The ABI in a file: an artifact, a JSON array of entries, lines of Solidity, or a module.
pub(super) fn abi_in_file(path: &Path) -> Result<JsonAbi, CliError> {
    let content = fs::read(path).map_err(|source| CliError::Read { path: path.to_owned(), source })?;
    let refused = |reason: String| CliError::NotAnAbi { path: path.to_owned(), reason };
    match content.trim_ascii_start().first() {
        Some(b'{' | b'[') => {
            let json: Value = serde_json::from_slice(&content).map_err(|error| refused(error.to_string()))?;
            let entries = if json.is_array() { json } else { json["abi"].clone() };
            serde_json::from_value(entries).map_err(|error| refused(error.to_string()))
        }
        Some(0) => abi_in_module(&content).map_err(refused),
        _ => {
            let text = str::from_utf8(&content).map_err(|error| refused(error.to_string()))?;
            compile::abi::parse(text).map_err(|error| refused(error.to_string()))
        }
    }
}
