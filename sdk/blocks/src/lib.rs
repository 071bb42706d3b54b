//! Parts that contracts are made of.
//!
//! A block is a component that a contract has as a field, or functions without storage. The methods of its `#[component]`
//! block become the contract's by `#[contract(components(field: Type))]`; those of its other `impl` block are for the
//! contract itself. Names, events and errors are those of the ERC texts and of OpenZeppelin's contracts where these have
//! the same part.
//!
//! | Tokens | |
//! | --- | --- |
//! | [`erc20::Erc20`], [`permit::Permit`] | fungible tokens, allowances by signature |
//! | [`erc721::Erc721`] | tokens that are each one of a kind |
//! | [`erc1155::Erc1155`] | many kinds of tokens |
//! | [`multicall`] | several calls in one |
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
//! | [`upgrade`] | other code, if its storage is laid out alike |
//! | [`batch`] | each item succeeds or fails for itself |
//! | [`asset`] | coins and ERC-20 tokens, moved alike |
//! | [`merkle`], [`signatures`], [`erc165`] | proofs, EIP-712 and ERC-1271, interface detection |
//!
//! Each refusal is an error value, never a panic. Blocks keep nothing but what they say, so a field costs the slots it
//! has and no gas before it is used.
#![no_std]

mod approvals;
pub mod asset;
mod batch;
mod commitments;
pub mod erc1155;
pub mod erc165;
pub mod erc20;
pub mod erc721;
mod grants;
pub mod merkle;
mod multicall;
mod numbering;
mod ownable;
mod pausable;
pub mod permit;
mod receivers;
mod roles;
pub mod signatures;
mod transitions;
mod upgrade;

pub use approvals::{
    APPROVERS_MAX, ActionApproved, ActionExecuted, ActionProposed, ApprovalWithdrawn, Approvals, ApprovalsClient,
    ApprovalsError, ApproversChanged, Proposal, Terms, action,
};
pub use batch::{ItemResult, batch};
pub use commitments::{
    Commitment, Commitments, CommitmentsClient, CommitmentsError, Committed, Revealed, commitment_hash,
};
pub use grants::{GrantGiven, GrantRevoked, Grants, GrantsClient, GrantsError};
pub use multicall::multicall;
pub use numbering::{Numbering, NumberingClient, NumberingError, NumbersAllotted, NumbersForfeited, Range};
pub use ownable::{Ownable, OwnableClient, OwnableError, OwnershipTransferStarted, OwnershipTransferred};
pub use pausable::{Pausable, PausableClient, PausableError, Paused, UNTIL_UNPAUSED, Unpaused};
pub use roles::{DEFAULT_ADMIN_ROLE, RoleAdminChanged, RoleGranted, RoleRevoked, Roles, RolesClient, RolesError, role};
pub use transitions::{RefusedStep, Transitions};
pub use upgrade::{UpgradeError, Upgraded, storage_layout, upgrade};

/// The code of the book compiles.
#[cfg(doctest)]
mod book {
    #[doc = include_str!("../../../docs/src/first-contract.md")]
    pub struct FirstContract;
    #[doc = include_str!("../../../docs/src/language.md")]
    pub struct Language;
    #[doc = include_str!("../../../docs/src/building-blocks.md")]
    pub struct BuildingBlocks;
    #[doc = include_str!("../../../docs/src/storage.md")]
    pub struct Storage;
    #[doc = include_str!("../../../docs/src/errors-and-events.md")]
    pub struct ErrorsAndEvents;
    #[doc = include_str!("../../../docs/src/components.md")]
    pub struct Components;
    #[doc = include_str!("../../../docs/src/calling-contracts.md")]
    pub struct CallingContracts;
    #[doc = include_str!("../../../docs/src/testing.md")]
    pub struct Testing;
}
