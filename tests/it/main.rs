//! Journeys through a running node, over JSON-RPC, and chains that are executed again.

mod chains;
mod determinism;
mod hostile;
mod restart;
