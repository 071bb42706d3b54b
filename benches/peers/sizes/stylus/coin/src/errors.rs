//! Why a message is refused.

use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

sol! {
    error AccountFrozen(address account, string reason);
    error AccountNotFrozen(address account);
    error ReasonMissing();
    error AboveMintQuota(address minter, uint256 left, uint256 wanted);

    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InvalidSender(address sender);
    error ERC20InvalidReceiver(address receiver);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error ERC20InvalidApprover(address approver);
    error ERC20InvalidSpender(address spender);

    error ERC2612ExpiredSignature(uint256 deadline);
    error ERC2612InvalidSigner(address signer, address owner);

    error AccessControlUnauthorizedAccount(address account, bytes32 needed_role);
    error AccessControlBadConfirmation();

    error EnforcedPause(string reason, uint64 until);
    error ExpectedPause();
    error PauseWithoutReason();
    error PauseEndsInThePast(uint64 until, uint64 now);
}

#[derive(SolidityError)]
pub enum Error {
    AccountFrozen(AccountFrozen),
    AccountNotFrozen(AccountNotFrozen),
    ReasonMissing(ReasonMissing),
    AboveMintQuota(AboveMintQuota),
    InsufficientBalance(ERC20InsufficientBalance),
    InvalidSender(ERC20InvalidSender),
    InvalidReceiver(ERC20InvalidReceiver),
    InsufficientAllowance(ERC20InsufficientAllowance),
    InvalidApprover(ERC20InvalidApprover),
    InvalidSpender(ERC20InvalidSpender),
    ExpiredSignature(ERC2612ExpiredSignature),
    InvalidSigner(ERC2612InvalidSigner),
    UnauthorizedAccount(AccessControlUnauthorizedAccount),
    BadConfirmation(AccessControlBadConfirmation),
    EnforcedPause(EnforcedPause),
    ExpectedPause(ExpectedPause),
    PauseWithoutReason(PauseWithoutReason),
    PauseEndsInThePast(PauseEndsInThePast),
}
