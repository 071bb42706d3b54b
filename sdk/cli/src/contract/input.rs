//! Arguments from the command line into call data, held to the ABI. What does not fit is named: which argument, which
//! type, what was found. How one value is written is the matter of `argument`.

use std::fmt;

use alloy_dyn_abi::{DynSolValue, JsonAbiExt, Specifier};
use alloy_json_abi::{Constructor, Function, JsonAbi, Param, StateMutability};
use alloy_primitives::Bytes;

use super::argument;
use crate::nearest::nearest;

/// Why words of the command line are no call of the contract.
#[derive(Debug, PartialEq, Eq)]
pub enum InputError {
    /// A call names no method.
    NoMethod {
        /// Signatures of all methods.
        known: Vec<String>,
    },
    /// The contract has no method of this name or signature.
    UnknownMethod {
        /// The name given.
        name: String,
        /// Signatures of all methods.
        known: Vec<String>,
    },
    /// Several methods have this name and number of arguments.
    Ambiguous {
        /// The name given.
        name: String,
        /// Their signatures.
        signatures: Vec<String>,
    },
    /// There are too many or too few arguments.
    Count {
        /// The method with its parameters.
        of: String,
        /// Parameters it has.
        expected: usize,
        /// Arguments given.
        found: usize,
    },
    /// An argument does not fit its type.
    Argument {
        /// The method with its parameters.
        of: String,
        /// Its place, from 1.
        position: usize,
        /// Type and name of the parameter.
        parameter: String,
        /// The text given.
        found: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The ABI itself names a type that does not exist.
    Type {
        /// The method with its parameters.
        of: String,
        /// What is wrong.
        reason: String,
    },
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMethod { known } if known.is_empty() => f.write_str("the contract has no methods to call"),
            Self::NoMethod { known } => write!(f, "say which method; the contract has {}", known.join(", ")),
            Self::UnknownMethod { name, known } => {
                let bare = |signature: &str| signature.split('(').next().unwrap_or_default().trim().to_owned();
                let names: Vec<String> = known.iter().map(|known| bare(known)).collect();
                let like = nearest(&bare(name), names.iter().map(String::as_str));
                match like.and_then(|like| known.iter().find(|known| bare(known) == like)) {
                    Some(like) => write!(f, "the contract has no method `{name}`; did you mean {like}?"),
                    None if known.is_empty() => write!(f, "the contract has no methods, so no `{name}`"),
                    None => write!(f, "the contract has no method `{name}`; it has {}", known.join(", ")),
                }
            }
            Self::Ambiguous { name, signatures } => {
                write!(f, "several methods are called {name}: say which, such as '{}'", signatures.join("' or '"))
            }
            Self::Count { of, expected: 0, found } => write!(f, "{of} takes no arguments, found {found}"),
            Self::Count { of, expected: 1, found } => write!(f, "{of} takes 1 argument, found {found}"),
            Self::Count { of, expected, found } => write!(f, "{of} takes {expected} arguments, found {found}"),
            Self::Argument { of, position, parameter, found, reason } => {
                write!(f, "argument {position} of {of}: expected {parameter}, found `{found}`: {reason}")
            }
            Self::Type { of, reason } => write!(f, "the ABI of {of} cannot be read: {reason}"),
        }
    }
}

impl std::error::Error for InputError {}

/// The signatures of all methods.
pub(crate) fn methods(abi: &JsonAbi) -> Vec<String> {
    abi.functions().map(Function::signature).collect()
}

/// The method that `name` and the number of arguments mean, and its call data. `name` may also be a signature in any form
/// that Solidity or cast knows, such as `mint(address to, uint n)(bool)`, or a selector.
pub(crate) fn method<'a>(
    abi: &'a JsonAbi,
    name: &str,
    arguments: &[String],
) -> Result<(&'a Function, Bytes), InputError> {
    let name = name.trim();
    let signature = Function::parse(name).map(|function| function.signature()).ok();
    let means = |function: &&Function| {
        function.name == name
            || signature.as_ref().is_some_and(|signature| *signature == function.signature())
            || const_hex::encode_prefixed(function.selector()) == name
    };
    let of_name: Vec<&Function> = abi.functions().filter(means).collect();
    let fitting: Vec<&Function> =
        of_name.iter().copied().filter(|function| function.inputs.len() == arguments.len()).collect();
    let function = match (&fitting[..], &of_name[..]) {
        ([function], _) | ([], [function]) => *function,
        (_, []) => {
            return Err(InputError::UnknownMethod { name: name.to_owned(), known: methods(abi) });
        }
        (_, several) => {
            let signatures = several.iter().map(|function| function.signature()).collect();
            return Err(InputError::Ambiguous { name: name.to_owned(), signatures });
        }
    };
    let of = described(&function.name, &function.inputs);
    let values = values(&of, &function.inputs, arguments)?;
    let data =
        function.abi_encode_input(&values).map_err(|error| InputError::Type { of, reason: error.to_string() })?;
    Ok((function, data.into()))
}

/// What follows the container in creation data. A contract without a constructor takes no arguments.
pub(crate) fn constructor_data(abi: &JsonAbi, arguments: &[String]) -> Result<Vec<u8>, InputError> {
    let none = Constructor { inputs: Vec::new(), state_mutability: StateMutability::NonPayable };
    let constructor = abi.constructor.as_ref().unwrap_or(&none);
    let of = described("constructor", &constructor.inputs);
    let values = values(&of, &constructor.inputs, arguments)?;
    constructor.abi_encode_input_raw(&values).map_err(|error| InputError::Type { of, reason: error.to_string() })
}

fn values(of: &str, parameters: &[Param], arguments: &[String]) -> Result<Vec<DynSolValue>, InputError> {
    if parameters.len() != arguments.len() {
        return Err(InputError::Count { of: of.to_owned(), expected: parameters.len(), found: arguments.len() });
    }
    let value = |(index, (parameter, text)): (usize, (&Param, &String))| {
        let ty = parameter
            .resolve()
            .map_err(|error: alloy_dyn_abi::Error| InputError::Type { of: of.to_owned(), reason: error.to_string() })?;
        argument::value(&ty, &parameter.components, text).map_err(|reason| InputError::Argument {
            of: of.to_owned(),
            position: index + 1,
            parameter: format!("{} {}", parameter.selector_type(), parameter.name).trim_end().to_owned(),
            found: argument::start_of(text),
            reason,
        })
    };
    parameters.iter().zip(arguments).enumerate().map(value).collect()
}

/// `transfer(address to, uint256 value)`.
fn described(name: &str, parameters: &[Param]) -> String {
    let parameters: Vec<String> = parameters
        .iter()
        .map(|parameter| format!("{} {}", parameter.selector_type(), parameter.name).trim_end().to_owned())
        .collect();
    format!("{name}({})", parameters.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABI: &str = "constructor(string name, uint256 supply)\n\
        function transfer(address to, uint256 value) returns (bool)\n\
        function mint(address to)\nfunction mint(address to, uint8 n)\nfunction mint(address to, bool all)\n\
        function place((address buyer, uint8[] lines)[] orders)";

    fn abi() -> JsonAbi {
        compile::abi::parse(ABI).unwrap()
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn refused(name: &str, arguments: &[&str]) -> String {
        method(&abi(), name, &words(arguments)).unwrap_err().to_string()
    }

    #[test]
    fn call_data_is_selector_and_coded_arguments() {
        let to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        let abi = abi();
        let (function, data) = method(&abi, "transfer", &words(&[to, "400"])).unwrap();
        assert_eq!(function.name, "transfer");
        let expected = "a9059cbb00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8\
                        0000000000000000000000000000000000000000000000000000000000000190";
        assert_eq!(const_hex::encode(data), expected);
    }

    #[test]
    fn arguments_are_named_when_they_do_not_fit() {
        let to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        let text = refused("transfer", &[to, "lots"]);
        assert!(
            text.starts_with(
                "argument 2 of transfer(address to, uint256 value): expected uint256 value, found `lots`: "
            ),
            "{text}"
        );
        let text = refused("transfer", &["0x12", "1"]);
        assert!(text.contains("argument 1 of") && text.contains("expected address to, found `0x12`"), "{text}");
        let text = refused("mint(address,uint8)", &[to, "256"]);
        assert!(text.contains("expected uint8 n, found `256`"), "{text}");
        let text = refused("mint(address,uint8)", &[to, "-1"]);
        assert!(text.ends_with("found `-1`: it cannot be negative"), "{text}");
        let text = refused("place", &["[(0x12,[1])]"]);
        assert!(text.contains("expected (address,uint8[])[] orders"), "{text}");
    }

    #[test]
    fn number_of_arguments_is_told() {
        assert_eq!(refused("transfer", &["1"]), "transfer(address to, uint256 value) takes 2 arguments, found 1");
        let text = constructor_data(&abi(), &[]).unwrap_err().to_string();
        assert_eq!(text, "constructor(string name, uint256 supply) takes 2 arguments, found 0");
        assert_eq!(refused("place", &[]), "place((address,uint8[])[] orders) takes 1 argument, found 0");
        let text = constructor_data(&JsonAbi::new(), &words(&["1"])).unwrap_err().to_string();
        assert_eq!(text, "constructor() takes no arguments, found 1");
        assert_eq!(constructor_data(&JsonAbi::new(), &[]), Ok(Vec::new()));
    }

    #[test]
    fn unknown_method_is_refused_with_what_there_is() {
        let text = refused("Trans_fer", &[]);
        assert!(text.ends_with("did you mean transfer(address,uint256)?"), "{text}");
        let text = refused("burn", &[]);
        assert!(text.contains("it has mint(address), "), "{text}");
    }

    #[test]
    fn a_call_without_a_method_names_those_there_are() {
        let text = InputError::NoMethod { known: methods(&abi()) }.to_string();
        assert!(
            text.starts_with("say which method; the contract has ") && text.contains("mint(address,uint8)"),
            "{text}"
        );
    }

    #[test]
    fn overloads_are_told_apart_by_number_or_signature() {
        let to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        let abi = abi();
        assert_eq!(method(&abi, "mint", &words(&[to])).unwrap().0.signature(), "mint(address)");
        assert!(refused("mint", &[to, "1"]).contains("'mint(address,uint8)'"));
        let (function, _) = method(&abi, "mint(address,bool)", &words(&[to, "true"])).unwrap();
        assert_eq!(function.signature(), "mint(address,bool)");
    }

    #[test]
    fn methods_are_named_as_solidity_and_cast_name_them() {
        let (abi, to) = (abi(), "0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
        for name in [
            "transfer",
            "transfer(address,uint256)",
            "transfer(address,uint)",
            "transfer(address,uint256)(bool)",
            "transfer(address to, uint256 value) returns (bool)",
            "function transfer(address to, uint256 value) external returns (bool)",
            "0xa9059cbb",
        ] {
            let (function, _) =
                method(&abi, name, &words(&[to, "1"])).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(function.name, "transfer", "{name}");
        }
        assert!(refused("transfer(uint256,address)", &["1", to]).contains("did you mean transfer(address,uint256)?"));
        assert!(refused("0x00000000", &[]).contains("has no method"));
    }

    #[test]
    fn misspelt_method_is_named() {
        assert!(refused("tranfser", &[]).ends_with("did you mean transfer(address,uint256)?"));
    }

    #[test]
    fn strings_are_taken_as_they_are() {
        let data = constructor_data(&abi(), &words(&["\"My, Token\"", "1"])).unwrap();
        assert!(String::from_utf8_lossy(&data).contains("\"My, Token\""));
    }
}
