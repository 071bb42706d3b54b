//! What commands print: lines for people, or one JSON value for scripts, on standard output.

use std::{fmt, io::Write};

use serde_json::Value;

/// In which form results and errors are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Lines for people.
    Text,
    /// One JSON value: the result on standard output, or the error on standard error.
    Json,
}

impl Output {
    /// Prints a result. A reader that has gone away is no failure of the command.
    pub(crate) fn show(self, text: impl fmt::Display, json: impl FnOnce() -> Value) {
        let mut out = std::io::stdout().lock();
        let text = match self {
            Self::Text => text.to_string(),
            Self::Json => format!("{:#}", json()),
        };
        let _ = writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush());
    }
}
