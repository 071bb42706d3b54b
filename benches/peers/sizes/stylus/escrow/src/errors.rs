//! Why a message is refused.

use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

sol! {
    error WrongValue(uint256 found, uint256 expected);
    error WrongTokens(uint256 found, uint256 expected);
    error TokenRefused(address token);
    error CoinsRefused(address to);

    error InvalidParty(address party);
    error SameParty(address party);
    error ZeroAmount();
    error AbovePrice(uint256 found, uint256 price);
    error TooLong(uint64 found, uint64 most);
    error TooLate(uint64 now, uint64 due);
    error TooEarly(uint64 now, uint64 due);
    error UnknownDeal(uint64 id);
    error WrongStatus(uint8 found, uint8 expected);
    error AlreadySettled(uint64 id);
    error NotParty(address caller, address expected);
    error NothingOwed(address account, address asset);
}

#[derive(SolidityError)]
pub enum Error {
    WrongValue(WrongValue),
    WrongTokens(WrongTokens),
    TokenRefused(TokenRefused),
    CoinsRefused(CoinsRefused),
    InvalidParty(InvalidParty),
    SameParty(SameParty),
    ZeroAmount(ZeroAmount),
    AbovePrice(AbovePrice),
    TooLong(TooLong),
    TooLate(TooLate),
    TooEarly(TooEarly),
    UnknownDeal(UnknownDeal),
    WrongStatus(WrongStatus),
    AlreadySettled(AlreadySettled),
    NotParty(NotParty),
    NothingOwed(NothingOwed),
}
