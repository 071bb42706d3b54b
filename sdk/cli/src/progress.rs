//! What people see while they wait: a line on standard error that vanishes, and nothing at all for scripts.

use std::time::Duration;

use indicatif::ProgressBar;

/// A wait that is shown as long as this lives.
#[derive(Debug)]
pub(crate) struct Progress {
    line: ProgressBar,
}

impl Progress {
    /// Shows `message` with a sign of life, if standard error is a terminal.
    pub(crate) fn start(message: impl Into<String>) -> Self {
        let line = ProgressBar::new_spinner().with_message(message.into());
        line.enable_steady_tick(Duration::from_millis(100));
        Self { line }
    }

    /// Shows `message` instead of the one before.
    pub(crate) fn say(&self, message: impl Into<String>) {
        self.line.set_message(message.into());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.line.finish_and_clear();
    }
}
