//! Parameters of methods: read from JSON by name, place and form, with errors that say all three.
//!
//! Numbers are hex quantities and byte strings are hex data, as Ethereum's specification has them. `null` and an
//! absent parameter are the same. Addresses are taken in any letter case.

use jsonrpsee::types::Params;
use primitives::{Address, B256, Bytes, U256};
use serde_json::{Map, Value};

use crate::rpc::error::RpcError;

/// Characters of a wrong value that an error repeats.
const FOUND_MAX_CHARS: usize = 100;

/// The parameters of one call.
pub(super) struct Arguments {
    names: &'static [&'static str],
    values: Vec<Value>,
}

/// A value that a parameter or a field can have.
pub(super) trait Parameter: Sized {
    /// What it looks like, for errors.
    const EXPECTED: &'static str;

    /// Reads it, or `None` if the value has another form.
    fn from_json(value: &Value) -> Option<Self>;
}

/// One parameter or field: where it stands and what it is.
pub(super) struct Argument<'a> {
    position: usize,
    name: String,
    value: &'a Value,
}

/// A block, as named by a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockRef {
    /// The head; `safe` and `finalized` are the same, because finality is immediate.
    Latest,
    /// The block that is not sealed yet.
    Pending,
    /// The genesis block.
    Earliest,
    /// By height.
    Number(u64),
    /// By hash (EIP-1898). Every block that is kept is canonical, so `requireCanonical` changes nothing.
    Hash(B256),
}

impl Arguments {
    /// Reads the parameters of a method with these names.
    pub(super) fn read(params: &Params<'_>, names: &'static [&'static str]) -> Result<Self, RpcError> {
        let values = match params.as_str() {
            None => Vec::new(),
            Some(text) => match serde_json::from_str(text) {
                Ok(Value::Array(values)) => values,
                Ok(Value::Null) => Vec::new(),
                Ok(other) => return Err(RpcError::ParamsForm { found: shown(&other) }),
                Err(error) => return Err(RpcError::ParamsForm { found: error.to_string() }),
            },
        };
        if values.len() > names.len() {
            return Err(RpcError::TooManyParams { found: values.len(), names });
        }
        Ok(Self { names, values })
    }

    /// The parameter at `index`, from 0, which the table names; `None` if it is absent or null.
    pub(super) fn at(&self, index: usize) -> Option<Argument<'_>> {
        let value = self.values.get(index).filter(|value| !value.is_null())?;
        Some(Argument { position: index.saturating_add(1), name: self.name(index), value })
    }

    /// The parameter at `index`, which must be there.
    pub(super) fn required<T: Parameter>(&self, index: usize) -> Result<T, RpcError> {
        self.some(index, T::EXPECTED)?.read()
    }

    /// The parameter at `index`, if it is there.
    pub(super) fn optional<T: Parameter>(&self, index: usize) -> Result<Option<T>, RpcError> {
        self.at(index).map(|argument| argument.read()).transpose()
    }

    /// The parameter at `index`, which must be there and be what `expected` says.
    pub(super) fn some(&self, index: usize, expected: &str) -> Result<Argument<'_>, RpcError> {
        self.at(index).ok_or_else(|| RpcError::Param {
            position: index.saturating_add(1),
            name: self.name(index),
            expected: expected.to_owned(),
            found: "nothing".to_owned(),
        })
    }

    /// The block at `index`, the latest if it is absent.
    pub(super) fn block(&self, index: usize) -> Result<BlockRef, RpcError> {
        Ok(self.optional(index)?.unwrap_or(BlockRef::Latest))
    }

    fn name(&self, index: usize) -> String {
        self.names.get(index).copied().unwrap_or("unnamed").to_owned()
    }
}

impl<'a> Argument<'a> {
    /// Its value.
    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    /// Reads it.
    pub(super) fn read<T: Parameter>(&self) -> Result<T, RpcError> {
        T::from_json(self.value).ok_or_else(|| self.wrong(T::EXPECTED))
    }

    /// Another value in its place: what is meant when it is absent.
    pub(super) fn with<'b>(&self, value: &'b Value) -> Argument<'b> {
        Argument { position: self.position, name: self.name.clone(), value }
    }

    /// The error that it is not what was expected.
    pub(super) fn wrong(&self, expected: impl Into<String>) -> RpcError {
        RpcError::Param {
            position: self.position,
            name: self.name.clone(),
            expected: expected.into(),
            found: shown(self.value),
        }
    }

    /// Its fields, if it is an object.
    pub(super) fn object(&self) -> Result<&'a Map<String, Value>, RpcError> {
        self.value.as_object().ok_or_else(|| self.wrong("an object"))
    }

    /// The field `name` of an object; `None` if it is absent or null.
    pub(super) fn field(&self, name: &str) -> Result<Option<Argument<'a>>, RpcError> {
        let Some(value) = self.object()?.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
        Ok(Some(Argument { position: self.position, name: format!("{}.{name}", self.name), value }))
    }

    /// The field `name` of an object, read, if it is there.
    pub(super) fn read_field<T: Parameter>(&self, name: &str) -> Result<Option<T>, RpcError> {
        self.field(name)?.map(|field| field.read()).transpose()
    }

    /// The elements, if it is an array.
    pub(super) fn elements(&self) -> Result<Vec<Argument<'a>>, RpcError> {
        let values = self.value.as_array().ok_or_else(|| self.wrong("an array"))?;
        let element =
            |(index, value)| Argument { position: self.position, name: format!("{}[{index}]", self.name), value };
        Ok(values.iter().enumerate().map(element).collect())
    }
}

/// A value as an error repeats it.
fn shown(value: &Value) -> String {
    shortened(&value.to_string())
}

/// At most the first [`FOUND_MAX_CHARS`] of a text, and how long it is if that is not all.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(FOUND_MAX_CHARS) {
        Some((end, _)) => format!("{}... ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

/// The digits after `0x`.
fn hex_digits(value: &Value) -> Option<&str> {
    let digits = value.as_str()?.strip_prefix("0x")?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(digits)
}

impl Parameter for U256 {
    const EXPECTED: &'static str = "a quantity as 0x and 1 to 64 hex digits";

    fn from_json(value: &Value) -> Option<Self> {
        let digits = hex_digits(value)?;
        if digits.is_empty() || digits.len() > 64 {
            return None;
        }
        Self::from_str_radix(digits, 16).ok()
    }
}

impl Parameter for u64 {
    const EXPECTED: &'static str = "a quantity below 2^64 as 0x and hex digits";

    fn from_json(value: &Value) -> Option<Self> {
        U256::from_json(value)?.try_into().ok()
    }
}

impl Parameter for u128 {
    const EXPECTED: &'static str = "a quantity below 2^128 as 0x and hex digits";

    fn from_json(value: &Value) -> Option<Self> {
        U256::from_json(value)?.try_into().ok()
    }
}

impl Parameter for Address {
    const EXPECTED: &'static str = "an address as 0x and 40 hex digits";

    fn from_json(value: &Value) -> Option<Self> {
        let digits = hex_digits(value)?;
        if digits.len() == 40 { digits.parse().ok() } else { None }
    }
}

impl Parameter for B256 {
    const EXPECTED: &'static str = "32 bytes as 0x and 64 hex digits";

    fn from_json(value: &Value) -> Option<Self> {
        let digits = hex_digits(value)?;
        if digits.len() == 64 { digits.parse().ok() } else { None }
    }
}

impl Parameter for Bytes {
    const EXPECTED: &'static str = "bytes as 0x and an even number of hex digits";

    fn from_json(value: &Value) -> Option<Self> {
        hex_digits(value)?.parse().ok()
    }
}

impl Parameter for bool {
    const EXPECTED: &'static str = "true or false";

    fn from_json(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Parameter for f64 {
    const EXPECTED: &'static str = "a number";

    fn from_json(value: &Value) -> Option<Self> {
        value.as_f64()
    }
}

/// A key of a contract's storage: 32 bytes, or a shorter quantity that is padded on the left.
#[derive(Clone, Copy, Debug)]
pub(super) struct StorageKey(pub(super) B256);

impl Parameter for StorageKey {
    const EXPECTED: &'static str = "a storage key as 0x and 1 to 64 hex digits";

    fn from_json(value: &Value) -> Option<Self> {
        U256::from_json(value).map(|key| Self(key.into()))
    }
}

/// A count for which tools send a plain number as often as a quantity.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count(pub(super) u64);

impl Parameter for Count {
    const EXPECTED: &'static str = "a number, or a quantity as 0x and hex digits";

    fn from_json(value: &Value) -> Option<Self> {
        let decimal = || value.as_str()?.parse().ok();
        value.as_u64().or_else(|| u64::from_json(value)).or_else(decimal).map(Self)
    }
}

/// An amount of wei, for which tools send a plain number as often as a quantity.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amount(pub(super) U256);

impl Parameter for Amount {
    const EXPECTED: &'static str = "an amount of wei as a quantity (0x and hex digits) or a number";

    fn from_json(value: &Value) -> Option<Self> {
        U256::from_json(value).or_else(|| value.as_u64().map(U256::from)).map(Self)
    }
}

impl Parameter for BlockRef {
    const EXPECTED: &'static str = "a block as latest, safe, finalized, pending, earliest, a quantity (0x and hex digits), \
                                    {\"blockNumber\": quantity} or {\"blockHash\": 32 bytes}";

    fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::String(tag) => match tag.as_str() {
                "latest" | "safe" | "finalized" => Some(Self::Latest),
                "pending" => Some(Self::Pending),
                "earliest" => Some(Self::Earliest),
                // A bare hash is not in the specification, but geth takes it.
                hash if hash.len() == 66 => B256::from_json(value).map(Self::Hash),
                _ => u64::from_json(value).map(Self::Number),
            },
            Value::Object(fields) => {
                let known = |name: &String| ["blockHash", "blockNumber", "requireCanonical"].contains(&name.as_str());
                let canonical = fields.get("requireCanonical").is_none_or(Value::is_boolean);
                if !canonical || !fields.keys().all(known) {
                    return None;
                }
                match (fields.get("blockHash"), fields.get("blockNumber")) {
                    (Some(hash), None) => B256::from_json(hash).map(Self::Hash),
                    (None, Some(number)) => u64::from_json(number).map(Self::Number),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read<T: Parameter>(value: Value) -> Result<T, String> {
        let params = json!([value]).to_string();
        let arguments = Arguments::read(&Params::new(Some(&params)), &["thing"]).map_err(|error| error.to_string())?;
        arguments.required(0).map_err(|error| error.to_string())
    }

    #[test]
    fn quantity_needs_0x_and_digits() {
        assert_eq!(read::<u64>(json!("0x1f")), Ok(31));
        assert_eq!(read::<u64>(json!("0x001f")), Ok(31));
        for wrong in [json!("31"), json!(31), json!("0x"), json!("0xg"), json!("0x1ffffffffffffffff"), json!([])] {
            let error = read::<u64>(wrong).unwrap_err();
            assert!(
                error.starts_with("invalid params: parameter 1 (thing): expected a quantity below 2^64"),
                "{error}"
            );
        }
    }

    #[test]
    fn address_is_taken_in_any_letter_case() {
        let lower = read::<Address>(json!("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")).unwrap();
        let mixed = read::<Address>(json!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")).unwrap();
        assert_eq!(lower, mixed);
    }

    #[test]
    fn bytes_need_an_even_number_of_digits() {
        assert_eq!(read::<Bytes>(json!("0x")), Ok(Bytes::new()));
        assert_eq!(read::<Bytes>(json!("0x00ff")), Ok(Bytes::from_static(&[0, 255])));
        assert_eq!(
            read::<Bytes>(json!("0x0")).unwrap_err(),
            "invalid params: parameter 1 (thing): expected bytes as 0x and an even number of hex digits, found \"0x0\""
        );
    }

    #[test]
    fn block_has_all_forms_of_eip_1898() {
        let hash = B256::repeat_byte(7);
        let cases = [
            (json!("latest"), BlockRef::Latest),
            (json!("safe"), BlockRef::Latest),
            (json!("finalized"), BlockRef::Latest),
            (json!("pending"), BlockRef::Pending),
            (json!("earliest"), BlockRef::Earliest),
            (json!("0x10"), BlockRef::Number(16)),
            (json!({ "blockNumber": "0x10" }), BlockRef::Number(16)),
            (json!({ "blockHash": hash }), BlockRef::Hash(hash)),
            (json!({ "blockHash": hash, "requireCanonical": true }), BlockRef::Hash(hash)),
        ];
        for (value, expected) in cases {
            assert_eq!(read::<BlockRef>(value), Ok(expected));
        }
    }

    #[test]
    fn block_of_another_form_is_refused() {
        let hash = B256::repeat_byte(7);
        let wrong = [
            json!(16),
            json!("newest"),
            json!({}),
            json!({ "blockHash": hash, "blockNumber": "0x1" }),
            json!({ "blockHash": "0x12" }),
            json!({ "blockNumber": 1 }),
            json!({ "hash": hash }),
            json!({ "blockHash": hash, "requireCanonical": "yes" }),
            json!([]),
        ];
        for value in wrong {
            let error = read::<BlockRef>(value).unwrap_err();
            assert!(error.contains("expected a block as latest, safe"), "{error}");
        }
    }

    #[test]
    fn absent_parameter_is_named() {
        let arguments = Arguments::read(&Params::new(Some("[]")), &["address", "block"]).unwrap();
        assert_eq!(
            arguments.required::<Address>(0).unwrap_err().to_string(),
            "invalid params: parameter 1 (address): expected an address as 0x and 40 hex digits, found nothing"
        );
        assert_eq!(arguments.block(1).unwrap(), BlockRef::Latest);
    }

    #[test]
    fn too_many_parameters_are_refused_with_their_names() {
        let found = Arguments::read(&Params::new(Some("[1, 2, 3]")), &["address", "block"]);
        assert_eq!(found.err().unwrap().to_string(), "invalid params: expected at most 2 (address, block), found 3");
        let found = Arguments::read(&Params::new(Some("[1]")), &[]);
        assert_eq!(found.err().unwrap().to_string(), "invalid params: expected no parameters, found 1");
    }

    #[test]
    fn params_by_name_are_refused() {
        let found = Arguments::read(&Params::new(Some(r#"{"address": 1}"#)), &["address"]);
        assert_eq!(found.err().unwrap().to_string(), r#"invalid params: expected an array, found {"address":1}"#);
    }

    #[test]
    fn deep_nesting_is_an_error() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(Arguments::read(&Params::new(Some(&deep)), &["a"]).is_err());
    }

    #[test]
    fn long_value_is_shortened_in_the_error() {
        let error = read::<Address>(json!("0x".to_owned() + &"ab".repeat(10_000))).unwrap_err();
        assert!(error.len() < 300, "{error}");
    }
}
