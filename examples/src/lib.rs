//! Clients of a running node.
