//! The files of a built contract: names, JSON, TypeScript ABI.
//!
//! `Token.json` has the shape `hh3-artifact-1`, which Hardhat reads as it is, and what viem and ethers ask of any
//! artifact: `abi`, and `bytecode` as one string. Foundry's shape has an object under `bytecode`, so it is a file of its
//! own, `Token.foundry.json`, for scripts that read what forge writes.

use alloy_json_abi::{Function, JsonAbi};
use serde_json::{Map, Value, json};

use super::package::Package;

/// A built contract.
#[derive(Debug)]
pub(super) struct Artifact {
    /// Name of the contract and of its files, such as `Token`.
    pub(super) name: String,
    /// The module that is deployed.
    pub(super) module: Vec<u8>,
    /// Its ABI.
    pub(super) abi: JsonAbi,
    /// The library's path from the workspace's root.
    source: String,
}

impl Artifact {
    /// The artifact of `package`, or what is wrong with its ABI.
    pub(super) fn new(package: &Package, abi: &[u8], module: Vec<u8>) -> Result<Self, String> {
        let text = str::from_utf8(abi).map_err(|error| error.to_string())?;
        let abi = compile::abi::parse(text).map_err(|error| error.to_string())?;
        let folder = package.manifest.parent().unwrap_or(&package.workspace_root);
        let source = folder.strip_prefix(&package.workspace_root).unwrap_or(folder).join("src/lib.rs");
        Ok(Self { name: pascal_case(&package.name), module, abi, source: source.display().to_string() })
    }

    fn methods(&self) -> Map<String, Value> {
        let method = |function: &Function| (function.signature(), json!(const_hex::encode(function.selector())));
        self.abi.functions().map(method).collect()
    }

    /// `Token.foundry.json`.
    pub(super) fn foundry(&self) -> String {
        let code = const_hex::encode_prefixed(container(&self.module));
        let artifact = json!({
            "abi": self.abi,
            "bytecode": { "object": code, "sourceMap": "", "linkReferences": {} },
            "deployedBytecode": { "object": code, "sourceMap": "", "linkReferences": {}, "immutableReferences": {} },
            "methodIdentifiers": self.methods(),
        });
        format!("{artifact:#}\n")
    }

    /// `Token.json`.
    pub(super) fn json(&self) -> String {
        let bytecode = const_hex::encode_prefixed(container(&self.module));
        let artifact = json!({
            "_format": "hh3-artifact-1",
            "contractName": self.name,
            "sourceName": self.source,
            "abi": self.abi,
            "bytecode": bytecode,
            "deployedBytecode": bytecode,
            "linkReferences": {},
            "deployedLinkReferences": {},
            "immutableReferences": {},
            "methodIdentifiers": self.methods(),
        });
        format!("{artifact:#}\n")
    }
}

/// `Token.ts`: the ABI as a constant type, from which viem and wagmi infer arguments and results.
pub(crate) fn typescript(name: &str, abi: &JsonAbi) -> String {
    let name = first_lowercase(name);
    format!("// Written by `causeway build`.\nexport const {name}Abi = {:#} as const;\n", json!(abi))
}

/// The container around `module`: the code as it is sent and stored.
pub(crate) fn container(module: &[u8]) -> Vec<u8> {
    let size = u32::try_from(module.len()).expect("the VM accepted the module, so it is below its size limit");
    [&interface::container::header(size)[..], module].concat()
}

/// `my-token` and `my_token` become `MyToken`.
pub(crate) fn pascal_case(package: &str) -> String {
    package
        .split(['-', '_'])
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}

fn first_lowercase(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABI: &str =
        "constructor(uint256 supply)\nfunction transfer(address to, uint256 value) returns (bool)\nerror Empty()";

    fn package(name: &str) -> Package {
        Package {
            name: name.into(),
            manifest: "/home/dev/contracts/token/Cargo.toml".into(),
            folder: "token".into(),
            workspace_root: "/home/dev".into(),
        }
    }

    fn artifact() -> Artifact {
        Artifact::new(&package("my-token"), ABI.as_bytes(), b"\0asm\x01\0\0\0".to_vec()).unwrap()
    }

    #[test]
    fn contract_is_named_after_its_package() {
        for (package, name) in [("token", "Token"), ("my-token", "MyToken"), ("e_invoice2", "EInvoice2")] {
            assert_eq!(pascal_case(package), name);
        }
    }

    #[test]
    fn json_holds_abi_and_container_as_one_string() {
        let json: Value = serde_json::from_str(&artifact().json()).unwrap();
        assert_eq!(json["contractName"], "MyToken");
        assert_eq!(json["sourceName"], "contracts/token/src/lib.rs");
        assert_eq!(json["abi"].as_array().unwrap().len(), 3);
        assert_eq!(json["bytecode"], "0xef435701000000080061736d01000000");
        assert_eq!(json["deployedBytecode"], json["bytecode"]);
        assert_eq!(json["methodIdentifiers"]["transfer(address,uint256)"], "a9059cbb");
    }

    #[test]
    fn foundry_json_holds_the_same_code_as_an_object() {
        let json: Value = serde_json::from_str(&artifact().foundry()).unwrap();
        assert_eq!(json["bytecode"]["object"], "0xef435701000000080061736d01000000");
        assert_eq!(json["deployedBytecode"]["object"], json["bytecode"]["object"]);
        assert_eq!(json["methodIdentifiers"]["transfer(address,uint256)"], "a9059cbb");
    }

    #[test]
    fn typescript_abi_is_a_constant() {
        let text = typescript("MyToken", &artifact().abi);
        assert!(text.contains("export const myTokenAbi = ["), "{text}");
        assert!(text.ends_with("] as const;\n"), "{text}");
    }

    #[test]
    fn abi_that_is_not_json_is_refused() {
        assert!(Artifact::new(&package("token"), b"\xff", Vec::new()).is_err());
    }

    #[test]
    fn abi_with_an_unknown_type_is_refused() {
        let abi = br#"[{"type":"function","name":"f","inputs":[{"name":"x","type":"u256("}],"outputs":[],"stateMutability":"view"}]"#;
        assert!(Artifact::new(&package("token"), abi, Vec::new()).is_err());
    }
}
