//! The invariants of README.md, after random messages.

#[cfg(test)]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use fund::*;
use support::*;
use testing::prelude::*;

const MESSAGES: u32 = 700;
const CHECK_EVERY: u32 = 10;
const KINDS: u64 = 13;
const LIVES: u32 = 4;

#[test]
fn invariants_hold_after_random_messages() {
    let mut random = Random::from_env();
    // A fund that was wound up does little more, so several live their lives.
    let mut coverage = Coverage::new(LIVES * MESSAGES, KINDS);
    while coverage.wants_more() {
        live(&mut random, &mut coverage);
    }
}

fn live(random: &mut Random, coverage: &mut Coverage) {
    let chain = Chain::native();
    let city = city(&chain);
    let City { ref fund, authority, manager, members, contributors, company, .. } = city;
    let companies = fund.by(company);
    for message in 0..MESSAGES {
        // At the end all projects are ended and the fund is wound up.
        let last = message > MESSAGES * 2 / 3;
        let newest = fund.project_count() + 1;
        let active = (1..newest).find(|project| last && fund.project(*project).status == Status::Active);
        let any = if last { random.below(newest) } else { newest.saturating_sub(random.below(5)) };
        let project = active.unwrap_or(any);
        let record = fund.project(project);
        let milestone = if random.below(8) == 0 { random.below(4) } else { record.next };
        let amount = u128::from(random.below(300));
        let part = u128::from(random.below(2 + record.debt.max(record.released) as u64));
        let evidence = hash(1 + random.below(2) as u8);
        let contributor = *random.pick(&contributors);
        chain.advance_time(random.below(DAY / 4));
        let decision = |proposal: Result<u64, Error>| {
            let Ok(proposal) = proposal else { return false };
            let others = fund.by(members[1]);
            others.committee().approve_action(proposal).is_ok() && {
                chain.advance_time(DELAY);
                fund.execute(proposal).is_ok()
            }
        };
        // Half of the messages are what the project waits for, or hardly any would succeed.
        let next = match record.status {
            _ if last && active.is_none() => *random.pick(&[7, 8, 10, 11]),
            Status::Active if last => 4,
            Status::Active if record.owed > 0 && random.below(4) == 0 => 7,
            Status::Active => 5 + random.below(2),
            Status::Completed => 4,
            Status::Stopped if record.debt > 0 => 8,
            Status::Stopped | Status::None => random.below(3),
            Status::Proposed => 3,
        };
        let kind = if random.below(2) == 0 { next } else { random.below(KINDS) };
        let before = fund.books();
        let done = match kind {
            0 => decision(fund.propose_admission(contributor, amount * 20)),
            1 => {
                let done = city.coins(contributor, amount).pay(amount).is_ok();
                assert!(!done || !before.is_wound_up, "invariant 7: no payments");
                assert_eq!(fund.books().paid, before.paid + if done { amount } else { 0 });
                done
            }
            2 => {
                let milestones = (0..1 + random.below(3)).map(|_| {
                    support::milestone(u128::from(random.below(40)), chain.timestamp() + random.below(900 * DAY))
                });
                let done = fund.by(manager).propose_project(company, hash(1), milestones.collect()).is_ok();
                assert!(!done || !before.is_wound_up, "invariant 7: no new projects");
                done
            }
            3 => !last && decision(fund.propose_funding(project)),
            4 => {
                let done = decision(fund.propose_clawback(project, part));
                let after = fund.project(project);
                assert!(!done || (after.status == Status::Stopped && record.released >= part));
                done
            }
            5 => companies.submit_evidence(project, milestone, evidence).is_ok(),
            6 => {
                let judged = fund.milestones(project).get(milestone as usize).map(|milestone| milestone.evidence);
                let done = decision(fund.propose_release(project, milestone, evidence));
                if done {
                    assert_eq!(judged, Some(evidence), "invariant 3: for the evidence that was judged");
                    assert_eq!((record.status, milestone), (Status::Active, record.next), "invariant 3: in its turn");
                    assert_eq!(fund.project(project).next, milestone + 1);
                }
                done
            }
            7 => companies.withdraw(project, company).is_ok(),
            8 => city.coins(company, part).repay(project, part).is_ok(),
            9 => companies.report(project, random.below(5) as u32, evidence).is_ok(),
            10 => last && decision(fund.propose_winding_up()),
            11 => fund.by(contributor).redeem(contributor).is_ok(),
            // One member alone, or the authority, moves nothing.
            _ => {
                let alone = fund.propose_clawback(project, amount).and_then(|proposal| {
                    chain.advance_time(DELAY);
                    fund.execute(proposal)
                });
                let others = fund.by(authority).propose_winding_up().is_ok()
                    || fund.by(manager).propose_funding(project).is_ok();
                assert!(alone.is_err() && !others, "invariant 6: decisions are the committee's");
                true
            }
        };
        coverage.count(kind, done);
        if message.is_multiple_of(CHECK_EVERY) {
            check(&city);
        }
    }
    check(&city);
}

fn check(city: &City) {
    let City { fund, chain, contributors, .. } = city;
    let books = fund.books();
    // 1: the fund holds what its books say.
    assert_eq!(city.held(), books.free + books.reserved + books.owed, "invariant 1: held");
    assert_eq!(
        books.paid + books.returned,
        books.free + books.reserved + books.released + books.redeemed,
        "invariant 1: what came in is there, or went out"
    );
    // 2: the totals are the sums.
    let mut sum = Books { is_wound_up: books.is_wound_up, free: books.free, ..Books::default() };
    for contributor in contributors {
        let Contribution { committed, paid, redeemed } = fund.contribution(*contributor);
        assert!(paid <= committed, "invariant 4: nobody pays more than it committed");
        sum.committed += committed;
        sum.paid += paid;
        sum.redeemed += redeemed;
    }
    for number in 1..=fund.project_count() {
        let project = fund.project(number);
        let Project { status, milestones, next, total, released, returned, owed, debt, .. } = project;
        let amounts: Vec<_> = fund.milestones(number).into_iter().map(|milestone| milestone.amount).collect();
        assert_eq!(amounts.iter().sum::<u128>(), total);
        assert_eq!(
            amounts[..next as usize].iter().sum::<u128>(),
            released,
            "invariant 3: released is what milestones say"
        );
        let bounded = returned + debt <= released && owed + returned <= released;
        assert!(bounded, "invariant 5: nothing is more than what was released");
        assert_eq!(status == Status::Completed, next == milestones && status != Status::Stopped);
        if status == Status::Active {
            sum.reserved += total - released;
            sum.active_projects += 1;
        }
        sum.owed += owed;
        sum.released += released;
        sum.returned += returned;
    }
    assert_eq!(books, sum, "invariant 2: totals are sums");
    assert!(!books.is_wound_up || books.active_projects == 0, "invariant 7: no active projects");
    // 3: a milestone is released once, in its turn.
    let mut next = BTreeMap::<u64, u64>::new();
    for Released { project, milestone, .. } in chain.events::<Released>() {
        let turn = next.entry(project).or_default();
        assert_eq!(milestone, *turn, "invariant 3: once, in its turn");
        *turn += 1;
    }
    let reports: Vec<_> = chain.events::<Reported>().iter().map(|event| (event.project, event.period)).collect();
    assert_eq!(reports.iter().collect::<BTreeSet<_>>().len(), reports.len(), "one report for a period");
}
