//! The Solidity ABI: call data, return data, revert data and log data.
//!
//! Decoding is strict, as the ABI's "strict mode" defines it: the one canonical encoding of a value is accepted and
//! everything else is refused by name: dirty high bits, offsets that overlap or leave gaps, lengths beyond the data,
//! padding that is not zero, text that is not UTF-8, trailing bytes. Type names are constants of the [`Abi`] trait, so
//! selectors are computed at compile time and type aliases mean what they stand for.

mod decode;
mod describe;
mod encode;
mod interface;
mod text;
mod types;

use alloc::vec::Vec;

pub use decode::{DecodeError, Decoder};
pub use describe::{ErrorInfo, EventInfo, FunctionInfo, Mutability, Name, Param, Text, TypeInfo};
pub use encode::Encoder;
pub use interface::{ContractInfo, InterfaceInfo, Part};
#[doc(hidden)]
pub use interface::{Refusal, all_errors, error_count, is_only_error, method_clash, part_clash};
pub use text::{text, text_size};
pub use types::Element;
#[doc(hidden)]
pub use types::{decode_tuple, encode_tuple, encode_tuple_topic, tuple_head_size};

/// A type with a Solidity ABI form.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no Solidity ABI form",
    label = "not an ABI type",
    note = "a struct or enum of your own is passed if #[record] is on it",
    note = "otherwise use bool, u8 to u128, i8 to i128, U256, Uint<BITS>, Int<BITS>, Address, FixedBytes<N>, Bytes, String, Vec, arrays, or tuples"
)]
pub trait Abi: Sized {
    /// The canonical name, as in signatures: `(address,uint256)[]`.
    const CANONICAL: &'static Name;
    /// The name in ABI JSON: `tuple[]`.
    const JSON: &'static Name = Self::CANONICAL;
    /// The members, if this is a tuple or an array of tuples.
    const COMPONENTS: &'static [Param] = &[];
    /// All of the above, for descriptions.
    const INFO: &'static TypeInfo =
        &TypeInfo { canonical: Self::CANONICAL.as_str(), json: Self::JSON.as_str(), components: Self::COMPONENTS };
    /// True if the head holds an offset to the value.
    const DYNAMIC: bool = false;
    /// Bytes in the head of the enclosing tuple.
    const HEAD_SIZE: usize = 32;
    /// True if an event may index it.
    const INDEXABLE: bool = true;

    /// Appends the value as the next member of the enclosing tuple.
    fn encode(&self, out: &mut Encoder);

    /// Reads the value as the next member of the enclosing tuple. On data that is refused the value is any.
    fn decode(input: &mut Decoder<'_>) -> Self;

    /// Appends the value as an indexed event field, if it is [`Self::INDEXABLE`]: one word, or a hash of what does not fit one.
    fn encode_topic(&self, out: &mut Encoder) {
        self.encode(out);
    }

    /// The value back from a topic; `None` if the topic is a hash or no such value.
    fn from_topic(topic: &[u8; 32]) -> Option<Self> {
        let mut input = Decoder::new(topic, Self::HEAD_SIZE);
        let value = Self::decode(&mut input);
        input.end().ok().map(|()| value)
    }
}

/// Several values beside each other: arguments, or what a call returns. Implemented for tuples of up to 12 ABI types.
pub trait Sequence: Sized {
    /// Bytes of the head.
    const HEAD_SIZE: usize;
    /// Appends the members.
    fn encode_members(&self, out: &mut Encoder);
    /// Reads the members.
    fn decode_members(input: &mut Decoder<'_>) -> Self;
}

/// Encodes values, as `abi.encode` of Solidity does.
pub fn encode<T: Sequence>(values: &T) -> Vec<u8> {
    let mut out = Encoder::new(&[], T::HEAD_SIZE);
    values.encode_members(&mut out);
    out.finish()
}

/// Decodes values; `data` must be their canonical encoding and nothing more.
pub fn decode<T: Sequence>(data: &[u8]) -> Result<T, DecodeError> {
    let mut input = Decoder::new(data, T::HEAD_SIZE);
    let values = T::decode_members(&mut input);
    input.end().map(|()| values)
}

#[cfg(test)]
mod tests;
