//! Why a message is refused.

use blocks::OwnableError;
use sdk::prelude::*;

use crate::records::{Status, Unit};

/// Why a message is refused. Each names what was found and what was expected.
#[error]
pub enum Error {
    /// Only the authority, which owns the contract, may do this.
    #[from]
    Owner(OwnableError),
    /// The address is zero where someone is meant.
    ZeroAddress,
    /// The maker may register lots already.
    AlreadyAdmitted { maker: Address },
    /// The maker may not register lots.
    NotAdmitted { maker: Address },
    /// The inspector is not accredited now.
    NotAccredited { inspector: Address, until: u64, now: u64 },
    /// No lot has this number.
    UnknownLot { lot: u64 },
    /// The lot is not where the step starts from.
    WrongStatus { lot: u64, found: Status, expected: Status },
    /// Only who has the lot, or shipped it, may do this.
    NotHolder { lot: u64, caller: Address, holder: Address },
    /// Only who the lot is shipped to may do this.
    NotRecipient { lot: u64, caller: Address, recipient: Address },
    /// The lot's last inspection found a fault.
    Faulty { lot: u64 },
    /// The lot is recalled, or made of one that is.
    Recalled { lot: u64, recalled: u64 },
    /// The lot has so many ancestors that this one has to be checked first.
    CheckFirst { lot: u64, ancestor: u64 },
    /// The lot is recalled already.
    AlreadyRecalled { lot: u64 },
    /// The lot is not recalled itself.
    NotRecalled { lot: u64 },
    /// A quantity is at least one.
    ZeroQuantity,
    /// A lot is registered with no more than this.
    TooMuch { found: u128, most: u128 },
    /// A lot cannot be shipped to who has it.
    ToHolder { holder: Address },
    /// There is less left of the lot, or was shipped.
    AboveLot { lot: u64, left: u128, wanted: u128 },
    /// Quantities in different units do not add up.
    UnitDiffers { lot: u64, found: Unit, expected: Unit },
    /// Only lots of one product can be merged.
    ProductDiffers { lot: u64, found: B256, expected: B256 },
    /// What goes in is what comes out and what is lost.
    Unbalanced { inputs: u128, outputs: u128, loss: u128 },
    /// A process has at least one part on each side, and only so many.
    InvalidCount { found: u64, most: u64 },
}
