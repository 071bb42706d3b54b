//! Guest faults: how a contract's own code can end its frame badly.
//!
//! A fault consumes all gas of the frame and undoes its changes. Its text is for people; consensus sees only that the
//! frame failed.

/// Why a frame failed. One variant, one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The gas given to the frame did not suffice.
    OutOfGas,
    /// The Wasm stack of all frames together exceeded its height limit.
    StackOverflow,
    /// An `unreachable` instruction was executed.
    Unreachable,
    /// A load, store or bulk operation outside the memory.
    MemoryOutOfBounds,
    /// An indirect call through an index outside the table.
    TableOutOfBounds,
    /// An indirect call through an empty table entry.
    UninitializedElement,
    /// An indirect call to a function of another type.
    IndirectCallTypeMismatch,
    /// An integer division by zero.
    DivisionByZero,
    /// An integer division or conversion whose result does not fit.
    IntegerOverflow,
    /// The live frames of the transaction asked for more memory together than the limit.
    MemoryLimit {
        /// Pages allowed for all frames.
        limit_pages: u32,
    },
    /// A host function got a pointer and size outside the memory.
    HostPointerOutOfBounds {
        /// The host function.
        function: &'static str,
        /// Start of the range.
        pointer: u32,
        /// Length of the range in bytes.
        size: u32,
    },
    /// A host function got a size above its limit.
    HostSizeLimit {
        /// The host function.
        function: &'static str,
        /// Size asked for.
        size: u32,
        /// Largest size allowed.
        limit: u32,
    },
    /// A host function got a flag that does not exist.
    UnknownFlags {
        /// The flags.
        flags: u32,
    },
    /// A host function that changes state was called in a static call.
    StateChangeInStaticCall {
        /// The host function.
        function: &'static str,
    },
    /// The transaction wrote more places of transient storage than the limit.
    TransientLimit {
        /// Places allowed.
        limit: usize,
    },
    /// A constructor asked for other code, before its contract had any.
    SetCodeInConstructor,
}

impl Fault {
    /// Its code: one word per variant, which does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfGas => "out_of_gas",
            Self::StackOverflow => "stack_overflow",
            Self::Unreachable => "unreachable",
            Self::MemoryOutOfBounds => "memory_out_of_bounds",
            Self::TableOutOfBounds => "table_out_of_bounds",
            Self::UninitializedElement => "uninitialized_element",
            Self::IndirectCallTypeMismatch => "indirect_call_type_mismatch",
            Self::DivisionByZero => "division_by_zero",
            Self::IntegerOverflow => "integer_overflow",
            Self::MemoryLimit { .. } => "memory_limit",
            Self::HostPointerOutOfBounds { .. } => "host_pointer_out_of_bounds",
            Self::HostSizeLimit { .. } => "host_size_limit",
            Self::UnknownFlags { .. } => "unknown_flags",
            Self::StateChangeInStaticCall { .. } => "state_change_in_static_call",
            Self::TransientLimit { .. } => "transient_limit",
            Self::SetCodeInConstructor => "set_code_in_constructor",
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OutOfGas => write!(f, "out of gas"),
            Self::StackOverflow => write!(f, "wasm trap: call stack exhausted"),
            Self::Unreachable => write!(f, "wasm trap: unreachable instruction executed"),
            Self::MemoryOutOfBounds => write!(f, "wasm trap: out of bounds memory access"),
            Self::TableOutOfBounds => write!(f, "wasm trap: table index out of bounds"),
            Self::UninitializedElement => write!(f, "wasm trap: uninitialized table element"),
            Self::IndirectCallTypeMismatch => write!(f, "wasm trap: indirect call type mismatch"),
            Self::DivisionByZero => write!(f, "wasm trap: integer division by zero"),
            Self::IntegerOverflow => write!(f, "wasm trap: integer overflow"),
            Self::MemoryLimit { limit_pages } => {
                write!(f, "the transaction's frames use more than {limit_pages} pages of memory together")
            }
            Self::HostPointerOutOfBounds { function, pointer, size } => {
                write!(f, "host function {function}: {size} bytes at {pointer} lie outside the memory")
            }
            Self::HostSizeLimit { function, size, limit } => {
                write!(f, "host function {function}: size is {size} bytes, at most {limit} are allowed")
            }
            Self::UnknownFlags { flags } => write!(f, "host function call: unknown flags {flags:#x}"),
            Self::StateChangeInStaticCall { function } => {
                write!(f, "host function {function}: state cannot be changed in a static call")
            }
            Self::TransientLimit { limit } => {
                write!(f, "the transaction writes more than {limit} places of transient storage")
            }
            Self::SetCodeInConstructor => {
                write!(f, "host function set_code: a constructor cannot change the code of its contract")
            }
        }
    }
}

impl std::error::Error for Fault {}
