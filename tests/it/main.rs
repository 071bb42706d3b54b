//! Journeys through a running node, over JSON-RPC.

mod hostile;
mod restart;
