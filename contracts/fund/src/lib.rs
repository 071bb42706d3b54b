//! A government guidance fund: contributors pay in what they committed, projects get it milestone by milestone, and
//! each movement takes m of n of a committee, evidence and time.
//!
//! Guarantees the invariants of README.md. The fund holds coins or the tokens of one ERC-20 contract.
#![no_std]

mod decisions;
mod errors;
mod events;
mod records;

use blocks::{Approvals, Ownable, asset};
use sdk::prelude::*;

pub use errors::Error;
pub use events::{
    Admitted, ClawedBack, DecisionProposed, EvidenceSubmitted, FundWoundUp, ManagerChanged, Paid, ProjectFunded,
    ProjectProposed, Redeemed, Released, Repaid, Reported, Withdrawn,
};
pub use records::{Books, Contribution, Decision, Kind, Milestone, Project, Status};

/// Most milestones of a project.
pub const MILESTONES_MAX: usize = 24;

/// The fund.
#[storage]
pub struct Fund {
    authority: Ownable,
    committee: Approvals,
    /// What is held; the zero address is coins.
    asset: Value<Address>,
    manager: Value<Address>,
    books: Value<Books>,
    contributions: Map<Address, Contribution>,
    project_count: Value<u64>,
    projects: Map<u64, Project>,
    milestones: Map<(u64, u64), Milestone>,
    /// The report of a project on a period.
    reports: Map<(u64, u32), B256>,
    decisions: Map<u64, Decision>,
}

#[contract(
    components(authority: Ownable, committee: Approvals except(propose)),
    events(DecisionProposed, Admitted, ProjectFunded, Released, ClawedBack, FundWoundUp)
)]
impl Fund {
    /// A fund of coins, or of the tokens of `asset` if that is not zero. The deployer is the authority; `threshold` of
    /// the committee's members decide, their approvals stand for `delay` seconds, a proposal lives for `lifetime`.
    #[init]
    pub fn new(
        &mut self,
        asset: Address,
        manager: Address,
        members: Vec<Address>,
        threshold: u32,
        delay: u64,
        lifetime: u64,
    ) -> Result<(), Error> {
        self.asset.set(asset);
        self.authority.init(caller())?;
        self.committee.configure(members, threshold, delay, lifetime)?;
        self.name_manager(manager)
    }

    /// What the fund holds; the zero address is coins.
    pub fn asset(&self) -> Address {
        self.asset.get()
    }

    /// Who proposes projects.
    pub fn manager(&self) -> Address {
        self.manager.get()
    }

    /// The totals.
    pub fn books(&self) -> Books {
        self.books.get()
    }

    /// What a contributor promised and did.
    pub fn contribution(&self, contributor: Address) -> Contribution {
        self.contributions.get(contributor)
    }

    /// What a contributor of a fund that was wound up may redeem now.
    pub fn redeemable(&self, contributor: Address) -> u128 {
        let (books, contribution) = (self.books.get(), self.contributions.get(contributor));
        if !books.is_wound_up || books.paid == 0 {
            return 0;
        }
        let left = books.free + books.redeemed;
        let part = part_of(left, contribution.paid, books.paid);
        part.saturating_sub(contribution.redeemed)
    }

    /// A project; its status is `None` if there is none.
    pub fn project(&self, project: u64) -> Project {
        self.projects.get(project)
    }

    /// Projects so far, which is also the last number.
    pub fn project_count(&self) -> u64 {
        self.project_count.get()
    }

    /// A project's milestones.
    pub fn milestones(&self, project: u64) -> Vec<Milestone> {
        (0..self.projects.get(project).milestones).map(|n| self.milestones.get((project, n))).collect()
    }

    /// The report of a project on a period; zero if there is none.
    pub fn report_on(&self, project: u64, period: u32) -> B256 {
        self.reports.get((project, period))
    }

    /// The decision of a proposal; its kind is `None` if there is none.
    pub fn decision(&self, proposal: u64) -> Decision {
        self.decisions.get(proposal)
    }

    /// Authority: names the manager.
    pub fn set_manager(&mut self, manager: Address) -> Result<(), Error> {
        self.authority.only_owner()?;
        self.name_manager(manager)
    }

    /// Authority: sets the committee and its terms, as in the constructor. What was before the committee is void.
    pub fn set_committee(
        &mut self,
        members: Vec<Address>,
        threshold: u32,
        delay: u64,
        lifetime: u64,
    ) -> Result<(), Error> {
        self.authority.only_owner()?;
        Ok(self.committee.configure(members, threshold, delay, lifetime)?)
    }

    /// Member: proposes that an account may pay in up to `amount` in all.
    pub fn propose_admission(&mut self, account: Address, amount: u128) -> Result<u64, Error> {
        self.put(Decision { kind: Kind::Admit, account, amount, ..Decision::default() })
    }

    /// Member: proposes to reserve the money for a project, which is there, so that its terms are what is approved.
    pub fn propose_funding(&mut self, project: u64) -> Result<u64, Error> {
        let proposal = self.put(Decision { kind: Kind::Fund, project, ..Decision::default() })?;
        self.expect_status(project, Status::Proposed)?;
        Ok(proposal)
    }

    /// Member: proposes to release the money for a milestone, for this evidence.
    pub fn propose_release(&mut self, project: u64, milestone: u64, evidence: B256) -> Result<u64, Error> {
        self.put(Decision { kind: Kind::Release, project, milestone, evidence, ..Decision::default() })
    }

    /// Member: proposes to stop a project and have `amount` of what it got come back.
    pub fn propose_clawback(&mut self, project: u64, amount: u128) -> Result<u64, Error> {
        self.put(Decision { kind: Kind::ClawBack, project, amount, ..Decision::default() })
    }

    /// Member: proposes to end the fund.
    pub fn propose_winding_up(&mut self) -> Result<u64, Error> {
        self.put(Decision { kind: Kind::WindUp, ..Decision::default() })
    }

    /// Anyone: carries out a decision that enough members approved for long enough.
    pub fn execute(&mut self, proposal: u64) -> Result<(), Error> {
        self.carry_out(proposal)
    }

    /// Contributor: pays in, within its commitment, as coins of this call or as tokens that it approved.
    #[payable]
    pub fn pay(&mut self, amount: u128) -> Result<(), Error> {
        let mut books = self.running()?;
        let mut contribution = self.contributions.get(caller());
        contribution.paid += within(amount, contribution.committed - contribution.paid)?;
        books.paid += amount;
        books.free += amount;
        self.contributions.set(caller(), contribution);
        self.books.set(books);
        asset::take(self.asset.get(), amount.into())?;
        emit(Paid { contributor: caller(), amount });
        Ok(())
    }

    /// Manager: proposes a project, and returns its number. The fields `evidence` are zero.
    pub fn propose_project(
        &mut self,
        beneficiary: Address,
        plan: B256,
        milestones: Vec<Milestone>,
    ) -> Result<u64, Error> {
        self.running()?;
        let manager = self.manager.get();
        if caller() != manager {
            return Err(Error::NotManager { caller: caller(), manager });
        }
        require_account(beneficiary)?;
        let count = milestones.len() as u64;
        if milestones.is_empty() || milestones.len() > MILESTONES_MAX {
            return Err(Error::InvalidCount { found: count, most: MILESTONES_MAX as u64 });
        }
        let project = self.project_count.get() + 1;
        let mut total = 0;
        for (n, milestone) in (0..).zip(milestones) {
            if milestone.amount == 0 {
                return Err(Error::ZeroAmount);
            }
            if !milestone.evidence.is_zero() {
                return Err(Error::EvidenceDiffers { found: milestone.evidence, expected: B256::ZERO });
            }
            total += milestone.amount;
            self.milestones.set((project, n), milestone);
        }
        self.project_count.set(project);
        let record =
            Project { status: Status::Proposed, beneficiary, plan, milestones: count, total, ..Project::default() };
        self.projects.set(project, record);
        emit(ProjectProposed { project, beneficiary, plan, total });
        Ok(project)
    }

    /// Beneficiary: submits the hash of the evidence that the next milestone is reached, in time. Until the release it
    /// may submit other evidence, which the committee has to judge anew.
    pub fn submit_evidence(&mut self, project: u64, milestone: u64, evidence: B256) -> Result<(), Error> {
        let record = self.expect_status(project, Status::Active)?;
        require_beneficiary(&record)?;
        require_next(&record, milestone)?;
        if evidence.is_zero() {
            return Err(Error::ZeroHash);
        }
        let mut reached = self.milestones.get((project, milestone));
        let (now, due) = (block_timestamp(), reached.due);
        if now > due {
            return Err(Error::TooLate { now, due });
        }
        reached.evidence = evidence;
        self.milestones.set((project, milestone), reached);
        emit(EvidenceSubmitted { project, milestone, evidence });
        Ok(())
    }

    /// Beneficiary: reports on a period, once, with the hash of the report.
    pub fn report(&mut self, project: u64, period: u32, report: B256) -> Result<(), Error> {
        let record = self.existing(project)?;
        require_beneficiary(&record)?;
        if report.is_zero() {
            return Err(Error::ZeroHash);
        }
        let earlier = self.reports.get((project, period));
        if !earlier.is_zero() {
            return Err(Error::AlreadyReported { period, report: earlier });
        }
        self.reports.set((project, period), report);
        emit(Reported { project, period, report });
        Ok(())
    }

    /// Beneficiary: takes all that was released to an address, and returns how much that is.
    pub fn withdraw(&mut self, project: u64, to: Address) -> Result<u128, Error> {
        let mut record = self.existing(project)?;
        require_beneficiary(&record)?;
        require_account(to)?;
        let amount = record.owed;
        if amount == 0 {
            return Err(Error::NothingOwed { account: caller() });
        }
        record.owed = 0;
        self.projects.set(project, record);
        self.books.update(|books| books.owed -= amount);
        asset::give(self.asset.get(), to, amount.into())?;
        emit(Withdrawn { project, to, amount });
        Ok(amount)
    }

    /// Anyone, mostly the beneficiary: pays back a part of a project's debt.
    #[payable]
    pub fn repay(&mut self, project: u64, amount: u128) -> Result<(), Error> {
        let mut record = self.existing(project)?;
        record.debt -= within(amount, record.debt)?;
        record.returned += amount;
        let debt = record.debt;
        self.projects.set(project, record);
        self.books.update(|books| {
            books.free += amount;
            books.returned += amount;
        });
        asset::take(self.asset.get(), amount.into())?;
        emit(Repaid { project, amount, debt });
        Ok(())
    }

    /// Contributor: takes its part of what a fund that was wound up has left to an address, and returns how much that
    /// is. When debts are repaid later, there is more to redeem.
    pub fn redeem(&mut self, to: Address) -> Result<u128, Error> {
        require_account(to)?;
        let mut books = self.books.get();
        if !books.is_wound_up {
            return Err(Error::NotWoundUp);
        }
        let amount = self.redeemable(caller());
        if amount == 0 {
            return Err(Error::NothingOwed { account: caller() });
        }
        books.free -= amount;
        books.redeemed += amount;
        self.books.set(books);
        self.contributions.update(caller(), |contribution| contribution.redeemed += amount);
        asset::give(self.asset.get(), to, amount.into())?;
        emit(Redeemed { contributor: caller(), to, amount });
        Ok(amount)
    }

    fn name_manager(&mut self, manager: Address) -> Result<(), Error> {
        require_account(manager)?;
        self.manager.set(manager);
        emit(ManagerChanged { manager });
        Ok(())
    }

    /// The books of a fund that was not wound up.
    fn running(&self) -> Result<Books, Error> {
        let books = self.books.get();
        if books.is_wound_up { Err(Error::WoundUp) } else { Ok(books) }
    }

    fn existing(&self, project: u64) -> Result<Project, Error> {
        let record = self.projects.get(project);
        if record.status == Status::None { Err(Error::UnknownProject { project }) } else { Ok(record) }
    }

    fn expect_status(&self, project: u64, expected: Status) -> Result<Project, Error> {
        let record = self.existing(project)?;
        let found = record.status;
        if found == expected { Ok(record) } else { Err(Error::WrongStatus { found, expected }) }
    }
}

/// Refuses who could not take out what it gets.
fn require_account(account: Address) -> Result<(), Error> {
    if account.is_zero() || account == this() { Err(Error::InvalidAccount { account }) } else { Ok(()) }
}

fn require_beneficiary(project: &Project) -> Result<(), Error> {
    let beneficiary = project.beneficiary;
    if caller() == beneficiary { Ok(()) } else { Err(Error::NotBeneficiary { caller: caller(), beneficiary }) }
}

fn require_next(project: &Project, found: u64) -> Result<(), Error> {
    let expected = project.next;
    if found == expected { Ok(()) } else { Err(Error::OutOfOrder { found, expected }) }
}

/// The amount, if it is at least one and no more than what is left.
fn within(wanted: u128, left: u128) -> Result<u128, Error> {
    if wanted == 0 {
        return Err(Error::ZeroAmount);
    }
    if wanted > left { Err(Error::AboveLeft { left, wanted }) } else { Ok(wanted) }
}

/// `whole` * `share` / `shares`, rounded down, where `share` is at most `shares` and those are not zero. By subtraction,
/// as a division of 256 bits would be an eighth of the contract.
fn part_of(whole: u128, share: u128, shares: u128) -> u128 {
    let mut rest = U256::from(whole) * U256::from(share);
    let mut part = 0;
    for bit in (0..u128::BITS).rev() {
        let multiple = U256::from(shares) << bit;
        if multiple <= rest {
            rest -= multiple;
            part |= 1 << bit;
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::part_of;

    #[test]
    fn parts_are_rounded_down_and_never_overflow() {
        assert_eq!((part_of(800, 600, 900), part_of(800, 300, 900), part_of(0, 1, 1)), (533, 266, 0));
        let most = u128::MAX;
        assert_eq!((part_of(most, most, most), part_of(most, 1, most), part_of(most, 0, 1)), (most, 1, 0));
        assert_eq!(part_of(most, most - 1, most), most - 1);
    }
}
