//! Compiled contracts in memory, by code hash: bounded by count and bytes of native code, the least recently used
//! forgotten first.
//!
//! Whether code is in here decides how fast a call is, never what it does or costs. Code is compiled outside the
//! cache's lock and once, however many ask for it at the same time.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use primitives::B256;

use super::{Contract, PrepareError};

/// The cache.
pub(super) struct Cache {
    state: Mutex<State>,
    contracts_max: usize,
    code_max_bytes: usize,
}

/// A place for one contract; empty while it is compiled, or after it failed.
type Place = Arc<Mutex<Option<Arc<Contract>>>>;

#[derive(Default)]
struct State {
    places: HashMap<B256, Entry>,
    /// Hashes by the tick of their last use.
    by_use: BTreeMap<u64, B256>,
    tick: u64,
    code_size_bytes: usize,
}

struct Entry {
    place: Place,
    used: u64,
    code_size_bytes: usize,
}

impl Cache {
    pub(super) fn new(contracts_max: usize, code_max_bytes: usize) -> Self {
        Self { state: Mutex::default(), contracts_max, code_max_bytes }
    }

    /// The contract under `hash`, made by `compile` if it is not here.
    pub(super) fn get(
        &self,
        hash: &B256,
        compile: &mut dyn FnMut() -> Result<Arc<Contract>, PrepareError>,
    ) -> Result<Arc<Contract>, PrepareError> {
        let place = self.lock().place(hash);
        let mut contract = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(contract) = &*contract {
            return Ok(Arc::clone(contract));
        }
        match compile() {
            Ok(compiled) => {
                *contract = Some(Arc::clone(&compiled));
                let mut state = self.lock();
                state.weigh(hash, &place, compiled.code_size_bytes);
                state.shrink(self.contracts_max, self.code_max_bytes);
                Ok(compiled)
            }
            Err(error) => {
                self.lock().forget(hash, &place);
                Err(error)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The place of `hash`, which is now the most recently used.
    fn place(&mut self, hash: &B256) -> Place {
        self.tick += 1;
        let tick = self.tick;
        let entry = self.places.entry(*hash).or_insert_with(|| Entry {
            place: Place::default(),
            used: tick,
            code_size_bytes: 0,
        });
        self.by_use.remove(&entry.used);
        entry.used = tick;
        self.by_use.insert(tick, *hash);
        Arc::clone(&entry.place)
    }

    /// Notes the size of what was compiled into `place`.
    fn weigh(&mut self, hash: &B256, place: &Place, code_size_bytes: usize) {
        if let Some(entry) = self.places.get_mut(hash).filter(|entry| Arc::ptr_eq(&entry.place, place)) {
            entry.code_size_bytes = code_size_bytes;
            self.code_size_bytes += code_size_bytes;
        }
    }

    /// Removes `place`, unless another has taken its hash since.
    fn forget(&mut self, hash: &B256, place: &Place) {
        if self.places.get(hash).is_some_and(|entry| Arc::ptr_eq(&entry.place, place)) {
            self.remove(hash);
        }
    }

    /// Removes the least recently used until both bounds hold; the last one stays.
    fn shrink(&mut self, contracts_max: usize, code_max_bytes: usize) {
        while self.places.len() > 1 && (self.places.len() > contracts_max || self.code_size_bytes > code_max_bytes) {
            let Some((_, oldest)) = self.by_use.first_key_value() else { return };
            let oldest = *oldest;
            self.remove(&oldest);
        }
    }

    fn remove(&mut self, hash: &B256) {
        if let Some(entry) = self.places.remove(hash) {
            self.by_use.remove(&entry.used);
            self.code_size_bytes -= entry.code_size_bytes;
        }
    }
}
