//! The invariants of README.md while many random messages arrive, many of which are refused. Set `SEED` to repeat a
//! run.
//!
//! The test keeps its own account of consents, entries and prescriptions, and asks it, not the contract, whether a
//! message should have been accepted.

#[cfg(test)]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use consent::*;
use support::*;
use testing::prelude::*;

const MESSAGES: u32 = 60_000;
const KINDS: u64 = 16;
/// What of README.md each kind of message is held to.
const HELD_TO: [&str; KINDS as usize] = [
    "invariant 1",
    "invariant 1",
    "invariant 4",
    "invariant 5",
    "invariant 5",
    "invariant 1",
    "invariant 1",
    "invariant 3",
    "invariant 2",
    "invariant 4",
    "invariant 4",
    "invariant 5",
    "invariant 6",
    "invariant 6",
    "invariant 7",
    "invariant 7",
];

/// What the test knows.
#[derive(Default)]
struct Model {
    staff: BTreeSet<(Address, Address)>,
    /// Ends of consents by patient, organisation and purpose.
    consents: BTreeMap<(Address, Address, B256), u64>,
    entries: BTreeMap<u64, Entry>,
    prescriptions: BTreeMap<u64, Prescription>,
    dispensings: BTreeMap<u64, (u64, u64, u128)>,
    claims: BTreeMap<u64, Address>,
    settled: BTreeSet<u64>,
}

struct Entry {
    patient: Address,
    hospital: Address,
    until: u64,
    justify_by: u64,
    justified: bool,
    reviewed: bool,
}

impl Model {
    fn is_staff(&self, organisation: Address, person: Address) -> bool {
        organisation == person || self.staff.contains(&(organisation, person))
    }

    fn has_access(&self, organisation: Address, patient: Address, purpose: B256, now: u64) -> bool {
        let consents = self.consents.get(&(patient, organisation, purpose)).is_some_and(|until| now < *until);
        let enters = |entry: &Entry| entry.patient == patient && entry.hospital == organisation && now < entry.until;
        consents || purpose == TREATMENT && self.entries.values().any(enters)
    }

    fn is_overdue(&self, hospital: Address, now: u64) -> bool {
        let overdue = |entry: &Entry| {
            entry.hospital == hospital && !entry.justified && !entry.reviewed && now >= entry.justify_by
        };
        self.entries.values().any(overdue)
    }
}

#[test]
fn invariants_hold_after_random_messages() {
    let mut random = Random::from_env();
    let chain = Chain::native();
    let health = health(&chain);
    let Health { ref consents, patient, hospital, doctor, pharmacy, insurer, reviewer, stranger, .. } = health;
    // A second hospital shares the doctor, and at times the doctor may review.
    let clinic = chain.accounts::<9>()[8];
    consents.roles().grant_role(TREATMENT, clinic).unwrap();
    consents.roles().grant_role(REVIEWER, doctor).unwrap();
    let (patients, hospitals) = ([patient, stranger], [hospital, clinic]);
    let admitted = |organisation, purpose| {
        [(hospital, TREATMENT), (clinic, TREATMENT), (pharmacy, DISPENSING), (insurer, INSURANCE)]
            .contains(&(organisation, purpose))
    };
    let organisations = [(hospital, TREATMENT), (clinic, TREATMENT), (pharmacy, DISPENSING), (insurer, INSURANCE)];
    let everybody = [patient, hospital, doctor, pharmacy, insurer, reviewer, stranger, clinic];
    let mut model = Model::default();
    model.staff.insert((hospital, doctor));
    let mut records = BTreeMap::<B256, Address>::new();
    let mut doctor_reviews = true;
    let mut too_much = 0;
    let mut coverage = Coverage::new(MESSAGES, KINDS);
    while coverage.wants_more() {
        let message = coverage.tried();
        chain.advance_time(random.below(8_000));
        let kind = random.below(KINDS);
        // Not for long, as it is not employed meanwhile.
        if random.below(if doctor_reviews { 10 } else { 200 }) == 0 {
            doctor_reviews = !doctor_reviews;
            if doctor_reviews {
                consents.roles().grant_role(REVIEWER, doctor).unwrap();
            } else {
                consents.roles().revoke_role(REVIEWER, doctor).unwrap();
            }
        }
        let now = chain.timestamp();
        let (who, at) = (*random.pick(&patients), *random.pick(&hospitals));
        let anyone = *random.pick(&everybody);
        let (mut organisation, mut purpose) = *random.pick(&organisations);
        if random.below(8) == 0 {
            (organisation, purpose) = (anyone, *random.pick(&[TREATMENT, DISPENSING, RESEARCH]));
        }
        let by = if random.below(6) == 0 { anyone } else { doctor };
        let doctor_at = by == doctor && model.is_staff(at, doctor);
        let last_entry = model.entries.len() as u64;
        // An old one that was never answered keeps its hospital from entering again, so that one is often the subject.
        let unanswered = model.entries.iter().find(|(_, entry)| !entry.justified && !entry.reviewed);
        let emergency = match unanswered {
            Some((number, _)) if random.below(3) == 0 => *number,
            _ => (last_entry + 1).saturating_sub(random.below(5)),
        };
        let last_prescription = model.prescriptions.len() as u64;
        let prescription = (last_prescription + 1).saturating_sub(random.below(6));
        let last_dispensing = model.dispensings.len() as u64;
        let dispensing = (last_dispensing + 1).saturating_sub(random.below(6));
        let (accepted, expected) = match kind {
            0 => {
                let until = (now + random.below(400_000)).saturating_sub(5_000);
                let accepted = health.by(who).grants().grant(organisation, purpose, until).is_ok();
                if accepted {
                    model.consents.insert((who, organisation, purpose), until);
                }
                (accepted, until > now)
            }
            1 => {
                let accepted = health.by(who).grants().revoke_grant(organisation, purpose).is_ok();
                (accepted, model.consents.remove(&(who, organisation, purpose)).is_some())
            }
            2 => {
                let accepted = health.by(at).employ(doctor).is_ok();
                (accepted, !doctor_reviews && model.staff.insert((at, doctor)))
            }
            3 if random.below(3) == 0 => {
                let accepted = health.by(at).dismiss(doctor).is_ok();
                (accepted, model.staff.remove(&(at, doctor)))
            }
            3 | 4 => {
                let record = hash(random.below(u64::from(message) + 1));
                let accepted = health.by(by).anchor(at, who, record).is_ok();
                let expected = doctor_at && model.has_access(at, who, TREATMENT, now) && !records.contains_key(&record);
                if accepted {
                    records.insert(record, who);
                }
                (accepted, expected)
            }
            5 | 6 => {
                let record = records.keys().nth(random.below(records.len() as u64 + 1) as usize).copied();
                let record = record.unwrap_or(B256::ZERO);
                let by = if random.below(4) == 0 { by } else { organisation };
                let accepted = health.by(by).access(organisation, record, purpose).is_ok();
                let of = records.get(&record);
                let has_access = of.is_some_and(|patient| model.has_access(organisation, *patient, purpose, now));
                (accepted, model.is_staff(organisation, by) && admitted(organisation, purpose) && has_access)
            }
            7 => {
                let accepted = health.by(by).enter_emergency(at, who, hash(1)).is_ok();
                let is_open = model
                    .entries
                    .values()
                    .any(|entry| entry.patient == who && entry.hospital == at && now < entry.until);
                let expected = doctor_at && !is_open && !model.is_overdue(at, now);
                if accepted {
                    let (until, justify_by) = (now + EMERGENCY_SECONDS, now + JUSTIFY_SECONDS);
                    let (justified, reviewed) = (false, false);
                    let entry = Entry { patient: who, hospital: at, until, justify_by, justified, reviewed };
                    model.entries.insert(last_entry + 1, entry);
                }
                (accepted, expected)
            }
            8 => {
                let accepted = health.by(anyone).leave_emergency(emergency).is_ok();
                let staff = model.staff.clone();
                let expected = model.entries.get_mut(&emergency).is_some_and(|entry| {
                    let may =
                        [entry.patient, entry.hospital].contains(&anyone) || staff.contains(&(entry.hospital, anyone));
                    let leaves = may && now < entry.until;
                    if leaves {
                        entry.until = now;
                    }
                    leaves
                });
                (accepted, expected)
            }
            9 => {
                let accepted = health.by(by).justify(emergency, hash(2)).is_ok();
                let staff = model.staff.clone();
                let expected = model.entries.get_mut(&emergency).is_some_and(|entry| {
                    let may = by == entry.hospital || staff.contains(&(entry.hospital, by));
                    let justifies = may && !entry.justified && !entry.reviewed;
                    entry.justified |= justifies;
                    justifies
                });
                (accepted, expected)
            }
            10 => {
                let by = *random.pick(&[reviewer, doctor, anyone]);
                let verdict = *random.pick(&[Verdict::Upheld, Verdict::Rejected]);
                let accepted = health.by(by).review(emergency, verdict, hash(3)).is_ok();
                let staff = model.staff.clone();
                let expected = model.entries.get_mut(&emergency).is_some_and(|entry| {
                    let reviews = by == reviewer || by == doctor && doctor_reviews;
                    let is_reviewer = reviews && !staff.contains(&(entry.hospital, by));
                    let in_time = entry.justified || now >= entry.justify_by;
                    let reviews = is_reviewer && in_time && !entry.reviewed;
                    if reviews {
                        entry.reviewed = true;
                        if verdict == Verdict::Rejected {
                            entry.until = entry.until.min(now);
                        }
                    }
                    reviews
                });
                (accepted, expected)
            }
            11 => {
                let (quantity, until) = (random.below(12), (now + random.below(300_000)).saturating_sub(5_000));
                let accepted = health.by(by).prescribe(at, who, hash(4), quantity, until).is_ok();
                let may = doctor_at && model.has_access(at, who, TREATMENT, now);
                if accepted {
                    let prescription = consents.prescription(last_prescription + 1);
                    assert_eq!((prescription.patient, prescription.prescribed), (who, quantity));
                    model.prescriptions.insert(last_prescription + 1, prescription);
                }
                (accepted, may && quantity > 0 && until > now)
            }
            12 if random.below(4) == 0 => {
                let accepted = health.by(by).cancel(prescription).is_ok();
                let expected = model.prescriptions.get_mut(&prescription).is_some_and(|prescription| {
                    let cancels = by == doctor && !prescription.cancelled;
                    prescription.cancelled |= cancels;
                    cancels
                });
                (accepted, expected)
            }
            12 | 13 => {
                let (quantity, price) = (random.below(9), u128::from(random.below(1_000)));
                let by = if random.below(6) == 0 { anyone } else { pharmacy };
                let accepted = health.by(by).dispense(pharmacy, prescription, quantity, price).is_ok();
                let expected = model.prescriptions.get(&prescription).is_some_and(|found| {
                    model.has_access(pharmacy, found.patient, DISPENSING, now)
                        && by == pharmacy
                        && !found.cancelled
                        && now < found.until
                        && quantity > 0
                        && {
                            let fits = found.dispensed + quantity <= found.prescribed;
                            too_much += u32::from(!fits);
                            fits
                        }
                });
                if accepted {
                    model.dispensings.insert(last_dispensing + 1, (prescription, quantity, price));
                    if let Some(found) = model.prescriptions.get_mut(&prescription) {
                        found.dispensed += quantity;
                    }
                }
                (accepted, expected)
            }
            14 if random.below(12) == 0 => {
                let accepted = health.by(doctor).resign(at).is_ok();
                (accepted, model.staff.remove(&(at, doctor)))
            }
            14 => {
                let to = *random.pick(&[insurer, anyone]);
                let of = model.dispensings.get(&dispensing).map(|(prescription, ..)| prescription);
                let patient = of.map(|prescription| model.prescriptions[prescription].patient);
                let by = if random.below(4) == 0 { anyone } else { patient.unwrap_or(anyone) };
                let accepted = health.by(by).claim(dispensing, to).is_ok();
                let expected = patient == Some(by) && to == insurer && !model.claims.contains_key(&dispensing);
                if accepted {
                    model.claims.insert(dispensing, to);
                }
                (accepted, expected)
            }
            _ => {
                let by = *random.pick(&[insurer, insurer, anyone]);
                let paid = u128::from(random.below(1_000));
                let accepted = health.by(by).settle(dispensing, paid, hash(5)).is_ok();
                let price = model.dispensings.get(&dispensing).map(|(_, _, price)| *price);
                let claimed = model.claims.get(&dispensing) == Some(&by);
                let expected = claimed && price.is_some_and(|price| paid <= price);
                (accepted, expected && model.settled.insert(dispensing))
            }
        };
        assert_eq!(accepted, expected, "{}: message {message} of kind {kind}", HELD_TO[kind as usize]);
        coverage.count(kind, accepted);
    }
    assert!(too_much > 0, "nobody asked for more than was prescribed");
    check(&chain, consents, &model);
}

/// What the contract keeps is what the messages add up to, and every access was told.
fn check(chain: &Chain, consents: &ConsentsClient<Sender>, model: &Model) {
    for (number, expected) in &model.prescriptions {
        let parts = model.dispensings.values().filter(|(prescription, ..)| prescription == number);
        let sum: u64 = parts.map(|(_, quantity, _)| quantity).sum();
        assert_eq!(consents.prescription(*number), *expected);
        assert_eq!(expected.dispensed, sum, "invariant 6: dispensed is the sum of the parts");
        assert!(expected.dispensed <= expected.prescribed);
    }
    for (number, entry) in &model.entries {
        let found = consents.emergency(*number);
        assert_eq!((found.patient, found.hospital, found.until), (entry.patient, entry.hospital, entry.until));
        assert_eq!(!found.justification.is_zero(), entry.justified);
        assert_eq!(found.verdict != Verdict::None, entry.reviewed);
    }
    assert_eq!(
        chain.events::<EmergencyEntered>().len(),
        model.entries.len(),
        "invariant 2: the patient is told of each"
    );
    for event in chain.events::<RecordAccessed>().into_iter().filter(|event| event.emergency != 0) {
        let entry = &model.entries[&event.emergency];
        assert_eq!((entry.patient, entry.hospital), (event.patient, event.organisation));
    }
    for (dispensing, (_, _, price)) in &model.dispensings {
        let found = consents.dispensing(*dispensing);
        assert!(found.paid <= *price);
        assert_eq!(found.claim == ClaimStatus::Settled, model.settled.contains(dispensing));
    }
}
