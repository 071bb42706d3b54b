//! Each block by itself: what it does, and each refusal by its reason.
#![allow(unreachable_pub, reason = "a contract's methods are public")]

mod approvals;
mod batch;
mod commitments;
mod erc165;
mod grants;
mod merkle;
mod numbering;
mod ownable;
mod pausable;
mod roles;
mod signatures;
mod stage;
mod upgrade;
