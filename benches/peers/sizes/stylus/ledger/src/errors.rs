//! Why a message is refused.

use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

sol! {
    error InvalidPeriod(uint32 period);
    error WrongPeriodStatus(uint32 period, uint8 found, uint8 expected);
    error AccountWithoutClass(uint32 account);
    error AccountExists(uint32 account, uint8 class);
    error UnknownAccount(uint32 account);
    error AccountClosed(uint32 account);
    error AccountOpen(uint32 account);
    error AccountNotBalanced(uint32 account, uint128 debits, uint128 credits);
    error WrongEntryCount(uint64 found, uint64 limit);
    error ZeroAmount(uint32 account);
    error AmountTooLarge(uint32 account, uint128 amount, uint128 most);
    error PostingNotBalanced(uint128 debits, uint128 credits);
    error UnknownPosting(uint64 number);
    error NotBookkeeper(address caller, address bookkeeper);
    error AlreadyReversed(uint64 number, uint64 reversal);
    error IsReversal(uint64 number, uint64 reverses);
    error WrongRoot(bytes32 found, bytes32 expected);
    error AuditorKeepsBooks(address auditor);
    error NoOpinion();
    error AlreadyAttested(address auditor, uint32 period);
    error SameParty(address party);
    error AlreadyReconciled(uint32 period, address counterparty);

    error AccessControlUnauthorizedAccount(address account, bytes32 needed_role);
    error AccessControlBadConfirmation();
}

#[derive(SolidityError)]
pub enum Error {
    InvalidPeriod(InvalidPeriod),
    WrongPeriodStatus(WrongPeriodStatus),
    AccountWithoutClass(AccountWithoutClass),
    AccountExists(AccountExists),
    UnknownAccount(UnknownAccount),
    AccountClosed(AccountClosed),
    AccountOpen(AccountOpen),
    AccountNotBalanced(AccountNotBalanced),
    WrongEntryCount(WrongEntryCount),
    ZeroAmount(ZeroAmount),
    AmountTooLarge(AmountTooLarge),
    PostingNotBalanced(PostingNotBalanced),
    UnknownPosting(UnknownPosting),
    NotBookkeeper(NotBookkeeper),
    AlreadyReversed(AlreadyReversed),
    IsReversal(IsReversal),
    WrongRoot(WrongRoot),
    AuditorKeepsBooks(AuditorKeepsBooks),
    NoOpinion(NoOpinion),
    AlreadyAttested(AlreadyAttested),
    SameParty(SameParty),
    AlreadyReconciled(AlreadyReconciled),
    UnauthorizedAccount(AccessControlUnauthorizedAccount),
    BadConfirmation(AccessControlBadConfirmation),
}
