//! Chains as their users reach them: over JSON-RPC, with keys of their own.
//!
//! Nothing here knows how a node works; any endpoint that speaks Ethereum's JSON-RPC will do.

mod endpoint;
mod error;
mod transaction;

pub use error::ChainError;

pub(crate) use endpoint::Endpoint;
pub(crate) use transaction::{Draft, Mined, Signer};
