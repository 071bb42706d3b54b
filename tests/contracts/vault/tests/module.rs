//! The vault's Wasm module holds the token's client but nothing of the token's interface to the outside.

use interface::ABI_SECTION;
use sdk::contract::Contract;
use token::Token;
use vault::Vault;
use wasmparser::{BinaryReaderError, ExternalKind, Parser, Payload};

/// Functions and memories that the module exports, and the contents of its ABI sections.
fn exports_and_abi(module: &[u8]) -> Result<(Vec<String>, Vec<Vec<u8>>), BinaryReaderError> {
    let (mut names, mut abi) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    if export.kind != ExternalKind::Global {
                        names.push(export.name.to_owned());
                    }
                }
            }
            Payload::CustomSection(section) if section.name() == ABI_SECTION => {
                abi.push(section.data().to_vec());
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
    assert_eq!(abi, [Vault::ABI.as_bytes()]);
}

#[test]
fn contract_that_is_depended_on_has_its_own_module() {
    let module = testing::contract_module(Token::PACKAGE, Token::MANIFEST_DIR);
    let (names, abi) = exports_and_abi(&module).unwrap();
    assert_eq!(names, ["call", "deploy", "memory"]);
    assert_eq!(abi, [Token::ABI.as_bytes()]);
}
