//! Actions that take several people and time: m of n approvers agree, a delay passes, then it happens once.
//!
//! Guarantees that an action is executed only if it is the one that was proposed, if at least `threshold` of the
//! approvers of now have approved it and not withdrawn, if that has been so for `delay` seconds without a break, and
//! before it expires; and at most once for each proposal. Another set of approvers or other terms void every
//! proposal made before. Events: `ActionProposed`, `ActionApproved`, `ApprovalWithdrawn`, `ActionExecuted`,
//! `ApproversChanged`.
//!
//! What an action is, is for the contract: it names one by [`action`], and begins the method that does it with
//! [`Approvals::execute`].

use sdk::{
    abi::{self, Sequence},
    prelude::*,
};

/// Most approvers: each is a bit of a proposal's word.
pub const APPROVERS_MAX: usize = 64;

/// The hash that names an action: keccak256(name ++ abi.encode(arguments)).
pub fn action<T: Sequence>(name: &str, arguments: &T) -> B256 {
    keccak256(&[name.as_bytes(), &abi::encode(arguments)].concat())
}

/// Who approves, on which terms, and what is proposed.
#[storage]
pub struct Approvals {
    terms: Value<Terms>,
    proposals: Map<u64, Proposal>,
    proposal_count: Value<u64>,
}

/// Who approves and on which terms.
#[record]
pub struct Terms {
    /// Counts the changes of these terms.
    pub version: u32,
    /// How many have to approve.
    pub threshold: u32,
    /// Seconds that enough approvals have to stand before the execution.
    pub delay: u64,
    /// Seconds from the proposal on in which it can be executed.
    pub lifetime: u64,
    /// Who approves.
    pub approvers: Vec<Address>,
}

/// A proposed action.
#[record]
pub struct Proposal {
    /// What is proposed; see [`action`].
    pub action: B256,
    /// The version of the terms that it was made under.
    pub version: u32,
    /// One bit for each approver in the order of the terms.
    pub approved_by: u64,
    /// When it can be executed, in seconds since 1970; 0 while approvals are missing.
    pub ready_at: u64,
    /// From when on it cannot.
    pub expires_at: u64,
    /// True once it happened.
    pub executed: bool,
}

/// An approver proposes an action, and so approves it.
#[event]
pub struct ActionProposed {
    #[indexed]
    proposal: u64,
    #[indexed]
    action: B256,
    #[indexed]
    proposer: Address,
    expires_at: u64,
}

/// An approver agrees. With enough approvals `ready_at` says when the action can happen; it is 0 before.
#[event]
pub struct ActionApproved {
    #[indexed]
    proposal: u64,
    #[indexed]
    approver: Address,
    approvals: u32,
    ready_at: u64,
}

/// An approver no longer agrees.
#[event]
pub struct ApprovalWithdrawn {
    #[indexed]
    proposal: u64,
    #[indexed]
    approver: Address,
    approvals: u32,
}

/// It happened.
#[event]
pub struct ActionExecuted {
    #[indexed]
    proposal: u64,
    #[indexed]
    action: B256,
}

/// There are other approvers or terms; proposals made before are void.
#[event]
pub struct ApproversChanged {
    approvers: Vec<Address>,
    threshold: u32,
    delay: u64,
    lifetime: u64,
}

/// Why a step is refused.
#[error]
pub enum ApprovalsError {
    /// Only an approver may do this.
    NotApprover { account: Address },
    /// Approvers are different from each other and from zero, at most [`APPROVERS_MAX`].
    InvalidApprovers,
    /// At least one approver is needed, and no more than there are.
    InvalidThreshold { threshold: u32, approvers: u32 },
    /// A proposal has to live longer than the delay, or it could never be executed.
    LifetimeWithinDelay { delay: u64, lifetime: u64 },
    /// No proposal has this number.
    UnknownProposal { proposal: u64 },
    /// It was made under other terms.
    ProposalOutdated { proposal: u64 },
    /// It was not executed in time.
    ProposalExpired { proposal: u64, expired_at: u64 },
    /// It was executed already.
    ProposalExecuted { proposal: u64 },
    /// The approver approved it already.
    AlreadyApproved { proposal: u64, approver: Address },
    /// The approver did not approve it.
    NotApproved { proposal: u64, approver: Address },
    /// More have to approve.
    ApprovalsMissing { proposal: u64, approvals: u32, needed: u32 },
    /// The delay has not passed.
    ExecutedTooEarly { proposal: u64, ready_at: u64, now: u64 },
    /// The action is another than the one proposed.
    ActionDiffers { proposal: u64, proposed: B256, given: B256 },
}

#[component(events(ActionApproved, ActionExecuted, ApproversChanged))]
impl Approvals {
    /// Who approves and on which terms.
    pub fn approval_terms(&self) -> Terms {
        self.terms.get()
    }

    /// A proposal; all zero if there is none with this number.
    pub fn proposal(&self, proposal: u64) -> Proposal {
        self.proposals.get(proposal)
    }

    /// Approver: proposes an action, approves it, and returns the number of the proposal. Numbers start at 1.
    pub fn propose(&mut self, action: B256) -> Result<u64, ApprovalsError> {
        let terms = self.terms.get();
        let bit = approver_bit(&terms)?;
        let proposal = self.proposal_count.get() + 1;
        self.proposal_count.set(proposal);
        let expires_at = block_timestamp().saturating_add(terms.lifetime);
        emit(ActionProposed { proposal, action, proposer: caller(), expires_at });
        let record = Proposal { action, version: terms.version, expires_at, ..Proposal::default() };
        self.add_approval(proposal, record, &terms, bit);
        Ok(proposal)
    }

    /// Approver: agrees. The last needed approval starts the delay.
    pub fn approve_action(&mut self, proposal: u64) -> Result<(), ApprovalsError> {
        let (terms, record) = self.open(proposal)?;
        let bit = approver_bit(&terms)?;
        if record.approved_by & bit != 0 {
            return Err(ApprovalsError::AlreadyApproved { proposal, approver: caller() });
        }
        self.add_approval(proposal, record, &terms, bit);
        Ok(())
    }

    /// Approver: no longer agrees. If approvals are missing then, the delay starts anew with the one that makes them
    /// enough.
    pub fn withdraw_approval(&mut self, proposal: u64) -> Result<(), ApprovalsError> {
        let (terms, mut record) = self.open(proposal)?;
        let bit = approver_bit(&terms)?;
        if record.approved_by & bit == 0 {
            return Err(ApprovalsError::NotApproved { proposal, approver: caller() });
        }
        record.approved_by ^= bit;
        let approvals = record.approved_by.count_ones();
        if approvals < terms.threshold {
            record.ready_at = 0;
        }
        self.proposals.set(proposal, record);
        emit(ApprovalWithdrawn { proposal, approver: caller(), approvals });
        Ok(())
    }
}

impl Approvals {
    /// Sets approvers and terms, in the constructor or later, and voids all proposals. `delay` and `lifetime` are
    /// seconds. Later changes should themselves be an approved action.
    pub fn configure(
        &mut self,
        approvers: Vec<Address>,
        threshold: u32,
        delay: u64,
        lifetime: u64,
    ) -> Result<(), ApprovalsError> {
        let repeats = |(i, approver): (usize, &Address)| approver.is_zero() || approvers[..i].contains(approver);
        if approvers.len() > APPROVERS_MAX || approvers.iter().enumerate().any(repeats) {
            return Err(ApprovalsError::InvalidApprovers);
        }
        let count = approvers.len() as u32;
        if threshold == 0 || threshold > count {
            return Err(ApprovalsError::InvalidThreshold { threshold, approvers: count });
        }
        if lifetime <= delay {
            return Err(ApprovalsError::LifetimeWithinDelay { delay, lifetime });
        }
        let version = self.terms.get().version + 1;
        self.terms.set(Terms { version, threshold, delay, lifetime, approvers: approvers.clone() });
        emit(ApproversChanged { approvers, threshold, delay, lifetime });
        Ok(())
    }

    /// Uses up a proposal whose time has come, whoever calls; the contract does `action` next.
    pub fn execute(&mut self, proposal: u64, action: B256) -> Result<(), ApprovalsError> {
        let (terms, mut record) = self.open(proposal)?;
        if record.action != action {
            return Err(ApprovalsError::ActionDiffers { proposal, proposed: record.action, given: action });
        }
        let (approvals, needed) = (record.approved_by.count_ones(), terms.threshold);
        if approvals < needed {
            return Err(ApprovalsError::ApprovalsMissing { proposal, approvals, needed });
        }
        let (ready_at, now) = (record.ready_at, block_timestamp());
        if now < ready_at {
            return Err(ApprovalsError::ExecutedTooEarly { proposal, ready_at, now });
        }
        record.executed = true;
        self.proposals.set(proposal, record);
        emit(ActionExecuted { proposal, action });
        Ok(())
    }

    /// The terms and a proposal made under them that can still be executed.
    fn open(&self, proposal: u64) -> Result<(Terms, Proposal), ApprovalsError> {
        let (terms, record) = (self.terms.get(), self.proposals.get(proposal));
        if record.version == 0 {
            return Err(ApprovalsError::UnknownProposal { proposal });
        }
        if record.executed {
            return Err(ApprovalsError::ProposalExecuted { proposal });
        }
        if record.version != terms.version {
            return Err(ApprovalsError::ProposalOutdated { proposal });
        }
        if block_timestamp() >= record.expires_at {
            return Err(ApprovalsError::ProposalExpired { proposal, expired_at: record.expires_at });
        }
        Ok((terms, record))
    }

    fn add_approval(&mut self, proposal: u64, mut record: Proposal, terms: &Terms, bit: u64) {
        let had = record.approved_by.count_ones();
        record.approved_by |= bit;
        if had + 1 == terms.threshold {
            record.ready_at = block_timestamp().saturating_add(terms.delay);
        }
        let ready_at = record.ready_at;
        self.proposals.set(proposal, record);
        emit(ActionApproved { proposal, approver: caller(), approvals: had + 1, ready_at });
    }
}

/// The caller's bit in a proposal.
fn approver_bit(terms: &Terms) -> Result<u64, ApprovalsError> {
    match terms.approvers.iter().position(|approver| *approver == caller()) {
        Some(index) => Ok(1 << index),
        None => Err(ApprovalsError::NotApprover { account: caller() }),
    }
}
