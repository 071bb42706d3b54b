//! Parts that contracts are made of.
//!
//! A block is a `#[storage]` struct that a contract has as a field, or functions without storage. Its first `impl` block
//! holds the methods that are meant to be public in the contract, its second those that are for the contract itself.
//! Names, events and errors are those of the ERC texts and of OpenZeppelin's contracts where these have the same part.
//!
//! | Access and control | |
//! | --- | --- |
//! | [`Ownable`] | one owner, handed over in two steps |
//! | [`Roles`] | roles, given and taken by their admins |
//! | [`Approvals`] | m of n agree, a delay passes, it happens once |
//! | [`Pausable`] | a stop switch with reason and end |
//! | [`Grants`] | who lets whom do what, until when |
//! | [`Numbering`] | numbers that are given out once |
//! | [`Transitions`] | state machines as a table |
//! | [`Commitments`] | commit now, reveal later |
//! | [`batch`] | each item succeeds or fails for itself |
//! | [`merkle`], [`signatures`], [`erc165`] | proofs, EIP-712 and ERC-1271, interface detection |
//!
//! Each refusal is an error value, never a panic. Blocks keep nothing but what they say, so a field costs the slots it
//! has and no gas before it is used.
#![no_std]

mod approvals;
mod batch;
mod commitments;
pub mod erc165;
mod grants;
pub mod merkle;
mod numbering;
mod ownable;
mod pausable;
mod roles;
pub mod signatures;
mod transitions;

pub use approvals::{
    APPROVERS_MAX, ActionApproved, ActionExecuted, ActionProposed, ApprovalWithdrawn, Approvals, ApprovalsError,
    ApproversChanged, Proposal, Terms, action,
};
pub use batch::{ItemResult, batch};
pub use commitments::{Commitment, Commitments, CommitmentsError, Committed, Revealed, commitment_hash};
pub use grants::{GrantGiven, GrantRevoked, Grants, GrantsError};
pub use numbering::{Numbering, NumberingError, NumbersAllotted, NumbersForfeited, Range};
pub use ownable::{Ownable, OwnableError, OwnershipTransferStarted, OwnershipTransferred};
pub use pausable::{Pausable, PausableError, Paused, UNTIL_UNPAUSED, Unpaused};
pub use roles::{DEFAULT_ADMIN_ROLE, RoleAdminChanged, RoleGranted, RoleRevoked, Roles, RolesError, role};
pub use transitions::{RefusedStep, Transitions};
