//! The node's data on disk: one RocksDB, one batch per block.
