//! Errors and events by the names that the ABI gives them.

use alloy_dyn_abi::{DecodedEvent, DynSolValue, ErrorExt, EventExt};
use alloy_json_abi::{Error, JsonAbi, Param};
use alloy_primitives::{LogData, Selector};
use serde_json::{Map, Value, json};

use super::values::{json_of, text_of};

/// Selector of Solidity's `Error(string)`.
const ERROR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];
/// Selector of Solidity's `Panic(uint256)`.
const PANIC: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];

/// Revert data in words: the error's name with its values, or the text of `Error(string)`.
pub(crate) fn revert(abi: &JsonAbi, data: &[u8]) -> Option<String> {
    let selector = *data.first_chunk::<4>()?;
    let builtin = |name: &str, ty: &str| {
        let input = Param { ty: ty.to_owned(), name: String::new(), components: Vec::new(), internal_type: None };
        let error = Error { name: name.to_owned(), inputs: vec![input] };
        error.decode_error(data).ok()?.body.into_iter().next()
    };
    match selector {
        ERROR => match builtin("Error", "string")? {
            DynSolValue::String(text) => Some(text),
            _ => None,
        },
        PANIC => match builtin("Panic", "uint256")? {
            DynSolValue::Uint(code, _) => Some(format!("panic {code:#04x}: {}", panic_text(code.saturating_to()))),
            _ => None,
        },
        _ => {
            let known = abi.errors().find(|error| error.selector() == Selector::from(selector));
            let decoded = known.and_then(|error| Some((error, error.decode_error(data).ok()?)));
            Some(match decoded {
                Some((error, decoded)) => called(&error.name, &error.inputs, &decoded.body),
                None => format!("an error that the ABI does not name: {}", const_hex::encode_prefixed(data)),
            })
        }
    }
}

/// Solidity's meanings of panic codes.
fn panic_text(code: u64) -> &'static str {
    match code {
        0x01 => "an assertion failed",
        0x11 => "arithmetic overflow",
        0x12 => "division by zero",
        0x21 => "a value outside its enum",
        0x31 => "taken from an empty list",
        0x32 => "index out of bounds",
        0x41 => "out of memory",
        _ => "an unknown code",
    }
}

/// A log in words and as JSON: the event's name with its fields, or `None` if the ABI does not know it.
pub(crate) fn event(abi: &JsonAbi, log: &LogData) -> Option<(String, Value)> {
    let topic = log.topics().first();
    let event = abi.events().find(|event| !event.anonymous && Some(&event.selector()) == topic)?;
    let DecodedEvent { indexed, body, .. } = event.decode_log(log).ok()?;
    let (mut indexed, mut body) = (indexed.into_iter(), body.into_iter());
    let (mut parameters, mut values) = (Vec::new(), Vec::new());
    for input in &event.inputs {
        let value = if input.indexed { indexed.next()? } else { body.next()? };
        // Of an indexed value without a fixed size the log holds the hash.
        let hashed = input.indexed && matches!(value, DynSolValue::FixedBytes(_, 32)) && input.ty != "bytes32";
        let ty = if hashed { "bytes32".to_owned() } else { input.ty.clone() };
        parameters.push(Param {
            ty,
            name: input.name.clone(),
            components: input.components.clone(),
            internal_type: None,
        });
        values.push(value);
    }
    let arguments: Map<String, Value> = parameters
        .iter()
        .zip(&values)
        .enumerate()
        .map(|(index, (parameter, value))| {
            let name = if parameter.name.is_empty() { index.to_string() } else { parameter.name.clone() };
            (name, json_of(value, parameter))
        })
        .collect();
    Some((called(&event.name, &parameters, &values), json!({ "event": event.name, "arguments": arguments })))
}

/// `Transfer(from: 0x.., value: 5)`.
fn called(name: &str, parameters: &[Param], values: &[DynSolValue]) -> String {
    let values: Vec<String> = parameters
        .iter()
        .zip(values)
        .map(|(parameter, value)| match parameter.name.as_str() {
            "" => text_of(value, parameter),
            name => format!("{name}: {}", text_of(value, parameter)),
        })
        .collect();
    format!("{name}({})", values.join(", "))
}

#[cfg(test)]
mod tests {
    use alloy_dyn_abi::JsonAbiExt;
    use alloy_primitives::{B256, U256, keccak256};

    use super::*;

    fn abi() -> JsonAbi {
        let text = "error Short(uint256 have, uint256 want)\nevent Moved(address indexed from, uint256 value)\n\
                    event Said(string indexed text)";
        compile::abi::parse(text).unwrap()
    }

    #[test]
    fn custom_errors_are_shown_by_name_with_values() {
        let abi = abi();
        let error = abi.errors().next().unwrap();
        let number = |n: u64| DynSolValue::Uint(U256::from(n), 256);
        let data = error.abi_encode_input(&[number(1), number(5)]).unwrap();
        assert_eq!(revert(&abi, &data).unwrap(), "Short(have: 1, want: 5)");
    }

    #[test]
    fn errors_of_solidity_are_shown_in_words() {
        let text = DynSolValue::Tuple(vec![DynSolValue::String("this method takes no value".into())]);
        let data = [&ERROR[..], &text.abi_encode_params()].concat();
        assert_eq!(revert(&abi(), &data).unwrap(), "this method takes no value");
        let code = U256::from(0x11).to_be_bytes::<32>();
        let data = [&PANIC[..], &code].concat();
        assert_eq!(revert(&abi(), &data).unwrap(), "panic 0x11: arithmetic overflow");
    }

    #[test]
    fn unknown_errors_are_shown_as_they_are() {
        assert_eq!(revert(&abi(), &[1, 2, 3, 4]).unwrap(), "an error that the ABI does not name: 0x01020304");
        assert_eq!(revert(&abi(), &[1, 2]), None);
    }

    #[test]
    fn events_are_shown_by_name_with_fields() {
        let from = B256::left_padding_from(&[0x11; 20]);
        let topics = vec![keccak256("Moved(address,uint256)"), from];
        let log = LogData::new_unchecked(topics, U256::from(7).to_be_bytes::<32>().into());
        let (text, json) = event(&abi(), &log).unwrap();
        assert_eq!(text, "Moved(from: 0x1111111111111111111111111111111111111111, value: 7)");
        assert_eq!(json["event"], "Moved");
        assert_eq!(json["arguments"]["value"], "7");
    }

    #[test]
    fn an_indexed_string_is_shown_by_its_hash() {
        let log = LogData::new_unchecked(vec![keccak256("Said(string)"), keccak256("hi")], Default::default());
        assert_eq!(event(&abi(), &log).unwrap().0, format!("Said(text: {})", keccak256("hi")));
    }

    #[test]
    fn a_log_of_another_contract_is_none() {
        assert!(event(&abi(), &LogData::new_unchecked(vec![B256::ZERO], Default::default())).is_none());
        assert!(event(&abi(), &LogData::new_unchecked(vec![], Default::default())).is_none());
    }
}
