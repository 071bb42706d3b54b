//! Compiling: from a rewritten module to a sealed artifact, here or wherever the node has it done.

use primitives::B256;

use super::{
    artifact::{ArtifactKey, Sealer},
    config,
};
use crate::{bug::Bug, host::NodeError};

/// Who compiles. [`LocalCompiler`] does it on the spot; a node has it done by a process of its own, so that no contract
/// can take more of the machine than that process may.
///
/// Implementations hand over what a [`LocalCompiler`] with the engine's key returned; anything else is refused.
pub trait Compiler: Send + Sync {
    /// The artifact of the code under `code_hash`, which the pass has rewritten into `module`. The module is valid and
    /// within limits, so a failure is the node's and never says anything about the contract.
    fn compile(&self, code_hash: &B256, module: &[u8]) -> Result<Vec<u8>, NodeError>;
}

/// Compiles in this process, on the thread that asks.
pub struct LocalCompiler {
    wasmtime: wasmtime::Engine,
    sealer: Sealer,
}

impl LocalCompiler {
    /// A compiler whose artifacts are sealed with `key`. It runs nothing and reserves no address space.
    pub fn new(key: &ArtifactKey) -> Result<Self, NodeError> {
        let wasmtime = wasmtime::Engine::new(&config::compiling())
            .map_err(|error| NodeError(format!("the compiler cannot be set up: {error:#}")))?;
        let sealer = Sealer::new(key.clone(), &wasmtime);
        Ok(Self { wasmtime, sealer })
    }
}

impl Compiler for LocalCompiler {
    fn compile(&self, code_hash: &B256, module: &[u8]) -> Result<Vec<u8>, NodeError> {
        let code = attempt(|| self.wasmtime.precompile_module(module))?;
        Ok(self.sealer.seal(code_hash, &code))
    }
}

impl std::fmt::Debug for LocalCompiler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LocalCompiler").finish_non_exhaustive()
    }
}

/// Has wasmtime work on a module that is valid and within limits: neither an error nor a panic is the module's.
pub(super) fn attempt<T>(work: impl FnOnce() -> wasmtime::Result<T>) -> Result<T, NodeError> {
    let failed = |reason: String| NodeError(format!("compiling a valid contract failed: {reason}"));
    Bug::catch(work).map_err(|bug| failed(bug.to_string()))?.map_err(|error| failed(format!("{error:#}")))
}
