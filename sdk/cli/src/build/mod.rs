//! `causeway build`: from a contract crate to the five files that people deploy and call it with.
//!
//! Guarantees: a module that this release's node would refuse is refused here, with the same words; the same sources
//! and toolchain give the same bytes in every folder and on every machine; the ABI stays with
//! the module, and what it was built from is added. Leaves compiling to cargo, and what is not deployed to `compile`.

mod artifact;
mod compile;
mod package;
mod provenance;
mod size;
mod solidity;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use ::compile::sections;
use alloy_json_abi::JsonAbi;
use interface::ABI_SECTION;
use serde_json::{Value, json};
use vm::{Engine, EngineConfig, PrepareError};

use self::{artifact::Artifact, size::Sizes};
pub(crate) use self::{
    artifact::{container, pascal_case, typescript},
    compile::cargo,
    package::Package,
    provenance::{Hash, Provenance},
    solidity::solidity,
};
use crate::{BuildArguments, CliError, Output};

/// A built contract and its files.
#[derive(Debug)]
pub(crate) struct Built {
    /// Its name, such as `Token`.
    pub(crate) name: String,
    /// Its ABI.
    pub(crate) abi: JsonAbi,
    /// The module that is deployed.
    pub(crate) module: Vec<u8>,
    /// Where its files are.
    folder: PathBuf,
    sizes: Sizes,
}

/// Builds every contract of `arguments`, and stops at the first that fails.
pub fn run(arguments: &BuildArguments, output: Output) -> Result<(), CliError> {
    let mut results = Vec::new();
    for path in &arguments.paths {
        let began = Instant::now();
        let built = one(path, arguments.out_dir.as_deref())?;
        let (name, size, folder) = (&built.name, built.module.len(), built.folder.display());
        let text = format!(
            "{name}: {size} bytes of Wasm in {:.1} s: {folder}/{name}.{{wasm,json,foundry.json,sol,ts}}\n{}",
            began.elapsed().as_secs_f64(),
            built.sizes.text(),
        );
        match output {
            Output::Text => output.show(text, || Value::Null)?,
            Output::Json => results
                .push(json!({ "name": name, "bytes": size, "folder": built.folder, "sizes": built.sizes.json() })),
        }
    }
    match output {
        Output::Text => Ok(()),
        Output::Json => output.show("", || Value::Array(results)),
    }
}

/// Builds the contract at `path` and writes its files, below `out_dir` or in the workspace's target folder.
pub(crate) fn one(path: &Path, out_dir: Option<&Path>) -> Result<Built, CliError> {
    let engine = Engine::new(&EngineConfig::default()).map_err(CliError::Engine)?;
    let package = Package::at(path)?;
    compile::require_wasm_target(package.folder_path())?;
    let (artifact, sizes) = build(&engine, &package)?;
    let folder = match out_dir {
        Some(out_dir) => out_dir.join(&package.folder),
        None => package.workspace_root.join("target/contracts").join(&package.folder),
    };
    write(&folder, &artifact)?;
    Ok(Built { name: artifact.name, abi: artifact.abi, module: artifact.module, folder, sizes })
}

fn build(engine: &Engine, package: &Package) -> Result<(Artifact, Sizes), CliError> {
    let file = compile::compile(package)?;
    let linked = fs::read(&file).map_err(|source| CliError::Read { path: file, source })?;
    let malformed = || CliError::ModuleMissing { package: package.name.clone() };
    let abi =
        sections::custom(&linked, ABI_SECTION).ok_or_else(|| CliError::AbiMissing { package: package.name.clone() })?;
    let mut module = ::compile::deployed(&linked).ok_or_else(malformed)?;
    sections::append(&mut module, provenance::SECTION, &Provenance::of(package)?.encoded());
    match engine.prepare(&module) {
        Ok(_) => {}
        Err(PrepareError::Refused(refusal)) => {
            return Err(CliError::Refused { name: package.name.clone(), refusal });
        }
        Err(PrepareError::Node(error)) => return Err(CliError::Engine(error)),
    }
    let sizes = Sizes::of(&linked, &module);
    let artifact = Artifact::new(package, abi, module)
        .map_err(|reason| CliError::AbiInvalid { package: package.name.clone(), reason })?;
    Ok((artifact, sizes))
}

fn write(folder: &Path, artifact: &Artifact) -> Result<(), CliError> {
    fs::create_dir_all(folder).map_err(|source| CliError::Write { path: folder.to_owned(), source })?;
    let files = [
        ("wasm", artifact.module.clone()),
        ("json", artifact.json().into_bytes()),
        ("foundry.json", artifact.foundry().into_bytes()),
        ("sol", solidity(&artifact.name, &artifact.abi).into_bytes()),
        ("ts", typescript(&artifact.name, &artifact.abi).into_bytes()),
    ];
    for (extension, content) in files {
        let path = folder.join(format!("{}.{extension}", artifact.name));
        fs::write(&path, content).map_err(|source| CliError::Write { path, source })?;
    }
    Ok(())
}
