//! What the binary carries for new projects: the SDK's source, the reference contracts and their clients, as this
//! release has them.

use std::collections::BTreeSet;

use toml::{Table, Value};

/// Paths from the repository's root, with contents, in order.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/bundle.rs"));

/// The names of all templates, in order.
pub(super) fn templates() -> Vec<&'static str> {
    let names = FILES.iter().filter_map(|(path, _)| path.strip_prefix("contracts/")?.split('/').next());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Paths inside the folder `folder`, with contents.
pub(super) fn below(folder: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> + use<> {
    let prefix = format!("{folder}/");
    FILES.iter().filter_map(move |(path, content)| Some((path.strip_prefix(&prefix)?, *content)))
}

/// The names of all packages that a project may be built from: those of registries, and the SDK's.
pub(super) fn crates() -> impl Iterator<Item = String> {
    let lock = text("Cargo.lock").and_then(|text| text.parse::<Table>().ok()).unwrap_or_default();
    let entries = lock.get("package").and_then(Value::as_array).cloned().unwrap_or_default();
    let of_registries = entries
        .into_iter()
        .filter(|entry| entry.get("source").is_some())
        .filter_map(|entry| Some(entry.get("name")?.as_str()?.to_owned()));
    let manifests = sdk().filter(|(path, _)| path.ends_with("/Cargo.toml"));
    let of_sdk = manifests.filter_map(|(_, content)| {
        let manifest: Table = str::from_utf8(content).ok()?.parse().ok()?;
        Some(manifest.get("package")?.get("name")?.as_str()?.to_owned())
    });
    of_registries.chain(of_sdk)
}

/// All of the SDK: its crates with their paths from the repository's root.
pub(super) fn sdk() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().copied().filter(|(path, _)| path.starts_with("sdk/") || path.starts_with("runtime/"))
}

/// One file as text.
pub(super) fn text(path: &str) -> Option<&'static str> {
    let (_, content) = FILES.iter().find(|(known, _)| *known == path)?;
    str::from_utf8(content).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_contract_is_a_template() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts");
        let mut contracts: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().join("Cargo.toml").exists())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        contracts.sort();
        assert_eq!(templates(), contracts);
        assert!(contracts.contains(&"counter".to_owned()));
    }

    #[test]
    fn crates_of_registries_and_of_the_sdk_are_known() {
        let crates: BTreeSet<String> = crates().collect();
        for name in ["sdk", "sdk-macros", "testing", "vm", "parity-scale-codec", "serde"] {
            assert!(crates.contains(name), "{name}");
        }
        // What makes a node, and the reference contracts, are no part of a project.
        assert!(!crates.contains("node") && !crates.contains("token"));
    }

    #[test]
    fn the_sdk_is_there_and_the_node_is_not() {
        for file in
            ["sdk/Cargo.toml", "sdk/macros/src/lib.rs", "sdk/testing/src/lib.rs", "runtime/interface/Cargo.toml"]
        {
            assert!(text(file).is_some(), "{file}");
        }
        assert!(sdk().all(|(path, _)| !path.starts_with("sdk/cli") && !path.starts_with("runtime/db")));
    }
}
