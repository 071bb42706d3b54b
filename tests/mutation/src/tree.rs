//! The copy of the repository whose contracts and blocks are broken.
//!
//! Guarantees that the checkout itself is only read. The copy is made anew each time, from the files that git knows.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::mutant::{self, Mutant};

/// Copies the repository at `root` to `tree`, breaks what is to be broken, and gives all mutants.
pub(crate) fn copy(root: &Path, tree: &Path) -> io::Result<Vec<Mutant>> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()?;
    if !listed.status.success() {
        return Err(io::Error::other("git ls-files failed: run this in a checkout of the repository"));
    }
    let listed = String::from_utf8_lossy(&listed.stdout);
    let mut mutants = Vec::new();
    for file in listed.split('\0').filter(|file| !file.is_empty() && root.join(file).is_file()) {
        let to = tree.join(file);
        fs::create_dir_all(to.parent().expect("a file in a folder has a parent"))?;
        if is_broken(file) {
            let broken = mutant::mutate(file, &fs::read_to_string(root.join(file))?, &mut mutants)
                .map_err(|error| io::Error::other(format!("{file}: {error}")))?;
            replace(&to, broken.as_bytes())?;
        } else if file == "sdk/src/lib.rs" {
            replace(&to, (fs::read_to_string(root.join(file))? + mutant::CHOICE).as_bytes())?;
        } else {
            replace(&to, &fs::read(root.join(file))?)?;
        }
    }
    Ok(mutants)
}

/// Contracts and blocks, without the tests among them.
fn is_broken(file: &str) -> bool {
    let is_source = file.starts_with("contracts/") && file.contains("/src/") || file.starts_with("sdk/blocks/src/");
    is_source && file.ends_with(".rs") && !file.ends_with("tests.rs")
}

/// Writes the file if it is another one, so that cargo does not build again what it has.
fn replace(path: &PathBuf, bytes: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|present| present == bytes) { Ok(()) } else { fs::write(path, bytes) }
}
