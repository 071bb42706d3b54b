//! A stop switch with a reason and an end, after OpenZeppelin's `Pausable`.
//!
//! Guarantees that a pause always says why, that it ends by itself at its expiry, and that it cannot be made longer
//! without ending first. Events: `Paused`, `Unpaused`; a pause that expires emits none. Who may pause, and which
//! methods stop, is for the contract to say.

use sdk::prelude::*;

/// The expiry of a pause that lasts until it is ended.
pub const UNTIL_UNPAUSED: u64 = u64::MAX;

/// The last pause.
#[storage]
pub struct Pausable {
    reason: Value<String>,
    until: Value<u64>,
}

/// The contract stands still until a second since 1970, which does not belong to the pause.
#[event]
pub struct Paused {
    account: Address,
    reason: String,
    until: u64,
}

/// The contract goes on.
#[event]
pub struct Unpaused {
    account: Address,
}

/// Why a step is refused.
#[error]
pub enum PausableError {
    /// The contract is paused.
    EnforcedPause { reason: String, until: u64 },
    /// The contract is not paused.
    ExpectedPause,
    /// A pause has a reason.
    PauseWithoutReason,
    /// A pause ends in the future.
    PauseEndsInThePast { until: u64, now: u64 },
}

#[component(events(Paused, Unpaused))]
impl Pausable {
    /// True while the contract is paused.
    pub fn paused(&self) -> bool {
        block_timestamp() < self.until.get()
    }

    /// Why it is paused; empty if it is not.
    pub fn pause_reason(&self) -> String {
        if self.paused() { self.reason.get() } else { String::new() }
    }

    /// The second since 1970 from which on it goes on; 0 if it is not paused.
    pub fn paused_until(&self) -> u64 {
        if self.paused() { self.until.get() } else { 0 }
    }
}

impl Pausable {
    /// Pauses the contract for a reason until a second since 1970, or [`UNTIL_UNPAUSED`].
    pub fn pause(&mut self, reason: String, until: u64) -> Result<(), PausableError> {
        self.when_not_paused()?;
        if reason.is_empty() {
            return Err(PausableError::PauseWithoutReason);
        }
        let now = block_timestamp();
        if until <= now {
            return Err(PausableError::PauseEndsInThePast { until, now });
        }
        self.reason.set(reason.clone());
        self.until.set(until);
        emit(Paused { account: caller(), reason, until });
        Ok(())
    }

    /// Ends the pause.
    pub fn unpause(&mut self) -> Result<(), PausableError> {
        self.when_paused()?;
        self.reason.clear();
        self.until.clear();
        emit(Unpaused { account: caller() });
        Ok(())
    }

    /// Refuses while the contract is paused.
    pub fn when_not_paused(&self) -> Result<(), PausableError> {
        if self.paused() {
            Err(PausableError::EnforcedPause { reason: self.reason.get(), until: self.until.get() })
        } else {
            Ok(())
        }
    }

    /// Refuses unless the contract is paused.
    pub fn when_paused(&self) -> Result<(), PausableError> {
        if self.paused() { Ok(()) } else { Err(PausableError::ExpectedPause) }
    }
}
