//! How a frame ended.

use primitives::{Bytes, Gas};

use crate::fault::Fault;

/// A finished frame.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended.
    pub exit: Exit,
    /// Whole gas left: what `finish` and `revert` give back; zero after a fault.
    pub gas_left: Gas,
}

/// How a frame ended.
#[derive(Debug)]
pub enum Exit {
    /// It finished, or fell off its end (then the output is empty).
    Success(Bytes),
    /// It reverted with this data.
    Reverted(Bytes),
    /// It failed.
    Fault(Fault),
}
