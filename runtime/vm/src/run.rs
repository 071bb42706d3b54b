//! Runs one frame: makes an instance, gives it its gas, and turns however it ends into an [`Outcome`].

use std::ptr::NonNull;

use primitives::{Bytes, Gas, limits};
use wasmtime::{AsContextMut, Caller, Extern, Global, Memory, ModuleExport, ResourceLimiter, Store, Trap, Val, ValRaw};

use crate::{
    bug::Bug,
    call_stack::CallStack,
    engine::{Contract, Engine},
    fault::Fault,
    host::{Host, NodeError},
    host_calls::{self, Call, Stop},
    instrument::{fault_code, instance_ticks},
    meter::Meter,
    outcome::{Exit, Outcome},
};

/// Which export of a contract is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// `deploy`, once, by the transaction that creates the contract.
    Deploy,
    /// `call`.
    Call,
}

/// What a running instance's host functions need.
pub(crate) struct Frame {
    /// The host of this frame; see [`Frame::new`] for how long it is valid.
    host: NonNull<dyn Host>,
    /// The call stack of the transaction; valid as long as `host`.
    stack: NonNull<CallStack>,
    /// The instance's memory, set once it is made.
    memory: Option<Memory>,
    /// Where the instance's counters of height and pages are.
    counters: [ModuleExport; 2],
    /// Output of the last call or creation.
    output: Bytes,
    /// The host function that is running.
    host_function: Option<&'static str>,
    /// Why a host function ended the frame, and the gas it had left.
    stop: Option<(Stop, Gas)>,
    limiter: Limiter,
}

/// The error by which a host function ends the frame; the reason is in the frame.
#[derive(Debug)]
struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ended by a host function")
    }
}

impl std::error::Error for Stopped {}

impl Frame {
    /// A frame for the duration of one [`Engine::run`].
    fn new(host: &mut dyn Host, stack: &CallStack, contract: &Contract) -> Self {
        let host = NonNull::from(host);
        // SAFETY: only the lifetime of the trait object changes. `Engine::run` holds the exclusive borrow of the host
        // for longer than the store that owns this frame lives, and does not touch the host itself meanwhile.
        #[expect(unsafe_code, reason = "a store's data must be 'static, and a host borrows from its executor")]
        let host = unsafe { std::mem::transmute::<NonNull<dyn Host + '_>, NonNull<dyn Host + 'static>>(host) };
        Self {
            host,
            stack: NonNull::from(stack),
            memory: None,
            counters: [contract.exports.height, contract.exports.pages],
            output: Bytes::new(),
            host_function: None,
            stop: None,
            limiter: Limiter { failed: None },
        }
    }
}

/// Lets memories have what the rewritten module has already paid for and counted, and turns trouble of the machine
/// into trouble of the node, so that it can never become a result.
struct Limiter {
    failed: Option<NodeError>,
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, _: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        Ok(maximum.is_none_or(|maximum| desired <= maximum))
    }

    fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        self.failed = Some(NodeError(format!("growing a memory failed: {error:#}")));
        Err(error)
    }

    fn table_growing(&mut self, _: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        Ok(maximum.is_none_or(|maximum| desired <= maximum))
    }

    fn table_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        self.failed = Some(NodeError(format!("growing a table failed: {error:#}")));
        Err(error)
    }
}

impl Engine {
    /// Runs `entry` of `contract` with `gas` as a new frame on `stack`.
    ///
    /// An error is the node's and has no result; whatever the guest does wrong is a [`Fault`] in the outcome. The
    /// caller makes sure of the native stack with [`on_execution_stack`](crate::on_execution_stack), once for all
    /// frames. At full depth it must not call: a frame is refused with an error.
    ///
    /// # Panics
    ///
    /// Goes on with the panic of a host function, as a [`Bug`].
    pub fn run(
        &self,
        contract: &Contract,
        entry: Entry,
        gas: Gas,
        stack: &CallStack,
        host: &mut dyn Host,
    ) -> Result<Outcome, NodeError> {
        self.run_watched(contract, entry, gas, stack, host, |_| ())
    }

    /// As [`Self::run`], and shows `watch` the frame's memory when it has ended, however it did: for comparisons of
    /// engines. A frame that was not entered has none to show.
    pub fn run_watched(
        &self,
        contract: &Contract,
        entry: Entry,
        gas: Gas,
        stack: &CallStack,
        host: &mut dyn Host,
        watch: impl FnOnce(&[u8]),
    ) -> Result<Outcome, NodeError> {
        let Some(_live) = stack.enter() else {
            return Err(NodeError(format!("a frame was entered at depth {}", stack.depth())));
        };
        let failed = |fault| Ok(Outcome { exit: Exit::Fault(fault), gas_left: Gas::ZERO });
        let mut meter = Meter::new(gas);
        if let Err(fault) = meter.charge_ticks(instance_ticks(contract.initial_pages)) {
            return failed(fault);
        }
        let Some(pages_left) = stack.pages_left().checked_sub(contract.initial_pages) else {
            return failed(Fault::MemoryLimit { limit_pages: limits::TRANSACTION_MEMORY_MAX_PAGES });
        };

        let mut store = Store::new(self.wasmtime(), Frame::new(host, stack, contract));
        let counters = [stack.height_left(), pages_left];
        let ran = Bug::catch(|| run_in(&mut store, contract, entry, counters, meter.ticks(), watch));
        ran.unwrap_or_else(|bug| match store.data().host_function {
            Some(function) => bug.resume_from(function),
            None => Err(NodeError(format!("the engine failed: {bug}"))),
        })
    }
}

/// Runs `entry` in a new instance that is given the three counters of the pass.
fn run_in(
    store: &mut Store<Frame>,
    contract: &Contract,
    entry: Entry,
    counters: [u32; 2],
    ticks: i64,
    watch: impl FnOnce(&[u8]),
) -> Result<Outcome, NodeError> {
    store.limiter(|frame| &mut frame.limiter);
    let instance = contract.pre.instantiate(&mut *store).map_err(|error| broken("instantiating", &error))?;
    let mut export = |position: &ModuleExport| {
        let missing = || NodeError("an instance lost an export".to_owned());
        instance.get_module_export(&mut *store, position).ok_or_else(missing)
    };
    let exports = &contract.exports;
    let memory = memory(export(&exports.memory)?)?;
    let function = match entry {
        Entry::Deploy => export(&exports.deploy)?,
        Entry::Call => export(&exports.call)?,
    };
    let function = function.into_func().ok_or_else(|| NodeError("an entry is no function".to_owned()))?;
    // The first frame of a transaction has what a new instance starts with.
    if counters != contract.counters {
        for (position, value) in [exports.height, exports.pages].iter().zip(counters) {
            let global = global(instance.get_module_export(&mut *store, position))?;
            global.set(&mut *store, Val::I32(value.cast_signed())).map_err(|error| broken("entering", &error))?;
        }
    }
    store.data_mut().memory = Some(memory);

    let mut gas = [ValRaw::i64(ticks)];
    // SAFETY: `deploy` and `call` take one i64 and give one back, as was checked when the contract was compiled
    // and before its artifact was kept, and `gas` has room for either. Checking their type at every call takes the lock of the engine's types.
    #[expect(unsafe_code, reason = "the type of an entry is known since the contract was compiled")]
    let result = unsafe { function.call_unchecked(&mut *store, &raw mut gas) };
    watch(memory.data(&*store));
    match result.map(|()| gas[0].get_i64()) {
        Ok(ticks) if ticks < 0 => Ok(Outcome { exit: Exit::Fault(Fault::OutOfGas), gas_left: Gas::ZERO }),
        Ok(ticks) => Ok(Outcome { exit: Exit::Success(Bytes::new()), gas_left: Meter::from_ticks(ticks).left() }),
        Err(error) => {
            let fault = instance.get_module_export(&mut *store, &exports.fault);
            ended(store, fault, &error)
        }
    }
}

/// How a frame ended that did not return.
fn ended(store: &mut Store<Frame>, fault: Option<Extern>, error: &wasmtime::Error) -> Result<Outcome, NodeError> {
    if let Some(error) = store.data_mut().limiter.failed.take() {
        return Err(error);
    }
    if let Some((stop, gas_left)) = store.data_mut().stop.take() {
        return match stop {
            Stop::Finished(output) => Ok(Outcome { exit: Exit::Success(output), gas_left }),
            Stop::Reverted(data) => Ok(Outcome { exit: Exit::Reverted(data), gas_left }),
            Stop::Fault(fault) => Ok(Outcome { exit: Exit::Fault(fault), gas_left: Gas::ZERO }),
            Stop::Node(error) => Err(error),
        };
    }
    let fault = match error.downcast_ref::<Trap>() {
        Some(Trap::UnreachableCodeReached) => unreachable_fault(get(store, fault)?),
        Some(Trap::MemoryOutOfBounds) => Fault::MemoryOutOfBounds,
        Some(Trap::TableOutOfBounds) => Fault::TableOutOfBounds,
        Some(Trap::IndirectCallToNull) => Fault::UninitializedElement,
        Some(Trap::BadSignature) => Fault::IndirectCallTypeMismatch,
        Some(Trap::IntegerDivisionByZero) => Fault::DivisionByZero,
        Some(Trap::IntegerOverflow) => Fault::IntegerOverflow,
        // Among the others is the engine's own stack limit, which lies far behind ours: reaching it is our bug.
        _ => return Err(broken("running", error)),
    };
    Ok(Outcome { exit: Exit::Fault(fault), gas_left: Gas::ZERO })
}

/// What an `unreachable` was for, by the code that inserted checks leave.
pub fn unreachable_fault(code: i32) -> Fault {
    match code {
        fault_code::OUT_OF_GAS => Fault::OutOfGas,
        fault_code::STACK_OVERFLOW => Fault::StackOverflow,
        fault_code::MEMORY_LIMIT => Fault::MemoryLimit { limit_pages: limits::TRANSACTION_MEMORY_MAX_PAGES },
        _ => Fault::Unreachable,
    }
}

/// Runs `work` of `function` for a guest that has `gas` ticks left; gives back its result and what is left then.
pub(crate) fn host_call<T>(
    caller: &mut Caller<'_, Frame>,
    gas: i64,
    function: &'static str,
    nests: bool,
    work: impl FnOnce(&mut Call<'_>) -> Result<T, Stop>,
) -> wasmtime::Result<(T, i64)> {
    let mut meter = match host_calls::meter(gas) {
        Ok(meter) => meter,
        Err(fault) => return stop(caller, Stop::Fault(fault), Gas::ZERO),
    };
    let Some(memory) = caller.data().memory else {
        return stop(caller, Stop::Node(NodeError("a host call came before its instance".to_owned())), Gas::ZERO);
    };
    if nests && let Err(error) = publish_left(caller) {
        return stop(caller, Stop::Node(error), Gas::ZERO);
    }
    let (memory, frame) = memory.data_and_store_mut(&mut *caller);
    // SAFETY: `Engine::run` holds the exclusive borrow of the host that this pointer was made from and is suspended in
    // the call of this instance; host calls of one instance do not overlap, so this is the only reference made from it.
    #[expect(unsafe_code, reason = "the frame keeps the host without its lifetime")]
    let host = unsafe { frame.host.as_mut() };
    frame.host_function = Some(function);
    let result = work(&mut Call { memory, meter: &mut meter, output: &mut frame.output, host });
    frame.host_function = None;
    match result {
        Ok(result) => Ok((result, meter.ticks())),
        Err(reason) => stop(caller, reason, meter.left()),
    }
}

/// Tells the call stack what this frame leaves to the one that it is about to nest.
fn publish_left(caller: &mut Caller<'_, Frame>) -> Result<(), NodeError> {
    let [height, pages] = caller.data().counters;
    let (height, pages) = (caller.get_module_export(&height), caller.get_module_export(&pages));
    let (height, pages) = (get(&mut *caller, height)?, get(&mut *caller, pages)?);
    // SAFETY: `Engine::run` holds the shared borrow that this pointer was made from while the instance runs.
    #[expect(unsafe_code, reason = "the frame keeps the call stack without its lifetime")]
    let stack = unsafe { caller.data().stack.as_ref() };
    stack.set_left(u32::try_from(height).unwrap_or(0), u32::try_from(pages).unwrap_or(0));
    Ok(())
}

/// Ends the frame from inside a host function.
fn stop<T>(caller: &mut Caller<'_, Frame>, reason: Stop, gas_left: Gas) -> wasmtime::Result<T> {
    caller.data_mut().stop = Some((reason, gas_left));
    Err(wasmtime::Error::new(Stopped))
}

/// An error of wasmtime that no guest can cause.
fn broken(doing: &str, error: &wasmtime::Error) -> NodeError {
    NodeError(format!("{doing} a contract failed: {error:#}"))
}

fn memory(export: Extern) -> Result<Memory, NodeError> {
    export.into_memory().ok_or_else(|| NodeError("an instance's memory is no memory".to_owned()))
}

fn global(export: Option<Extern>) -> Result<Global, NodeError> {
    export.and_then(Extern::into_global).ok_or_else(|| NodeError("an instance's counter is no global".to_owned()))
}

fn get(store: impl AsContextMut, counter: Option<Extern>) -> Result<i32, NodeError> {
    global(counter)?.get(store).i32().ok_or_else(|| NodeError("an instance's counter is no i32".to_owned()))
}
