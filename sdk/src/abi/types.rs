//! The ABI forms of Rust's and the SDK's types.

use alloc::{string::String, vec::Vec};

use crate::{
    abi::{Abi, DecodeError, Decoder, Encoder, Name, Param, Sequence},
    memory,
    types::{Address, Bytes, FixedBytes, Int, U256, Uint, check_width},
    utf8,
};

/// A type that arrays may hold: every ABI type but `u8`, since `Vec<u8>` is hardly ever meant as `uint8[]`.
#[diagnostic::on_unimplemented(
    message = "arrays of `{Self}` have no Solidity ABI form",
    note = "for `bytes` use `Bytes`, for `bytesN` use `FixedBytes<N>`, for `uint8[]` use `Vec<Uint<8>>`, for `uint8[N]` use `[Uint<8>; N]`"
)]
pub trait Element: Abi {}

macro_rules! elements {
    ($($kind:ty),*) => { $(impl Element for $kind {})* };
}
elements!(bool, u16, u32, u64, u128, i8, i16, i32, i64, i128, U256, Address, Bytes, String);
impl<const N: usize> Element for FixedBytes<N> {}
impl<const BITS: usize> Element for Uint<BITS> {}
impl<const BITS: usize> Element for Int<BITS> {}
impl<T: Element> Element for Vec<T> {}
impl<T: Element, const N: usize> Element for [T; N] {}

macro_rules! integers {
    ($($int:ty, $name:literal, $fill:expr;)*) => {
        $(
            impl Abi for $int {
                const CANONICAL: &'static Name = &Name::new($name);

                fn encode(&self, out: &mut Encoder) {
                    let fill: fn($int) -> u8 = $fill;
                    let bytes = self.to_be_bytes();
                    if fill(*self) == 0 {
                        return out.low(&bytes);
                    }
                    let mut word = [0xFF; 32];
                    word[32 - bytes.len()..].copy_from_slice(&bytes);
                    out.word(&word);
                }

                fn decode(input: &mut Decoder<'_>) -> Self {
                    const SIZE: usize = size_of::<$int>();
                    let fill: fn($int) -> u8 = $fill;
                    let word = input.word();
                    let (high, bytes) = word.split_at(32 - SIZE);
                    let value = <$int>::from_be_bytes(bytes.first_chunk().copied().unwrap_or_default());
                    input.require_fill(high, fill(value), DecodeError::OutOfRange);
                    value
                }
            }
        )*
    };
}
integers! {
    u8, "uint8", |_| 0;
    u16, "uint16", |_| 0;
    u32, "uint32", |_| 0;
    u64, "uint64", |_| 0;
    u128, "uint128", |_| 0;
    i8, "int8", |value| if value < 0 { 0xFF } else { 0 };
    i16, "int16", |value| if value < 0 { 0xFF } else { 0 };
    i32, "int32", |value| if value < 0 { 0xFF } else { 0 };
    i64, "int64", |value| if value < 0 { 0xFF } else { 0 };
    i128, "int128", |value| if value < 0 { 0xFF } else { 0 };
}

impl Abi for bool {
    const CANONICAL: &'static Name = &Name::new("bool");

    fn encode(&self, out: &mut Encoder) {
        (*self as u8).encode(out);
    }

    fn decode(input: &mut Decoder<'_>) -> Self {
        let value = u8::decode(input);
        if value > 1 {
            input.refuse(DecodeError::OutOfRange);
        }
        value == 1
    }
}

impl Abi for U256 {
    const CANONICAL: &'static Name = &Name::new("uint256");

    #[inline(never)]
    fn encode(&self, out: &mut Encoder) {
        out.word(&self.to_be_bytes());
    }

    #[inline(never)]
    fn decode(input: &mut Decoder<'_>) -> Self {
        Self::from_be_bytes(*input.word())
    }
}

impl<const BITS: usize> Abi for Uint<BITS> {
    const CANONICAL: &'static Name = {
        check_width(BITS);
        &Name::new("uint").number(BITS)
    };

    fn encode(&self, out: &mut Encoder) {
        self.get().encode(out);
    }

    fn decode(input: &mut Decoder<'_>) -> Self {
        Self::try_from(U256::decode(input)).unwrap_or_else(|_| {
            input.refuse(DecodeError::OutOfRange);
            Self::default()
        })
    }
}

impl<const BITS: usize> Abi for Int<BITS> {
    const CANONICAL: &'static Name = {
        check_width(BITS);
        &Name::new("int").number(BITS)
    };

    fn encode(&self, out: &mut Encoder) {
        out.word(&self.to_be_bytes());
    }

    fn decode(input: &mut Decoder<'_>) -> Self {
        Self::from_be_bytes(*input.word()).unwrap_or_else(|_| {
            input.refuse(DecodeError::OutOfRange);
            Self::default()
        })
    }
}

impl Abi for Address {
    const CANONICAL: &'static Name = &Name::new("address");

    fn encode(&self, out: &mut Encoder) {
        out.low(&self.0);
    }

    #[inline(never)]
    fn decode(input: &mut Decoder<'_>) -> Self {
        let word = input.filled_word::<12>(0);
        Self(word.last_chunk().copied().unwrap_or_default())
    }
}

impl<const N: usize> Abi for FixedBytes<N> {
    const CANONICAL: &'static Name = {
        assert!(0 < N && N <= 32, "FixedBytes<N> has an ABI form for 1 to 32 bytes; use Bytes for longer ones");
        &Name::new("bytes").number(N)
    };

    fn encode(&self, out: &mut Encoder) {
        out.high(&self.0);
    }

    fn decode(input: &mut Decoder<'_>) -> Self {
        let (bytes, fill) = input.word().split_at(N);
        input.require_fill(fill, 0, DecodeError::OutOfRange);
        Self(bytes.first_chunk().copied().unwrap_or([0; N]))
    }
}

impl Abi for Bytes {
    const CANONICAL: &'static Name = &Name::new("bytes");
    const DYNAMIC: bool = true;

    fn encode(&self, out: &mut Encoder) {
        out.bytes(&self.0);
    }

    fn decode(input: &mut Decoder<'_>) -> Self {
        Self(memory::copied(input.bytes()))
    }

    fn encode_topic(&self, out: &mut Encoder) {
        out.hash(&self.0);
    }

    fn from_topic(_: &[u8; 32]) -> Option<Self> {
        None
    }
}

impl Abi for String {
    const CANONICAL: &'static Name = &Name::new("string");
    const DYNAMIC: bool = true;

    fn encode(&self, out: &mut Encoder) {
        out.bytes(self.as_bytes());
    }

    fn decode(input: &mut Decoder<'_>) -> Self {
        utf8::text(input.bytes()).unwrap_or_else(|| {
            input.refuse(DecodeError::Utf8);
            Self::new()
        })
    }

    fn encode_topic(&self, out: &mut Encoder) {
        out.hash(self.as_bytes());
    }

    fn from_topic(_: &[u8; 32]) -> Option<Self> {
        None
    }
}

impl<T: Element> Abi for Vec<T> {
    const CANONICAL: &'static Name = &T::CANONICAL.then("[]");
    const JSON: &'static Name = &T::JSON.then("[]");
    const COMPONENTS: &'static [Param] = T::COMPONENTS;
    const INDEXABLE: bool = !T::DYNAMIC;
    const DYNAMIC: bool = true;

    fn encode(&self, out: &mut Encoder) {
        let enclosing = out.open(Some(self.len()), self.len().wrapping_mul(T::HEAD_SIZE));
        for element in self {
            element.encode(out);
        }
        out.close(enclosing);
    }

    fn decode(input: &mut Decoder<'_>) -> Self {
        const { assert!(T::HEAD_SIZE > 0, "arrays of empty values have no bound on their length") };
        let (length, enclosing) = input.open_array(T::HEAD_SIZE);
        // Elements that are much larger in memory than their heads are not taken at their word: memory is for those that
        // are there.
        let is_bulky = const { size_of::<T>() > 4 * T::HEAD_SIZE };
        let mut elements = Vec::with_capacity(if is_bulky { 0 } else { length });
        for _ in 0..length {
            if is_bulky && input.is_refused() {
                break;
            }
            elements.push(T::decode(input));
        }
        input.close(enclosing);
        elements
    }

    fn encode_topic(&self, out: &mut Encoder) {
        encode_array_topic(self, out);
    }

    fn from_topic(_: &[u8; 32]) -> Option<Self> {
        None
    }
}

impl<T: Element, const N: usize> Abi for [T; N] {
    const CANONICAL: &'static Name = &T::CANONICAL.then("[").number(N).then("]");
    const JSON: &'static Name = &T::JSON.then("[").number(N).then("]");
    const COMPONENTS: &'static [Param] = T::COMPONENTS;
    const INDEXABLE: bool = !T::DYNAMIC;
    const DYNAMIC: bool = T::DYNAMIC;
    const HEAD_SIZE: usize = if T::DYNAMIC { 32 } else { N * T::HEAD_SIZE };

    fn encode(&self, out: &mut Encoder) {
        let enclosing = T::DYNAMIC.then(|| out.open(None, N * T::HEAD_SIZE));
        for element in self {
            element.encode(out);
        }
        if let Some(enclosing) = enclosing {
            out.close(enclosing);
        }
    }

    fn decode(input: &mut Decoder<'_>) -> Self {
        if !T::DYNAMIC {
            return core::array::from_fn(|_| T::decode(input));
        }
        let enclosing = input.open(N * T::HEAD_SIZE);
        let elements = core::array::from_fn(|_| T::decode(input));
        input.close(enclosing);
        elements
    }

    fn encode_topic(&self, out: &mut Encoder) {
        encode_array_topic(self, out);
    }

    fn from_topic(_: &[u8; 32]) -> Option<Self> {
        None
    }
}

/// The hash of the elements' encodings beside each other, without length.
fn encode_array_topic<T: Abi>(elements: &[T], out: &mut Encoder) {
    let mut preimage = Encoder::new(&[], elements.len() * T::HEAD_SIZE);
    for element in elements {
        element.encode(&mut preimage);
    }
    out.hash(&preimage.finish());
}

impl Sequence for () {
    const HEAD_SIZE: usize = 0;

    fn encode_members(&self, _: &mut Encoder) {}

    fn decode_members(_: &mut Decoder<'_>) -> Self {}
}

macro_rules! tuples {
    ($($first:ident $($rest:ident)*;)*) => {
        $(
            impl<$first: Abi, $($rest: Abi),*> Sequence for ($first, $($rest,)*) {
                const HEAD_SIZE: usize = $first::HEAD_SIZE $(+ $rest::HEAD_SIZE)*;

                #[expect(non_snake_case, reason = "members are named by their types")]
                fn encode_members(&self, out: &mut Encoder) {
                    let ($first, $($rest,)*) = self;
                    $first.encode(out);
                    $($rest.encode(out);)*
                }

                fn decode_members(input: &mut Decoder<'_>) -> Self {
                    ($first::decode(input), $($rest::decode(input),)*)
                }
            }

            impl<$first: Abi, $($rest: Abi),*> Abi for ($first, $($rest,)*) {
                const CANONICAL: &'static Name =
                    &Name::new("(").join($first::CANONICAL)$(.then(",").join($rest::CANONICAL))*.then(")");
                const JSON: &'static Name = &Name::new("tuple");
                const COMPONENTS: &'static [Param] =
                    &[Param::new("", $first::INFO), $(Param::new("", $rest::INFO)),*];
                const DYNAMIC: bool = $first::DYNAMIC $(|| $rest::DYNAMIC)*;
                const INDEXABLE: bool = !Self::DYNAMIC;
                const HEAD_SIZE: usize = tuple_head_size::<Self>(Self::DYNAMIC);

                fn encode(&self, out: &mut Encoder) {
                    encode_tuple(self, Self::DYNAMIC, out);
                }

                fn decode(input: &mut Decoder<'_>) -> Self {
                    decode_tuple(Self::DYNAMIC, input)
                }

                fn encode_topic(&self, out: &mut Encoder) {
                    encode_tuple_topic(self, out);
                }

                fn from_topic(_: &[u8; 32]) -> Option<Self> {
                    None
                }
            }

            impl<$first: Abi, $($rest: Abi),*> Element for ($first, $($rest,)*) {}
        )*
    };
}
tuples! {
    A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H; A B C D E F G H I;
    A B C D E F G H I J; A B C D E F G H I J K; A B C D E F G H I J K L;
}

/// Encodes members as one member of the enclosing tuple: in place, or in a tail of its own if one is dynamic.
pub fn encode_tuple<T: Sequence>(values: &T, dynamic: bool, out: &mut Encoder) {
    if dynamic {
        let enclosing = out.open(None, T::HEAD_SIZE);
        values.encode_members(out);
        out.close(enclosing);
    } else {
        values.encode_members(out);
    }
}

/// Reads what [`encode_tuple`] writes.
pub fn decode_tuple<T: Sequence>(dynamic: bool, input: &mut Decoder<'_>) -> T {
    if !dynamic {
        return T::decode_members(input);
    }
    let enclosing = input.open(T::HEAD_SIZE);
    let values = T::decode_members(input);
    input.close(enclosing);
    values
}

/// Bytes that a tuple takes in the head of the enclosing one.
pub const fn tuple_head_size<T: Sequence>(dynamic: bool) -> usize {
    if dynamic { 32 } else { T::HEAD_SIZE }
}

/// Appends a tuple without dynamic members as an indexed event field.
pub fn encode_tuple_topic<T: Sequence>(values: &T, out: &mut Encoder) {
    out.hash(&crate::abi::encode(values));
}
