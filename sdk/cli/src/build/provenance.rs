//! What a module was built from, in a custom section of its own: enough to say why a rebuild differs.
//!
//! ```text
//! byte 0        version of this form, 2
//! byte 1..17    hash of the sources: the contract's and those of every crate in a folder that it uses
//! byte 17..33   hash of the lock file's entries that it uses
//! byte 33..     the compiler's version, a zero byte, the SDK's version
//! ```
//!
//! Hashes are the first half of Keccak-256. They help people; what proves a contract is that a rebuild gives the same bytes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use primitives::{B256, keccak256};
use serde_json::Value;

use super::package::Package;
use crate::CliError;

/// Name of the section.
pub(crate) const SECTION: &str = "causeway.build";

const FORM: u8 = 2;

/// The first half of a Keccak-256 hash.
pub(crate) type Hash = [u8; 16];

/// What a module was built from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Provenance {
    /// Over the sources.
    pub(crate) sources: Hash,
    /// Over the versions and checksums of the crates from registries.
    pub(crate) lock: Hash,
    /// Such as `1.95.0 (59807616e 2026-04-14)`.
    pub(crate) compiler: String,
    /// Version of the crate `sdk`.
    pub(crate) sdk: String,
}

impl Provenance {
    /// What `package` is built from now.
    pub(super) fn of(package: &Package) -> Result<Self, CliError> {
        let graph = package.graph()?;
        let used = used(&graph).ok_or_else(|| CliError::ContractManifest {
            path: package.manifest.clone(),
            reason: "cargo's graph of crates does not have the contract".to_owned(),
        })?;
        let lock_path = package.workspace_root.join("Cargo.lock");
        let lock_text = fs::read_to_string(&lock_path).map_err(|source| CliError::Read { path: lock_path, source })?;
        let mut sdk = String::new();
        let (mut folders, mut external) = (BTreeMap::new(), BTreeSet::new());
        for krate in used {
            let text = |name: &str| krate[name].as_str().unwrap_or_default().to_owned();
            if krate["source"].is_null() {
                let manifest = PathBuf::from(text("manifest_path"));
                folders.insert(text("name"), manifest.parent().map(Path::to_owned).unwrap_or_default());
            } else {
                external.insert((text("name"), text("version")));
            }
            if krate["name"] == "sdk" {
                sdk = text("version");
            }
        }
        let sources = hash_of_sources(&folders).map_err(|(path, source)| CliError::Read { path, source })?;
        Ok(Self {
            sources: half(sources),
            lock: half(hash_of_lock(&lock_text, &external)),
            compiler: compiler(package.folder_path())?,
            sdk,
        })
    }

    /// As it stands in the section.
    pub(super) fn encoded(&self) -> Vec<u8> {
        let texts = format!("{}\0{}", self.compiler, self.sdk);
        [&[FORM][..], &self.sources, &self.lock, texts.as_bytes()].concat()
    }

    /// What the section of `module` says; `None` if there is none of this form.
    pub(crate) fn in_module(module: &[u8]) -> Option<Self> {
        let (&form, rest) = ::compile::sections::custom(module, SECTION)?.split_first()?;
        let (sources, rest) = rest.split_first_chunk()?;
        let (lock, texts) = rest.split_first_chunk()?;
        let (compiler, sdk) = str::from_utf8(texts).ok()?.split_once('\0')?;
        (form == FORM).then(|| Self {
            sources: *sources,
            lock: *lock,
            compiler: compiler.to_owned(),
            sdk: sdk.to_owned(),
        })
    }
}

fn half(hash: B256) -> Hash {
    *hash.first_chunk().expect("a hash has 32 bytes")
}

/// The crates that the contract is compiled from, itself among them: no crates of tests.
fn used(graph: &Value) -> Option<Vec<&Value>> {
    let nodes = graph["resolve"]["nodes"].as_array()?;
    let mut waiting = vec![graph["resolve"]["root"].as_str()?];
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = nodes.iter().find(|node| node["id"] == id)?;
        for dependency in node["deps"].as_array()? {
            let kinds = dependency["dep_kinds"].as_array()?;
            if kinds.iter().any(|kind| kind["kind"] != "dev") {
                waiting.push(dependency["pkg"].as_str()?);
            }
        }
    }
    let packages = graph["packages"].as_array()?;
    Some(packages.iter().filter(|package| package["id"].as_str().is_some_and(|id| seen.contains(id))).collect())
}

/// Over names and contents of `Cargo.toml`, `build.rs` and everything below `src` of each crate.
fn hash_of_sources(folders: &BTreeMap<String, PathBuf>) -> Result<B256, (PathBuf, io::Error)> {
    let mut hashes = Vec::new();
    for (name, folder) in folders {
        let mut files = BTreeMap::new();
        for part in ["Cargo.toml", "build.rs", "src"] {
            collect(folder, &folder.join(part), &mut files)?;
        }
        for (file, content) in files {
            hashes.extend_from_slice(keccak256(format!("{name}/{file}")).as_slice());
            hashes.extend_from_slice(content.as_slice());
        }
    }
    Ok(keccak256(hashes))
}

fn collect(root: &Path, path: &Path, files: &mut BTreeMap<String, B256>) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error| (path.to_owned(), error);
    if path.is_dir() {
        for entry in fs::read_dir(path).map_err(failed)? {
            collect(root, &entry.map_err(failed)?.path(), files)?;
        }
    } else if path.is_file() {
        let name = path.strip_prefix(root).unwrap_or(path).display().to_string();
        files.insert(name, keccak256(fs::read(path).map_err(failed)?));
    }
    Ok(())
}

/// Over the entries of the crates `used`: entries of others, and their order, do not matter.
fn hash_of_lock(lock: &str, used: &BTreeSet<(String, String)>) -> B256 {
    let field = |entry: &str, name: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))?;
        Some(line.trim_matches('"').to_owned())
    };
    let mut lines: Vec<String> = lock
        .split("[[package]]")
        .filter_map(|entry| {
            let key = (field(entry, "name")?, field(entry, "version")?);
            let checksum = field(entry, "checksum").unwrap_or_default();
            used.contains(&key).then(|| format!("{} {} {checksum}\n", key.0, key.1))
        })
        .collect();
    lines.sort();
    keccak256(lines.concat())
}

/// The version of the compiler that the toolchain file in `folder`, or the user, chose.
fn compiler(folder: &Path) -> Result<String, CliError> {
    let program = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(&program)
        .arg("--version")
        .current_dir(folder)
        .output()
        .map_err(|source| CliError::ToolMissing { program, source })?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(text.strip_prefix("rustc ").map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance() -> Provenance {
        Provenance {
            sources: [1; 16],
            lock: [2; 16],
            compiler: "1.95.0 (59807616e 2026-04-14)".into(),
            sdk: "0.1.0".into(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        ::compile::sections::append(&mut module, SECTION, &provenance().encoded());
        assert_eq!(Provenance::in_module(&module), Some(provenance()));
        assert_eq!(Provenance::in_module(b"\0asm\x01\0\0\0"), None);
    }

    #[test]
    fn damaged_sections_say_nothing() {
        for content in [&b""[..], &[2; 20], &[1; 80], &[9; 80]] {
            let mut module = b"\0asm\x01\0\0\0".to_vec();
            ::compile::sections::append(&mut module, SECTION, content);
            assert_eq!(Provenance::in_module(&module), None);
        }
    }

    #[test]
    fn only_used_entries_of_the_lock_file_count() {
        let entry = |name: &str, sum: &str| {
            format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\nchecksum = \"{sum}\"\n\n")
        };
        let used = BTreeSet::from([("ruint".to_owned(), "1.0.0".to_owned())]);
        let hash = |lock: String| hash_of_lock(&lock, &used);
        let one = hash(entry("ruint", "aa"));
        assert_eq!(hash(entry("other", "bb") + &entry("ruint", "aa")), one);
        assert_ne!(hash(entry("ruint", "cc")), one);
    }

    #[test]
    fn sources_count_by_name_and_content_and_not_by_place() {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let make = |folder: &Path, text: &str| {
            fs::create_dir_all(folder.join("src/deep")).unwrap();
            fs::write(folder.join("Cargo.toml"), "x").unwrap();
            fs::write(folder.join("src/deep/lib.rs"), text).unwrap();
            fs::write(folder.join("README.md"), folder.display().to_string()).unwrap();
            hash_of_sources(&BTreeMap::from([("a".to_owned(), folder.to_owned())])).unwrap()
        };
        let one = make(a.path(), "fn a() {}");
        assert_eq!(make(b.path(), "fn a() {}"), one);
        assert_ne!(make(b.path(), "fn b() {}"), one);
    }
}
