//! The fund of `contracts/fund`: contributors pay in what they committed, projects get it milestone by milestone, and
//! each movement takes m of n of a committee, evidence and time.
//!
//! Not as in ours: coins that are given run the receiver's code, which may refuse them (`CoinsRefused`, in place of
//! `NotEnoughCoins`), and coins that are sent uncalled for are refused. Parts are shared out by a division.
#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

// The same for all.
#[path = "../../multisig/src/approvals.rs"]
mod approvals;
mod asset;
mod decisions;
mod errors;
mod events;
mod ownable;
mod records;
mod storage;

use alloy_primitives::{Address, B256, U128, U256, U64};
use stylus_sdk::{
    host::VM,
    prelude::*,
    storage::{StorageAddress, StorageB256, StorageMap, StorageU64},
};

use approvals::Approvals;
use errors::*;
use events::*;
use ownable::Ownable;
use records::{Books, Contribution, Decision, Kind, Milestone, Project, Proposal, Status, Terms};
use storage::{add, sub, StoredBooks, StoredContribution, StoredDecision, StoredMilestone, StoredProject};

/// Most milestones of a project.
const MILESTONES_MAX: usize = 24;

#[entrypoint]
#[storage]
pub struct Fund {
    authority: Ownable,
    committee: Approvals,
    /// What is held; the zero address is coins.
    asset: StorageAddress,
    manager: StorageAddress,
    books: StoredBooks,
    contributions: StorageMap<Address, StoredContribution>,
    project_count: StorageU64,
    projects: StorageMap<u64, StoredProject>,
    milestones: StorageMap<u64, StorageMap<u64, StoredMilestone>>,
    /// The report of a project on a period.
    reports: StorageMap<u64, StorageMap<u32, StorageB256>>,
    decisions: StorageMap<u64, StoredDecision>,
}

#[public]
impl Fund {
    #[constructor]
    pub fn constructor(
        &mut self,
        asset: Address,
        manager: Address,
        members: Vec<Address>,
        threshold: u32,
        delay: u64,
        lifetime: u64,
    ) -> Result<(), Error> {
        self.asset.set(asset);
        let deployer = self.vm().tx_origin();
        self.authority.init(deployer)?;
        self.committee.configure(members, threshold, delay, lifetime)?;
        self.name_manager(manager)
    }

    pub fn owner(&self) -> Address {
        self.authority.owner.get()
    }

    pub fn pending_owner(&self) -> Address {
        self.authority.pending_owner.get()
    }

    pub fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Error> {
        self.authority.transfer(new_owner)
    }

    pub fn accept_ownership(&mut self) -> Result<(), Error> {
        self.authority.accept()
    }

    pub fn renounce_ownership(&mut self) -> Result<(), Error> {
        self.authority.renounce()
    }

    pub fn approval_terms(&self) -> Terms {
        self.committee.terms()
    }

    pub fn proposal(&self, proposal: u64) -> Proposal {
        self.committee.proposal(proposal)
    }

    pub fn approve_action(&mut self, proposal: u64) -> Result<(), Error> {
        self.committee.approve(proposal)
    }

    pub fn withdraw_approval(&mut self, proposal: u64) -> Result<(), Error> {
        self.committee.withdraw(proposal)
    }

    pub fn asset(&self) -> Address {
        self.asset.get()
    }

    pub fn manager(&self) -> Address {
        self.manager.get()
    }

    pub fn books(&self) -> Books {
        self.books.read()
    }

    pub fn contribution(&self, contributor: Address) -> Contribution {
        self.contributions.getter(contributor).read()
    }

    pub fn redeemable(&self, contributor: Address) -> u128 {
        let books = self.books.read();
        if !books.is_wound_up || books.paid == 0 {
            return 0;
        }
        let Contribution { paid, redeemed, .. } = self.contribution(contributor);
        let left = U256::from(books.free) + U256::from(books.redeemed);
        let part = left * U256::from(paid) / U256::from(books.paid);
        part.to::<u128>().saturating_sub(redeemed)
    }

    pub fn project(&self, project: u64) -> Project {
        self.projects.getter(project).read()
    }

    pub fn project_count(&self) -> u64 {
        self.project_count.get().to()
    }

    pub fn milestones(&self, project: u64) -> Vec<Milestone> {
        let count = self.projects.getter(project).milestones.get().to();
        let milestones = self.milestones.getter(project);
        (0..count).map(|n| milestones.getter(n).read()).collect()
    }

    pub fn report_on(&self, project: u64, period: u32) -> B256 {
        self.reports.getter(project).get(period)
    }

    pub fn decision(&self, proposal: u64) -> Decision {
        self.decisions.getter(proposal).read()
    }

    pub fn set_manager(&mut self, manager: Address) -> Result<(), Error> {
        self.authority.only_owner()?;
        self.name_manager(manager)
    }

    pub fn set_committee(
        &mut self,
        members: Vec<Address>,
        threshold: u32,
        delay: u64,
        lifetime: u64,
    ) -> Result<(), Error> {
        self.authority.only_owner()?;
        self.committee.configure(members, threshold, delay, lifetime)
    }

    pub fn propose_admission(&mut self, account: Address, amount: u128) -> Result<u64, Error> {
        self.put(Decision { kind: Kind::Admit, account, amount, ..Decision::default() })
    }

    pub fn propose_funding(&mut self, project: u64) -> Result<u64, Error> {
        let proposal = self.put(Decision { kind: Kind::Fund, project, ..Decision::default() })?;
        self.projects.getter(project).expect_status(project, Status::Proposed)?;
        Ok(proposal)
    }

    pub fn propose_release(&mut self, project: u64, milestone: u64, evidence: B256) -> Result<u64, Error> {
        self.put(Decision { kind: Kind::Release, project, milestone, evidence, ..Decision::default() })
    }

    pub fn propose_clawback(&mut self, project: u64, amount: u128) -> Result<u64, Error> {
        self.put(Decision { kind: Kind::ClawBack, project, amount, ..Decision::default() })
    }

    pub fn propose_winding_up(&mut self) -> Result<u64, Error> {
        self.put(Decision { kind: Kind::WindUp, ..Decision::default() })
    }

    pub fn execute(&mut self, proposal: u64) -> Result<(), Error> {
        self.carry_out(proposal)
    }

    #[payable]
    pub fn pay(&mut self, amount: u128) -> Result<(), Error> {
        self.books.require_running()?;
        let contributor = self.vm().msg_sender();
        let mut contribution = self.contributions.setter(contributor);
        let Contribution { committed, paid, .. } = contribution.read();
        within(amount, committed - paid)?;
        add(&mut contribution.paid, amount);
        add(&mut self.books.paid, amount);
        add(&mut self.books.free, amount);
        self.take(amount)?;
        self.vm().log(Paid { contributor, amount });
        Ok(())
    }

    pub fn propose_project(
        &mut self,
        beneficiary: Address,
        plan: B256,
        milestones: Vec<Milestone>,
    ) -> Result<u64, Error> {
        self.books.require_running()?;
        let (caller, manager) = (self.vm().msg_sender(), self.manager.get());
        if caller != manager {
            return Err(NotManager { caller, manager }.into());
        }
        require_account(self.vm(), beneficiary)?;
        let count = milestones.len();
        if count == 0 || count > MILESTONES_MAX {
            return Err(InvalidCount { found: count as u64, most: MILESTONES_MAX as u64 }.into());
        }
        let project = self.project_count.update_wrap_add(U64::ONE).to();
        let mut stored = self.milestones.setter(project);
        let mut total = 0_u128;
        for (n, Milestone { amount, due, goal, evidence }) in (0..).zip(milestones) {
            if amount == 0 {
                return Err(ZeroAmount {}.into());
            }
            if !evidence.is_zero() {
                return Err(EvidenceDiffers { found: evidence, expected: B256::ZERO }.into());
            }
            total = total.checked_add(amount).expect("overflow");
            let mut milestone = stored.setter(n);
            milestone.amount.set(U128::from(amount));
            milestone.due.set(U64::from(due));
            milestone.goal.set(goal);
        }
        let mut record = self.projects.setter(project);
        record.set_status(Status::Proposed);
        record.beneficiary.set(beneficiary);
        record.plan.set(plan);
        record.milestones.set(U64::from(count));
        record.total.set(U128::from(total));
        self.vm().log(ProjectProposed { project, beneficiary, plan, total });
        Ok(project)
    }

    pub fn submit_evidence(&mut self, project: u64, milestone: u64, evidence: B256) -> Result<(), Error> {
        let record = self.projects.getter(project);
        record.expect_status(project, Status::Active)?;
        record.require_beneficiary()?;
        record.require_next(milestone)?;
        if evidence.is_zero() {
            return Err(ZeroHash {}.into());
        }
        let now = self.vm().block_timestamp();
        let mut milestones = self.milestones.setter(project);
        let mut reached = milestones.setter(milestone);
        let due = reached.due.get().to();
        if now > due {
            return Err(TooLate { now, due }.into());
        }
        reached.evidence.set(evidence);
        self.vm().log(EvidenceSubmitted { project, milestone, evidence });
        Ok(())
    }

    pub fn report(&mut self, project: u64, period: u32, report: B256) -> Result<(), Error> {
        let record = self.projects.getter(project);
        record.require_existing(project)?;
        record.require_beneficiary()?;
        if report.is_zero() {
            return Err(ZeroHash {}.into());
        }
        let earlier = self.report_on(project, period);
        if !earlier.is_zero() {
            return Err(AlreadyReported { period, report: earlier }.into());
        }
        self.reports.setter(project).insert(period, report);
        self.vm().log(Reported { project, period, report });
        Ok(())
    }

    pub fn withdraw(&mut self, project: u64, to: Address) -> Result<u128, Error> {
        let mut record = self.projects.setter(project);
        record.require_existing(project)?;
        record.require_beneficiary()?;
        require_account(record.vm(), to)?;
        let amount = record.owed.get().to();
        if amount == 0 {
            return Err(NothingOwed { account: self.vm().msg_sender() }.into());
        }
        record.owed.erase();
        sub(&mut self.books.owed, amount);
        self.give(to, amount)?;
        self.vm().log(Withdrawn { project, to, amount });
        Ok(amount)
    }

    #[payable]
    pub fn repay(&mut self, project: u64, amount: u128) -> Result<(), Error> {
        let mut record = self.projects.setter(project);
        record.require_existing(project)?;
        within(amount, record.debt.get().to())?;
        sub(&mut record.debt, amount);
        add(&mut record.returned, amount);
        let debt = record.debt.get().to();
        add(&mut self.books.free, amount);
        add(&mut self.books.returned, amount);
        self.take(amount)?;
        self.vm().log(Repaid { project, amount, debt });
        Ok(())
    }

    pub fn redeem(&mut self, to: Address) -> Result<u128, Error> {
        require_account(self.vm(), to)?;
        if !self.books.is_wound_up.get() {
            return Err(NotWoundUp {}.into());
        }
        let contributor = self.vm().msg_sender();
        let amount = self.redeemable(contributor);
        if amount == 0 {
            return Err(NothingOwed { account: contributor }.into());
        }
        sub(&mut self.books.free, amount);
        add(&mut self.books.redeemed, amount);
        add(&mut self.contributions.setter(contributor).redeemed, amount);
        self.give(to, amount)?;
        self.vm().log(Redeemed { contributor, to, amount });
        Ok(amount)
    }
}

impl Fund {
    fn name_manager(&mut self, manager: Address) -> Result<(), Error> {
        require_account(self.vm(), manager)?;
        self.manager.set(manager);
        self.vm().log(ManagerChanged { manager });
        Ok(())
    }
}

/// Refuses who could not take out what it gets.
fn require_account(vm: &VM, account: Address) -> Result<(), Error> {
    if account.is_zero() || account == vm.contract_address() {
        return Err(InvalidAccount { account }.into());
    }
    Ok(())
}

/// The amount, if it is at least one and no more than what is left.
fn within(wanted: u128, left: u128) -> Result<u128, Error> {
    if wanted == 0 {
        return Err(ZeroAmount {}.into());
    }
    if wanted > left {
        return Err(AboveLeft { left, wanted }.into());
    }
    Ok(wanted)
}
