//! The differential oracle: wasmi running the very module that the pass makes.
//!
//! It shares the pass and the marshalling with the node, and neither the compiler nor the way an instance is made,
//! limited or ended. What it gives must be what wasmtime gives. It can also run the exact form of a module
//! ([`exact`]), which shares nothing with the pass but the prices.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    ops::Range,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use primitives::{Bytes, Gas, limits};
use vm::{
    Entry, Exit, Fault, Host, Meter, NodeError, Outcome,
    host_calls::{self, Call, Stop},
    metering,
};
use wasmi::{Caller, Engine, ExternType, Global, Instance, Linker, Memory, Module, Store, TrapCode, Val};
use wasmparser::{Operator, Parser, Payload};

use crate::{exact, world::Machine};

/// What wasmi runs of a module.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// What the pass makes.
    Instrumented,
    /// Every operator charged for itself. Height and pages are counted by nobody.
    Exact,
}

/// The engine of all runs.
static ENGINE: LazyLock<Engine> = LazyLock::new(engine);

/// Modules that were run before, instrumented and translated. Emptied when it has grown to [`MODULES_MAX`].
static MODULES: LazyLock<Mutex<Modules>> = LazyLock::new(Mutex::default);

/// Translated modules by form and bytes.
type Modules = HashMap<(Form, Vec<u8>), Arc<Module>>;

/// Modules that are kept.
const MODULES_MAX: usize = 500;

/// wasmi with the call stack of one transaction.
pub(crate) struct Wasmi {
    form: Form,
    memory: RefCell<Vec<u8>>,
    depth: Cell<u32>,
    height_left: Cell<u32>,
    pages_left: Cell<u32>,
    exceeded: Cell<bool>,
}

/// wasmi with limits far above ours, so that ours are what ends a recursion.
pub(crate) fn engine() -> Engine {
    let mut config = wasmi::Config::default();
    config.set_max_recursion_depth(1_000_000).set_max_stack_height(256 * 1024 * 1024);
    Engine::new(&config)
}

impl Default for Wasmi {
    fn default() -> Self {
        Self::new(Form::Instrumented)
    }
}

impl Wasmi {
    pub(crate) fn new(form: Form) -> Self {
        Self {
            form,
            memory: RefCell::default(),
            depth: Cell::new(0),
            height_left: Cell::new(limits::STACK_HEIGHT_MAX_UNITS),
            pages_left: Cell::new(limits::TRANSACTION_MEMORY_MAX_PAGES),
            exceeded: Cell::new(false),
        }
    }

    /// True if some frame was ended by the limit of height or of pages.
    pub(crate) fn exceeded(&self) -> bool {
        self.exceeded.get()
    }
}

/// The data of one instance.
struct Frame<'a> {
    machine: &'a Wasmi,
    host: &'a mut dyn Host,
    handles: Option<Handles>,
    output: Bytes,
    stop: Option<(Stop, Gas)>,
}

#[derive(Clone, Copy)]
struct Handles {
    memory: Memory,
    counters: Counters,
}

/// What a module counts in globals.
#[derive(Clone, Copy)]
enum Counters {
    Instrumented { height: Global, pages: Global, fault: Global },
    Exact { ticks: Global, stopped: Global },
}

impl Machine for Wasmi {
    fn run(&self, module: &[u8], entry: Entry, gas: Gas, host: &mut dyn Host) -> Result<Outcome, NodeError> {
        let (height, pages) = (self.height_left.get(), self.pages_left.get());
        self.depth.set(self.depth.get() + 1);
        let outcome = self.frame(module, entry, gas, host);
        self.depth.set(self.depth.get() - 1);
        self.height_left.set(height);
        self.pages_left.set(pages);
        outcome
    }

    fn is_full(&self) -> bool {
        self.depth.get() >= limits::CALL_DEPTH_MAX
    }

    fn depth(&self) -> u32 {
        self.depth.get()
    }

    fn last_memory(&self) -> Vec<u8> {
        self.memory.take()
    }
}

/// The form of `module` that wasmi runs.
fn translated(module: &[u8], form: Form) -> Arc<Module> {
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (form, module.to_vec());
    if let Some(translated) = modules.get(&key) {
        return Arc::clone(translated);
    }
    if modules.len() >= MODULES_MAX {
        modules.clear();
    }
    let rewritten = match form {
        Form::Instrumented => vm::instrument(module).expect("a module that wasmtime ran is not refused"),
        Form::Exact => exact::module(module),
    };
    let translated = Module::new(&ENGINE, selects_apart(&rewritten)).expect("an instrumented module is valid");
    let translated = Arc::new(translated);
    modules.insert(key, Arc::clone(&translated));
    translated
}

impl Wasmi {
    fn frame(&self, module: &[u8], entry: Entry, gas: Gas, host: &mut dyn Host) -> Result<Outcome, NodeError> {
        let failed = |fault| {
            let exceeded = matches!(fault, Fault::StackOverflow | Fault::MemoryLimit { .. });
            self.exceeded.set(self.exceeded.get() | exceeded);
            Ok(Outcome { exit: Exit::Fault(fault), gas_left: Gas::ZERO })
        };
        self.memory.borrow_mut().clear();
        let module = translated(module, self.form);
        let initial = module
            .exports()
            .find_map(|export| match export.ty() {
                ExternType::Memory(memory) => Some(memory.minimum() as u32),
                _ => None,
            })
            .expect("a memory is exported");
        let mut meter = Meter::new(gas);
        if let Err(fault) = meter.charge_ticks(metering::instance_ticks(initial)) {
            return failed(fault);
        }
        let Some(pages) = self.pages_left.get().checked_sub(initial) else {
            return failed(Fault::MemoryLimit { limit_pages: limits::TRANSACTION_MEMORY_MAX_PAGES });
        };
        let frame = Frame { machine: self, host, handles: None, output: Bytes::new(), stop: None };
        let mut store = Store::new(&ENGINE, frame);
        let instance = linker(&ENGINE, &module).instantiate_and_start(&mut store, &module).expect("it links");
        let handles = handles(&instance, &store);
        match handles.counters {
            Counters::Instrumented { height, pages: left, .. } => {
                height.set(&mut store, Val::I32(self.height_left.get() as i32)).expect("height is an i32");
                left.set(&mut store, Val::I32(pages as i32)).expect("pages is an i32");
            }
            Counters::Exact { ticks, .. } => ticks.set(&mut store, Val::I64(meter.ticks())).expect("ticks is an i64"),
        }
        store.data_mut().handles = Some(handles);
        let name = if entry == Entry::Deploy { "deploy" } else { "call" };
        let result = match handles.counters {
            Counters::Instrumented { .. } => {
                let function = instance.get_typed_func::<i64, i64>(&store, name).expect("the entry is there");
                function.call(&mut store, meter.ticks())
            }
            Counters::Exact { ticks, .. } => {
                let function = instance.get_typed_func::<(), ()>(&store, name).expect("the entry is there");
                function.call(&mut store, ()).map(|()| ticks.get(&store).i64().expect("ticks is an i64"))
            }
        };
        self.memory.replace(handles.memory.data(&store).to_vec());
        if let Some((stop, gas_left)) = store.data_mut().stop.take() {
            return match stop {
                Stop::Finished(output) => Ok(Outcome { exit: Exit::Success(output), gas_left }),
                Stop::Reverted(data) => Ok(Outcome { exit: Exit::Reverted(data), gas_left }),
                Stop::Fault(fault) => failed(fault),
                Stop::Node(error) => Err(error),
            };
        }
        match result {
            Ok(ticks) => match host_calls::meter(ticks) {
                Ok(meter) => Ok(Outcome { exit: Exit::Success(Bytes::new()), gas_left: meter.left() }),
                Err(fault) => failed(fault),
            },
            Err(error) => {
                let code = match handles.counters {
                    Counters::Instrumented { fault, .. } => fault,
                    Counters::Exact { stopped, .. } => stopped,
                };
                let code = code.get(&store).i32().expect("a fault is an i32");
                failed(match error.as_trap_code() {
                    Some(TrapCode::UnreachableCodeReached) => metering::unreachable_fault(code),
                    Some(TrapCode::MemoryOutOfBounds) => Fault::MemoryOutOfBounds,
                    Some(TrapCode::TableOutOfBounds) => Fault::TableOutOfBounds,
                    Some(TrapCode::IndirectCallToNull) => Fault::UninitializedElement,
                    Some(TrapCode::BadSignature) => Fault::IndirectCallTypeMismatch,
                    Some(TrapCode::IntegerDivisionByZero) => Fault::DivisionByZero,
                    Some(TrapCode::IntegerOverflow) => Fault::IntegerOverflow,
                    _ => panic!("wasmi ended with what no guest may cause: {error}"),
                })
            }
        }
    }
}

/// `module` with an empty block before each `select`. wasmi 2.0.0 makes one instruction of a comparison with zero and the
/// `select` behind it, and that one chooses wrongly; over a block's end it makes none.
pub(crate) fn selects_apart(module: &[u8]) -> Vec<u8> {
    const EMPTY_BLOCK: [u8; 3] = [0x02, 0x40, 0x0b];
    let bytes = |range: Range<u64>| &module[range.start as usize..range.end as usize];
    let mut bodies = wasm_encoder::CodeSection::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CodeSectionEntry(body) = payload.expect("it is valid") {
            let mut copy = Vec::new();
            let mut copied = body.range().start;
            for operator in body.get_operators_reader().expect("it is valid").into_iter_with_offsets() {
                let (operator, offset) = operator.expect("it is valid");
                if matches!(operator, Operator::Select | Operator::TypedSelect { .. }) {
                    copy.extend_from_slice(bytes(copied..offset));
                    copy.extend_from_slice(&EMPTY_BLOCK);
                    copied = offset;
                }
            }
            copy.extend_from_slice(bytes(copied..body.range().end));
            bodies.raw(&copy);
        }
    }
    let mut rebuilt = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload.expect("it is valid").as_section() {
            Some((id, _)) if id == wasm_encoder::SectionId::Code as u8 => drop(rebuilt.section(&bodies)),
            Some((id, range)) => drop(rebuilt.section(&wasm_encoder::RawSection { id, data: bytes(range) })),
            None => {}
        }
    }
    rebuilt.finish()
}

/// Links every import of `module` by name through the interface's dispatch.
fn linker<'a>(engine: &Engine, module: &Module) -> Linker<Frame<'a>> {
    let mut linker = Linker::new(engine);
    let mut linked = Vec::new();
    for import in module.imports() {
        let name = import.name().to_owned();
        let ExternType::Func(ty) = import.ty() else { panic!("{name} is no function") };
        if linked.contains(&name) {
            continue;
        }
        linked.push(name.clone());
        let call = move |caller: Caller<'_, Frame<'a>>, arguments: &[Val], results: &mut [Val]| {
            host_call(caller, &name, arguments, results)
        };
        linker.func_new(import.module(), import.name(), ty.clone(), call).expect("a name is linked once");
    }
    linker
}

/// One host call: the gas is the last argument and the last result.
fn host_call(
    mut caller: Caller<'_, Frame<'_>>,
    name: &str,
    arguments: &[Val],
    results: &mut [Val],
) -> Result<(), wasmi::Error> {
    let mut words = Vec::new();
    for argument in arguments {
        words.push(match argument {
            Val::I32(value) => u64::from(value.cast_unsigned()),
            Val::I64(value) => value.cast_unsigned(),
            other => panic!("an argument of another type: {other:?}"),
        });
    }
    let handles = caller.data().handles.expect("no host call comes before the instance");
    let gas = match handles.counters {
        Counters::Instrumented { .. } => words.pop().expect("the gas is the last argument").cast_signed(),
        Counters::Exact { ticks, .. } => ticks.get(&caller).i64().expect("ticks is an i64"),
    };
    let mut meter = match host_calls::meter(gas) {
        Ok(meter) => meter,
        Err(fault) => return Err(stop(&mut caller, Stop::Fault(fault), Gas::ZERO)),
    };
    if host_calls::nests(name)
        && let Counters::Instrumented { height, pages, .. } = handles.counters
    {
        let height = height.get(&caller).i32().expect("height is an i32");
        let pages = pages.get(&caller).i32().expect("pages is an i32");
        let machine = caller.data().machine;
        machine.height_left.set(height as u32);
        machine.pages_left.set(pages as u32);
    }
    let (memory, frame) = handles.memory.data_and_store_mut(&mut caller);
    let mut call = Call { memory, meter: &mut meter, output: &mut frame.output, host: &mut *frame.host };
    let returned = host_calls::dispatch(name, &words, &mut call).expect("the interface has the function");
    match returned {
        Ok(result) => {
            let left = Val::I64(meter.ticks());
            let values = match handles.counters {
                Counters::Instrumented { .. } => {
                    let (gas, values) = results.split_last_mut().expect("the gas is the last result");
                    *gas = left;
                    values
                }
                Counters::Exact { ticks, .. } => {
                    ticks.set(&mut caller, left).expect("ticks is an i64");
                    results
                }
            };
            if let (Some(value), Some(word)) = (values.first_mut(), result) {
                *value = match value {
                    Val::I32(_) => Val::I32((word as u32).cast_signed()),
                    _ => Val::I64(word.cast_signed()),
                };
            }
            Ok(())
        }
        Err(reason) => {
            let gas_left = meter.left();
            Err(stop(&mut caller, reason, gas_left))
        }
    }
}

fn stop(caller: &mut Caller<'_, Frame<'_>>, reason: Stop, gas_left: Gas) -> wasmi::Error {
    caller.data_mut().stop = Some((reason, gas_left));
    wasmi::Error::new("ended by a host function")
}

fn handles(instance: &Instance, store: &Store<Frame<'_>>) -> Handles {
    let global = |name| instance.get_global(store, name).expect("the counter is exported");
    let counters = match store.data().machine.form {
        Form::Instrumented => Counters::Instrumented {
            height: global(metering::exports::HEIGHT),
            pages: global(metering::exports::PAGES),
            fault: global(metering::exports::FAULT),
        },
        Form::Exact => Counters::Exact { ticks: global(exact::TICKS), stopped: global(exact::STOPPED) },
    };
    Handles { memory: instance.get_memory(store, "memory").expect("the memory is exported"), counters }
}
