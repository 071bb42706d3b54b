//! Events: Solidity logs.

use alloc::vec::Vec;

use crate::{
    abi::{Encoder, EventInfo},
    guest,
};

/// A struct that `#[event]` made an event.
#[diagnostic::on_unimplemented(message = "`{Self}` is not an event", note = "put #[event] on the struct")]
pub trait Event: Sized {
    /// Its description.
    const INFO: &'static EventInfo;

    /// Topics that it has: its signature's hash, unless it is anonymous, and the indexed fields.
    const TOPICS: usize;

    /// Writes the topics, 32 bytes each, and behind them the other fields, encoded.
    fn encode(&self, out: &mut Encoder);

    /// The event back from a log; `None` if the log is of another event, or if an indexed field is only there as a
    /// hash (a string, bytes or an array).
    fn decode(topics: &[[u8; 32]], data: &[u8]) -> Option<Self>;
}

/// An event's topics and data.
pub fn log_of<E: Event>(event: &E) -> (Vec<[u8; 32]>, Vec<u8>) {
    let mut out = Encoder::default();
    event.encode(&mut out);
    let (topics, data) = out.as_bytes().split_at(32 * E::TOPICS);
    (topics.as_chunks().0.to_vec(), data.to_vec())
}

/// Emits an event. Inside `#[contract]`, `emit(Name { .. })` also puts the event into the contract's ABI.
pub fn emit<E: Event>(event: E) {
    let mut out = Encoder::default();
    event.encode(&mut out);
    log(out, E::TOPICS);
}

#[inline(never)]
fn log(out: Encoder, topics: usize) {
    if let Some((topics, data)) = out.as_bytes().split_at_checked(topics.wrapping_mul(32)) {
        guest::log(topics.as_chunks().0, data);
    }
}
