//! Why a message is refused. `sol!` knows an enum only where it is defined, so here they are `uint8`.

use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

use crate::{
    grants::{GrantExpired, InvalidExpiry, InvalidGrantee, NotGranted},
    roles::{AccessControlBadConfirmation, AccessControlUnauthorizedAccount},
};

sol! {
    error Missing();
    error NotStaff(address caller, address organisation);
    error AlreadyStaff(address organisation, address person);
    error RecordExists(bytes32 record, address patient);
    error UnknownRecord(bytes32 record);
    error UnknownEmergency(uint64 emergency);
    error EmergencyOpen(uint64 emergency, uint64 until);
    error EmergencyEnded(uint64 emergency, uint64 ended_at);
    error EmergencyNotJustified(uint64 emergency, uint64 justify_by);
    error AlreadyJustified(uint64 emergency);
    error ReviewedTooEarly(uint64 emergency, uint64 justify_by, uint64 now);
    error AlreadyReviewed(uint64 emergency, uint8 verdict);
    error NoVerdict();
    error ReviewerIsStaff(address reviewer, address hospital);
    error NotPatient(address caller, address patient);
    error ZeroQuantity();
    error NotInFuture(uint64 until, uint64 now);
    error UnknownPrescription(uint64 prescription);
    error NotPrescriber(address caller, address doctor);
    error PrescriptionCancelled(uint64 prescription);
    error PrescriptionExpired(uint64 prescription, uint64 expired_at);
    error AbovePrescribed(uint64 left, uint64 wanted);
    error UnknownDispensing(uint64 dispensing);
    error WrongClaimStatus(uint8 found, uint8 expected);
    error NotInsurer(address caller, address insurer);
    error AbovePrice(uint128 price, uint128 wanted);
}

#[derive(SolidityError)]
pub enum Error {
    UnauthorizedAccount(AccessControlUnauthorizedAccount),
    BadConfirmation(AccessControlBadConfirmation),
    InvalidGrantee(InvalidGrantee),
    InvalidExpiry(InvalidExpiry),
    NotGranted(NotGranted),
    GrantExpired(GrantExpired),
    Missing(Missing),
    NotStaff(NotStaff),
    AlreadyStaff(AlreadyStaff),
    RecordExists(RecordExists),
    UnknownRecord(UnknownRecord),
    UnknownEmergency(UnknownEmergency),
    EmergencyOpen(EmergencyOpen),
    EmergencyEnded(EmergencyEnded),
    EmergencyNotJustified(EmergencyNotJustified),
    AlreadyJustified(AlreadyJustified),
    ReviewedTooEarly(ReviewedTooEarly),
    AlreadyReviewed(AlreadyReviewed),
    NoVerdict(NoVerdict),
    ReviewerIsStaff(ReviewerIsStaff),
    NotPatient(NotPatient),
    ZeroQuantity(ZeroQuantity),
    NotInFuture(NotInFuture),
    UnknownPrescription(UnknownPrescription),
    NotPrescriber(NotPrescriber),
    PrescriptionCancelled(PrescriptionCancelled),
    PrescriptionExpired(PrescriptionExpired),
    AbovePrescribed(AbovePrescribed),
    UnknownDispensing(UnknownDispensing),
    WrongClaimStatus(WrongClaimStatus),
    NotInsurer(NotInsurer),
    AbovePrice(AbovePrice),
}
