//! What happened in a transaction or a query: the tree of its calls, as data and as text.
//!
//! ```text
//! accounts[0] -> Agent.withdrawTooMuch()  [gas 61,034]
//!     Agent -> Vault.withdraw(wanted: 1000)  [gas 9,120]
//!         reverted with TooLittle(held: 9, wanted: 1000)
//!     reverted with TooLittle(held: 9, wanted: 1000)
//! ```

use std::fmt::{self, Write};

use sdk::{
    abi::ContractInfo,
    call::CallError,
    native::Exit,
    types::{Address, Bytes, U256},
};

use crate::{backend::Message, chain::Log, names::Names, values};

/// One call of a tree.
#[derive(Clone, Debug)]
pub struct Call {
    /// What kind of call it is.
    pub kind: CallKind,
    /// Who made it.
    pub caller: Address,
    /// Whom it was made to; the new contract if it is a creation.
    pub to: Address,
    /// Wei sent with it.
    pub value: U256,
    /// Call data; the arguments of the constructor if it is a creation.
    pub input: Vec<u8>,
    /// The contract that ran, if it is one that the chain knows.
    pub contract: Option<&'static ContractInfo>,
    /// Gas that it used, calls inside it included; `None` where gas is not counted.
    pub gas_used: Option<u64>,
    /// How it ended.
    pub exit: Exit,
    /// What it did, in order.
    pub steps: Vec<Step>,
}

/// What kind of call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// A call that may change state.
    Call,
    /// A call that may not.
    Static,
    /// The creation of a contract.
    Create,
}

/// What a call did on its way.
#[derive(Clone, Debug)]
pub enum Step {
    /// It made a call.
    Call(Call),
    /// It emitted a log, which is undone if it fails.
    Log(Log),
}

/// The calls of a transaction or a query, with the names of everything in it. Its `Display` is the tree as text.
#[derive(Clone)]
pub struct Trace {
    /// The outermost call.
    pub call: Call,
    pub(crate) names: Names,
}

impl Call {
    /// The call of `message`, or the creation that it asks for, as far as it is known from outside.
    #[cfg_attr(not(any(feature = "rpc", feature = "vm")), expect(dead_code, reason = "native chains see inside"))]
    pub(crate) fn seen_from_outside(kind: CallKind, message: Message, exit: Exit) -> Self {
        Self {
            kind,
            caller: message.from,
            to: message.to,
            value: message.value,
            input: message.input,
            contract: None,
            gas_used: None,
            exit,
            steps: Vec::new(),
        }
    }

    /// The name of the method, or of the contract that is created; `None` if it is not known.
    pub fn method(&self) -> Option<&'static str> {
        let info = self.contract?;
        if self.kind == CallKind::Create {
            return Some(info.name);
        }
        let selector = self.input.first_chunk::<4>()?;
        info.functions().find(|function| function.selector == *selector).map(|function| function.name)
    }

    /// The calls that it made.
    pub fn calls(&self) -> impl Iterator<Item = &Self> {
        self.steps.iter().filter_map(|step| match step {
            Step::Call(call) => Some(call),
            Step::Log(_) => None,
        })
    }

    /// Asks for the contract of each call whose code the chain does not know.
    pub(crate) fn each_unknown(&mut self, ask: &mut impl FnMut(Address) -> Option<&'static ContractInfo>) {
        if self.contract.is_none() && self.kind != CallKind::Create {
            self.contract = ask(self.to);
        }
        for step in &mut self.steps {
            if let Step::Call(call) = step {
                call.each_unknown(ask);
            }
        }
    }

    /// Tells of each contract that came into being.
    pub(crate) fn each_created(&self, tell: &mut impl FnMut(Address, &'static ContractInfo)) {
        // What a failed call created is undone.
        if !matches!(self.exit, Exit::Success(_)) {
            return;
        }
        if let (CallKind::Create, Some(info)) = (self.kind, self.contract) {
            tell(self.to, info);
        }
        self.calls().for_each(|call| call.each_created(tell));
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Lines { names: &self.names, out: f }.call(&self.call, 0)
    }
}

/// Digits of a long byte string that are shown.
const BYTES_SHOWN: usize = 68;

/// Writes a tree, one line for each thing that happened.
struct Lines<'a, 'f> {
    names: &'a Names,
    out: &'a mut fmt::Formatter<'f>,
}

impl Lines<'_, '_> {
    fn line(&mut self, depth: usize, text: &str) -> fmt::Result {
        writeln!(self.out, "{:width$}{text}", "", width = 4 * depth)
    }

    fn call(&mut self, call: &Call, depth: usize) -> fmt::Result {
        let mut text = format!("{} -> {}", self.names.address(call.caller), self.asked(call));
        if !call.value.is_zero() {
            write!(text, " with {} wei", call.value)?;
        }
        if call.kind == CallKind::Static {
            text.push_str(" (static)");
        }
        if let Some(gas) = call.gas_used {
            write!(text, "  [gas {}]", grouped(gas))?;
        }
        self.line(depth, &text)?;
        for step in &call.steps {
            match step {
                Step::Call(call) => self.call(call, depth + 1)?,
                Step::Log(log) => self.line(depth + 1, &format!("event {}", self.names.log(log)))?,
            }
        }
        match self.ended(call) {
            Some(text) => self.line(depth + 1, &text),
            None => Ok(()),
        }
    }

    /// What was called, with its arguments.
    fn asked(&self, call: &Call) -> String {
        let to = self.names.address(call.to);
        let Some(info) = call.contract else {
            return match call.input.as_slice() {
                [] => to,
                input => format!("{to} with data {}", shortened(input)),
            };
        };
        if call.kind == CallKind::Create {
            let texts = values::decode(info.constructor, &call.input, self.names);
            let arguments = texts.map(|texts| values::list(info.constructor, &texts));
            let arguments = arguments.unwrap_or_else(|| format!("(undecodable {})", shortened(&call.input)));
            return format!("new {}{arguments} at {}", info.name, call.to);
        }
        let Some((selector, data)) = call.input.split_first_chunk::<4>() else {
            return format!("{to} with data {}", shortened(&call.input));
        };
        let Some(function) = info.functions().find(|function| function.selector == *selector) else {
            return format!("{to}, no method of {}: data {}", info.name, shortened(&call.input));
        };
        match values::decode(function.inputs, data, self.names) {
            Some(texts) => format!("{to}.{}{}", function.name, values::list(function.inputs, &texts)),
            None => format!("{to}.{}(undecodable {})", function.name, shortened(data)),
        }
    }

    /// How it ended; nothing to say of a success without output.
    fn ended(&self, call: &Call) -> Option<String> {
        match &call.exit {
            Exit::Success(output) => {
                let selector = call.input.first_chunk::<4>()?;
                if call.kind == CallKind::Create || output.is_empty() {
                    return None;
                }
                let functions = call.contract.into_iter().flat_map(|info| info.functions());
                let outputs = functions.into_iter().find(|function| function.selector == *selector)?.outputs;
                let texts = values::decode(outputs, output, self.names);
                Some(match texts {
                    Some(texts) => format!("returned {}", values::list(outputs, &texts)),
                    None => format!("returned undecodable {}", shortened(output)),
                })
            }
            Exit::Reverted(data) => Some(self.names.failure(&CallError::Reverted(data.clone()))),
            Exit::Fault(reason) => Some(format!("failed: {reason}")),
        }
    }
}

fn shortened(bytes: &[u8]) -> String {
    match bytes.get(..BYTES_SHOWN) {
        Some(start) if bytes.len() > BYTES_SHOWN => {
            format!("{}.. ({} bytes)", Bytes(start.to_vec()), grouped(bytes.len() as u64))
        }
        _ => Bytes(bytes.to_vec()).to_string(),
    }
}

/// A number with commas between its thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
