//! The ABI as JSON text, in the shape that Solidity tools read, written at compile time.

use crate::abi::{ContractInfo, ErrorInfo, EventInfo, FunctionInfo, Mutability, Param};

/// Writes into a buffer, or only counts if the buffer is empty.
struct Writer<const N: usize> {
    bytes: [u8; N],
    size: usize,
}

impl<const N: usize> Writer<N> {
    const fn new() -> Self {
        Self { bytes: [0; N], size: 0 }
    }

    const fn text(&mut self, text: &str) {
        let text = text.as_bytes();
        if N > 0 {
            let mut i = 0;
            while i < text.len() {
                self.bytes[self.size + i] = text[i];
                i += 1;
            }
        }
        self.size += text.len();
    }

    /// Starts the next object of the outermost list.
    const fn object(&mut self, kind: &str) {
        self.text(if self.size == 1 { "{\"type\":\"" } else { ",{\"type\":\"" });
        self.text(kind);
        self.text("\"");
    }

    const fn name(&mut self, name: &str) {
        self.text(",\"name\":\"");
        self.text(name);
        self.text("\"");
    }

    const fn params(&mut self, key: &str, params: &[Param], is_event: bool) {
        self.text(",\"");
        self.text(key);
        self.text("\":[");
        let mut i = 0;
        while i < params.len() {
            let param = &params[i];
            self.text(if i == 0 { "{\"name\":\"" } else { ",{\"name\":\"" });
            self.text(param.name);
            self.text("\",\"type\":\"");
            self.text(param.kind.json);
            self.text("\"");
            if !param.kind.components.is_empty() {
                self.params("components", param.kind.components, false);
            }
            if is_event {
                self.text(if param.indexed { ",\"indexed\":true" } else { ",\"indexed\":false" });
            }
            self.text("}");
            i += 1;
        }
        self.text("]");
    }

    const fn mutability(&mut self, mutability: Mutability) {
        self.text(match mutability {
            Mutability::View => ",\"stateMutability\":\"view\"",
            Mutability::NonPayable => ",\"stateMutability\":\"nonpayable\"",
            Mutability::Payable => ",\"stateMutability\":\"payable\"",
        });
    }

    const fn function(&mut self, function: &FunctionInfo) {
        self.object("function");
        self.name(function.name);
        self.params("inputs", function.inputs, false);
        self.params("outputs", function.outputs, false);
        self.mutability(function.mutability);
        self.text("}");
    }

    const fn event(&mut self, event: &EventInfo) {
        self.object("event");
        self.name(event.name);
        self.params("inputs", event.inputs, true);
        self.text(",\"anonymous\":false}");
    }

    const fn error(&mut self, error: &ErrorInfo) {
        self.object("error");
        self.name(error.name);
        self.params("inputs", error.inputs, false);
        self.text("}");
    }

    const fn contract(&mut self, contract: &ContractInfo) {
        self.text("[");
        self.object("constructor");
        self.params("inputs", contract.constructor, false);
        self.mutability(if contract.constructor_payable { Mutability::Payable } else { Mutability::NonPayable });
        self.text("}");
        let mut i = 0;
        while i < contract.functions.len() {
            self.function(&contract.functions[i]);
            i += 1;
        }
        i = 0;
        while i < contract.events.len() {
            if !seen_event(contract.events, i) {
                self.event(contract.events[i]);
            }
            i += 1;
        }
        i = 0;
        while i < contract.errors.len() {
            let mut j = 0;
            while j < contract.errors[i].len() {
                if !seen_error(contract.errors, i, j) {
                    self.error(&contract.errors[i][j]);
                }
                j += 1;
            }
            i += 1;
        }
        self.text("]");
    }
}

/// True if an event before `events[at]` is the same.
const fn seen_event(events: &[&EventInfo], at: usize) -> bool {
    let mut i = 0;
    while i < at {
        let mut byte = 0;
        while byte < 32 && events[i].topic[byte] == events[at].topic[byte] {
            byte += 1;
        }
        if byte == 32 {
            return true;
        }
        i += 1;
    }
    false
}

/// True if an error before `errors[group][at]` is the same.
const fn seen_error(errors: &[&[ErrorInfo]], group: usize, at: usize) -> bool {
    let wanted = u32::from_be_bytes(errors[group][at].selector);
    let mut i = 0;
    while i <= group {
        let end = if i == group { at } else { errors[i].len() };
        let mut j = 0;
        while j < end {
            if u32::from_be_bytes(errors[i][j].selector) == wanted {
                return true;
            }
            j += 1;
        }
        i += 1;
    }
    false
}

/// Bytes of a contract's ABI JSON.
pub const fn json_size(contract: &ContractInfo) -> usize {
    let mut writer = Writer::<0>::new();
    writer.contract(contract);
    writer.size
}

/// A contract's ABI JSON; `N` is its [`json_size`].
pub const fn json<const N: usize>(contract: &ContractInfo) -> [u8; N] {
    let mut writer = Writer::<N>::new();
    writer.contract(contract);
    writer.bytes
}
