//! Artifacts on disk: one file for each code hash in a folder of the node's, bounded in bytes.
//!
//! A file is written under another name and renamed, so that it is there whole or not at all; a power cut may still
//! leave a torn one, which its seal shows. Nothing here is trusted and nothing is needed: an artifact that is missing,
//! torn or stale is compiled again. Only one process uses the folder at a time; the node's data directory is locked.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use primitives::B256;

use super::recency::{Bounds, Recency};

/// How an artifact's file is called after its hash.
const EXTENSION: &str = "native";

/// How it is called while it is written.
const UNFINISHED: &str = "new";

/// The folder.
pub(super) struct Store {
    folder: PathBuf,
    /// Which files there are, and which have been used.
    files: Mutex<Recency>,
}

impl Store {
    /// Opens `folder`, creating it if it is missing, and deletes what an ended process left unfinished and what is
    /// beyond `size_max_bytes`. Costs one look at each file's size.
    pub(super) fn open(folder: &Path, size_max_bytes: u64) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == UNFINISHED) {
                fs::remove_file(&path)?;
            } else if let Some(hash) = hash_of(&path) {
                let about = entry.metadata()?;
                found.push((about.modified()?, hash, about.len()));
            }
        }
        // In the order in which they were written: that is all that is known about their use.
        found.sort_unstable();
        let files = Mutex::new(Recency::new(Bounds { count: u64::MAX, size_bytes: size_max_bytes }));
        let store = Self { folder: folder.to_owned(), files };
        for (_, hash, size_bytes) in found {
            store.keep(&hash, size_bytes);
        }
        Ok(store)
    }

    /// The artifact under `hash`, if there is one that can be read.
    pub(super) fn load(&self, hash: &B256) -> Option<Vec<u8>> {
        if !self.files().touch(hash) {
            return None;
        }
        let artifact = read(&self.path(hash));
        if artifact.is_err() {
            self.files().remove(hash);
        }
        artifact.ok()
    }

    /// Keeps `artifact` under `hash`. After an error there is none.
    pub(super) fn save(&self, hash: &B256, artifact: &[u8]) -> io::Result<()> {
        let path = self.path(hash);
        let unfinished = path.with_extension(UNFINISHED);
        let written = write(&unfinished, artifact).and_then(|()| fs::rename(&unfinished, &path));
        if written.is_err() {
            // What cannot be removed either is removed when the folder is opened next.
            let _ = fs::remove_file(&unfinished);
            self.discard(hash);
        } else {
            self.keep(hash, artifact.len() as u64);
        }
        written
    }

    /// Deletes the artifact under `hash`.
    pub(super) fn discard(&self, hash: &B256) {
        self.files().remove(hash);
        // If it stays, it is found to be unusable again, or replaced.
        let _ = fs::remove_file(self.path(hash));
    }

    fn keep(&self, hash: &B256, size_bytes: u64) {
        let gone = self.files().insert(hash, size_bytes);
        for hash in gone {
            let _ = fs::remove_file(self.path(&hash));
        }
    }

    fn path(&self, hash: &B256) -> PathBuf {
        self.folder.join(format!("{hash:x}.{EXTENSION}"))
    }

    fn files(&self) -> MutexGuard<'_, Recency> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The code hash that an artifact's file is named after.
fn hash_of(path: &Path) -> Option<B256> {
    let is_artifact = path.extension().is_some_and(|extension| extension == EXTENSION);
    is_artifact.then_some(path.file_stem()?.to_str()?).and_then(|stem| stem.parse().ok())
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(n: u8) -> B256 {
        B256::repeat_byte(n)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn artifacts_are_kept_over_a_restart_and_readable_by_the_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join("artifacts");
        Store::open(&folder, 1_000).unwrap().save(&hash(1), b"one").unwrap();
        let store = Store::open(&folder, 1_000).unwrap();
        assert_eq!(store.load(&hash(1)), Some(b"one".to_vec()));
        assert_eq!(store.load(&hash(2)), None);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&store.path(&hash(1))), 0o600);
    }

    #[test]
    fn bytes_on_disk_are_bounded() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path(), 100).unwrap();
        for n in 0..50 {
            store.save(&hash(n), &[n; 30]).unwrap();
        }
        assert_eq!(names(directory.path()).len(), 3);
        assert_eq!(store.load(&hash(49)), Some(vec![49; 30]));
        drop(store);
        Store::open(directory.path(), 60).unwrap();
        assert_eq!(names(directory.path()).len(), 2);
    }

    #[test]
    fn unfinished_files_are_deleted_and_foreign_ones_stay() {
        let directory = tempfile::tempdir().unwrap();
        let unfinished = format!("{:x}.{UNFINISHED}", hash(1));
        for name in [unfinished.as_str(), "key", "notes.native"] {
            fs::write(directory.path().join(name), "x").unwrap();
        }
        Store::open(directory.path(), 1_000).unwrap();
        assert_eq!(names(directory.path()), ["key", "notes.native"]);
    }

    #[test]
    fn file_that_vanished_is_as_if_it_had_never_been() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path(), 1_000).unwrap();
        store.save(&hash(1), b"one").unwrap();
        fs::remove_file(store.path(&hash(1))).unwrap();
        assert_eq!(store.load(&hash(1)), None);
    }

    #[test]
    fn folder_that_is_gone_fails_the_save_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("artifacts"), 1_000).unwrap();
        fs::remove_dir(directory.path().join("artifacts")).unwrap();
        assert!(store.save(&hash(1), b"one").is_err());
        assert_eq!(store.load(&hash(1)), None);
    }
}
