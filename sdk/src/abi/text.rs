//! The ABI as text, written at compile time: one line of Solidity for each entry ("human-readable ABI").
//!
//! ```text
//! constructor(string name, string symbol, uint256 supply)
//! function balanceOf(address account) view returns (uint256)
//! function place((address buyer, uint256 amount)[] orders) payable
//! event Transfer(address indexed from, address indexed to, uint256 value)
//! error ERC20InvalidReceiver(address receiver)
//! ```
//!
//! Ethereum libraries parse these lines as they are. The same ABI as JSON is three times as long, and every byte of a
//! contract is paid for and kept in the state.

use crate::abi::{ContractInfo, ErrorInfo, EventInfo, FunctionInfo, Mutability, Param, TypeInfo};

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
        self.bytes(text.as_bytes());
    }

    const fn bytes(&mut self, text: &[u8]) {
        if N > 0 {
            let mut i = 0;
            while i < text.len() {
                self.bytes[self.size + i] = text[i];
                i += 1;
            }
        }
        self.size += text.len();
    }

    /// Starts the line of an entry.
    const fn entry(&mut self, keyword: &str, name: &str) {
        if self.size > 0 {
            self.text("\n");
        }
        self.text(keyword);
        self.text(name);
    }

    /// `(type name, type indexed name)`
    const fn params(&mut self, params: &[Param]) {
        self.text("(");
        let mut i = 0;
        while i < params.len() {
            let param = &params[i];
            if i > 0 {
                self.text(", ");
            }
            self.kind(param.kind);
            if param.indexed {
                self.text(" indexed");
            }
            if !param.name.is_empty() {
                self.text(" ");
                self.text(param.name);
            }
            i += 1;
        }
        self.text(")");
    }

    /// A type; a tuple by its members, followed by what makes it an array.
    const fn kind(&mut self, kind: &TypeInfo) {
        match kind.json.as_bytes() {
            [b't', b'u', b'p', b'l', b'e', array @ ..] => {
                self.params(kind.components);
                self.bytes(array);
            }
            name => self.bytes(name),
        }
    }

    const fn mutability(&mut self, mutability: Mutability) {
        self.text(match mutability {
            Mutability::View => " view",
            Mutability::NonPayable => "",
            Mutability::Payable => " payable",
        });
    }

    const fn function(&mut self, function: &FunctionInfo) {
        self.entry("function ", function.name);
        self.params(function.inputs);
        self.mutability(function.mutability);
        if !function.outputs.is_empty() {
            self.text(" returns ");
            self.params(function.outputs);
        }
    }

    const fn contract(&mut self, contract: &ContractInfo) {
        self.entry("constructor", "");
        self.params(contract.constructor);
        self.mutability(if contract.constructor_payable { Mutability::Payable } else { Mutability::NonPayable });
        let mut i = 0;
        while i < contract.functions.len() {
            self.function(&contract.functions[i]);
            i += 1;
        }
        i = 0;
        while i < contract.events.len() {
            if !seen_event(contract.events, i) {
                let event = contract.events[i];
                self.entry("event ", event.name);
                self.params(event.inputs);
            }
            i += 1;
        }
        i = 0;
        while i < contract.errors.len() {
            let mut j = 0;
            while j < contract.errors[i].len() {
                if !seen_error(contract.errors, i, j) {
                    let error = &contract.errors[i][j];
                    self.entry("error ", error.name);
                    self.params(error.inputs);
                }
                j += 1;
            }
            i += 1;
        }
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

/// Bytes of a contract's ABI as text.
pub const fn text_size(contract: &ContractInfo) -> usize {
    let mut writer = Writer::<0>::new();
    writer.contract(contract);
    writer.size
}

/// A contract's ABI as text; `N` is its [`text_size`].
pub const fn text<const N: usize>(contract: &ContractInfo) -> [u8; N] {
    let mut writer = Writer::<N>::new();
    writer.contract(contract);
    writer.bytes
}
