//! Deterministic, metered execution of one contract frame.
//!
//! This crate decides which modules may be deployed, defines what running them costs ([`instrument`]), and runs them
//! ([`Engine`]). It knows no accounts, blocks or transactions: those are behind the trait [`Host`]. It is the only
//! crate that uses wasmtime, and the only one with `unsafe` code.
//!
//! ```text
//! Engine::new(&EngineConfig) -> Result<Engine, NodeError>
//! Engine::with_artifacts(&EngineConfig, ArtifactConfig) -> Result<Engine, NodeError>
//! Engine::prepare(&self, module: &[u8]) -> Result<Arc<Contract>, PrepareError>
//! Engine::contract(&self, code_hash: &B256, container: &mut dyn FnMut() -> Result<Bytes, NodeError>)
//!     -> Result<Arc<Contract>, PrepareError>
//! Engine::call_stack(&self, Lane::{Block, Query}) -> CallStack
//! Engine::run(&self, &Contract, Entry::{Deploy, Call}, gas: Gas, &CallStack, &mut dyn Host) -> Result<Outcome, NodeError>
//! CallStack::depth(&self) -> u32, CallStack::is_full(&self) -> bool
//! Bug::catch(FnOnce() -> T) -> Result<T, Bug>
//! deployment_cost(module: &[u8]) -> Gas
//! instrument(module: &[u8]) -> Result<Vec<u8>, Refusal>
//! on_execution_stack(FnOnce() -> R) -> R
//! enum PrepareError { Refused(Refusal), Node(NodeError) }
//! ```
//!
//! A transaction takes one [`CallStack`] (it reserves the instance slots that its frames need, so taking it may wait)
//! and hands a shared reference to it to every `run`, nested ones too: `CallStack` has interior mutability and counts
//! depth, stack height and memory pages across the live frames. A host that gets a call asks `CallStack::is_full`
//! first and answers [`Reply::Failed`] without entering; `run` at full depth is an error of the node.
//! A host that panics unwinds out of `run`; the executor catches it once per transaction.
//! `Engine::contract` takes what is stored under the code hash, the container.

mod bug;
mod call_stack;
mod deployment;
mod engine;
mod execution_stack;
mod fault;
mod host;
pub mod host_calls;
mod instrument;
mod interface_table;
mod meter;
mod outcome;
mod refusal;
mod run;
mod valid;
mod validate;

/// The names and numbers of the metering pass, for tools and tests.
pub mod metering {
    pub use crate::{
        engine::config::compiling as compiler_config,
        instrument::{
            BR_TABLE, BULK_PER_BYTE, FAR_LOAD, FUNCTION_ENTRY, GROW_PER_PAGE, INITIAL_PER_RESIDENT_PAGE, INSTANCE,
            LOAD, LOCALS_PER_TICK, NEAR_MEMORY_PAGES, OperatorPrices, PASS_VERSION, RESIDENT_PAGES, SCHEDULE_VERSION,
            STORE, exports, instance_ticks, instrument_any,
        },
        run::unreachable_fault,
    };
}

pub use bug::Bug;
pub use call_stack::CallStack;
pub use deployment::{Work, deployment_cost};
pub use engine::{
    ArtifactConfig, ArtifactKey, CodeCounts, Compiler, Contract, DebugSink, Engine, EngineConfig, Lane, LocalCompiler,
    PrepareError,
};
pub use execution_stack::{EXECUTION_STACK_SIZE_BYTES, on_execution_stack};
pub use fault::Fault;
pub use host::{BlockContext, CallRequest, CreateRequest, FrameContext, Host, Interrupt, NodeError, Reply};
pub use instrument::instrument;
pub use meter::{Meter, TICKS_PER_GAS};
pub use outcome::{Exit, Outcome};
pub use refusal::{Place, Refusal};
pub use run::Entry;
