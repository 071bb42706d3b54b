//! What commands print: lines for people, or one JSON value for scripts, on standard output.

use std::{
    fmt,
    io::{ErrorKind, Write},
};

use serde_json::Value;

use crate::CliError;

/// In which form results and errors are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Lines for people.
    Text,
    /// One JSON value: the result on standard output, or the error on standard error.
    Json,
}

impl Output {
    /// Prints a result.
    pub(crate) fn show(self, text: impl fmt::Display, json: impl FnOnce() -> Value) -> Result<(), CliError> {
        match self {
            Self::Text => print(&text.to_string()),
            Self::Json => print(&format!("{:#}", json())),
        }
    }
}

/// Prints `text` as it is, but for the end of its last line. A reader that has gone away is no failure of the command; a
/// disk that is full is one, because what was asked for is lost.
pub fn print(text: &str) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()) {
        Err(source) if source.kind() != ErrorKind::BrokenPipe => {
            Err(CliError::Write { path: "standard output".into(), source })
        }
        _ => Ok(()),
    }
}
