//! The ABI that deployed code carries, so that a contract can be called without any file.

use std::collections::BTreeSet;

use alloy_json_abi::JsonAbi;
use alloy_primitives::Address;
use interface::{ABI_SECTION, container};
use wasmparser::{Parser, Payload};

use crate::chain::{ChainError, Endpoint};

/// The ABI of the contract at `address`: the one it carries, or the one in a file (`name`, ABI), which must not
/// contradict it.
pub(super) fn abi_at(
    chain: &Endpoint,
    chain_id: u64,
    address: Address,
    file: Option<(String, JsonAbi)>,
) -> Result<JsonAbi, ChainError> {
    let code = chain.code(address)?;
    if code.is_empty() {
        return Err(ChainError::NoContract { address, chain_id, url: chain.url().to_owned() });
    }
    match (abi_in_code(&code), file) {
        (Ok(on_chain), None) => Ok(on_chain),
        (Err(reason), None) => Err(ChainError::NoAbi { address, reason }),
        (Err(_), Some((_, abi))) => Ok(abi),
        (Ok(on_chain), Some((name, abi))) => {
            let (file_lines, chain_lines) = (comparable(&abi), comparable(&on_chain));
            if file_lines == chain_lines {
                return Ok(abi);
            }
            let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect();
            Err(ChainError::AbiMismatch {
                file: name,
                address,
                only_in_file: only(&file_lines, &chain_lines),
                only_on_chain: only(&chain_lines, &file_lines),
            })
        }
    }
}

/// The ABI inside deployed code, or why there is none.
fn abi_in_code(code: &[u8]) -> Result<JsonAbi, String> {
    let split = container::split(code).map_err(|error| error.to_string())?;
    abi_in_module(split.module)
}

/// The ABI inside a module, or why there is none.
pub(super) fn abi_in_module(module: &[u8]) -> Result<JsonAbi, String> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CustomSection(section) = payload.map_err(|error| error.to_string())?
            && section.name() == ABI_SECTION
        {
            let text = compile::packing::unpacked(section.data());
            let text = text.map_err(|error| format!("its section {ABI_SECTION}: {error}"))?;
            return compile::abi::parse(&text).map_err(|error| format!("its section {ABI_SECTION}: {error}"));
        }
    }
    Err(format!("it has no section {ABI_SECTION}"))
}

/// The entries of an ABI, in a form that two tools agree on: no names of parameters, no order.
fn comparable(abi: &JsonAbi) -> BTreeSet<String> {
    let functions = abi.functions().map(|function| {
        let outputs: Vec<String> = function.outputs.iter().map(|output| output.selector_type().into_owned()).collect();
        format!("function {} returns ({})", function.signature(), outputs.join(","))
    });
    let events = abi.events().map(|event| format!("event {}", event.signature()));
    let errors = abi.errors().map(|error| format!("error {}", error.signature()));
    functions.chain(events).chain(errors).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parameters_do_not_decide_whether_abis_are_the_same() {
        let abi = |text| compile::abi::parse(text).unwrap();
        let one = abi("function a(uint8 x) view returns (bool)\nevent E(uint8 n)");
        let other = abi("event E(uint8 m)\nfunction a(uint8 y) view returns (bool ok)");
        assert_eq!(comparable(&one), comparable(&other));
        assert_ne!(comparable(&one), comparable(&abi("function a(uint8 x) view returns (uint8)\nevent E(uint8 n)")));
    }

    #[test]
    fn code_without_an_abi_says_so() {
        let module = wat::parse_str("(module)").unwrap();
        assert!(abi_in_module(&module).unwrap_err().contains(ABI_SECTION));
        assert!(abi_in_code(&[0x60, 0x80, 0x60, 0x40]).unwrap_err().contains("not with the container magic"));
    }
}
