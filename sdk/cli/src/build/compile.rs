//! Calls cargo for a contract crate and finds the module it wrote.

use std::{
    io::BufReader,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use compile::{Source, WASM_TARGET};

use super::package::Package;
use crate::CliError;

/// The cargo that started us, or the one on the path, for messages too.
pub(crate) fn cargo() -> String {
    compile::cargo().to_string_lossy().into_owned()
}

/// Refuses a toolchain without a standard library for Wasm, before cargo fails at the first `core`. The toolchain is
/// the one that a contract in `folder` gets.
pub(super) fn require_wasm_target(folder: &Path) -> Result<(), CliError> {
    let program = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(&program)
        .args(["--print", "sysroot"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|source| CliError::ToolMissing { program, source })?;
    let sysroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    match has_wasm_target(&sysroot) {
        true => Ok(()),
        false => Err(CliError::WasmTargetMissing { sysroot }),
    }
}

fn has_wasm_target(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib").join(WASM_TARGET).join("lib").is_dir()
}

/// Compiles `package` and returns the module's path. Cargo's progress and messages go to standard error.
pub(super) fn compile(package: &Package) -> Result<PathBuf, CliError> {
    let source =
        Source { package: &package.name, manifest: &package.manifest, workspace_root: &package.workspace_root };
    let failed = |source| CliError::ToolMissing { program: cargo(), source };
    let mut child = source.command().stdout(Stdio::piped()).spawn().map_err(failed)?;
    let messages = child.stdout.take().expect("standard output was asked for as a pipe above");
    let module = source.module_in(BufReader::new(messages));
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(CliError::CargoFailed { package: package.name.clone(), status });
    }
    module.ok_or_else(|| CliError::ModuleMissing { package: package.name.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sysroot_without_wasm_is_noticed() {
        let sysroot = tempfile::tempdir().unwrap();
        assert!(!has_wasm_target(sysroot.path()));
        std::fs::create_dir_all(sysroot.path().join("lib/rustlib/wasm32-unknown-unknown/lib")).unwrap();
        assert!(has_wasm_target(sysroot.path()));
    }
}
