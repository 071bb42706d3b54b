//! Who may take a step and when.

use soroban_sdk::{panic_with_error, Address, BytesN, Env};

use crate::{
    records::{Complaint, ComplaintStatus, Dataset, Duty, Error, Key, Share, ShareStatus, Version},
    roles::only_role,
    Directory, DEPARTMENT, SUPERVISOR,
};

/// Counts on, from 1.
pub(crate) fn next(env: &Env, last: Key) -> u64 {
    let number = env.storage().instance().get(&last).unwrap_or(0) + 1;
    env.storage().instance().set(&last, &number);
    number
}

pub(crate) fn save_duty(env: &Env, duty: u64, record: &Duty) {
    env.storage().persistent().set(&Key::Duty(duty), record);
}

pub(crate) fn save_dataset(env: &Env, dataset: u64, record: &Dataset) {
    env.storage().persistent().set(&Key::Dataset(dataset), record);
}

pub(crate) fn save_share(env: &Env, share: u64, record: &Share) {
    env.storage().persistent().set(&Key::Share(share), record);
}

pub(crate) fn save_complaint(env: &Env, complaint: u64, record: &Complaint) {
    env.storage().persistent().set(&Key::Complaint(complaint), record);
}

pub(crate) fn existing_duty(env: &Env, duty: u64) -> Duty {
    match Directory::duty(env.clone(), duty) {
        Some(record) => record,
        None => panic_with_error!(env, Error::UnknownDuty),
    }
}

pub(crate) fn borne_duty(env: &Env, duty: u64) -> Duty {
    let record = existing_duty(env, duty);
    if record.abolished {
        panic_with_error!(env, Error::DutyAbolished)
    }
    record
}

/// A duty whose department signs.
pub(crate) fn own_duty(env: &Env, duty: u64) -> Duty {
    let record = borne_duty(env, duty);
    only_role(env, DEPARTMENT, &record.department);
    record
}

/// A data set that is not withdrawn.
pub(crate) fn shared_dataset(env: &Env, dataset: u64) -> Dataset {
    match Directory::dataset(env.clone(), dataset) {
        Some(record) if record.withdrawn => panic_with_error!(env, Error::DatasetWithdrawn),
        Some(record) => record,
        None => panic_with_error!(env, Error::UnknownDataset),
    }
}

/// A data set that is not withdrawn and whose department signs.
pub(crate) fn own_dataset(env: &Env, dataset: u64) -> Dataset {
    let record = shared_dataset(env, dataset);
    own_duty(env, record.duty);
    record
}

/// The version of a data set that counts.
pub(crate) fn content(env: &Env, dataset: u64, record: &Dataset) -> Version {
    Directory::version(env.clone(), dataset, record.version).unwrap()
}

pub(crate) fn existing_share(env: &Env, share: u64) -> Share {
    match Directory::share(env.clone(), share) {
        Some(record) => record,
        None => panic_with_error!(env, Error::UnknownShare),
    }
}

pub(crate) fn share_in(env: &Env, share: u64, expected: ShareStatus) -> Share {
    let record = existing_share(env, share);
    if record.status != expected {
        panic_with_error!(env, Error::WrongShareStatus)
    }
    record
}

/// A share that is granted or was, for what is said of its uses afterwards.
pub(crate) fn granted_once(env: &Env, share: u64) -> Share {
    let record = existing_share(env, share);
    if !matches!(record.status, ShareStatus::Granted | ShareStatus::Revoked) {
        panic_with_error!(env, Error::WrongShareStatus)
    }
    record
}

/// The department that has a share's data set now.
pub(crate) fn provider(env: &Env, share: &Share) -> Address {
    let dataset = Directory::dataset(env.clone(), share.dataset).unwrap();
    existing_duty(env, dataset.duty).department
}

/// A request that the caller, who signs, may answer: the department in time, a supervisor after.
pub(crate) fn answerable_share(env: &Env, caller: &Address, share: u64) -> Share {
    let record = existing_share(env, share);
    if !matches!(record.status, ShareStatus::Requested | ShareStatus::Escalated) {
        panic_with_error!(env, Error::WrongShareStatus)
    }
    if env.ledger().timestamp() >= record.deadline {
        require_supervisor_of(env, &record, caller);
    } else {
        require_provider(env, &record, caller);
    }
    record
}

/// The caller signs, has the share's data set, and is a department still.
pub(crate) fn require_provider(env: &Env, share: &Share, caller: &Address) {
    if *caller != provider(env, share) {
        panic_with_error!(env, Error::NotProvider)
    }
    only_role(env, DEPARTMENT, caller);
}

/// The department that asked for the share signs, and is a department still.
pub(crate) fn require_consumer(env: &Env, share: &Share) {
    only_role(env, DEPARTMENT, &share.consumer);
}

/// The caller signs, is a supervisor, and neither side of the share.
pub(crate) fn require_supervisor_of(env: &Env, share: &Share, caller: &Address) {
    only_role(env, SUPERVISOR, caller);
    if [&share.consumer, &provider(env, share)].contains(&caller) {
        panic_with_error!(env, Error::PartyCannotDecide)
    }
}

/// Refuses unless the share covers these fields now.
pub(crate) fn check_live(env: &Env, share: &Share, fields: u128) -> Result<(), Error> {
    if share.status != ShareStatus::Granted {
        return Err(Error::WrongShareStatus);
    }
    if env.ledger().timestamp() >= share.until {
        return Err(Error::ShareExpired);
    }
    if !Directory::has_role(env.clone(), DEPARTMENT, share.consumer.clone()) {
        return Err(Error::MissingRole);
    }
    let purpose = existing_duty(env, share.purpose);
    if purpose.abolished || purpose.department != share.consumer {
        return Err(Error::PurposeLapsed);
    }
    let dataset = Directory::dataset(env.clone(), share.dataset).unwrap();
    if dataset.withdrawn {
        return Err(Error::DatasetWithdrawn);
    }
    let content = content(env, share.dataset, &dataset);
    if fields & (!share.fields | !content.fields | content.withheld) != 0 {
        return Err(Error::FieldsNotGranted);
    }
    if fields == 0 {
        return Err(Error::NothingWanted);
    }
    Ok(())
}

pub(crate) fn existing_complaint(env: &Env, complaint: u64) -> Complaint {
    match Directory::complaint(env.clone(), complaint) {
        Some(record) => record,
        None => panic_with_error!(env, Error::UnknownComplaint),
    }
}

pub(crate) fn complaint_in(env: &Env, complaint: u64, expected: ComplaintStatus) -> Complaint {
    let record = existing_complaint(env, complaint);
    if record.status != expected {
        panic_with_error!(env, Error::WrongComplaintStatus)
    }
    record
}

/// The share that a complaint is about.
pub(crate) fn share_of(env: &Env, complaint: &Complaint) -> Share {
    Directory::share(env.clone(), complaint.share).unwrap()
}

/// The time a department has to answer from now on.
pub(crate) fn answer_deadline(env: &Env) -> u64 {
    env.ledger().timestamp().saturating_add(Directory::terms(env.clone()).answer_seconds)
}

pub(crate) fn require_past(env: &Env, deadline: u64) {
    if env.ledger().timestamp() < deadline {
        panic_with_error!(env, Error::TooEarly)
    }
}

pub(crate) fn require_hash(env: &Env, hash: &BytesN<32>) {
    if *hash == BytesN::from_array(env, &[0; 32]) {
        panic_with_error!(env, Error::Missing)
    }
}

/// A version that makes sense and takes up no retired field.
pub(crate) fn require_version(env: &Env, content: &Version, retired: u128) {
    let Version { fields, open, withheld, cycle, .. } = *content;
    if fields == 0 || (open | withheld) & !fields != 0 || open & withheld != 0 || cycle == 0 {
        panic_with_error!(env, Error::InvalidVersion)
    }
    if fields & retired != 0 {
        panic_with_error!(env, Error::FieldsRetired)
    }
    require_hash(env, &content.schema);
}
