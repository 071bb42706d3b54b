//! Why a message is refused.

use blocks::{GrantsError, RolesError};
use sdk::prelude::*;

use crate::{
    code::Code,
    records::{Advice, Standing, Status},
};

/// Why a message is refused. Each names what was found and what was expected.
#[error]
pub enum Error {
    /// The caller has not the role that this needs.
    #[from]
    Roles(RolesError),
    /// The holder does not let the department use the document.
    #[from]
    Grants(GrantsError),
    /// A prefix has characters that codes do not have.
    InvalidPrefix { prefix: FixedBytes<8> },
    /// A term is at least a second.
    InvalidTerms { decision_seconds: u64, appeal_seconds: u64, validity_seconds: u64 },
    /// Signers are different from each other and from zero, at least one and not too many.
    InvalidSigners { found: u64, limit: u64 },
    /// A formation is about no licence, everything else about one.
    InvalidLicence { licence: Code },
    /// No application has this number.
    UnknownApplication { application: u64 },
    /// The application is not in the state that the step starts from.
    WrongStatus { found: Status, expected: Status },
    /// Only the applicant may do this.
    NotApplicant { caller: Address, applicant: Address },
    /// The applicant did not name the caller as a signer.
    NotSigner { caller: Address },
    /// The caller has signed this filing.
    AlreadySigned { signer: Address, filing: u32 },
    /// The documents are others than those of the application.
    OtherDocuments { found: B256, expected: B256 },
    /// The particulars are others than those of the application.
    OtherParticulars { found: B256, expected: B256 },
    /// The authority has not admitted this model.
    ModelNotAdmitted { model: B256 },
    /// The model is admitted already.
    ModelAdmitted { model: B256 },
    /// A pre-check advises something.
    NoAdvice,
    /// A score is at most 10,000.
    InvalidScore { score: u16 },
    /// This filing has been checked.
    AlreadyChecked { application: u64, filing: u32 },
    /// Who runs the model does not decide.
    CheckerCannotDecide { caller: Address },
    /// Nobody decides on what they applied for or signed.
    PartyCannotDecide { caller: Address },
    /// The officer who rejected an application does not decide on the appeal.
    SameOfficer { officer: Address },
    /// A decision that the model did not advise has reasons.
    ReasonsMissing { advice: Advice },
    /// The time for it is over.
    TooLate { deadline: u64, now: u64 },
    /// The time for it has not come.
    TooEarly { deadline: u64, now: u64 },
    /// All codes of this prefix are given out.
    CodesExhausted { limit: u64 },
    /// The licence is not in the state that the step needs.
    WrongStanding { licence: Code, found: Standing, expected: Standing },
    /// The licence has expired.
    LicenceExpired { licence: Code, expired_at: u64 },
    /// Only the holder may do this.
    NotHolder { caller: Address, holder: Address },
    /// Reports are for years that are over and in which there was a licence.
    InvalidYear { year: u16, first: u64, last: u64 },
    /// There is a report for this year.
    AlreadyReported { year: u16, report: B256 },
    /// Only bank, tax office and seal register take these steps.
    UnknownService { service: B256 },
    /// The service has done its step.
    AlreadyCompleted { service: B256, receipt: B256 },
    /// The proof does not lead from the document to the licence's documents.
    NotAmongDocuments { document: B256 },
    /// A hash is zero where something is meant.
    Missing,
}
