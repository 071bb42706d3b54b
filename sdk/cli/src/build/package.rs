//! What cargo knows of a contract crate.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use ::compile::WASM_TARGET;
use serde_json::Value;

use super::compile::cargo;
use crate::CliError;

/// A contract crate.
#[derive(Debug)]
pub(crate) struct Package {
    /// Name of its cargo package.
    pub(crate) name: String,
    /// Its `Cargo.toml`.
    pub(crate) manifest: PathBuf,
    /// Name of the folder it lies in, and of the folder of its artifacts.
    pub(super) folder: String,
    /// Root of the workspace it belongs to, or its own folder.
    pub(super) workspace_root: PathBuf,
}

impl Package {
    /// The crate in the folder `path`, or of the manifest `path`.
    pub(crate) fn at(path: &Path) -> Result<Self, CliError> {
        let missing = || CliError::ContractMissing { path: path.to_owned() };
        let manifest = if path.ends_with("Cargo.toml") { path.to_owned() } else { path.join("Cargo.toml") };
        let manifest = manifest.canonicalize().map_err(|_| missing())?;
        let folder = manifest.parent().and_then(Path::file_name).and_then(|name| name.to_str()).ok_or_else(missing)?;

        let metadata = metadata(&manifest, &["--no-deps"])?;
        let invalid = |reason: &str| CliError::ContractManifest { path: manifest.clone(), reason: reason.to_owned() };
        let package = metadata["packages"]
            .as_array()
            .and_then(|packages| packages.iter().find(|package| package["manifest_path"].as_str() == manifest.to_str()))
            .ok_or_else(|| invalid("no [package] in it: expected the manifest of one contract"))?;
        let has_library = package["targets"].as_array().is_some_and(|targets| {
            targets.iter().any(|target| {
                target["kind"]
                    .as_array()
                    .is_some_and(|kinds| kinds.iter().any(|kind| kind == "lib" || kind == "cdylib"))
            })
        });
        if !has_library {
            return Err(invalid("the package has no library: expected the contract in src/lib.rs"));
        }
        let name = package["name"].as_str().ok_or_else(|| invalid("cargo names no package"))?.to_owned();
        let root = metadata["workspace_root"].as_str().ok_or_else(|| invalid("cargo names no workspace root"))?;
        Ok(Self { name, folder: folder.to_owned(), workspace_root: PathBuf::from(root), manifest })
    }

    /// The folder of its manifest.
    pub(crate) fn folder_path(&self) -> &Path {
        self.manifest.parent().unwrap_or(&self.workspace_root)
    }

    /// Cargo's graph of the crates that the contract uses when it is compiled to Wasm.
    pub(super) fn graph(&self) -> Result<Value, CliError> {
        metadata(&self.manifest, &["--filter-platform", WASM_TARGET])
    }

    /// True if the crate has the cargo feature `name`.
    pub(crate) fn has_feature(&self, name: &str) -> Result<bool, CliError> {
        let metadata = metadata(&self.manifest, &["--no-deps"])?;
        let packages = metadata["packages"].as_array();
        let ours = |package: &&Value| package["manifest_path"].as_str() == self.manifest.to_str();
        Ok(packages.and_then(|packages| packages.iter().find(ours)).is_some_and(|p| p["features"].get(name).is_some()))
    }
}

/// The answer of `cargo metadata`.
fn metadata(manifest: &Path, flags: &[&str]) -> Result<Value, CliError> {
    let output = Command::new(cargo())
        .args(["metadata", "--format-version", "1"])
        .args(flags)
        .arg("--manifest-path")
        .arg(manifest)
        .current_dir(manifest.parent().unwrap_or(Path::new("/")))
        .stdin(Stdio::null())
        .output()
        .map_err(|source| CliError::ToolMissing { program: cargo(), source })?;
    let invalid = |reason: String| CliError::ContractManifest { path: manifest.to_owned(), reason };
    if !output.status.success() {
        return Err(invalid(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| invalid(format!("cargo metadata is not JSON: {error}")))
}
