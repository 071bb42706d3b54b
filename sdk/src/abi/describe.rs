//! Descriptions of a contract's methods, events and errors as constants.

use crate::keccak::keccak256;

/// Bytes of the longest type name.
const NAME_SIZE_MAX: usize = 256;
/// Bytes of the longest signature.
const SIGNATURE_SIZE_MAX: usize = 2048;

/// A text of at most `N` bytes put together at compile time.
#[derive(Clone, Copy, Debug)]
pub struct Text<const N: usize> {
    bytes: [u8; N],
    size: usize,
}

/// A type name put together at compile time.
pub type Name = Text<NAME_SIZE_MAX>;

impl<const N: usize> Text<N> {
    /// The text `text`.
    pub const fn new(text: &str) -> Self {
        Self { bytes: [0; N], size: 0 }.then(text)
    }

    /// The text with `text` behind it.
    pub const fn then(mut self, text: &str) -> Self {
        self.size = append(&mut self.bytes, self.size, text);
        self
    }

    /// The text with another behind it.
    pub const fn join(self, other: &'static Self) -> Self {
        self.then(other.as_str())
    }

    /// The text with a decimal number behind it.
    pub const fn number(mut self, number: usize) -> Self {
        if number >= 10 {
            self = self.number(number / 10);
        }
        let digit = [b'0' + (number % 10) as u8];
        match core::str::from_utf8(&digit) {
            Ok(digit) => self.then(digit),
            Err(_) => panic!("a digit is ASCII"),
        }
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        text(&self.bytes, self.size)
    }
}

const fn append<const N: usize>(bytes: &mut [u8; N], at: usize, text: &str) -> usize {
    let text = text.as_bytes();
    assert!(at + text.len() <= N, "a type name or signature is too long for the ABI description");
    let mut i = 0;
    while i < text.len() {
        bytes[at + i] = text[i];
        i += 1;
    }
    at + text.len()
}

const fn text(bytes: &[u8], size: usize) -> &str {
    match core::str::from_utf8(bytes.split_at(size).0) {
        Ok(text) => text,
        Err(_) => panic!("names are put together from whole strings"),
    }
}

/// A type, for signatures and JSON.
#[derive(Clone, Copy, Debug)]
pub struct TypeInfo {
    /// The name in signatures.
    pub canonical: &'static str,
    /// The name in JSON.
    pub json: &'static str,
    /// Members of a tuple, or of the tuples of an array.
    pub components: &'static [Param],
}

/// A parameter, a return value, an event field or a tuple member.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its camelCase name; empty if it has none.
    pub name: &'static str,
    /// Its type.
    pub kind: &'static TypeInfo,
    /// True for an event field that is a topic.
    pub indexed: bool,
}

impl Param {
    /// A parameter that is not indexed.
    pub const fn new(name: &'static str, kind: &'static TypeInfo) -> Self {
        Self { name, kind, indexed: false }
    }

    /// An event field that is a topic.
    pub const fn indexed(name: &'static str, kind: &'static TypeInfo) -> Self {
        Self { name, kind, indexed: true }
    }
}

/// The keccak-256 hash of `name(type,...)`.
const fn signature_hash(name: &str, inputs: &[Param]) -> [u8; 32] {
    let mut bytes = [0; SIGNATURE_SIZE_MAX];
    let mut size = append(&mut bytes, 0, name);
    size = append(&mut bytes, size, "(");
    let mut i = 0;
    while i < inputs.len() {
        if i > 0 {
            size = append(&mut bytes, size, ",");
        }
        size = append(&mut bytes, size, inputs[i].kind.canonical);
        i += 1;
    }
    size = append(&mut bytes, size, ")");
    keccak256(&bytes, size)
}

const fn selector(name: &str, inputs: &[Param]) -> [u8; 4] {
    let hash = signature_hash(name, inputs);
    [hash[0], hash[1], hash[2], hash[3]]
}

/// What a method may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutability {
    /// It reads state: `&self`.
    View,
    /// It changes state and takes no value: `&mut self`.
    NonPayable,
    /// It changes state and takes value: `#[payable]`.
    Payable,
}

/// A method.
#[derive(Clone, Copy, Debug)]
pub struct FunctionInfo {
    /// Its name in Rust.
    pub method: &'static str,
    /// Its name in the ABI.
    pub name: &'static str,
    /// What it takes.
    pub inputs: &'static [Param],
    /// What it returns.
    pub outputs: &'static [Param],
    /// What it may do.
    pub mutability: Mutability,
    /// The first four bytes of its signature's hash.
    pub selector: [u8; 4],
}

impl FunctionInfo {
    /// A method; its selector is computed.
    pub const fn new(
        method: &'static str,
        name: &'static str,
        inputs: &'static [Param],
        outputs: &'static [Param],
        mutability: Mutability,
    ) -> Self {
        Self { method, name, inputs, outputs, mutability, selector: selector(name, inputs) }
    }

    /// The selector as a number, to match on: in the order of Wasm, so that call data is compared as it lies in memory.
    pub const fn id(&self) -> u32 {
        u32::from_le_bytes(self.selector)
    }
}

/// An event.
#[derive(Clone, Copy, Debug)]
pub struct EventInfo {
    /// Its name.
    pub name: &'static str,
    /// Its fields.
    pub inputs: &'static [Param],
    /// Its signature's hash, the first topic unless it is anonymous.
    pub topic: [u8; 32],
    /// True if its logs do not say which event they are.
    pub anonymous: bool,
}

impl EventInfo {
    /// An event; its topic is computed.
    pub const fn new(name: &'static str, inputs: &'static [Param]) -> Self {
        Self { name, inputs, topic: signature_hash(name, inputs), anonymous: false }
    }

    /// The same without its hash in the logs.
    pub const fn anonymous(self) -> Self {
        Self { anonymous: true, ..self }
    }
}

/// An error.
#[derive(Clone, Copy, Debug)]
pub struct ErrorInfo {
    /// Its name.
    pub name: &'static str,
    /// Its fields.
    pub inputs: &'static [Param],
    /// The first four bytes of its signature's hash.
    pub selector: [u8; 4],
}

impl ErrorInfo {
    /// An error; its selector is computed.
    pub const fn new(name: &'static str, inputs: &'static [Param]) -> Self {
        Self { name, inputs, selector: selector(name, inputs) }
    }
}
