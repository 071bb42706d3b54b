//! Gives the VM a fingerprint of the sources that decide what native code does, so that artifacts of another build are
//! never used. A change of a comment changes it too, which costs a compilation and nothing else.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

/// The VM, its limits, the interface, and the versions of all dependencies.
const SOURCES: &[&str] = &["src", "../interface/src", "../primitives/src", "../../Cargo.lock"];

fn main() -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        feed(Path::new(source), &mut hasher)?;
    }
    println!("cargo::rustc-env=CAUSEWAY_VM_SOURCES={:016x}", hasher.finish());
    Ok(())
}

/// Feeds a file, or all files below a folder in the order of their names.
fn feed(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if !path.is_dir() {
        path.hash(hasher);
        fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| feed(entry, hasher))
}
