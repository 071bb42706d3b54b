//! Whether random messages of each kind succeeded. A property test whose messages are all refused proves nothing, and
//! how many it takes until a rare one succeeds differs from seed to seed.

/// How many times the messages asked for are tried until each kind has succeeded.
const ROUNDS_MAX: u32 = 10;

/// Counts the messages of a property test by their kinds, which are numbers from 0.
#[derive(Clone, Debug)]
pub struct Coverage {
    least: u32,
    tried: u32,
    succeeded: Vec<u32>,
}

impl Coverage {
    /// For a test of at least so many messages, of so many kinds.
    pub fn new(least: u32, kinds: u64) -> Self {
        Self { least, tried: 0, succeeded: vec![0; kinds as usize] }
    }

    /// Whether to send more: until there were as many as asked for, and one of each kind succeeded.
    ///
    /// # Panics
    /// If no message of some kind succeeded among ten times as many as were asked for.
    #[track_caller]
    pub fn wants_more(&self) -> bool {
        if self.tried < self.least {
            return true;
        }
        let missing = self.succeeded.iter().position(|count| *count == 0);
        if let Some(kind) = missing {
            assert!(
                self.tried < self.least.saturating_mul(ROUNDS_MAX),
                "no message of kind {kind} succeeded among {} of all kinds; those that did: {:?}",
                self.tried,
                self.succeeded
            );
        }
        missing.is_some()
    }

    /// Counts a message.
    ///
    /// # Panics
    /// If there is no such kind.
    #[track_caller]
    pub fn count(&mut self, kind: u64, succeeded: bool) {
        let kinds = self.succeeded.len();
        let Some(count) = self.succeeded.get_mut(kind as usize) else {
            panic!("there are {kinds} kinds of messages, from 0, and no kind {kind}")
        };
        self.tried += 1;
        *count += u32::from(succeeded);
    }

    /// How many messages there were.
    pub fn tried(&self) -> u32 {
        self.tried
    }
}

#[cfg(test)]
mod tests {
    use super::Coverage;

    #[test]
    fn goes_on_until_each_kind_succeeded() {
        let mut coverage = Coverage::new(3, 2);
        for _ in 0..5 {
            assert!(coverage.wants_more());
            coverage.count(0, true);
        }
        coverage.count(1, false);
        assert!(coverage.wants_more());
        coverage.count(1, true);
        assert!(!coverage.wants_more());
        assert_eq!(coverage.tried(), 7);
    }

    #[test]
    #[should_panic(expected = "no message of kind 1 succeeded among 20 of all kinds; those that did: [20, 0]")]
    fn gives_up_on_a_kind_that_never_succeeds() {
        let mut coverage = Coverage::new(2, 2);
        while coverage.wants_more() {
            coverage.count(0, true);
        }
    }

    #[test]
    #[should_panic(expected = "there are 2 kinds of messages, from 0, and no kind 2")]
    fn unknown_kind_is_refused() {
        Coverage::new(1, 2).count(2, true);
    }
}
