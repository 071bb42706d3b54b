//! Actions that take several people and time: m of n approvers agree, a delay passes, then it happens once.

use alloy_primitives::{Address, B256, U32, U64};
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageB256, StorageBool, StorageMap, StorageU32, StorageU64, StorageVec},
};

use crate::{
    errors::*,
    events::*,
    records::{Proposal, Terms},
};

/// Most approvers: each is a bit of a proposal's word.
const APPROVERS_MAX: usize = 64;

/// Who approves, on which terms, and what is proposed.
#[storage]
pub struct Approvals {
    version: StorageU32,
    threshold: StorageU32,
    delay: StorageU64,
    lifetime: StorageU64,
    approvers: StorageVec<StorageAddress>,
    proposals: StorageMap<u64, StoredProposal>,
    proposal_count: StorageU64,
}

#[storage]
struct StoredProposal {
    action: StorageB256,
    version: StorageU32,
    approved_by: StorageU64,
    ready_at: StorageU64,
    expires_at: StorageU64,
    executed: StorageBool,
}

impl Approvals {
    pub fn terms(&self) -> Terms {
        Terms {
            version: self.version.get().to(),
            threshold: self.threshold.get().to(),
            delay: self.delay.get().to(),
            lifetime: self.lifetime.get().to(),
            approvers: (0..self.approvers.len()).filter_map(|index| self.approvers.get(index)).collect(),
        }
    }

    pub fn proposal(&self, proposal: u64) -> Proposal {
        let record = self.proposals.getter(proposal);
        Proposal {
            action: record.action.get(),
            version: record.version.get().to(),
            approved_by: record.approved_by.get().to(),
            ready_at: record.ready_at.get().to(),
            expires_at: record.expires_at.get().to(),
            executed: record.executed.get(),
        }
    }

    /// Sets approvers and terms, and voids all proposals.
    pub fn configure(
        &mut self,
        approvers: Vec<Address>,
        threshold: u32,
        delay: u64,
        lifetime: u64,
    ) -> Result<(), Error> {
        let repeats = |(i, approver): (usize, &Address)| approver.is_zero() || approvers[..i].contains(approver);
        if approvers.len() > APPROVERS_MAX || approvers.iter().enumerate().any(repeats) {
            return Err(InvalidApprovers {}.into());
        }
        let count = approvers.len() as u32;
        if threshold == 0 || threshold > count {
            return Err(InvalidThreshold { threshold, approvers: count }.into());
        }
        if lifetime <= delay {
            return Err(LifetimeWithinDelay { delay, lifetime }.into());
        }
        self.version.update_wrap_add(U32::ONE);
        self.threshold.set(U32::from(threshold));
        self.delay.set(U64::from(delay));
        self.lifetime.set(U64::from(lifetime));
        self.approvers.erase();
        for approver in &approvers {
            self.approvers.push(*approver);
        }
        self.vm().log(ApproversChanged { approvers, threshold, delay, lifetime });
        Ok(())
    }

    /// Proposes an action, approves it, and returns the number of the proposal. Numbers start at 1.
    pub fn propose(&mut self, action: B256) -> Result<u64, Error> {
        let bit = self.approver_bit()?;
        let version = self.version.get();
        let expires_at = self.vm().block_timestamp().saturating_add(self.lifetime.get().to());
        let proposal = self.proposal_count.update_wrap_add(U64::ONE).to();
        let mut record = self.proposals.setter(proposal);
        record.action.set(action);
        record.version.set(version);
        record.expires_at.set(U64::from(expires_at));
        let proposer = self.vm().msg_sender();
        self.vm().log(ActionProposed { proposal, action, proposer, expires_at });
        self.add_approval(proposal, bit);
        Ok(proposal)
    }

    pub fn approve(&mut self, proposal: u64) -> Result<(), Error> {
        self.require_open(proposal)?;
        let bit = self.approver_bit()?;
        if self.approved_by(proposal) & bit != 0 {
            return Err(AlreadyApproved { proposal, approver: self.vm().msg_sender() }.into());
        }
        self.add_approval(proposal, bit);
        Ok(())
    }

    /// If approvals are missing afterwards, the delay starts anew with the one that makes them enough.
    pub fn withdraw(&mut self, proposal: u64) -> Result<(), Error> {
        self.require_open(proposal)?;
        let bit = self.approver_bit()?;
        let approver = self.vm().msg_sender();
        let approved_by = self.approved_by(proposal);
        if approved_by & bit == 0 {
            return Err(NotApproved { proposal, approver }.into());
        }
        let approved_by = approved_by ^ bit;
        let approvals = approved_by.count_ones();
        let threshold: u32 = self.threshold.get().to();
        let mut record = self.proposals.setter(proposal);
        record.approved_by.set(U64::from(approved_by));
        if approvals < threshold {
            record.ready_at.set(U64::ZERO);
        }
        self.vm().log(ApprovalWithdrawn { proposal, approver, approvals });
        Ok(())
    }

    /// Uses up a proposal whose time has come, whoever calls; the contract does `given` next.
    pub fn execute(&mut self, proposal: u64, given: B256) -> Result<(), Error> {
        self.require_open(proposal)?;
        let now = self.vm().block_timestamp();
        let needed = self.threshold.get().to();
        let mut record = self.proposals.setter(proposal);
        let proposed = record.action.get();
        if proposed != given {
            return Err(ActionDiffers { proposal, proposed, given }.into());
        }
        let approvals = record.approved_by.get().to::<u64>().count_ones();
        if approvals < needed {
            return Err(ApprovalsMissing { proposal, approvals, needed }.into());
        }
        let ready_at = record.ready_at.get().to();
        if now < ready_at {
            return Err(ExecutedTooEarly { proposal, ready_at, now }.into());
        }
        record.executed.set(true);
        self.vm().log(ActionExecuted { proposal, action: given });
        Ok(())
    }

    /// Refuses a proposal that was not made under the terms of now, or can no longer be executed.
    fn require_open(&self, proposal: u64) -> Result<(), Error> {
        let record = self.proposals.getter(proposal);
        let version = record.version.get();
        if version.is_zero() {
            return Err(UnknownProposal { proposal }.into());
        }
        if record.executed.get() {
            return Err(ProposalExecuted { proposal }.into());
        }
        if version != self.version.get() {
            return Err(ProposalOutdated { proposal }.into());
        }
        let expired_at = record.expires_at.get().to();
        if self.vm().block_timestamp() >= expired_at {
            return Err(ProposalExpired { proposal, expired_at }.into());
        }
        Ok(())
    }

    fn add_approval(&mut self, proposal: u64, bit: u64) {
        let threshold: u32 = self.threshold.get().to();
        let ready_from = self.vm().block_timestamp().saturating_add(self.delay.get().to());
        let approved_by = self.approved_by(proposal) | bit;
        let approvals = approved_by.count_ones();
        let mut record = self.proposals.setter(proposal);
        record.approved_by.set(U64::from(approved_by));
        if approvals == threshold {
            record.ready_at.set(U64::from(ready_from));
        }
        let ready_at = record.ready_at.get().to();
        let approver = self.vm().msg_sender();
        self.vm().log(ActionApproved { proposal, approver, approvals, ready_at });
    }

    fn approved_by(&self, proposal: u64) -> u64 {
        self.proposals.getter(proposal).approved_by.get().to()
    }

    /// The caller's bit in a proposal.
    fn approver_bit(&self) -> Result<u64, Error> {
        let account = self.vm().msg_sender();
        match (0..self.approvers.len()).find(|index| self.approvers.get(*index) == Some(account)) {
            Some(index) => Ok(1 << index),
            None => Err(NotApprover { account }.into()),
        }
    }
}
