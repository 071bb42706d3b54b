//! The suite on wasmi, which has all of Wasm 2.0, with limits far behind our own.

use std::collections::HashMap;

use vm::metering::exports;
use wasmi::{
    Config, Engine, Extern, ExternRef, F32, F64, Func, FuncType, Global, Instance, Memory, MemoryType, Module,
    Mutability, Nullable, Ref, RefType, Store, Table, TableType, TrapCode, Val, ValType,
    errors::{ErrorKind, InstantiationError},
};

use crate::machine::{End, GAS, GLOBALS, MEMORY, Machine, PRINTS, TABLE, TABLE_BOUND, Type, Value, Watch};

/// A wasmi store.
pub(crate) struct Wasmi {
    engine: Engine,
    store: Store<Watch>,
    names: HashMap<(String, String), Extern>,
    instances: Vec<Instance>,
}

impl Machine for Wasmi {
    const NAME: &'static str = "wasmi";

    type Instance = Instance;

    fn new() -> Self {
        let mut config = Config::default();
        config.set_max_recursion_depth(1_000_000).set_max_stack_height(256 * 1024 * 1024);
        let engine = Engine::new(&config);
        let mut store = Store::new(&engine, Watch::default());
        let names = spectest(&mut store);
        Self { engine, store, names, instances: Vec::new() }
    }

    fn instantiate(&mut self, rewritten: &[u8]) -> Result<Instance, End> {
        let module = Module::new(&self.engine, rewritten).map_err(|error| End::Engine(error.to_string()))?;
        let mut imports = Vec::new();
        for import in module.imports() {
            let key = (import.module().to_owned(), import.name().to_owned());
            imports.push(*self.names.get(&key).ok_or(End::UnknownImport(key.0))?);
        }
        let instance = match Instance::new(&mut self.store, &module, &imports) {
            Ok(instance) => instance,
            Err(error) if error.as_trap_code().is_some() => return Err(self.end(&error)),
            Err(error) => return Err(unlinked(&error)),
        };
        self.instances.push(instance);
        if instance.get_func(&self.store, exports::START).is_some() {
            self.call(&instance, exports::START, &[])?;
        }
        Ok(instance)
    }

    fn register(&mut self, name: &str, instance: &Instance) {
        for export in instance.exports(&self.store) {
            self.names.insert((name.to_owned(), export.name().to_owned()), export.into_extern());
        }
    }

    fn call(&mut self, instance: &Instance, name: &str, arguments: &[Value]) -> Result<Vec<Value>, End> {
        let missing = || End::Engine(format!("no function {name}"));
        let function = instance.get_func(&self.store, name).ok_or_else(missing)?;
        let mut given: Vec<_> = arguments.iter().map(|value| to_engine(&mut self.store, *value)).collect();
        given.push(Val::I64(GAS));
        let mut results = vec![Val::I32(0); function.ty(&self.store).results().len()];
        self.store.data_mut().begin();
        match function.call(&mut self.store, &given, &mut results) {
            Ok(()) => {
                let left = results.pop().and_then(|left| left.i64());
                self.store.data_mut().end(left)?;
                self.global(instance, exports::HEIGHT)?.is_all_height()?;
                Ok(results.iter().map(|value| from_engine(&self.store, value)).collect())
            }
            Err(error) => {
                self.store.data_mut().end(None)?;
                Err(self.end(&error))
            }
        }
    }

    fn global(&mut self, instance: &Instance, name: &str) -> Result<Value, End> {
        let missing = || End::Engine(format!("no global {name}"));
        let global = instance.get_global(&self.store, name).ok_or_else(missing)?;
        Ok(from_engine(&self.store, &global.get(&self.store)))
    }
}

impl Wasmi {
    /// What an error of a call was. Heights are not given back on the way out of a trap, so all counters start anew.
    fn end(&mut self, error: &wasmi::Error) -> End {
        let mut codes = Vec::new();
        for instance in &self.instances {
            let global = |name| instance.get_global(&self.store, name).expect("the pass exports its counters");
            let (height, fault) = (global(exports::HEIGHT), global(exports::FAULT));
            codes.push(fault.get(&self.store).i32().expect("the fault is an i32"));
            let full = Val::I32(primitives::limits::STACK_HEIGHT_MAX_UNITS.cast_signed());
            height.set(&mut self.store, full).expect("the height is a mutable i32");
            fault.set(&mut self.store, Val::I32(0)).expect("the fault is a mutable i32");
        }
        match error.as_trap_code() {
            Some(TrapCode::UnreachableCodeReached) => End::unreachable(codes),
            Some(TrapCode::MemoryOutOfBounds) => End::Trap("out of bounds memory access"),
            Some(TrapCode::TableOutOfBounds) => End::Trap(TABLE_BOUND),
            Some(TrapCode::IndirectCallToNull) => End::Trap("uninitialized element"),
            Some(TrapCode::BadSignature) => End::Trap("indirect call type mismatch"),
            Some(TrapCode::IntegerDivisionByZero) => End::Trap("integer divide by zero"),
            Some(TrapCode::IntegerOverflow) => End::Trap("integer overflow"),
            Some(TrapCode::BadConversionToInteger) => End::Trap("invalid conversion to integer"),
            _ => End::Engine(error.to_string()),
        }
    }
}

/// What an instantiation that ran no code failed of.
fn unlinked(error: &wasmi::Error) -> End {
    match error.kind() {
        ErrorKind::Instantiation(InstantiationError::ElementSegmentDoesNotFit { .. }) => End::Trap(TABLE_BOUND),
        _ => End::IncompatibleImport,
    }
}

/// The exports of the module `spectest`.
fn spectest(store: &mut Store<Watch>) -> HashMap<(String, String), Extern> {
    let mut names = HashMap::new();
    let mut add = |name: &str, value: Extern| names.insert(("spectest".to_owned(), name.to_owned()), value);
    for (name, parameters) in PRINTS {
        let parameters = parameters.iter().map(|ty| match ty {
            Type::I32 => ValType::I32,
            Type::I64 => ValType::I64,
            Type::F32 => ValType::F32,
            Type::F64 => ValType::F64,
        });
        let parameters: Vec<_> = parameters.chain([ValType::I64]).collect();
        let ty = FuncType::new(parameters, [ValType::I64]);
        let function = Func::new(&mut *store, ty, |mut caller, arguments, results| {
            let gas = arguments.last().and_then(Val::i64).expect("the gas is the last argument");
            results[0] = Val::I64(caller.data_mut().host_call(gas));
            Ok(())
        });
        add(name, function.into());
    }
    for (name, value) in GLOBALS {
        let value = to_engine(store, *value);
        add(name, Global::new(&mut *store, value, Mutability::Const).into());
    }
    let table = TableType::new(RefType::Func, TABLE.0, Some(TABLE.1));
    add("table", Table::new(&mut *store, table, Ref::Func(Nullable::Null)).expect("a small table").into());
    let memory = MemoryType::new(MEMORY.0, Some(MEMORY.1));
    add("memory", Memory::new(&mut *store, memory).expect("a small memory").into());
    names
}

fn to_engine(store: &mut Store<Watch>, value: Value) -> Val {
    match value {
        Value::I32(value) => Val::I32(value),
        Value::I64(value) => Val::I64(value),
        Value::F32(bits) => Val::F32(F32::from_bits(bits)),
        Value::F64(bits) => Val::F64(F64::from_bits(bits)),
        Value::NullFunction => Val::FuncRef(Nullable::Null),
        Value::NullExtern => Val::ExternRef(Nullable::Null),
        Value::Extern(value) => Val::ExternRef(Nullable::Val(ExternRef::new(store, value))),
        Value::Function => panic!("a script cannot name a function"),
    }
}

fn from_engine(store: &Store<Watch>, value: &Val) -> Value {
    match value {
        Val::I32(value) => Value::I32(*value),
        Val::I64(value) => Value::I64(*value),
        Val::F32(value) => Value::F32(value.to_bits()),
        Val::F64(value) => Value::F64(value.to_bits()),
        Val::FuncRef(Nullable::Null) => Value::NullFunction,
        Val::FuncRef(Nullable::Val(_)) => Value::Function,
        Val::ExternRef(Nullable::Null) => Value::NullExtern,
        Val::ExternRef(Nullable::Val(value)) => {
            Value::Extern(*value.data(store).downcast_ref().expect("only numbers are given"))
        }
        Val::V128(_) => panic!("SIMD is off"),
    }
}
