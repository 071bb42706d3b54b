//! Each step in the directory, and each reason to refuse one, by name.

#[cfg(test)]
mod support;

use blocks::RolesError;
use directory::*;
use support::*;
use testing::prelude::*;

fn not(role: B256, account: Address) -> Error {
    Error::Roles(RolesError::AccessControlUnauthorizedAccount { account, needed_role: role })
}

fn wrong_share(found: ShareStatus, expected: ShareStatus) -> Error {
    Error::WrongShareStatus { found, expected }
}

#[chain_test]
fn duty_brings_data_which_is_versioned(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, duty, dataset, .. } = city;
    assert_eq!((duty, dataset), (1, 1));
    let record = Duty { department: register, basis: hash(10), datasets: 1, abolished: false };
    assert_eq!(directory.duty(duty), record);
    let registered = DutyRegistered { duty, department: register, basis: hash(10) };
    assert_eq!(chain.events::<DutyRegistered>()[0], registered);

    let content = Version { schema: hash(2), fields: NAME | PHONE, ..residents() };
    let content = Version { withheld: 0, ..content };
    assert_eq!(city.by(register).revise(dataset, content.clone()), Ok(2));
    assert_eq!(directory.version(dataset, 1), residents(), "the first version stays");
    assert_eq!(directory.version(dataset, 2), content);
    let record = directory.dataset(dataset);
    assert_eq!((record.duty, record.version, record.retired), (duty, 2, ADDRESS | INCOME | HEALTH));
    let published = VersionPublished { dataset, duty, version: 2, content };
    assert_eq!(chain.events::<VersionPublished>()[1], published);
}

#[chain_test]
fn removed_fields_never_come_back(chain: Chain) {
    let city = city(&chain);
    let City { register, dataset, .. } = city;
    let revise = |fields| {
        let content = Version { fields, open: 0, withheld: 0, ..residents() };
        city.by(register).revise(dataset, content)
    };
    assert_eq!(revise(NAME | ADDRESS), Ok(2));
    assert_eq!(revise(NAME), Ok(3));
    assert_eq!(revise(NAME | ADDRESS | INCOME), Err(Error::FieldsRetired { fields: ADDRESS | INCOME }));
    assert_eq!(revise(NAME | PHONE), Ok(4));
}

#[chain_test]
fn open_fields_are_granted_at_once(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, housing: consumer, dataset, purpose, .. } = city;
    let until = city.later();
    let deadline = chain.timestamp() + TERMS.answer_seconds;
    let share = city.by(consumer).request(dataset, NAME, purpose, until).unwrap();
    let requested = ShareRequested { share, dataset, consumer, purpose, fields: NAME, until, deadline };
    assert_eq!(chain.events::<ShareRequested>(), [requested]);
    let granted = ShareGranted { share, by: directory.address(), quota: u64::MAX };
    assert_eq!(chain.events::<ShareGranted>(), [granted]);
    assert!(directory.is_live(share, NAME));
    assert_eq!(directory.share(city.requested(NAME | ADDRESS)).status, ShareStatus::Requested);
}

#[chain_test]
fn request_is_approved_by_the_provider_in_time(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, supervisor, third, .. } = city;
    let share = city.requested(ADDRESS | INCOME);
    assert!(!directory.is_live(share, ADDRESS));
    for caller in [third, supervisor] {
        let refused = Error::NotProvider { caller, provider: register };
        assert_eq!(city.by(caller).approve(share, 1), Err(refused.clone()));
        assert_eq!(city.by(caller).deny(share, hash(1)), Err(refused));
    }
    city.by(register).approve(share, 100).unwrap();
    assert_eq!(chain.events::<ShareGranted>(), [ShareGranted { share, by: register, quota: 100 }]);
    assert!(directory.is_live(share, ADDRESS) && directory.is_live(share, ADDRESS | INCOME));
    assert!(!directory.is_live(share, ADDRESS | NAME), "a field that was not asked for");
    assert!(!directory.is_live(share, 0));
    let again = wrong_share(ShareStatus::Granted, ShareStatus::Requested);
    assert_eq!(city.by(register).approve(share, 100), Err(again.clone()));
    assert_eq!(city.by(register).deny(share, hash(1)), Err(again));
}

#[chain_test]
fn request_is_denied_for_a_reason(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, .. } = city;
    let share = city.requested(INCOME);
    assert_eq!(city.by(register).deny(share, B256::ZERO), Err(Error::Missing));
    assert_eq!(city.by(register).approve(share, 0), Err(Error::NothingWanted));
    city.by(register).deny(share, hash(5)).unwrap();
    assert_eq!(chain.events::<ShareDenied>(), [ShareDenied { share, by: register, reason: hash(5) }]);
    assert_eq!(directory.share(share).status, ShareStatus::Denied);
    let again = wrong_share(ShareStatus::Denied, ShareStatus::Requested);
    assert_eq!(city.by(register).approve(share, 1), Err(again));
}

#[chain_test]
fn request_that_is_not_answered_in_time_is_the_supervisors(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, supervisor, stranger, .. } = city;
    let [share, other] = [ADDRESS, INCOME].map(|fields| city.requested(fields));
    let deadline = directory.share(share).deadline;
    let now = chain.timestamp();
    assert_eq!(city.by(stranger).escalate(share), Err(Error::TooEarly { deadline, now }));
    city.wait_until(directory.share(other).deadline);
    assert_eq!(city.by(register).approve(share, 1), Err(not(SUPERVISOR, register)));
    city.by(supervisor).deny(other, hash(1)).expect("also if nobody escalated it");
    city.by(stranger).escalate(share).unwrap();
    assert_eq!(chain.events::<ShareEscalated>(), [ShareEscalated { share, department: register }]);
    let again = wrong_share(ShareStatus::Escalated, ShareStatus::Requested);
    assert_eq!(city.by(stranger).escalate(share), Err(again));
    assert_eq!(city.by(register).approve(share, 1), Err(not(SUPERVISOR, register)));
    city.by(supervisor).approve(share, 7).unwrap();
    assert_eq!(directory.share(share).quota, 7);
}

#[chain_test]
fn share_ends_when_it_is_revoked_expired_or_its_purpose_is_gone(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, third, supervisor, purpose, .. } = city;
    let shares = [(); 3].map(|()| city.granted());
    let refused = Error::NotProvider { caller: housing, provider: register };
    assert_eq!(city.by(housing).revoke(shares[0], hash(1)), Err(refused));
    assert_eq!(city.by(register).revoke(shares[0], B256::ZERO), Err(Error::Missing));
    city.by(register).revoke(shares[0], hash(1)).unwrap();
    city.by(supervisor).revoke(shares[1], hash(2)).unwrap();
    assert_eq!(chain.events::<ShareRevoked>()[1], ShareRevoked { share: shares[1], by: supervisor, reason: hash(2) });
    assert!(!directory.is_live(shares[0], ADDRESS) && !directory.is_live(shares[1], ADDRESS));
    let again = wrong_share(ShareStatus::Revoked, ShareStatus::Granted);
    assert_eq!(city.by(register).revoke(shares[0], hash(1)), Err(again));

    let share = shares[2];
    let deliver = |n| city.by(register).deliver(share, hash(n), addresses(1));
    directory.transfer_duty(purpose, third).unwrap();
    assert_eq!(deliver(1), Err(Error::PurposeLapsed { share, purpose }), "the consumer does not bear it any more");
    directory.transfer_duty(purpose, housing).unwrap();
    assert_eq!(deliver(2), Ok(()));
    let expired_at = directory.share(share).until;
    city.wait_until(expired_at - 1);
    assert_eq!(deliver(3), Ok(()));
    assert_eq!(deliver(4), Err(Error::ShareExpired { share, expired_at }));
    directory.abolish_duty(purpose).unwrap();
    assert!(!directory.is_live(share, ADDRESS));
}

#[chain_test]
fn abolished_purpose_ends_its_shares(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, purpose, .. } = city;
    let share = city.granted();
    directory.abolish_duty(purpose).unwrap();
    let refused = city.by(register).deliver(share, hash(1), addresses(1));
    assert_eq!(refused, Err(Error::PurposeLapsed { share, purpose }));
}

#[chain_test]
fn revision_takes_removed_and_withheld_fields_from_shares(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, dataset, .. } = city;
    let share = city.granted();
    let content = Version { fields: NAME | ADDRESS | INCOME, withheld: INCOME, ..residents() };
    city.by(register).revise(dataset, content).unwrap();
    assert!(directory.is_live(share, ADDRESS) && !directory.is_live(share, INCOME));
    let content = Version { fields: NAME | INCOME, withheld: 0, ..residents() };
    city.by(register).revise(dataset, content).unwrap();
    assert!(!directory.is_live(share, ADDRESS) && directory.is_live(share, INCOME));
    let deliver = city.by(register).deliver(share, hash(1), addresses(1));
    assert_eq!(deliver, Err(Error::FieldsNotGranted { fields: ADDRESS }));
}

#[chain_test]
fn use_is_recorded_from_both_sides_and_matches(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, .. } = city;
    let share = city.granted();
    let (exchange, usage) = (hash(1), addresses(40));
    let deadline = chain.timestamp() + TERMS.match_seconds;
    city.by(register).deliver(share, exchange, usage.clone()).unwrap();
    let delivered = Exchange {
        status: ExchangeStatus::Delivered,
        delivery: usage.clone(),
        receipt: Usage::default(),
        counted: 40,
        deadline,
    };
    assert_eq!(directory.exchange(share, exchange), delivered);
    assert_eq!(directory.share(share).used, 40);
    city.by(housing).receive(share, exchange, usage.clone()).unwrap();
    let status = ExchangeStatus::Matched;
    let matched = Exchange { status, receipt: usage.clone(), ..delivered };
    assert_eq!(directory.exchange(share, exchange), matched);
    assert_eq!(directory.share(share).used, 40, "a use counts once");
    let recorded = [register, housing].map(|by| UseRecorded { share, exchange, by, usage: usage.clone() });
    assert_eq!(chain.events::<UseRecorded>(), recorded);
    assert_eq!(chain.events::<UseConcluded>(), [UseConcluded { share, exchange, status, counted: 40 }]);

    // The consumer may be first.
    city.by(housing).receive(share, hash(2), addresses(5)).unwrap();
    assert_eq!(directory.exchange(share, hash(2)).status, ExchangeStatus::Received);
    city.by(register).deliver(share, hash(2), addresses(5)).unwrap();
    assert_eq!(directory.exchange(share, hash(2)).status, ExchangeStatus::Matched);
    assert_eq!(directory.share(share).used, 45);
}

#[chain_test]
fn other_record_is_a_dispute_that_the_supervisor_settles(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, supervisor, .. } = city;
    let share = city.granted();
    let usages = [addresses(11), Usage { fields: INCOME, ..addresses(10) }, Usage { digest: hash(9), ..addresses(10) }];
    for (exchange, other) in (1..).map(hash).zip(usages) {
        city.by(register).deliver(share, exchange, addresses(10)).unwrap();
        city.by(housing).receive(share, exchange, other).unwrap();
        assert_eq!(directory.exchange(share, exchange).status, ExchangeStatus::Disputed);
    }
    assert_eq!(directory.share(share).used, 30);
    assert_eq!(city.by(register).settle(share, hash(1), true), Err(not(SUPERVISOR, register)));
    city.by(supervisor).settle(share, hash(1), false).unwrap();
    assert_eq!(directory.share(share).used, 31, "the consumer's record stands");
    city.by(supervisor).settle(share, hash(2), true).unwrap();
    assert_eq!(directory.share(share).used, 31);
    let status = ExchangeStatus::Settled;
    let settled = UseConcluded { share, exchange: hash(1), status, counted: 11 };
    assert_eq!(chain.events::<UseConcluded>()[3], settled);
    let (found, expected) = (ExchangeStatus::Settled, ExchangeStatus::Disputed);
    let again = city.by(supervisor).settle(share, hash(1), true);
    assert_eq!(again, Err(Error::WrongExchangeStatus { found, expected }));
}

#[chain_test]
fn use_that_one_side_recorded_is_a_dispute_after_its_time(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, supervisor, stranger, .. } = city;
    let share = city.granted();
    city.by(register).deliver(share, hash(1), addresses(10)).unwrap();
    let report = |exchange| city.by(stranger).report_one_sided(share, exchange);
    let deadline = directory.exchange(share, hash(1)).deadline;
    let now = chain.timestamp();
    assert_eq!(report(hash(1)), Err(Error::TooEarly { deadline, now }));
    city.wait_until(deadline);
    assert_eq!(report(hash(1)), Ok(()));
    let status = ExchangeStatus::Disputed;
    assert_eq!(directory.exchange(share, hash(1)).status, status);
    let disputed = UseConcluded { share, exchange: hash(1), status, counted: 10 };
    assert_eq!(chain.events::<UseConcluded>(), [disputed]);
    let late = city.by(housing).receive(share, hash(1), addresses(10));
    assert_eq!(late, Err(Error::AlreadyRecorded { exchange: hash(1), status }));
    city.by(supervisor).settle(share, hash(1), false).unwrap();
    assert_eq!(directory.share(share).used, 0, "nothing was received");
    let expected = ExchangeStatus::Delivered;
    for (exchange, found) in [(hash(1), ExchangeStatus::Settled), (hash(2), ExchangeStatus::None)] {
        assert_eq!(report(exchange), Err(Error::WrongExchangeStatus { found, expected }));
    }
}

#[chain_test]
fn use_is_for_its_parties_within_the_quota_and_recorded_once(chain: Chain) {
    let city = city(&chain);
    let City { register, housing, third, .. } = city;
    let share = city.granted();
    let deliver = |by, n, usage| city.by(by).deliver(share, hash(n), usage);
    let receive = |by, n, usage| city.by(by).receive(share, hash(n), usage);
    let provider = Error::NotProvider { caller: housing, provider: register };
    assert_eq!(deliver(housing, 1, addresses(1)), Err(provider));
    let consumer = Error::NotConsumer { caller: register, consumer: housing };
    assert_eq!(receive(register, 1, addresses(1)), Err(consumer));
    let third_party = Error::NotConsumer { caller: third, consumer: housing };
    assert_eq!(receive(third, 1, addresses(1)), Err(third_party));
    assert_eq!(deliver(register, 1, addresses(0)), Err(Error::NothingWanted));
    assert_eq!(deliver(register, 1, Usage { fields: 0, ..addresses(1) }), Err(Error::NothingWanted));
    let fields = ADDRESS | NAME;
    let refused = Error::FieldsNotGranted { fields: NAME };
    assert_eq!(deliver(register, 1, Usage { fields, ..addresses(1) }), Err(refused));
    assert_eq!(deliver(register, 1, addresses(60)), Ok(()));
    assert_eq!(deliver(register, 2, addresses(41)), Err(Error::AboveQuota { left: 40, wanted: 41 }));
    assert_eq!(receive(housing, 2, addresses(40)), Ok(()));
    let (exchange, status) = (hash(1), ExchangeStatus::Delivered);
    let again = Error::AlreadyRecorded { exchange, status };
    assert_eq!(deliver(register, 1, addresses(60)), Err(again));
    let (exchange, status) = (hash(2), ExchangeStatus::Received);
    let again = Error::AlreadyRecorded { exchange, status };
    assert_eq!(receive(housing, 2, addresses(40)), Err(again));
    assert_eq!(receive(housing, 1, addresses(60)), Ok(()));
    let (exchange, status) = (hash(1), ExchangeStatus::Matched);
    let again = Error::AlreadyRecorded { exchange, status };
    assert_eq!(receive(housing, 1, addresses(60)), Err(again));
}

#[chain_test]
fn second_record_of_a_use_is_taken_after_the_share_was_revoked(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, .. } = city;
    let share = city.granted();
    city.by(register).deliver(share, hash(1), addresses(1)).unwrap();
    city.by(register).revoke(share, hash(1)).unwrap();
    city.by(housing).receive(share, hash(1), addresses(1)).unwrap();
    assert_eq!(directory.exchange(share, hash(1)).status, ExchangeStatus::Matched);
    let another = city.by(housing).receive(share, hash(2), addresses(1));
    assert_eq!(another, Err(wrong_share(ShareStatus::Revoked, ShareStatus::Granted)));
    let asked = city.requested(INCOME);
    let refused = wrong_share(ShareStatus::Requested, ShareStatus::Granted);
    assert_eq!(city.by(housing).receive(asked, hash(1), addresses(1)), Err(refused.clone()));
    assert_eq!(city.by(housing).complain(asked, hash(1)), Err(refused));
    let unknown = city.by(housing).receive(9, hash(1), addresses(1));
    assert_eq!(unknown, Err(Error::UnknownShare { share: 9 }));
}

#[chain_test]
fn transferred_duty_takes_its_data_and_shares_along(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, third, duty, dataset, .. } = city;
    let share = city.granted();
    directory.transfer_duty(duty, third).unwrap();
    assert_eq!(chain.events::<DutyTransferred>(), [DutyTransferred { duty, from: register, to: third }]);
    let refused = Error::NotProvider { caller: register, provider: third };
    assert_eq!(city.by(register).deliver(share, hash(1), addresses(1)), Err(refused));
    city.by(third).deliver(share, hash(1), addresses(1)).unwrap();
    let refused = Error::NotDepartment { caller: register, department: third };
    assert_eq!(city.by(register).update(dataset, hash(1)), Err(refused));
    city.by(third).update(dataset, hash(1)).unwrap();
}

#[chain_test]
fn duties_are_the_authoritys_and_departments(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, third, stranger, duty, dataset, .. } = city;
    let refused = not(AUTHORITY, register);
    assert_eq!(city.by(register).register_duty(register, hash(1)), Err(refused.clone()));
    assert_eq!(city.by(register).transfer_duty(duty, third), Err(refused.clone()));
    assert_eq!(city.by(register).abolish_duty(duty), Err(refused));
    assert_eq!(directory.register_duty(stranger, hash(1)), Err(not(DEPARTMENT, stranger)));
    assert_eq!(directory.transfer_duty(duty, stranger), Err(not(DEPARTMENT, stranger)));
    assert_eq!(directory.register_duty(third, B256::ZERO), Err(Error::Missing));
    assert_eq!(directory.transfer_duty(9, third), Err(Error::UnknownDuty { duty: 9 }));
    assert_eq!(directory.abolish_duty(duty), Err(Error::DutyHasDatasets { duty, datasets: 1 }));
    city.by(register).withdraw(dataset, hash(1)).unwrap();
    directory.abolish_duty(duty).unwrap();
    assert_eq!(chain.events::<DutyAbolished>(), [DutyAbolished { duty }]);
    let abolished = Error::DutyAbolished { duty };
    assert_eq!(directory.abolish_duty(duty), Err(abolished.clone()));
    assert_eq!(directory.transfer_duty(duty, third), Err(abolished.clone()));
    assert_eq!(city.by(register).publish(duty, residents()), Err(abolished));
}

#[chain_test]
fn data_is_published_by_who_bears_the_duty(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, duty, dataset, .. } = city;
    let refused = Error::NotDepartment { caller: housing, department: register };
    assert_eq!(city.by(housing).publish(duty, residents()), Err(refused.clone()));
    assert_eq!(city.by(housing).revise(dataset, residents()), Err(refused.clone()));
    assert_eq!(city.by(housing).withdraw(dataset, hash(1)), Err(refused.clone()));
    assert_eq!(city.by(housing).update(dataset, hash(1)), Err(refused));
    assert_eq!(city.by(register).publish(9, residents()), Err(Error::UnknownDuty { duty: 9 }));
    directory.roles().revoke_role(DEPARTMENT, register).unwrap();
    assert_eq!(city.by(register).publish(duty, residents()), Err(not(DEPARTMENT, register)));
}

#[chain_test]
fn version_that_makes_no_sense_is_refused(chain: Chain) {
    let city = city(&chain);
    let City { register, duty, dataset, .. } = city;
    for content in [
        Version { fields: 0, open: 0, withheld: 0, ..residents() },
        Version { open: PHONE, ..residents() },
        Version { withheld: PHONE, ..residents() },
        Version { open: NAME | HEALTH, ..residents() },
        Version { cycle: 0, ..residents() },
    ] {
        let Version { fields, open, withheld, cycle, .. } = content;
        let refused = Error::InvalidVersion { fields, open, withheld, cycle };
        assert_eq!(city.by(register).publish(duty, content.clone()), Err(refused.clone()));
        assert_eq!(city.by(register).revise(dataset, content), Err(refused));
    }
    let content = Version { schema: B256::ZERO, ..residents() };
    assert_eq!(city.by(register).publish(duty, content), Err(Error::Missing));
}

#[chain_test]
fn request_that_makes_no_sense_is_refused(chain: Chain) {
    let city = city(&chain);
    let City { register, housing, duty, dataset, purpose, .. } = city;
    let request = |by, dataset, fields, purpose, until| city.by(by).request(dataset, fields, purpose, until).map(drop);
    let until = city.later();
    let own = Error::NotDepartment { caller: housing, department: register };
    assert_eq!(request(housing, dataset, NAME, duty, until), Err(own));
    assert_eq!(request(housing, 9, NAME, purpose, until), Err(Error::UnknownDataset { dataset: 9 }));
    assert_eq!(request(register, dataset, NAME, duty, until), Err(Error::OwnDataset { dataset }));
    assert_eq!(request(housing, dataset, 0, purpose, until), Err(Error::NothingWanted));
    let fields = HEALTH | PHONE;
    let refused = Error::FieldsNotShared { fields };
    assert_eq!(request(housing, dataset, NAME | fields, purpose, until), Err(refused), "withheld and unknown");
    let now = chain.timestamp();
    assert_eq!(request(housing, dataset, NAME, purpose, now), Err(Error::NotInFuture { until: now, now }));
}

#[chain_test]
fn withdrawn_data_is_shared_no_longer(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, duty, dataset, purpose, .. } = city;
    let share = city.granted();
    assert_eq!(city.by(register).withdraw(dataset, B256::ZERO), Err(Error::Missing));
    city.by(register).withdraw(dataset, hash(1)).unwrap();
    assert_eq!(chain.events::<DatasetWithdrawn>(), [DatasetWithdrawn { dataset, reason: hash(1) }]);
    assert_eq!(directory.duty(duty).datasets, 0);
    let refused = Error::DatasetWithdrawn { dataset };
    assert!(!directory.is_live(share, ADDRESS));
    assert_eq!(city.by(register).deliver(share, hash(1), addresses(1)), Err(refused.clone()));
    assert_eq!(city.by(housing).request(dataset, NAME, purpose, city.later()), Err(refused.clone()));
    assert_eq!(city.by(register).revise(dataset, residents()), Err(refused.clone()));
    assert_eq!(city.by(register).withdraw(dataset, hash(1)), Err(refused.clone()));
    assert_eq!(city.by(register).update(dataset, hash(1)), Err(refused.clone()));
    assert_eq!(city.by(register).report_stale(dataset), Err(refused));
}

#[chain_test]
fn stale_data_is_reported_once_until_it_is_updated(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, stranger, dataset, .. } = city;
    let report = || city.by(stranger).report_stale(dataset);
    let stale_from = directory.dataset(dataset).updated_at + 30 * DAY;
    city.wait_until(stale_from - 1);
    assert_eq!(report(), Err(Error::NotStale { dataset, stale_from }));
    assert_eq!(report(), Ok(()));
    assert_eq!(chain.events::<DatasetStale>(), [DatasetStale { dataset, department: register, stale_from }]);
    assert_eq!(report(), Err(Error::NotStale { dataset, stale_from }));
    let now = chain.timestamp();
    city.by(register).update(dataset, hash(7)).unwrap();
    assert_eq!(chain.events::<DatasetUpdated>(), [DatasetUpdated { dataset, digest: hash(7) }]);
    let record = directory.dataset(dataset);
    assert_eq!((record.updated_at, record.stale), (now, false));
    city.wait_until(now + 30 * DAY);
    assert_eq!(report(), Ok(()));
}

#[chain_test]
fn complaint_is_answered_and_accepted(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, third, .. } = city;
    let complaint = city.complained();
    let record = directory.complaint(complaint);
    let (share, version, text, deadline) = (1, 1, hash(20), record.deadline);
    assert_eq!(chain.events::<ComplaintMade>(), [ComplaintMade { complaint, share, version, text, deadline }]);
    let refused = Error::NotProvider { caller: third, provider: register };
    assert_eq!(city.by(third).answer(complaint, hash(21)), Err(refused));
    assert_eq!(city.by(register).answer(complaint, B256::ZERO), Err(Error::Missing));
    city.by(register).answer(complaint, hash(21)).unwrap();
    assert_eq!(chain.events::<ComplaintAnswered>(), [ComplaintAnswered { complaint, answer: hash(21) }]);
    let refused = Error::NotConsumer { caller: register, consumer: housing };
    assert_eq!(city.by(register).accept(complaint), Err(refused));
    city.by(housing).accept(complaint).unwrap();
    let closed = ComplaintClosed { complaint, by: housing, answer: hash(21) };
    assert_eq!(chain.events::<ComplaintClosed>(), [closed]);
    assert_eq!(directory.complaint(complaint).status, ComplaintStatus::Closed);
}

#[chain_test]
fn complaint_is_escalated_by_who_does_not_accept_the_answer(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, supervisor, .. } = city;
    let complaint = city.complained();
    city.by(register).answer(complaint, hash(21)).unwrap();
    let refused = Error::NotConsumer { caller: register, consumer: housing };
    assert_eq!(city.by(register).escalate_complaint(complaint), Err(refused));
    city.by(housing).escalate_complaint(complaint).unwrap();
    assert_eq!(chain.events::<ComplaintEscalated>(), [ComplaintEscalated { complaint, department: register }]);
    assert_eq!(city.by(register).decide(complaint, hash(22)), Err(not(SUPERVISOR, register)));
    assert_eq!(city.by(supervisor).decide(complaint, B256::ZERO), Err(Error::Missing));
    city.by(supervisor).decide(complaint, hash(22)).unwrap();
    let record = directory.complaint(complaint);
    assert_eq!((record.status, record.answer), (ComplaintStatus::Closed, hash(22)));
    let closed = ComplaintClosed { complaint, by: supervisor, answer: hash(22) };
    assert_eq!(chain.events::<ComplaintClosed>(), [closed]);
}

#[chain_test]
fn complaint_that_is_not_answered_in_time_is_the_supervisors(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, supervisor, stranger, .. } = city;
    let complaint = city.complained();
    let deadline = directory.complaint(complaint).deadline;
    let now = chain.timestamp();
    assert_eq!(city.by(stranger).escalate_complaint(complaint), Err(Error::TooEarly { deadline, now }));
    city.wait_until(deadline);
    let answer = city.by(register).answer(complaint, hash(21));
    assert_eq!(answer, Err(Error::TooLate { deadline, now: deadline }));
    city.by(stranger).escalate_complaint(complaint).unwrap();
    city.by(supervisor).decide(complaint, hash(22)).unwrap();
}

#[chain_test]
fn complaint_takes_each_step_from_its_state_only(chain: Chain) {
    let city = city(&chain);
    let City { register, housing, third, supervisor, .. } = city;
    let wrong = |found, expected| Err(Error::WrongComplaintStatus { found, expected });
    let complaint = city.complained();
    use ComplaintStatus::{Answered, Closed, Escalated, Open};
    assert_eq!(city.by(housing).accept(complaint), wrong(Open, Answered));
    assert_eq!(city.by(supervisor).decide(complaint, hash(1)), wrong(Open, Escalated));
    city.by(register).answer(complaint, hash(1)).unwrap();
    assert_eq!(city.by(register).answer(complaint, hash(1)), wrong(Answered, Open));
    city.by(housing).accept(complaint).unwrap();
    assert_eq!(city.by(housing).escalate_complaint(complaint), wrong(Closed, Open));
    assert_eq!(city.by(housing).accept(9), Err(Error::UnknownComplaint { complaint: 9 }));
    let others = city.by(third).complain(1, hash(1));
    assert_eq!(others, Err(Error::NotConsumer { caller: third, consumer: housing }));
    assert_eq!(city.by(housing).complain(1, B256::ZERO), Err(Error::Missing));
}

#[chain_test]
fn terms_that_make_no_sense_are_refused(chain: Chain) {
    let [authority] = chain.accounts();
    for terms in [Terms { answer_seconds: 0, ..TERMS }, Terms { match_seconds: 0, ..TERMS }] {
        let Terms { answer_seconds, match_seconds } = terms;
        let refused = chain.try_deploy(authority, Directory::constructor(terms)).expect_err("a term is zero");
        assert_eq!(refused.decode(), Some(Error::InvalidTerms { answer_seconds, match_seconds }));
    }
    let deployed = chain.deploy(authority, Directory::constructor(TERMS));
    assert_eq!(deployed.terms(), TERMS);
}

/// A department that is one no more neither answers, hands out nor gets data, even before its duties are transferred.
#[chain_test]
fn former_department_has_no_part_in_its_shares(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, supervisor, .. } = city;
    let (share, request) = (city.granted(), city.requested(INCOME));
    directory.roles().revoke_role(DEPARTMENT, register).unwrap();
    let provider = city.by(register);
    assert_eq!(provider.approve(request, 5), Err(not(DEPARTMENT, register)));
    assert_eq!(provider.deliver(share, hash(1), addresses(1)), Err(not(DEPARTMENT, register)));
    assert_eq!(provider.revoke(share, hash(1)), Err(not(DEPARTMENT, register)));
    city.wait_until(directory.share(request).deadline);
    assert_eq!(city.by(supervisor).approve(request, 5), Ok(()), "after the deadline it is the supervisor's");
    directory.roles().grant_role(DEPARTMENT, register).unwrap();
    assert!(directory.is_live(share, ADDRESS));
    directory.roles().revoke_role(DEPARTMENT, housing).unwrap();
    assert!(!directory.is_live(share, ADDRESS), "data goes to departments only");
    assert_eq!(city.by(housing).receive(share, hash(1), addresses(1)), Err(not(DEPARTMENT, housing)));
    assert_eq!(city.by(register).deliver(share, hash(1), addresses(1)), Err(not(DEPARTMENT, housing)));
    assert_eq!(city.by(housing).complain(share, hash(1)), Err(not(DEPARTMENT, housing)));
}

#[chain_test]
fn supervisor_decides_nothing_between_itself_and_another(chain: Chain) {
    let city = city(&chain);
    let City { ref directory, register, housing, supervisor, .. } = city;
    for party in [register, housing] {
        directory.roles().grant_role(SUPERVISOR, party).unwrap();
    }
    let (share, request) = (city.granted(), city.requested(INCOME));
    let complaint = city.by(housing).complain(share, hash(2)).unwrap();
    city.by(register).deliver(share, hash(1), addresses(1)).unwrap();
    city.by(housing).receive(share, hash(1), addresses(2)).unwrap();
    city.wait_until(directory.share(request).deadline);
    chain.advance_time(1);
    directory.escalate_complaint(complaint).unwrap();
    for caller in [register, housing] {
        let refused = Err(Error::PartyCannotDecide { caller });
        let client = city.by(caller);
        assert_eq!(client.approve(request, 5), refused);
        assert_eq!(client.deny(request, hash(1)), refused);
        assert_eq!(client.settle(share, hash(1), true), refused);
        assert_eq!(client.decide(complaint, hash(1)), refused);
    }
    assert_eq!(city.by(supervisor).settle(share, hash(1), true), Ok(()));
    assert_eq!(city.by(supervisor).decide(complaint, hash(1)), Ok(()));
}
