//! Why a message is refused.

use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

sol! {
    error NotManager(address caller, address manager);
    error NotBeneficiary(address caller, address beneficiary);
    error InvalidAccount(address account);
    error ZeroAmount();
    error ZeroHash();
    error AboveLeft(uint128 left, uint128 wanted);
    error BelowPaid(uint128 paid, uint128 wanted);
    error WoundUp();
    error NotWoundUp();
    error ProjectsActive(uint64 count);
    error UnknownProject(uint64 project);
    error WrongStatus(uint8 found, uint8 expected);
    error InvalidCount(uint64 found, uint64 most);
    error OutOfOrder(uint64 found, uint64 expected);
    error TooLate(uint64 now, uint64 due);
    error EvidenceDiffers(bytes32 found, bytes32 expected);
    error AlreadyReported(uint32 period, bytes32 report);
    error NothingOwed(address account);

    error WrongValue(uint256 found, uint256 expected);
    error WrongTokens(uint256 found, uint256 expected);
    error TokenRefused(address token);
    error CoinsRefused(address to);

    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);

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
    NotManager(NotManager),
    NotBeneficiary(NotBeneficiary),
    InvalidAccount(InvalidAccount),
    ZeroAmount(ZeroAmount),
    ZeroHash(ZeroHash),
    AboveLeft(AboveLeft),
    BelowPaid(BelowPaid),
    WoundUp(WoundUp),
    NotWoundUp(NotWoundUp),
    ProjectsActive(ProjectsActive),
    UnknownProject(UnknownProject),
    WrongStatus(WrongStatus),
    InvalidCount(InvalidCount),
    OutOfOrder(OutOfOrder),
    TooLate(TooLate),
    EvidenceDiffers(EvidenceDiffers),
    AlreadyReported(AlreadyReported),
    NothingOwed(NothingOwed),
    WrongValue(WrongValue),
    WrongTokens(WrongTokens),
    TokenRefused(TokenRefused),
    CoinsRefused(CoinsRefused),
    UnauthorizedAccount(OwnableUnauthorizedAccount),
    InvalidOwner(OwnableInvalidOwner),
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
