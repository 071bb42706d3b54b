//! Events: Solidity logs.

use alloc::vec::Vec;

use crate::{abi::EventInfo, guest};

/// A struct that `#[event]` made an event.
pub trait Event: Sized {
    /// Its description.
    const INFO: &'static EventInfo;

    /// The signature's hash, unless the event is anonymous, and the indexed fields, 32 bytes each.
    fn topics(&self) -> Vec<u8>;

    /// The other fields, encoded.
    fn data(&self) -> Vec<u8>;

    /// The event back from a log; `None` if the log is of another event, or if an indexed field is only there as a
    /// hash (a string, bytes or an array).
    fn decode(topics: &[[u8; 32]], data: &[u8]) -> Option<Self>;
}

/// Emits an event. Inside `#[contract]`, `emit(Name { .. })` also puts the event into the contract's ABI.
pub fn emit<E: Event>(event: E) {
    guest::log(event.topics().as_chunks().0, &event.data());
}
