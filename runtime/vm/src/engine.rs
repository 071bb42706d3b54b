//! The engine: how wasmtime is set up, where compiled contracts come from, and who may run now.
//!
//! One engine serves a process; it is shared by reference between threads. Everything that may differ from machine to
//! machine (time, memory, threads) changes at most whether there is a result, never which.

mod artifact;
mod cache;
mod compiler;
pub(crate) mod config;
mod memories;
mod recency;
mod slots;
mod store;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use interface::container;
use primitives::{Address, B256, Bytes};
use wasmtime::{FuncType, InstancePre, Linker, Module, ModuleExport, ValType};

pub(crate) use self::slots::SlotPermit;
pub use self::{
    artifact::ArtifactKey,
    compiler::{Compiler, LocalCompiler},
};
use self::{
    artifact::Sealer,
    cache::Cache,
    memories::{Memories, SLOT_BYTES},
    slots::Slots,
    store::Store,
};
use crate::{
    call_stack::CallStack,
    host::NodeError,
    host_calls,
    instrument::{self, exports},
    refusal::{Place, Refusal},
    run::Frame,
};

/// How much an engine may hold.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// Call stacks of [`Lane::Block`] that may live at once; at least 1.
    pub block_lanes: u32,
    /// Call stacks of [`Lane::Query`] that may live at once; at least 1.
    pub query_lanes: u32,
    /// Compiled contracts kept in memory.
    pub cached_contracts_max: usize,
    /// Bytes of native code kept in memory.
    pub cached_code_max_bytes: usize,
    /// False to compile without optimisation. Results and gas are the same, which is what comparisons of the two show;
    /// code from a compiler of its own is optimised and refused by such an engine.
    pub optimize: bool,
    /// For tests of what a bug of ours does: the host function that panics whenever its work is done.
    pub panicking_function: Option<&'static str>,
    /// Where contracts' texts for developers go; nowhere if `None`.
    pub debug_sink: Option<DebugSink>,
}

/// Takes the text of a contract, UTF-8 or not, that the host function `debug_log` was given.
pub type DebugSink = fn(Address, &[u8]);

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            block_lanes: 2,
            query_lanes: 6,
            cached_contracts_max: 1_024,
            cached_code_max_bytes: 256 * 1024 * 1024,
            optimize: true,
            panicking_function: None,
            debug_sink: None,
        }
    }
}

/// Compiled code on disk, and who compiles what is not there.
pub struct ArtifactConfig {
    /// The folder; made if it is missing. One engine uses it at a time.
    pub folder: PathBuf,
    /// Bytes that artifacts may take there together.
    pub size_max_bytes: u64,
    /// Without this key's seal an artifact is not run.
    pub key: ArtifactKey,
    /// Compiles, and seals with the same key.
    pub compiler: Box<dyn Compiler>,
}

/// How contracts came into memory since the engine was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodeCounts {
    /// Compiled.
    pub compiled: u64,
    /// Loaded from an artifact on disk.
    pub loaded: u64,
    /// Artifacts on disk that were damaged, stale or foreign, and were compiled again.
    pub rejected: u64,
    /// Artifacts that could not be written, such as on a full disk.
    pub unsaved: u64,
}

/// For what a call stack is taken. Each lane has its own instance slots, so that no load of queries can keep a block
/// from being executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Execution of a block.
    Block,
    /// `eth_call`, estimates and other questions.
    Query,
}

/// Why there is no contract.
#[derive(Clone, Debug)]
pub enum PrepareError {
    /// The module may not be deployed: a mistake of who sent it.
    Refused(Refusal),
    /// This node failed: it could not load or compile what may be deployed.
    Node(NodeError),
}

impl std::fmt::Display for PrepareError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Node(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PrepareError {}

impl From<Refusal> for PrepareError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<NodeError> for PrepareError {
    fn from(error: NodeError) -> Self {
        Self::Node(error)
    }
}

/// A compiled contract.
pub struct Contract {
    /// Ready to be instantiated: imports are resolved.
    pub(crate) pre: InstancePre<Frame>,
    /// Where its exports are.
    pub(crate) exports: Exports,
    /// Pages of memory that an instance starts with.
    pub(crate) initial_pages: u32,
    /// Units of height and pages that a new instance's counters say are left.
    pub(crate) counters: [u32; 2],
    /// Bytes of native code.
    code_size_bytes: usize,
}

impl Contract {
    /// Bytes of native code it was compiled to.
    pub fn code_size_bytes(&self) -> usize {
        self.code_size_bytes
    }
}

impl std::fmt::Debug for Contract {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contract")
            .field("initial_pages", &self.initial_pages)
            .field("code_size_bytes", &self.code_size_bytes)
            .finish_non_exhaustive()
    }
}

/// Positions of a contract's exports, so that none is looked up by name when it runs.
pub(crate) struct Exports {
    pub(crate) memory: ModuleExport,
    pub(crate) deploy: ModuleExport,
    pub(crate) call: ModuleExport,
    pub(crate) height: ModuleExport,
    pub(crate) pages: ModuleExport,
    pub(crate) fault: ModuleExport,
}

/// Compiles and runs contracts.
pub struct Engine {
    wasmtime: wasmtime::Engine,
    linker: Linker<Frame>,
    cache: Cache,
    artifacts: Option<Artifacts>,
    counters: Counters,
    block_slots: Arc<Slots>,
    query_slots: Arc<Slots>,
    debug_sink: Option<DebugSink>,
}

/// What an engine with artifacts has beside the cache.
struct Artifacts {
    store: Store,
    sealer: Sealer,
    compiler: Box<dyn Compiler>,
}

#[derive(Default)]
struct Counters {
    compiled: AtomicU64,
    loaded: AtomicU64,
    rejected: AtomicU64,
    unsaved: AtomicU64,
}

const _: () = {
    const fn shared_between_threads<T: Send + Sync>() {}
    shared_between_threads::<Engine>();
    shared_between_threads::<Contract>();
};

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// Sets up wasmtime, reserves address space for every slot and links the interface. Contracts are compiled by the
    /// thread that asks for them, and kept in memory alone.
    ///
    /// Fails if the machine does not have what is asked: 4 GiB of address space (not of memory) for each slot, and
    /// there are [`CALL_DEPTH_MAX`](primitives::limits::CALL_DEPTH_MAX) slots in a lane.
    pub fn new(config: &EngineConfig) -> Result<Self, NodeError> {
        if config.block_lanes == 0 || config.query_lanes == 0 {
            return Err(NodeError("engine: block_lanes and query_lanes must be at least 1".to_owned()));
        }
        let failed = |error: wasmtime::Error| NodeError(format!("engine: {error:#}"));
        let slots = config::slots(config);
        let memories = Memories::reserve(slots).map_err(|error| {
            let gib = u64::from(slots).saturating_mul(SLOT_BYTES as u64) >> 30;
            NodeError(format!(
                "engine: {error}; it needs {gib} GiB of address space, which is not memory: `ulimit -v` must be \
                 unlimited, and a container or service may not set a smaller limit (RLIMIT_AS)"
            ))
        })?;
        let wasmtime = wasmtime::Engine::new(&config::running(config, memories)).map_err(failed)?;
        let mut linker = Linker::new(&wasmtime);
        host_calls::link(&mut linker).map_err(failed)?;
        if let Some(name) = config.panicking_function
            && !host_calls::link_panicking(&mut linker, name).map_err(failed)?
        {
            return Err(NodeError(format!("engine: no host function is called {name}")));
        }
        Ok(Self {
            wasmtime,
            linker,
            cache: Cache::new(config.cached_contracts_max, config.cached_code_max_bytes),
            artifacts: None,
            counters: Counters::default(),
            block_slots: Slots::new(config.block_lanes),
            query_slots: Slots::new(config.query_lanes),
            debug_sink: config.debug_sink,
        })
    }

    /// The same, with compiled contracts kept on disk and compiled by whom `artifacts` names.
    pub fn with_artifacts(config: &EngineConfig, artifacts: ArtifactConfig) -> Result<Self, NodeError> {
        let mut engine = Self::new(config)?;
        let ArtifactConfig { folder, size_max_bytes, key, compiler } = artifacts;
        let store = Store::open(&folder, size_max_bytes)
            .map_err(|error| NodeError(format!("artifacts in {}: {error}", folder.display())))?;
        let sealer = Sealer::new(key, &engine.wasmtime);
        engine.artifacts = Some(Artifacts { store, sealer, compiler });
        Ok(engine)
    }

    /// Checks, rewrites and compiles `module` in this process, without cache and artifacts.
    pub fn prepare(&self, module: &[u8]) -> Result<Arc<Contract>, PrepareError> {
        let rewritten = instrument::instrument(module)?;
        Ok(self.link(&self.compile_here(&rewritten)?)?)
    }

    /// The contract under `code_hash`; `container` is asked for its code if it is neither in memory nor on disk. Code
    /// that two threads ask for at once is compiled once.
    pub fn contract(
        &self,
        code_hash: &B256,
        container: &mut dyn FnMut() -> Result<Bytes, NodeError>,
    ) -> Result<Arc<Contract>, PrepareError> {
        self.cache.get(code_hash, &mut || {
            if let Some(module) = self.load(code_hash) {
                return Ok(self.link(&module)?);
            }
            let code = container()?;
            let split = container::split(&code).map_err(|error| {
                // The executor splits creation data before it asks; stored code has been split once.
                let place = Place::at(0);
                PrepareError::Refused(Refusal::Malformed { message: error.to_string(), place })
            })?;
            let rewritten = instrument::instrument(split.module)?;
            Ok(self.link(&self.compile(code_hash, &rewritten)?)?)
        })
    }

    /// How contracts came into memory so far.
    pub fn code_counts(&self) -> CodeCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let Counters { compiled, loaded, rejected, unsaved } = &self.counters;
        CodeCounts { compiled: read(compiled), loaded: read(loaded), rejected: read(rejected), unsaved: read(unsaved) }
    }

    /// Takes the instance slots of one transaction or query; waits for a lane to be free.
    pub fn call_stack(&self, lane: Lane) -> CallStack {
        let slots = match lane {
            Lane::Block => &self.block_slots,
            Lane::Query => &self.query_slots,
        };
        CallStack::new(Slots::take(slots))
    }

    /// Where contracts' texts for developers go.
    pub fn debug_sink(&self) -> Option<DebugSink> {
        self.debug_sink
    }

    pub(crate) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.wasmtime
    }

    /// The module under `code_hash` from its artifact on disk.
    fn load(&self, code_hash: &B256) -> Option<Module> {
        let artifacts = self.artifacts.as_ref()?;
        let artifact = artifacts.store.load(code_hash)?;
        let module = artifacts.sealer.open(&self.wasmtime, code_hash, &artifact);
        let counter = if module.is_some() { &self.counters.loaded } else { &self.counters.rejected };
        counter.fetch_add(1, Ordering::Relaxed);
        module
    }

    /// Compiles a rewritten module on this thread.
    fn compile_here(&self, rewritten: &[u8]) -> Result<Module, NodeError> {
        let module = compiler::attempt(|| Module::new(&self.wasmtime, rewritten))?;
        self.check_entries(&module)?;
        Ok(module)
    }

    /// Has a rewritten module compiled, and keeps its artifact.
    fn compile(&self, code_hash: &B256, rewritten: &[u8]) -> Result<Module, NodeError> {
        self.counters.compiled.fetch_add(1, Ordering::Relaxed);
        let Some(artifacts) = &self.artifacts else {
            return self.compile_here(rewritten);
        };
        let artifact = artifacts.compiler.compile(code_hash, rewritten)?;
        let module = artifacts.sealer.open(&self.wasmtime, code_hash, &artifact);
        let foreign = || NodeError("the compiler's artifact is not sealed for this engine".to_owned());
        let module = module.ok_or_else(foreign)?;
        self.check_entries(&module)?;
        if artifacts.store.save(code_hash, &artifact).is_err() {
            self.counters.unsaved.fetch_add(1, Ordering::Relaxed);
        }
        Ok(module)
    }

    /// Checks the types of the entries of a module that was just compiled: [`Engine::run`] enters without looking at
    /// them again, and an artifact is kept only after this.
    fn check_entries(&self, module: &Module) -> Result<(), NodeError> {
        let entry = FuncType::new(&self.wasmtime, [ValType::I64], [ValType::I64]);
        for name in [interface::exports::DEPLOY, interface::exports::CALL] {
            let ty = module.get_export(name);
            if !ty.is_some_and(|ty| ty.func().is_some_and(|ty| ty.matches(&entry))) {
                return Err(NodeError(format!("compiling a valid contract changed the type of {name}")));
            }
        }
        Ok(())
    }

    /// Makes a module whose entries are checked ready to be instantiated. It is valid and within limits, so a failure is this node's.
    fn link(&self, module: &Module) -> Result<Arc<Contract>, NodeError> {
        let lost = |name: &str| NodeError(format!("compiling a valid contract lost its export {name}"));
        let export = |name: &str| module.get_export_index(name).ok_or_else(|| lost(name));
        let exports = Exports {
            memory: export(interface::exports::MEMORY)?,
            deploy: export(interface::exports::DEPLOY)?,
            call: export(interface::exports::CALL)?,
            height: export(exports::HEIGHT)?,
            pages: export(exports::PAGES)?,
            fault: export(exports::FAULT)?,
        };
        let memory = module.get_export(interface::exports::MEMORY).and_then(|export| export.memory().cloned());
        let memory = memory.ok_or_else(|| lost(interface::exports::MEMORY))?;
        // A valid module has far fewer pages than fit 32 bits.
        let initial_pages = u32::try_from(memory.minimum()).unwrap_or(u32::MAX);
        let image = module.image_range();
        let code_size_bytes = (image.end as usize).saturating_sub(image.start as usize);
        let pre = compiler::attempt(|| self.linker.instantiate_pre(module))?;
        let counters = instrument::first_counters(initial_pages);
        Ok(Arc::new(Contract { pre, exports, initial_pages, counters, code_size_bytes }))
    }
}
