//! What the committee decides, and what follows from it.

use alloy_primitives::{Address, B256, U128, U64};
use alloy_sol_types::SolValue;
use stylus_sdk::{crypto::keccak, prelude::*};

use crate::{
    errors::*,
    events::*,
    records::{Decision, Kind, Status},
    require_account,
    storage::{add, sub},
    within, Fund,
};

impl Fund {
    /// Puts a decision before the committee, with the approval of the caller, a member.
    pub fn put(&mut self, decision: Decision) -> Result<u64, Error> {
        let proposal = self.committee.propose(named(&decision))?;
        self.decisions.setter(proposal).write(&decision);
        self.vm().log(DecisionProposed { proposal, kind: decision.kind as u8, project: decision.project });
        Ok(proposal)
    }

    /// Carries out a decision whose time has come.
    pub fn carry_out(&mut self, proposal: u64) -> Result<(), Error> {
        let decision = self.decisions.getter(proposal).read();
        self.committee.execute(proposal, named(&decision))?;
        let Decision { kind, account, project, milestone, amount, evidence } = decision;
        match kind {
            Kind::Admit => self.admit(account, amount),
            Kind::Fund => self.fund(project),
            Kind::Release => self.release(project, milestone, evidence),
            Kind::ClawBack => self.claw_back(project, amount),
            Kind::WindUp => self.wind_up(),
            _ => Ok(()),
        }
    }

    fn admit(&mut self, contributor: Address, committed: u128) -> Result<(), Error> {
        self.books.require_running()?;
        require_account(self.vm(), contributor)?;
        let mut contribution = self.contributions.setter(contributor);
        let paid = contribution.paid.get().to();
        if committed < paid {
            return Err(BelowPaid { paid, wanted: committed }.into());
        }
        sub(&mut self.books.committed, contribution.committed.get().to());
        add(&mut self.books.committed, committed);
        contribution.committed.set(U128::from(committed));
        self.vm().log(Admitted { contributor, committed });
        Ok(())
    }

    fn fund(&mut self, project: u64) -> Result<(), Error> {
        self.books.require_running()?;
        let mut record = self.projects.setter(project);
        record.expect_status(project, Status::Proposed)?;
        let total = within(record.total.get().to(), self.books.free.get().to())?;
        sub(&mut self.books.free, total);
        add(&mut self.books.reserved, total);
        self.books.active_projects.update_wrap_add(U64::ONE);
        record.set_status(Status::Active);
        self.vm().log(ProjectFunded { project, total });
        Ok(())
    }

    fn release(&mut self, project: u64, milestone: u64, expected: B256) -> Result<(), Error> {
        let mut record = self.projects.setter(project);
        record.expect_status(project, Status::Active)?;
        record.require_next(milestone)?;
        let milestones = self.milestones.getter(project);
        let reached = milestones.getter(milestone);
        let (amount, found) = (reached.amount.get().to(), reached.evidence.get());
        if found.is_zero() || found != expected {
            return Err(EvidenceDiffers { found, expected }.into());
        }
        sub(&mut self.books.reserved, amount);
        add(&mut self.books.owed, amount);
        add(&mut self.books.released, amount);
        add(&mut record.owed, amount);
        add(&mut record.released, amount);
        if record.next.update_wrap_add(U64::ONE) == record.milestones.get() {
            record.set_status(Status::Completed);
            self.books.active_projects.update_wrap_sub(U64::ONE);
        }
        self.vm().log(Released { project, milestone, amount });
        Ok(())
    }

    fn claw_back(&mut self, project: u64, amount: u128) -> Result<(), Error> {
        let mut record = self.projects.setter(project);
        record.require_existing(project)?;
        let released = record.released.get().to::<u128>();
        let mut unreserved = 0;
        match record.status() {
            Status::Active => {
                unreserved = record.total.get().to::<u128>() - released;
                self.books.active_projects.update_wrap_sub(U64::ONE);
            }
            Status::Completed => {}
            found => return Err(WrongStatus { found: found as u8, expected: Status::Active as u8 }.into()),
        }
        if amount > released {
            return Err(AboveLeft { left: released, wanted: amount }.into());
        }
        // What was not withdrawn yet comes back at once.
        let taken = amount.min(record.owed.get().to());
        let debt = amount - taken;
        sub(&mut record.owed, taken);
        add(&mut record.returned, taken);
        record.debt.set(U128::from(debt));
        record.set_status(Status::Stopped);
        sub(&mut self.books.reserved, unreserved);
        add(&mut self.books.free, unreserved + taken);
        sub(&mut self.books.owed, taken);
        add(&mut self.books.returned, taken);
        self.vm().log(ClawedBack { project, unreserved, taken, debt });
        Ok(())
    }

    fn wind_up(&mut self) -> Result<(), Error> {
        self.books.require_running()?;
        let count = self.books.active_projects.get().to();
        if count > 0 {
            return Err(ProjectsActive { count }.into());
        }
        self.books.is_wound_up.set(true);
        self.vm().log(FundWoundUp { free: self.books.free.get().to() });
        Ok(())
    }
}

/// The action that a proposal of this decision is.
fn named(decision: &Decision) -> B256 {
    keccak([&b"decision"[..], &decision.abi_encode()].concat())
}
