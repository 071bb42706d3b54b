//! Opening a data directory: what is created, what is checked, what is refused.
//!
//! In this order: lock, FORMAT (version, chain), head marker, RocksDB, and then the marker against the database's
//! head. Nothing is created in a directory that holds other files, and nothing is repaired by guessing.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use primitives::B256;

use crate::{
    codec,
    columns::{FORMAT_VERSION, Family, META_CHAIN_ID, META_FORMAT, number_key},
    error::DbError,
    fault::{CrashPoint, Fault},
    head::Head,
    lock::{DirectoryLock, LOCK_FILE},
    marker::{MARKER_FILE, Marker},
    options,
    snapshot::Snapshot,
    store::{Pinned, Rocks, Store},
};

pub(crate) const FORMAT_FILE: &str = "FORMAT";
pub(crate) const ROCKS_FOLDER: &str = "rocksdb";
/// What a file is called while it is being written. A crash may leave one.
const UNFINISHED: &str = ".new";

/// Which data directory, and how it is used.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The directory. It is created if it does not exist.
    pub path: PathBuf,
    /// The chain that it must belong to.
    pub chain_id: u64,
    /// Bytes of memory for blocks, indexes and filters read from disk.
    pub cache_size_bytes: usize,
    /// Where a test stops the database; `None` in life.
    pub crash_at: Option<CrashPoint>,
}

impl OpenOptions {
    /// The usual options: a cache of 256 MiB.
    pub fn new(path: impl Into<PathBuf>, chain_id: u64) -> Self {
        Self { path: path.into(), chain_id, cache_size_bytes: 256 << 20, crash_at: None }
    }
}

/// The open database. Clones share it; it is closed and the directory let go when the last clone and the last
/// [`Snapshot`] are dropped.
///
/// Writers take turns. Readers never wait for a writer, and see a block only when it is on disk and in the marker.
#[derive(Clone)]
pub struct Database {
    shared: Arc<Shared>,
}

struct Shared {
    store: Arc<Store>,
    published: RwLock<Snapshot>,
    writer: Mutex<Writer>,
}

/// What only the one who writes may hold.
pub(crate) struct Writer {
    pub(crate) marker: Marker,
    pub(crate) fault: Fault,
    pub(crate) is_poisoned: bool,
}

impl Database {
    /// Opens the directory, creating it if it is missing or empty.
    pub fn open(options: &OpenOptions) -> Result<Self, DbError> {
        let path = options.path.as_path();
        let fault = Fault(options.crash_at);
        create_directory(path).map_err(|error| DbError::io(path, "cannot create", error))?;
        let lock = DirectoryLock::acquire(path)?;
        check_or_create_format(path, options.chain_id)?;
        fault.pass(CrashPoint::CreatedFormat)?;
        let marker = open_marker(path, options.chain_id)?;
        let acknowledged = marker.as_ref().and_then(Marker::head);
        let rocks = open_rocks(path, acknowledged, options.cache_size_bytes)?;
        let store = Arc::new(Store::new(rocks, lock));
        fault.pass(CrashPoint::CreatedRocks)?;
        check_or_write_meta(&store, path, options.chain_id)?;
        let published = Snapshot::latest_of(Pinned::new(&store))?;
        let marker = match marker {
            Some(marker) => reconcile(marker, &published, path)?,
            None => first_marker(&published, path, options.chain_id)?,
        };

        let writer = Writer { marker, fault, is_poisoned: false };
        Ok(Self { shared: Arc::new(Shared { store, published: RwLock::new(published), writer: Mutex::new(writer) }) })
    }

    /// The newest block, or `None` before the genesis block.
    pub fn head(&self) -> Option<Head> {
        self.latest().head()
    }

    /// The database as of the newest block. Cheap: nothing is read or copied.
    pub fn latest(&self) -> Snapshot {
        self.shared.published.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn store(&self) -> &Arc<Store> {
        &self.shared.store
    }

    /// Waits for the turn to write. Fails for good once a write has failed.
    pub(crate) fn writer(&self) -> Result<MutexGuard<'_, Writer>, DbError> {
        match self.shared.writer.lock() {
            Ok(writer) if !writer.is_poisoned => Ok(writer),
            _ => Err(DbError::Poisoned),
        }
    }

    /// Lets readers see what was written.
    pub(crate) fn publish(&self) -> Result<(), DbError> {
        let snapshot = Snapshot::latest_of(Pinned::new(self.store()))?;
        *self.shared.published.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
        Ok(())
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("head", &self.head()).finish_non_exhaustive()
    }
}

/// Creates `path` and what is missing above it, so that a power cut does not take the new names away.
fn create_directory(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> =
        path.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
    fs::create_dir_all(path)?;
    for created in missing {
        let parent = created.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

/// Writes a new file so that it is there whole or not at all, whatever happens meanwhile.
pub(crate) fn create_file(directory: &Path, name: &str, bytes: &[u8]) -> Result<(), DbError> {
    let unfinished = directory.join(format!("{name}{UNFINISHED}"));
    let path = directory.join(name);
    File::create(&unfinished)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&unfinished, &path))
        // The name is in the directory, which has to reach the disk too.
        .and_then(|()| File::open(directory)?.sync_all())
        .map_err(|error| DbError::io(&path, "cannot create", error))
}

/// FORMAT has two lines, `format 5` and `chain 31337`. Later formats keep the first line.
pub(crate) fn check_or_create_format(path: &Path, chain_id: u64) -> Result<(), DbError> {
    if path.join(FORMAT_FILE).exists() {
        return check_format(path, chain_id, FORMAT_VERSION..=FORMAT_VERSION);
    }
    refuse_other_files(path)?;
    create_file(path, FORMAT_FILE, format!("format {FORMAT_VERSION}\nchain {chain_id}\n").as_bytes())
}

/// Refuses a directory of another chain, or of a format that is not among `formats`.
pub(crate) fn check_format(path: &Path, chain_id: u64, formats: RangeInclusive<u32>) -> Result<(), DbError> {
    let file = path.join(FORMAT_FILE);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            return Err(DbError::FormatFileDamaged { path: file, reason: "it is not text".to_owned() });
        }
        Err(error) => return Err(DbError::io(&file, "cannot read", error)),
    };
    let mut lines = text.lines();
    let mut field = |name: &str| -> Result<u64, DbError> {
        let line = lines.next().unwrap_or_default();
        line.strip_prefix(name).and_then(|rest| rest.strip_prefix(' ')).and_then(|rest| rest.parse().ok()).ok_or_else(
            || DbError::FormatFileDamaged {
                path: file.clone(),
                reason: format!("expected the line `{name} NUMBER`, found `{line}`"),
            },
        )
    };
    let found = u32::try_from(field("format")?).unwrap_or(u32::MAX);
    if !formats.contains(&found) {
        return Err(DbError::Format { path: path.to_owned(), found, supported: FORMAT_VERSION });
    }
    let found = field("chain")?;
    if found != chain_id {
        return Err(DbError::ChainId { path: path.to_owned(), expected: chain_id, found });
    }
    Ok(())
}

/// A directory without FORMAT may only hold what a crash during its creation or its erasure leaves.
pub(crate) fn refuse_other_files(path: &Path) -> Result<(), DbError> {
    let unfinished = [FORMAT_FILE, MARKER_FILE].map(|name| format!("{name}{UNFINISHED}"));
    let entries = fs::read_dir(path).map_err(|error| DbError::io(path, "cannot read", error))?;
    let mut others = Vec::new();
    for entry in entries {
        let name = entry.map_err(|error| DbError::io(path, "cannot read", error))?.file_name();
        if name != LOCK_FILE && unfinished.iter().all(|unfinished| name != unfinished.as_str()) {
            others.push(name.to_string_lossy().into_owned());
        }
    }
    match others.into_iter().min() {
        Some(found) => Err(DbError::NotADatabase { path: path.to_owned(), found }),
        None => Ok(()),
    }
}

/// The marker, if there is one, which must be of this chain.
fn open_marker(path: &Path, chain_id: u64) -> Result<Option<Marker>, DbError> {
    let marker = Marker::open(path)?;
    match marker.as_ref().map(Marker::chain_id).filter(|found| *found != chain_id) {
        Some(found) => {
            let reason = format!("the head marker is of chain {found}, FORMAT of chain {chain_id}");
            Err(DbError::MixedDirectory { path: path.to_owned(), reason })
        }
        None => Ok(marker),
    }
}

/// The marker of a directory that has none: created if there is no block yet, and only then.
fn first_marker(database: &Snapshot, path: &Path, chain_id: u64) -> Result<Marker, DbError> {
    let file = path.join(MARKER_FILE);
    match database.head() {
        Some(head) => Err(DbError::MarkerMissing { path: file, head }),
        None => {
            Marker::create(path, chain_id)?;
            Marker::open(path)?
                .ok_or_else(|| DbError::io(&file, "cannot open the file just created", ErrorKind::NotFound.into()))
        }
    }
}

fn open_rocks(path: &Path, acknowledged: Option<Head>, cache_size_bytes: usize) -> Result<Rocks, DbError> {
    let folder = path.join(ROCKS_FOLDER);
    if !folder.join("CURRENT").exists() {
        // RocksDB would make a new database here, and clean away what is left of the old one.
        if let Some(marker) = acknowledged {
            return Err(DbError::BehindMarker { path: path.to_owned(), marker: Box::new(marker), database: None });
        }
        refuse_remains(&folder)?;
    }
    Rocks::open_cf_descriptors(
        &options::database(acknowledged.is_none()),
        &folder,
        options::families(cache_size_bytes)?,
    )
    .map_err(|error| DbError::rocks("open RocksDB", error))
}

/// Tables and logs without the file CURRENT are a database that lost it, not a new folder.
fn refuse_remains(folder: &Path) -> Result<(), DbError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DbError::io(folder, "cannot read", error)),
    };
    for entry in entries {
        let name = entry.map_err(|error| DbError::io(folder, "cannot read", error))?.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".sst") || name.ends_with(".log") {
            let message = format!("{} is missing, but {name} is there", folder.join("CURRENT").display());
            return Err(DbError::Corruption { attempt: "open RocksDB", message });
        }
    }
    Ok(())
}

/// Format and chain also stand inside RocksDB, so that a folder moved here from another directory is noticed.
fn check_or_write_meta(store: &Arc<Store>, path: &Path, chain_id: u64) -> Result<(), DbError> {
    let expected =
        [(META_FORMAT, FORMAT_VERSION.to_be_bytes().to_vec()), (META_CHAIN_ID, chain_id.to_be_bytes().into())];
    let pinned = Pinned::new(store);
    let mut batch = rocksdb::WriteBatch::new();
    for (name, value) in expected {
        match pinned.get(Family::Meta, name, |found| Ok(found.to_vec()))? {
            None => batch.put_cf(store.family(Family::Meta)?, name, value),
            Some(found) if found == value => {}
            Some(found) => {
                let name = String::from_utf8_lossy(name);
                let reason = format!("{name} is {found:02x?} in RocksDB and {value:02x?} in FORMAT");
                return Err(DbError::MixedDirectory { path: path.to_owned(), reason });
            }
        }
    }
    if batch.is_empty() { Ok(()) } else { store.write(batch) }
}

/// Refuses a database that ends below the marker or is not of its history; lifts the marker to one that is ahead,
/// which is what a crash between batch and marker leaves.
fn reconcile(mut marker: Marker, database: &Snapshot, path: &Path) -> Result<Marker, DbError> {
    let head = database.head();
    if let Some(acknowledged) = marker.head() {
        let marker = Box::new(acknowledged);
        let lost =
            || DbError::BehindMarker { path: path.to_owned(), marker: marker.clone(), database: head.map(Box::new) };
        if head.is_none_or(|head| head.number < acknowledged.number) {
            return Err(lost());
        }
        let hash = hash_at(database, &acknowledged)?.ok_or_else(lost)?;
        if hash != acknowledged.hash {
            return Err(DbError::MarkerForked { path: path.to_owned(), marker, database: hash });
        }
    }
    if let Some(slot) = marker.damaged_slot() {
        tracing::warn!(slot, "head marker has a damaged slot, the other one holds; both are written anew");
        marker.lower(head)?;
    } else if marker.head() != head {
        if let (Some(from), Some(to)) = (marker.head(), head) {
            tracing::info!(marker = %from, database = %to, "database is ahead of its head marker, as after a crash");
        }
        marker.lower(head)?;
    }
    Ok(marker)
}

fn hash_at(database: &Snapshot, head: &Head) -> Result<Option<B256>, DbError> {
    database
        .pinned()
        .get(Family::Headers, &number_key(head.number), |record| codec::decode_header(record).map(|(_, hash)| hash))
}

#[cfg(test)]
mod tests;
