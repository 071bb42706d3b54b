//! Each step of an application and of a licence, and each reason to refuse one, by name.

#[cfg(test)]
mod support;

use blocks::{GrantsError, RolesError};
use licence::*;
use support::*;
use testing::prelude::*;

fn not(role: B256, account: Address) -> Error {
    Error::Roles(RolesError::AccessControlUnauthorizedAccount { account, needed_role: role })
}

fn wrong(found: Status, expected: Status) -> Error {
    Error::WrongStatus { found, expected }
}

#[chain_test]
fn formation_is_filed_signed_checked_and_approved(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, checker, applicant, partner, .. } = district;
    let application = district.filed();
    let (documents, particulars) = (documents(), hash(1));
    let sign = |by| district.by(by).sign(application, documents, particulars).unwrap();
    sign(applicant);
    assert_eq!(licences.application(application).status, Status::Signing);
    let deadline = chain.timestamp() + TERMS.decision_seconds;
    sign(partner);
    assert_eq!(chain.events::<Submitted>(), [Submitted { application, deadline }]);
    let signed = [applicant, partner].map(|signer| Signed { application, signer, filing: 1 });
    assert_eq!(chain.events::<Signed>(), signed);

    let (advice, score, reasons) = (Advice::Approve, 9_700, hash(2));
    district.by(checker).pre_check(application, model(), advice, score, reasons).unwrap();
    assert_eq!(licences.application(application).status, Status::Submitted, "a model decides nothing");
    let checked = PreChecked { application, checker, model: model(), filing: 1, advice, score, reasons };
    assert_eq!(chain.events::<PreChecked>(), [checked]);
    let pre_check = PreCheck { checker, model: model(), advice, score, reasons };
    assert_eq!(licences.pre_check_of(application, 1), pre_check);

    let issued_at = chain.timestamp();
    let expires_at = issued_at + TERMS.validity_seconds;
    let licence = district.by(officer).approve(application, documents, particulars, B256::ZERO).unwrap();
    assert_eq!(&licence.0, b"91440112MA00000079");
    let approved = Approved { application, officer, licence, advice, reasons: B256::ZERO };
    assert_eq!(chain.events::<Approved>(), [approved]);
    assert_eq!(chain.events::<Issued>(), [Issued { licence, holder: applicant, particulars, expires_at }]);
    let (standing, holder) = (Standing::Active, applicant);
    let record = Licence { standing, holder, particulars, documents, issued_at, expires_at, officer, application };
    assert_eq!(licences.licence(licence), record);
    let record = licences.application(application);
    assert_eq!((record.status, record.licence, record.officer), (Status::Approved, licence, officer));
    assert_eq!(record.deadline, 0, "nobody has to decide any more");
}

#[chain_test]
fn licence_is_verified_by_what_it_says_until_it_expires(chain: Chain) {
    let district = district(&chain);
    let licence = district.licensed();
    let licences = &district.licences;
    assert!(licences.verify(licence, hash(1)));
    assert!(!licences.verify(licence, hash(2)));
    assert!(!licences.verify(Code::ZERO, B256::ZERO));
    let left = licences.licence(licence).expires_at - chain.timestamp();
    chain.advance_time(left - 1);
    assert!(licences.is_in_force(licence));
    chain.advance_time(1);
    assert!(!licences.is_in_force(licence) && !licences.verify(licence, hash(1)));
}

#[chain_test]
fn application_that_was_sent_back_is_amended_and_signed_anew(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, checker, applicant, .. } = district;
    let application = district.submitted();
    district.by(checker).pre_check(application, model(), Advice::Review, 5_000, hash(2)).unwrap();
    district.by(officer).send_back(application, hash(3)).unwrap();
    assert_eq!(chain.events::<SentBack>(), [SentBack { application, officer, reasons: hash(3) }]);
    assert_eq!(licences.application(application).officer, officer);
    district.by(applicant).amend(application, hash(4), hash(5)).unwrap();
    let record = licences.application(application);
    assert_eq!((record.filing, record.unsigned, record.status), (2, 2, Status::Signing));
    assert_eq!(licences.pre_check_of(application, 2), PreCheck::default(), "the advice was on the first filing");
    district.signed(application);
    let licence = district.by(officer).approve(application, hash(4), hash(5), hash(6)).unwrap();
    assert_eq!(licences.licence(licence).particulars, hash(5));
    let filings: Vec<_> = chain.events::<Filed>().into_iter().map(|event| (event.filing, event.documents)).collect();
    assert_eq!(filings, [(1, documents()), (2, hash(4))]);
}

#[chain_test]
fn amendment_drops_signatures_on_the_earlier_filing(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, applicant, partner, .. } = district;
    let application = district.filed();
    district.by(partner).sign(application, documents(), hash(1)).unwrap();
    district.by(applicant).amend(application, hash(4), hash(5)).unwrap();
    district.by(applicant).sign(application, hash(4), hash(5)).unwrap();
    assert_eq!(licences.application(application).status, Status::Signing);
    district.by(partner).sign(application, hash(4), hash(5)).unwrap();
    assert_eq!(licences.application(application).status, Status::Submitted);
}

#[chain_test]
fn rejection_is_appealed_to_another_officer(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, second, .. } = district;
    let application = district.appealed();
    let [rejected] = &chain.events::<Rejected>()[..] else { panic!("one rejection") };
    assert_eq!((rejected.officer, rejected.reasons), (officer, hash(7)));
    let [appealed] = &chain.events::<Appealed>()[..] else { panic!("one appeal") };
    assert_eq!((appealed.application, appealed.grounds), (application, hash(8)));
    let same = Error::SameOfficer { officer };
    assert_eq!(district.by(officer).approve(application, documents(), hash(1), hash(9)), Err(same.clone()));
    assert_eq!(district.by(officer).reject(application, hash(9)), Err(same));
    let licence = district.by(second).approve(application, documents(), hash(1), hash(9)).unwrap();
    assert!(licences.is_in_force(licence));
}

#[chain_test]
fn rejection_on_appeal_is_final(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, second, applicant, .. } = district;
    let application = district.appealed();
    district.by(second).reject(application, hash(9)).unwrap();
    let record = licences.application(application);
    assert_eq!((record.status, record.deadline), (Status::Refused, 0));
    let again = district.by(applicant).appeal(application, hash(8));
    assert_eq!(again, Err(wrong(Status::Refused, Status::Rejected)));
}

#[chain_test]
fn appeal_is_in_time_and_the_applicants(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, applicant, partner, .. } = district;
    let application = district.submitted();
    let appeal = |by| district.by(by).appeal(application, hash(8));
    assert_eq!(appeal(applicant), Err(wrong(Status::Submitted, Status::Rejected)));
    district.by(officer).reject(application, hash(7)).unwrap();
    assert_eq!(appeal(partner), Err(Error::NotApplicant { caller: partner, applicant }));
    let deadline = licences.application(application).deadline;
    chain.advance_time(deadline - chain.timestamp());
    assert_eq!(appeal(applicant), Err(Error::TooLate { deadline, now: deadline }));
}

#[chain_test]
fn overdue_decision_is_reported_and_the_time_runs_anew(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, stranger, .. } = district;
    let application = district.submitted();
    let report = || district.by(stranger).report_overdue(application);
    let deadline = licences.application(application).deadline;
    let now = chain.timestamp();
    assert_eq!(report(), Err(Error::TooEarly { deadline, now }));
    chain.advance_time(deadline - chain.timestamp());
    let new_deadline = chain.timestamp() + TERMS.decision_seconds;
    assert_eq!(report(), Ok(()));
    assert_eq!(chain.events::<Overdue>(), [Overdue { application, deadline, new_deadline }]);
    let now = chain.timestamp();
    assert_eq!(report(), Err(Error::TooEarly { deadline: new_deadline, now }));
    district.by(officer).reject(application, hash(1)).expect("an officer decides late too");
    chain.advance_time(TERMS.decision_seconds);
    assert_eq!(report(), Err(wrong(Status::Rejected, Status::Submitted)));
}

#[chain_test]
fn licence_is_changed_and_renewed_by_approved_applications(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, second, applicant, .. } = district;
    let licence = district.licensed();
    let expires_at = licences.licence(licence).expires_at;
    let signers = vec![applicant];
    let application = district.by(applicant).file(Matter::Change, licence, hash(19), hash(20), signers).unwrap();
    district.signed(application);
    assert_eq!(district.by(second).approve(application, hash(19), hash(20), hash(9)), Ok(licence));
    let record = licences.licence(licence);
    assert_eq!((record.documents, record.officer), (hash(19), second));
    assert!(licences.verify(licence, hash(20)) && !licences.verify(licence, hash(1)));
    assert_eq!(licences.licence(licence).expires_at, expires_at);
    assert_eq!(chain.events::<Changed>(), [Changed { licence, particulars: hash(20) }]);

    let application = district.submitted_for(Matter::Renewal, licence, hash(21));
    district.by(officer).approve(application, documents(), hash(21), hash(9)).unwrap();
    let renewed = expires_at + TERMS.validity_seconds;
    assert_eq!(licences.licence(licence).expires_at, renewed);
    assert_eq!(chain.events::<Renewed>(), [Renewed { licence, expires_at: renewed }]);

    chain.advance_time(renewed);
    let application = district.submitted_for(Matter::Renewal, licence, hash(21));
    let now = chain.timestamp();
    district.by(officer).approve(application, documents(), hash(21), hash(9)).unwrap();
    assert_eq!(licences.licence(licence).expires_at, now + TERMS.validity_seconds, "an expired one counts from now");
}

#[chain_test]
fn licence_is_suspended_reinstated_and_revoked(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, second, .. } = district;
    let licence = district.licensed();
    let standing = |found, expected| Err(Error::WrongStanding { licence, found, expected });
    district.by(officer).suspend(licence, hash(1)).unwrap();
    assert!(!licences.is_in_force(licence));
    assert_eq!(district.by(officer).suspend(licence, hash(1)), standing(Standing::Suspended, Standing::Active));
    district.by(officer).reinstate(licence, hash(2)).unwrap();
    assert!(licences.is_in_force(licence));
    assert_eq!(district.by(second).revoke(licence, hash(3)), standing(Standing::Active, Standing::Suspended));
    district.by(officer).suspend(licence, hash(4)).unwrap();
    assert_eq!(district.by(officer).revoke(licence, hash(3)), Err(Error::SameOfficer { officer }));
    district.by(second).revoke(licence, hash(5)).unwrap();
    assert!(!licences.is_in_force(licence));
    assert_eq!(district.by(officer).reinstate(licence, hash(6)), standing(Standing::Revoked, Standing::Suspended));
    assert_eq!(chain.events::<Suspended>().len(), 2);
    assert_eq!(chain.events::<Reinstated>(), [Reinstated { licence, officer, reason: hash(2) }]);
    assert_eq!(chain.events::<Revoked>(), [Revoked { licence, officer: second, reason: hash(5) }]);
}

#[chain_test]
fn holder_reports_on_each_year_once(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, applicant, .. } = district;
    let licence = district.licensed();
    let report = |year, n| district.by(applicant).report(licence, year, hash(n));
    // The test chain starts on 2026-01-01.
    assert_eq!(report(2026, 1), Err(Error::InvalidYear { year: 2026, first: 2026, last: 2025 }));
    chain.advance_time(366 * DAY);
    assert_eq!(report(2025, 1), Err(Error::InvalidYear { year: 2025, first: 2026, last: 2026 }));
    assert_eq!(report(2026, 1), Ok(()));
    assert_eq!(licences.report_of(licence, 2026), hash(1));
    assert_eq!(report(2026, 2), Err(Error::AlreadyReported { year: 2026, report: hash(1) }));
    district.by(officer).suspend(licence, hash(9)).unwrap();
    chain.advance_time(365 * DAY + 182 * DAY);
    assert_eq!(report(2027, 3), Ok(()), "also while it is suspended");
    let late: Vec<_> = chain.events::<Reported>().into_iter().map(|event| (event.year, event.late)).collect();
    assert_eq!(late, [(2026, false), (2027, true)]);
}

#[chain_test]
fn report_is_late_from_the_first_second_of_july_in_china(chain: Chain) {
    let district = district(&chain);
    let licence = district.licensed();
    // 2027-06-30T15:59:59Z, and 2028-06-30T16:00:00Z.
    for (year, time) in [(2026, 1_814_371_199), (2027, 1_845_993_600)] {
        chain.set_time(time);
        district.by(district.applicant).report(licence, year, hash(1)).unwrap();
    }
    let late: Vec<_> = chain.events::<Reported>().iter().map(|event| event.late).collect();
    assert_eq!(late, [false, true]);
}

#[chain_test]
fn services_do_their_step_once_for_a_licence_in_force(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, bank, stranger, .. } = district;
    let licence = district.licensed();
    let complete = |by, service, receipt| district.by(by).complete(licence, service, receipt);
    assert_eq!(complete(stranger, BANK, hash(1)), Err(not(BANK, stranger)));
    assert_eq!(complete(bank, TAX, hash(1)), Err(not(TAX, bank)));
    assert_eq!(complete(officer, OFFICER, hash(1)), Err(Error::UnknownService { service: OFFICER }));
    assert_eq!(complete(bank, BANK, B256::ZERO), Err(Error::Missing));
    district.by(officer).suspend(licence, hash(9)).unwrap();
    let (found, expected) = (Standing::Suspended, Standing::Active);
    assert_eq!(complete(bank, BANK, hash(1)), Err(Error::WrongStanding { licence, found, expected }));
    district.by(officer).reinstate(licence, hash(9)).unwrap();
    assert_eq!(complete(bank, BANK, hash(1)), Ok(()));
    assert_eq!(licences.receipt(licence, BANK), hash(1));
    let completed = Completed { licence, service: BANK, receipt: hash(1) };
    assert_eq!(chain.events::<Completed>(), [completed]);
    let again = Error::AlreadyCompleted { service: BANK, receipt: hash(1) };
    assert_eq!(complete(bank, BANK, hash(2)), Err(again));
}

#[chain_test]
fn document_is_reused_as_the_holder_lets(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, second, applicant, bank: department, stranger, .. } = district;
    let licence = district.licensed();
    let [document, lease] = papers();
    let reuse = |by, document| district.by(by).reuse(licence, document, proof_of_charter(), hash(5));
    let (grantor, grantee) = (applicant, department);
    let refused = GrantsError::NotGranted { grantor, grantee, scope: document };
    assert_eq!(reuse(department, document), Err(Error::Grants(refused)));
    let until = chain.timestamp() + 10;
    for document in [document, lease] {
        district.by(applicant).grants().grant(department, document, until).unwrap();
    }
    assert_eq!(reuse(department, document), Ok(()));
    assert_eq!(chain.events::<Reused>(), [Reused { licence, document, department, purpose: hash(5) }]);
    assert_eq!(reuse(department, lease), Err(Error::NotAmongDocuments { document: lease }), "by the charter's proof");
    let refused = GrantsError::NotGranted { grantor, grantee: stranger, scope: document };
    assert_eq!(reuse(stranger, document), Err(Error::Grants(refused)));
    district.by(officer).suspend(licence, hash(9)).unwrap();
    district.by(second).revoke(licence, hash(9)).unwrap();
    let (found, expected) = (Standing::Revoked, Standing::Active);
    assert_eq!(reuse(department, document), Err(Error::WrongStanding { licence, found, expected }));
    assert!(licences.grants().is_granted(applicant, department, document), "the grant alone does not do");
}

#[chain_test]
fn nothing_is_done_for_an_expired_licence(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, bank, .. } = district;
    let licence = district.licensed();
    let expired_at = licences.licence(licence).expires_at;
    chain.advance_time(TERMS.validity_seconds);
    let expired = Err(Error::LicenceExpired { licence, expired_at });
    assert_eq!(district.by(bank).complete(licence, BANK, hash(1)), expired);
    assert_eq!(district.by(bank).reuse(licence, papers()[0], proof_of_charter(), hash(5)), expired);
}

#[chain_test]
fn terms_that_make_no_sense_are_refused(chain: Chain) {
    let [authority] = chain.accounts();
    let deploy = |terms| {
        let error = chain.try_deploy(authority, Licences::constructor(terms)).expect_err("the terms make no sense");
        error.decode::<Error>()
    };
    let prefix = FixedBytes::new(*b"9144011O");
    assert_eq!(deploy(Terms { prefix, ..TERMS }), Some(Error::InvalidPrefix { prefix }));
    for terms in [
        Terms { decision_seconds: 0, ..TERMS },
        Terms { appeal_seconds: 0, ..TERMS },
        Terms { validity_seconds: 0, ..TERMS },
    ] {
        let Terms { decision_seconds, appeal_seconds, validity_seconds, .. } = terms;
        assert_eq!(deploy(terms), Some(Error::InvalidTerms { decision_seconds, appeal_seconds, validity_seconds }));
    }
}

#[chain_test]
fn application_that_makes_no_sense_is_refused(chain: Chain) {
    let district = district(&chain);
    let District { applicant, partner, stranger, .. } = district;
    let licence = district.licensed();
    let file = |by, matter, licence, signers| district.by(by).file(matter, licence, hash(1), hash(2), signers);
    let formation = |signers| file(applicant, Matter::Formation, Code::ZERO, signers);
    assert_eq!(file(applicant, Matter::Formation, licence, vec![applicant]), Err(Error::InvalidLicence { licence }));
    let (found, expected) = (Standing::None, Standing::Active);
    let unknown = Error::WrongStanding { licence: Code::ZERO, found, expected };
    assert_eq!(file(applicant, Matter::Change, Code::ZERO, vec![applicant]), Err(unknown));
    let others = Error::NotHolder { caller: stranger, holder: applicant };
    for matter in [Matter::Change, Matter::Renewal] {
        assert_eq!(file(stranger, matter, licence, vec![stranger]), Err(others.clone()));
    }
    for signers in [vec![], vec![Address::ZERO], vec![partner, applicant, partner]] {
        let found = signers.len() as u64;
        assert_eq!(formation(signers), Err(Error::InvalidSigners { found, limit: SIGNERS_MAX }));
    }
    let signer = |n: u64| {
        let mut signer = [1; 20];
        signer[12..].copy_from_slice(&n.to_be_bytes());
        Address::new(signer)
    };
    let many: Vec<_> = (0..=SIGNERS_MAX).map(signer).collect();
    assert!(formation(many[1..].to_vec()).is_ok());
    let found = SIGNERS_MAX + 1;
    assert_eq!(formation(many), Err(Error::InvalidSigners { found, limit: SIGNERS_MAX }));
    let client = district.by(applicant);
    for (documents, particulars) in [(B256::ZERO, hash(1)), (hash(1), B256::ZERO)] {
        let file = client.file(Matter::Formation, Code::ZERO, documents, particulars, vec![applicant]);
        assert_eq!(file, Err(Error::Missing));
    }
}

#[chain_test]
fn signature_is_on_what_was_filed_and_given_once(chain: Chain) {
    let district = district(&chain);
    let District { applicant, stranger, .. } = district;
    let application = district.filed();
    let sign = |by, documents, particulars| district.by(by).sign(application, documents, particulars);
    assert_eq!(sign(stranger, documents(), hash(1)), Err(Error::NotSigner { caller: stranger }));
    let (found, expected) = (hash(9), documents());
    assert_eq!(sign(applicant, found, hash(1)), Err(Error::OtherDocuments { found, expected }));
    let expected = hash(1);
    assert_eq!(sign(applicant, documents(), found), Err(Error::OtherParticulars { found, expected }));
    assert_eq!(sign(applicant, documents(), hash(1)), Ok(()));
    let again = Error::AlreadySigned { signer: applicant, filing: 1 };
    assert_eq!(sign(applicant, documents(), hash(1)), Err(again));
    let unknown = district.by(applicant).sign(9, documents(), hash(1));
    assert_eq!(unknown, Err(Error::UnknownApplication { application: 9 }));
}

#[chain_test]
fn amendment_is_the_applicants_while_nobody_decides(chain: Chain) {
    let district = district(&chain);
    let District { applicant, partner, .. } = district;
    let application = district.filed();
    let amend = |by| district.by(by).amend(application, hash(1), hash(2));
    assert_eq!(amend(partner), Err(Error::NotApplicant { caller: partner, applicant }));
    district.signed(application);
    assert_eq!(amend(applicant), Err(wrong(Status::Submitted, Status::Signing)));
}

#[chain_test]
fn model_is_admitted_before_it_advises(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, checker, stranger, .. } = district;
    let application = district.submitted();
    let other = hash(50);
    let check = |by, model| district.by(by).pre_check(application, model, Advice::Approve, 1, hash(1));
    assert_eq!(check(stranger, model()), Err(not(CHECKER, stranger)));
    assert_eq!(check(checker, other), Err(Error::ModelNotAdmitted { model: other }));
    assert_eq!(licences.admit_model(model()), Err(Error::ModelAdmitted { model: model() }));
    assert_eq!(licences.retire_model(other), Err(Error::ModelNotAdmitted { model: other }));
    assert_eq!(district.by(stranger).admit_model(other), Err(not(AUTHORITY, stranger)));
    assert_eq!(district.by(stranger).retire_model(model()), Err(not(AUTHORITY, stranger)));
    assert_eq!(chain.events::<ModelAdmitted>(), [ModelAdmitted { model: model() }]);
    licences.retire_model(model()).unwrap();
    assert!(!licences.is_admitted(model()));
    assert_eq!(chain.events::<ModelRetired>(), [ModelRetired { model: model() }]);
    assert_eq!(check(checker, model()), Err(Error::ModelNotAdmitted { model: model() }));
}

#[chain_test]
fn pre_check_that_makes_no_sense_is_refused(chain: Chain) {
    let district = district(&chain);
    let District { checker, .. } = district;
    let application = district.filed();
    let check = |advice, score| district.by(checker).pre_check(application, model(), advice, score, hash(1));
    assert_eq!(check(Advice::Approve, 1), Err(wrong(Status::Signing, Status::Submitted)));
    district.signed(application);
    assert_eq!(check(Advice::None, 1), Err(Error::NoAdvice));
    assert_eq!(check(Advice::Approve, SCORE_MAX + 1), Err(Error::InvalidScore { score: SCORE_MAX + 1 }));
    assert_eq!(check(Advice::Approve, SCORE_MAX), Ok(()));
    assert_eq!(check(Advice::Reject, 1), Err(Error::AlreadyChecked { application, filing: 1 }));
}

/// The point of the contract: whatever the model says, a human officer decides.
#[chain_test]
fn checker_decides_nothing_even_as_an_officer(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, checker, .. } = district;
    let application = district.submitted();
    district.by(checker).pre_check(application, model(), Advice::Approve, SCORE_MAX, hash(1)).unwrap();
    let decisions = || {
        let client = district.by(checker);
        [
            client.approve(application, documents(), hash(1), hash(2)).map(drop),
            client.reject(application, hash(2)),
            client.send_back(application, hash(2)),
        ]
    };
    assert_eq!(decisions(), [(); 3].map(|()| Err(not(OFFICER, checker))));
    licences.roles().grant_role(OFFICER, checker).unwrap();
    assert_eq!(decisions(), [(); 3].map(|()| Err(Error::CheckerCannotDecide { caller: checker })));
    assert_eq!(licences.application(application).status, Status::Submitted);
}

#[chain_test]
fn party_does_not_decide_on_its_own_application(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, applicant, partner, .. } = district;
    let signers = vec![partner];
    let application =
        district.by(applicant).file(Matter::Formation, Code::ZERO, documents(), hash(1), signers).unwrap();
    district.signed(application);
    for party in [applicant, partner] {
        licences.roles().grant_role(OFFICER, party).unwrap();
        let refused = Err(Error::PartyCannotDecide { caller: party });
        assert_eq!(district.by(party).approve(application, documents(), hash(1), hash(1)).map(drop), refused);
        assert_eq!(district.by(party).reject(application, hash(1)), refused);
        assert_eq!(district.by(party).send_back(application, hash(1)), refused);
    }
}

#[chain_test]
fn decision_has_reasons_unless_the_model_advised_the_approval(chain: Chain) {
    let district = district(&chain);
    let District { officer, checker, .. } = district;
    let client = district.by(officer);
    for advice in [Advice::None, Advice::Review, Advice::Reject] {
        let application = district.submitted();
        if advice != Advice::None {
            district.by(checker).pre_check(application, model(), advice, 1, hash(1)).unwrap();
        }
        let without = client.approve(application, documents(), hash(1), B256::ZERO);
        assert_eq!(without, Err(Error::ReasonsMissing { advice }));
        assert!(client.approve(application, documents(), hash(1), hash(2)).is_ok());
    }
    let application = district.submitted();
    assert_eq!(client.reject(application, B256::ZERO), Err(Error::Missing));
    assert_eq!(client.send_back(application, B256::ZERO), Err(Error::Missing));
    let licence = district.licensed();
    assert_eq!(client.suspend(licence, B256::ZERO), Err(Error::Missing));
}

#[chain_test]
fn approval_is_of_what_the_officer_names(chain: Chain) {
    let district = district(&chain);
    let application = district.submitted();
    let (found, expected) = (hash(9), documents());
    let other = district.by(district.officer).approve(application, found, hash(1), hash(1));
    assert_eq!(other, Err(Error::OtherDocuments { found, expected }));
    let expected = hash(1);
    let other = district.by(district.officer).approve(application, documents(), found, hash(1));
    assert_eq!(other, Err(Error::OtherParticulars { found, expected }));
}

#[chain_test]
fn decisions_are_on_submitted_applications_only(chain: Chain) {
    let district = district(&chain);
    let District { officer, .. } = district;
    let client = district.by(officer);
    let decide = |application| {
        [
            client.approve(application, documents(), hash(1), hash(1)).map(drop),
            client.reject(application, hash(1)),
            client.send_back(application, hash(1)),
        ]
    };
    assert_eq!(decide(9), [(); 3].map(|()| Err(Error::UnknownApplication { application: 9 })));
    let filed = district.filed();
    assert_eq!(decide(filed), [(); 3].map(|()| Err(wrong(Status::Signing, Status::Submitted))));
    district.signed(filed);
    client.approve(filed, documents(), hash(1), hash(1)).unwrap();
    assert_eq!(decide(filed), [(); 3].map(|()| Err(wrong(Status::Approved, Status::Submitted))));
    let appealed = district.appealed();
    let refused = wrong(Status::Appealed, Status::Submitted);
    assert_eq!(district.by(district.second).send_back(appealed, hash(1)), Err(refused));
}

#[chain_test]
fn suspended_licence_is_neither_changed_nor_renewed(chain: Chain) {
    let district = district(&chain);
    let District { officer, stranger, .. } = district;
    let licence = district.licensed();
    let applications = [Matter::Change, Matter::Renewal].map(|matter| district.submitted_for(matter, licence, hash(2)));
    assert_eq!(district.by(stranger).suspend(licence, hash(1)), Err(not(OFFICER, stranger)));
    district.by(officer).suspend(licence, hash(1)).unwrap();
    let (found, expected) = (Standing::Suspended, Standing::Active);
    for application in applications {
        let refused = Err(Error::WrongStanding { licence, found, expected });
        assert_eq!(district.by(officer).approve(application, documents(), hash(2), hash(1)), refused);
    }
}

#[chain_test]
fn report_is_the_holders_and_on_a_licence_that_is_not_revoked(chain: Chain) {
    let district = district(&chain);
    let District { officer, second, applicant, stranger, .. } = district;
    let licence = district.licensed();
    chain.advance_time(366 * DAY);
    let report = |by, n| district.by(by).report(licence, 2026, n);
    assert_eq!(report(stranger, hash(1)), Err(Error::NotHolder { caller: stranger, holder: applicant }));
    assert_eq!(report(applicant, B256::ZERO), Err(Error::Missing));
    district.by(officer).suspend(licence, hash(1)).unwrap();
    district.by(second).revoke(licence, hash(1)).unwrap();
    let (found, expected) = (Standing::Revoked, Standing::Active);
    assert_eq!(report(applicant, hash(1)), Err(Error::WrongStanding { licence, found, expected }));
}

/// Not as an officer at the same time, and not as one who was a checker before.
#[chain_test]
fn who_ran_the_model_does_not_decide_when_it_is_an_officer_later(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, checker, .. } = district;
    let application = district.submitted();
    district.by(checker).pre_check(application, model(), Advice::Approve, SCORE_MAX, hash(1)).unwrap();
    licences.roles().revoke_role(CHECKER, checker).unwrap();
    licences.roles().grant_role(OFFICER, checker).unwrap();
    let refused = Err(Error::CheckerCannotDecide { caller: checker });
    assert_eq!(district.by(checker).approve(application, documents(), hash(1), B256::ZERO).map(drop), refused);
    assert_eq!(district.by(checker).reject(application, hash(2)), refused);
}

#[chain_test]
fn party_and_checker_do_not_decide_how_a_licence_stands(chain: Chain) {
    let district = district(&chain);
    let District { ref licences, officer, checker, applicant, partner, .. } = district;
    let licence = district.licensed();
    for account in [applicant, partner, checker] {
        licences.roles().grant_role(OFFICER, account).unwrap();
    }
    let party = |caller| Err(Error::PartyCannotDecide { caller });
    let checks = Err(Error::CheckerCannotDecide { caller: checker });
    assert_eq!(district.by(checker).suspend(licence, hash(1)), checks);
    district.by(officer).suspend(licence, hash(1)).unwrap();
    for account in [applicant, partner] {
        assert_eq!(district.by(account).reinstate(licence, hash(1)), party(account));
        assert_eq!(district.by(account).revoke(licence, hash(1)), party(account));
    }
    assert_eq!(district.by(checker).reinstate(licence, hash(1)), checks);
}

/// An approval that was on its way when the application was sent back does not reach what was filed since.
#[chain_test]
fn approval_is_of_the_particulars_that_the_officer_saw(chain: Chain) {
    let district = district(&chain);
    let District { officer, second, applicant, .. } = district;
    let application = district.submitted();
    district.by(second).send_back(application, hash(3)).unwrap();
    district.by(applicant).amend(application, documents(), hash(666)).unwrap();
    district.signed(application);
    let (found, expected) = (hash(1), hash(666));
    let late = district.by(officer).approve(application, documents(), hash(1), hash(9));
    assert_eq!(late, Err(Error::OtherParticulars { found, expected }));
}
