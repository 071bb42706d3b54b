//! Each step, and each reason to refuse one, by name.

#[cfg(test)]
mod support;

use blocks::{GrantsError, RolesError};
use consent::*;
use support::*;
use testing::prelude::*;

fn not(role: B256, account: Address) -> Error {
    Error::Roles(RolesError::AccessControlUnauthorizedAccount { account, needed_role: role })
}

fn no_consent(health: &Health, grantee: Address, scope: B256) -> Error {
    Error::Grants(GrantsError::NotGranted { grantor: health.patient, grantee, scope })
}

#[chain_test]
fn record_is_anchored_and_read_with_consent(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, .. } = health;
    let record = health.anchored();
    assert_eq!(health.consents.record(record), Record { patient, organisation: hospital });
    assert_eq!(chain.events::<RecordAnchored>(), [RecordAnchored { record, patient, organisation: hospital }]);
    assert!(health.consents.may_access(hospital, patient, TREATMENT));
    health.by(doctor).access(hospital, record, TREATMENT).unwrap();
    let (organisation, purpose) = (hospital, TREATMENT);
    let accessed = RecordAccessed { record, patient, organisation, by: doctor, purpose, emergency: 0 };
    assert_eq!(chain.events::<RecordAccessed>(), [accessed]);
}

#[chain_test]
fn consent_is_for_its_purpose_and_ends_when_it_is_revoked(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, insurer, .. } = health;
    let record = health.anchored();
    let read = |purpose| health.by(insurer).access(insurer, record, purpose);
    assert_eq!(read(INSURANCE), Err(no_consent(&health, insurer, INSURANCE)));
    health.consent(insurer, INSURANCE);
    assert_eq!(read(INSURANCE), Ok(()));
    assert_eq!(read(TREATMENT), Err(not(TREATMENT, insurer)));
    health.by(patient).grants().revoke_grant(insurer, INSURANCE).unwrap();
    assert_eq!(read(INSURANCE), Err(no_consent(&health, insurer, INSURANCE)));
    assert!(!health.consents.may_access(insurer, patient, INSURANCE));
    assert!(health.consents.may_access(hospital, patient, TREATMENT), "that of another stays");
}

#[chain_test]
fn consent_ends_with_its_time(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, .. } = health;
    let record = health.anchored();
    let expired_at = health.consents.grants().granted_until(patient, hospital, TREATMENT);
    chain.advance_time(expired_at - 1 - chain.timestamp());
    assert!(health.consents.may_access(hospital, patient, TREATMENT));
    chain.advance_time(1);
    let expired = GrantsError::GrantExpired { grantor: patient, grantee: hospital, scope: TREATMENT, expired_at };
    assert_eq!(health.by(doctor).access(hospital, record, TREATMENT), Err(Error::Grants(expired)));
}

#[chain_test]
fn consent_to_who_is_not_admitted_gives_no_access(chain: Chain) {
    let health = health(&chain);
    let Health { hospital, doctor, stranger, .. } = health;
    let record = health.anchored();
    health.consent(stranger, TREATMENT);
    assert_eq!(health.by(stranger).access(stranger, record, TREATMENT), Err(not(TREATMENT, stranger)));
    health.consents.roles().revoke_role(TREATMENT, hospital).unwrap();
    assert_eq!(health.by(doctor).access(hospital, record, TREATMENT), Err(not(TREATMENT, hospital)));
}

#[chain_test]
fn emergency_opens_the_records_for_a_day_and_tells_the_patient(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, .. } = health;
    let record = health.anchored();
    health.by(patient).grants().revoke_grant(hospital, TREATMENT).unwrap();
    let now = chain.timestamp();
    let emergency = health.entered();
    let (until, justify_by) = (now + EMERGENCY_SECONDS, now + JUSTIFY_SECONDS);
    let entered = EmergencyEntered { patient, hospital, emergency, doctor, reason: hash(2), until, justify_by };
    assert_eq!(chain.events::<EmergencyEntered>(), [entered]);
    let entry = Emergency { patient, hospital, doctor, reason: hash(2), until, justify_by, ..Emergency::default() };
    assert_eq!(health.consents.emergency(emergency), entry);
    health.by(doctor).access(hospital, record, TREATMENT).unwrap();
    assert_eq!(chain.events::<RecordAccessed>()[0].emergency, emergency);
    chain.advance_time(until - 1 - chain.timestamp());
    assert!(health.consents.may_access(hospital, patient, TREATMENT));
    chain.advance_time(1);
    assert!(!health.consents.may_access(hospital, patient, TREATMENT));
    assert_eq!(chain.timestamp(), until);
    let over = Error::EmergencyEnded { emergency, ended_at: until };
    assert_eq!(health.by(patient).leave_emergency(emergency), Err(over));
    let again = health.entered();
    chain.advance_time(EMERGENCY_SECONDS - 1);
    assert_eq!(chain.timestamp(), health.consents.emergency(again).until);
    assert_eq!(health.entered(), again + 1, "the next from the second on in which the last ends");
}

#[chain_test]
fn emergency_is_for_its_patient_and_hospital_only(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, insurer, stranger, .. } = health;
    health.entered();
    assert!(health.consents.may_access(hospital, patient, TREATMENT));
    assert!(!health.consents.may_access(hospital, stranger, TREATMENT));
    assert!(!health.consents.may_access(insurer, patient, INSURANCE));
    health.consents.roles().grant_role(TREATMENT, stranger).unwrap();
    health.consents.roles().grant_role(RESEARCH, hospital).unwrap();
    assert!(!health.consents.may_access(stranger, patient, TREATMENT));
    assert!(!health.consents.may_access(hospital, patient, RESEARCH), "an emergency is to treat");
}

#[chain_test]
fn patient_and_hospital_end_an_emergency(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, stranger, .. } = health;
    let emergency = health.entered();
    let refused = Error::NotStaff { caller: stranger, organisation: hospital };
    assert_eq!(health.by(stranger).leave_emergency(emergency), Err(refused));
    let ended_at = chain.timestamp();
    health.by(patient).leave_emergency(emergency).unwrap();
    assert!(!health.consents.may_access(hospital, patient, TREATMENT));
    assert_eq!(chain.events::<EmergencyLeft>(), [EmergencyLeft { patient, emergency, by: patient }]);
    let again = health.by(doctor).leave_emergency(emergency);
    assert_eq!(again, Err(Error::EmergencyEnded { emergency, ended_at }));
    let second = health.entered();
    health.by(doctor).leave_emergency(second).unwrap();
    assert!(!health.consents.may_access(hospital, patient, TREATMENT));
}

#[chain_test]
fn emergency_is_justified_and_reviewed(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, reviewer, .. } = health;
    let emergency = health.entered();
    health.by(doctor).justify(emergency, hash(5)).unwrap();
    let justified = EmergencyJustified { patient, emergency, justification: hash(5), late: false };
    assert_eq!(chain.events::<EmergencyJustified>(), [justified]);
    health.by(reviewer).review(emergency, Verdict::Upheld, hash(6)).unwrap();
    let reviewed = EmergencyReviewed { patient, emergency, reviewer, verdict: Verdict::Upheld, report: hash(6) };
    assert_eq!(chain.events::<EmergencyReviewed>(), [reviewed]);
    let entry = health.consents.emergency(emergency);
    assert_eq!((entry.justification, entry.verdict), (hash(5), Verdict::Upheld));
    assert!(health.consents.may_access(hospital, patient, TREATMENT));
}

#[chain_test]
fn rejected_emergency_gives_no_access(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, reviewer, .. } = health;
    let emergency = health.entered();
    health.by(doctor).justify(emergency, hash(5)).unwrap();
    health.by(reviewer).review(emergency, Verdict::Rejected, hash(6)).unwrap();
    assert!(!health.consents.may_access(hospital, patient, TREATMENT));
}

#[chain_test]
fn hospital_that_did_not_justify_in_time_makes_no_other_entry(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, reviewer, stranger, .. } = health;
    let [first, second] = [patient, stranger]
        .map(|who| health.by(doctor).enter_emergency(hospital, who, hash(2)).expect("both are within three days"));
    health.by(doctor).justify(second, hash(5)).unwrap();
    chain.advance_time(health.consents.emergency(first).justify_by - chain.timestamp());
    let enter = || health.by(doctor).enter_emergency(hospital, stranger, hash(2));
    let justify_by = health.consents.emergency(first).justify_by;
    assert_eq!(enter(), Err(Error::EmergencyNotJustified { emergency: first, justify_by }));
    health.by(doctor).justify(first, hash(5)).unwrap();
    assert!(chain.events::<EmergencyJustified>()[1].late);
    let third = enter().expect("all is justified");

    chain.advance_time(JUSTIFY_SECONDS);
    let justify_by = health.consents.emergency(third).justify_by;
    assert_eq!(enter(), Err(Error::EmergencyNotJustified { emergency: third, justify_by }));
    assert!(chain.timestamp() > justify_by);
    health.by(reviewer).review(third, Verdict::Rejected, hash(6)).unwrap();
    assert_eq!(enter(), Ok(third + 1), "a review answers for an entry too");
}

#[chain_test]
fn justification_is_late_from_its_deadline_on(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, stranger, .. } = health;
    for (who, seconds_left) in [(patient, 1), (stranger, 0)] {
        let emergency = health.by(doctor).enter_emergency(hospital, who, hash(2)).unwrap();
        chain.set_time(health.consents.emergency(emergency).justify_by - seconds_left);
        health.by(doctor).justify(emergency, hash(5)).unwrap();
    }
    let late: Vec<_> = chain.events::<EmergencyJustified>().iter().map(|event| event.late).collect();
    assert_eq!(late, [false, true]);
}

#[chain_test]
fn prescription_is_dispensed_in_parts_claimed_and_settled(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, pharmacy, insurer, .. } = health;
    let prescription = health.prescribed();
    let until = health.consents.prescription(prescription).until;
    let (medicine, quantity) = (hash(3), 10);
    let prescribed = Prescribed { prescription, patient, doctor, hospital, medicine, quantity, until };
    assert_eq!(chain.events::<Prescribed>(), [prescribed]);
    let dispense = |quantity| health.by(pharmacy).dispense(pharmacy, prescription, quantity, 2_000);
    let first = dispense(4).unwrap();
    assert_eq!(dispense(7), Err(Error::AbovePrescribed { left: 6, wanted: 7 }));
    assert_eq!(dispense(6), Ok(first + 1));
    assert_eq!(dispense(1), Err(Error::AbovePrescribed { left: 0, wanted: 1 }));
    assert_eq!(health.consents.prescription(prescription).dispensed, 10);
    let dispensed = Dispensed { dispensing: first, prescription, pharmacy, quantity: 4, price: 2_000 };
    assert_eq!(chain.events::<Dispensed>()[0], dispensed);

    health.by(patient).claim(first, insurer).unwrap();
    let claimed = Claimed { dispensing: first, patient, insurer, price: 2_000 };
    assert_eq!(chain.events::<Claimed>(), [claimed]);
    health.by(insurer).settle(first, 1_500, hash(7)).unwrap();
    let settled = Settled { dispensing: first, insurer, paid: 1_500, report: hash(7) };
    assert_eq!(chain.events::<Settled>(), [settled]);
    let expected = Dispensing {
        prescription,
        pharmacy,
        quantity: 4,
        price: 2_000,
        claim: ClaimStatus::Settled,
        insurer,
        paid: 1_500,
    };
    assert_eq!(health.consents.dispensing(first), expected);
}

#[chain_test]
fn doctor_cancels_what_was_not_dispensed(chain: Chain) {
    let health = health(&chain);
    let Health { doctor, pharmacy, stranger, .. } = health;
    let prescription = health.prescribed();
    assert_eq!(health.by(stranger).cancel(prescription), Err(Error::NotPrescriber { caller: stranger, doctor }));
    health.by(doctor).cancel(prescription).unwrap();
    assert_eq!(chain.events::<Cancelled>(), [Cancelled { prescription }]);
    let refused = Error::PrescriptionCancelled { prescription };
    assert_eq!(health.by(pharmacy).dispense(pharmacy, prescription, 1, 1), Err(refused.clone()));
    assert_eq!(health.by(doctor).cancel(prescription), Err(refused));
}

#[chain_test]
fn prescription_ends_with_its_time(chain: Chain) {
    let health = health(&chain);
    let Health { patient, pharmacy, .. } = health;
    let prescription = health.prescribed();
    let expired_at = health.consents.prescription(prescription).until;
    health.by(patient).grants().grant(pharmacy, DISPENSING, expired_at + 10).unwrap();
    let dispense = || health.by(pharmacy).dispense(pharmacy, prescription, 1, 1);
    chain.advance_time(expired_at - 1 - chain.timestamp());
    assert_eq!(dispense(), Ok(1));
    assert_eq!(dispense(), Err(Error::PrescriptionExpired { prescription, expired_at }));
}

#[chain_test]
fn staff_acts_for_its_organisation_until_it_is_dismissed(chain: Chain) {
    let health = health(&chain);
    let Health { hospital, doctor, stranger, .. } = health;
    let record = health.anchored();
    let organisation = hospital;
    let refused = Error::NotStaff { caller: stranger, organisation };
    assert_eq!(health.by(stranger).access(hospital, record, TREATMENT), Err(refused.clone()));
    assert_eq!(health.by(hospital).dismiss(stranger), Err(refused));
    let again = Error::AlreadyStaff { organisation, person: doctor };
    assert_eq!(health.by(hospital).employ(doctor), Err(again));
    let own = Error::AlreadyStaff { organisation, person: hospital };
    assert_eq!(health.by(hospital).employ(hospital), Err(own));
    assert_eq!(health.by(hospital).employ(Address::ZERO), Err(Error::Missing));
    assert_eq!(chain.events::<StaffEmployed>(), [StaffEmployed { organisation, person: doctor }]);
    health.by(hospital).dismiss(doctor).unwrap();
    assert_eq!(chain.events::<StaffDismissed>(), [StaffDismissed { organisation, person: doctor }]);
    let refused = Error::NotStaff { caller: doctor, organisation };
    assert_eq!(health.by(doctor).access(hospital, record, TREATMENT), Err(refused));
    health.by(hospital).access(hospital, record, TREATMENT).unwrap();
}

#[chain_test]
fn doctor_needs_a_licence_a_hospital_and_consent(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, stranger, .. } = health;
    let steps = |by: Address, hospital| {
        let client = health.by(by);
        [
            client.anchor(hospital, patient, hash(1)),
            client.prescribe(hospital, patient, hash(1), 1, health.later()).map(drop),
            client.enter_emergency(hospital, patient, hash(1)).map(drop),
        ]
    };
    let [anchor, prescribe, _] = steps(doctor, hospital);
    assert_eq!([anchor, prescribe], [(), ()].map(|()| Err(no_consent(&health, hospital, TREATMENT))));
    health.consent(hospital, TREATMENT);
    assert_eq!(steps(stranger, hospital), [(); 3].map(|()| Err(not(DOCTOR, stranger))));
    assert_eq!(steps(doctor, stranger), [(); 3].map(|()| Err(not(TREATMENT, stranger))));
    health.by(hospital).dismiss(doctor).unwrap();
    let refused = Error::NotStaff { caller: doctor, organisation: hospital };
    assert_eq!(steps(doctor, hospital), [(); 3].map(|()| Err(refused.clone())));
}

#[chain_test]
fn record_is_anchored_once(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, .. } = health;
    let record = health.anchored();
    let anchor = |record| health.by(doctor).anchor(hospital, patient, record);
    assert_eq!(anchor(record), Err(Error::RecordExists { record, patient }));
    assert_eq!(anchor(B256::ZERO), Err(Error::Missing));
    let unknown = health.by(doctor).access(hospital, hash(9), TREATMENT);
    assert_eq!(unknown, Err(Error::UnknownRecord { record: hash(9) }));
}

#[chain_test]
fn emergency_that_makes_no_sense_is_refused(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, .. } = health;
    let enter = |patient, reason| health.by(doctor).enter_emergency(hospital, patient, reason);
    assert_eq!(enter(Address::ZERO, hash(1)), Err(Error::Missing));
    assert_eq!(enter(patient, B256::ZERO), Err(Error::Missing));
    let emergency = enter(patient, hash(1)).unwrap();
    let until = health.consents.emergency(emergency).until;
    assert_eq!(enter(patient, hash(1)), Err(Error::EmergencyOpen { emergency, until }));
}

#[chain_test]
fn justification_is_the_hospitals_and_made_once(chain: Chain) {
    let health = health(&chain);
    let Health { hospital, doctor, reviewer, stranger, .. } = health;
    let emergency = health.entered();
    let justify = |by, emergency, n| health.by(by).justify(emergency, n);
    assert_eq!(justify(doctor, 9, hash(1)), Err(Error::UnknownEmergency { emergency: 9 }));
    let refused = Error::NotStaff { caller: stranger, organisation: hospital };
    assert_eq!(justify(stranger, emergency, hash(1)), Err(refused));
    assert_eq!(justify(doctor, emergency, B256::ZERO), Err(Error::Missing));
    assert_eq!(justify(doctor, emergency, hash(1)), Ok(()));
    assert_eq!(justify(doctor, emergency, hash(2)), Err(Error::AlreadyJustified { emergency }));

    health.by(hospital).leave_emergency(emergency).unwrap();
    let second = health.entered();
    chain.advance_time(JUSTIFY_SECONDS);
    health.by(reviewer).review(second, Verdict::Rejected, hash(3)).unwrap();
    let reviewed = Error::AlreadyReviewed { emergency: second, verdict: Verdict::Rejected };
    assert_eq!(justify(doctor, second, hash(1)), Err(reviewed));
}

#[chain_test]
fn review_is_made_once_from_outside_and_not_too_early(chain: Chain) {
    let health = health(&chain);
    let Health { hospital, doctor, reviewer, .. } = health;
    let emergency = health.entered();
    let review = |by, verdict| health.by(by).review(emergency, verdict, hash(1));
    assert_eq!(review(doctor, Verdict::Upheld), Err(not(REVIEWER, doctor)));
    health.consents.roles().grant_role(REVIEWER, doctor).unwrap();
    assert_eq!(review(doctor, Verdict::Upheld), Err(Error::ReviewerIsStaff { reviewer: doctor, hospital }));
    let (justify_by, now) = (health.consents.emergency(emergency).justify_by, chain.timestamp());
    assert_eq!(review(reviewer, Verdict::Upheld), Err(Error::ReviewedTooEarly { emergency, justify_by, now }));
    health.by(doctor).justify(emergency, hash(2)).unwrap();
    assert_eq!(review(reviewer, Verdict::None), Err(Error::NoVerdict));
    assert_eq!(review(reviewer, Verdict::Upheld), Ok(()));
    let reviewed = Error::AlreadyReviewed { emergency, verdict: Verdict::Upheld };
    assert_eq!(review(reviewer, Verdict::Rejected), Err(reviewed));
    let unknown = health.by(reviewer).review(9, Verdict::Upheld, hash(1));
    assert_eq!(unknown, Err(Error::UnknownEmergency { emergency: 9 }));
}

#[chain_test]
fn review_needs_no_justification_once_the_time_for_it_is_over(chain: Chain) {
    let health = health(&chain);
    let emergency = health.entered();
    chain.advance_time(health.consents.emergency(emergency).justify_by - chain.timestamp());
    assert_eq!(health.by(health.reviewer).review(emergency, Verdict::Rejected, hash(1)), Ok(()));
}

#[chain_test]
fn prescription_that_makes_no_sense_is_refused(chain: Chain) {
    let health = health(&chain);
    let Health { patient, hospital, doctor, .. } = health;
    health.consent(hospital, TREATMENT);
    let prescribe = |quantity, until| health.by(doctor).prescribe(hospital, patient, hash(1), quantity, until);
    assert_eq!(prescribe(0, health.later()), Err(Error::ZeroQuantity));
    let now = chain.timestamp();
    assert_eq!(prescribe(1, now), Err(Error::NotInFuture { until: now, now }));
    assert_eq!(health.by(doctor).cancel(1), Err(Error::UnknownPrescription { prescription: 1 }));
}

#[chain_test]
fn pharmacy_dispenses_what_it_may_only(chain: Chain) {
    let health = health(&chain);
    let Health { patient, pharmacy, stranger, .. } = health;
    let prescription = health.prescribed();
    let dispense = |by, prescription, quantity| health.by(by).dispense(pharmacy, prescription, quantity, 1);
    let refused = Error::NotStaff { caller: stranger, organisation: pharmacy };
    assert_eq!(dispense(stranger, prescription, 1), Err(refused));
    assert_eq!(dispense(pharmacy, 9, 1), Err(Error::UnknownPrescription { prescription: 9 }));
    assert_eq!(dispense(pharmacy, prescription, 0), Err(Error::ZeroQuantity));
    let elsewhere = health.by(stranger).dispense(stranger, prescription, 1, 1);
    assert_eq!(elsewhere, Err(not(DISPENSING, stranger)));
    health.by(patient).grants().revoke_grant(pharmacy, DISPENSING).unwrap();
    assert_eq!(dispense(pharmacy, prescription, 1), Err(no_consent(&health, pharmacy, DISPENSING)));
}

#[chain_test]
fn claim_is_the_patients_and_made_once(chain: Chain) {
    let health = health(&chain);
    let Health { patient, pharmacy, insurer, stranger, .. } = health;
    let dispensing = health.dispensed();
    let claim = |by, dispensing, insurer| health.by(by).claim(dispensing, insurer);
    assert_eq!(claim(patient, 9, insurer), Err(Error::UnknownDispensing { dispensing: 9 }));
    assert_eq!(claim(pharmacy, dispensing, insurer), Err(Error::NotPatient { caller: pharmacy, patient }));
    assert_eq!(claim(patient, dispensing, stranger), Err(not(INSURANCE, stranger)));
    assert_eq!(claim(patient, dispensing, insurer), Ok(()));
    let expected = ClaimStatus::None;
    let claimed = Error::WrongClaimStatus { found: ClaimStatus::Claimed, expected };
    assert_eq!(claim(patient, dispensing, insurer), Err(claimed));
    health.by(insurer).settle(dispensing, 0, hash(1)).unwrap();
    let settled = Error::WrongClaimStatus { found: ClaimStatus::Settled, expected };
    assert_eq!(claim(patient, dispensing, insurer), Err(settled));
}

#[chain_test]
fn settlement_is_the_insurers_and_bounded_by_the_price(chain: Chain) {
    let health = health(&chain);
    let Health { patient, insurer, stranger, .. } = health;
    let dispensing = health.dispensed();
    let settle = |by, dispensing, paid| health.by(by).settle(dispensing, paid, hash(1));
    assert_eq!(settle(insurer, 9, 1), Err(Error::UnknownDispensing { dispensing: 9 }));
    let expected = ClaimStatus::Claimed;
    let unclaimed = Error::WrongClaimStatus { found: ClaimStatus::None, expected };
    assert_eq!(settle(insurer, dispensing, 1), Err(unclaimed));
    health.by(patient).claim(dispensing, insurer).unwrap();
    assert_eq!(settle(stranger, dispensing, 1), Err(Error::NotInsurer { caller: stranger, insurer }));
    assert_eq!(settle(insurer, dispensing, 2_001), Err(Error::AbovePrice { price: 2_000, wanted: 2_001 }));
    assert_eq!(settle(insurer, dispensing, 2_000), Ok(()));
    let settled = Error::WrongClaimStatus { found: ClaimStatus::Settled, expected };
    assert_eq!(settle(insurer, dispensing, 1), Err(settled));
}

/// Or a hospital with many entries could make the review of its oldest too expensive for a block.
#[chain_test]
fn answering_for_the_oldest_entry_costs_no_more_the_more_follow(chain: Chain) {
    let health = health(&chain);
    let Health { hospital, doctor, .. } = health;
    let cost_before = |others: u8| {
        let entries: Vec<_> = (0..=others)
            .map(|n| {
                let patient = Address::new([0x50 + others + n; 20]);
                health.by(doctor).enter_emergency(hospital, patient, hash(2)).unwrap()
            })
            .collect();
        for entry in entries.iter().rev() {
            health.by(doctor).justify(*entry, hash(3)).unwrap();
        }
        chain.gas_used().unwrap_or_default()
    };
    let (few, many) = (cost_before(1), cost_before(40));
    assert!(many <= few + few / 10, "{few} gas before one other, {many} before forty");
}

/// Entries are answered for in any order, and the oldest that is not counts.
#[chain_test]
fn hospital_owes_the_oldest_entry_that_is_not_answered_for(chain: Chain) {
    let health = health(&chain);
    let Health { hospital, doctor, reviewer, .. } = health;
    let enter = |n: u8| health.by(doctor).enter_emergency(hospital, Address::new([n; 20]), hash(2));
    let entries = [1, 2, 3, 4].map(|n| enter(n).unwrap());
    health.by(doctor).justify(entries[1], hash(3)).unwrap();
    chain.advance_time(JUSTIFY_SECONDS);
    let owed = |entry: usize, n| {
        let Err(Error::EmergencyNotJustified { emergency, .. }) = enter(n) else { panic!("one is owed") };
        assert_eq!(emergency, entries[entry]);
    };
    owed(0, 5);
    health.by(doctor).justify(entries[3], hash(3)).unwrap();
    health.by(doctor).justify(entries[0], hash(3)).unwrap();
    owed(2, 5);
    health.by(reviewer).review(entries[0], Verdict::Upheld, hash(4)).unwrap();
    health.by(reviewer).review(entries[2], Verdict::Upheld, hash(4)).unwrap();
    assert!(enter(5).is_ok() && enter(6).is_ok());
}

/// Or a hospital could be rid of its reviewers by naming them its staff.
#[chain_test]
fn reviewer_is_not_made_staff(chain: Chain) {
    let health = health(&chain);
    let Health { hospital, doctor, reviewer, .. } = health;
    let emergency = health.entered();
    health.by(doctor).justify(emergency, hash(7)).unwrap();
    let refused = Error::ReviewerIsStaff { reviewer, hospital };
    assert_eq!(health.by(hospital).employ(reviewer), Err(refused));
    assert_eq!(health.by(reviewer).review(emergency, Verdict::Rejected, hash(8)), Ok(()));
}

#[chain_test]
fn staff_resigns_by_itself(chain: Chain) {
    let health = health(&chain);
    let Health { ref consents, hospital, doctor, stranger, .. } = health;
    health.by(doctor).resign(hospital).unwrap();
    assert!(!consents.is_staff(hospital, doctor));
    assert_eq!(chain.events::<StaffDismissed>(), [StaffDismissed { organisation: hospital, person: doctor }]);
    let refused = Error::NotStaff { caller: stranger, organisation: hospital };
    assert_eq!(health.by(stranger).resign(hospital), Err(refused));
}
