//! Erasing a data directory, for chains that may be started over.
//!
//! Removes only what this crate and the node put there, only from a directory of the chain named, and only while nobody else has it
//! open. Other files in it stay.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::Path,
};

use crate::{
    columns::FORMAT_VERSION,
    error::DbError,
    lock::DirectoryLock,
    marker::MARKER_FILE,
    open::{FORMAT_FILE, ROCKS_FOLDER, check_format, refuse_other_files},
};

/// The folder of the data directory where the node keeps compiled contracts. This crate only erases it.
pub const ARTIFACTS_FOLDER: &str = "artifacts";

/// Deletes the chain kept in the directory `path`, so that [`Database::open`](crate::Database::open) begins a new one.
/// A missing or empty directory is left as it is.
///
/// # Errors
/// Another process holds the directory, it belongs to another chain or to a later format, or it holds other files only.
pub fn erase(path: &Path, chain_id: u64) -> Result<(), DbError> {
    if !path.exists() {
        return Ok(());
    }
    if !path.join(FORMAT_FILE).exists() {
        return refuse_other_files(path);
    }
    let _lock = DirectoryLock::acquire(path)?;
    check_format(path, chain_id, 1..=FORMAT_VERSION)?;
    remove(path, ROCKS_FOLDER, |folder| fs::remove_dir_all(folder))?;
    remove(path, ARTIFACTS_FOLDER, |folder| fs::remove_dir_all(folder))?;
    remove(path, MARKER_FILE, |file| fs::remove_file(file))?;
    // Last, so that an erasure that was interrupted can be repeated.
    remove(path, FORMAT_FILE, |file| fs::remove_file(file))?;
    File::open(path).and_then(|directory| directory.sync_all()).map_err(|error| DbError::io(path, "cannot sync", error))
}

fn remove(path: &Path, name: &str, with: impl Fn(&Path) -> io::Result<()>) -> Result<(), DbError> {
    let entry = path.join(name);
    match with(&entry) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(DbError::io(&entry, "cannot remove", error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Database, OpenOptions};

    const CHAIN_ID: u64 = 31_337;

    fn created() -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        drop(Database::open(&OpenOptions::new(directory.path(), CHAIN_ID)).unwrap());
        directory
    }

    #[test]
    fn directory_of_an_older_format_can_be_erased_and_of_a_later_one_cannot() {
        let directory = created();
        let format = directory.path().join(FORMAT_FILE);
        fs::write(&format, format!("format {}\nchain {CHAIN_ID}\n", FORMAT_VERSION + 1)).unwrap();
        assert!(matches!(erase(directory.path(), CHAIN_ID), Err(DbError::Format { .. })));
        fs::write(&format, format!("format {}\nchain {CHAIN_ID}\n", FORMAT_VERSION - 1)).unwrap();
        erase(directory.path(), CHAIN_ID).unwrap();
        assert!(!directory.path().join(ROCKS_FOLDER).exists());
    }

    #[test]
    fn erased_directory_opens_as_a_new_one_and_keeps_other_files() {
        let directory = created();
        fs::write(directory.path().join("notes.txt"), "mine").unwrap();
        fs::create_dir(directory.path().join(ARTIFACTS_FOLDER)).unwrap();
        fs::write(directory.path().join(ARTIFACTS_FOLDER).join("key"), "key").unwrap();
        erase(directory.path(), CHAIN_ID).unwrap();
        assert!(!directory.path().join(ROCKS_FOLDER).exists());
        assert_eq!(fs::read_to_string(directory.path().join("notes.txt")).unwrap(), "mine");
        fs::remove_file(directory.path().join("notes.txt")).unwrap();
        assert_eq!(Database::open(&OpenOptions::new(directory.path(), CHAIN_ID)).unwrap().head(), None);
    }

    #[test]
    fn missing_and_empty_directories_need_no_erasing() {
        let directory = tempfile::tempdir().unwrap();
        erase(&directory.path().join("missing"), CHAIN_ID).unwrap();
        erase(directory.path(), CHAIN_ID).unwrap();
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn directory_of_something_else_is_refused_and_untouched() {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join(ROCKS_FOLDER)).unwrap();
        let error = erase(directory.path(), CHAIN_ID).unwrap_err();
        assert!(matches!(error, DbError::NotADatabase { .. }), "{error}");
        assert!(directory.path().join(ROCKS_FOLDER).exists());
    }

    #[test]
    fn directory_of_another_chain_is_refused_and_untouched() {
        let directory = created();
        let error = erase(directory.path(), 1).unwrap_err();
        assert!(matches!(error, DbError::ChainId { expected: 1, found: CHAIN_ID, .. }), "{error}");
        drop(Database::open(&OpenOptions::new(directory.path(), CHAIN_ID)).unwrap());
    }

    #[test]
    fn directory_in_use_is_refused_and_untouched() {
        let directory = tempfile::tempdir().unwrap();
        let open = Database::open(&OpenOptions::new(directory.path(), CHAIN_ID)).unwrap();
        let error = erase(directory.path(), CHAIN_ID).unwrap_err();
        assert!(matches!(error, DbError::Locked { .. }), "{error}");
        drop(open);
    }
}
