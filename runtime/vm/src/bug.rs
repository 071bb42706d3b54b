//! Panics: our own bugs, told apart from the guest's faults and the node's trouble.
//!
//! A host function is a function of the state and its arguments, so one that panics does so on every node: the
//! executor makes a failed transaction of it, and the chain goes on. A panic of the engine may depend on the machine,
//! so it is trouble of the node and has no result. What a panic says reaches people only and is never hashed.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

/// Characters of a panic's message that are kept.
const MESSAGE_MAX_CHARS: usize = 500;

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bug {
    /// The innermost host function that was running, if one was.
    function: Option<&'static str>,
    /// What the panic said.
    message: String,
}

impl Bug {
    /// Runs `work` and catches a panic in it. What `work` was changing is the caller's to undo or to throw away.
    pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Self> {
        catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Self::of(&*panic))
    }

    fn of(panic: &(dyn Any + Send)) -> Self {
        if let Some(bug) = panic.downcast_ref::<Self>() {
            return bug.clone();
        }
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
        Self { function: None, message: text.chars().take(MESSAGE_MAX_CHARS).collect() }
    }

    /// Goes on unwinding to whoever catches next, with the name of the host function that was running.
    pub(crate) fn resume_from(self, function: &'static str) -> ! {
        resume_unwind(Box::new(Self { function: self.function.or(Some(function)), ..self }))
    }
}

impl std::fmt::Display for Bug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.function {
            Some(function) => write!(f, "host function {function} panicked: {}", self.message),
            None => write!(f, "panicked: {}", self.message),
        }
    }
}

impl std::error::Error for Bug {}

#[cfg(test)]
mod tests {
    use super::Bug;

    #[test]
    fn message_is_kept_and_bounded() {
        let caught = Bug::catch(|| panic!("{}", "x".repeat(10_000))).unwrap_err();
        assert_eq!(caught.to_string(), format!("panicked: {}", "x".repeat(500)));
        let caught = Bug::catch(|| std::panic::panic_any(7)).unwrap_err();
        assert_eq!(caught.to_string(), "panicked: no message");
    }

    #[test]
    fn innermost_function_is_named() {
        let inner = || Bug::catch(|| panic!("index out of range")).unwrap_or_else(|bug: Bug| bug.resume_from("log"));
        let caught = Bug::catch(|| Bug::catch(inner).unwrap_or_else(|bug: Bug| bug.resume_from("call"))).unwrap_err();
        assert_eq!(caught.to_string(), "host function log panicked: index out of range");
    }
}
