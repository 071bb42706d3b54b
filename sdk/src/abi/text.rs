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

use crate::abi::{ContractInfo, EventInfo, FunctionInfo, Mutability, Param, Part, TypeInfo};

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
        if let Some(mutability) = contract.fallback {
            self.entry("fallback() external", "");
            self.mutability(mutability);
        }
        if contract.receive {
            self.entry("receive() external payable", "");
        }
        let parts = contract.parts;
        let mut i = 0;
        while i < parts.len() {
            let functions = parts[i].interface.functions;
            let mut j = 0;
            while j < functions.len() {
                if parts[i].has(j) {
                    self.function(&functions[j]);
                }
                j += 1;
            }
            i += 1;
        }
        i = 0;
        while i < parts.len() {
            let events = parts[i].interface.events;
            let mut j = 0;
            while j < events.len() {
                if !seen_event(parts, i, j) {
                    self.event(events[j]);
                }
                j += 1;
            }
            i += 1;
        }
        i = 0;
        while i < parts.len() {
            let groups = parts[i].interface.errors;
            let mut j = 0;
            while j < groups.len() {
                let mut k = 0;
                while k < groups[j].len() {
                    if !seen_error(parts, [i, j, k]) {
                        self.entry("error ", groups[j][k].name);
                        self.params(groups[j][k].inputs);
                    }
                    k += 1;
                }
                j += 1;
            }
            i += 1;
        }
    }

    const fn event(&mut self, event: &EventInfo) {
        self.entry("event ", event.name);
        self.params(event.inputs);
        if event.anonymous {
            self.text(" anonymous");
        }
    }
}

/// True if an event before this one of this part is the same.
const fn seen_event(parts: &[Part], part: usize, index: usize) -> bool {
    let wanted = &parts[part].interface.events[index].topic;
    let mut i = 0;
    while i <= part {
        let events = parts[i].interface.events;
        let mut j = 0;
        while j < events.len() && (i < part || j < index) {
            let mut byte = 0;
            while byte < 32 && events[j].topic[byte] == wanted[byte] {
                byte += 1;
            }
            if byte == 32 {
                return true;
            }
            j += 1;
        }
        i += 1;
    }
    false
}

/// True if an error before the one at this part, group and index is the same.
const fn seen_error(parts: &[Part], at: [usize; 3]) -> bool {
    let [part, group, index] = at;
    let wanted = u32::from_be_bytes(parts[part].interface.errors[group][index].selector);
    let mut i = 0;
    while i <= part {
        let groups = parts[i].interface.errors;
        let mut j = 0;
        while j < groups.len() && (i < part || j <= group) {
            let mut k = 0;
            while k < groups[j].len() && (i < part || j < group || k < index) {
                if u32::from_be_bytes(groups[j][k].selector) == wanted {
                    return true;
                }
                k += 1;
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
