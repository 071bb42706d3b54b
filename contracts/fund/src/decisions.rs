//! What the committee decides, and what follows from it.
//!
//! Guarantees that money is promised, released and taken back only by a decision that is carried out exactly as it was
//! proposed, once, and while it still fits what it is about.

use blocks::action;
use sdk::prelude::*;

use crate::{
    Admitted, Books, ClawedBack, Decision, DecisionProposed, Error, Fund, FundWoundUp, Kind, ProjectFunded, Released,
    Status, require_account, require_next, within,
};

impl Fund {
    /// Puts a decision before the committee, with the approval of the caller, a member.
    pub(crate) fn put(&mut self, decision: Decision) -> Result<u64, Error> {
        let proposal = self.committee.propose(named(&decision))?;
        let Decision { kind, project, .. } = decision;
        self.decisions.set(proposal, decision);
        emit(DecisionProposed { proposal, kind, project });
        Ok(proposal)
    }

    /// Carries out a decision whose time has come.
    pub(crate) fn carry_out(&mut self, proposal: u64) -> Result<(), Error> {
        let decision = self.decisions.get(proposal);
        self.committee.execute(proposal, named(&decision))?;
        let Decision { kind, account, project, milestone, amount, evidence } = decision;
        match kind {
            Kind::None => Ok(()),
            Kind::Admit => self.admit(account, amount),
            Kind::Fund => self.fund(project),
            Kind::Release => self.release(project, milestone, evidence),
            Kind::ClawBack => self.claw_back(project, amount),
            Kind::WindUp => self.wind_up(),
        }
    }

    fn admit(&mut self, contributor: Address, committed: u128) -> Result<(), Error> {
        let mut books = self.running()?;
        require_account(contributor)?;
        let mut contribution = self.contributions.get(contributor);
        if committed < contribution.paid {
            return Err(Error::BelowPaid { paid: contribution.paid, wanted: committed });
        }
        books.committed = books.committed - contribution.committed + committed;
        contribution.committed = committed;
        self.books.set(books);
        self.contributions.set(contributor, contribution);
        emit(Admitted { contributor, committed });
        Ok(())
    }

    fn fund(&mut self, project: u64) -> Result<(), Error> {
        let mut books = self.running()?;
        let mut record = self.expect_status(project, Status::Proposed)?;
        let total = record.total;
        books.free -= within(total, books.free)?;
        books.reserved += total;
        books.active_projects += 1;
        record.status = Status::Active;
        self.books.set(books);
        self.projects.set(project, record);
        emit(ProjectFunded { project, total });
        Ok(())
    }

    fn release(&mut self, project: u64, milestone: u64, expected: B256) -> Result<(), Error> {
        let mut record = self.expect_status(project, Status::Active)?;
        require_next(&record, milestone)?;
        let reached = self.milestones.get((project, milestone));
        let (amount, found) = (reached.amount, reached.evidence);
        if found.is_zero() || found != expected {
            return Err(Error::EvidenceDiffers { found, expected });
        }
        let mut books = self.books.get();
        books.reserved -= amount;
        books.owed += amount;
        books.released += amount;
        record.owed += amount;
        record.released += amount;
        record.next += 1;
        if record.next == record.milestones {
            record.status = Status::Completed;
            books.active_projects -= 1;
        }
        self.books.set(books);
        self.projects.set(project, record);
        emit(Released { project, milestone, amount });
        Ok(())
    }

    fn claw_back(&mut self, project: u64, amount: u128) -> Result<(), Error> {
        let mut record = self.existing(project)?;
        let mut books = self.books.get();
        let mut unreserved = 0;
        match record.status {
            Status::Active => {
                unreserved = record.total - record.released;
                books.active_projects -= 1;
            }
            Status::Completed => {}
            found => return Err(Error::WrongStatus { found, expected: Status::Active }),
        }
        if amount > record.released {
            return Err(Error::AboveLeft { left: record.released, wanted: amount });
        }
        // What was not withdrawn yet comes back at once.
        let taken = amount.min(record.owed);
        record.owed -= taken;
        record.returned += taken;
        record.debt = amount - taken;
        record.status = Status::Stopped;
        books = Books {
            reserved: books.reserved - unreserved,
            free: books.free + unreserved + taken,
            owed: books.owed - taken,
            returned: books.returned + taken,
            ..books
        };
        let debt = record.debt;
        self.books.set(books);
        self.projects.set(project, record);
        emit(ClawedBack { project, unreserved, taken, debt });
        Ok(())
    }

    fn wind_up(&mut self) -> Result<(), Error> {
        let mut books = self.running()?;
        if books.active_projects > 0 {
            return Err(Error::ProjectsActive { count: books.active_projects });
        }
        books.is_wound_up = true;
        emit(FundWoundUp { free: books.free });
        self.books.set(books);
        Ok(())
    }
}

/// The action that a proposal of this decision is.
fn named(decision: &Decision) -> B256 {
    action("decision", decision)
}
