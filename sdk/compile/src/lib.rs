//! How a contract crate becomes a Wasm module: one cargo command for `causeway build` and for test chains, so that
//! what is tested is what is deployed.
//!
//! The same sources and toolchain give the same bytes in every folder. What is left out of the linker's module is said by
//! [`deployed`]. The ABI that a module carries is read by [`packing`] and [`abi`], its sections by [`sections`]. Running the command, and what is done with the module, is left to the callers.

pub mod abi;
mod deployed;
pub mod packing;
pub mod sections;

use std::{
    env,
    ffi::OsString,
    io::BufRead,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

pub use deployed::deployed;

/// The target that contracts are compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Bytes of the stack that compiled code keeps in linear memory. The default of 1 MiB makes each fresh instance touch
/// and copy far more pages; our own contracts need under 2 KiB.
const SHADOW_STACK_SIZE_BYTES: u32 = 16 * 1024;

/// Bytes of linear memory that a contract may have at most. Memory that stays within a processor's second-level cache
/// makes its loads cheap: the schedule asks more than twenty times as much for a load that may reach through 8 MiB.
const MEMORY_MAX_BYTES: u32 = 1024 * 1024;

/// Turns off an optimisation that is wrong in the pinned compiler: a closure that changes what it was handed by value is
/// handed the changed one when it is called with the same again (rust-lang/rust #155241, right in 1.99). Contracts
/// are at most a hundredth larger without it, most of them smaller.
const WITHOUT_WRONG_PASS: &str = "-Zmir-enable-passes=-GVN";

/// A contract crate.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The package's name.
    pub package: &'a str,
    /// Its `Cargo.toml`.
    pub manifest: &'a Path,
    /// The folder of the workspace's `Cargo.lock`: paths below it are kept out of the module.
    pub workspace_root: &'a Path,
}

/// The cargo that started this process, or the one on the path.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

impl Source<'_> {
    /// The command that compiles the contract and reports its files as JSON lines on standard output. Entry points and
    /// ABI are exported for this package alone, whatever contracts it depends on.
    pub fn command(&self) -> Command {
        let mut command = Command::new(cargo());
        command
            // The toolchain file beside the contract decides, wherever the caller stands.
            .current_dir(self.manifest.parent().unwrap_or(self.workspace_root))
            .arg("rustc")
            .arg("--manifest-path")
            .arg(self.manifest)
            .args(["--package", self.package, "--lib", "--crate-type", "cdylib"])
            .args(["--profile", "contract", "--target", WASM_TARGET, "--message-format", "json-render-diagnostics"])
            .args(["--", "--cfg", "causeway_entry", "-C"])
            .arg(format!("link-arg=-zstack-size={SHADOW_STACK_SIZE_BYTES}"))
            // The linker leaves room for the largest index at each call and address: a tenth of the code.
            .args(["-C", "link-arg=--compress-relocations"])
            .args(["-C", &format!("link-arg=--max-memory={MEMORY_MAX_BYTES}")])
            // Names of functions are for the size report; they are left out of what is deployed.
            .args(["-C", "strip=debuginfo"])
            // The user's own flags would make other bytes.
            .env_remove("RUSTFLAGS")
            .env("CARGO_ENCODED_RUSTFLAGS", self.flags())
            // Stable compilers take the flag of `WITHOUT_WRONG_PASS` with this only.
            .env("RUSTC_BOOTSTRAP", "1")
            .stdin(Stdio::null());
        command
    }

    /// The module's path, from the command's standard output. Reads it to the end, because a full pipe would stop
    /// cargo.
    pub fn module_in(&self, output: impl BufRead) -> Option<PathBuf> {
        let mut module = None;
        for line in output.lines().map_while(Result::ok) {
            module = self.module_of(&line).or(module);
        }
        module
    }

    /// The Wasm file that one line of cargo's messages reports for this package.
    fn module_of(&self, line: &str) -> Option<PathBuf> {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_ours = message["manifest_path"].as_str().is_some_and(|path| same_file(Path::new(path), self.manifest));
        if message["reason"] != "compiler-artifact" || !is_ours {
            return None;
        }
        let files = message["filenames"].as_array()?;
        files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
    }

    /// Flags for every crate of the module. They keep this machine's folders out of it: panics name the file they
    /// happened in.
    fn flags(&self) -> OsString {
        let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let cargo_home = cargo_home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
        // Cargo splits at the byte 0x1F, so a folder may have spaces in its name.
        let mut flags = OsString::from(WITHOUT_WRONG_PASS);
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(self.workspace_root);
        flags.push("=/source");
        if let Some(cargo_home) = cargo_home {
            flags.push("\u{1f}--remap-path-prefix=");
            flags.push(cargo_home);
            flags.push("=/cargo");
        }
        flags
    }
}

/// True for two names of one file; cargo resolves `..` and links, callers need not.
fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module_in(output: &str) -> Option<PathBuf> {
        let manifest = Path::new("/home/dev/token/Cargo.toml");
        Source { package: "token", manifest, workspace_root: Path::new("/home/dev") }.module_in(output.as_bytes())
    }

    #[test]
    fn module_of_the_package_is_found() {
        let output = r#"{"reason":"compiler-artifact","manifest_path":"/home/dev/sdk/Cargo.toml","filenames":["/t/libsdk.rlib"]}
{"reason":"compiler-artifact","manifest_path":"/home/dev/token/Cargo.toml","filenames":["/t/token.wasm"]}
{"reason":"build-finished","success":true}"#;
        assert_eq!(module_in(output), Some(PathBuf::from("/t/token.wasm")));
    }

    #[test]
    fn files_of_dependencies_and_other_messages_are_passed_over() {
        for line in [
            r#"{"reason":"compiler-artifact","manifest_path":"/home/dev/sdk/Cargo.toml","filenames":["/t/sdk.wasm"]}"#,
            r#"{"reason":"compiler-artifact","manifest_path":"/home/dev/token/Cargo.toml","filenames":["/t/libtoken.rlib"]}"#,
            r#"{"reason":"build-finished","success":true}"#,
            "not JSON",
        ] {
            assert_eq!(module_in(line), None, "{line}");
        }
    }
}
