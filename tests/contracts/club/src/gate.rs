//! A gate with a keeper.

use sdk::prelude::*;

/// The gate.
#[storage]
pub struct Gate {
    keeper: Value<Address>,
    open: Value<bool>,
}

/// Why the gate refuses.
#[error]
pub enum GateError {
    NotKeeper { caller: Address },
    Shut,
}

#[component]
impl Gate {
    /// Who opens and shuts it.
    pub fn keeper(&self) -> Address {
        self.keeper.get()
    }

    /// Opens or shuts it.
    pub fn set_open(&mut self, open: bool) -> Result<(), GateError> {
        self.require_keeper()?;
        self.open.set(open);
        Ok(())
    }
}

impl Gate {
    /// A gate that is open.
    pub fn start(&mut self, keeper: Address) {
        self.keeper.set(keeper);
        self.open.set(true);
    }

    /// Refuses everybody but the keeper.
    pub fn require_keeper(&self) -> Result<(), GateError> {
        match caller() == self.keeper.get() {
            true => Ok(()),
            false => Err(GateError::NotKeeper { caller: caller() }),
        }
    }

    /// Refuses while it is shut.
    pub fn require_open(&self) -> Result<(), GateError> {
        match self.open.get() {
            true => Ok(()),
            false => Err(GateError::Shut),
        }
    }
}
