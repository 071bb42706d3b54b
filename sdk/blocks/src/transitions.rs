//! State machines as a table: which state may follow which.
//!
//! Guarantees that a state moves only along the table. The table is a constant, so that it can be read beside the states
//! and checked by a test. Storage and events are the contract's.
//!
//! ```
//! use blocks::Transitions;
//! #[derive(Clone, Copy, PartialEq, Debug)]
//! enum Status { Draft, Filed, Granted, Refused }
//! use Status::{Draft, Filed, Granted, Refused};
//!
//! const STEPS: Transitions<Status> = Transitions::new(&[(Draft, Filed), (Filed, Granted), (Filed, Refused)]);
//! let mut status = Draft;
//! assert!(STEPS.advance(&mut status, Filed).is_ok());
//! let refused = STEPS.advance(&mut status, Draft).unwrap_err();
//! assert_eq!((refused.from, refused.to, status), (Filed, Draft, Filed));
//! assert!(STEPS.is_final(Granted));
//! ```

/// The allowed steps between states of type `S`.
#[derive(Clone, Copy, Debug)]
pub struct Transitions<S: 'static> {
    steps: &'static [(S, S)],
}

/// A step that is not in the table. The contract puts both ends into its own error, as its own type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedStep<S> {
    /// The state that there is.
    pub from: S,
    /// The state that does not follow it.
    pub to: S,
}

impl<S: Copy + PartialEq + 'static> Transitions<S> {
    /// The table: pairs of a state and one that may follow it.
    pub const fn new(steps: &'static [(S, S)]) -> Self {
        Self { steps }
    }

    /// True if `to` may follow `from`.
    pub fn allows(&self, from: S, to: S) -> bool {
        self.steps.contains(&(from, to))
    }

    /// Refuses a step that is not in the table.
    pub fn check(&self, from: S, to: S) -> Result<(), RefusedStep<S>> {
        if self.allows(from, to) { Ok(()) } else { Err(RefusedStep { from, to }) }
    }

    /// Moves `state` on to `to`, or leaves it as it is and tells which step is refused.
    pub fn advance(&self, state: &mut S, to: S) -> Result<(), RefusedStep<S>> {
        self.check(*state, to)?;
        *state = to;
        Ok(())
    }

    /// The states that may follow `from`.
    pub fn next(&self, from: S) -> impl Iterator<Item = S> {
        self.steps.iter().filter(move |(start, _)| *start == from).map(|(_, end)| *end)
    }

    /// True if nothing follows `state`.
    pub fn is_final(&self, state: S) -> bool {
        self.next(state).next().is_none()
    }
}
