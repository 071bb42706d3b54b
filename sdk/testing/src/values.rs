//! ABI data as text, by the descriptions that contracts carry: what traces and assertions show.
//!
//! Decoding is the SDK's own strict one, so data that is not canonical is not shown as if it were.

use sdk::{
    abi::{Decoder, Param},
    types::{Address, B256, Bytes, U256},
};

use crate::names::Names;

/// The values of `params` in `data`, one text each; `None` if `data` is not their canonical encoding.
pub(crate) fn decode(params: &[Param], data: &[u8], names: &Names) -> Option<Vec<String>> {
    let mut input = Decoder::new(data, params.iter().map(|param| Kind::of(param).head_size()).sum());
    let texts = params.iter().map(|param| Kind::of(param).read(&mut input, names)).collect();
    input.end().ok().map(|()| texts)
}

/// `(name: value, name: value)`.
pub(crate) fn list(params: &[Param], texts: &[String]) -> String {
    let members = params.iter().zip(texts).map(|(param, text)| match param.name {
        "" => text.clone(),
        name => format!("{name}: {text}"),
    });
    format!("({})", members.collect::<Vec<_>>().join(", "))
}

/// The values of an event's fields, in their order; `None` if the log is not canonical. An indexed field that is only
/// there as a hash is shown as that.
pub(crate) fn event_fields(params: &[Param], topics: &[[u8; 32]], data: &[u8], names: &Names) -> Option<Vec<String>> {
    let plain: Vec<_> = params.iter().filter(|param| !param.indexed).copied().collect();
    let mut plain = decode(&plain, data, names)?.into_iter();
    let mut topics = topics.iter();
    let texts =
        params.iter().map(|param| if param.indexed { topic(param, topics.next()?, names) } else { plain.next() });
    let texts = texts.collect::<Option<Vec<_>>>()?;
    topics.next().is_none().then_some(texts)
}

fn topic(param: &Param, topic: &[u8; 32], names: &Names) -> Option<String> {
    let kind = Kind::of(param);
    if kind.name.ends_with(']') || matches!(kind.name, "bytes" | "string" | "tuple") {
        return Some(format!("hash {}", B256::new(*topic)));
    }
    decode(&[Param::new(param.name, param.kind)], topic, names)?.pop()
}

/// A type by its name in ABI JSON.
#[derive(Clone, Copy)]
struct Kind<'a> {
    name: &'a str,
    /// Of the tuple that it is or consists of.
    members: &'a [Param],
}

impl<'a> Kind<'a> {
    fn of(param: &'a Param) -> Self {
        Self { name: param.kind.json, members: param.kind.components }
    }

    /// The elements' type of an array and their number, `None` if that is part of the data.
    fn array(self) -> Option<(Self, Option<usize>)> {
        let (element, size) = self.name.strip_suffix(']')?.rsplit_once('[')?;
        Some((Self { name: element, ..self }, size.parse().ok()))
    }

    fn is_dynamic(self) -> bool {
        match self.array() {
            Some((_, None)) => true,
            Some((element, Some(_))) => element.is_dynamic(),
            None if self.name == "tuple" => self.members.iter().any(|member| Self::of(member).is_dynamic()),
            None => matches!(self.name, "bytes" | "string"),
        }
    }

    /// Bytes in the head of the enclosing tuple.
    fn head_size(self) -> usize {
        if self.is_dynamic() { 32 } else { self.inner_size() }
    }

    /// Bytes of the heads of its own members.
    fn inner_size(self) -> usize {
        match self.array() {
            Some((element, count)) => element.head_size() * count.unwrap_or_default(),
            None if self.name == "tuple" => self.members.iter().map(|member| Self::of(member).head_size()).sum(),
            None => 32,
        }
    }

    fn read(self, input: &mut Decoder<'_>, names: &Names) -> String {
        match self.array() {
            Some((element, None)) => {
                let (count, enclosing) = input.open_array(element.head_size());
                let text = element.read_many(count, input, names);
                input.close(enclosing);
                text
            }
            Some((element, Some(count))) => self.inside(input, |input| element.read_many(count, input, names)),
            None if self.name == "tuple" => self.inside(input, |input| {
                let texts: Vec<_> = self.members.iter().map(|member| Self::of(member).read(input, names)).collect();
                list(self.members, &texts)
            }),
            None if self.name == "bytes" => Bytes(input.bytes().to_vec()).to_string(),
            None if self.name == "string" => format!("{:?}", String::from_utf8_lossy(input.bytes())),
            None => self.word(input.word(), names),
        }
    }

    /// Reads members that stand behind an offset if they are dynamic.
    fn inside(self, input: &mut Decoder<'_>, read: impl FnOnce(&mut Decoder<'_>) -> String) -> String {
        if !self.is_dynamic() {
            return read(input);
        }
        let enclosing = input.open(self.inner_size());
        let text = read(input);
        input.close(enclosing);
        text
    }

    fn read_many(self, count: usize, input: &mut Decoder<'_>, names: &Names) -> String {
        let texts: Vec<_> = (0..count).map(|_| self.read(input, names)).collect();
        format!("[{}]", texts.join(", "))
    }

    fn word(self, word: &[u8; 32], names: &Names) -> String {
        let number = U256::from_be_bytes(*word);
        if self.name == "bool" {
            return (!number.is_zero()).to_string();
        }
        if self.name == "address" {
            return word.last_chunk().map(|address| names.address(Address(*address))).unwrap_or_default();
        }
        if let Some(size) = self.name.strip_prefix("bytes").and_then(|size| size.parse().ok()) {
            return Bytes(word[..32.min(size)].to_vec()).to_string();
        }
        if self.name.starts_with("int") && word[0] >= 0x80 {
            // Two's complement; the most negative number stays itself, which is its size.
            let size = (!number).checked_add(U256::ONE).unwrap_or(U256::ZERO);
            return format!("-{size}");
        }
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use sdk::abi::{self, Abi};

    use super::*;

    fn texts<T: abi::Sequence>(params: &[Param], values: &T) -> Option<Vec<String>> {
        decode(params, &abi::encode(values), &Names::default())
    }

    const fn param<T: Abi>() -> Param {
        Param::new("", T::INFO)
    }

    #[test]
    fn every_kind_of_value_has_its_text() {
        type Tuple = (u8, String, Vec<(bool, i64)>, [u16; 2]);
        let params = [
            param::<U256>(),
            param::<i8>(),
            param::<bool>(),
            param::<Address>(),
            param::<sdk::types::FixedBytes<3>>(),
            param::<Bytes>(),
            param::<Tuple>(),
            param::<[String; 2]>(),
        ];
        let values = (
            U256::MAX,
            -128_i8,
            true,
            Address([7; 20]),
            sdk::types::FixedBytes([1, 2, 3]),
            Bytes(vec![9; 33]),
            (5_u8, "a \"b\"".to_owned(), vec![(true, -1_i64), (false, i64::MAX)], [1_u16, 2]),
            ["x".to_owned(), String::new()],
        );
        let found = texts(&params, &values).unwrap();
        let expected = [
            "115792089237316195423570985008687907853269984665640564039457584007913129639935",
            "-128",
            "true",
            "0x0707070707070707070707070707070707070707",
            "0x010203",
            &format!("0x{}", "09".repeat(33)),
            "(5, \"a \\\"b\\\"\", [(true, -1), (false, 9223372036854775807)], [1, 2])",
            "[\"x\", \"\"]",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn data_that_is_not_canonical_has_no_text() {
        let data = abi::encode(&(U256::ONE,));
        let params = [param::<U256>()];
        assert!(decode(&params, &data[..31], &Names::default()).is_none());
        assert!(decode(&params, &[&data[..], &[0]].concat(), &Names::default()).is_none());
        assert!(decode(&[param::<String>()], &data, &Names::default()).is_none());
    }
}
