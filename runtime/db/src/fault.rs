//! Crash points: places where a test stops the database as if the process had died there.
//!
//! A crash is a value given to [`crate::OpenOptions`], not luck: the handle performs every step up to the point and
//! none after it, then refuses all further writes. A test opens the directory again and looks.

use std::fmt;

use crate::error::DbError;

/// A place in the life of a database where it can be made to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashPoint {
    /// A new directory has its `FORMAT` and nothing more.
    CreatedFormat,
    /// A new directory has its RocksDB, still empty, and no marker.
    CreatedRocks,
    /// The block's batch is built, nothing is written.
    CommitPrepared,
    /// The block's batch is on disk, the marker is not touched.
    CommitBatchWritten,
    /// The block's batch is on disk, half of the marker's slot is written.
    CommitMarkerTorn,
    /// Batch and marker are on disk, nobody was told.
    CommitMarkerWritten,
    /// Everything is computed, nothing is written.
    RewindPrepared,
    /// Half of the first of the two slots of the lowered marker is written.
    RewindMarkerTorn,
    /// The marker is lowered, the database is not.
    RewindMarkerWritten,
    /// Marker and database are lowered, nobody was told.
    RewindBatchWritten,
}

impl fmt::Display for CrashPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Where to stop, if anywhere.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fault(pub(crate) Option<CrashPoint>);

impl Fault {
    /// True if the process is to die at `point`.
    pub(crate) fn is_at(self, point: CrashPoint) -> bool {
        self.0 == Some(point)
    }

    /// Dies at `point` if it is to.
    pub(crate) fn pass(self, point: CrashPoint) -> Result<(), DbError> {
        if self.is_at(point) { Err(DbError::Stopped(point)) } else { Ok(()) }
    }
}
