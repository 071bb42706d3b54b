//! The RPC layer by its public door: a node in this process, and clients over TCP.

mod chain;
mod dev;
mod fees;
mod filters;
mod refusals;
mod simulate;
mod state;
mod submit;
mod subscriptions;
mod support;
mod transport;
