//! Each block by itself: what it does, and each refusal by its reason.
#![allow(
    unreachable_pub,
    clippy::wrong_self_convention,
    reason = "contracts have public methods, and constructors that write storage"
)]

mod approvals;
mod asset;
mod batch;
mod commitments;
mod erc1155;
mod erc165;
mod erc20;
mod erc721;
mod grants;
mod merkle;
mod numbering;
mod ownable;
mod pausable;
mod roles;
mod signatures;
mod stage;
mod transitions;
mod upgrade;
