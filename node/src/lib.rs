//! The node: the chain of committed blocks, the pool of waiting transactions, the producer of blocks, JSON-RPC, and
//! the service that wires them.
//!
//! Imports point downward only: `service > rpc > producer > pool > chain`. Clock, network, threads and tokio live in
//! this crate and nowhere below it; what a transaction does is the executor's, what a commit means is the database's.

mod artifacts;
pub mod chain;
pub mod compile_worker;
mod error;
pub mod pool;
pub mod producer;
pub mod rpc;
mod service;
#[cfg(test)]
mod testkit;

// What `NodeError::Database` holds, and how a dev chain is started over.
pub use artifacts::Compilation;
pub use db::{DbError, erase};
pub use error::{ErrorKind, NodeError};
pub use service::{DEV_CHAIN_ID, DevConfig, NodeConfig, RunningNode, runtime, start};
