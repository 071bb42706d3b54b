//! What is hashed, signed and sent: transactions, headers, blocks and receipts, byte for byte in Ethereum's forms.
//!
//! The forms themselves are alloy's. This crate narrows them to what the chain accepts, so that holding one of its
//! types is a fact that need not be checked again. JSON shapes belong to the RPC, records on disk to the database.

mod block;
mod error;
mod genesis;
mod receipt;
mod signature;
mod transaction;

pub use alloy_consensus::{Header, TxEnvelope, TxType, TypedTransaction};
pub use alloy_eips::eip2930::{AccessList, AccessListItem};
pub use alloy_primitives::{Log, LogData, TxKind};
pub use block::{SealedBlock, transactions_root};
pub use error::{DecodeError, SignatureError};
pub use genesis::Genesis;
pub use receipt::{Failure, Receipt, logs_bloom, receipts_root};
pub use secp256k1::SecretKey;
pub use signature::{address_of, sign};
pub use transaction::{Recovered, Transaction};
