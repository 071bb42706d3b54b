//! Transient storage (EIP-1153): values of contracts that live as long as one transaction and are undone like others.

use alloy_primitives::map::HashMap;
use primitives::{Address, B256, Bytes, limits::TRANSIENT_SLOTS_MAX};

use super::{Journal, NEVER, Undo};

/// The transient storage of all contracts in one transaction.
#[derive(Default)]
pub(super) struct TransientStorage {
    slots: Vec<TransientSlot>,
    slot_index: HashMap<(Address, B256), usize>,
}

struct TransientSlot {
    now: Bytes,
    /// As in [`SlotValues`](super::SlotValues).
    saved_in: u64,
}

impl TransientStorage {
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.slot_index.clear();
    }

    pub(super) fn set(&mut self, index: usize, value: Bytes) {
        self.slots[index].now = value;
    }

    /// The slot at this place, made if it is new; `None` if there are too many already.
    fn entry(&mut self, place: (Address, B256)) -> Option<usize> {
        if let Some(index) = self.slot_index.get(&place) {
            return Some(*index);
        }
        if self.slots.len() >= TRANSIENT_SLOTS_MAX {
            return None;
        }
        self.slots.push(TransientSlot { now: Bytes::new(), saved_in: NEVER });
        self.slot_index.insert(place, self.slots.len() - 1);
        Some(self.slots.len() - 1)
    }
}

impl Journal<'_> {
    /// The value under `key` in the account's transient storage, empty if there is none.
    pub fn transient_storage(&self, address: Address, key: B256) -> Bytes {
        let index = self.transient.slot_index.get(&(address, key));
        index.map(|index| self.transient.slots[*index].now.clone()).unwrap_or_default()
    }

    /// Sets the value under `key` in the account's transient storage; an empty one deletes. False, with nothing
    /// changed, if the transaction has written [`TRANSIENT_SLOTS_MAX`] other places, those of undone frames included.
    #[must_use = "false means that nothing was stored"]
    pub fn set_transient_storage(&mut self, address: Address, key: B256, value: Bytes) -> bool {
        let Some(index) = self.transient.entry((address, key)) else { return false };
        let slot = &mut self.transient.slots[index];
        let now = std::mem::replace(&mut slot.now, value);
        if slot.saved_in != self.stretch {
            slot.saved_in = self.stretch;
            self.undo.push(Undo::Transient { index, now });
        }
        true
    }
}
