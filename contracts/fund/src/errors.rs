//! Why a message is refused.

use blocks::{ApprovalsError, OwnableError, asset::AssetError};
use sdk::prelude::*;

use crate::records::Status;

/// Why a message is refused. Each names what was found and what was expected.
#[error]
pub enum Error {
    /// Only the authority, which owns the contract, may do this.
    #[from]
    Owner(OwnableError),
    /// What the committee's approvals refuse.
    #[from]
    Committee(ApprovalsError),
    /// Coins or tokens could not be moved.
    #[from]
    Asset(AssetError),
    /// Only the manager may do this.
    NotManager { caller: Address, manager: Address },
    /// Only the project's beneficiary may do this.
    NotBeneficiary { caller: Address, beneficiary: Address },
    /// The zero address and the fund itself can receive nothing.
    InvalidAccount { account: Address },
    /// An amount is at least one.
    ZeroAmount,
    /// Evidence and reports have a hash.
    ZeroHash,
    /// More than what is left of the commitment, of the free money, of what was released, or of the debt.
    AboveLeft { left: u128, wanted: u128 },
    /// A commitment is not less than what was paid in.
    BelowPaid { paid: u128, wanted: u128 },
    /// The fund was wound up.
    WoundUp,
    /// The fund was not wound up.
    NotWoundUp,
    /// The fund cannot end before its projects.
    ProjectsActive { count: u64 },
    /// No project has this number.
    UnknownProject { project: u64 },
    /// The project is not in the state that the step starts from.
    WrongStatus { found: Status, expected: Status },
    /// A project has at least one milestone, and only so many.
    InvalidCount { found: u64, most: u64 },
    /// Milestones are reached one after the other.
    OutOfOrder { found: u64, expected: u64 },
    /// The milestone was not reached in time.
    TooLate { now: u64, due: u64 },
    /// No evidence was submitted, or other evidence than was judged.
    EvidenceDiffers { found: B256, expected: B256 },
    /// There is a report for this period.
    AlreadyReported { period: u32, report: B256 },
    /// There is nothing to withdraw.
    NothingOwed { account: Address },
}
