//! `causeway build`: from a contract crate to the four files that people deploy and call it with.
//!
//! Guarantees: a module that this release's node would refuse is refused here, with the same words; the same sources
//! and toolchain give the same bytes in every folder and on every machine. Leaves compiling to cargo.

mod artifact;
mod compile;
mod module;
mod package;

use std::{fs, path::Path, time::Instant};

use vm::{Engine, EngineConfig, PrepareError};

use self::{artifact::Artifact, package::Package};
use crate::{BuildArguments, CliError};

/// Builds every contract of `arguments`, and stops at the first that fails.
pub fn run(arguments: &BuildArguments) -> Result<(), CliError> {
    compile::require_wasm_target()?;
    let engine = Engine::new(&EngineConfig::default()).map_err(CliError::Engine)?;
    for path in &arguments.paths {
        let began = Instant::now();
        let package = Package::at(path)?;
        let artifact = build(&engine, &package)?;
        let folder = match &arguments.out_dir {
            Some(out_dir) => out_dir.join(&package.folder),
            None => package.workspace_root.join("target/contracts").join(&package.folder),
        };
        write(&folder, &artifact)?;
        println!(
            "{}: {} bytes of Wasm in {:.1} s: {}/{}.{{wasm,json,sol,ts}}",
            artifact.name,
            artifact.module.len(),
            began.elapsed().as_secs_f64(),
            folder.display(),
            artifact.name,
        );
    }
    Ok(())
}

fn build(engine: &Engine, package: &Package) -> Result<Artifact, CliError> {
    let file = compile::compile(package)?;
    let compiled = fs::read(&file).map_err(|source| CliError::Read { path: file, source })?;
    let refused = |refusal| CliError::Refused { name: package.name.clone(), refusal };
    match engine.prepare(&compiled) {
        Ok(_) => {}
        Err(PrepareError::Refused(refusal)) => return Err(refused(refusal)),
        Err(PrepareError::Node(error)) => return Err(CliError::Engine(error)),
    }
    let sections = module::read(&compiled).map_err(refused)?;
    let abi = sections.abi.ok_or_else(|| CliError::AbiMissing { package: package.name.clone() })?;
    Artifact::new(package, &abi, sections.stripped)
        .map_err(|reason| CliError::AbiInvalid { package: package.name.clone(), reason })
}

fn write(folder: &Path, artifact: &Artifact) -> Result<(), CliError> {
    fs::create_dir_all(folder).map_err(|source| CliError::Write { path: folder.to_owned(), source })?;
    let files = [
        ("wasm", artifact.module.clone()),
        ("json", artifact.json().into_bytes()),
        ("sol", artifact.solidity().into_bytes()),
        ("ts", artifact.typescript().into_bytes()),
    ];
    for (extension, content) in files {
        let path = folder.join(format!("{}.{extension}", artifact.name));
        fs::write(&path, content).map_err(|source| CliError::Write { path, source })?;
    }
    Ok(())
}
