//! One word of the command line into one value of the ABI, written as cast takes it: `[a,b]` for arrays, `(a,b)` for
//! tuples, units behind numbers. What does not fit is found in its depth: which item, which field, what was found there.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_json_abi::Param;
use alloy_primitives::U256;

use crate::arguments::checked_address;

/// How many letters of a wrong value are repeated.
const SHOWN: usize = 80;

/// The value of type `ty` that `text` means. `fields` are the components of a tuple, or of an array's tuples. A string is
/// taken as it is; the shell has dealt with its quotes.
pub(super) fn value(ty: &DynSolType, fields: &[Param], text: &str) -> Result<DynSolValue, String> {
    match ty {
        DynSolType::String => Ok(DynSolValue::String(text.to_owned())),
        _ => inner(ty, fields, text.trim()),
    }
}

/// `text` for a message: its beginning, if it is long.
pub(super) fn start_of(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

fn inner(ty: &DynSolType, fields: &[Param], text: &str) -> Result<DynSolValue, String> {
    let item = |of: &DynSolType, index: usize, text: &str| {
        let place = || format!("item {}", index + 1);
        inner(of, fields, text).map_err(|reason| within(&place(), of, text, &reason))
    };
    match ty {
        DynSolType::Array(of) => {
            let parts = parts(text, '[', ']').ok_or_else(|| form_of(ty))?;
            let items = parts.iter().enumerate().map(|(index, text)| item(of, index, text));
            items.collect::<Result<_, _>>().map(DynSolValue::Array)
        }
        DynSolType::FixedArray(of, size) => {
            let parts = parts(text, '[', ']').ok_or_else(|| form_of(ty))?;
            if parts.len() != *size {
                return Err(format!("it has {}, expected {size}", count(parts.len(), "item")));
            }
            let items = parts.iter().enumerate().map(|(index, text)| item(of, index, text));
            items.collect::<Result<_, _>>().map(DynSolValue::FixedArray)
        }
        DynSolType::Tuple(types) => {
            let parts = parts(text, '(', ')').ok_or_else(|| form_of(ty))?;
            if parts.len() != types.len() {
                let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                return Err(format!(
                    "it has {}, expected {}: ({})",
                    count(parts.len(), "field"),
                    types.len(),
                    names.join(", ")
                ));
            }
            let field = |(index, (of, text)): (usize, (&DynSolType, &&str))| {
                let field = fields.get(index);
                let place = || match field {
                    Some(field) if !field.name.is_empty() => format!("field {}", field.name),
                    _ => format!("field {}", index + 1),
                };
                let components = field.map_or(&[][..], |field| &field.components);
                inner(of, components, text).map_err(|reason| within(&place(), of, text, &reason))
            };
            types.iter().zip(&parts).enumerate().map(field).collect::<Result<_, _>>().map(DynSolValue::Tuple)
        }
        // Inside arrays and tuples strings may have quotes, by the parser's rules.
        DynSolType::String => {
            let list = DynSolType::Array(Box::new(DynSolType::String)).coerce_str(&format!("[{text}]"));
            match list {
                Ok(DynSolValue::Array(mut items)) if items.len() <= 1 => {
                    Ok(items.pop().unwrap_or_else(|| DynSolValue::String(String::new())))
                }
                _ => Err("write text, in quotes if it has commas or brackets".to_owned()),
            }
        }
        DynSolType::Address => checked_address(text).map(DynSolValue::Address).map_err(str::to_owned),
        DynSolType::Uint(_) if text.starts_with('-') => Err("it cannot be negative".to_owned()),
        DynSolType::FixedBytes(size) => {
            let digits = text.strip_prefix("0x").unwrap_or(text).len();
            match ty.coerce_str(text) {
                Ok(value) => Ok(value),
                Err(_) if digits != 2 * size && text.starts_with("0x") && is_hex(&text[2..]) => {
                    Err(format!("it has {digits} hexadecimal digits, expected {}", 2 * size))
                }
                Err(_) => Err(format!("write 0x and {} hexadecimal digits", 2 * size)),
            }
        }
        _ => ty.coerce_str(text).map_err(|error| {
            let error = error.to_string();
            let too_large = ["too large", "out of range", "overflow"].iter().any(|words| error.contains(words));
            if too_large { format!("the type holds {}", range_of(ty)) } else { form_of(ty) }
        }),
    }
}

/// What is wrong inside an array or tuple.
fn within(place: &str, ty: &DynSolType, text: &str, reason: &str) -> String {
    match ty {
        // What is deeper names itself.
        DynSolType::Array(_) | DynSolType::FixedArray(..) | DynSolType::Tuple(_) => format!("{place}: {reason}"),
        _ => format!("{place}: expected {}, found `{}`: {reason}", ty.sol_type_name(), start_of(text)),
    }
}

/// What stands between brackets, split at the commas that are in no deeper bracket and in no quotes.
fn parts(text: &str, open: char, close: char) -> Option<Vec<&str>> {
    let inside = text.strip_prefix(open)?.strip_suffix(close)?;
    if inside.trim().is_empty() {
        return Some(Vec::new());
    }
    let begins = |before: &str| before.trim_end().is_empty() || before.trim_end().ends_with(['[', '(', ',']);
    let (mut parts, mut start, mut depth, mut quote, mut escaped) = (Vec::new(), 0, 0_usize, None, false);
    for (at, letter) in inside.char_indices() {
        if let Some(end) = quote {
            quote = if letter == end && !escaped { None } else { quote };
            escaped = letter == '\\' && !escaped;
            continue;
        }
        match letter {
            // A quote in the middle of a word is a letter.
            '"' | '\'' if begins(&inside[..at]) => quote = Some(letter),
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                parts.push(inside[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(inside[start..].trim());
    (depth == 0 && quote.is_none()).then_some(parts)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The numbers that an integer type holds.
fn range_of(ty: &DynSolType) -> String {
    match ty {
        DynSolType::Uint(bits) => format!("0 to {}", U256::MAX >> (256 - bits)),
        DynSolType::Int(bits) => format!("-2^{} to 2^{0} - 1", bits - 1),
        _ => "less".to_owned(),
    }
}

/// How a value of `ty` is written.
fn form_of(ty: &DynSolType) -> String {
    let form = match ty {
        DynSolType::Bool => "write true or false",
        DynSolType::Int(_) | DynSolType::Uint(_) => "write a whole number such as 1000, 0x3e8 or 1.5ether",
        DynSolType::Address => "write 0x and 40 hexadecimal digits",
        DynSolType::Bytes => "write 0x and an even number of hexadecimal digits",
        DynSolType::FixedBytes(_) | DynSolType::Function => "write 0x and two hexadecimal digits for each byte",
        DynSolType::Array(_) | DynSolType::FixedArray(..) => "write [a,b,c]",
        DynSolType::Tuple(_) => "write (a,b,c)",
        DynSolType::String => "write text",
    };
    form.to_owned()
}

#[cfg(test)]
mod tests {
    use alloy_dyn_abi::Specifier;

    use super::*;

    const ADDRESS: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    fn read(ty: &str, text: &str) -> Result<DynSolValue, String> {
        let abi = compile::abi::parse(&format!("function f({ty})")).unwrap();
        let parameter = &abi.functions().next().unwrap().inputs[0];
        value(&parameter.resolve().unwrap(), &parameter.components, text)
    }

    fn refused(ty: &str, text: &str) -> String {
        read(ty, text).unwrap_err()
    }

    /// What the library reads itself, as cast does.
    fn agrees(ty: &str, text: &str) {
        let abi = compile::abi::parse(&format!("function f({ty})")).unwrap();
        let resolved = abi.functions().next().unwrap().inputs[0].resolve().unwrap();
        assert_eq!(read(ty, text).unwrap(), resolved.coerce_str(text).unwrap(), "{ty} {text}");
    }

    #[test]
    fn values_are_read_as_cast_reads_them() {
        for (ty, text) in [
            ("uint256", "1.5ether"),
            ("uint256", "0x3e8"),
            ("int8", "-5"),
            ("bool", "true"),
            ("bytes", "0x"),
            ("bytes4", "0xdeadbeef"),
            ("uint8[]", "[]"),
            ("uint8[]", "[1, 2,3]"),
            ("uint8[2][]", "[[1,2],[3,4]]"),
            ("string[]", "[a,\"b, c\",'d]']"),
            ("(uint8 n, (string s, bool b)[] parts)[]", "[(1, [(a, true), (\"x)\", false)]), (2, [])]"),
        ] {
            agrees(ty, text);
        }
        assert!(read("(address a, string s)", &format!("({ADDRESS},Bob's)")).is_ok());
    }

    #[test]
    fn number_beyond_its_type_is_told_what_fits() {
        assert_eq!(refused("uint8", "256"), "the type holds 0 to 255");
        assert_eq!(refused("int8", "128"), "the type holds -2^7 to 2^7 - 1");
        assert_eq!(refused("uint8", "-1"), "it cannot be negative");
    }

    #[test]
    fn text_that_is_no_number_is_told_how_one_is_written() {
        for text in ["", "0x", "1_000", "true", "0.5", "lots"] {
            assert!(
                refused("uint256", text).starts_with("write a whole number"),
                "{text}: {}",
                refused("uint256", text)
            );
        }
    }

    #[test]
    fn bool_that_is_a_number_is_refused() {
        assert_eq!(refused("bool", "1"), "write true or false");
    }

    #[test]
    fn bytes_of_the_wrong_length_are_counted() {
        assert_eq!(refused("bytes32", "0x12"), "it has 2 hexadecimal digits, expected 64");
        assert_eq!(refused("bytes4", "hello"), "write 0x and 8 hexadecimal digits");
        assert_eq!(refused("bytes", "0x123"), "write 0x and an even number of hexadecimal digits");
        assert_eq!(refused("bytes", "hello"), "write 0x and an even number of hexadecimal digits");
    }

    #[test]
    fn address_with_a_wrong_checksum_is_refused_at_any_depth() {
        let wrong = ADDRESS.replace("C5", "c5");
        assert!(refused("address", &wrong).contains("checksum"));
        assert!(
            refused("(address a, bool b)[]", &format!("[({wrong},true)]"))
                .contains("item 1: field a: expected address")
        );
        assert!(refused("address", "vitalik.eth").contains("40 hexadecimal digits"));
        assert!(refused("address", &ADDRESS[2..]).contains("40 hexadecimal digits"));
    }

    #[test]
    fn wrong_value_inside_a_list_is_named_by_its_place() {
        let ty = "(address buyer, uint128 amount, bytes32 hash)[] items";
        assert_eq!(refused(ty, "1"), "write [a,b,c]");
        assert_eq!(refused(ty, "[1]"), "item 1: write (a,b,c)");
        assert_eq!(refused(ty, "[(1,2)]"), "item 1: it has 2 fields, expected 3: (buyer, amount, hash)");
        assert_eq!(refused(ty, "[(1,2"), "write [a,b,c]");
        let text = refused(ty, &format!("[({ADDRESS},x,0x)]"));
        assert!(text.starts_with("item 1: field amount: expected uint128, found `x`: write a whole number"), "{text}");
        assert_eq!(refused("uint8[2]", "[1]"), "it has 1 item, expected 2");
        assert!(refused("uint8[]", "[1,,2]").starts_with("item 2: expected uint8, found ``"));
    }

    #[test]
    fn long_value_is_shown_by_its_beginning() {
        assert_eq!(start_of(&"x".repeat(80)), "x".repeat(80));
        assert_eq!(start_of(&"\u{e9}".repeat(81)), format!("{}...", "\u{e9}".repeat(80)));
    }
}
