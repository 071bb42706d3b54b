//! Who may take a step and when, and what an approval does.

use soroban_sdk::{panic_with_error, Address, BytesN, Env, Vec};

use crate::{
    code::{self, SERIALS},
    events::{Changed, Filed, Issued, Renewed},
    records::{Application, Error, Key, Licence, Matter, Standing, Status},
    roles::only_role,
    Licences, CHECKER, OFFICER,
};

/// Files documents and particulars for the first time or again.
pub(crate) fn set_filing(
    env: &Env,
    application: u64,
    mut record: Application,
    documents: BytesN<32>,
    particulars: BytesN<32>,
) {
    require_hash(env, &documents);
    require_hash(env, &particulars);
    record.status = Status::Signing;
    record.documents = documents.clone();
    record.particulars = particulars.clone();
    record.filing += 1;
    save(env, application, &record);
    let Application { applicant, matter, licence, filing, .. } = record;
    Filed { application, applicant, matter, licence, documents, particulars, filing }.publish(env);
}

/// Does what an approved application asks for, and returns its licence.
pub(crate) fn carry_out(env: &Env, application: u64, filed: &Application, officer: &Address) -> BytesN<18> {
    let (terms, now) = (Licences::terms(env.clone()), env.ledger().timestamp());
    let particulars = filed.particulars.clone();
    let Some(licence) = &filed.licence else {
        let serial = env.storage().instance().get(&Key::Serials).unwrap_or(0);
        if serial >= SERIALS {
            panic_with_error!(env, Error::CodesExhausted)
        }
        env.storage().instance().set(&Key::Serials, &(serial + 1));
        let licence = code::code(env, &terms.prefix, serial);
        let record = Licence {
            standing: Standing::Active,
            holder: filed.applicant.clone(),
            particulars: particulars.clone(),
            documents: filed.documents.clone(),
            issued_at: now,
            expires_at: now.saturating_add(terms.validity_seconds),
            officer: officer.clone(),
            application,
        };
        env.storage().persistent().set(&Key::Licence(licence.clone()), &record);
        let Licence { holder, expires_at, .. } = record;
        Issued { licence: licence.clone(), holder, particulars, expires_at }.publish(env);
        return licence;
    };
    let mut record = licence_in(env, licence, Standing::Active);
    record.particulars = particulars.clone();
    record.documents = filed.documents.clone();
    record.officer = officer.clone();
    record.application = application;
    Changed { licence: licence.clone(), particulars }.publish(env);
    if filed.matter == Matter::Renewal {
        record.expires_at = record.expires_at.max(now).saturating_add(terms.validity_seconds);
        Renewed { licence: licence.clone(), expires_at: record.expires_at }.publish(env);
    }
    env.storage().persistent().set(&Key::Licence(licence.clone()), &record);
    licence.clone()
}

/// The officer signs and may decide on this application: is no checker and no party, did not run the model on it, and
/// on appeal is another than before.
pub(crate) fn require_decider(env: &Env, application: u64, record: &Application, officer: &Address) {
    require_impartial(env, application, &record.applicant, officer);
    let check = Licences::pre_check_of(env.clone(), application, record.filing);
    if check.is_some_and(|check| check.checker == *officer) {
        panic_with_error!(env, Error::CheckerCannotDecide)
    }
    if record.status == Status::Appealed && record.officer.as_ref() == Some(officer) {
        panic_with_error!(env, Error::SameOfficer)
    }
}

/// The officer signs, is no checker, and no party to this application.
fn require_impartial(env: &Env, application: u64, applicant: &Address, officer: &Address) {
    only_role(env, OFFICER, officer);
    if Licences::has_role(env.clone(), CHECKER, officer.clone()) {
        panic_with_error!(env, Error::CheckerCannotDecide)
    }
    if officer == applicant || Licences::signers(env.clone(), application).contains(officer) {
        panic_with_error!(env, Error::PartyCannotDecide)
    }
}

/// Officer: moves a licence to another standing. It takes two to revoke one.
pub(crate) fn move_licence(
    env: &Env,
    officer: &Address,
    licence: &BytesN<18>,
    from: Standing,
    to: Standing,
    reason: &BytesN<32>,
) {
    let mut record = licence_in(env, licence, from);
    require_impartial(env, record.application, &record.holder, officer);
    require_hash(env, reason);
    if to == Standing::Revoked && *officer == record.officer {
        panic_with_error!(env, Error::SameOfficer)
    }
    record.standing = to;
    record.officer = officer.clone();
    env.storage().persistent().set(&Key::Licence(licence.clone()), &record);
}

pub(crate) fn require_admitted(env: &Env, model: &BytesN<32>) {
    if !Licences::is_admitted(env.clone(), model.clone()) {
        panic_with_error!(env, Error::ModelNotAdmitted)
    }
}

/// Signers are at least one and not too many, each once.
pub(crate) fn require_signers(env: &Env, signers: &Vec<Address>, most: u32) {
    let repeats = |(index, signer): (u32, Address)| signers.first_index_of(&signer) != Some(index);
    if signers.is_empty() || signers.len() > most || (0..).zip(signers.iter()).any(repeats) {
        panic_with_error!(env, Error::InvalidSigners)
    }
}

pub(crate) fn save(env: &Env, application: u64, record: &Application) {
    env.storage().persistent().set(&Key::Application(application), record);
}

pub(crate) fn existing(env: &Env, application: u64) -> Application {
    match Licences::application(env.clone(), application) {
        Some(record) => record,
        None => panic_with_error!(env, Error::UnknownApplication),
    }
}

pub(crate) fn application_in(env: &Env, application: u64, expected: Status) -> Application {
    let record = existing(env, application);
    if record.status != expected {
        panic_with_error!(env, Error::WrongStatus)
    }
    record
}

/// An application that an officer is to decide on.
pub(crate) fn undecided(env: &Env, application: u64) -> Application {
    let record = existing(env, application);
    if !matches!(record.status, Status::Submitted | Status::Appealed) {
        panic_with_error!(env, Error::WrongStatus)
    }
    record
}

/// The time an officer has from now on.
pub(crate) fn decision_deadline(env: &Env) -> u64 {
    env.ledger().timestamp().saturating_add(Licences::terms(env.clone()).decision_seconds)
}

pub(crate) fn licence_in(env: &Env, licence: &BytesN<18>, expected: Standing) -> Licence {
    match Licences::licence(env.clone(), licence.clone()) {
        Some(record) if record.standing == expected => record,
        _ => panic_with_error!(env, Error::WrongStanding),
    }
}

/// A licence that is not revoked, expired or not.
pub(crate) fn not_revoked(env: &Env, licence: &BytesN<18>) -> Licence {
    match Licences::licence(env.clone(), licence.clone()) {
        Some(record) if record.standing != Standing::Revoked => record,
        _ => panic_with_error!(env, Error::WrongStanding),
    }
}

pub(crate) fn in_force(env: &Env, licence: &BytesN<18>) -> Result<Licence, Error> {
    match Licences::licence(env.clone(), licence.clone()) {
        Some(record) if record.standing != Standing::Active => Err(Error::WrongStanding),
        Some(record) if env.ledger().timestamp() < record.expires_at => Ok(record),
        Some(_) => Err(Error::LicenceExpired),
        None => Err(Error::WrongStanding),
    }
}

pub(crate) fn require_in_force(env: &Env, licence: &BytesN<18>) -> Licence {
    in_force(env, licence).unwrap_or_else(|reason| panic_with_error!(env, reason))
}

/// Refuses other documents and particulars than are filed.
pub(crate) fn require_filed(env: &Env, filed: &Application, documents: &BytesN<32>, particulars: &BytesN<32>) {
    if *documents != filed.documents {
        panic_with_error!(env, Error::OtherDocuments)
    }
    if *particulars != filed.particulars {
        panic_with_error!(env, Error::OtherParticulars)
    }
}

pub(crate) fn require_hash(env: &Env, hash: &BytesN<32>) {
    if *hash == BytesN::from_array(env, &[0; 32]) {
        panic_with_error!(env, Error::Missing)
    }
}
