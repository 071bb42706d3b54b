//! What the contract stores. Times are seconds since 1970.

use sdk::prelude::*;

use crate::code::Code;

/// What the authority fixed when it deployed the contract.
#[record]
pub struct Terms {
    /// The first eight characters of every code: authority, category and division, such as `91440112`.
    pub prefix: FixedBytes<8>,
    /// Seconds in which an officer has to decide.
    pub decision_seconds: u64,
    /// Seconds after a rejection in which the applicant may appeal.
    pub appeal_seconds: u64,
    /// Seconds that a licence is valid for, and renewed by.
    pub validity_seconds: u64,
}

/// What an application is about.
#[record]
pub enum Matter {
    /// A new licence.
    Formation,
    /// Other particulars of a licence.
    Change,
    /// More time for a licence.
    Renewal,
}

/// How far an application is.
#[record]
pub enum Status {
    /// No application has this number.
    None,
    /// Signatures are missing.
    Signing,
    /// All have signed: an officer is to decide.
    Submitted,
    /// An officer gave it back to be amended.
    SentBack,
    /// An officer rejected it. The applicant may appeal.
    Rejected,
    /// The applicant appealed: another officer is to decide.
    Appealed,
    /// An officer approved it. The end.
    Approved,
    /// Another officer rejected it on appeal. The end.
    Refused,
}

/// An application.
#[record]
pub struct Application {
    /// What it is about.
    pub matter: Matter,
    /// How far it is.
    pub status: Status,
    /// Who filed it.
    pub applicant: Address,
    /// The licence that it is about; zero while a formation is not approved.
    pub licence: Code,
    /// The Merkle root of the documents' hashes.
    pub documents: B256,
    /// keccak256(salt ++ what the licence is to say: name, address, capital, scope).
    pub particulars: B256,
    /// How often it was filed: 1 at first. Signatures and pre-check are for one filing.
    pub filing: u32,
    /// Signatures on this filing that are missing.
    pub unsigned: u32,
    /// Until when an officer has to decide, or after a rejection, until when the applicant may appeal.
    pub deadline: u64,
    /// The officer who returned, rejected or approved it last.
    pub officer: Address,
}

/// What the model advises.
#[record]
pub enum Advice {
    /// It was not asked.
    None,
    /// To approve.
    Approve,
    /// To look closely.
    Review,
    /// To reject.
    Reject,
}

/// What a model said of a filing.
#[record]
pub struct PreCheck {
    /// The service that ran the model.
    pub checker: Address,
    /// Hash of the model and its version.
    pub model: B256,
    /// What it advises.
    pub advice: Advice,
    /// How sure it is, in ten-thousandths.
    pub score: u16,
    /// Hash of its reasons.
    pub reasons: B256,
}

/// How a licence stands.
#[record]
pub enum Standing {
    /// There is no such licence.
    None,
    /// In force, unless it has expired.
    Active,
    /// Not in force now.
    Suspended,
    /// Never in force again. The end.
    Revoked,
}

/// A licence.
#[record]
pub struct Licence {
    /// How it stands.
    pub standing: Standing,
    /// Whose it is.
    pub holder: Address,
    /// keccak256(salt ++ what it says).
    pub particulars: B256,
    /// The Merkle root of the documents behind it.
    pub documents: B256,
    /// When it was issued.
    pub issued_at: u64,
    /// From when on it is not in force unless it is renewed.
    pub expires_at: u64,
    /// The officer who approved it last, or suspended, reinstated or revoked it since.
    pub officer: Address,
    /// The application that it rests on, whose parties do not decide how it stands.
    pub application: u64,
}
