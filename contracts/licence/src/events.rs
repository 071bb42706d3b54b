//! Every step of an application and of a licence, for those who follow it off chain.

use sdk::prelude::*;

use crate::{
    code::Code,
    records::{Advice, Matter},
};

/// The authority lets checkers use a model.
#[event]
pub struct ModelAdmitted {
    #[indexed]
    model: B256,
}

/// It does not any more.
#[event]
pub struct ModelRetired {
    #[indexed]
    model: B256,
}

/// Someone applied, or amended an application: `filing` counts.
#[event]
pub struct Filed {
    #[indexed]
    application: u64,
    #[indexed]
    applicant: Address,
    matter: Matter,
    licence: Code,
    documents: B256,
    particulars: B256,
    filing: u32,
}

/// A signer agrees with what was filed.
#[event]
pub struct Signed {
    #[indexed]
    application: u64,
    #[indexed]
    signer: Address,
    filing: u32,
}

/// All have signed. An officer has to decide until `deadline`.
#[event]
pub struct Submitted {
    #[indexed]
    application: u64,
    deadline: u64,
}

/// A model gave its advice.
#[event]
pub struct PreChecked {
    #[indexed]
    application: u64,
    #[indexed]
    checker: Address,
    #[indexed]
    model: B256,
    filing: u32,
    advice: Advice,
    score: u16,
    reasons: B256,
}

/// An officer gave the application back to be amended.
#[event]
pub struct SentBack {
    #[indexed]
    application: u64,
    #[indexed]
    officer: Address,
    reasons: B256,
}

/// An officer rejected it. It is final if it was on appeal; if not, the applicant may appeal until `appeal_by`.
#[event]
pub struct Rejected {
    #[indexed]
    application: u64,
    #[indexed]
    officer: Address,
    reasons: B256,
    appeal_by: u64,
}

/// The applicant wants another officer to decide.
#[event]
pub struct Appealed {
    #[indexed]
    application: u64,
    grounds: B256,
    deadline: u64,
}

/// An officer approved it.
#[event]
pub struct Approved {
    #[indexed]
    application: u64,
    #[indexed]
    officer: Address,
    #[indexed]
    licence: Code,
    /// What the model had advised.
    advice: Advice,
    reasons: B256,
}

/// No officer has decided in time. The time runs anew.
#[event]
pub struct Overdue {
    #[indexed]
    application: u64,
    deadline: u64,
    new_deadline: u64,
}

/// There is a new licence.
#[event]
pub struct Issued {
    #[indexed]
    licence: Code,
    #[indexed]
    holder: Address,
    particulars: B256,
    expires_at: u64,
}

/// A licence says something else.
#[event]
pub struct Changed {
    #[indexed]
    licence: Code,
    particulars: B256,
}

/// A licence is valid for longer.
#[event]
pub struct Renewed {
    #[indexed]
    licence: Code,
    expires_at: u64,
}

/// A licence is not in force for a reason.
#[event]
pub struct Suspended {
    #[indexed]
    licence: Code,
    #[indexed]
    officer: Address,
    reason: B256,
}

/// It is again.
#[event]
pub struct Reinstated {
    #[indexed]
    licence: Code,
    #[indexed]
    officer: Address,
    reason: B256,
}

/// It never is again.
#[event]
pub struct Revoked {
    #[indexed]
    licence: Code,
    #[indexed]
    officer: Address,
    reason: B256,
}

/// The holder reported on a year.
#[event]
pub struct Reported {
    #[indexed]
    licence: Code,
    #[indexed]
    year: u16,
    report: B256,
    /// True after 30 June of the next year.
    late: bool,
}

/// A service did its step for a new firm.
#[event]
pub struct Completed {
    #[indexed]
    licence: Code,
    #[indexed]
    service: B256,
    receipt: B256,
}

/// A department used a document that the licence rests on, instead of asking for it again.
#[event]
pub struct Reused {
    #[indexed]
    licence: Code,
    #[indexed]
    document: B256,
    #[indexed]
    department: Address,
    purpose: B256,
}
