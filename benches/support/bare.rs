//! A contract on bare wasmtime, as deployed or as the metering pass rewrites it, with the simplest chain there can be.
//!
//! Both forms run under one configuration, the node's, and through the same host functions, so that what differs
//! between them is what the pass adds. Nothing here checks pointers gracefully or charges for host functions.

use std::{collections::BTreeMap, fmt};

use primitives::limits::{MEMORY_MAX_PAGES, STACK_HEIGHT_MAX_UNITS};
use sha3::{Digest, Keccak256};
use wasmtime::{
    Caller, Config, Engine, Extern, Global, Instance, InstanceAllocationStrategy, InstancePre, Linker, Memory, Module,
    PoolingAllocationConfig, Store, Val,
};

/// Ticks that no measured call uses up.
const TICKS: i64 = i64::MAX / 2;

/// The chain, and what a frame reads and leaves.
#[derive(Clone, Debug, Default)]
pub struct Host {
    input: Vec<u8>,
    /// What the frame finished with.
    pub output: Vec<u8>,
    storage: BTreeMap<[u8; 32], Vec<u8>>,
    memory: Option<Memory>,
    finished: bool,
}

impl Host {
    /// The same chain when a frame is about to be called with `input`.
    pub fn called_with(self, input: Vec<u8>) -> Self {
        Self { input, output: Vec::new(), ..self }
    }
}

/// Ends a frame, as an error that is none.
#[derive(Debug)]
struct Finished;

impl fmt::Display for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("finished")
    }
}

impl std::error::Error for Finished {}

/// What a contract is compiled from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The module as deployed.
    Unmetered,
    /// The module that the metering pass makes of it.
    Metered,
}

/// A compiled contract.
pub struct Bare {
    engine: Engine,
    pre: InstancePre<Host>,
    form: Form,
}

/// An instance that is ready to be entered once.
pub struct Frame {
    store: Store<Host>,
    instance: Instance,
    form: Form,
}

/// Memory and globals of an instance at one time.
#[derive(Debug)]
pub struct Contents {
    size_bytes: usize,
    /// The memory to its last byte that is not zero.
    memory: Vec<u8>,
    globals: Vec<(Global, Val)>,
}

impl fmt::Debug for Bare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bare").field("form", &self.form).finish_non_exhaustive()
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame").field("form", &self.form).finish_non_exhaustive()
    }
}

impl Bare {
    /// Compiles `module`.
    ///
    /// # Panics
    /// If it is refused: benchmarks measure contracts that are not.
    pub fn new(module: &[u8], form: Form) -> Self {
        let rewritten = vm::instrument(module).expect("the contract may be deployed");
        match form {
            Form::Unmetered => Self::compiled(module, form),
            Form::Metered => Self::of_metered(&rewritten),
        }
    }

    /// Compiles what the metering pass has made of a module.
    pub fn of_metered(rewritten: &[u8]) -> Self {
        Self::compiled(rewritten, Form::Metered)
    }

    fn compiled(module: &[u8], form: Form) -> Self {
        let engine = Engine::new(&config()).expect("this machine has the address space");
        let module = Module::new(&engine, module).expect("the module is valid");
        let mut linker = Linker::new(&engine);
        link(&mut linker, form).expect("names differ");
        linker.define_unknown_imports_as_traps(&module).expect("imports are functions");
        let pre = linker.instantiate_pre(&module).expect("every import is there");
        Self { engine, pre, form }
    }

    /// A fresh instance in front of `host`.
    pub fn frame(&self, mut host: Host) -> Frame {
        host.finished = false;
        let mut store = Store::new(&self.engine, host);
        let instance = self.pre.instantiate(&mut store).expect("there is room for it");
        store.data_mut().memory = instance.get_export(&mut store, "memory").and_then(Extern::into_memory);
        if self.form == Form::Metered {
            let height = instance.get_global(&mut store, vm::metering::exports::HEIGHT);
            let pages = instance.get_global(&mut store, vm::metering::exports::PAGES);
            for (global, value) in [(height, STACK_HEIGHT_MAX_UNITS), (pages, MEMORY_MAX_PAGES)] {
                let global = global.expect("the pass exports its counters");
                global.set(&mut store, Val::I32(value.cast_signed())).expect("a counter is an i32");
            }
        }
        Frame { store, instance, form: self.form }
    }

    /// One call on an instance of its own; gives the host back.
    pub fn run(&self, export: &str, host: Host) -> Host {
        let mut frame = self.frame(host);
        frame.enter(export);
        frame.into_host()
    }
}

impl Frame {
    /// Runs `export` to its end.
    ///
    /// # Panics
    /// If it does not succeed.
    pub fn enter(&mut self, export: &str) {
        let Self { store, instance, form } = self;
        let ended = match form {
            Form::Unmetered => {
                instance.get_typed_func::<(), ()>(&mut *store, export).and_then(|entry| entry.call(store, ()))
            }
            Form::Metered => instance
                .get_typed_func::<i64, i64>(&mut *store, export)
                .and_then(|entry| entry.call(store, TICKS))
                .map(|left| assert!(left > 0, "no call uses that much")),
        };
        if let Err(error) = ended {
            assert!(self.store.data().finished, "the call failed: {error:?}");
        }
    }

    /// What the instance holds now, for [`Self::restore`].
    pub fn contents(&mut self) -> Contents {
        let Self { store, instance, .. } = self;
        let bytes = store.data().memory.expect("set when the instance was made").data(&*store);
        let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let (size_bytes, memory) = (bytes.len(), bytes[..used].to_vec());
        let exports: Vec<_> = instance.exports(&mut *store).filter_map(wasmtime::Export::into_global).collect();
        let globals = exports.into_iter().map(|global| (global, global.get(&mut *store))).collect();
        Contents { size_bytes, memory, globals }
    }

    /// Makes memory and exported globals again what they were, to enter the instance once more. In a module that
    /// exports every mutable global and cannot change its table, a call changes nothing else.
    ///
    /// # Panics
    /// If the memory has grown: it cannot shrink.
    pub fn restore(&mut self, contents: &Contents) {
        let memory = self.store.data().memory.expect("set when the instance was made");
        let bytes = memory.data_mut(&mut self.store);
        assert_eq!(bytes.len(), contents.size_bytes, "the memory has grown");
        let (image, rest) = bytes.split_at_mut(contents.memory.len());
        image.copy_from_slice(&contents.memory);
        rest.fill(0);
        for (global, value) in &contents.globals {
            global.set(&mut self.store, *value).expect("the value was the global's");
        }
        self.store.data_mut().finished = false;
    }

    /// What the frame left.
    pub fn into_host(self) -> Host {
        self.store.into_data()
    }
}

/// The node's compiler; instances come from wasmtime's pool.
fn config() -> Config {
    let mut pool = PoolingAllocationConfig::default();
    pool.max_memory_size(MEMORY_MAX_PAGES as usize * 65_536);
    pool.linear_memory_keep_resident(128 * 1024).table_keep_resident(8 * 1024);
    let mut config = vm::metering::compiler_config();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool)).memory_init_cow(true);
    config
}

type Guest<'a> = Caller<'a, Host>;

fn parts<'a>(guest: &'a mut Guest<'_>) -> (&'a mut [u8], &'a mut Host) {
    let memory = guest.data().memory.expect("set before the call");
    memory.data_and_store_mut(guest)
}

fn bytes<const N: usize>(memory: &[u8], at: u32) -> [u8; N] {
    memory[at as usize..][..N].try_into().expect("the slice has N bytes")
}

/// Links host functions of u32 arguments: as the interface has them, or with the gas as last argument and last result.
macro_rules! link {
    ($linker:ident, $form:ident: $($name:ident($($arg:ident),*) -> $result:ty = $work:expr;)*) => {$({
        let (module, name) = (interface::IMPORT_MODULE, stringify!($name));
        let work: fn(Guest<'_>, $(link!(@u32 $arg)),*) -> wasmtime::Result<$result> = $work;
        match $form {
            Form::Unmetered => $linker.func_wrap(module, name, move |guest: Guest<'_>, $($arg: u32),*| {
                work(guest, $($arg),*)
            })?,
            Form::Metered => $linker.func_wrap(module, name, move |guest: Guest<'_>, $($arg: u32,)* gas: i64| {
                work(guest, $($arg),*).map(|result| WithGas::with(result, gas))
            })?,
        };
    })*};
    (@u32 $arg:ident) => { u32 };
}

/// The result of a host function with the gas behind it.
trait WithGas {
    type Results;
    fn with(self, gas: i64) -> Self::Results;
}

impl WithGas for () {
    type Results = i64;
    fn with(self, gas: i64) -> i64 {
        gas
    }
}

impl WithGas for u32 {
    type Results = (u32, i64);
    fn with(self, gas: i64) -> (u32, i64) {
        (self, gas)
    }
}

fn link(linker: &mut Linker<Host>, form: Form) -> wasmtime::Result<()> {
    link! { linker, form:
        input_size() -> u32 = |guest| Ok(guest.data().input.len() as u32);
        input_copy(to, offset, size) -> () = |mut guest, to, offset, size| {
            let (memory, host) = parts(&mut guest);
            memory[to as usize..][..size as usize].copy_from_slice(&host.input[offset as usize..][..size as usize]);
            Ok(())
        };
        finish(at, size) -> () = |mut guest, at, size| {
            let (memory, host) = parts(&mut guest);
            host.output.clear();
            host.output.extend_from_slice(&memory[at as usize..][..size as usize]);
            host.finished = true;
            Err(wasmtime::Error::new(Finished))
        };
        revert(at, size) -> () = |mut guest, at, size| {
            let (memory, _) = parts(&mut guest);
            panic!("reverted: {:x?}", &memory[at as usize..][..size as usize]);
        };
        storage_read(key, to, size) -> u32 = |mut guest, key, to, size| {
            let (memory, host) = parts(&mut guest);
            let Some(value) = host.storage.get(&bytes(memory, key)) else { return Ok(0) };
            let copied = value.len().min(size as usize);
            memory[to as usize..][..copied].copy_from_slice(&value[..copied]);
            Ok(value.len() as u32)
        };
        storage_write(key, value, size) -> () = |mut guest, key, value, size| {
            let (memory, host) = parts(&mut guest);
            host.storage.insert(bytes(memory, key), memory[value as usize..][..size as usize].to_vec());
            Ok(())
        };
        caller(to) -> () = |mut guest, to| {
            parts(&mut guest).0[to as usize..][..20].fill(0x11);
            Ok(())
        };
        value(to) -> () = |mut guest, to| {
            parts(&mut guest).0[to as usize..][..32].fill(0);
            Ok(())
        };
        keccak256(at, size, to) -> () = |mut guest, at, size, to| {
            let (memory, _) = parts(&mut guest);
            let hash = Keccak256::digest(&memory[at as usize..][..size as usize]);
            memory[to as usize..][..32].copy_from_slice(&hash);
            Ok(())
        };
        log(topics, count, data, size) -> () = |_, _, _, _, _| Ok(());
    }
    Ok(())
}
