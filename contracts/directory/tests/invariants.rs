//! The invariants of README.md while many random messages arrive, many of which are refused. Set `SEED` to repeat a
//! run.
//!
//! The test keeps its own account of duties, data sets, shares, uses and complaints, and asks it, not the contract,
//! whether a message should have been accepted.

#[cfg(test)]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use directory::*;
use support::*;
use testing::prelude::*;

const MESSAGES: u32 = 60_000;
const KINDS: u64 = 20;
/// What of README.md each kind of message is held to.
const HELD_TO: [&str; KINDS as usize] = [
    "invariant 1",
    "invariant 1",
    "invariant 1",
    "invariant 1",
    "invariant 3",
    "invariant 1",
    "invariant 1",
    "invariant 9",
    "invariant 8",
    "invariant 8",
    "invariants 5 and 6",
    "invariant 5",
    "invariants 2, 4 and 6",
    "invariants 2 and 4",
    "invariants 2 and 4",
    "invariants 2 and 4",
    "invariant 4",
    "invariant 7",
    "invariant 5",
    "invariant 5",
];

/// What the test knows. Numbers are indices from 1.
#[derive(Default)]
struct Model {
    duties: BTreeMap<u64, Duty>,
    datasets: BTreeMap<u64, (Dataset, Version)>,
    shares: BTreeMap<u64, Share>,
    exchanges: BTreeMap<(u64, u64), Exchange>,
    complaints: BTreeMap<u64, Complaint>,
    /// Who is no department now.
    former: BTreeSet<Address>,
    supervisors: Vec<Address>,
    /// Uses that were refused for their count alone.
    above_quota: u32,
}

impl Model {
    fn bears(&self, duty: u64, department: Address) -> bool {
        let bears = self.duties.get(&duty).is_some_and(|duty| !duty.abolished && duty.department == department);
        bears && self.is_department(department)
    }

    fn is_department(&self, account: Address) -> bool {
        !self.former.contains(&account)
    }

    /// A supervisor who is neither side of the share.
    fn is_over(&self, account: Address, share: &Share) -> bool {
        let party = [share.consumer, self.provider(share.dataset)].contains(&account);
        self.supervisors.contains(&account) && !party
    }

    /// The department that has a data set now.
    fn provider(&self, dataset: u64) -> Address {
        self.duties[&self.datasets[&dataset].0.duty].department
    }

    fn may_change(&self, dataset: u64, department: Address) -> bool {
        let found = self.datasets.get(&dataset);
        found.is_some_and(|(dataset, _)| !dataset.withdrawn && self.bears(dataset.duty, department))
    }

    fn is_live(&self, share: &Share, fields: u128, now: u64) -> bool {
        let (dataset, version) = &self.datasets[&share.dataset];
        let covered = share.fields & version.fields & !version.withheld;
        share.status == ShareStatus::Granted
            && now < share.until
            && self.bears(share.purpose, share.consumer)
            && !dataset.withdrawn
            && fields != 0
            && fields & !covered == 0
    }
}

/// A recent number of a series, or the next, which does not exist.
fn recent(random: &mut Random, count: usize) -> u64 {
    (count as u64 + 1).saturating_sub(random.below(8))
}

fn version(random: &mut Random) -> Version {
    let bits = |random: &mut Random| u128::from(random.next_u64() & 0x3FF);
    let fields = bits(random) | bits(random);
    let (open, withheld) = (bits(random) & bits(random), bits(random) & bits(random));
    let (mut open, mut withheld) = (open & fields, withheld & fields & !open);
    if random.below(12) == 0 {
        (open, withheld) = (bits(random), bits(random));
    }
    Version { schema: hash(1), fields, open, withheld, cycle: random.below(8) * DAY }
}

fn makes_sense(content: &Version, retired: u128) -> bool {
    let Version { fields, open, withheld, cycle, .. } = *content;
    fields != 0 && (open | withheld) & !fields == 0 && open & withheld == 0 && cycle > 0 && fields & retired == 0
}

#[test]
fn invariants_hold_after_random_messages() {
    let mut random = Random::from_env();
    let chain = Chain::native();
    let city = city(&chain);
    let City { ref directory, register, housing, third, supervisor, stranger, .. } = city;
    let departments = [register, housing, third];
    let everybody = [register, housing, third, supervisor, stranger];
    let mut model = Model::default();
    for duty in [city.duty, city.purpose] {
        model.duties.insert(duty, directory.duty(duty));
    }
    model.datasets.insert(city.dataset, (directory.dataset(city.dataset), residents()));
    // A department is a supervisor, too, and now and then one is a department no longer.
    directory.roles().grant_role(SUPERVISOR, third).unwrap();
    model.supervisors = vec![supervisor, third];
    let mut coverage = Coverage::new(MESSAGES, KINDS);
    while coverage.wants_more() {
        let message = coverage.tried();
        chain.advance_time(random.below(DAY / 2));
        let kind = random.below(KINDS);
        // Not for long, or nothing would get on.
        for department in departments {
            if model.former.contains(&department) && random.below(5) == 0 {
                directory.roles().grant_role(DEPARTMENT, department).unwrap();
                model.former.remove(&department);
            } else if random.below(400) == 0 {
                directory.roles().revoke_role(DEPARTMENT, department).unwrap();
                model.former.insert(department);
            }
        }
        let now = chain.timestamp();
        let supervisor = *random.pick(&[supervisor, supervisor, third]);
        let (department, anyone) = (*random.pick(&departments), *random.pick(&everybody));
        let duty = recent(&mut random, model.duties.len());
        let dataset = recent(&mut random, model.datasets.len());
        let share = recent(&mut random, model.shares.len());
        let complaint = recent(&mut random, model.complaints.len());
        let reason = if random.below(10) == 0 { B256::ZERO } else { hash(3) };
        let provider = model.shares.get(&share).map_or(anyone, |share| model.provider(share.dataset));
        let by_provider = *random.pick(&[provider, provider, provider, anyone]);
        let (accepted, expected) = match kind {
            0 => {
                let accepted = directory.register_duty(anyone, reason).is_ok();
                if accepted {
                    let number = model.duties.len() as u64 + 1;
                    model.duties.insert(number, Duty { department: anyone, basis: reason, ..Duty::default() });
                }
                (accepted, departments.contains(&anyone) && model.is_department(anyone) && !reason.is_zero())
            }
            1 => {
                let accepted = directory.transfer_duty(duty, department).is_ok();
                let is_borne = model.duties.get(&duty).is_some_and(|duty| !duty.abolished);
                let expected = is_borne && model.is_department(department);
                if accepted && let Some(duty) = model.duties.get_mut(&duty) {
                    duty.department = department;
                }
                (accepted, expected)
            }
            2 if random.below(8) == 0 => {
                let accepted = directory.abolish_duty(duty).is_ok();
                let expected = model.duties.get(&duty).is_some_and(|duty| !duty.abolished && duty.datasets == 0);
                if accepted && let Some(duty) = model.duties.get_mut(&duty) {
                    duty.abolished = true;
                }
                (accepted, expected)
            }
            2 | 3 => {
                let content = version(&mut random);
                let accepted = city.by(department).publish(duty, content.clone()).is_ok();
                let expected = model.bears(duty, department) && makes_sense(&content, 0);
                if accepted {
                    let record = Dataset { duty, version: 1, updated_at: now, ..Dataset::default() };
                    model.datasets.insert(model.datasets.len() as u64 + 1, (record, content));
                    model.duties.entry(duty).and_modify(|duty| duty.datasets += 1);
                }
                (accepted, expected)
            }
            4 => {
                let mut content = version(&mut random);
                if let Some((record, _)) = model.datasets.get(&dataset).filter(|_| random.below(4) > 0) {
                    content.fields &= !record.retired;
                    content.open &= content.fields;
                    content.withheld &= content.fields & !content.open;
                }
                let accepted = city.by(department).revise(dataset, content.clone()).is_ok();
                let retired = model.datasets.get(&dataset).map_or(0, |(record, _)| record.retired);
                let expected = model.may_change(dataset, department) && makes_sense(&content, retired);
                if accepted && let Some((record, last)) = model.datasets.get_mut(&dataset) {
                    record.version += 1;
                    record.retired |= last.fields & !content.fields;
                    *last = content;
                }
                (accepted, expected)
            }
            5 if random.below(6) == 0 => {
                let accepted = city.by(department).withdraw(dataset, reason).is_ok();
                let expected = model.may_change(dataset, department) && !reason.is_zero();
                if accepted && let Some((record, _)) = model.datasets.get_mut(&dataset) {
                    record.withdrawn = true;
                    model.duties.entry(record.duty).and_modify(|duty| duty.datasets -= 1);
                }
                (accepted, expected)
            }
            5 | 6 => {
                let accepted = city.by(department).update(dataset, hash(4)).is_ok();
                let expected = model.may_change(dataset, department);
                if accepted && let Some((record, _)) = model.datasets.get_mut(&dataset) {
                    (record.updated_at, record.stale) = (now, false);
                }
                (accepted, expected)
            }
            7 => {
                let accepted = city.by(anyone).report_stale(dataset).is_ok();
                let expected = model.datasets.get_mut(&dataset).is_some_and(|(record, version)| {
                    let stale = !record.withdrawn && !record.stale && now >= record.updated_at + version.cycle;
                    record.stale |= stale;
                    stale
                });
                (accepted, expected)
            }
            8 | 9 => {
                let (fields, until) = (u128::from(random.next_u64() & random.next_u64() & 0x3FF), now + 40 * DAY);
                let until = if random.below(10) == 0 { now } else { until };
                let accepted = city.by(department).request(dataset, fields, duty, until).is_ok();
                let found = model.datasets.get(&dataset).filter(|(record, _)| !record.withdrawn);
                let expected = found.is_some_and(|(_, version)| {
                    model.bears(duty, department)
                        && model.provider(dataset) != department
                        && fields != 0
                        && fields & !(version.fields & !version.withheld) == 0
                        && until > now
                });
                if accepted && let Some((_, version)) = found {
                    let open = fields & !version.open == 0;
                    let status = if open { ShareStatus::Granted } else { ShareStatus::Requested };
                    let (consumer, purpose, quota) = (department, duty, if open { u64::MAX } else { 0 });
                    let (deadline, used) = (now + TERMS.answer_seconds, 0);
                    let record = Share { status, dataset, consumer, purpose, fields, until, deadline, quota, used };
                    model.shares.insert(model.shares.len() as u64 + 1, record);
                }
                (accepted, expected)
            }
            10 => {
                let (approves, quota) = (random.below(4) > 0, random.below(16));
                let by = *random.pick(&[by_provider, supervisor]);
                let accepted = if approves {
                    city.by(by).approve(share, quota).is_ok()
                } else {
                    city.by(by).deny(share, reason).is_ok()
                };
                let makes_sense = if approves { quota > 0 } else { !reason.is_zero() };
                let expected = model.shares.get(&share).is_some_and(|found| {
                    let is_open = matches!(found.status, ShareStatus::Requested | ShareStatus::Escalated);
                    let in_time = by == provider && model.is_department(by);
                    let may = if now < found.deadline { in_time } else { model.is_over(by, found) };
                    is_open && may && makes_sense
                });
                if accepted && let Some(found) = model.shares.get_mut(&share) {
                    found.status = if approves { ShareStatus::Granted } else { ShareStatus::Denied };
                    found.quota = if approves { quota } else { 0 };
                }
                (accepted, expected)
            }
            11 => {
                let accepted = city.by(anyone).escalate(share).is_ok();
                let expected = model.shares.get_mut(&share).is_some_and(|found| {
                    let escalates = found.status == ShareStatus::Requested && now >= found.deadline;
                    if escalates {
                        found.status = ShareStatus::Escalated;
                    }
                    escalates
                });
                (accepted, expected)
            }
            12 if random.below(3) == 0 => {
                let by = *random.pick(&[by_provider, supervisor]);
                let accepted = city.by(by).revoke(share, reason).is_ok();
                let supervises = by != provider && model.supervisors.contains(&by);
                let may = supervises || by == provider && model.is_department(by);
                let expected = model.shares.get_mut(&share).is_some_and(|found| {
                    let revokes = found.status == ShareStatus::Granted && may && !reason.is_zero();
                    if revokes {
                        found.status = ShareStatus::Revoked;
                    }
                    revokes
                });
                (accepted, expected)
            }
            12..=15 => use_share(&mut random, &city, &mut model, share, by_provider),
            16 => {
                let exchange = random.below(12);
                let accepted = city.by(anyone).report_one_sided(share, hash(exchange)).is_ok();
                let expected = model.exchanges.get_mut(&(share, exchange)).is_some_and(|found| {
                    let one_sided = matches!(found.status, ExchangeStatus::Delivered | ExchangeStatus::Received);
                    let disputes = one_sided && now >= found.deadline;
                    if disputes {
                        found.status = ExchangeStatus::Disputed;
                    }
                    disputes
                });
                (accepted, expected)
            }
            17 => {
                let (exchange, delivery_stands) = (random.below(12), random.below(2) == 0);
                let by = *random.pick(&[supervisor, supervisor, anyone]);
                let accepted = city.by(by).settle(share, hash(exchange), delivery_stands).is_ok();
                let may = model.shares.get(&share).is_some_and(|share| model.is_over(by, share));
                let expected = model.exchanges.get_mut(&(share, exchange)).is_some_and(|found| {
                    let settles = found.status == ExchangeStatus::Disputed && may;
                    if settles {
                        found.status = ExchangeStatus::Settled;
                        found.counted = if delivery_stands { found.delivery.count } else { found.receipt.count };
                    }
                    settles
                });
                (accepted, expected)
            }
            18 => {
                let consumer = model.shares.get(&share).map_or(anyone, |share| share.consumer);
                let by = *random.pick(&[consumer, anyone]);
                let accepted = city.by(by).complain(share, reason).is_ok();
                let expected = model.shares.get(&share).is_some_and(|share| {
                    let granted = matches!(share.status, ShareStatus::Granted | ShareStatus::Revoked);
                    granted && by == share.consumer && model.is_department(by) && !reason.is_zero()
                });
                if accepted {
                    let record = directory.complaint(model.complaints.len() as u64 + 1);
                    assert_eq!((record.share, record.deadline), (share, now + TERMS.answer_seconds));
                    model.complaints.insert(model.complaints.len() as u64 + 1, record);
                }
                (accepted, expected)
            }
            _ => treat_complaint(&mut random, &city, &mut model, complaint, supervisor),
        };
        assert_eq!(accepted, expected, "{}: message {message} of kind {kind}", HELD_TO[kind as usize]);
        coverage.count(kind, accepted);
    }
    assert!(model.above_quota > 0, "no use was above its quota");
    assert!(model.duties.values().any(|duty| duty.abolished), "no duty was abolished");
    assert!(model.datasets.values().any(|(dataset, _)| dataset.withdrawn), "no data set was withdrawn");
    assert!(model.shares.values().any(|share| share.status == ShareStatus::Revoked), "no share was revoked");
    check(directory, &model);
}

/// One side records a use.
fn use_share(random: &mut Random, city: &City, model: &mut Model, share: u64, by_provider: Address) -> (bool, bool) {
    let now = city.chain.timestamp();
    let (exchange, delivers) = (random.below(12), random.below(2) == 0);
    let consumer = model.shares.get(&share).map_or(by_provider, |share| share.consumer);
    let by = if delivers || random.below(6) == 0 { by_provider } else { consumer };
    let known = model.exchanges.get(&(share, exchange)).cloned().unwrap_or_default();
    let covered = model.shares.get(&share).map_or(1, |share| share.fields);
    let mut usage = Usage {
        fields: if random.below(4) > 0 { covered } else { u128::from(random.below(0x400)) },
        count: random.below(20),
        digest: hash(5),
    };
    if known.status != ExchangeStatus::None && random.below(3) > 0 {
        usage = if known.delivery == Usage::default() { known.receipt.clone() } else { known.delivery.clone() };
    }
    let accepted = if delivers {
        city.by(by).deliver(share, hash(exchange), usage.clone()).is_ok()
    } else {
        city.by(by).receive(share, hash(exchange), usage.clone()).is_ok()
    };
    let (side, other) = if delivers {
        (ExchangeStatus::Delivered, ExchangeStatus::Received)
    } else {
        (ExchangeStatus::Received, ExchangeStatus::Delivered)
    };
    let used = used(model, share);
    let mut above_quota = false;
    let expected = model.shares.get(&share).is_some_and(|found| {
        let whose = if delivers { model.provider(found.dataset) } else { found.consumer };
        let is_first = known.status == ExchangeStatus::None;
        let fits = usage.count <= found.quota.saturating_sub(used);
        let may_open = is_first && usage.count > 0 && model.is_live(found, usage.fields, now);
        let opens = may_open && fits;
        let granted_once = matches!(found.status, ShareStatus::Granted | ShareStatus::Revoked);
        above_quota = by == whose && model.is_department(by) && may_open && !fits;
        by == whose && model.is_department(by) && granted_once && (opens || known.status == other)
    });
    model.above_quota += u32::from(above_quota);
    if accepted {
        let mut record = known.clone();
        if known.status == ExchangeStatus::None {
            (record.status, record.counted, record.deadline) = (side, usage.count, now + TERMS.match_seconds);
        } else {
            let first = if delivers { &known.receipt } else { &known.delivery };
            record.status = if *first == usage { ExchangeStatus::Matched } else { ExchangeStatus::Disputed };
        }
        if delivers {
            record.delivery = usage;
        } else {
            record.receipt = usage;
        }
        model.exchanges.insert((share, exchange), record);
    }
    (accepted, expected)
}

/// What counts as used of a share: the sum over its exchanges.
fn used(model: &Model, share: u64) -> u64 {
    model.exchanges.range((share, 0)..(share + 1, 0)).map(|(_, exchange)| exchange.counted).sum()
}

/// A step of a complaint.
fn treat_complaint(
    random: &mut Random,
    city: &City,
    model: &mut Model,
    complaint: u64,
    supervisor: Address,
) -> (bool, bool) {
    let now = city.chain.timestamp();
    let Some(found) = model.complaints.get(&complaint).cloned() else {
        return (city.by(supervisor).decide(complaint, hash(6)).is_ok(), false);
    };
    let share = &model.shares[&found.share];
    let (provider, consumer) = (model.provider(share.dataset), share.consumer);
    let by = *random.pick(&[provider, consumer, supervisor, city.stranger]);
    let is_department = model.is_department(by);
    let client = city.by(by);
    let late = now >= found.deadline;
    use ComplaintStatus::{Answered, Closed, Escalated, Open};
    let (accepted, expected, next) = match random.below(4) {
        0 => {
            let answers = found.status == Open && by == provider && is_department && !late;
            (client.answer(complaint, hash(6)).is_ok(), answers, Answered)
        }
        1 => {
            let accepts = found.status == Answered && by == consumer && is_department;
            (client.accept(complaint).is_ok(), accepts, Closed)
        }
        2 => {
            let refuses = found.status == Answered && by == consumer && is_department;
            let escalates = found.status == Open && late || refuses;
            (client.escalate_complaint(complaint).is_ok(), escalates, Escalated)
        }
        _ => {
            let decides = found.status == Escalated && model.is_over(by, share);
            (client.decide(complaint, hash(6)).is_ok(), decides, Closed)
        }
    };
    if accepted {
        model.complaints.entry(complaint).and_modify(|complaint| complaint.status = next);
    }
    (accepted, expected)
}

/// What the contract keeps is what the messages made of it.
fn check(directory: &DirectoryClient<Sender>, model: &Model) {
    for (number, duty) in &model.duties {
        assert_eq!(directory.duty(*number), *duty);
        let shared = model.datasets.values().filter(|(dataset, _)| dataset.duty == *number && !dataset.withdrawn);
        assert_eq!(duty.datasets, shared.count() as u64);
        assert!(
            !duty.abolished || duty.datasets == 0,
            "invariant 1: data that is shared belongs to a duty that is borne"
        );
    }
    for (number, (dataset, version)) in &model.datasets {
        assert_eq!(directory.dataset(*number), *dataset);
        assert_eq!(directory.version(*number, dataset.version), *version);
        for earlier in 1..=dataset.version {
            let removed = directory.version(*number, earlier).fields & !version.fields;
            assert_eq!(removed & !dataset.retired, 0, "invariant 3: what was removed is retired");
        }
    }
    for (number, share) in &model.shares {
        let expected = Share { used: used(model, *number), ..share.clone() };
        assert_eq!(directory.share(*number), expected, "invariant 4: used is the sum over the exchanges");
    }
    for ((share, exchange), expected) in &model.exchanges {
        assert_eq!(directory.exchange(*share, hash(*exchange)), *expected);
    }
    for (number, complaint) in &model.complaints {
        assert_eq!(directory.complaint(*number).status, complaint.status);
    }
    let next = model.shares.len() as u64 + 1;
    assert_eq!(directory.share(next).status, ShareStatus::None, "invariant 9: numbers have no gaps");
}
