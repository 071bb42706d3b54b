//! Values of the ABI for people and for scripts.
//!
//! In JSON, integers are decimal strings, because readers of JSON round large numbers; a tuple whose fields all have
//! names is an object, any other an array.

use alloy_dyn_abi::DynSolValue;
use alloy_json_abi::Param;
use serde_json::{Map, Value};

/// One value as people read it. A string that stands alone has no quotes.
pub(crate) fn text_of(value: &DynSolValue, parameter: &Param) -> String {
    match value {
        DynSolValue::String(text) => text.clone(),
        _ => nested(value, &parameter.components),
    }
}

fn nested(value: &DynSolValue, fields: &[Param]) -> String {
    match value {
        DynSolValue::String(text) => format!("{text:?}"),
        DynSolValue::Array(items) | DynSolValue::FixedArray(items) => {
            let items: Vec<String> = items.iter().map(|item| nested(item, fields)).collect();
            format!("[{}]", items.join(", "))
        }
        DynSolValue::Tuple(items) => {
            let field = |(index, item): (usize, &DynSolValue)| match fields.get(index) {
                Some(field) if !field.name.is_empty() => {
                    format!("{}: {}", field.name, nested(item, &field.components))
                }
                Some(field) => nested(item, &field.components),
                None => nested(item, &[]),
            };
            let items: Vec<String> = items.iter().enumerate().map(field).collect();
            format!("({})", items.join(", "))
        }
        _ => scalar(value),
    }
}

/// One value as JSON.
pub(crate) fn json_of(value: &DynSolValue, parameter: &Param) -> Value {
    json(value, &parameter.components)
}

fn json(value: &DynSolValue, fields: &[Param]) -> Value {
    match value {
        DynSolValue::Bool(value) => Value::Bool(*value),
        DynSolValue::Array(items) | DynSolValue::FixedArray(items) => {
            items.iter().map(|item| json(item, fields)).collect()
        }
        DynSolValue::Tuple(items) => {
            let named = fields.len() == items.len() && fields.iter().all(|field| !field.name.is_empty());
            let values = items
                .iter()
                .enumerate()
                .map(|(index, item)| json(item, fields.get(index).map_or(&[], |f| &f.components)));
            match named {
                true => Value::Object(fields.iter().map(|field| field.name.clone()).zip(values).collect::<Map<_, _>>()),
                false => values.collect(),
            }
        }
        DynSolValue::String(text) => Value::String(text.clone()),
        _ => Value::String(scalar(value)),
    }
}

fn scalar(value: &DynSolValue) -> String {
    match value {
        DynSolValue::Bool(value) => value.to_string(),
        DynSolValue::Int(value, _) => value.to_string(),
        DynSolValue::Uint(value, _) => value.to_string(),
        DynSolValue::Address(address) => address.to_string(),
        DynSolValue::FixedBytes(word, size) => const_hex::encode_prefixed(&word[..*size]),
        DynSolValue::Bytes(bytes) => const_hex::encode_prefixed(bytes),
        DynSolValue::Function(function) => const_hex::encode_prefixed(function),
        DynSolValue::String(text) => text.clone(),
        DynSolValue::Array(_) | DynSolValue::FixedArray(_) | DynSolValue::Tuple(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use alloy_dyn_abi::Specifier;
    use serde_json::json;

    use super::*;

    fn outputs(line: &str) -> Vec<Param> {
        compile::abi::parse(line).unwrap().functions().next().unwrap().outputs.clone()
    }

    fn shown(ty: &str, text: &str) -> (String, Value) {
        let parameter = &outputs(&format!("function f() returns ({ty})"))[0];
        let value = parameter.resolve().unwrap().coerce_str(text).unwrap();
        (text_of(&value, parameter), json_of(&value, parameter))
    }

    #[test]
    fn integers_are_exact_in_json() {
        let max = alloy_primitives::U256::MAX.to_string();
        assert_eq!(shown("uint256", &max), (max.clone(), json!(max)));
        assert_eq!(shown("int8", "-5"), ("-5".into(), json!("-5")));
    }

    #[test]
    fn tuples_keep_the_names_of_their_fields() {
        let (text, json) = shown("(uint8 n, (string, bool)[] parts)[] all", "[(1, [(a, true)])]");
        assert_eq!(text, "[(n: 1, parts: [(\"a\", true)])]");
        assert_eq!(json, json!([{ "n": "1", "parts": [["a", true]] }]));
    }

    #[test]
    fn bytes_and_addresses_are_hexadecimal() {
        assert_eq!(shown("bytes4", "0xdeadbeef").0, "0xdeadbeef");
        assert_eq!(shown("bytes", "0x").1, json!("0x"));
        let address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        assert_eq!(shown("address", &address.to_lowercase()).0, address);
    }
}
