//! `Token.sol`: an interface by which Solidity tools know the contract, and which solc compiles.
//!
//! The ABI names no structs, and may use names that are words of Solidity. So each tuple becomes a struct, named after
//! the first parameter or method that has it, one for all tuples of the same fields; a parameter whose name is a word of
//! Solidity gets an underscore before it; and what no interface can have, a method with such a name or an error that is
//! called as an event is, is left out with a remark. Selectors and topics are those of the ABI, since neither depends on such names.

use std::collections::{BTreeMap, BTreeSet};

use alloy_json_abi::{InternalType, JsonAbi, Param, ToSolConfig};
use serde_json::json;

/// The keywords and reserved words of Solidity (its grammar, "Keywords" and "Reserved Keywords"), types apart.
const WORDS: &[&str] = &[
    "abstract",
    "address",
    "after",
    "alias",
    "anonymous",
    "apply",
    "as",
    "assembly",
    "auto",
    "bool",
    "break",
    "byte",
    "bytes",
    "calldata",
    "case",
    "catch",
    "constant",
    "constructor",
    "continue",
    "contract",
    "copyof",
    "days",
    "default",
    "define",
    "delete",
    "do",
    "else",
    "emit",
    "enum",
    "ether",
    "event",
    "external",
    "fallback",
    "false",
    "final",
    "fixed",
    "for",
    "function",
    "gwei",
    "hex",
    "hours",
    "if",
    "immutable",
    "implements",
    "import",
    "in",
    "indexed",
    "inline",
    "int",
    "interface",
    "internal",
    "is",
    "let",
    "library",
    "macro",
    "mapping",
    "match",
    "memory",
    "minutes",
    "modifier",
    "mutable",
    "new",
    "null",
    "of",
    "override",
    "partial",
    "payable",
    "pragma",
    "private",
    "promise",
    "public",
    "pure",
    "receive",
    "reference",
    "relocatable",
    "return",
    "returns",
    "sealed",
    "seconds",
    "sizeof",
    "static",
    "storage",
    "string",
    "struct",
    "super",
    "supports",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typedef",
    "typeof",
    "ufixed",
    "uint",
    "unchecked",
    "unicode",
    "using",
    "var",
    "view",
    "virtual",
    "weeks",
    "wei",
    "while",
    "years",
];

/// The interface of `abi`, called after the contract `name`.
pub(crate) fn solidity(name: &str, abi: &JsonAbi) -> String {
    let mut abi = abi.clone();
    // An interface has none.
    abi.constructor = None;
    let mut remarks = String::new();
    abi.functions.retain(|name, functions| {
        let possible = !WORDS.contains(&name.as_str());
        if !possible {
            for function in functions {
                remarks.push_str(&format!(
                    "// Left out, because Solidity keeps the name for itself: {}\n",
                    function.signature()
                ));
            }
        }
        possible
    });
    let events = &abi.events;
    abi.errors.retain(|name, errors| {
        let possible = !events.contains_key(name);
        if !possible {
            for error in errors {
                remarks.push_str(&format!("// Left out, because an event has the name: error {}\n", error.signature()));
            }
        }
        possible
    });
    let interface = format!("I{name}");
    let names = abi.functions.keys().chain(abi.events.keys()).chain(abi.errors.keys());
    let mut structs = Structs { taken: names.cloned().collect(), known: BTreeMap::new() };
    structs.taken.insert(interface.clone());
    for function in abi.functions.values_mut().flatten() {
        structs.name_all(&function.name, &mut function.inputs);
        structs.name_all(&function.name, &mut function.outputs);
    }
    for error in abi.errors.values_mut().flatten() {
        structs.name_all(&error.name, &mut error.inputs);
    }
    for event in abi.events.values_mut().flatten() {
        for input in &mut event.inputs {
            input.internal_type = structs.named(&event.name, &mut input.name, &input.ty, &mut input.components);
        }
    }
    let config = ToSolConfig::new().print_constructors(false).one_contract(true);
    format!(
        "// SPDX-License-Identifier: UNLICENSED\n// Written by `causeway build` from the ABI of {name}.\n{remarks}\
         pragma solidity >=0.8.4;\n\n{}\n",
        abi.to_sol(&interface, Some(config)).trim_end()
    )
}

/// The structs of an interface.
struct Structs {
    /// Names that no further struct can have.
    taken: BTreeSet<String>,
    /// Names of structs by their fields.
    known: BTreeMap<String, String>,
}

impl Structs {
    /// Gives types to all tuples in `parameters` of the method or error `owner`.
    fn name_all(&mut self, owner: &str, parameters: &mut [Param]) {
        for parameter in parameters {
            parameter.internal_type = self.named(owner, &mut parameter.name, &parameter.ty, &mut parameter.components);
        }
    }

    /// The type of a parameter of `owner`, if it is a tuple or an array of tuples. Mends its name.
    fn named(&mut self, owner: &str, name: &mut String, ty: &str, components: &mut [Param]) -> Option<InternalType> {
        if WORDS.contains(&name.as_str()) {
            name.insert(0, '_');
        }
        let array = ty.strip_prefix("tuple")?;
        let fields = json!(components).to_string();
        let hint = if name.is_empty() { owner.to_owned() } else { name.clone() };
        for (index, component) in components.iter_mut().enumerate() {
            if component.name.is_empty() {
                component.name = format!("field{}", index + 1);
            }
        }
        self.name_all(&hint, components);
        let name = match self.known.get(&fields) {
            Some(name) => name.clone(),
            None => {
                let name = self.free(&hint, !array.is_empty());
                self.known.insert(fields, name.clone());
                name
            }
        };
        Some(InternalType::Struct { contract: None, ty: format!("{name}{array}") })
    }

    /// A name like `hint` that nothing has. One of many is named in the singular.
    fn free(&mut self, hint: &str, of_many: bool) -> String {
        let hint = hint.trim_start_matches('_');
        let hint = if of_many { hint.strip_suffix('s').unwrap_or(hint) } else { hint };
        let mut letters = hint.chars();
        let first = letters.next().unwrap_or('T').to_ascii_uppercase();
        let base = format!("{first}{}", letters.as_str());
        let name = (1..)
            .map(|n| if n == 1 { base.clone() } else { format!("{base}{n}") })
            .find(|name| !self.taken.contains(name));
        let name = name.expect("there are more numbers than names");
        self.taken.insert(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(lines: &str) -> String {
        solidity("MyToken", &compile::abi::parse(lines).unwrap())
    }

    #[test]
    fn interface_has_functions_and_errors_but_no_constructor() {
        let text = interface(
            "constructor(uint256 supply)\nfunction transfer(address to, uint256 value) returns (bool)\nerror Empty()",
        );
        assert!(text.contains("interface IMyToken {"), "{text}");
        assert!(text.contains("function transfer(address to, uint256 value) external returns (bool);"), "{text}");
        assert!(text.contains("error Empty();"), "{text}");
        assert!(!text.contains("constructor"), "{text}");
    }

    #[test]
    fn tuples_become_structs_named_after_where_they_are() {
        let text = interface(
            "function quota(address who) view returns ((uint64 left, (bool a, bool b)[2] flags))\n\
             function issue((address to, uint64 n)[] items)\nfunction one((address to, uint64 n) single)",
        );
        assert!(text.contains("struct Quota {"), "{text}");
        assert!(text.contains("Flag[2] flags;"), "{text}");
        assert!(text.contains("function quota(address who) external view returns (Quota memory);"), "{text}");
        assert!(text.contains("function issue(Item[] memory items) external;"), "{text}");
        // The same fields are the same struct.
        assert!(text.contains("function one(Item memory single) external;"), "{text}");
    }

    #[test]
    fn struct_is_never_called_like_anything_else() {
        let text = interface(
            "event Booked((uint8 n) booked)\nfunction f((uint16 n) booked)\nfunction g((uint32 n) booked, (bool) pair)",
        );
        assert!(text.contains("struct Booked2 {") && text.contains("struct Booked3 {"), "{text}");
        assert!(!text.contains("struct Booked {"), "{text}");
        assert!(text.contains("bool field1;"), "{text}");
    }

    #[test]
    fn error_called_as_an_event_is_left_out_and_said() {
        let text = interface("event Closed(uint8 n)\nerror Closed(uint8 n)\nerror Open()");
        assert!(text.contains("// Left out, because an event has the name: error Closed(uint8)"), "{text}");
        assert!(text.contains("event Closed(uint8 n);") && !text.contains("error Closed(uint8 n);"), "{text}");
        assert!(text.contains("error Open();"), "{text}");
    }

    #[test]
    fn words_of_solidity_are_no_names() {
        let text =
            interface("event Minted(bytes32 indexed reference)\nfunction match(uint8 n)\nfunction f((uint8 days) var)");
        assert!(text.contains("bytes32 indexed _reference"), "{text}");
        assert!(text.contains("uint8 _days;") && text.contains("function f(Var memory _var)"), "{text}");
        assert!(text.contains("// Left out, because Solidity keeps the name for itself: match(uint8)"), "{text}");
        assert!(!text.contains("function match"), "{text}");
    }
}
