//! Which operators a contract may use, and what the others are called.

use wasmparser::Operator;

/// A part of Wasm that contracts may not use.
#[derive(Clone, Copy)]
pub(super) struct Banned {
    /// The feature.
    pub(super) feature: &'static str,
    /// The operator, as the parser names it.
    pub(super) operator: &'static str,
}

const FLOATING_POINT: &str = "floating point";
/// What refuses vectors.
pub(super) const SIMD: &str = "SIMD";
const THREADS: &str = "threads";
const GARBAGE_COLLECTION: &str = "garbage collection";
const EXCEPTIONS: &str = "exceptions";

macro_rules! judge {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// The feature that forbids `operator`, or `None` if a contract may use it.
        pub(super) fn banned(operator: &Operator<'_>) -> Option<Banned> {
            let feature = match operator {
                $(
                    Operator::$op $({ $($arg: _),* })? => {
                        const FEATURE: Option<&str> = feature(stringify!($proposal), stringify!($visit));
                        FEATURE
                    }
                )*
                _ => Some("an unknown proposal"),
            };
            feature.map(|feature| Banned { feature, operator: name(operator) })
        }

        /// The parser's name of `operator`.
        fn name(operator: &Operator<'_>) -> &'static str {
            match operator {
                $( Operator::$op $({ $($arg: _),* })? => stringify!($op), )*
                _ => "an unknown operator",
            }
        }
    };
}

wasmparser::for_each_operator!(judge);

/// The feature that forbids an operator of `proposal` whose visitor method is `visitor`.
pub(super) const fn feature(proposal: &str, visitor: &str) -> Option<&'static str> {
    match proposal.as_bytes() {
        b"mvp" if contains(visitor, "f32") || contains(visitor, "f64") => Some(FLOATING_POINT),
        b"mvp" | b"sign_extension" => None,
        b"saturating_float_to_int" => Some(FLOATING_POINT),
        b"bulk_memory" => match visitor.as_bytes() {
            b"visit_memory_copy" | b"visit_memory_fill" => None,
            b"visit_memory_init" | b"visit_data_drop" => Some("passive data segments"),
            _ => Some("table operations"),
        },
        b"reference_types" if contains(visitor, "table") => Some("table operations"),
        b"reference_types" => Some("reference types"),
        b"tail_call" => Some("tail calls"),
        b"simd" => Some(SIMD),
        b"relaxed_simd" => Some("relaxed SIMD"),
        b"threads" | b"shared_everything_threads" | b"acquire_release_atomics" => Some(THREADS),
        b"gc" | b"custom_descriptors" => Some(GARBAGE_COLLECTION),
        b"exceptions" | b"legacy_exceptions" => Some(EXCEPTIONS),
        b"function_references" => Some("typed function references"),
        b"stack_switching" => Some("stack switching"),
        b"wide_arithmetic" => Some("wide arithmetic"),
        b"memory_control" => Some("memory control"),
        _ => Some("an unknown proposal"),
    }
}

/// True if `needle` occurs in `text`.
const fn contains(text: &str, needle: &str) -> bool {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    let mut start = 0;
    while start + needle.len() <= text.len() {
        let mut i = 0;
        while i < needle.len() && text[start + i] == needle[i] {
            i += 1;
        }
        if i == needle.len() {
            return true;
        }
        start += 1;
    }
    false
}
