//! The vault's Wasm module holds the token's client but nothing of the token's interface to the outside.

use interface::ABI_SECTION;
use sdk::contract::Contract;
use token::Token;
use vault::Vault;
use wasmparser::{BinaryReaderError, Parser, Payload};

/// What the module exports, and the contents of its ABI sections.
fn exports_and_abi(module: &[u8]) -> Result<(Vec<String>, Vec<String>), BinaryReaderError> {
    let (mut names, mut abi) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ExportSection(exports) => {
                for export in exports {
                    names.push(export?.name.to_owned());
                }
            }
            Payload::CustomSection(section) if section.name() == ABI_SECTION => {
                abi.extend(compile::packing::unpacked(section.data()));
            }
            _ => {}
        }
    }
    names.sort();
    Ok((names, abi))
}

#[test]
fn contract_that_depends_on_another_exports_its_own_entry_points_only() {
    let module = testing::contract_module(Vault::PACKAGE, Vault::MANIFEST_DIR);
    let (names, abi) = exports_and_abi(&module).unwrap();
    assert_eq!(names, ["call", "deploy", "memory"]);
    assert_eq!(abi, [Vault::ABI]);
}

#[test]
fn contract_that_is_depended_on_has_its_own_module() {
    let module = testing::contract_module(Token::PACKAGE, Token::MANIFEST_DIR);
    let (names, abi) = exports_and_abi(&module).unwrap();
    assert_eq!(names, ["call", "deploy", "memory"]);
    assert_eq!(abi, [Token::ABI]);
}
