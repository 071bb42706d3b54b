//! The manifests of a new project: its own, and the one of the SDK's source inside it.
//!
//! Both are made from the manifests that this release was built with, so that a project gets the same versions and the
//! same profile as the contracts here.

use std::{collections::BTreeSet, fmt::Write as _};

use toml::{Table, Value};

use super::bundle;

/// Where the SDK's source lies in a project.
pub(super) const VENDOR: &str = "vendor/causeway";

/// What a project is made of.
#[derive(Debug)]
pub(super) struct Manifests {
    /// `Cargo.toml` of the project.
    pub(super) project: String,
    /// `Cargo.toml` of the SDK's source.
    pub(super) vendor: String,
    /// Folders of contracts that the template uses, from the repository's root; they lie beside the SDK.
    pub(super) contracts: Vec<String>,
}

/// The manifests of a project called `name`, made from `template`. `vm_tests` are test files that need the VM.
pub(super) fn manifests(name: &str, template: &str, vm_tests: &[&str]) -> Manifests {
    let root = table(bundle::text("Cargo.toml").expect("the build script carries it"));
    let of_template =
        table(bundle::text(&format!("contracts/{template}/Cargo.toml")).expect("a template has a manifest"));
    let description = of_template["package"]["description"].as_str().unwrap_or(template);
    let mut text = format!(
        "[package]\nname = {name:?}\ndescription = {description:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         rust-version = {}\npublish = false\n\n\
         [features]\n# The tests on the Wasm engine as well: `causeway test --vm`.\nvm = [\"testing/vm\"]\n\
         # The tests against a chain that runs: `causeway test --rpc URL`.\n\
         rpc = [\"testing/https\"]\n",
        root["workspace"]["package"]["rust-version"]
    );
    let mut contracts = BTreeSet::new();
    for section in ["dependencies", "dev-dependencies"] {
        let Some(dependencies) = of_template.get(section).and_then(Value::as_table) else { continue };
        let _ = write!(text, "\n[{section}]\n");
        for (dependency, wanted) in dependencies {
            let _ = writeln!(text, "{dependency} = {}", resolved(dependency, wanted, &root, &mut contracts));
        }
    }
    for file in vm_tests {
        let stem = file.trim_start_matches("tests/").trim_end_matches(".rs");
        let _ = write!(text, "\n[[test]]\nname = {stem:?}\nrequired-features = [\"vm\"]\n");
    }
    text.push_str("\n[lints.rust]\nunsafe_code = \"deny\"\nunexpected_cfgs = { level = \"warn\", check-cfg = ['cfg(causeway_entry)'] }\n");
    text.push_str("\n[profile.release]\noverflow-checks = true\n");
    let profile = Table::from_iter([("profile".to_owned(), contract_profile(&root))]);
    let _ = write!(text, "\n# The code that is deployed: the smallest, with overflow checks.\n{profile}");
    text.push_str("\n[workspace]\nexclude = [\"vendor\"]\n");
    let contracts: Vec<String> = contracts.into_iter().collect();
    Manifests { project: text, vendor: vendor(&root, &contracts), contracts }
}

/// A carried crate's manifest without what only its own tests and benchmarks need: they stay here, and crates that serve
/// nothing else with them.
pub(super) fn without_tests(text: &str) -> String {
    let mut manifest = table(text);
    for section in ["dev-dependencies", "test", "bench"] {
        manifest.remove(section);
    }
    manifest.to_string()
}

/// One dependency of a template as the project writes it.
fn resolved(name: &str, wanted: &Value, root: &Table, contracts: &mut BTreeSet<String>) -> Value {
    let mut resolved = match root["workspace"]["dependencies"].get(name) {
        Some(Value::Table(table)) => table.clone(),
        Some(version) => Table::from_iter([("version".to_owned(), version.clone())]),
        None => return wanted.clone(),
    };
    if let Some(path) = resolved.get("path").and_then(Value::as_str).map(str::to_owned) {
        if path.starts_with("contracts/") || path.starts_with("tests/contracts/") {
            contracts.insert(path.clone());
        }
        resolved.insert("path".to_owned(), Value::String(format!("{VENDOR}/{path}")));
    }
    if name == "testing" {
        resolved.insert("default-features".to_owned(), Value::Boolean(false));
    }
    if let Some(features) = wanted.get("features") {
        resolved.insert("features".to_owned(), features.clone());
    }
    Value::Table(resolved)
}

/// The workspace of the SDK's crates and of `contracts`: the same inherited values, other members.
fn vendor(root: &Table, contracts: &[String]) -> String {
    let members: BTreeSet<String> = bundle::sdk()
        .filter_map(|(path, _)| path.strip_suffix("/Cargo.toml").map(str::to_owned))
        .chain(contracts.iter().cloned())
        .collect();
    let mut workspace = root["workspace"].as_table().cloned().unwrap_or_default();
    workspace.remove("default-members");
    workspace.remove("exclude");
    workspace.insert("members".to_owned(), members.into_iter().map(Value::String).collect::<Vec<_>>().into());
    // Tests on the VM build a carried contract by itself.
    let profile = contract_profile(root);
    Table::from_iter([("workspace".to_owned(), Value::Table(workspace)), ("profile".to_owned(), profile)]).to_string()
}

/// The profiles of which contracts are built.
fn contract_profile(root: &Table) -> Value {
    Value::Table(Table::from_iter([("contract".to_owned(), root["profile"]["contract"].clone())]))
}

fn table(text: &str) -> Table {
    text.parse().expect("cargo has read this manifest before it was carried")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_finds_the_sdk_inside_itself() {
        let Manifests { project, vendor, .. } = manifests("my-coin", "counter", &["tests/gas.rs"]);
        let project = table(&project);
        assert_eq!(project["package"]["name"].as_str(), Some("my-coin"));
        assert_eq!(project["dependencies"]["sdk"]["path"].as_str(), Some("vendor/causeway/sdk"));
        assert_eq!(project["dev-dependencies"]["testing"]["default-features"].as_bool(), Some(false));
        assert_eq!(project["features"]["rpc"][0].as_str(), Some("testing/https"));
        assert_eq!(project["test"][0]["required-features"][0].as_str(), Some("vm"));
        assert_eq!(project["profile"]["contract"]["opt-level"].as_str(), Some("z"));
        let vendor = table(&vendor);
        let members = vendor["workspace"]["members"].as_array().unwrap();
        assert!(members.iter().any(|member| member.as_str() == Some("sdk/macros")));
        assert!(members.iter().all(|member| member.as_str() != Some("node")));
        assert!(vendor["workspace"]["lints"].is_table());
        assert_eq!(vendor["profile"]["contract"], project["profile"]["contract"]);
    }

    #[test]
    fn a_carried_crate_does_not_ask_for_its_tests() {
        let text = "[package]\nname = \"vm\"\n[dependencies]\na.workspace = true\n[dev-dependencies]\nhostile = \"1\"\n\
                    [[test]]\nname = \"x\"\npath = \"gone.rs\"\n[[bench]]\nname = \"y\"\n";
        let kept: Vec<String> = table(&without_tests(text)).keys().cloned().collect();
        assert_eq!(kept, ["dependencies", "package"]);
    }

    #[test]
    fn every_template_gives_manifests() {
        for template in bundle::templates() {
            let Manifests { project, contracts, .. } = manifests("x", template, &[]);
            let project = table(&project);
            assert!(project["dependencies"]["sdk"].is_table(), "{template}");
            for contract in contracts {
                assert!(bundle::text(&format!("{contract}/Cargo.toml")).is_some(), "{template} uses {contract}");
            }
        }
    }
}
