//! The node: chain, pool, producer, JSON-RPC and service.
