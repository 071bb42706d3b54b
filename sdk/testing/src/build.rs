//! Building a contract's Wasm from a test, once per process.

use std::{
    collections::HashMap,
    fs,
    path::Path,
    sync::{Arc, LazyLock, Mutex},
};

use compile::Source;
use interface::container::header;

type Modules = HashMap<(String, String), Arc<Vec<u8>>>;

static BUILT: LazyLock<Mutex<Modules>> = LazyLock::new(Mutex::default);

/// The Wasm module of the contract `package` in the folder `manifest_dir`, built as `causeway build` builds it.
///
/// # Panics
/// If it does not build; cargo's messages are in the panic.
pub fn contract_module(package: &str, manifest_dir: &str) -> Arc<Vec<u8>> {
    let mut built = BUILT.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let key = (package.to_owned(), manifest_dir.to_owned());
    built.entry(key).or_insert_with(|| Arc::new(build(package, Path::new(manifest_dir)))).clone()
}

/// The container around a contract's module, as it is deployed.
pub(crate) fn container(package: &str, manifest_dir: &str) -> Vec<u8> {
    let module = contract_module(package, manifest_dir);
    let size = u32::try_from(module.len()).expect("a module is far below 4 GiB");
    [&header(size)[..], &module[..]].concat()
}

fn build(package: &str, manifest_dir: &Path) -> Vec<u8> {
    let folder = manifest_dir.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", manifest_dir.display()));
    let workspace_root = folder.ancestors().filter(|folder| folder.join("Cargo.lock").exists()).last();
    let manifest = folder.join("Cargo.toml");
    let source = Source { package, manifest: &manifest, workspace_root: workspace_root.unwrap_or(&folder) };
    let output = source.command().output().expect("cargo starts");
    match (output.status.success(), source.module_in(output.stdout.as_slice())) {
        (true, Some(path)) => {
            let module = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            compile::deployed(&module).expect("the linker writes modules")
        }
        _ => panic!("contract {package} does not build:\n{}", String::from_utf8_lossy(&output.stderr)),
    }
}
