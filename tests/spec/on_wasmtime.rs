//! The suite on wasmtime, set up as the node sets it up where it matters: the same compiler at the same level, and a
//! native stack far behind our own limit. It is built without garbage collection, so it has no `externref`.

use std::collections::HashMap;

use wasmtime::{
    Config, Engine, Extern, Func, FuncType, Global, GlobalType, Instance, Memory, MemoryType, Module, Mutability,
    OptLevel, Ref, RefType, Store, Table, TableType, Trap, Val, ValType,
};

use crate::machine::{End, GAS, GLOBALS, MEMORY, Machine, PRINTS, TABLE, TABLE_BOUND, Type, Value, Watch};
use vm::metering::exports;

/// Bytes of native stack that Wasm may use.
const STACK_MAX_BYTES: usize = 12 * 1024 * 1024;

/// A wasmtime store.
pub(crate) struct Wasmtime {
    engine: Engine,
    store: Store<Watch>,
    names: HashMap<(String, String), Extern>,
    instances: Vec<Instance>,
}

impl Machine for Wasmtime {
    const NAME: &'static str = "wasmtime";

    type Instance = Instance;

    fn new() -> Self {
        let mut config = Config::new();
        config.cranelift_opt_level(OptLevel::Speed);
        config.max_wasm_stack(STACK_MAX_BYTES);
        config.async_stack_size(STACK_MAX_BYTES);
        config.wasm_backtrace_max_frames(None);
        let engine = Engine::new(&config).expect("the configuration is one that wasmtime has");
        let mut store = Store::new(&engine, Watch::default());
        let names = spectest(&engine, &mut store);
        Self { engine, store, names, instances: Vec::new() }
    }

    fn instantiate(&mut self, rewritten: &[u8]) -> Result<Instance, End> {
        if needs_extern_references(rewritten) {
            return Err(End::NotHere);
        }
        let module = Module::new(&self.engine, rewritten).map_err(|error| End::Engine(format!("{error:#}")))?;
        let mut imports = Vec::new();
        for import in module.imports() {
            let key = (import.module().to_owned(), import.name().to_owned());
            imports.push(self.names.get(&key).ok_or(End::UnknownImport(key.0))?.clone());
        }
        let instance = match Instance::new(&mut self.store, &module, &imports) {
            Ok(instance) => instance,
            Err(error) if error.is::<Trap>() => return Err(self.end(&error)),
            Err(_) => return Err(End::IncompatibleImport),
        };
        self.instances.push(instance);
        if instance.get_func(&mut self.store, exports::START).is_some() {
            self.call(&instance, exports::START, &[])?;
        }
        Ok(instance)
    }

    fn register(&mut self, name: &str, instance: &Instance) {
        let exported: Vec<_> =
            instance.exports(&mut self.store).map(|export| (export.name().to_owned(), export.into_extern())).collect();
        for (export, value) in exported {
            self.names.insert((name.to_owned(), export), value);
        }
    }

    fn call(&mut self, instance: &Instance, name: &str, arguments: &[Value]) -> Result<Vec<Value>, End> {
        let missing = || End::Engine(format!("no function {name}"));
        let function = instance.get_func(&mut self.store, name).ok_or_else(missing)?;
        let mut given =
            arguments.iter().map(|value| to_engine(*value)).collect::<Option<Vec<_>>>().ok_or(End::NotHere)?;
        given.push(Val::I64(GAS));
        let mut results = vec![Val::I32(0); function.ty(&self.store).results().len()];
        self.store.data_mut().begin();
        match function.call(&mut self.store, &given, &mut results) {
            Ok(()) => {
                let left = results.pop().and_then(|left| left.i64());
                self.store.data_mut().end(left)?;
                self.global(instance, exports::HEIGHT)?.is_all_height()?;
                Ok(results.iter().map(from_engine).collect())
            }
            Err(error) => {
                self.store.data_mut().end(None)?;
                Err(self.end(&error))
            }
        }
    }

    fn global(&mut self, instance: &Instance, name: &str) -> Result<Value, End> {
        let missing = || End::Engine(format!("no global {name}"));
        let global = instance.get_global(&mut self.store, name).ok_or_else(missing)?;
        Ok(from_engine(&global.get(&mut self.store)))
    }
}

impl Wasmtime {
    /// What an error of a call was. Heights are not given back on the way out of a trap, so all counters start anew.
    fn end(&mut self, error: &wasmtime::Error) -> End {
        let mut codes = Vec::new();
        for instance in &self.instances {
            let mut global = |name| instance.get_global(&mut self.store, name).expect("the pass exports its counters");
            let (height, fault) = (global(exports::HEIGHT), global(exports::FAULT));
            codes.push(fault.get(&mut self.store).i32().expect("the fault is an i32"));
            let full = Val::I32(primitives::limits::STACK_HEIGHT_MAX_UNITS.cast_signed());
            height.set(&mut self.store, full).expect("the height is a mutable i32");
            fault.set(&mut self.store, Val::I32(0)).expect("the fault is a mutable i32");
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::UnreachableCodeReached) => End::unreachable(codes),
            Some(Trap::MemoryOutOfBounds) => End::Trap("out of bounds memory access"),
            Some(Trap::TableOutOfBounds) => End::Trap(TABLE_BOUND),
            Some(Trap::IndirectCallToNull) => End::Trap("uninitialized element"),
            Some(Trap::BadSignature) => End::Trap("indirect call type mismatch"),
            Some(Trap::IntegerDivisionByZero) => End::Trap("integer divide by zero"),
            Some(Trap::IntegerOverflow) => End::Trap("integer overflow"),
            Some(Trap::BadConversionToInteger) => End::Trap("invalid conversion to integer"),
            _ => End::Engine(format!("{error:#}")),
        }
    }
}

/// True if the module is valid only where there is `externref`.
fn needs_extern_references(module: &[u8]) -> bool {
    let features = wasmparser::WasmFeatures::WASM2.difference(wasmparser::WasmFeatures::GC_TYPES);
    wasmparser::Validator::new_with_features(features).validate_all(module).is_err()
}

/// The exports of the module `spectest`.
fn spectest(engine: &Engine, store: &mut Store<Watch>) -> HashMap<(String, String), Extern> {
    let mut names = HashMap::new();
    let mut add = |name: &str, value: Extern| names.insert(("spectest".to_owned(), name.to_owned()), value);
    for (name, parameters) in PRINTS {
        let parameters = parameters.iter().map(|ty| match ty {
            Type::I32 => ValType::I32,
            Type::I64 => ValType::I64,
            Type::F32 => ValType::F32,
            Type::F64 => ValType::F64,
        });
        let ty = FuncType::new(engine, parameters.chain([ValType::I64]), [ValType::I64]);
        let function = Func::new(&mut *store, ty, |mut caller, arguments, results| {
            let gas = arguments.last().and_then(Val::i64).expect("the gas is the last argument");
            results[0] = Val::I64(caller.data_mut().host_call(gas));
            Ok(())
        });
        add(name, function.into());
    }
    for (name, value) in GLOBALS {
        let value = to_engine(*value).expect("they are numbers");
        let ty = GlobalType::new(value.ty(&*store).expect("it is of this store"), Mutability::Const);
        add(name, Global::new(&mut *store, ty, value).expect("the value is of the type").into());
    }
    let table = TableType::new(RefType::FUNCREF, TABLE.0, Some(TABLE.1));
    add("table", Table::new(&mut *store, table, Ref::Func(None)).expect("a small table").into());
    let memory = MemoryType::new(MEMORY.0, Some(MEMORY.1));
    add("memory", Memory::new(&mut *store, memory).expect("a small memory").into());
    names
}

fn to_engine(value: Value) -> Option<Val> {
    match value {
        Value::I32(value) => Some(Val::I32(value)),
        Value::I64(value) => Some(Val::I64(value)),
        Value::F32(bits) => Some(Val::F32(bits)),
        Value::F64(bits) => Some(Val::F64(bits)),
        Value::NullFunction => Some(Val::FuncRef(None)),
        Value::Function | Value::NullExtern | Value::Extern(_) => None,
    }
}

fn from_engine(value: &Val) -> Value {
    match value {
        Val::I32(value) => Value::I32(*value),
        Val::I64(value) => Value::I64(*value),
        Val::F32(bits) => Value::F32(*bits),
        Val::F64(bits) => Value::F64(*bits),
        Val::FuncRef(None) => Value::NullFunction,
        Val::FuncRef(Some(_)) => Value::Function,
        other => panic!("wasmtime gave a value that it does not have here: {other:?}"),
    }
}
