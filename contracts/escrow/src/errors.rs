//! Why a message is refused.

use blocks::asset::AssetError;
use sdk::prelude::*;

use crate::records::Status;

/// Why a message is refused. Each names what was found and what was expected.
#[error]
pub enum Error {
    /// Coins or tokens could not be moved.
    #[from]
    Asset(AssetError),
    /// The zero address and the escrow itself can receive nothing.
    InvalidParty { party: Address },
    /// Buyer, seller and arbiter are three.
    SameParty { party: Address },
    /// A deal is about at least one unit.
    ZeroAmount,
    /// The part is more than the price.
    AbovePrice { found: U256, price: U256 },
    /// Nobody waits that long.
    TooLong { found: u64, most: u64 },
    /// The time for this is over.
    TooLate { now: u64, due: u64 },
    /// The other side's time is not over.
    TooEarly { now: u64, due: u64 },
    /// No deal has this id.
    UnknownDeal { id: u64 },
    /// The deal is not in the state that the step starts from.
    WrongStatus { found: Status, expected: Status },
    /// The deal has ended.
    AlreadySettled { id: u64 },
    /// The step is another party's.
    NotParty { caller: Address, expected: Address },
    /// There is nothing to withdraw.
    NothingOwed { account: Address, asset: Address },
}
