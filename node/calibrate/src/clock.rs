//! The processor time that this thread has used: other threads and waiting for disks do not count.

use std::time::Duration;

use cpu_time::ThreadTime;

/// Runs `work` and tells how much processor time it took.
pub(crate) fn timed<R>(work: impl FnOnce() -> R) -> (R, Duration) {
    let start = ThreadTime::now();
    let result = work();
    (result, start.elapsed())
}
