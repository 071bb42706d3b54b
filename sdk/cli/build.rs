//! Puts the SDK's source, the reference contracts and their clients into the binary, for `causeway new`: a list of paths
//! with their contents, in order.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// Crates that a project never needs, because they make a node or this command.
const LEFT_OUT: &[&str] = &["runtime/db", "sdk/cli"];

/// A contract that templates are tested against, and that is none itself.
const RECEIVER: &str = "tests/contracts/receiver";

/// Clients of the contracts: folders, with the names of what is carried of them.
const CLIENTS: &[(&str, &[&str])] =
    &[("examples/viem", &[".mjs", "package.json"]), ("examples/web3py", &[".py", "requirements.txt"])];

/// What of a crate is carried. A contract under another name has a few bytes else, so its gas is recorded anew.
const CRATE: &[&str] = &["Cargo.toml", "README.md", "build.rs", "src", "tests"];

fn main() {
    // Asked when it runs, since a build cache that several clones share may hold this program as another one compiled it.
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let root = folder.ancestors().nth(2).expect("this crate lies two folders deep");
    let mut files: Vec<PathBuf> =
        ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml"].iter().map(|name| root.join(name)).collect();
    println!("cargo::rerun-if-changed={}", root.join(RECEIVER).display());
    let mut crates = vec![root.join("sdk"), root.join(RECEIVER)];
    for parent in ["sdk", "runtime", "contracts"] {
        println!("cargo::rerun-if-changed={}", root.join(parent).display());
        crates.extend(entries(&root.join(parent)).into_iter().filter(|path| path.join("Cargo.toml").exists()));
    }
    for folder in crates.iter().filter(|folder| !LEFT_OUT.iter().any(|left_out| folder.ends_with(left_out))) {
        // Tests of a contract come with its template; those of the SDK stay here.
        let is_contract = folder.parent().is_some_and(|parent| parent.ends_with("contracts"));
        for part in CRATE.iter().filter(|part| is_contract || **part != "tests") {
            files_below(&folder.join(part), &mut files);
        }
    }
    for (folder, ends) in CLIENTS {
        let folder = root.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        let carried = |path: &PathBuf| ends.iter().any(|end| path.to_string_lossy().ends_with(end));
        files.extend(entries(&folder).into_iter().filter(carried));
    }
    files.sort();
    files.dedup();
    let mut list = String::from("&[\n");
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(root).expect("every file lies below the root");
        // Writing into a String cannot fail.
        let _ =
            writeln!(list, "    ({:?}, include_bytes!({:?})),", name.display().to_string(), file.display().to_string());
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("bundle.rs");
    fs::write(&out, list).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("a folder that opened can be listed").path()).collect()
}

fn files_below(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        entries(path).iter().for_each(|path| files_below(path, files));
    } else if path.is_file() {
        files.push(path.to_owned());
    }
}
