//! Each step of the fund, and each reason to refuse one, by name.

#[cfg(test)]
mod support;

use blocks::{ApprovalsError, OwnableError, asset::AssetError};
use fund::*;
use support::*;
use testing::prelude::*;
use token::Token;

#[chain_test]
fn money_goes_from_contributors_to_a_project_by_milestones(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, manager, company, stranger, contributors: [first, second], .. } = city;
    assert_eq!(chain.events::<ManagerChanged>(), [ManagerChanged { manager }]);
    let admitted = |contributor| Admitted { contributor, committed: 1_000 };
    assert_eq!(chain.events::<Admitted>(), [admitted(first), admitted(second)]);
    let paid = |contributor, amount| Paid { contributor, amount };
    assert_eq!(chain.events::<Paid>(), [paid(first, 600), paid(second, 300)]);
    assert_eq!(fund.contribution(first), Contribution { committed: 1_000, paid: 600, redeemed: 0 });

    let project = city.funded(&[100, 50]);
    assert_eq!((project, fund.project_count()), (1, 1));
    let expected =
        Books { committed: 2_000, paid: 900, free: 750, reserved: 150, active_projects: 1, ..Books::default() };
    assert_eq!(fund.books(), expected);
    city.released(project, 0);
    city.released(project, 1);
    let expected = Project {
        status: Status::Completed,
        beneficiary: company,
        plan: hash(1),
        milestones: 2,
        next: 2,
        total: 150,
        released: 150,
        owed: 150,
        ..Project::default()
    };
    assert_eq!(fund.project(project), expected);
    let before = chain.balance(stranger);
    assert_eq!(fund.by(company).withdraw(project, stranger), Ok(150));
    assert_eq!(chain.balance(stranger), before + U256::from(150_u64));
    let expected = Books { committed: 2_000, paid: 900, free: 750, released: 150, ..Books::default() };
    assert_eq!((fund.books(), city.held()), (expected, 750));

    let (beneficiary, plan, total) = (company, hash(1), 150);
    assert_eq!(chain.events::<ProjectProposed>(), [ProjectProposed { project, beneficiary, plan, total }]);
    assert_eq!(chain.events::<ProjectFunded>(), [ProjectFunded { project, total }]);
    let submitted = |milestone| EvidenceSubmitted { project, milestone, evidence: hash(0xE1) };
    assert_eq!(chain.events::<EvidenceSubmitted>(), [submitted(0), submitted(1)]);
    let released = |milestone, amount| Released { project, milestone, amount };
    assert_eq!(chain.events::<Released>(), [released(0, 100), released(1, 50)]);
    assert_eq!(chain.events::<Withdrawn>(), [Withdrawn { project, to: stranger, amount: 150 }]);
    let kinds: Vec<_> =
        chain.events::<DecisionProposed>().into_iter().map(|event| (event.proposal, event.kind)).collect();
    let [admit, fund, release] = [Kind::Admit, Kind::Fund, Kind::Release];
    assert_eq!(kinds, [(1, admit), (2, admit), (3, fund), (4, release), (5, release)]);
}

#[chain_test]
fn fund_of_tokens_takes_and_gives_tokens(chain: Chain) {
    let [.., contributor] = chain.accounts::<6>();
    let token = chain.deploy(contributor, Token::constructor("Yuan".into(), "CNY".into(), U256::from(900_u64)));
    let city = founded(&chain, token.address());
    let City { ref fund, company, .. } = city;
    assert_eq!(fund.asset(), token.address());
    city.decided(fund.propose_admission(contributor, 500)).unwrap();
    let unapproved = AssetError::TokenRefused { token: token.address() };
    assert_eq!(fund.by(contributor).pay(500), Err(Error::Asset(unapproved)));
    token.erc20().approve(fund.address(), U256::MAX).unwrap();
    fund.by(contributor).pay(500).unwrap();
    let project = city.funded(&[400]);
    city.released(project, 0);
    fund.by(company).withdraw(project, company).unwrap();
    city.decided(fund.propose_winding_up()).unwrap();
    assert_eq!(fund.by(contributor).redeem(contributor), Ok(100));
    let balances = [contributor, company, fund.address()].map(|account| token.erc20().balance_of(account));
    assert_eq!(balances, [500_u64, 400, 0].map(U256::from));
}

#[chain_test]
fn decision_takes_enough_members_and_the_delay_and_happens_once(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, members: [_, second, _], stranger, .. } = city;
    let project = city.proposed(&[100]);
    let proposal = fund.propose_funding(project).unwrap();
    let decision = Decision { kind: Kind::Fund, project, ..Decision::default() };
    assert_eq!(fund.decision(proposal), decision);
    let missing = ApprovalsError::ApprovalsMissing { proposal, approvals: 1, needed: 2 };
    assert_eq!(fund.execute(proposal), refused(missing));
    let not_approver = || ApprovalsError::NotApprover { account: stranger };
    assert_eq!(fund.by(stranger).committee().approve_action(proposal), Err(not_approver()));
    let ready_at = chain.timestamp() + DELAY;
    fund.by(second).committee().approve_action(proposal).unwrap();
    let early = ApprovalsError::ExecutedTooEarly { proposal, ready_at, now: chain.timestamp() };
    assert_eq!(fund.execute(proposal), refused(early));
    chain.advance_time(DELAY);
    fund.by(stranger).execute(proposal).unwrap();
    assert_eq!(fund.execute(proposal), refused(ApprovalsError::ProposalExecuted { proposal }));
    assert_eq!(fund.execute(99), refused(ApprovalsError::UnknownProposal { proposal: 99 }));
    let strangers = fund.by(stranger);
    assert_eq!(strangers.propose_admission(stranger, 1), refused(not_approver()));
    assert_eq!(strangers.propose_funding(project), refused(not_approver()));
    assert_eq!(strangers.propose_release(project, 0, hash(0xE1)), refused(not_approver()));
    assert_eq!(strangers.propose_clawback(project, 1), refused(not_approver()));
    assert_eq!(strangers.propose_winding_up(), refused(not_approver()));
}

#[chain_test]
fn authority_names_manager_and_committee_and_moves_no_money(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, authority, manager, members: [first, second, third], stranger, .. } = city;
    let not_owner = Err(Error::Owner(OwnableError::OwnableUnauthorizedAccount { account: first }));
    assert_eq!(fund.set_manager(stranger), not_owner);
    assert_eq!(fund.set_committee(vec![first], 1, 0, 1), not_owner);
    let authorities = fund.by(authority);
    for account in [Address::ZERO, fund.address()] {
        assert_eq!(authorities.set_manager(account), Err(Error::InvalidAccount { account }));
    }
    authorities.set_manager(stranger).unwrap();
    assert_eq!(fund.manager(), stranger);
    let not_manager = Error::NotManager { caller: manager, manager: stranger };
    let plan = vec![milestone(1, chain.timestamp())];
    assert_eq!(fund.by(manager).propose_project(manager, hash(1), plan), Err(not_manager));

    let pending = fund.propose_winding_up().unwrap();
    let impossible = ApprovalsError::InvalidThreshold { threshold: 3, approvers: 2 };
    assert_eq!(authorities.set_committee(vec![second, third], 3, 0, 1), refused(impossible));
    authorities.set_committee(vec![second, third], 1, 0, DAY).unwrap();
    assert_eq!(fund.execute(pending), refused(ApprovalsError::ProposalOutdated { proposal: pending }));
    let proposal = fund.by(second).propose_winding_up().unwrap();
    fund.execute(proposal).unwrap();
}

#[chain_test]
fn contributor_pays_within_its_commitment(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, contributors: [first, _], stranger, .. } = city;
    assert_eq!(city.coins(first, 401).pay(401), Err(Error::AboveLeft { left: 400, wanted: 401 }));
    assert_eq!(city.coins(stranger, 1).pay(1), Err(Error::AboveLeft { left: 0, wanted: 1 }));
    assert_eq!(fund.by(first).pay(0), Err(Error::ZeroAmount));
    let wrong = AssetError::WrongValue { found: U256::from(9_u64), expected: U256::from(10_u64) };
    assert_eq!(city.coins(first, 9).pay(10), Err(Error::Asset(wrong)));
    city.coins(first, 400).pay(400).unwrap();
    assert_eq!(fund.contribution(first).paid, 1_000);
    // A commitment may be raised, and lowered to what was paid.
    let below = Error::BelowPaid { paid: 1_000, wanted: 999 };
    assert_eq!(city.decided(fund.propose_admission(first, 999)), Err(below));
    city.decided(fund.propose_admission(first, 1_000)).unwrap();
    city.decided(fund.propose_admission(first, 1_200)).unwrap();
    assert_eq!(fund.books().committed, 2_200);
    let invalid = Error::InvalidAccount { account: Address::ZERO };
    assert_eq!(city.decided(fund.propose_admission(Address::ZERO, 1)), Err(invalid));
}

#[chain_test]
fn project_that_makes_no_sense_is_refused(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, manager, company, .. } = city;
    let due = chain.timestamp();
    let propose = |who, milestones| fund.by(manager).propose_project(who, hash(1), milestones);
    for account in [Address::ZERO, fund.address()] {
        assert_eq!(propose(account, vec![milestone(1, due)]), Err(Error::InvalidAccount { account }));
    }
    let most = MILESTONES_MAX as u64;
    assert_eq!(propose(company, vec![]), Err(Error::InvalidCount { found: 0, most }));
    let many = vec![milestone(1, due); MILESTONES_MAX + 1];
    assert_eq!(propose(company, many.clone()), Err(Error::InvalidCount { found: most + 1, most }));
    assert_eq!(propose(company, vec![milestone(1, due), milestone(0, due)]), Err(Error::ZeroAmount));
    let judged = Milestone { evidence: hash(0xE1), ..milestone(1, due) };
    let differs = Error::EvidenceDiffers { found: hash(0xE1), expected: B256::ZERO };
    assert_eq!(propose(company, vec![judged]), Err(differs));
    assert_eq!(fund.project_count(), 0);
    assert_eq!(propose(company, many[1..].to_vec()), Ok(1));
    assert_eq!(fund.milestones(1), many[1..]);
}

#[chain_test]
fn project_is_funded_from_what_is_free(chain: Chain) {
    let city = city(&chain);
    let large = city.proposed(&[900, 1]);
    let above = Error::AboveLeft { left: 900, wanted: 901 };
    assert_eq!(city.decided(city.fund.propose_funding(large)), Err(above));
    let all = city.funded(&[400, 500]);
    assert_eq!((city.fund.books().free, city.fund.books().reserved), (0, 900));
    let one = city.proposed(&[1]);
    let none_left = Error::AboveLeft { left: 0, wanted: 1 };
    assert_eq!(city.decided(city.fund.propose_funding(one)), Err(none_left));
    let again = Error::WrongStatus { found: Status::Active, expected: Status::Proposed };
    assert_eq!(city.decided(city.fund.propose_funding(all)), Err(again));
}

#[chain_test]
fn milestone_is_released_in_its_turn_for_the_evidence_that_was_judged(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, company, stranger, .. } = city;
    let project = city.funded(&[100, 50]);
    let companies = fund.by(company);
    let release = |milestone, evidence| city.decided(fund.propose_release(project, milestone, hash(evidence)));
    let none = |expected| Err(Error::EvidenceDiffers { found: B256::ZERO, expected: hash(expected) });
    assert_eq!(release(0, 0xE1), none(0xE1));
    assert_eq!(release(0, 0), none(0));
    let out_of_order = Err(Error::OutOfOrder { found: 1, expected: 0 });
    assert_eq!(companies.submit_evidence(project, 1, hash(0xE1)), out_of_order);
    assert_eq!(release(1, 0xE1), out_of_order);
    let not_beneficiary = Error::NotBeneficiary { caller: stranger, beneficiary: company };
    assert_eq!(fund.by(stranger).submit_evidence(project, 0, hash(0xE1)), Err(not_beneficiary));
    assert_eq!(companies.submit_evidence(project, 0, B256::ZERO), Err(Error::ZeroHash));
    companies.submit_evidence(project, 0, hash(0xE1)).unwrap();
    companies.submit_evidence(project, 0, hash(0xE2)).unwrap();
    let differs = Error::EvidenceDiffers { found: hash(0xE2), expected: hash(0xE1) };
    assert_eq!(release(0, 0xE1), Err(differs));
    release(0, 0xE2).unwrap();
    assert_eq!(release(0, 0xE2), Err(Error::OutOfOrder { found: 0, expected: 1 }));
    assert_eq!(companies.submit_evidence(project, 0, hash(0xE3)), Err(Error::OutOfOrder { found: 0, expected: 1 }));
    assert_eq!((fund.project(project).owed, fund.project(project).status), (100, Status::Active));
}

#[chain_test]
fn evidence_is_in_time_until_the_milestone_is_due(chain: Chain) {
    let city = city(&chain);
    let project = city.funded(&[100]);
    let due = city.fund.milestones(project)[0].due;
    chain.advance_time(due - chain.timestamp());
    city.fund.by(city.company).submit_evidence(project, 0, hash(0xE1)).unwrap();
    let late = Error::TooLate { now: due + 1, due };
    assert_eq!(city.fund.by(city.company).submit_evidence(project, 0, hash(0xE2)), Err(late));
    // What was submitted in time may be judged later.
    city.decided(city.fund.propose_release(project, 0, hash(0xE1))).unwrap();
}

#[chain_test]
fn clawback_stops_the_project_and_leaves_a_debt(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, company, .. } = city;
    let project = city.funded(&[100, 50, 30]);
    city.released(project, 0);
    fund.by(company).withdraw(project, company).unwrap();
    city.released(project, 1);
    let above = Error::AboveLeft { left: 150, wanted: 151 };
    assert_eq!(city.decided(fund.propose_clawback(project, 151)), Err(above));
    city.decided(fund.propose_clawback(project, 120)).unwrap();
    let record = fund.project(project);
    assert_eq!((record.status, record.owed, record.returned, record.debt), (Status::Stopped, 0, 50, 70));
    assert_eq!(chain.events::<ClawedBack>(), [ClawedBack { project, unreserved: 30, taken: 50, debt: 70 }]);
    let books = fund.books();
    assert_eq!((books.free, books.reserved, books.owed, books.returned), (800, 0, 0, 50));
    assert_eq!(books.active_projects, 0);

    assert_eq!(city.coins(company, 71).repay(project, 71), Err(Error::AboveLeft { left: 70, wanted: 71 }));
    assert_eq!(fund.by(company).repay(project, 0), Err(Error::ZeroAmount));
    city.coins(company, 50).repay(project, 50).unwrap();
    assert_eq!(chain.events::<Repaid>(), [Repaid { project, amount: 50, debt: 20 }]);
    assert_eq!((fund.project(project).returned, fund.books().returned, fund.books().free), (100, 100, 850));
    assert_eq!(city.held(), 850);
}

#[chain_test]
fn debt_is_repaid_by_the_coins_of_the_call_and_by_nothing_else(chain: Chain) {
    let city = city(&chain);
    let project = city.funded(&[100]);
    city.released(project, 0);
    city.fund.by(city.company).withdraw(project, city.company).unwrap();
    city.decided(city.fund.propose_clawback(project, 100)).unwrap();
    for coins in [0, 49, 51] {
        let wrong = AssetError::WrongValue { found: U256::from(coins), expected: U256::from(50_u8) };
        assert_eq!(city.coins(city.company, coins).repay(project, 50), Err(Error::Asset(wrong)));
    }
    assert_eq!((city.fund.project(project).debt, city.held()), (100, 800));
    assert_eq!(city.coins(city.stranger, 50).repay(project, 50), Ok(()), "anyone may pay for it");
    assert_eq!((city.fund.project(project).debt, city.held()), (50, 850));
}

/// Less than what waits to be withdrawn: the rest of that stays the beneficiary's.
#[chain_test]
fn clawback_of_a_part_leaves_the_rest_to_withdraw(chain: Chain) {
    let city = city(&chain);
    let project = city.brought_to(Status::Completed);
    city.decided(city.fund.propose_clawback(project, 60)).unwrap();
    let record = city.fund.project(project);
    assert_eq!((record.owed, record.returned, record.debt), (90, 60, 0));
    assert_eq!(city.fund.by(city.company).withdraw(project, city.company), Ok(90));
}

/// Every step from every state: it succeeds from the states named here and is refused, by name, from all others.
#[chain_test]
fn each_step_starts_from_its_states_only(chain: Chain) {
    use Status::{Active, Completed, Proposed, Stopped};
    for found in [Proposed, Active, Completed, Stopped] {
        let city = city(&chain);
        let project = city.brought_to(found);
        let wrong = |expected| Err(Error::WrongStatus { found, expected });
        if found != Proposed {
            assert_eq!(city.decided(city.fund.propose_funding(project)), wrong(Proposed));
        }
        if found != Active {
            assert_eq!(city.decided(city.fund.propose_release(project, 0, hash(0xE1))), wrong(Active));
            assert_eq!(city.fund.by(city.company).submit_evidence(project, 0, hash(0xE1)), wrong(Active));
        }
        let clawed_back = city.decided(city.fund.propose_clawback(project, 0));
        let expected = if matches!(found, Active | Completed) { Ok(()) } else { wrong(Active) };
        assert_eq!(clawed_back, expected, "{found:?}");
    }
}

#[chain_test]
fn unknown_project_is_refused_by_every_step(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, company, .. } = city;
    let unknown = || Err(Error::UnknownProject { project: 1 });
    assert_eq!(city.decided(fund.propose_funding(1)), unknown());
    assert_eq!(city.decided(fund.propose_release(1, 0, hash(0xE1))), unknown());
    assert_eq!(city.decided(fund.propose_clawback(1, 0)), unknown());
    assert_eq!(fund.by(company).submit_evidence(1, 0, hash(0xE1)), unknown());
    assert_eq!(fund.by(company).report(1, 202_611, hash(3)), unknown());
    assert_eq!(fund.by(company).withdraw(1, company), unknown().map(|()| 0));
    assert_eq!(fund.by(company).repay(1, 1), unknown());
    assert_eq!(fund.project(1), Project::default());
}

#[chain_test]
fn beneficiary_reports_once_a_period(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, company, stranger, .. } = city;
    let project = city.proposed(&[1]);
    let not_beneficiary = Error::NotBeneficiary { caller: stranger, beneficiary: company };
    assert_eq!(fund.by(stranger).report(project, 202_611, hash(3)), Err(not_beneficiary));
    assert_eq!(fund.by(company).report(project, 202_611, B256::ZERO), Err(Error::ZeroHash));
    fund.by(company).report(project, 202_611, hash(3)).unwrap();
    fund.by(company).report(project, 202_612, hash(4)).unwrap();
    assert_eq!((fund.report_on(project, 202_611), fund.report_on(project, 202_612)), (hash(3), hash(4)));
    let again = Error::AlreadyReported { period: 202_611, report: hash(3) };
    assert_eq!(fund.by(company).report(project, 202_611, hash(5)), Err(again));
    let reported = |period, report| Reported { project, period, report: hash(report) };
    assert_eq!(chain.events::<Reported>(), [reported(202_611, 3), reported(202_612, 4)]);
}

#[chain_test]
fn beneficiary_withdraws_what_it_is_owed_once(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, company, stranger, .. } = city;
    let project = city.funded(&[100, 50]);
    let nothing = Err(Error::NothingOwed { account: company });
    assert_eq!(fund.by(company).withdraw(project, company), nothing);
    city.released(project, 0);
    let not_beneficiary = Error::NotBeneficiary { caller: stranger, beneficiary: company };
    assert_eq!(fund.by(stranger).withdraw(project, stranger), Err(not_beneficiary));
    for account in [Address::ZERO, fund.address()] {
        assert_eq!(fund.by(company).withdraw(project, account), Err(Error::InvalidAccount { account }));
    }
    assert_eq!(fund.by(company).withdraw(project, company), Ok(100));
    assert_eq!(fund.by(company).withdraw(project, company), nothing);
}

#[chain_test]
fn what_is_left_goes_back_to_the_contributors_in_their_parts(chain: Chain) {
    let city = city(&chain);
    let City { ref fund, company, contributors: [first, second], stranger, manager, .. } = city;
    let project = city.funded(&[100, 50]);
    assert_eq!(fund.by(first).redeem(first), Err(Error::NotWoundUp));
    assert_eq!(fund.redeemable(first), 0);
    assert_eq!(city.decided(fund.propose_winding_up()), Err(Error::ProjectsActive { count: 1 }));
    city.released(project, 0);
    fund.by(company).withdraw(project, company).unwrap();
    city.decided(fund.propose_clawback(project, 30)).unwrap();
    city.decided(fund.propose_winding_up()).unwrap();
    assert_eq!(chain.events::<FundWoundUp>(), [FundWoundUp { free: 800 }]);
    // Two thirds and one third of 800, rounded down.
    assert_eq!((fund.redeemable(first), fund.redeemable(second), fund.redeemable(stranger)), (533, 266, 0));
    assert_eq!(fund.by(first).redeem(Address::ZERO), Err(Error::InvalidAccount { account: Address::ZERO }));
    let before = chain.balance(stranger);
    assert_eq!(fund.by(first).redeem(stranger), Ok(533));
    assert_eq!(chain.balance(stranger), before + U256::from(533_u64));
    assert_eq!(fund.by(first).redeem(first), Err(Error::NothingOwed { account: first }));
    // A debt that is repaid later is shared too.
    city.coins(company, 30).repay(project, 30).unwrap();
    assert_eq!(fund.by(second).redeem(second), Ok(276));
    assert_eq!(fund.by(first).redeem(first), Ok(20));
    assert_eq!((city.held(), fund.books().free, fund.books().redeemed), (1, 1, 829));
    let redeemed = |contributor, to, amount| Redeemed { contributor, to, amount };
    let expected = [redeemed(first, stranger, 533), redeemed(second, second, 276), redeemed(first, first, 20)];
    assert_eq!(chain.events::<Redeemed>(), expected);

    // Nothing new begins.
    assert_eq!(city.coins(first, 1).pay(1), Err(Error::WoundUp));
    assert_eq!(fund.by(manager).propose_project(company, hash(1), vec![milestone(1, 1)]), Err(Error::WoundUp));
    assert_eq!(city.decided(fund.propose_admission(stranger, 1)), Err(Error::WoundUp));
    assert_eq!(city.decided(fund.propose_winding_up()), Err(Error::WoundUp));
}

/// A project that was proposed before the end is not funded after it.
#[chain_test]
fn fund_that_was_wound_up_funds_no_project(chain: Chain) {
    let city = city(&chain);
    let project = city.proposed(&[1]);
    city.decided(city.fund.propose_winding_up()).unwrap();
    assert_eq!(city.decided(city.fund.propose_funding(project)), Err(Error::WoundUp));
}

/// Or the manager could choose who gets the money after the committee has approved.
#[chain_test]
fn funding_is_proposed_of_a_project_that_is_there(chain: Chain) {
    let city = city(&chain);
    assert_eq!(city.fund.propose_funding(1), Err(Error::UnknownProject { project: 1 }));
    let project = city.funded(&[10]);
    let (found, expected) = (Status::Active, Status::Proposed);
    assert_eq!(city.fund.propose_funding(project), Err(Error::WrongStatus { found, expected }));
}
