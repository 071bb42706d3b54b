//! The chain's clock: the machine's, moved by what a developer asked for. It proposes timestamps; that they never
//! decrease along the chain is [`Chain::next_env`](crate::chain::Chain::next_env)'s promise.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::NodeError;

/// The chain's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock {
    /// Seconds by which the chain's time runs ahead of the machine's.
    offset: i64,
    /// Timestamp of the next block, once.
    next: Option<u64>,
}

impl Clock {
    /// The timestamp, in seconds since 1970, that the next block would get.
    pub(super) fn timestamp(&self) -> u64 {
        self.timestamp_at(machine_seconds())
    }

    fn timestamp_at(&self, now: u64) -> u64 {
        self.next.unwrap_or_else(|| now.saturating_add_signed(self.offset))
    }

    /// A block with `timestamp` was made: the time set for it is used up, and the clock goes on from it.
    pub(super) fn used(&mut self, timestamp: u64) {
        if self.next.take() == Some(timestamp) {
            self.offset = timestamp.cast_signed().saturating_sub(machine_seconds().cast_signed());
        }
    }

    /// Moves the clock ahead by `seconds` and returns by how much it runs ahead in all.
    pub(super) fn advance(&mut self, seconds: u64) -> Result<i64, NodeError> {
        let out_of_range = NodeError::TimeRange { found: seconds };
        let Some(offset) = self.offset.checked_add_unsigned(seconds) else { return Err(out_of_range) };
        if machine_seconds().checked_add_signed(offset).is_none_or(|end| end > i64::MAX.cast_unsigned()) {
            return Err(out_of_range);
        }
        self.offset = offset;
        Ok(offset)
    }

    /// Sets the next block's timestamp, which may not lie before its `parent`'s; later blocks go on from it.
    pub(super) fn set_next(&mut self, timestamp: u64, parent: u64) -> Result<(), NodeError> {
        if timestamp < parent {
            return Err(NodeError::TimestampTooLow { parent, found: timestamp });
        }
        if timestamp > i64::MAX.cast_unsigned() {
            return Err(NodeError::TimeRange { found: timestamp });
        }
        self.next = Some(timestamp);
        Ok(())
    }
}

/// Seconds since 1970 by the machine's clock; 0 before.
fn machine_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_add_up() {
        let mut clock = Clock::default();
        assert_eq!(clock.advance(3600).unwrap(), 3600);
        assert_eq!(clock.advance(60).unwrap(), 3660);
        assert_eq!(clock.timestamp_at(1_000), 4_660);
    }

    #[test]
    fn offset_beyond_the_range_is_refused_and_changes_nothing() {
        let mut clock = Clock::default();
        assert!(matches!(clock.advance(u64::MAX), Err(NodeError::TimeRange { found: u64::MAX })));
        assert!(matches!(clock.advance(i64::MAX as u64), Err(NodeError::TimeRange { .. })));
        assert_eq!(clock, Clock::default());
    }

    #[test]
    fn set_timestamp_is_used_once_and_time_goes_on_from_it() {
        let mut clock = Clock::default();
        let future = machine_seconds() + 1_000_000;
        clock.set_next(future, 0).unwrap();
        assert_eq!(clock.timestamp(), future);
        clock.used(future);
        assert!(clock.next.is_none());
        assert!(clock.timestamp() >= future);
    }

    #[test]
    fn timestamp_before_the_parent_is_refused() {
        let mut clock = Clock::default();
        assert!(matches!(clock.set_next(9, 10), Err(NodeError::TimestampTooLow { parent: 10, found: 9 })));
        assert!(clock.set_next(10, 10).is_ok());
    }

    #[test]
    fn timestamp_beyond_the_range_is_refused() {
        assert!(matches!(Clock::default().set_next(u64::MAX, 0), Err(NodeError::TimeRange { .. })));
    }
}
