//! Reads and writes the ABI that a module carries: one line of Solidity for each entry, as the SDK writes it.
//!
//! Ethereum's JavaScript libraries read these lines by themselves. The parser of alloy knows no names inside tuples,
//! which are the fields of a record, so they are read here; what comes out is alloy's ABI.

use std::fmt::{self, Write as _};

use alloy_json_abi::{
    Constructor, Error, Event, EventParam, Fallback, Function, JsonAbi, Param, Receive, StateMutability,
};

/// A line that is no entry of an ABI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbiError {
    /// The line, counted from 1.
    pub line: usize,
    /// Bytes of the line before what is wrong.
    pub column: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for AbiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, byte {}: expected {}", self.line, self.column, self.expected)
    }
}

impl std::error::Error for AbiError {}

/// The ABI in `text`.
pub fn parse(text: &str) -> Result<JsonAbi, AbiError> {
    let mut abi = JsonAbi::new();
    for (number, line) in text.lines().enumerate() {
        let mut line = Line { rest: line };
        let whole = line.rest.len();
        line.entry(&mut abi).map_err(|expected| AbiError {
            line: number + 1,
            column: whole - line.rest.len(),
            expected,
        })?;
    }
    Ok(abi)
}

/// `abi` as text, one line for each entry; what [`parse`] reads.
pub fn lines(abi: &JsonAbi) -> String {
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _ = write_lines(abi, &mut text);
    text
}

fn write_lines(abi: &JsonAbi, out: &mut String) -> fmt::Result {
    if let Some(constructor) = &abi.constructor {
        writeln!(out, "constructor({}){}", fields(&constructor.inputs), mutability(constructor.state_mutability))?;
    }
    for Function { name, inputs, outputs, state_mutability } in abi.functions() {
        write!(out, "function {name}({}){}", fields(inputs), mutability(*state_mutability))?;
        if !outputs.is_empty() {
            write!(out, " returns ({})", fields(outputs))?;
        }
        out.push('\n');
    }
    for event in abi.events() {
        let anonymous = if event.anonymous { " anonymous" } else { "" };
        let inputs = event.inputs.iter().map(|input| {
            let indexed = if input.indexed { " indexed" } else { "" };
            field(&input.ty, &input.components, indexed, &input.name)
        });
        writeln!(out, "event {}({}){anonymous}", event.name, inputs.collect::<Vec<_>>().join(", "))?;
    }
    for error in abi.errors() {
        writeln!(out, "error {}({})", error.name, fields(&error.inputs))?;
    }
    Ok(())
}

fn mutability(mutability: StateMutability) -> &'static str {
    match mutability {
        StateMutability::Pure | StateMutability::View => " view",
        StateMutability::Payable => " payable",
        StateMutability::NonPayable => "",
    }
}

fn fields(parameters: &[Param]) -> String {
    let fields = parameters.iter().map(|Param { ty, name, components, .. }| field(ty, components, "", name));
    fields.collect::<Vec<_>>().join(", ")
}

fn field(ty: &str, components: &[Param], indexed: &str, name: &str) -> String {
    let ty = match ty.strip_prefix("tuple") {
        Some(lengths) => format!("({}){lengths}", fields(components)),
        None => ty.to_owned(),
    };
    let space = if name.is_empty() { "" } else { " " };
    format!("{ty}{indexed}{space}{name}")
}

/// What is left of a line. An error is what was expected at its start.
struct Line<'a> {
    rest: &'a str,
}

type Expected<T> = Result<T, &'static str>;

/// A parameter with everything that any kind of entry can say of it.
struct Field {
    ty: String,
    name: String,
    components: Vec<Param>,
    indexed: bool,
}

impl From<Field> for Param {
    fn from(field: Field) -> Self {
        Self { ty: field.ty, name: field.name, components: field.components, internal_type: None }
    }
}

impl From<Field> for EventParam {
    fn from(field: Field) -> Self {
        let Field { ty, name, components, indexed } = field;
        Self { ty, name, indexed, components, internal_type: None }
    }
}

impl Line<'_> {
    fn entry(&mut self, abi: &mut JsonAbi) -> Expected<()> {
        if self.takes("constructor") {
            let (inputs, state_mutability) = (self.fields()?, self.mutability());
            abi.constructor = Some(Constructor { inputs, state_mutability });
        } else if self.takes("function ") {
            let (name, inputs, state_mutability) = (self.name()?, self.fields()?, self.mutability());
            let outputs = if self.takes(" returns ") { self.fields()? } else { Vec::new() };
            let function = Function { name: name.clone(), inputs, outputs, state_mutability };
            abi.functions.entry(name).or_default().push(function);
        } else if self.takes("event ") {
            let (name, inputs) = (self.name()?, self.fields()?);
            let event = Event { name: name.clone(), inputs, anonymous: self.takes(" anonymous") };
            abi.events.entry(name).or_default().push(event);
        } else if self.takes("error ") {
            let (name, inputs) = (self.name()?, self.fields()?);
            abi.errors.entry(name.clone()).or_default().push(Error { name, inputs });
        } else if self.takes("fallback() external") {
            abi.fallback = Some(Fallback { state_mutability: self.mutability() });
        } else if self.takes("receive() external payable") {
            abi.receive = Some(Receive { state_mutability: StateMutability::Payable });
        } else {
            return Err("constructor, function, event, error, fallback or receive");
        }
        if self.rest.is_empty() { Ok(()) } else { Err("the end of the line") }
    }

    fn takes(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn name(&mut self) -> Expected<String> {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$');
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if name.is_empty() {
            return Err("a name");
        }
        self.rest = rest;
        Ok(name.to_owned())
    }

    fn mutability(&mut self) -> StateMutability {
        if self.takes(" view") {
            StateMutability::View
        } else if self.takes(" payable") {
            StateMutability::Payable
        } else {
            StateMutability::NonPayable
        }
    }

    fn fields<T: From<Field>>(&mut self) -> Expected<Vec<T>> {
        if !self.takes("(") {
            return Err("(");
        }
        let mut fields = Vec::new();
        while !self.takes(")") {
            if !fields.is_empty() && !self.takes(", ") {
                return Err(") or a comma and a space");
            }
            fields.push(self.field()?.into());
        }
        Ok(fields)
    }

    fn field(&mut self) -> Expected<Field> {
        let (mut ty, components) =
            if self.rest.starts_with('(') { ("tuple".to_owned(), self.fields()?) } else { (self.name()?, Vec::new()) };
        while self.takes("[") {
            let Some((length, rest)) = self.rest.split_once(']') else { return Err("]") };
            if !length.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err("a length or ]");
            }
            ty = format!("{ty}[{length}]");
            self.rest = rest;
        }
        let indexed = self.takes(" indexed");
        let name = if self.takes(" ") { self.name()? } else { String::new() };
        Ok(Field { ty, name, components, indexed })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn entries(text: &str) -> Value {
        json!(parse(text).unwrap())
    }

    #[test]
    fn entries_of_every_kind_are_those_of_the_json_form() {
        let expected = json!([
            {"type": "constructor", "inputs": [{"name": "supply", "type": "uint256"}], "stateMutability": "payable"},
            {"type": "fallback", "stateMutability": "payable"},
            {"type": "receive", "stateMutability": "payable"},
            {"type": "function", "name": "name", "inputs": [], "outputs": [{"name": "", "type": "string"}],
             "stateMutability": "view"},
            {"type": "event", "name": "Moved", "anonymous": false, "inputs": [
                {"name": "from", "type": "address", "indexed": true}, {"name": "n", "type": "uint8", "indexed": false}]},
            {"type": "error", "name": "Empty", "inputs": []},
        ]);
        let text = "constructor(uint256 supply) payable\nfunction name() view returns (string)\n\
                    event Moved(address indexed from, uint8 n)\nerror Empty()\n\
                    fallback() external payable\nreceive() external payable";
        assert_eq!(entries(text), expected);
    }

    #[test]
    fn fields_of_records_keep_their_names() {
        let expected = json!([{"type": "function", "name": "place", "stateMutability": "nonpayable", "outputs": [],
            "inputs": [{"name": "orders", "type": "tuple[3][]", "components": [
                {"name": "buyer", "type": "address"},
                {"name": "lines", "type": "tuple", "components": [{"name": "", "type": "uint8[]"}]}]}]}]);
        assert_eq!(entries("function place((address buyer, (uint8[]) lines)[3][] orders)"), expected);
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let text = "constructor(uint256 supply) payable\n\
                    function all(uint8[2][] n) view returns (bool ok, (address to, (string, bytes)[] parts)[3] orders)\n\
                    function pay() payable\nevent Moved(address indexed from, (uint8 n) indexed part, uint8)\n\
                    event Quiet(uint8 n) anonymous\nerror Empty()\n";
        let abi = parse(text).unwrap();
        assert_eq!(lines(&abi), text);
        assert_eq!(parse(&lines(&abi)).unwrap(), abi);
    }

    #[test]
    fn a_line_that_is_no_entry_is_refused_with_its_place() {
        let cases = [
            ("struct A", 0, "constructor, function, event, error, fallback or receive"),
            ("function ()", 9, "a name"),
            ("function a", 10, "("),
            ("function a(uint8", 16, ") or a comma and a space"),
            ("function a(uint8[x])", 17, "a length or ]"),
            ("function a(uint8[)", 17, "]"),
            ("function a() pure", 12, "the end of the line"),
        ];
        for (line, column, expected) in cases {
            let error = parse(&format!("error Fine()\n{line}")).unwrap_err();
            assert_eq!(error, AbiError { line: 2, column, expected }, "{line}");
        }
    }
}
