//! What a script needs of an engine, and what every engine gives to its modules: the values, the ends, the watched gas
//! and the module `spectest`.

use primitives::limits::STACK_HEIGHT_MAX_UNITS;
use vm::{Fault, metering};

/// Gas of each call, in ticks: more than any assertion needs, and no sum of charges overflows.
pub(crate) const GAS: i64 = 1 << 58;

/// Ticks that each host function takes.
const HOST_CALL: i64 = 3;

/// The functions of `spectest` with their parameters; they only take gas.
pub(crate) const PRINTS: &[(&str, &[Type])] = &[
    ("print", &[]),
    ("print_i32", &[Type::I32]),
    ("print_i64", &[Type::I64]),
    ("print_f32", &[Type::F32]),
    ("print_f64", &[Type::F64]),
    ("print_i32_f32", &[Type::I32, Type::F32]),
    ("print_f64_f64", &[Type::F64, Type::F64]),
];

/// The immutable globals of `spectest`.
pub(crate) const GLOBALS: &[(&str, Value)] = &[
    ("global_i32", Value::I32(666)),
    ("global_i64", Value::I64(666)),
    ("global_f32", Value::F32(666.6_f32.to_bits())),
    ("global_f64", Value::F64(666.6_f64.to_bits())),
];

/// Fewest and most entries of the table of `spectest`.
pub(crate) const TABLE: (u32, u32) = (10, 20);

/// Fewest and most pages of the memory of `spectest`.
pub(crate) const MEMORY: (u32, u32) = (1, 2);

/// A type of a parameter of a host function.
#[derive(Clone, Copy)]
pub(crate) enum Type {
    I32,
    I64,
    F32,
    F64,
}

/// A value; floats by their bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    I32(i32),
    I64(i64),
    F32(u32),
    F64(u64),
    NullFunction,
    Function,
    NullExtern,
    Extern(u32),
}

impl Value {
    /// Passes the height that is left when nothing runs.
    pub(crate) fn is_all_height(self) -> Result<(), End> {
        let all = Self::I32(STACK_HEIGHT_MAX_UNITS.cast_signed());
        if self == all { Ok(()) } else { Err(End::Height(self)) }
    }
}

/// How something ended that did not give values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    /// A trap of Wasm's own, in the suite's words.
    Trap(&'static str),
    /// Code that the pass inserted stopped.
    Fault(Fault),
    /// There is no such import from the module of this name.
    UnknownImport(String),
    /// There is such an import of another type.
    IncompatibleImport,
    /// The gas rose, or did not fall.
    Gas(String),
    /// A call returned and left the stack height at this value.
    Height(Value),
    /// This engine does not have what the module needs, or the module was not instantiated for that reason.
    NotHere,
    /// Anything else, the engine's own limits among it: always a failure.
    Engine(String),
}

/// What a table's bound is called depends on the operator that met it.
pub(crate) const TABLE_BOUND: &str = "out of bounds table access";

impl End {
    /// What an `unreachable` was, by the codes that the live instances' fault globals hold.
    pub(crate) fn unreachable(codes: impl IntoIterator<Item = i32>) -> Self {
        match codes.into_iter().find(|code| *code != 0) {
            Some(code) => Self::Fault(metering::unreachable_fault(code)),
            None => Self::Trap("unreachable"),
        }
    }

    /// True if this is what the suite calls `message`.
    pub(crate) fn is(&self, message: &str) -> bool {
        match self {
            Self::Trap(TABLE_BOUND) => {
                ["undefined element", "undefined", TABLE_BOUND, "elements segment does not fit"].contains(&message)
            }
            Self::Trap("out of bounds memory access") => {
                ["out of bounds memory access", "data segment does not fit"].contains(&message)
            }
            Self::Trap(text) => message.starts_with(text),
            Self::UnknownImport(_) => message == "unknown import",
            Self::IncompatibleImport => message == "incompatible import type",
            _ => false,
        }
    }
}

/// The gas that is seen at each crossing between module and host during one call.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    last: i64,
    wrong: Option<String>,
}

impl Watch {
    /// A call is given [`GAS`].
    pub(crate) fn begin(&mut self) {
        *self = Self { last: GAS, wrong: None };
    }

    /// A host function is given `gas`; gives back what it leaves.
    pub(crate) fn host_call(&mut self, gas: i64) -> i64 {
        self.see(gas);
        self.last = gas - HOST_CALL;
        self.last
    }

    fn see(&mut self, gas: i64) {
        if gas < 0 || gas > self.last {
            self.wrong = Some(format!("gas went from {} to {gas}", self.last));
        }
    }

    /// The call ended, with `gas` left if it returned.
    pub(crate) fn end(&mut self, gas: Option<i64>) -> Result<(), End> {
        if let Some(gas) = gas {
            self.see(gas);
            if gas == GAS {
                self.wrong = Some("the call cost nothing".to_owned());
            }
        }
        self.wrong.take().map_or(Ok(()), |wrong| Err(End::Gas(wrong)))
    }
}

/// An engine with a store of its own, in which modules are instantiated and linked by name.
pub(crate) trait Machine: Sized {
    /// Its name in the report.
    const NAME: &'static str;

    /// An instance.
    type Instance: Clone;

    /// A store that holds `spectest` alone.
    fn new() -> Self;

    /// Compiles a rewritten module, makes an instance and runs its start function.
    fn instantiate(&mut self, rewritten: &[u8]) -> Result<Self::Instance, End>;

    /// Lets later modules import the exports of `instance` from `name`.
    fn register(&mut self, name: &str, instance: &Self::Instance);

    /// Calls an exported function with [`GAS`].
    fn call(&mut self, instance: &Self::Instance, name: &str, arguments: &[Value]) -> Result<Vec<Value>, End>;

    /// The value of an exported global.
    fn global(&mut self, instance: &Self::Instance, name: &str) -> Result<Value, End>;
}
