//! The directory's lock: one process at a time.
//!
//! An advisory lock (flock) on the file `LOCK`, which the operating system drops with the process, however it ends.
//! The file holds the holder's process id for people; the lock itself never depends on that text.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek, Write};
use std::path::Path;

use crate::error::DbError;

/// Name of the lock file.
pub(crate) const LOCK_FILE: &str = "LOCK";

/// The held lock. Dropping it lets others in.
#[derive(Debug)]
pub(crate) struct DirectoryLock {
    _file: File,
}

impl DirectoryLock {
    /// Takes the lock of `directory`, which exists, or refuses at once.
    pub(crate) fn acquire(directory: &Path) -> Result<Self, DbError> {
        let path = directory.join(LOCK_FILE);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| DbError::io(&path, "cannot open", error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok());
                return Err(DbError::Locked { path: directory.to_owned(), holder });
            }
            Err(TryLockError::Error(error)) => return Err(DbError::io(&path, "cannot lock", error)),
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(|error| DbError::io(&path, "cannot write", error))?;
        Ok(Self { _file: file })
    }
}
