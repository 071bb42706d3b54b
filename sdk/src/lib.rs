//! Write contracts in plain Rust.
