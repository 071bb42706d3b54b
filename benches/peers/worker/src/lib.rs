//! The measured side: a process that makes token transfers when it is asked, and says what they cost this thread.
//!
//! Every system is a process of its own, so that none shares features, signal handlers or an allocator's state with
//! another. A request is a line with a number of batches; the answer is a line with nanoseconds of thread CPU time.

use std::io::{Write, stdin, stdout};

use cpu_time::ThreadTime;

/// Transfers in a batch: a block's worth, so that what a block costs by itself hardly shows.
pub const BATCH: u64 = 256;

/// Answers requests until standard input ends. `batch` makes [`BATCH`] transfers and panics if one fails.
///
/// # Panics
///
/// If the driver sends anything but numbers or goes away.
pub fn serve(mut batch: impl FnMut()) {
    // Caches, pools and predictors are warm before the first answer.
    batch();
    for line in stdin().lines() {
        let batches: u32 = line.expect("a line is text").trim().parse().expect("a request is a number");
        let start = ThreadTime::now();
        for _ in 0..batches {
            batch();
        }
        let elapsed = start.elapsed().as_nanos();
        println!("{elapsed}");
        stdout().flush().expect("the driver listens");
    }
}
