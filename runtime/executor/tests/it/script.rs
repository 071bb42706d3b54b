//! Scripts for the puppet contract: what it is to do, as the bytes of its input.

use primitives::{Address, B256, Bytes, U256};

/// Gas that no frame has: "all that may be passed on".
pub(crate) const ALL: u64 = u64::MAX;

/// A list of commands. Each method appends one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script(Vec<u8>);

pub(crate) fn script() -> Script {
    Script::default()
}

impl Script {
    /// Commands that were written before.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    fn op(mut self, op: u8, parts: &[&[u8]]) -> Self {
        self.0.push(op);
        for part in parts {
            self.0.extend_from_slice(part);
        }
        self
    }

    pub(crate) fn write(self, key: u8, value: &[u8]) -> Self {
        self.op(1, &[&slot(key)[..], &size(value), value])
    }

    pub(crate) fn call(self, to: Address, input: impl Into<Bytes>) -> Self {
        self.call_with(0, ALL, to, U256::ZERO, input)
    }

    pub(crate) fn call_with(self, flags: u32, gas: u64, to: Address, value: U256, input: impl Into<Bytes>) -> Self {
        let input = input.into();
        let (flags, gas, word) = (flags.to_le_bytes(), gas.to_le_bytes(), value.to_be_bytes::<32>());
        self.op(2, &[&flags, &gas, to.as_slice(), &word, &size(&input), &input])
    }

    pub(crate) fn create(self, gas: u64, code_hash: B256, value: U256, arguments: impl Into<Bytes>) -> Self {
        let arguments = arguments.into();
        let word = value.to_be_bytes::<32>();
        self.op(3, &[&gas.to_le_bytes(), &code_hash[..], &word, &size(&arguments), &arguments])
    }

    pub(crate) fn create2(self, salt: B256, code_hash: B256, value: U256, arguments: impl Into<Bytes>) -> Self {
        let arguments = arguments.into();
        let word = value.to_be_bytes::<32>();
        self.op(4, &[&salt[..], &ALL.to_le_bytes(), &code_hash[..], &word, &size(&arguments), &arguments])
    }

    pub(crate) fn log(self, topics: &[B256], data: &[u8]) -> Self {
        let count = u32::try_from(topics.len()).unwrap().to_le_bytes();
        self.op(5, &[&count, &topics.concat(), &size(data), data])
    }

    pub(crate) fn transfer(self, to: Address, value: U256) -> Self {
        self.op(6, &[to.as_slice(), &value.to_be_bytes::<32>()])
    }

    pub(crate) fn revert(self) -> Self {
        self.op(7, &[])
    }

    pub(crate) fn trap(self) -> Self {
        self.op(8, &[])
    }

    pub(crate) fn read(self, key: u8) -> Self {
        self.op(9, &[&slot(key)[..]])
    }

    pub(crate) fn append(self, bytes: &[u8]) -> Self {
        self.op(10, &[&size(bytes), bytes])
    }

    pub(crate) fn gas(self) -> Self {
        self.op(11, &[])
    }

    pub(crate) fn balance(self, of: Address) -> Self {
        self.op(12, &[of.as_slice()])
    }

    pub(crate) fn code_hash(self, of: Address) -> Self {
        self.op(13, &[of.as_slice()])
    }

    pub(crate) fn block_hash(self, number: u64) -> Self {
        self.op(14, &[&number.to_le_bytes()])
    }

    pub(crate) fn context(self) -> Self {
        self.op(15, &[])
    }

    pub(crate) fn loop_forever(self) -> Self {
        self.op(16, &[])
    }

    pub(crate) fn recurse_forever(self) -> Self {
        self.op(17, &[])
    }

    pub(crate) fn grow_forever(self) -> Self {
        self.op(18, &[])
    }

    pub(crate) fn read_out_of_bounds(self) -> Self {
        self.op(19, &[])
    }

    pub(crate) fn spin(self, rounds: u32) -> Self {
        self.op(20, &[&rounds.to_le_bytes()])
    }

    pub(crate) fn call_self_with_same_input(self, flags: u32) -> Self {
        self.op(21, &[&flags.to_le_bytes()])
    }

    pub(crate) fn revert_with_last_output(self) -> Self {
        self.op(22, &[])
    }

    pub(crate) fn write_transient(self, key: u8, value: &[u8]) -> Self {
        self.op(23, &[&slot(key)[..], &size(value), value])
    }

    pub(crate) fn read_transient(self, key: u8) -> Self {
        self.op(24, &[&slot(key)[..]])
    }

    pub(crate) fn size_of(self, key: u8) -> Self {
        self.op(25, &[&slot(key)[..]])
    }

    pub(crate) fn set_code(self, hash: B256) -> Self {
        self.op(26, &[&hash[..]])
    }

    pub(crate) fn say(self, text: &str) -> Self {
        self.op(27, &[&size(text.as_bytes()), text.as_bytes()])
    }

    pub(crate) fn write_transient_places(self, first: u32, count: u32) -> Self {
        self.op(28, &[&first.to_le_bytes(), &count.to_le_bytes()])
    }

    pub(crate) fn bytes(self) -> Bytes {
        self.0.into()
    }
}

impl From<Script> for Bytes {
    fn from(script: Script) -> Self {
        script.bytes()
    }
}

/// The storage key that a script's small number stands for.
pub(crate) fn slot(key: u8) -> B256 {
    B256::with_last_byte(key)
}

fn size(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap().to_le_bytes()
}
