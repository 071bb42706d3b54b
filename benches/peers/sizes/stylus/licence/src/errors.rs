//! Why a message is refused. `sol!` knows an enum only where it is defined, so here they are `uint8`.

use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

use crate::{
    grants::{GrantExpired, InvalidExpiry, InvalidGrantee, NotGranted},
    roles::{AccessControlBadConfirmation, AccessControlUnauthorizedAccount},
};

sol! {
    error InvalidPrefix(bytes8 prefix);
    error InvalidTerms(uint64 decision_seconds, uint64 appeal_seconds, uint64 validity_seconds);
    error InvalidSigners(uint64 found, uint64 limit);
    error InvalidLicence(bytes18 licence);
    error UnknownApplication(uint64 application);
    error WrongStatus(uint8 found, uint8 expected);
    error NotApplicant(address caller, address applicant);
    error NotSigner(address caller);
    error AlreadySigned(address signer, uint32 filing);
    error OtherDocuments(bytes32 found, bytes32 expected);
    error OtherParticulars(bytes32 found, bytes32 expected);
    error ModelNotAdmitted(bytes32 model);
    error ModelAdmitted(bytes32 model);
    error NoAdvice();
    error InvalidScore(uint16 score);
    error AlreadyChecked(uint64 application, uint32 filing);
    error CheckerCannotDecide(address caller);
    error PartyCannotDecide(address caller);
    error SameOfficer(address officer);
    error ReasonsMissing(uint8 advice);
    error TooLate(uint64 deadline, uint64 now);
    error TooEarly(uint64 deadline, uint64 now);
    error CodesExhausted(uint64 limit);
    error WrongStanding(bytes18 licence, uint8 found, uint8 expected);
    error LicenceExpired(bytes18 licence, uint64 expired_at);
    error NotHolder(address caller, address holder);
    error InvalidYear(uint16 year, uint64 first, uint64 last);
    error AlreadyReported(uint16 year, bytes32 report);
    error UnknownService(bytes32 service);
    error AlreadyCompleted(bytes32 service, bytes32 receipt);
    error NotAmongDocuments(bytes32 document);
    error Missing();
}

#[derive(SolidityError)]
pub enum Error {
    UnauthorizedAccount(AccessControlUnauthorizedAccount),
    BadConfirmation(AccessControlBadConfirmation),
    InvalidGrantee(InvalidGrantee),
    InvalidExpiry(InvalidExpiry),
    NotGranted(NotGranted),
    GrantExpired(GrantExpired),
    InvalidPrefix(InvalidPrefix),
    InvalidTerms(InvalidTerms),
    InvalidSigners(InvalidSigners),
    InvalidLicence(InvalidLicence),
    UnknownApplication(UnknownApplication),
    WrongStatus(WrongStatus),
    NotApplicant(NotApplicant),
    NotSigner(NotSigner),
    AlreadySigned(AlreadySigned),
    OtherDocuments(OtherDocuments),
    OtherParticulars(OtherParticulars),
    ModelNotAdmitted(ModelNotAdmitted),
    ModelAdmitted(ModelAdmitted),
    NoAdvice(NoAdvice),
    InvalidScore(InvalidScore),
    AlreadyChecked(AlreadyChecked),
    CheckerCannotDecide(CheckerCannotDecide),
    PartyCannotDecide(PartyCannotDecide),
    SameOfficer(SameOfficer),
    ReasonsMissing(ReasonsMissing),
    TooLate(TooLate),
    TooEarly(TooEarly),
    CodesExhausted(CodesExhausted),
    WrongStanding(WrongStanding),
    LicenceExpired(LicenceExpired),
    NotHolder(NotHolder),
    InvalidYear(InvalidYear),
    AlreadyReported(AlreadyReported),
    UnknownService(UnknownService),
    AlreadyCompleted(AlreadyCompleted),
    NotAmongDocuments(NotAmongDocuments),
    Missing(Missing),
}
