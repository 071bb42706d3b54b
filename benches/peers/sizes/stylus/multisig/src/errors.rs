//! Why the wallet refuses.

use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

sol! {
    error InvalidCallCount(uint64 found, uint64 most);
    error CallsTooLarge(uint64 found_bytes, uint64 most_bytes);
    error NoContract(uint64 index, address to);
    error CallFailed(uint64 index, address to, bytes data);
    error NotWallet(address caller, address wallet);

    error NotApprover(address account);
    error InvalidApprovers();
    error InvalidThreshold(uint32 threshold, uint32 approvers);
    error LifetimeWithinDelay(uint64 delay, uint64 lifetime);
    error UnknownProposal(uint64 proposal);
    error ProposalOutdated(uint64 proposal);
    error ProposalExpired(uint64 proposal, uint64 expired_at);
    error ProposalExecuted(uint64 proposal);
    error AlreadyApproved(uint64 proposal, address approver);
    error NotApproved(uint64 proposal, address approver);
    error ApprovalsMissing(uint64 proposal, uint32 approvals, uint32 needed);
    error ExecutedTooEarly(uint64 proposal, uint64 ready_at, uint64 now);
    error ActionDiffers(uint64 proposal, bytes32 proposed, bytes32 given);
}

#[derive(SolidityError)]
pub enum Error {
    InvalidCallCount(InvalidCallCount),
    CallsTooLarge(CallsTooLarge),
    NoContract(NoContract),
    CallFailed(CallFailed),
    NotWallet(NotWallet),
    NotApprover(NotApprover),
    InvalidApprovers(InvalidApprovers),
    InvalidThreshold(InvalidThreshold),
    LifetimeWithinDelay(LifetimeWithinDelay),
    UnknownProposal(UnknownProposal),
    ProposalOutdated(ProposalOutdated),
    ProposalExpired(ProposalExpired),
    ProposalExecuted(ProposalExecuted),
    AlreadyApproved(AlreadyApproved),
    NotApproved(NotApproved),
    ApprovalsMissing(ApprovalsMissing),
    ExecutedTooEarly(ExecutedTooEarly),
    ActionDiffers(ActionDiffers),
}
