//! Contracts in memory, by code hash: bounded by count and bytes of native code.
//!
//! Whether code is in here decides how fast a call is, never what it does or costs. Code is made outside the cache's
//! lock and once, however many ask for it at the same time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use primitives::B256;

use super::{
    Contract, PrepareError,
    recency::{Bounds, Recency},
};

type Made = Result<Arc<Contract>, PrepareError>;

/// The cache.
pub(super) struct Cache {
    state: Mutex<State>,
}

struct State {
    kept: HashMap<B256, Arc<Contract>>,
    recency: Recency,
    /// What is being made now. Its lock is held by who makes it; whoever waits for that takes the same result.
    pending: HashMap<B256, Arc<Mutex<Option<Made>>>>,
}

impl Cache {
    pub(super) fn new(contracts_max: usize, code_max_bytes: usize) -> Self {
        let bounds = Bounds { count: contracts_max as u64, size_bytes: code_max_bytes as u64 };
        let recency = Recency::new(bounds);
        Self { state: Mutex::new(State { kept: HashMap::new(), recency, pending: HashMap::new() }) }
    }

    /// The contract under `hash`, made by `make` if it is not here.
    pub(super) fn get(&self, hash: &B256, make: &mut dyn FnMut() -> Made) -> Made {
        let place = {
            let mut state = self.lock();
            if let Some(contract) = state.kept(hash) {
                return Ok(contract);
            }
            Arc::clone(state.pending.entry(*hash).or_default())
        };
        // If whoever made it has panicked, it is empty, and the next one makes it.
        let mut made = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = &*made {
            return made.clone();
        }
        let result = make();
        *made = Some(result.clone());
        let mut state = self.lock();
        state.pending.remove(hash);
        if let Ok(contract) = &result {
            state.keep(hash, contract);
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn kept(&mut self, hash: &B256) -> Option<Arc<Contract>> {
        let contract = self.kept.get(hash)?;
        self.recency.touch(hash);
        Some(Arc::clone(contract))
    }

    fn keep(&mut self, hash: &B256, contract: &Arc<Contract>) {
        self.kept.insert(*hash, Arc::clone(contract));
        for gone in self.recency.insert(hash, contract.code_size_bytes as u64) {
            self.kept.remove(&gone);
        }
    }
}
