//! Calls cargo for a contract crate and finds the module it wrote.

use std::{
    ffi::OsString,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use super::package::Package;
use crate::CliError;

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Bytes of the stack that compiled code keeps in linear memory. The default of 1 MiB makes each fresh instance touch
/// and copy far more pages; contracts in our own examples need under 2 KiB.
const SHADOW_STACK_SIZE_BYTES: u32 = 16 * 1024;

/// The cargo that started us, or the one on the path.
pub(super) fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// Refuses a toolchain without a standard library for Wasm, before cargo fails at the first `core`.
pub(super) fn require_wasm_target() -> Result<(), CliError> {
    let program = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(&program)
        .args(["--print", "sysroot"])
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
    let program = cargo();
    let failed = |source| CliError::ToolMissing { program: program.clone(), source };
    let mut child = Command::new(&program)
        .arg("rustc")
        .arg("--manifest-path")
        .arg(&package.manifest)
        .args(["--package", &package.name, "--lib", "--crate-type", "cdylib"])
        .args(["--profile", "contract", "--target", WASM_TARGET, "--message-format", "json-render-diagnostics"])
        .args(["--", "--cfg", "causeway_entry", "-C"])
        .arg(format!("link-arg=-zstack-size={SHADOW_STACK_SIZE_BYTES}"))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", reproducible_paths(package))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let messages = child.stdout.take().expect("standard output was asked for as a pipe above");
    // To the end in any case: a full pipe would stop cargo.
    let module =
        BufReader::new(messages).lines().map_while(Result::ok).filter_map(|line| module_of(&line, package)).last();
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(CliError::CargoFailed { package: package.name.clone(), status });
    }
    module.ok_or_else(|| CliError::ModuleMissing { package: package.name.clone() })
}

/// The Wasm file that one line of cargo's messages reports for `package`.
fn module_of(line: &str, package: &Package) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message["reason"] != "compiler-artifact" || message["manifest_path"].as_str() != package.manifest.to_str() {
        return None;
    }
    let files = message["filenames"].as_array()?;
    files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
}

/// Flags that keep this machine's folders out of the module: panics name the file they happened in.
fn reproducible_paths(package: &Package) -> OsString {
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let mut flags = OsString::from("--remap-path-prefix=");
    flags.push(&package.workspace_root);
    flags.push("=/source");
    if let Some(cargo_home) = cargo_home {
        flags.push(" --remap-path-prefix=");
        flags.push(cargo_home);
        flags.push("=/cargo");
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> Package {
        Package {
            name: "token".into(),
            manifest: "/work/token/Cargo.toml".into(),
            folder: "token".into(),
            workspace_root: "/work".into(),
        }
    }

    #[test]
    fn module_of_the_package_is_found() {
        let line =
            r#"{"reason":"compiler-artifact","manifest_path":"/work/token/Cargo.toml","filenames":["/t/token.wasm"]}"#;
        assert_eq!(module_of(line, &package()), Some(PathBuf::from("/t/token.wasm")));
    }

    #[test]
    fn files_of_dependencies_and_other_messages_are_passed_over() {
        for line in [
            r#"{"reason":"compiler-artifact","manifest_path":"/work/sdk/Cargo.toml","filenames":["/t/sdk.wasm"]}"#,
            r#"{"reason":"compiler-artifact","manifest_path":"/work/token/Cargo.toml","filenames":["/t/libtoken.rlib"]}"#,
            r#"{"reason":"build-finished","success":true}"#,
            "not JSON",
        ] {
            assert_eq!(module_of(line, &package()), None, "{line}");
        }
    }

    #[test]
    fn sysroot_without_wasm_is_noticed() {
        let sysroot = tempfile::tempdir().unwrap();
        assert!(!has_wasm_target(sysroot.path()));
        std::fs::create_dir_all(sysroot.path().join("lib/rustlib/wasm32-unknown-unknown/lib")).unwrap();
        assert!(has_wasm_target(sysroot.path()));
    }
}
