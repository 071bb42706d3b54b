//! The interface between a contract and the node: which functions a contract may import, what they cost, which
//! names it must export, and how deployed code is framed.
//!
//! One table ([`host_functions!`]) feeds the SDK's imports, the native mock, the VM's linker and price list, and the
//! documentation, so guest and node cannot drift apart. This crate has no dependency and needs no allocator.
#![no_std]

pub mod container;
mod functions;

/// The module name of every import.
pub const IMPORT_MODULE: &str = "causeway";

/// The exports a contract module must have.
pub mod exports {
    /// The linear memory that host functions read and write.
    pub const MEMORY: &str = "memory";
    /// `[] -> []`, run once by the transaction that creates the contract; its input is the constructor arguments.
    pub const DEPLOY: &str = "deploy";
    /// `[] -> []`, run by every call; its input is the call data.
    pub const CALL: &str = "call";
}

/// The custom section that carries the contract's ABI as text: one line of Solidity for each entry, the form that
/// Ethereum libraries call human-readable. The build may pack it: what a module holds is either the text, or byte 1 and
/// the raw DEFLATE form (RFC 1951) of the text.
pub const ABI_SECTION: &str = "causeway.abi";

/// How a call or creation ended, as its host function returns it.
pub mod status {
    /// The callee ended with success; its output can be copied.
    pub const SUCCESS: u32 = 0;
    /// The callee reverted; its revert data can be copied.
    pub const REVERTED: u32 = 1;
    /// The callee failed (trap, out of gas, refused module) or was never entered (balance, depth, re-entry). There
    /// is no output. Only a callee that was entered has consumed the gas it was given.
    pub const FAILED: u32 = 2;
}

/// Flags of the `call` host function.
pub mod call_flags {
    /// The callee and everything it calls may not change state.
    pub const STATIC: u32 = 1;
    /// While this call runs, the calling contract may be entered again.
    pub const ALLOW_REENTRY: u32 = 2;
    /// Every flag there is; others are a fault.
    pub const ALL: u32 = STATIC | ALLOW_REENTRY;
}
