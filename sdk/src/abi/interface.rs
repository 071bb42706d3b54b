//! Descriptions of whole interfaces, and what may not be in one contract together.

use crate::abi::{ErrorInfo, EventInfo, FunctionInfo, Mutability, Param, Text};

/// Methods, events and errors of one `impl` block or `#[interface]`.
#[derive(Clone, Copy, Debug)]
pub struct InterfaceInfo {
    /// The name of the struct or trait.
    pub name: &'static str,
    /// Its methods.
    pub functions: &'static [FunctionInfo],
    /// Its events; one may appear more than once.
    pub events: &'static [&'static EventInfo],
    /// The errors of each method; one may appear more than once.
    pub errors: &'static [&'static [ErrorInfo]],
}

impl InterfaceInfo {
    /// The ERC-165 identifier: the exclusive or of all selectors.
    pub const fn id(&self) -> [u8; 4] {
        let mut id = 0;
        let mut i = 0;
        while i < self.functions.len() {
            id ^= self.functions[i].id();
            i += 1;
        }
        id.to_le_bytes()
    }

    /// The methods with these Rust names as bits; those that it does not have give none.
    pub const fn set(&self, methods: &[&str]) -> u128 {
        let mut bits = 0;
        let mut i = 0;
        while i < self.functions.len() {
            let mut j = 0;
            while j < methods.len() {
                if same(self.functions[i].method, methods[j]) {
                    bits |= 1 << i;
                }
                j += 1;
            }
            i += 1;
        }
        bits
    }
}

/// An interface in a contract: its own, or a component's.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What it is.
    pub interface: &'static InterfaceInfo,
    /// Its methods that the contract leaves out, as bits.
    pub left_out: u128,
}

impl Part {
    /// True if the contract has the method.
    pub const fn has(&self, index: usize) -> bool {
        index >= 128 || self.left_out >> index & 1 == 0
    }
}

/// A contract's whole interface.
#[derive(Clone, Copy, Debug)]
pub struct ContractInfo {
    /// The name of its struct.
    pub name: &'static str,
    /// What its constructor takes.
    pub constructor: &'static [Param],
    /// True if its constructor takes value.
    pub constructor_payable: bool,
    /// What its `#[fallback]` may do, if it has one.
    pub fallback: Option<Mutability>,
    /// True if it takes value without call data.
    pub receive: bool,
    /// Its own interface, then those of its components.
    pub parts: &'static [Part],
}

impl ContractInfo {
    /// Its methods.
    pub fn functions(&self) -> impl Iterator<Item = &'static FunctionInfo> + use<> {
        let functions = |part: &'static Part| {
            part.interface.functions.iter().enumerate().filter(|(i, _)| part.has(*i)).map(|(_, function)| function)
        };
        self.parts.iter().flat_map(functions)
    }

    /// Its events; one may appear more than once.
    pub fn events(&self) -> impl Iterator<Item = &'static EventInfo> + use<> {
        self.parts.iter().flat_map(|part| part.interface.events).copied()
    }

    /// Its errors; one may appear more than once.
    pub fn errors(&self) -> impl Iterator<Item = &'static ErrorInfo> + use<> {
        self.parts.iter().flat_map(|part| part.interface.errors).copied().flatten()
    }
}

/// Why two methods cannot be in one contract; empty if they can.
pub type Refusal = Text<512>;

/// The refusal of a method whose selector an earlier one of the contract has.
pub const fn method_clash(parts: &[Part], part: usize, index: usize) -> Refusal {
    let function = &parts[part].interface.functions[index];
    let mut i = 0;
    while i <= part && parts[part].has(index) {
        let functions = parts[i].interface.functions;
        let mut j = 0;
        while j < functions.len() && (i < part || j < index) {
            if parts[i].has(j) && functions[j].id() == function.id() {
                let refusal = Refusal::new("`")
                    .then(function.method)
                    .then("` of ")
                    .then(parts[part].interface.name)
                    .then(" has the selector of `")
                    .then(functions[j].method)
                    .then("` of ")
                    .then(parts[i].interface.name)
                    .then(": rename one of them");
                return if part == 0 {
                    refusal.then(" or change its parameters")
                } else {
                    refusal
                        .then(", or leave one out, as in `")
                        .then(parts[part].interface.name)
                        .then(" except(")
                        .then(function.method)
                        .then(")`")
                };
            }
            j += 1;
        }
        i += 1;
    }
    Refusal::new("")
}

/// The refusal of a part with a method whose selector an earlier one of the contract has.
pub const fn part_clash(parts: &[Part], part: usize) -> Refusal {
    let mut index = 0;
    while index < parts[part].interface.functions.len() {
        let refusal = method_clash(parts, part, index);
        if !refusal.as_str().is_empty() {
            return refusal;
        }
        index += 1;
    }
    Refusal::new("")
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

/// The number of errors in all groups.
pub const fn error_count(groups: &[&[ErrorInfo]]) -> usize {
    let mut count = 0;
    let mut i = 0;
    while i < groups.len() {
        count += groups[i].len();
        i += 1;
    }
    count
}

/// The errors of all groups; `N` is their [`error_count`].
pub const fn all_errors<const N: usize>(groups: &[&[ErrorInfo]]) -> [ErrorInfo; N] {
    let mut errors = [ErrorInfo { name: "", inputs: &[], selector: [0; 4] }; N];
    let mut count = 0;
    let mut i = 0;
    while i < groups.len() {
        let mut j = 0;
        while j < groups[i].len() {
            errors[count] = groups[i][j];
            count += 1;
            j += 1;
        }
        i += 1;
    }
    errors
}

/// True if no other error has the selector of the one at `index`.
pub const fn is_only_error(errors: &[ErrorInfo], index: usize) -> bool {
    let mut i = 0;
    while i < errors.len() {
        if i != index && u32::from_be_bytes(errors[i].selector) == u32::from_be_bytes(errors[index].selector) {
            return false;
        }
        i += 1;
    }
    true
}
