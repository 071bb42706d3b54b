//! Building a contract's Wasm from a test, once per process.

use std::{
    collections::HashMap,
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, LazyLock, Mutex},
};

type Modules = HashMap<(String, String), Arc<Vec<u8>>>;

static BUILT: LazyLock<Mutex<Modules>> = LazyLock::new(Mutex::default);

/// Stack of the compiled code, as `causeway build` sets it.
const SHADOW_STACK_SIZE_BYTES: u32 = 16 * 1024;

/// The Wasm module of the contract `package` in the folder `manifest_dir`, built as `causeway build` builds it.
///
/// # Panics
/// If it does not build; cargo's messages are in the panic.
pub fn contract_module(package: &str, manifest_dir: &str) -> Arc<Vec<u8>> {
    let mut built = BUILT.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let key = (package.to_owned(), manifest_dir.to_owned());
    built.entry(key).or_insert_with(|| Arc::new(build(package, Path::new(manifest_dir)))).clone()
}

fn build(package: &str, manifest_dir: &Path) -> Vec<u8> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .arg("rustc")
        .arg("--manifest-path")
        .arg(manifest_dir.join("Cargo.toml"))
        .args(["--package", package, "--lib", "--crate-type", "cdylib", "--profile", "contract"])
        .args(["--target", "wasm32-unknown-unknown", "--message-format", "json-render-diagnostics"])
        .args(["--", "--cfg", "causeway_entry", "-C"])
        .arg(format!("link-arg=-zstack-size={SHADOW_STACK_SIZE_BYTES}"))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", reproducible_paths(manifest_dir))
        .stdin(Stdio::null())
        .output()
        .expect("cargo starts");
    let messages = String::from_utf8_lossy(&output.stdout);
    let path = messages.lines().filter_map(|line| module_path(line, package)).next_back();
    match (output.status.success(), path) {
        (true, Some(path)) => fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        _ => panic!("contract {package} does not build:\n{}", String::from_utf8_lossy(&output.stderr)),
    }
}

/// The Wasm file that a line of cargo's messages reports for `package`.
fn module_path(line: &str, package: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    if message["reason"] != "compiler-artifact" || message["target"]["name"] != package.replace('-', "_") {
        return None;
    }
    let files = message["filenames"].as_array()?;
    files.iter().filter_map(|file| file.as_str()).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
}

/// The flags of `causeway build` that keep folders out of the module, so that both share compiled dependencies.
fn reproducible_paths(manifest_dir: &Path) -> OsString {
    let workspace =
        manifest_dir.ancestors().filter(|folder| folder.join("Cargo.lock").exists()).last().unwrap_or(manifest_dir);
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let mut flags = OsString::from("--remap-path-prefix=");
    flags.push(workspace);
    flags.push("=/source");
    if let Some(cargo_home) = cargo_home {
        flags.push(" --remap-path-prefix=");
        flags.push(cargo_home);
        flags.push("=/cargo");
    }
    flags
}
