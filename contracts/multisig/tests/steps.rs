//! Each step of a proposal, and each reason to refuse one, by name.

#[cfg(test)]
mod support;

use blocks::ApprovalsError;
use multisig::*;
use support::*;
use testing::prelude::*;
use token::Erc20Error;

#[chain_test]
fn approved_calls_are_made_in_their_order(chain: Chain) {
    let safe = safe(&chain);
    let Safe { ref wallet, owners: [first, second, _], stranger, .. } = safe;
    let calls = vec![payment(stranger, 300), safe.token_transfer(first, 200), safe.token_transfer(second, 50)];
    let proposal = wallet.propose(calls.clone()).unwrap();
    assert_eq!((proposal, wallet.calls(proposal)), (1, calls));
    wallet.by(second).approvals().approve_action(proposal).unwrap();
    chain.advance_time(DELAY);
    let before = chain.balance(stranger);
    let yes = Bytes(U256::ONE.to_be_bytes().to_vec());
    // Whoever calls: what counts is what the owners approved.
    assert_eq!(wallet.by(stranger).execute(proposal), Ok(vec![Bytes::default(), yes.clone(), yes]));
    assert_eq!(chain.balance(stranger), before + U256::from(300_u64));
    assert_eq!((safe.tokens(first), safe.tokens(second), safe.tokens(wallet.address())), (200, 50, 750));
    assert_eq!(wallet.execute(proposal), refused(ApprovalsError::ProposalExecuted { proposal }));
}

#[chain_test]
fn calls_are_made_together_or_not_at_all(chain: Chain) {
    let safe = safe(&chain);
    let Safe { ref wallet, ref token, owners: [first, ..], stranger, .. } = safe;
    let calls = vec![payment(stranger, 300), safe.token_transfer(first, 200), safe.token_transfer(first, 801)];
    let proposal = safe.approved(calls);
    chain.advance_time(DELAY);
    let short = Erc20Error::ERC20InsufficientBalance {
        sender: wallet.address(),
        balance: U256::from(800_u64),
        needed: U256::from(801_u64),
    };
    let before = chain.balance(stranger);
    let failed = wallet.execute(proposal);
    let Err(Error::CallFailed { index: 2, to, data }) = failed else { panic!("the third call fails: {failed:?}") };
    assert_eq!((to, CallError::Reverted(data.0).decode()), (token.address(), Some(short)));
    assert_eq!((chain.balance(stranger), safe.tokens(first)), (before, 0));
    // It can be tried again.
    token.by(stranger).transfer(wallet.address(), U256::ONE).unwrap();
    assert!(wallet.execute(proposal).is_ok());
    assert_eq!((safe.tokens(first), safe.tokens(wallet.address())), (1_001, 0));
}

#[chain_test]
fn payment_beyond_the_balance_fails(chain: Chain) {
    let safe = safe(&chain);
    let proposal = safe.approved(vec![payment(safe.stranger, 1_001)]);
    chain.advance_time(DELAY);
    let failed = Err(Error::CallFailed { index: 0, to: safe.stranger, data: Bytes::default() });
    assert_eq!(safe.wallet.execute(proposal), failed);
}

#[chain_test]
fn coins_come_in_by_anyone(chain: Chain) {
    let Safe { wallet, stranger, .. } = safe(&chain);
    let amount = U256::from(7_u64);
    wallet.by(stranger).with_value(amount).deposit();
    assert_eq!(chain.balance(wallet.address()), U256::from(1_007_u64));
    assert_eq!(chain.events::<Deposited>(), [Deposited { from: stranger, amount }]);
}

#[chain_test]
fn approvals_have_to_be_enough_and_to_stand_for_the_delay(chain: Chain) {
    let safe = safe(&chain);
    let Safe { ref wallet, owners: [_, second, _], stranger, .. } = safe;
    let proposal = wallet.propose(vec![payment(stranger, 1)]).unwrap();
    chain.advance_time(DELAY);
    let missing = || refused(ApprovalsError::ApprovalsMissing { proposal, approvals: 1, needed: 2 });
    assert_eq!(wallet.execute(proposal), missing());
    let ready_at = chain.timestamp() + DELAY;
    wallet.by(second).approvals().approve_action(proposal).unwrap();
    chain.advance_time(ready_at - 1 - chain.timestamp());
    let early = ApprovalsError::ExecutedTooEarly { proposal, ready_at, now: ready_at - 1 };
    assert_eq!(wallet.execute(proposal), refused(early));
    // Who withdraws stops it, and the delay begins anew.
    wallet.by(second).approvals().withdraw_approval(proposal).unwrap();
    assert_eq!(wallet.execute(proposal), missing());
    let ready_at = chain.timestamp() + DELAY;
    wallet.by(second).approvals().approve_action(proposal).unwrap();
    let early = ApprovalsError::ExecutedTooEarly { proposal, ready_at, now: ready_at - DELAY + 1 };
    assert_eq!(wallet.execute(proposal), refused(early));
    chain.advance_time(DELAY);
    assert!(wallet.execute(proposal).is_ok());
}

#[chain_test]
fn proposal_expires(chain: Chain) {
    let safe = safe(&chain);
    let proposed_at = chain.timestamp();
    let proposal = safe.approved(vec![payment(safe.stranger, 1)]);
    chain.advance_time(proposed_at + LIFETIME - chain.timestamp());
    let expired = ApprovalsError::ProposalExpired { proposal, expired_at: proposed_at + LIFETIME };
    assert_eq!(safe.wallet.execute(proposal), refused(expired));
}

#[chain_test]
fn only_owners_propose_and_approve(chain: Chain) {
    let safe = safe(&chain);
    let Safe { ref wallet, stranger, .. } = safe;
    let not_approver = || ApprovalsError::NotApprover { account: stranger };
    let calls = vec![payment(stranger, 1)];
    assert_eq!(wallet.by(stranger).propose(calls.clone()), refused(not_approver()));
    let proposal = wallet.propose(calls).unwrap();
    assert_eq!(wallet.by(stranger).approvals().approve_action(proposal), Err(not_approver()));
    let unknown = ApprovalsError::UnknownProposal { proposal: 2 };
    assert_eq!(wallet.execute(2), refused(unknown));
    assert!(wallet.calls(2).is_empty());
}

#[chain_test]
fn owners_change_only_through_the_wallet(chain: Chain) {
    let safe = safe(&chain);
    let Safe { ref wallet, owners: [first, second, third], stranger, .. } = safe;
    for caller in [first, stranger] {
        let not_wallet = Error::NotWallet { caller, wallet: wallet.address() };
        assert_eq!(wallet.by(caller).configure(vec![caller], 1, DELAY, LIFETIME), Err(not_wallet));
    }
    let pending = safe.approved(vec![payment(first, 1)]);
    let proposal = safe.approved(vec![safe.configuration(vec![second, third, stranger], 3)]);
    chain.advance_time(DELAY);
    wallet.execute(proposal).unwrap();
    let terms = wallet.approvals().approval_terms();
    assert_eq!((terms.approvers, terms.threshold, terms.version), (vec![second, third, stranger], 3, 2));
    // What former owners approved is void, and they have no say any more.
    assert_eq!(wallet.execute(pending), refused(ApprovalsError::ProposalOutdated { proposal: pending }));
    let not_approver = ApprovalsError::NotApprover { account: first };
    assert_eq!(wallet.propose(vec![payment(first, 1)]), refused(not_approver));
}

/// A wallet with owners that it cannot have stays as it is.
#[chain_test]
fn impossible_owners_are_refused(chain: Chain) {
    let safe = safe(&chain);
    let Safe { ref wallet, owners: [first, second, _], .. } = safe;
    let impossible = [
        (vec![first, first], 1, ApprovalsError::InvalidApprovers),
        (vec![first, second], 3, ApprovalsError::InvalidThreshold { threshold: 3, approvers: 2 }),
        (vec![], 0, ApprovalsError::InvalidThreshold { threshold: 0, approvers: 0 }),
    ];
    for (owners, threshold, reason) in impossible {
        let constructor = Multisig::constructor(owners.clone(), threshold, DELAY, LIFETIME);
        let deployed = chain.try_deploy(first, constructor).map(|_| ());
        assert_eq!(deployed.map_err(|error| error.decode()), Err(Some(reason.clone())));
        let proposal = safe.approved(vec![safe.configuration(owners, threshold)]);
        chain.advance_time(DELAY);
        let failed = wallet.execute(proposal);
        let Err(Error::CallFailed { index: 0, data, .. }) = failed else { panic!("it fails: {failed:?}") };
        assert_eq!(CallError::Reverted(data.0).decode(), Some(reason));
    }
    assert_eq!(wallet.approvals().approval_terms().version, 1);
}

/// A proposal that executes itself, or another, from within: the first finds it done, the second is made.
#[chain_test]
fn executing_from_within_makes_no_call_twice(chain: Chain) {
    let safe = safe(&chain);
    let Safe { ref wallet, stranger, .. } = safe;
    let execute = |proposal: u64| Call {
        to: wallet.address(),
        value: U256::ZERO,
        data: calldata("execute(uint64)", (proposal,)),
    };
    let itself = safe.approved(vec![payment(stranger, 1), execute(1)]);
    let other = safe.approved(vec![payment(stranger, 10)]);
    let within = safe.approved(vec![execute(other)]);
    chain.advance_time(DELAY);
    let failed = wallet.execute(itself);
    let Err(Error::CallFailed { index: 1, data, .. }) = failed else { panic!("it fails: {failed:?}") };
    let done = ApprovalsError::ProposalExecuted { proposal: itself };
    assert_eq!(CallError::Reverted(data.0).decode(), Some(done));
    let before = chain.balance(stranger);
    wallet.execute(within).unwrap();
    assert_eq!(chain.balance(stranger), before + U256::from(10_u64));
    assert_eq!(wallet.execute(other), refused(ApprovalsError::ProposalExecuted { proposal: other }));
}

#[chain_test]
fn calls_of_a_proposal_are_bounded(chain: Chain) {
    let safe = safe(&chain);
    let Safe { ref wallet, stranger, .. } = safe;
    let most = CALLS_MAX as u64;
    let count = |found| Err(Error::InvalidCallCount { found, most });
    assert_eq!(wallet.propose(vec![]), count(0));
    assert_eq!(wallet.propose(vec![payment(stranger, 1); CALLS_MAX + 1]), count(most + 1));
    assert_eq!(wallet.propose(vec![payment(stranger, 1); CALLS_MAX]), Ok(1));
    let call = |size| Call { data: Bytes(vec![1; size]), ..safe.token_transfer(stranger, 1) };
    // 1 byte for the number of calls, 20 for the callee, 32 for the value and 4 for the size of the data.
    let size = CALLS_MAX_BYTES - 1 - 20 - 32 - 4;
    let too_large =
        Error::CallsTooLarge { found_bytes: CALLS_MAX_BYTES as u64 + 1, most_bytes: CALLS_MAX_BYTES as u64 };
    assert_eq!(wallet.propose(vec![call(size + 1)]), Err(too_large));
    assert_eq!(wallet.propose(vec![call(size)]), Ok(2));
}

#[chain_test]
fn call_with_data_is_for_a_contract(chain: Chain) {
    let safe = safe(&chain);
    let Safe { ref wallet, stranger, .. } = safe;
    let proposal = safe.approved(vec![Call { to: stranger, ..safe.token_transfer(stranger, 1) }]);
    chain.advance_time(DELAY);
    assert_eq!(wallet.execute(proposal), Err(Error::NoContract { index: 0, to: stranger }));
}
