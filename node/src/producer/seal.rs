//! When a block is made. The seam to consensus: a network's engine will be one more way to seal.

use std::time::Duration;

use crate::NodeError;

/// Shortest block time: below it the disk's sync would be the clock.
pub const BLOCK_TIME_MIN: Duration = Duration::from_millis(50);

/// Longest block time.
pub const BLOCK_TIME_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// When a block is made, and how full it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// At once, one block per executable transaction, until none is left. No block without a transaction.
    Instant,
    /// Every so often, filled up to the gas limit; also without transactions.
    Interval(Duration),
}

impl Seal {
    /// Refuses a block time outside [`BLOCK_TIME_MIN`] to [`BLOCK_TIME_MAX`].
    pub(super) fn check(self) -> Result<(), NodeError> {
        match self {
            Self::Interval(every) if !(BLOCK_TIME_MIN..=BLOCK_TIME_MAX).contains(&every) => {
                Err(NodeError::BlockTimeRange {
                    found_ms: every.as_millis(),
                    least_ms: BLOCK_TIME_MIN.as_millis(),
                    most_ms: BLOCK_TIME_MAX.as_millis(),
                })
            }
            _ => Ok(()),
        }
    }

    /// Transactions that one block may hold.
    pub(super) fn transactions_max(self) -> usize {
        match self {
            Self::Instant => 1,
            Self::Interval(_) => usize::MAX,
        }
    }
}
