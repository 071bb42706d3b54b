//! A stop switch with a reason and an end.

use stylus_sdk::{
    alloy_primitives::U64,
    prelude::*,
    storage::{StorageString, StorageU64},
};

use crate::{errors::*, events::*};

/// The last pause.
#[storage]
pub struct Pausable {
    reason: StorageString,
    until: StorageU64,
}

impl Pausable {
    /// The second since 1970 from which on the contract goes on; 0 if it is not paused.
    pub fn until(&self) -> u64 {
        let until = self.until.get().to::<u64>();
        if self.vm().block_timestamp() < until {
            until
        } else {
            0
        }
    }

    pub fn paused(&self) -> bool {
        self.until() != 0
    }

    pub fn reason(&self) -> String {
        if self.paused() {
            self.reason.get_string()
        } else {
            String::new()
        }
    }

    pub fn pause(&mut self, reason: String, until: u64) -> Result<(), Error> {
        self.when_not_paused()?;
        if reason.is_empty() {
            return Err(PauseWithoutReason {}.into());
        }
        let now = self.vm().block_timestamp();
        if until <= now {
            return Err(PauseEndsInThePast { until, now }.into());
        }
        self.reason.set_str(&reason);
        self.until.set(U64::from(until));
        let account = self.vm().msg_sender();
        self.vm().log(Paused { account, reason, until });
        Ok(())
    }

    pub fn unpause(&mut self) -> Result<(), Error> {
        if !self.paused() {
            return Err(ExpectedPause {}.into());
        }
        self.reason.erase();
        self.until.erase();
        let account = self.vm().msg_sender();
        self.vm().log(Unpaused { account });
        Ok(())
    }

    pub fn when_not_paused(&self) -> Result<(), Error> {
        let until = self.until();
        if until != 0 {
            return Err(EnforcedPause { reason: self.reason.get_string(), until }.into());
        }
        Ok(())
    }
}
