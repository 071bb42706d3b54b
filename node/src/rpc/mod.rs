//! JSON-RPC: Ethereum's methods over HTTP and WebSocket on one port.
//!
//! Every method has one row in its namespace's table, which names its parameters and says where it runs. Answers are
//! in Ethereum's JSON forms, errors come from one file. The layer decides nothing about the chain: it reads the
//! database, asks the executor to simulate, and hands transactions to the pool and wishes of a dev chain to the
//! producer.

mod causeway;
mod context;
mod convert;
mod dev;
mod error;
mod eth;
mod guard;
mod http;
mod limits;
mod methods;
mod net;
mod params;
mod server;
mod view;
mod web3;

#[cfg(test)]
mod tests;

pub use limits::RpcLimits;
pub use server::{Origins, RpcConfig, RpcServer};
