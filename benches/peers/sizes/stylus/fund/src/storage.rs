//! How the records are stored.

use alloy_primitives::{U128, U64, U8};
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageB256, StorageBool, StorageU128, StorageU64, StorageU8},
};

use crate::{
    errors::*,
    records::{Books, Contribution, Decision, Kind, Milestone, Project, Status},
};

#[storage]
pub struct StoredContribution {
    pub committed: StorageU128,
    pub paid: StorageU128,
    pub redeemed: StorageU128,
}

#[storage]
pub struct StoredBooks {
    pub is_wound_up: StorageBool,
    pub committed: StorageU128,
    pub paid: StorageU128,
    pub free: StorageU128,
    pub reserved: StorageU128,
    pub owed: StorageU128,
    pub released: StorageU128,
    pub returned: StorageU128,
    pub redeemed: StorageU128,
    pub active_projects: StorageU64,
}

#[storage]
pub struct StoredProject {
    status: StorageU8,
    pub beneficiary: StorageAddress,
    pub plan: StorageB256,
    pub milestones: StorageU64,
    pub next: StorageU64,
    pub total: StorageU128,
    pub released: StorageU128,
    pub returned: StorageU128,
    pub owed: StorageU128,
    pub debt: StorageU128,
}

#[storage]
pub struct StoredMilestone {
    pub amount: StorageU128,
    pub due: StorageU64,
    pub goal: StorageB256,
    pub evidence: StorageB256,
}

#[storage]
pub struct StoredDecision {
    kind: StorageU8,
    account: StorageAddress,
    project: StorageU64,
    milestone: StorageU64,
    amount: StorageU128,
    evidence: StorageB256,
}

/// Adds to an amount.
pub fn add(amount: &mut StorageU128, more: u128) {
    amount.update_check_add(U128::from(more)).expect("overflow");
}

/// Takes from an amount.
pub fn sub(amount: &mut StorageU128, less: u128) {
    amount.update_check_sub(U128::from(less)).expect("overflow");
}

impl StoredContribution {
    pub fn read(&self) -> Contribution {
        Contribution {
            committed: self.committed.get().to(),
            paid: self.paid.get().to(),
            redeemed: self.redeemed.get().to(),
        }
    }
}

impl StoredBooks {
    pub fn read(&self) -> Books {
        Books {
            is_wound_up: self.is_wound_up.get(),
            committed: self.committed.get().to(),
            paid: self.paid.get().to(),
            free: self.free.get().to(),
            reserved: self.reserved.get().to(),
            owed: self.owed.get().to(),
            released: self.released.get().to(),
            returned: self.returned.get().to(),
            redeemed: self.redeemed.get().to(),
            active_projects: self.active_projects.get().to(),
        }
    }

    /// Refuses once the fund was wound up.
    pub fn require_running(&self) -> Result<(), Error> {
        if self.is_wound_up.get() {
            return Err(WoundUp {}.into());
        }
        Ok(())
    }
}

impl StoredProject {
    pub fn read(&self) -> Project {
        Project {
            status: self.status(),
            beneficiary: self.beneficiary.get(),
            plan: self.plan.get(),
            milestones: self.milestones.get().to(),
            next: self.next.get().to(),
            total: self.total.get().to(),
            released: self.released.get().to(),
            returned: self.returned.get().to(),
            owed: self.owed.get().to(),
            debt: self.debt.get().to(),
        }
    }

    pub fn status(&self) -> Status {
        self.status.get().to::<u8>().try_into().unwrap_or(Status::None)
    }

    pub fn set_status(&mut self, status: Status) {
        self.status.set(U8::from(status as u8));
    }

    pub fn require_existing(&self, project: u64) -> Result<(), Error> {
        if self.status() == Status::None {
            return Err(UnknownProject { project }.into());
        }
        Ok(())
    }

    pub fn expect_status(&self, project: u64, expected: Status) -> Result<(), Error> {
        self.require_existing(project)?;
        let found = self.status();
        if found != expected {
            return Err(WrongStatus { found: found as u8, expected: expected as u8 }.into());
        }
        Ok(())
    }

    pub fn require_beneficiary(&self) -> Result<(), Error> {
        let (caller, beneficiary) = (self.vm().msg_sender(), self.beneficiary.get());
        if caller != beneficiary {
            return Err(NotBeneficiary { caller, beneficiary }.into());
        }
        Ok(())
    }

    pub fn require_next(&self, found: u64) -> Result<(), Error> {
        let expected = self.next.get().to();
        if found != expected {
            return Err(OutOfOrder { found, expected }.into());
        }
        Ok(())
    }
}

impl StoredMilestone {
    pub fn read(&self) -> Milestone {
        Milestone {
            amount: self.amount.get().to(),
            due: self.due.get().to(),
            goal: self.goal.get(),
            evidence: self.evidence.get(),
        }
    }
}

impl StoredDecision {
    pub fn read(&self) -> Decision {
        Decision {
            kind: self.kind.get().to::<u8>().try_into().unwrap_or(Kind::None),
            account: self.account.get(),
            project: self.project.get().to(),
            milestone: self.milestone.get().to(),
            amount: self.amount.get().to(),
            evidence: self.evidence.get(),
        }
    }

    pub fn write(&mut self, decision: &Decision) {
        self.kind.set(U8::from(decision.kind as u8));
        self.account.set(decision.account);
        self.project.set(U64::from(decision.project));
        self.milestone.set(U64::from(decision.milestone));
        self.amount.set(U128::from(decision.amount));
        self.evidence.set(decision.evidence);
    }
}
