//! Approval by m of n with a delay and an end.

use blocks::{
    ActionApproved, ActionExecuted, ActionProposed, ApprovalWithdrawn, Approvals, ApprovalsError, ApproversChanged,
    action,
};
use testing::prelude::*;

use crate::stage::Stage;

const ACTION: B256 = B256::new([7; 32]);
const DELAY: u64 = 100;
const LIFETIME: u64 = 1_000;

/// Two of the first three accounts have to approve.
fn two_of_three() -> (Stage<Approvals>, [Address; 4]) {
    let stage = Stage::<Approvals>::new();
    let accounts: [Address; 4] = stage.chain.accounts();
    let approvers = accounts[..3].to_vec();
    stage
        .call(accounts[0], move |block| block.configure(approvers, 2, DELAY, LIFETIME))
        .expect("an approver proposes on terms that work");
    (stage, accounts)
}

fn propose(stage: &Stage<Approvals>, by: Address) -> u64 {
    stage.call(by, |block| block.propose(ACTION)).expect("an approver proposes on terms that work")
}

fn execute(stage: &Stage<Approvals>, proposal: u64) -> Result<(), ApprovalsError> {
    let [.., anyone] = stage.chain.accounts::<4>();
    stage.call(anyone, move |block| block.execute(proposal, ACTION))
}

fn ready_at(stage: &Stage<Approvals>, proposal: u64) -> u64 {
    let [anyone] = stage.chain.accounts();
    stage.see(anyone, move |block| block.proposal(proposal)).ready_at
}

/// Moves the clock so that the next call sees `time`.
fn wait_until(stage: &Stage<Approvals>, time: u64) {
    stage.chain.advance_time(time - stage.chain.timestamp());
}

#[test]
fn action_happens_once_after_enough_approvals_and_the_delay() {
    let (stage, [alice, bob, ..]) = two_of_three();
    let proposal = propose(&stage, alice);
    assert_eq!(proposal, 1);
    stage.call(bob, move |block| block.approve_action(proposal)).unwrap();
    let ready_at = ready_at(&stage, proposal);
    wait_until(&stage, ready_at - 1);
    let early = ApprovalsError::ExecutedTooEarly { proposal, ready_at, now: ready_at - 1 };
    assert_eq!(execute(&stage, proposal), Err(early));
    assert_eq!(execute(&stage, proposal), Ok(()));
    assert_eq!(execute(&stage, proposal), Err(ApprovalsError::ProposalExecuted { proposal }));

    let chain = &stage.chain;
    assert_eq!(chain.events::<ApproversChanged>().len(), 1);
    let proposed = &chain.events::<ActionProposed>()[0];
    assert_eq!((proposed.proposal, proposed.action, proposed.proposer), (proposal, ACTION, alice));
    let approved: Vec<_> =
        chain.events::<ActionApproved>().iter().map(|e| (e.approver, e.approvals, e.ready_at)).collect();
    assert_eq!(approved, [(alice, 1, 0), (bob, 2, ready_at)]);
    assert_eq!(chain.events::<ActionExecuted>(), [ActionExecuted { proposal, action: ACTION }]);
}

#[test]
fn action_with_approvals_missing_is_refused() {
    let (stage, [alice, ..]) = two_of_three();
    let proposal = propose(&stage, alice);
    let missing = ApprovalsError::ApprovalsMissing { proposal, approvals: 1, needed: 2 };
    assert_eq!(execute(&stage, proposal), Err(missing));
}

#[test]
fn other_action_than_the_proposed_one_is_refused() {
    let (stage, [alice, bob, ..]) = two_of_three();
    let proposal = propose(&stage, alice);
    stage.call(bob, move |block| block.approve_action(proposal)).unwrap();
    stage.chain.advance_time(DELAY);
    let given = B256::new([8; 32]);
    let refused = Err(ApprovalsError::ActionDiffers { proposal, proposed: ACTION, given });
    assert_eq!(stage.call(alice, move |block| block.execute(proposal, given)), refused);
}

#[test]
fn withdrawn_approval_counts_no_longer_and_restarts_the_delay() {
    let (stage, [alice, bob, carol, _]) = two_of_three();
    let proposal = propose(&stage, alice);
    stage.call(bob, move |block| block.approve_action(proposal)).unwrap();
    stage.chain.advance_time(DELAY);
    stage.call(alice, move |block| block.withdraw_approval(proposal)).unwrap();
    let missing = ApprovalsError::ApprovalsMissing { proposal, approvals: 1, needed: 2 };
    assert_eq!(execute(&stage, proposal), Err(missing));
    assert_eq!(ready_at(&stage, proposal), 0, "it is not to happen at any time");
    let approved_at = stage.chain.timestamp();
    stage.call(carol, move |block| block.approve_action(proposal)).unwrap();
    assert_eq!(ready_at(&stage, proposal), approved_at + DELAY);
    assert!(matches!(execute(&stage, proposal), Err(ApprovalsError::ExecutedTooEarly { .. })));
    let withdrawn = ApprovalWithdrawn { proposal, approver: alice, approvals: 1 };
    assert_eq!(stage.chain.events::<ApprovalWithdrawn>(), [withdrawn]);
}

#[test]
fn approval_beyond_the_needed_ones_leaves_the_delay_alone() {
    let (stage, [alice, bob, carol, _]) = two_of_three();
    let proposal = propose(&stage, alice);
    stage.call(bob, move |block| block.approve_action(proposal)).unwrap();
    let ready = ready_at(&stage, proposal);
    stage.chain.advance_time(DELAY / 2);
    stage.call(carol, move |block| block.approve_action(proposal)).unwrap();
    stage.call(alice, move |block| block.withdraw_approval(proposal)).unwrap();
    assert_eq!(ready_at(&stage, proposal), ready);
}

#[test]
fn single_approver_starts_the_delay_by_proposing() {
    let stage = Stage::<Approvals>::new();
    let [alice] = stage.chain.accounts();
    stage.call(alice, move |block| block.configure(vec![alice], 1, 0, 1)).unwrap();
    let now = stage.chain.timestamp();
    let proposal = propose(&stage, alice);
    assert_eq!(ready_at(&stage, proposal), now);
}

#[test]
fn expired_proposal_is_refused() {
    let (stage, [alice, bob, ..]) = two_of_three();
    let proposal = propose(&stage, alice);
    stage.call(bob, move |block| block.approve_action(proposal)).unwrap();
    let expired_at = stage.see(bob, move |block| block.proposal(proposal)).expires_at;
    wait_until(&stage, expired_at);
    let expired = Err(ApprovalsError::ProposalExpired { proposal, expired_at });
    assert_eq!(execute(&stage, proposal), expired);
    assert_eq!(stage.call(alice, move |block| block.withdraw_approval(proposal)), expired);
}

#[test]
fn proposal_is_void_after_the_approvers_changed() {
    let (stage, [alice, bob, carol, dave]) = two_of_three();
    let proposal = propose(&stage, alice);
    stage.call(bob, move |block| block.approve_action(proposal)).unwrap();
    stage.call(alice, move |block| block.configure(vec![carol, dave], 1, DELAY, LIFETIME)).unwrap();
    stage.chain.advance_time(DELAY);
    assert_eq!(execute(&stage, proposal), Err(ApprovalsError::ProposalOutdated { proposal }));
    let refused = Err(ApprovalsError::NotApprover { account: alice });
    assert_eq!(stage.call(alice, |block| block.propose(ACTION)), refused);
    assert_eq!(propose(&stage, dave), 2);
    assert_eq!(stage.see(alice, |block| block.approval_terms()).approvers, [carol, dave]);
}

#[test]
fn unknown_proposal_is_refused() {
    let (stage, [alice, ..]) = two_of_three();
    for proposal in [0, 1] {
        assert_eq!(execute(&stage, proposal), Err(ApprovalsError::UnknownProposal { proposal }));
    }
    propose(&stage, alice);
    assert_eq!(execute(&stage, 2), Err(ApprovalsError::UnknownProposal { proposal: 2 }));
}

/// Unknown, executed, expired, or made under other terms.
#[test]
fn closed_proposal_is_neither_approved_nor_withdrawn_from() {
    let (stage, [alice, bob, carol, _]) = two_of_three();
    let refused = |proposal, reason: ApprovalsError| {
        assert_eq!(stage.call(carol, move |block| block.approve_action(proposal)), Err(reason.clone()));
        assert_eq!(stage.call(alice, move |block| block.withdraw_approval(proposal)), Err(reason));
    };
    refused(1, ApprovalsError::UnknownProposal { proposal: 1 });
    let [executed, expired] = [(); 2].map(|()| propose(&stage, alice));
    stage.call(bob, move |block| block.approve_action(executed)).unwrap();
    stage.chain.advance_time(DELAY);
    execute(&stage, executed).unwrap();
    refused(executed, ApprovalsError::ProposalExecuted { proposal: executed });
    let expired_at = stage.see(bob, move |block| block.proposal(expired)).expires_at;
    wait_until(&stage, expired_at);
    refused(expired, ApprovalsError::ProposalExpired { proposal: expired, expired_at });
    let outdated = propose(&stage, alice);
    stage.call(alice, move |block| block.configure(vec![alice, carol], 2, DELAY, LIFETIME)).unwrap();
    refused(outdated, ApprovalsError::ProposalOutdated { proposal: outdated });
}

#[test]
fn step_by_another_than_an_approver_is_refused() {
    let (stage, [alice, .., dave]) = two_of_three();
    let proposal = propose(&stage, alice);
    let refused = ApprovalsError::NotApprover { account: dave };
    assert_eq!(stage.call(dave, |block| block.propose(ACTION)), Err(refused.clone()));
    assert_eq!(stage.call(dave, move |block| block.approve_action(proposal)), Err(refused.clone()));
    assert_eq!(stage.call(dave, move |block| block.withdraw_approval(proposal)), Err(refused));
}

#[test]
fn second_approval_by_one_approver_is_refused() {
    let (stage, [alice, ..]) = two_of_three();
    let proposal = propose(&stage, alice);
    let refused = Err(ApprovalsError::AlreadyApproved { proposal, approver: alice });
    assert_eq!(stage.call(alice, move |block| block.approve_action(proposal)), refused);
}

#[test]
fn withdrawing_an_approval_not_given_is_refused() {
    let (stage, [alice, bob, ..]) = two_of_three();
    let proposal = propose(&stage, alice);
    let refused = Err(ApprovalsError::NotApproved { proposal, approver: bob });
    assert_eq!(stage.call(bob, move |block| block.withdraw_approval(proposal)), refused);
}

#[test]
fn terms_that_could_never_work_are_refused() {
    let stage = Stage::<Approvals>::new();
    let [alice, bob] = stage.chain.accounts();
    let many = || (1..=65).map(|i| Address::new([i; 20])).collect::<Vec<_>>();
    let threshold = |threshold, approvers| ApprovalsError::InvalidThreshold { threshold, approvers };
    let cases = [
        (vec![alice, bob, alice], 2, DELAY, LIFETIME, ApprovalsError::InvalidApprovers),
        (vec![alice, Address::ZERO], 1, DELAY, LIFETIME, ApprovalsError::InvalidApprovers),
        (many(), 1, DELAY, LIFETIME, ApprovalsError::InvalidApprovers),
        (vec![alice], 0, DELAY, LIFETIME, threshold(0, 1)),
        (vec![alice], 2, DELAY, LIFETIME, threshold(2, 1)),
        (vec![], 0, DELAY, LIFETIME, threshold(0, 0)),
        (vec![alice], 1, 5, 5, ApprovalsError::LifetimeWithinDelay { delay: 5, lifetime: 5 }),
    ];
    for (approvers, threshold, delay, lifetime, refusal) in cases {
        let refused = stage.call(alice, move |block| block.configure(approvers, threshold, delay, lifetime));
        assert_eq!(refused, Err(refusal));
    }
    let all = many()[..64].to_vec();
    assert_eq!(stage.call(alice, move |block| block.configure(all, 64, DELAY, LIFETIME)), Ok(()));
}

#[test]
fn action_is_named_by_its_arguments_too() {
    let stage = Stage::<Approvals>::new();
    let [alice, bob] = stage.chain.accounts();
    let named = move |name: &'static str, to: Address| stage.see(alice, move |_| action(name, &(to, U256::ONE)));
    assert_eq!(named("pay", bob), named("pay", bob));
    assert_ne!(named("pay", bob), named("pay", alice));
    assert_ne!(named("pay", bob), named("mint", bob));
}
