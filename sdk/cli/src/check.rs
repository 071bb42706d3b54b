//! `causeway check`: would the node accept this contract?

use std::{fs, path::Path};

use interface::container;
use serde_json::{Value, json};
use vm::{Engine, EngineConfig, PrepareError};

use crate::{CheckArguments, CliError, Output};

const WASM_MAGIC: &[u8] = b"\0asm";

/// Checks one file and says what the answer is.
pub fn run(arguments: &CheckArguments, output: Output) -> Result<(), CliError> {
    let path = &arguments.file;
    if path.is_dir() {
        let reason = "it is a folder; build it with `causeway build` and check what that writes".to_owned();
        return Err(CliError::NotAContract { path: path.clone(), reason });
    }
    let content = fs::read(path).map_err(|source| CliError::Read { path: path.clone(), source })?;
    let module = module_in(path, &content)?;
    let engine = Engine::new(&EngineConfig::default()).map_err(CliError::Engine)?;
    match engine.prepare(&module) {
        Ok(_) => {}
        Err(PrepareError::Refused(refusal)) => {
            return Err(CliError::Refused { name: path.display().to_string(), refusal });
        }
        Err(PrepareError::Node(error)) => return Err(CliError::Engine(error)),
    }
    let (size, gas) = (module.len(), vm::deployment_cost(&module).get());
    let text = format!(
        "{}: accepted: {size} bytes of Wasm; deploying it costs {gas} gas beside its call data and constructor",
        path.display(),
    );
    output.show(text, || json!({ "accepted": true, "bytes": size, "deploymentGas": gas }))
}

/// The Wasm module in a file of any of the known forms.
pub(crate) fn module_in(path: &Path, content: &[u8]) -> Result<Vec<u8>, CliError> {
    if content.starts_with(WASM_MAGIC) {
        return Ok(content.to_vec());
    }
    let refused = |reason: String| CliError::NotAContract { path: path.to_owned(), reason };
    let bytes = match content.first() {
        Some(b'{') => {
            let artifact: Value =
                serde_json::from_slice(content).map_err(|error| refused(format!("not valid JSON: {error}")))?;
            // Foundry's artifacts have an object there.
            let bytecode = artifact["bytecode"].as_str().or(artifact["bytecode"]["object"].as_str());
            let bytecode = bytecode.ok_or_else(|| refused("the JSON has no `bytecode`".to_owned()))?;
            const_hex::decode(bytecode).map_err(|error| refused(format!("`bytecode` is not hexadecimal: {error}")))?
        }
        Some(b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => const_hex::decode(content.trim_ascii())
            .map_err(|error| refused(format!("neither a module nor hexadecimal: {error}")))?,
        // A container begins with a byte that no text has.
        Some(_) if str::from_utf8(content).is_ok() => return Err(refused("it is text".to_owned())),
        _ => content.to_vec(),
    };
    container::split(&bytes).map(|split| split.module.to_vec()).map_err(|error| refused(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &[u8] = b"\0asm\x01\0\0\0";

    fn container_of(module: &[u8]) -> Vec<u8> {
        [&container::header(module.len() as u32)[..], module].concat()
    }

    fn module_of(content: &[u8]) -> Result<Vec<u8>, CliError> {
        module_in(Path::new("file"), content)
    }

    #[test]
    fn module_is_found_in_every_form() {
        let container = container_of(MODULE);
        let hex = const_hex::encode_prefixed(&container);
        let json = format!("{{\"bytecode\":\"{hex}\"}}");
        let foundry = format!("{{\"bytecode\":{{\"object\":\"{hex}\"}}}}");
        let bare = const_hex::encode(&container);
        for content in [MODULE, &container, hex.as_bytes(), bare.as_bytes(), json.as_bytes(), foundry.as_bytes()] {
            assert_eq!(module_of(content).unwrap(), MODULE);
        }
    }

    #[test]
    fn evm_bytecode_is_refused() {
        let error = module_of(b"0x6080604052348015600f57600080fd5b50").unwrap_err();
        assert!(error.to_string().contains("causeway build"), "{error}");
        assert_eq!(error.exit_code(), 6);
    }

    #[test]
    fn artifact_without_bytecode_is_refused() {
        assert!(matches!(module_of(b"{\"abi\":[]}"), Err(CliError::NotAContract { .. })));
    }

    #[test]
    fn truncated_container_is_refused() {
        let container = container_of(MODULE);
        assert!(matches!(module_of(&container[..container.len() - 1]), Err(CliError::NotAContract { .. })));
    }

    #[test]
    fn text_is_refused_as_text() {
        let error = module_of("# A readme".as_bytes()).unwrap_err().to_string();
        assert!(error.contains("it is text; expected a .wasm module") && !error.contains("EVM"), "{error}");
    }

    #[test]
    fn folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = run(&CheckArguments { file: folder.path().to_owned() }, Output::Text).unwrap_err();
        assert!(error.to_string().contains("it is a folder; build it with `causeway build`"), "{error}");
    }

    #[test]
    fn empty_file_is_refused() {
        assert!(matches!(module_of(b""), Err(CliError::NotAContract { .. })));
    }
}
