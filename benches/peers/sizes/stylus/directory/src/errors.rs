//! Why a message is refused. `sol!` knows an enum only where it is defined, so here they are `uint8`.

use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

use crate::roles::{AccessControlBadConfirmation, AccessControlUnauthorizedAccount};

sol! {
    error InvalidTerms(uint64 answer_seconds, uint64 match_seconds);
    error Missing();
    error UnknownDuty(uint64 duty);
    error DutyAbolished(uint64 duty);
    error NotDepartment(address caller, address department);
    error DutyHasDatasets(uint64 duty, uint64 datasets);
    error UnknownDataset(uint64 dataset);
    error DatasetWithdrawn(uint64 dataset);
    error InvalidVersion(uint128 fields, uint128 open, uint128 withheld, uint64 cycle);
    error FieldsRetired(uint128 fields);
    error NotStale(uint64 dataset, uint64 stale_from);
    error NothingWanted();
    error FieldsNotShared(uint128 fields);
    error OwnDataset(uint64 dataset);
    error NotInFuture(uint64 until, uint64 now);
    error UnknownShare(uint64 share);
    error WrongShareStatus(uint8 found, uint8 expected);
    error TooEarly(uint64 deadline, uint64 now);
    error NotProvider(address caller, address provider);
    error NotConsumer(address caller, address consumer);
    error PartyCannotDecide(address caller);
    error ShareExpired(uint64 share, uint64 expired_at);
    error FieldsNotGranted(uint128 fields);
    error PurposeLapsed(uint64 share, uint64 purpose);
    error AboveQuota(uint64 left, uint64 wanted);
    error WrongExchangeStatus(uint8 found, uint8 expected);
    error AlreadyRecorded(bytes32 exchange, uint8 status);
    error UnknownComplaint(uint64 complaint);
    error WrongComplaintStatus(uint8 found, uint8 expected);
    error TooLate(uint64 deadline, uint64 now);
}

#[derive(SolidityError)]
pub enum Error {
    UnauthorizedAccount(AccessControlUnauthorizedAccount),
    BadConfirmation(AccessControlBadConfirmation),
    InvalidTerms(InvalidTerms),
    Missing(Missing),
    UnknownDuty(UnknownDuty),
    DutyAbolished(DutyAbolished),
    NotDepartment(NotDepartment),
    DutyHasDatasets(DutyHasDatasets),
    UnknownDataset(UnknownDataset),
    DatasetWithdrawn(DatasetWithdrawn),
    InvalidVersion(InvalidVersion),
    FieldsRetired(FieldsRetired),
    NotStale(NotStale),
    NothingWanted(NothingWanted),
    FieldsNotShared(FieldsNotShared),
    OwnDataset(OwnDataset),
    NotInFuture(NotInFuture),
    UnknownShare(UnknownShare),
    WrongShareStatus(WrongShareStatus),
    TooEarly(TooEarly),
    NotProvider(NotProvider),
    NotConsumer(NotConsumer),
    PartyCannotDecide(PartyCannotDecide),
    ShareExpired(ShareExpired),
    FieldsNotGranted(FieldsNotGranted),
    PurposeLapsed(PurposeLapsed),
    AboveQuota(AboveQuota),
    WrongExchangeStatus(WrongExchangeStatus),
    AlreadyRecorded(AlreadyRecorded),
    UnknownComplaint(UnknownComplaint),
    WrongComplaintStatus(WrongComplaintStatus),
    TooLate(TooLate),
}
