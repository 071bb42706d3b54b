//! How long this machine's disk lets a block wait: for a synced write, and for a read that no cache answers.
//!
//! Waiting is measured by the wall clock and told apart from processor time: gas pays for work, and a disk that is too
//! slow makes every block late, however it is priced.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
    time::{Duration, Instant},
};

use rustix::fs::{Advice, fadvise};
use serde::Serialize;

use crate::CalibrateError;

/// Bytes of one synced write: the log record of a block of some hundred transactions.
const WRITE_SIZE_BYTES: usize = 128 * 1024;

/// Bytes of one read: a block of the database.
const READ_SIZE_BYTES: usize = 4 * 1024;

/// Bytes of the file that is read from.
const FILE_SIZE_BYTES: usize = 64 << 20;

/// Waiting times of the disk, in microseconds.
#[derive(Clone, Debug, Serialize)]
pub struct Disk {
    /// A write of 128 KiB and its sync: median.
    pub synced_write_us: f64,
    /// The same: the slowest of the sample.
    pub synced_write_worst_us: f64,
    /// A read of 4 KiB that the operating system does not have in memory: median.
    pub cold_read_us: f64,
}

/// Measures the disk below `folder` with `count` operations of each kind.
pub(crate) fn measure(folder: &Path, count: u32) -> Result<Disk, CalibrateError> {
    let path = folder.join("disk");
    let failed = |source| CalibrateError::Folder { path: path.clone(), source };
    let mut file = OpenOptions::new().create(true).truncate(true).read(true).write(true).open(&path).map_err(failed)?;
    let piece = vec![0xa5; WRITE_SIZE_BYTES];
    let mut writes = Vec::new();
    for n in 0..FILE_SIZE_BYTES / WRITE_SIZE_BYTES {
        file.write_all(&piece).map_err(failed)?;
        if n < count as usize {
            let start = Instant::now();
            file.sync_data().map_err(failed)?;
            writes.push(start.elapsed());
        }
    }
    file.sync_data().map_err(failed)?;
    let reads = cold_reads(&mut file, count).map_err(failed)?;
    writes.sort_unstable();
    Ok(Disk {
        synced_write_us: microseconds(writes[writes.len() / 2]),
        synced_write_worst_us: microseconds(writes[writes.len() - 1]),
        cold_read_us: reads,
    })
}

/// The median of `count` reads at places of the file that the operating system has just forgotten.
fn cold_reads(file: &mut File, count: u32) -> std::io::Result<f64> {
    fadvise(&*file, 0, None, Advice::DontNeed)?;
    // Reading ahead would bring what is asked for next.
    fadvise(&*file, 0, None, Advice::Random)?;
    let mut times = Vec::new();
    let mut place = 0x9e37_79b9_7f4a_7c15_u64;
    let mut piece = [0; READ_SIZE_BYTES];
    for _ in 0..count {
        place = place.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        let pieces = (FILE_SIZE_BYTES / READ_SIZE_BYTES) as u64;
        file.seek(SeekFrom::Start((place >> 33) % pieces * READ_SIZE_BYTES as u64))?;
        let start = Instant::now();
        file.read_exact(&mut piece)?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(microseconds(times[times.len() / 2]))
}

fn microseconds(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1_000.0
}
