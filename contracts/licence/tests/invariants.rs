//! The invariants of README.md while many random messages arrive, many of which are refused. Set `SEED` to repeat a
//! run.
//!
//! The test keeps its own account of applications and licences, and asks it, not the contract, whether a message should
//! have been accepted.

#[cfg(test)]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use licence::*;
use support::*;
use testing::prelude::*;

const MESSAGES: u32 = 20_000;
const KINDS: u64 = 15;
/// What of README.md each kind of message is held to.
const HELD_TO: [&str; KINDS as usize] = [
    "invariant 5",
    "invariant 2",
    "invariant 2",
    "invariant 1",
    "invariant 1",
    "invariants 1 and 4",
    "invariants 1, 3 and 4",
    "invariant 3",
    "invariants 1 to 5",
    "invariants 1 to 5",
    "invariant 3",
    "invariants 4 and 6",
    "invariant 9",
    "invariant 7",
    "invariant 8",
];

/// An application as the test knows it.
struct Filed {
    matter: Matter,
    licence: Code,
    applicant: Address,
    signers: Vec<Address>,
    signed: BTreeSet<Address>,
    documents: B256,
    particulars: B256,
    advice: Advice,
    /// Who ran the model on this filing.
    checked_by: Address,
    status: Status,
    officer: Address,
    deadline: u64,
}

/// A licence as the test knows it.
struct Issued {
    holder: Address,
    documents: B256,
    particulars: B256,
    issued_year: u64,
    expires_at: u64,
    standing: Standing,
    suspended_by: Address,
    /// Applicant and signers of the application that it rests on.
    parties: Vec<Address>,
    reports: BTreeSet<u16>,
    receipts: BTreeSet<B256>,
}

/// The year by 365 days and a quarter from 1970, right but for hours around midnight of New Year, which the test avoids.
fn year(now: u64) -> u64 {
    1970 + (now + DAY) * 4 / (1_461 * DAY)
}

#[test]
fn invariants_hold_after_random_messages() {
    let mut random = Random::from_env();
    let chain = Chain::native();
    let district = district(&chain);
    let District { ref licences, officer, second, checker, applicant, partner, bank, stranger } = district;
    // The partner is an officer, too, and the checker became one.
    for account in [partner, checker] {
        licences.roles().grant_role(OFFICER, account).unwrap();
    }
    let officers = [officer, second, partner];
    let everybody = [officer, second, checker, applicant, partner, bank, stranger];
    let mut filed = Vec::<Filed>::new();
    let mut issued = BTreeMap::<Code, Issued>::new();
    let mut order = Vec::<Code>::new();
    let mut grants = BTreeMap::<(Address, Address), u64>::new();
    // Now and then the checker is none for a while.
    let mut is_checker = true;
    let mut coverage = Coverage::new(MESSAGES, KINDS);
    while coverage.wants_more() {
        let message = coverage.tried();
        chain.advance_time(random.below(2 * DAY));
        // Years of 365.25 days begin up to a day away from New Year: stay off it.
        while year(chain.timestamp() - 2 * DAY) != year(chain.timestamp() + 2 * DAY) {
            chain.advance_time(DAY);
        }
        let kind = random.below(KINDS);
        if random.below(40) == 0 {
            is_checker = !is_checker;
            if is_checker {
                licences.roles().grant_role(CHECKER, checker).unwrap();
            } else {
                licences.roles().revoke_role(CHECKER, checker).unwrap();
            }
        }
        let now = chain.timestamp();
        let anyone = *random.pick(&everybody);
        let by_officer = *random.pick(&[officer, officer, second, partner, checker, stranger]);
        let index = filed.len().saturating_sub(random.below(8) as usize);
        let number = index as u64 + 1;
        let code = order.len().saturating_sub(random.below(5) as usize);
        let code = order.get(code).copied().unwrap_or(Code::ZERO);
        let reasons = if random.below(3) == 0 { B256::ZERO } else { hash(u64::from(message)) };
        let client = district.by(by_officer);
        let is_officer = officers.contains(&by_officer) || by_officer == checker && !is_checker;
        let may_decide = |application: &Filed| {
            is_officer
                && application.checked_by != by_officer
                && application.applicant != by_officer
                && !application.signers.contains(&by_officer)
                && (application.status != Status::Appealed || application.officer != by_officer)
        };
        let (accepted, expected) = match kind {
            0 => {
                let matter = *random.pick(&[Matter::Formation, Matter::Formation, Matter::Change, Matter::Renewal]);
                let licence = if matter == Matter::Formation { Code::ZERO } else { code };
                let by = *random.pick(&[applicant, applicant, stranger]);
                let signers: Vec<_> = (0..random.below(4)).map(|_| *random.pick(&everybody)).collect();
                let documents = *random.pick(&[documents(), documents(), hash(1)]);
                let particulars = hash(u64::from(message));
                let accepted = district.by(by).file(matter, licence, documents, particulars, signers.clone()).is_ok();
                let different = signers.iter().collect::<BTreeSet<_>>().len() == signers.len();
                let holds =
                    issued.get(&licence).is_some_and(|found| found.holder == by && found.standing != Standing::Revoked);
                if accepted {
                    filed.push(Filed {
                        matter,
                        licence,
                        applicant: by,
                        signers: signers.clone(),
                        signed: BTreeSet::new(),
                        documents,
                        particulars,
                        advice: Advice::None,
                        checked_by: Address::ZERO,
                        status: Status::Signing,
                        officer: Address::ZERO,
                        deadline: 0,
                    });
                }
                (accepted, different && !signers.is_empty() && (matter == Matter::Formation || holds))
            }
            1 | 2 => {
                // All signers of one application, so that some get on.
                let Some(application) = filed.get_mut(index) else { continue };
                let mut all = (true, true);
                for signer in application.signers.clone() {
                    let signs = if random.below(10) == 0 { anyone } else { signer };
                    let particulars = if random.below(20) == 0 { hash(0) } else { application.particulars };
                    let accepted = district.by(signs).sign(number, application.documents, particulars).is_ok();
                    let expected = application.status == Status::Signing
                        && application.signers.contains(&signs)
                        && particulars == application.particulars
                        && application.signed.insert(signs);
                    if application.status == Status::Signing && application.signed.len() == application.signers.len() {
                        application.status = Status::Submitted;
                        application.deadline = chain.timestamp() - 1 + TERMS.decision_seconds;
                    }
                    all = (all.0 && accepted, all.1 && expected);
                    assert_eq!(accepted, expected, "invariant 2: signature on {number}");
                }
                all
            }
            3 => {
                let Some(application) = filed.get_mut(index) else { continue };
                let by = *random.pick(&[application.applicant, application.applicant, anyone]);
                let accepted = district.by(by).amend(number, documents(), hash(u64::from(message))).is_ok();
                let expected =
                    by == application.applicant && matches!(application.status, Status::Signing | Status::SentBack);
                if accepted {
                    application.documents = documents();
                    application.particulars = hash(u64::from(message));
                    application.signed.clear();
                    application.advice = Advice::None;
                    application.checked_by = Address::ZERO;
                    application.status = Status::Signing;
                }
                (accepted, expected)
            }
            4 => {
                let Some(application) = filed.get_mut(index) else { continue };
                let advice = *random.pick(&[Advice::None, Advice::Approve, Advice::Approve, Advice::Reject]);
                let by = *random.pick(&[checker, checker, anyone]);
                let score = random.below(12_000) as u16;
                let status = licences.application(number).status;
                let accepted = district.by(by).pre_check(number, model(), advice, score, hash(1)).is_ok();
                assert_eq!(licences.application(number).status, status, "invariant 1: advice changes no state");
                let expected = by == checker
                    && is_checker
                    && application.status == Status::Submitted
                    && advice != Advice::None
                    && score <= SCORE_MAX
                    && application.advice == Advice::None;
                if accepted {
                    (application.advice, application.checked_by) = (advice, by);
                }
                (accepted, expected)
            }
            5 => {
                let Some(application) = filed.get_mut(index) else { continue };
                let accepted = client.send_back(number, reasons).is_ok();
                let expected = application.status == Status::Submitted && may_decide(application) && !reasons.is_zero();
                if accepted {
                    application.status = Status::SentBack;
                }
                (accepted, expected)
            }
            6 => {
                let Some(application) = filed.get_mut(index) else { continue };
                let accepted = client.reject(number, reasons).is_ok();
                let is_open = matches!(application.status, Status::Submitted | Status::Appealed);
                let expected = is_open && may_decide(application) && !reasons.is_zero();
                if accepted {
                    let first = application.status == Status::Submitted;
                    application.status = if first { Status::Rejected } else { Status::Refused };
                    application.officer = by_officer;
                    application.deadline = now + TERMS.appeal_seconds;
                }
                (accepted, expected)
            }
            7 => {
                let Some(application) = filed.get_mut(index) else { continue };
                let by = *random.pick(&[application.applicant, application.applicant, anyone]);
                let accepted = district.by(by).appeal(number, hash(2)).is_ok();
                let expected =
                    by == application.applicant && application.status == Status::Rejected && now < application.deadline;
                if accepted {
                    application.status = Status::Appealed;
                    application.deadline = now + TERMS.decision_seconds;
                }
                (accepted, expected)
            }
            8 | 9 => {
                let Some(application) = filed.get_mut(index) else { continue };
                let named = if random.below(10) == 0 { hash(0) } else { application.documents };
                let says = if random.below(10) == 0 { hash(0) } else { application.particulars };
                let result = client.approve(number, named, says, reasons);
                let is_open = matches!(application.status, Status::Submitted | Status::Appealed);
                let advised = application.advice == Advice::Approve || !reasons.is_zero();
                let all_signed = application.signed.len() == application.signers.len();
                let active = issued.get(&application.licence).is_some_and(|found| found.standing == Standing::Active);
                let expected = is_open
                    && may_decide(application)
                    && named == application.documents
                    && says == application.particulars
                    && advised
                    && all_signed
                    && (application.matter == Matter::Formation || active);
                if let Ok(code) = result {
                    application.status = Status::Approved;
                    approved(application, code, now, &mut issued, &mut order);
                }
                (result.is_ok(), expected)
            }
            10 => {
                let Some(application) = filed.get_mut(index) else { continue };
                let accepted = district.by(anyone).report_overdue(number).is_ok();
                let is_open = matches!(application.status, Status::Submitted | Status::Appealed);
                let expected = is_open && now >= application.deadline;
                if accepted {
                    application.deadline = now + TERMS.decision_seconds;
                }
                (accepted, expected)
            }
            11 => {
                let Some(found) = issued.get_mut(&code) else { continue };
                let to = *random.pick(&[Standing::Suspended, Standing::Active, Standing::Revoked]);
                let accepted = match to {
                    Standing::Suspended => client.suspend(code, reasons).is_ok(),
                    Standing::Active => client.reinstate(code, reasons).is_ok(),
                    _ => client.revoke(code, reasons).is_ok(),
                };
                let from = if to == Standing::Suspended { Standing::Active } else { Standing::Suspended };
                let another = to != Standing::Revoked || found.suspended_by != by_officer;
                let expected = is_officer
                    && !found.parties.contains(&by_officer)
                    && found.standing == from
                    && another
                    && !reasons.is_zero();
                if accepted {
                    found.standing = to;
                    found.suspended_by = by_officer;
                }
                (accepted, expected)
            }
            12 => {
                let Some(found) = issued.get_mut(&code) else { continue };
                let reported = (year(now) - random.below(3)) as u16;
                let by = *random.pick(&[found.holder, found.holder, anyone]);
                let accepted = district.by(by).report(code, reported, hash(3)).is_ok();
                let in_time = (found.issued_year..year(now)).contains(&u64::from(reported));
                let holds = by == found.holder && found.standing != Standing::Revoked;
                (accepted, holds && in_time && found.reports.insert(reported))
            }
            13 => {
                let Some(found) = issued.get_mut(&code) else { continue };
                let (by, service) = (*random.pick(&[bank, bank, anyone]), *random.pick(&[BANK, BANK, TAX, OFFICER]));
                let accepted = district.by(by).complete(code, service, hash(4)).is_ok();
                let in_force = found.standing == Standing::Active && now < found.expires_at;
                (accepted, by == bank && service == BANK && in_force && found.receipts.insert(service))
            }
            _ => {
                let Some(found) = issued.get(&code) else { continue };
                let (department, document) = (*random.pick(&[bank, stranger]), papers()[0]);
                if random.below(3) == 0 {
                    let until = (now + random.below(30 * DAY)).saturating_sub(DAY);
                    let accepted = district.by(found.holder).grants().grant(department, document, until).is_ok();
                    if accepted {
                        grants.insert((found.holder, department), until);
                    }
                    (accepted, until > now)
                } else {
                    let reuse = district.by(department).reuse(code, document, proof_of_charter(), hash(5));
                    let granted = grants.get(&(found.holder, department)).is_some_and(|until| now < *until);
                    let in_force = found.standing == Standing::Active && now < found.expires_at;
                    (reuse.is_ok(), granted && in_force && found.documents == documents())
                }
            }
        };
        assert_eq!(accepted, expected, "{}: message {message} of kind {kind}", HELD_TO[kind as usize]);
        coverage.count(kind, accepted);
    }
    check(&district, &filed, &issued, &order);
}

/// Does in the test's account what an approval does.
fn approved(application: &mut Filed, code: Code, now: u64, issued: &mut BTreeMap<Code, Issued>, order: &mut Vec<Code>) {
    let parties = [&application.signers[..], &[application.applicant]].concat();
    if application.matter == Matter::Formation {
        application.licence = code;
        order.push(code);
        let new = Issued {
            holder: application.applicant,
            documents: application.documents,
            particulars: application.particulars,
            issued_year: year(now),
            expires_at: now + TERMS.validity_seconds,
            standing: Standing::Active,
            suspended_by: Address::ZERO,
            parties,
            reports: BTreeSet::new(),
            receipts: BTreeSet::new(),
        };
        assert!(issued.insert(code, new).is_none(), "invariant 5: a formation has a code of its own");
        return;
    }
    assert_eq!(code, application.licence);
    let found = issued.get_mut(&code).expect("only an active licence is changed");
    found.documents = application.documents;
    found.particulars = application.particulars;
    found.parties = parties;
    if application.matter == Matter::Renewal {
        found.expires_at = found.expires_at.max(now) + TERMS.validity_seconds;
    }
}

/// What the contract keeps is what the messages made of it.
fn check(district: &District, filed: &[Filed], issued: &BTreeMap<Code, Issued>, order: &[Code]) {
    let licences = &district.licences;
    for (number, application) in (1..).zip(filed) {
        let found = licences.application(number);
        assert_eq!((found.status, found.licence), (application.status, application.licence), "application {number}");
        assert_eq!(found.unsigned as usize, application.signers.len() - application.signed.len());
    }
    for (code, expected) in issued {
        let found = licences.licence(*code);
        assert_eq!((found.standing, found.holder), (expected.standing, expected.holder));
        assert_eq!((found.particulars, found.expires_at), (expected.particulars, expected.expires_at));
    }
    assert!(order.is_sorted(), "invariant 5: codes follow the order of approval");
}
