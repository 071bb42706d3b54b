//! The gas of a running frame, in ticks.
//!
//! Inside Wasm one instruction is a few ticks; outside, users see gas. A frame's ticks are turned back into gas,
//! rounded in the chain's favour, when it ends.

use primitives::Gas;

use crate::fault::Fault;

/// Ticks in one gas: a tick is about 0.2 nanoseconds of the reference core.
pub const TICKS_PER_GAS: u64 = 16;

/// What a frame has left. Never negative: a charge that cannot be paid takes everything and faults.
#[derive(Debug)]
pub struct Meter {
    ticks: u64,
}

impl Meter {
    /// A meter holding `gas`, at most 2^59 gas so that ticks fit a signed 64-bit integer.
    pub fn new(gas: Gas) -> Self {
        Self { ticks: gas.get().min(i64::MAX as u64 / TICKS_PER_GAS).saturating_mul(TICKS_PER_GAS) }
    }

    /// A meter holding `ticks`, as the guest's counter had them; a negative counter is an empty meter.
    pub(crate) fn from_ticks(ticks: i64) -> Self {
        Self { ticks: u64::try_from(ticks).unwrap_or(0) }
    }

    /// What is left in ticks, for the guest's counter.
    pub fn ticks(&self) -> i64 {
        i64::try_from(self.ticks).unwrap_or(i64::MAX)
    }

    /// What is left in whole gas; a fraction is lost.
    pub fn left(&self) -> Gas {
        Gas::new(self.ticks / TICKS_PER_GAS)
    }

    /// Takes `gas`, or takes everything and faults.
    pub fn charge(&mut self, gas: Gas) -> Result<(), Fault> {
        self.charge_ticks(gas.get().saturating_mul(TICKS_PER_GAS))
    }

    /// Takes `ticks`, or takes everything and faults.
    pub fn charge_ticks(&mut self, ticks: u64) -> Result<(), Fault> {
        match self.ticks.checked_sub(ticks) {
            Some(rest) => {
                self.ticks = rest;
                Ok(())
            }
            None => {
                self.ticks = 0;
                Err(Fault::OutOfGas)
            }
        }
    }

    /// Gives back what a callee did not use of the gas taken for it.
    pub fn refund(&mut self, gas: Gas) {
        self.ticks = self.ticks.saturating_add(gas.get().saturating_mul(TICKS_PER_GAS));
    }
}
