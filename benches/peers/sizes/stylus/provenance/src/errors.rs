//! Why a message is refused. `sol!` knows an enum only where it is defined, so here they are `uint8`.

use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

use crate::ownable::{OwnableInvalidOwner, OwnableUnauthorizedAccount};

sol! {
    error ZeroAddress();
    error AlreadyAdmitted(address maker);
    error NotAdmitted(address maker);
    error NotAccredited(address inspector, uint64 until, uint64 now);
    error UnknownLot(uint64 lot);
    error WrongStatus(uint64 lot, uint8 found, uint8 expected);
    error NotHolder(uint64 lot, address caller, address holder);
    error NotRecipient(uint64 lot, address caller, address recipient);
    error Faulty(uint64 lot);
    error Recalled(uint64 lot, uint64 recalled);
    error CheckFirst(uint64 lot, uint64 ancestor);
    error AlreadyRecalled(uint64 lot);
    error NotRecalled(uint64 lot);
    error ZeroQuantity();
    error TooMuch(uint128 found, uint128 most);
    error ToHolder(address holder);
    error AboveLot(uint64 lot, uint128 left, uint128 wanted);
    error UnitDiffers(uint64 lot, uint8 found, uint8 expected);
    error ProductDiffers(uint64 lot, bytes32 found, bytes32 expected);
    error Unbalanced(uint128 inputs, uint128 outputs, uint128 loss);
    error InvalidCount(uint64 found, uint64 most);
}

#[derive(SolidityError)]
pub enum Error {
    UnauthorizedAccount(OwnableUnauthorizedAccount),
    InvalidOwner(OwnableInvalidOwner),
    ZeroAddress(ZeroAddress),
    AlreadyAdmitted(AlreadyAdmitted),
    NotAdmitted(NotAdmitted),
    NotAccredited(NotAccredited),
    UnknownLot(UnknownLot),
    WrongStatus(WrongStatus),
    NotHolder(NotHolder),
    NotRecipient(NotRecipient),
    Faulty(Faulty),
    Recalled(Recalled),
    CheckFirst(CheckFirst),
    AlreadyRecalled(AlreadyRecalled),
    NotRecalled(NotRecalled),
    ZeroQuantity(ZeroQuantity),
    TooMuch(TooMuch),
    ToHolder(ToHolder),
    AboveLot(AboveLot),
    UnitDiffers(UnitDiffers),
    ProductDiffers(ProductDiffers),
    Unbalanced(Unbalanced),
    InvalidCount(InvalidCount),
}
