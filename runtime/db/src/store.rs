//! The open RocksDB with its directory lock, and reads of it as it stood at one moment.

use std::sync::Arc;

use rocksdb::{
    ColumnFamily, DBRawIteratorWithThreadMode, DBWithThreadMode, ReadOptions, SingleThreaded, SnapshotWithThreadMode,
    WriteBatch,
};
use self_cell::self_cell;

use crate::{columns::Family, error::DbError, lock::DirectoryLock, options};

/// RocksDB whose set of families is fixed when it is opened, so that finding one takes no lock.
pub(crate) type Rocks = DBWithThreadMode<SingleThreaded>;

type RocksSnapshot<'a> = SnapshotWithThreadMode<'a, Rocks>;

/// The open database. Dropping it closes it, and only then lets go of the directory.
pub(crate) struct Store {
    // Fields are dropped in this order.
    rocks: Rocks,
    _lock: DirectoryLock,
}

impl Store {
    pub(crate) fn new(rocks: Rocks, lock: DirectoryLock) -> Self {
        Self { rocks, _lock: lock }
    }

    /// The handle of `family`.
    pub(crate) fn family(&self, family: Family) -> Result<&ColumnFamily, DbError> {
        self.rocks
            .cf_handle(family.name())
            .ok_or_else(|| DbError::damaged(family.name(), "the family", "the column family is not open"))
    }

    /// Moves everything from the log into tables.
    #[cfg(test)]
    pub(crate) fn flush(&self) -> Result<(), DbError> {
        // Flushing one family flushes all of them.
        self.rocks.flush_cf(self.family(Family::Accounts)?).map_err(|error| DbError::rocks("flush", error))
    }

    /// Writes `batch` whole or not at all, and syncs it.
    pub(crate) fn write(&self, batch: WriteBatch) -> Result<(), DbError> {
        self.rocks.write_opt(batch, &options::synced()).map_err(|error| DbError::rocks("write a block", error))
    }
}

self_cell!(
    struct Held {
        owner: Arc<Store>,
        #[covariant]
        dependent: RocksSnapshot,
    }
);

/// The database at one moment. Later writes do not show. It keeps the database open.
pub(crate) struct Pinned {
    held: Held,
}

impl Pinned {
    /// The database as it is now.
    pub(crate) fn new(store: &Arc<Store>) -> Self {
        Self { held: Held::new(Arc::clone(store), |store| store.rocks.snapshot()) }
    }

    /// The database it reads.
    pub(crate) fn store(&self) -> &Arc<Store> {
        self.held.borrow_owner()
    }

    /// The value under `key`, handed to `read`, or `None` if there is none.
    pub(crate) fn get<T>(
        &self,
        family: Family,
        key: &[u8],
        read: impl FnOnce(&[u8]) -> Result<T, String>,
    ) -> Result<Option<T>, DbError> {
        let handle = self.store().family(family)?;
        let value =
            self.held.borrow_dependent().get_pinned_cf(handle, key).map_err(|error| DbError::rocks("read", error))?;
        let Some(value) = value else { return Ok(None) };
        match read(&value) {
            Ok(value) => Ok(Some(value)),
            Err(reason) => Err(DbError::damaged(family.name(), hex(key), reason)),
        }
    }

    /// True if there is a value under `key`.
    pub(crate) fn contains(&self, family: Family, key: &[u8]) -> Result<bool, DbError> {
        Ok(self.get(family, key, |_| Ok(()))?.is_some())
    }

    /// The first row at or after `from` whose key begins with `prefix`.
    ///
    /// For `Storage`, `prefix` has at least 32 bytes or none.
    pub(crate) fn first_at(&self, family: Family, prefix: &[u8], from: &[u8]) -> Result<Option<Row>, DbError> {
        self.rows(family, prefix, from)?.next().transpose()
    }

    /// The rows from `from` on whose keys begin with `prefix`, in key order.
    ///
    /// For `Storage`, `prefix` has at least 32 bytes or none.
    pub(crate) fn rows(&self, family: Family, prefix: &[u8], from: &[u8]) -> Result<Rows<'_>, DbError> {
        let handle = self.store().family(family)?;
        let mut read = ReadOptions::default();
        // Within one account's slots, filters tell which files have none of them. Across accounts they must not be asked.
        let is_within_account = family == Family::Storage && !prefix.is_empty();
        read.set_prefix_same_as_start(is_within_account);
        read.set_total_order_seek(!is_within_account);
        let mut iterator = self.held.borrow_dependent().raw_iterator_cf_opt(handle, read);
        iterator.seek(from);
        Ok(Rows { iterator, prefix: prefix.to_vec(), is_started: false })
    }
}

/// A key and its value.
pub(crate) type Row = (Vec<u8>, Vec<u8>);

/// Rows in key order. An error is the last item.
pub(crate) struct Rows<'a> {
    iterator: DBRawIteratorWithThreadMode<'a, Rocks>,
    prefix: Vec<u8>,
    is_started: bool,
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, DbError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_started && self.iterator.valid() {
            self.iterator.next();
        }
        self.is_started = true;
        match self.iterator.item() {
            Some((key, value)) => key.starts_with(&self.prefix).then(|| Ok((key.to_vec(), value.to_vec()))),
            // Not valid is the end, or an error.
            None => self.iterator.status().err().map(|error| Err(DbError::rocks("read", error))),
        }
    }
}

/// `bytes` in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold("0x".to_owned(), |mut text, byte| {
        use std::fmt::Write;
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
